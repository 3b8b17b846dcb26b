import { fold } from "./context-words.ts";
import type { Hint } from "./hints.ts";

/**
 * Words of keys in other languages than English, without marks: German, French, Spanish, Italian, Portuguese, Dutch, Polish,
 * Czech, the Nordic languages, Hungarian, Romanian, Turkish, Indonesian, Russian, Chinese, Japanese, Korean. Only words that
 * name nothing else; those that name anything (`nom`, `nombre`, `nome`) are in `FOREIGN_NAMES`.
 */
export const FOREIGN_KEYS: Readonly<Partial<Record<Hint, readonly string[]>>> = {
  person:
    words(`vorname nachname familienname rufname kundenname kontoinhaber karteninhaber ansprechpartner empfaenger absender patientenname versicherter mitarbeitername
    prenom nom_famille nom_de_famille nom_complet nom_client nom_du_client titulaire destinataire
    apellido apellidos primer_apellido segundo_apellido nombre_completo nombre_cliente nombre_del_cliente nombre_titular titular_cuenta titular_tarjeta destinatario beneficiario
    cognome nome_completo nome_cliente intestatario sobrenome apelido nome_do_cliente nome_titular
    voornaam achternaam klantnaam volledige_naam rekeninghouder ontvanger imie nazwisko imie_nazwisko imie_i_nazwisko odbiorca jmeno_prijmeni prijmeni krestni_jmeno
    fornamn efternamn kundnamn mottagare fornavn etternavn efternavn kundenavn etunimi sukunimi asiakkaan_nimi
    keresztnev vezeteknev teljes_nev prenume nume_complet nume_familie ad_soyad adsoyad soyad soyadi musteri_adi nama_lengkap nama_depan nama_pelanggan
    imya familiya otchestvo fio имя фамилия отчество фио 姓名 联系人 收货人 收件人 氏名 お名前 名前 성명 이름 고객명`),
  address: words(
    `strasse anschrift wohnadresse lieferadresse rechnungsadresse adresse adresse_livraison adresse_facturation adresse_postale direccion domicilio calle
    indirizzo endereco logradouro morada rua adres adres_dostawy woonadres bezorgadres straat straatnaam ulica ulice adresa osoite katuosoite adress gatuadress gateadresse lakcim utca strada alamat
    адрес улица 地址 收货地址 住所 주소`,
  ),
  city: words(
    `ort wohnort stadt geburtsort ville commune ciudad localidad poblacion citta comune cidade localidade stad woonplaats plaats miasto miejscowosc mesto kaupunki postitoimipaikka varos orasul localitate sehir kota lieu_naissance lieu_de_naissance lugar_nacimiento lugar_de_nacimiento luogo_nascita luogo_di_nascita local_nascimento naturalidade geboorteplaats miejsce_urodzenia misto_narozeni fodested fodelseort syntymapaikka szuletesi_hely locul_nasterii dogum_yeri tempat_lahir место_рождения город 城市 出生地 도시`,
  ),
  postcode: words(
    `code_postal codigo_postal codice_postale kod_pocztowy postnummer postinumero iranyitoszam cod_postal posta_kodu kode_pos индекс 邮编 郵便番号 우편번호`,
  ),
  birth_date: words(
    `geburtstag geb_datum date_de_naissance fecha_de_nacimiento fecha_nac data_di_nascita data_nascita data_de_nascimento geboortedatum data_urodzenia datum_narozeni
    fodselsdato fodelsedatum syntymaaika szuletesi_datum data_nasterii dogum_tarihi tanggal_lahir дата_рождения 出生日期 生日 生年月日 생년월일`,
  ),
  phone: words(
    `telefonnummer rufnummer mobilnummer mobiltelefon festnetz numero_telephone numero_de_telephone movil celular cellulare telefoon telefoonnummer mobiel telefonszam puhelin puhelinnumero
    numer_telefonu komorka no_telp no_hp nomor_telepon telefon_no телефон 手机 手机号 电话 電話番号 전화번호 휴대폰`,
  ),
  age: words("lebensalter edad idade leeftijd wiek возраст 年龄 年齢 나이"),
  user_name: words(
    `benutzer benutzername nutzername anmeldename utilisateur nom_utilisateur usuario nombre_usuario nombre_de_usuario utente nome_utente nome_usuario gebruiker gebruikersnaam
    anvandarnamn brukernavn brugernavn kayttajatunnus uzytkownik nazwa_uzytkownika uzivatel felhasznalonev kullanici kullanici_adi пользователь логин 用户名 ユーザー名 사용자`,
  ),
};

/** Words for a name of anything: they speak of a person like `name` does, by themselves or behind a word for a person. */
export const FOREIGN_NAMES: readonly string[] = words(
  "nom nombre nome naam namn navn nimi jmeno nazwa nev nume nama isim",
);

function words(list: string): readonly string[] {
  return list.split(/\s+/).map(fold);
}

const OWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(FOREIGN_KEYS).map(([hint, list]) => [hint, new Set(list)]),
);

/** Whether a key ends with a foreign word, or words, that speak of `hint` alone. */
export function endsForeign(key: string, hint: Hint): boolean {
  const own = OWN.get(hint);
  if (own === undefined) return false;
  const parts = wordsOfKey(key.slice(-64));
  for (let count = 1; count <= 3 && count <= parts.length; count++)
    if (own.has(parts.slice(-count).join("_"))) return true;
  return false;
}

/** The words of a key, folded: cut at case changes and punctuation. */
export function wordsOfKey(key: string): string[] {
  return fold(key.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2"))
    .replaceAll("ß", "ss")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "");
}
