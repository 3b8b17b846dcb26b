/** Personal numbers with check digits: how they are announced and written where they are issued. */
export interface IdKind {
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** Name of the library's validator, or the published algorithm. */
  readonly check: string | ((value: string) => boolean);
  readonly word: string;
  readonly key: string;
  /** `#` digit, `@` letter, `[..]` one of, `{yyyy}`, `{yy}`, `{mm}`, `{dd}` of one birthday. */
  readonly shape: string;
  /** How people group it: each `x` one character. */
  readonly writing?: string;
  /** The word also announces numbers of other countries, which have no check digit. */
  readonly isShared: boolean;
}

const SHARED_WORDS: ReadonlySet<string> = new Set(["cédula", "cédula de identidad", "DNI", "social insurance number"]);

type Row = readonly [
  country: string,
  check: IdKind["check"],
  word: string,
  key: string,
  shape: string,
  writing?: string,
];

function weighted(value: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(value[i]), 0);
}

function luhn(value: string): boolean {
  let sum = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = Number(value[value.length - 1 - i]) * (i % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** 個人番号: Ministry of Internal Affairs ordinance 85 of 2014, article 5. */
function myNumber(value: string): boolean {
  const rest = weighted(value, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === Number(value[11]);
}

/** СНИЛС: weights 9 to 1, modulo 101. */
function snils(value: string): boolean {
  const rest = (weighted(value, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100;
  return rest === Number(value.slice(9));
}

/** ИИН: weights 1 to 11, and 3 to 11, 1, 2 when those leave 10. */
function iin(value: string): boolean {
  let rest = weighted(value, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
  if (rest === 10) rest = weighted(value, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
  return rest === Number(value[11]);
}

/** کد ملی: weights 10 to 2, modulo 11. */
function melli(value: string): boolean {
  const rest = weighted(value, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? rest : 11 - rest) === Number(value[9]);
}

/** NRIC and FIN: weights 2 7 6 5 4 3 2, four more for T and G. */
function nric(value: string): boolean {
  const sum = weighted(value.slice(1), [2, 7, 6, 5, 4, 3, 2]) + ("TG".includes(value[0] ?? "") ? 4 : 0);
  return ("ST".includes(value[0] ?? "") ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum % 11] === value[8];
}

/** Adóazonosító jel: weights 1 to 9, modulo 11. */
function hungarianTax(value: string): boolean {
  return weighted(value, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === Number(value[9]);
}

/** Cédula uruguaya: weights 2 9 8 7 6 3 4, modulo 10. */
function cedulaUruguay(value: string): boolean {
  return (10 - (weighted(value, [2, 9, 8, 7, 6, 3, 4]) % 10)) % 10 === Number(value[7]);
}

const ROWS: readonly Row[] = [
  ["AE", luhn, "Emirates ID", "emirates_id", "784{yyyy}########", "xxx-xxxx-xxxxxxx-x"],
  ["AR", "cuit", "CUIL", "cuil", "2[0347]#########", "xx-xxxxxxxx-x"],
  ["AT", "vnr", "Sozialversicherungsnummer", "svnr", "[1-9]###{dd}{mm}{yy}", "xxxx xxxxxx"],
  ["AU", "tfn", "tax file number", "tfn", "#########", "xxx xxx xxx"],
  ["BA", "jmbg", "JMBG", "jmbg", "{dd}{mm}9{yy}1[0-9]####"],
  ["BE", "nn", "rijksregisternummer", "rijksregisternummer", "{yy}{mm}{dd}###[0-8]#", "xx.xx.xx-xxx.xx"],
  ["BG", "egn", "ЕГН", "egn", "{yy}{mm}{dd}####"],
  ["BR", "cpf", "CPF", "cpf", "###########", "xxx.xxx.xxx-xx"],
  ["BY", "unp", "УНП", "unp", "[1-7]########"],
  ["CA", "sin", "social insurance number", "sin", "[1-7]########", "xxx-xxx-xxx"],
  ["CH", "ssn", "AHV-Nummer", "ahv", "756##########", "xxx.xxxx.xxxx.xx"],
  ["CL", "rut", "RUT", "rut", "1########", "xx.xxx.xxx-x"],
  ["CN", "ric", "身份证号码", "id_card", "110101{yyyy}{mm}{dd}####"],
  ["CO", "nit", "NIT", "nit", "##########", "xxx.xxx.xxx-x"],
  ["CU", "ni", "carné de identidad", "carne_identidad", "{yy}{mm}{dd}#####"],
  ["CY", "vat", "Cyprus tax", "cyprus_tin", "1#######@"],
  ["CZ", "rc", "rodné číslo", "rodne_cislo", "{yy}{mm}{dd}####", "xxxxxx/xxxx"],
  ["DE", "idnr", "Steuer-ID", "steuer_id", "[1-9]##########", "xx xxx xxx xxx"],
  ["DE", "svnr", "Rentenversicherungsnummer", "rvnr", "15{dd}{mm}{yy}@###", "xx xxxxxx x xxx"],
  ["DO", "cedula", "cédula", "cedula", "001########", "xxx-xxxxxxx-x"],
  ["EC", "ci", "cédula", "cedula", "17[1-5]#######", "xxxxxxxxx-x"],
  ["EE", "ik", "isikukood", "isikukood", "[34]{yy}{mm}{dd}####"],
  ["ES", "dni", "DNI", "dni", "########@", "xxxxxxxx-x"],
  ["ES", "nie", "NIE", "nie", "[XYZ]#######@", "x-xxxxxxx-x"],
  ["FI", "hetu", "henkilötunnus", "hetu", "{dd}{mm}{yy}-0##[0123456789ABCDEFHJKLMNPRSTUVWXY]"],
  ["FR", "nir", "numéro de sécurité sociale", "nir", "[12]{yy}{mm}75######[0-9]#", "x xx xx xx xxx xxx xx"],
  ["GN", "nifp", "NIFp", "nifp", "#########", "xxx-xxx-xxx"],
  ["GR", "amka", "ΑΜΚΑ", "amka", "{dd}{mm}{yy}#####"],
  ["GT", "cui", "CUI", "cui", "########[0-9]0[1-9]01", "xxxx xxxxx xxxx"],
  ["HK", "hkid", "HKID", "hkid", "[A-H]######[0-9]", "xxxxxxx(x)"],
  ["HR", "oib", "OIB", "oib", "###########"],
  ["HU", hungarianTax, "adóazonosító jel", "adoazonosito", "8#########"],
  ["ID", "npwp", "NPWP", "npwp", "0##############", "xx.xxx.xxx.x-xxx.xxx"],
  ["IE", "pps", "PPSN", "ppsn", "#######@"],
  ["IL", "idnr", "תעודת זהות", "teudat_zehut", "0########"],
  ["IN", "aadhaar", "Aadhaar", "aadhaar", "[2-9]###########", "xxxx xxxx xxxx"],
  ["IR", melli, "کد ملی", "melli_code", "##########", "xxx-xxxxxx-x"],
  ["IS", "kennitala", "kennitala", "kennitala", "{dd}{mm}{yy}####", "xxxxxx-xxxx"],
  ["IT", "codicefiscale", "codice fiscale", "codice_fiscale", "RSSMRA{yy}[ABCDEHLMPRST]{dd}H501@"],
  ["JP", myNumber, "マイナンバー", "my_number", "############", "xxxx xxxx xxxx"],
  ["KR", "rrn", "주민등록번호", "rrn", "{yy}{mm}{dd}[12]######", "xxxxxx-xxxxxxx"],
  ["KZ", iin, "ИИН", "iin", "{yy}{mm}{dd}[34]#####"],
  ["LT", "asmens", "asmens kodas", "asmens_kodas", "[34]{yy}{mm}{dd}####"],
  ["LV", "pvn", "personas kods", "personas_kods", "{dd}{mm}{yy}1####", "xxxxxx-xxxxx"],
  ["MA", "ice", "ICE", "ice", "00#############", "xxxxxxxxx xxxx xx"],
  ["MD", "idno", "IDNP", "idnp", "2############"],
  ["MK", "edb", "ЕДБ", "edb", "4############"],
  ["MU", "nid", "Mauritian ID", "mauritius_nid", "@{dd}{mm}{yy}######[0-9A-Z]"],
  ["MX", "curp", "CURP", "curp", "GOLM{yy}{mm}{dd}[HM]DF[LRS]RN0#"],
  ["MZ", "nuit", "NUIT", "nuit", "1########", "xxx xxx xxx"],
  ["NL", "bsn", "burgerservicenummer", "bsn", "[1-9]########", "xxxx.xx.xxx"],
  ["NO", "fodselsnummer", "fødselsnummer", "fodselsnummer", "{dd}{mm}{yy}[0-4]####", "xxxxxx xxxxx"],
  ["NZ", "ird", "IRD number", "ird", "[4-9]#######", "xx-xxx-xxx"],
  ["PE", "ruc", "RUC", "ruc", "10#########"],
  ["PE", "cui", "DNI", "dni", "#########", "xxxxxxxx-x"],
  ["PL", "pesel", "PESEL", "pesel", "{yy}{mm}{dd}#####"],
  ["PL", "nip", "NIP", "nip", "[1-9]#########", "xxx-xxx-xx-xx"],
  ["PT", "nif", "NIF", "nif", "[12]########", "xxx xxx xxx"],
  ["PT", "cc", "cartão de cidadão", "cartao_cidadao", "#########ZZ#", "xxxxxxxx x xxx"],
  ["PY", "ruc", "RUC", "ruc", "########", "xxxxxxx-x"],
  ["RO", "cnp", "CNP", "cnp", "[12]{yy}{mm}{dd}[1-3]#####"],
  ["RS", "jmbg", "ЈМБГ", "jmbg", "{dd}{mm}9{yy}71####"],
  ["RU", "inn", "ИНН", "inn", "77##########"],
  ["RU", snils, "СНИЛС", "snils", "1##########", "xxx-xxx-xxx xx"],
  ["SA", luhn, "iqama", "iqama", "[12]#########"],
  ["SE", "personnummer", "personnummer", "personnummer", "{yy}{mm}{dd}-####"],
  ["SG", nric, "NRIC", "nric", "[STFG]#######@"],
  ["SI", "emso", "EMŠO", "emso", "{dd}{mm}9{yy}50####"],
  ["SK", "rc", "rodné číslo", "rodne_cislo", "{yy}{mm}{dd}####", "xxxxxx/xxxx"],
  ["SV", "nit", "NIT", "nit", "0614{dd}{mm}{yy}####", "xxxx-xxxxxx-xxx-x"],
  ["TH", "idnr", "เลขประจำตัวประชาชน", "thai_id", "[1-8]############", "x-xxxx-xxxxx-xx-x"],
  ["TR", "tckimlik", "TC kimlik no", "tc_kimlik", "[1-9]##########"],
  ["TW", "natid", "身分證字號", "taiwan_id", "[A-Z][12]########"],
  ["UA", "rntrc", "РНОКПП", "rnokpp", "[23]#########"],
  ["UY", cedulaUruguay, "cédula de identidad", "cedula", "[1-5]#######", "x.xxx.xxx-x"],
  ["VE", "rif", "RIF", "rif", "[VE]#########", "x-xxxxxxxx-x"],
  ["VN", "mst", "mã số thuế", "mst", "0#########"],
  ["ZA", "idnr", "South African ID", "sa_id", "{yy}{mm}{dd}####08#", "xxxxxx xxxx xxx"],
];

/** `[0-9A]` spelled out. */
function spelled(shape: string): string {
  return shape.replaceAll(/\[([^\]]+)\]/g, (_all, choice: string) => {
    const signs = choice.replaceAll(/(\w)-(\w)/g, (_range, from: string, to: string) =>
      Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) =>
        String.fromCharCode(from.charCodeAt(0) + i),
      ).join(""),
    );
    return `[${signs}]`;
  });
}

export const KINDS: readonly IdKind[] = ROWS.map(([country, check, word, key, shape, writing]) => ({
  country,
  check,
  word,
  key,
  shape: spelled(shape),
  isShared: SHARED_WORDS.has(word),
  ...(writing !== undefined && { writing }),
}));
