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

/** Words and word pairs (joined by `_`) of a key, and the hint they carry. Keys are split at case changes and punctuation. */
const WORDS: Readonly<Record<Hint, readonly string[]>> = {
  email: ["email", "mail", "e_mail"],
  phone: ["phone", "telephone", "tel", "mobile", "cell", "fax", "msisdn", "phonenumber", "mobilenumber", "cellphone"],
  card: ["card", "cardnumber", "pan", "creditcard", "cc", "ccnum", "card_number"],
  cvv: ["cvv", "cvc", "cvv2", "cvc2", "card_code", "security_code"],
  iban: ["iban"],
  account: ["account_number", "accountnumber", "bank_account", "routing", "routing_number", "sort_code", "bsb", "acct"],
  ssn: ["ssn", "social_security", "socialsecurity", "ssnumber"],
  national_id: [
    "national_id",
    "nationalid",
    "personal_id",
    "identity_number",
    "nin",
    "nino",
    "dni",
    "nie",
    "bsn",
    "pesel",
    "cpf",
    "aadhaar",
    "personnummer",
    "id_number",
    "curp",
    "codice_fiscale",
    "steuer_id",
    "sin",
    "tfn",
  ],
  passport: ["passport", "passport_number"],
  driver_license: [
    "driver_license",
    "drivers_license",
    "driving_licence",
    "license_number",
    "licence_number",
    "dl_number",
  ],
  plate: ["plate", "license_plate", "licence_plate", "number_plate", "registration_plate"],
  vin: ["vin", "chassis"],
  imei: ["imei"],
  health: ["nhs", "nhs_number", "mbi", "npi", "medicare", "patient_id", "mrn", "health_id", "insurance_number"],
  ip: ["ip", "ipaddress", "ip_address", "remote_addr", "client_ip", "peer"],
  mac: ["mac", "mac_address", "bssid", "hwaddr", "ether"],
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
  postcode: ["zip", "zipcode", "postcode", "postal_code", "zip_code", "plz"],
  geo: ["lat", "lon", "lng", "latitude", "longitude", "geo", "coordinates", "location"],
  birth_date: ["dob", "birth", "birthday", "birthdate", "date_of_birth", "birth_date"],
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
  crypto: ["wallet", "btc", "bitcoin", "ethereum", "crypto_address"],
  tax: ["tax_id", "taxid", "vat", "ein", "tin", "itin"],
};

const BY_WORD: ReadonlyMap<string, number> = new Map(
  HINTS.flatMap((hint) => WORDS[hint].map((word): [string, number] => [word, hintBit(hint)])),
);

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
    hints |= (BY_WORD.get(one) ?? 0) | (BY_WORD.get(two) ?? 0);
  }
  return hints;
}
