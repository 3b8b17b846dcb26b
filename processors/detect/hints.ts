/** What the words of a key say about its value. One bit each, in this order. */
export const HINTS = [
  "email",
  "phone",
  "card",
  "cvv",
  "iban",
  "account",
  "ssn",
  "national_id",
  "passport",
  "driver_license",
  "plate",
  "vin",
  "imei",
  "health",
  "ip",
  "mac",
  "user_name",
  "user_id",
  "person",
  "address",
  "city",
  "postcode",
  "geo",
  "birth_date",
  "age",
  "secret",
  "cookie",
  "session",
  "crypto",
  "tax",
] as const;
export type Hint = (typeof HINTS)[number];

/** Bit of a hint in `Context.hints`. */
export function hintBit(hint: Hint): number {
  return 1 << HINTS.indexOf(hint);
}

/** Words, pairs and triples of words (joined by `_`) of a key, and the hint they carry. Keys are split at case changes and punctuation. */
const WORDS: Readonly<Record<Hint, readonly string[]>> = {
  email: ["email", "mail", "e_mail", "emails", "email_address", "mail_address", "mailaddress", "mailto", "recipient_email", "correo"],
  phone: ["phone", "telephone", "tel", "mobile", "cell", "fax", "msisdn", "phonenumber", "mobilenumber", "cellphone", "mobile_phone", "home_phone", "work_phone", "contact_number", "contact_no", "caller", "callee", "caller_id", "handy", "telefon", "telefono", "telefone", "whatsapp", "sms_number", "from_number", "to_number", "calling_number", "called_number"],
  card: ["card", "cardnumber", "pan", "creditcard", "cc", "ccnum", "card_number", "card_no", "cardno", "credit_card", "debit_card", "card_num", "pan_number", "primary_account_number", "ccnumber", "cc_number", "account_pan"],
  cvv: ["cvv", "cvc", "cvv2", "cvc2", "card_code", "security_code", "cvn", "card_cvv", "card_cvc", "cid_code", "cvvcode", "cvv_code", "verification_value"],
  iban: ["iban"],
  account: ["account_number", "accountnumber", "bank_account", "routing", "routing_number", "sort_code", "bsb", "acct", "account_no", "accountno", "acct_no", "acct_number", "bank_account_number", "routing_no", "aba", "sortcode", "bban", "clabe", "bankaccount", "kontonummer", "rekeningnummer", "account_num"],
  ssn: ["ssn", "social_security", "socialsecurity", "ssnumber", "social_security_number", "socialsecuritynumber", "ss_number", "us_ssn", "ssn_last4", "ssnum"],
  national_id: ["national_id", "nationalid", "personal_id", "identity_number", "nin", "nino", "dni", "nie", "bsn", "pesel", "cpf", "aadhaar", "personnummer", "id_number", "curp", "codice_fiscale", "steuer_id", "sin", "tfn", "id_card", "idcard", "identity_card", "rg", "nif", "nuss", "cnp", "jmbg", "oib", "emso", "egn", "burgerservicenummer", "sofinummer", "pps", "ppsn", "ni_number", "national_insurance", "nir", "insee", "secu", "rijksregisternummer", "niss", "insz", "ahv", "avs", "svnr", "cpr", "cprnr", "fodselsnummer", "fnr", "hetu", "henkilotunnus", "sotu", "kennitala", "isikukood", "asmens_kodas", "personas_kods", "rodne_cislo", "rodnecislo", "steuerid", "idnr", "personalausweis", "ausweisnummer", "cf", "fiscal_code", "codicefiscale", "rfc", "cuit", "cuil", "rut", "run", "ruc", "cedula", "aadhar", "pan_number", "pancard", "nric", "fin", "hkid", "rrn", "my_number", "mynumber", "tckn", "tc_kimlik", "kimlik_no", "cnic", "nik", "ktp", "mykad", "emirates_id", "eid", "iqama", "za_id", "said", "bvn", "social_insurance", "ird", "snils", "inn", "teudat_zehut", "voter_id", "epic", "citizen_id", "government_id", "gov_id", "govid", "document_number", "documentnumber", "resident_id", "personal_code", "personal_number"],
  passport: ["passport", "passport_number", "passportnumber", "passport_no", "passportno", "passport_id", "reisepass", "pasaporte", "passeport", "travel_document"],
  driver_license: ["driver_license", "drivers_license", "driving_licence", "license_number", "licence_number", "dl_number", "license_no", "licence_no", "driverlicense", "driverslicense", "driving_license", "dl_no", "fuehrerschein", "dln", "drivers_licence", "driver_licence"],
  plate: ["plate", "license_plate", "licence_plate", "number_plate", "registration_plate", "licenseplate", "plate_number", "platenumber", "reg_plate", "kennzeichen", "matricula", "targa", "kenteken", "vehicle_registration"],
  vin: ["vin", "chassis", "vin_number", "vehicle_identification", "fahrgestellnummer"],
  imei: ["imei", "imeisv", "device_imei", "meid"],
  health: ["nhs", "nhs_number", "mbi", "npi", "medicare", "patient_id", "mrn", "health_id", "insurance_number", "medicare_number", "patient_number", "health_number", "healthid", "insurance_id", "member_number", "kvnr", "dea", "lanr", "bsnr", "medical_record", "medical_record_number", "health_card", "mrn_number", "beneficiary_id"],
  ip: ["ip", "ipaddress", "ip_address", "remote_addr", "client_ip", "peer", "ipv4", "ipv6", "remote_ip", "src_ip", "dst_ip", "source_ip", "dest_ip", "destination_ip", "client_address", "x_forwarded_for", "remote_address", "ip_addr", "ipaddr", "host_ip", "peer_ip"],
  mac: ["mac", "mac_address", "bssid", "hwaddr", "ether", "macaddr", "macaddress", "mac_addr", "hw_address", "hardware_address", "wifi_mac"],
  user_name: [
    "user",
    "username",
    "user_name",
    "login",
    "owner",
    "principal",
    "account_name",
    "uname",
    "logname",
    "userid_name",
  ],
  user_id: ["user_id", "userid", "customer_id", "customerid", "member_id", "account_id", "uid", "patient"],
  person: [
    "name",
    "first_name",
    "last_name",
    "firstname",
    "lastname",
    "full_name",
    "fullname",
    "surname",
    "given_name",
    "family_name",
    "customer_name",
    "recipient",
    "contact_name",
    "cardholder",
    "beneficiary",
  ],
  address: ["address", "street", "addr", "street_address", "shipping_address", "billing_address", "residence"],
  city: ["city", "town", "locality"],
  postcode: ["zip", "zipcode", "postcode", "postal_code", "zip_code", "plz", "postalcode", "post_code", "zip4", "postleitzahl", "cep", "cap_code", "pincode", "pin_code"],
  geo: ["lat", "lon", "lng", "latitude", "longitude", "geo", "coordinates", "location", "long", "gps", "geo_point", "geopoint", "latlng", "latlon", "coords", "coordinate", "location_lat", "location_lng"],
  birth_date: ["dob", "birth", "birthday", "birthdate", "date_of_birth", "birth_date", "dateofbirth", "birth_day", "date_birth", "born", "geburtsdatum", "fecha_nacimiento", "date_naissance", "data_nascimento", "born_on", "bday"],
  age: ["age"],
  secret: [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api_key",
    "access_key",
    "private_key",
    "credential",
    "credentials",
    "authorization",
    "auth",
    "bearer",
    "client_secret",
    "signature",
    "sig",
    "pin",
    "otp",
  ],
  cookie: ["cookie", "cookies"],
  session: ["session", "session_id", "sessionid", "sid", "jsessionid", "phpsessid"],
  crypto: ["wallet", "btc", "bitcoin", "ethereum", "crypto_address", "wallet_address", "btc_address", "eth_address", "bitcoin_address", "xmr_address"],
  tax: ["tax_id", "taxid", "vat", "ein", "tin", "itin", "tax_number", "taxnumber", "tax_code", "vat_id", "vat_number", "vatid", "vatnumber", "vat_no", "fein", "employer_id", "abn", "acn", "siren", "siret", "cnpj", "nip", "regon", "gstin", "uen", "ust_id", "ustid", "utr", "steuernummer", "company_id", "company_number", "companynumber", "registration_number", "orgnr", "org_nr", "organization_number"],
};

const BY_WORD: ReadonlyMap<string, number> = hintsByWord();

function hintsByWord(): Map<string, number> {
  const table = new Map<string, number>();
  for (const hint of HINTS) for (const word of WORDS[hint]) table.set(word, (table.get(word) ?? 0) | hintBit(hint));
  return table;
}

/**
 * Hints of a key, read from its last segments: `app.customer.phoneNumber` -> phone. Not for the hot path: callers keep
 * the answer per key.
 */
export function hintsOf(key: string): number {
  if (key.length === 0 || key.length > 256) return 0;
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  let hints = 0;
  for (let i = 0; i < words.length; i++) {
    const one = words[i] ?? "";
    const two = `${one}_${words[i + 1] ?? ""}`;
    const three = `${two}_${words[i + 2] ?? ""}`;
    hints |= (BY_WORD.get(one) ?? 0) | (BY_WORD.get(two) ?? 0) | (BY_WORD.get(three) ?? 0);
  }
  return hints;
}
