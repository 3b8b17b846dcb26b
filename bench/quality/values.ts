import type { Faker } from "@faker-js/faker";
import type { EntityType } from "../../core/entity.ts";
import type { Rng } from "../../test/support/rng.ts";
import { DIGITS, DIRT, HEX, text, uuid } from "../dirt.ts";
import { bitcoin, card, iban, luhn, nationalId, nhs, phone, vin } from "./numbers.ts";
import { type Locale, personName, REGION } from "./people.ts";

/** A planted value: what it is, and how telemetry leads up to it. */
export interface Planted {
  readonly type: EntityType;
  readonly value: string;
  /** Words in front of it in a sentence. */
  readonly lead: string;
  /** A name for it as a member, column or parameter. */
  readonly key: string;
  /** Only its name tells what it is: it is planted under names alone. */
  readonly byKeyOnly?: boolean;
}

export interface Person {
  readonly rng: Rng;
  readonly faker: Faker;
  readonly locale: Locale;
}

type Maker = (person: Person) => Planted | undefined;

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretKinds = new Set(["jwt", "aws_key", "github_token"]);
const secretDirt = DIRT.filter((one) => secretKinds.has(one.kind));

const dotted = (r: Rng): string =>
  `${r.pick([8, 34, 52, 81, 93, 142, 178, 203])}.${r.int(256)}.${r.int(256)}.${1 + r.int(254)}`;
const slug = (r: Rng): string => `${r.pick(["brindle", "quartz", "harrow", "tansy", "osprey", "corvid"])}${r.int(900)}`;
const domain = (r: Rng): string => `${slug(r)}.${r.pick(["com", "org", "de", "co.uk", "io", "fr", "com.br"])}`;
const login = (r: Rng): string =>
  `${r.pick(["m", "jan", "t", "kat", "ro", "al", "svc"])}${r.pick(["whitford", "okoye", "brandt", "silvano", "petrak", "lindel"])}${r.int(100)}`;

const MAKERS: readonly Maker[] = [
  ({ rng, faker }) => ({
    type: "PERSON",
    value: personName(rng, faker),
    lead: rng.pick(["customer name:", "Dear", "signed by", "My name is"]),
    key: rng.pick(["customer_name", "full_name", "cardholder_name", "contactName"]),
  }),
  ({ rng }) => ({
    type: "EMAIL_ADDRESS",
    value: `${login(rng)}${rng.pick([".", "_", "+", ""])}${rng.int(99)}@${domain(rng)}`,
    lead: rng.pick(["mail sent to", "for", "account"]),
    key: rng.pick(["email", "user_email", "recipient", "to"]),
  }),
  ({ rng, faker, locale }) => {
    const region = REGION[locale];
    const value =
      region === undefined ? undefined : phone(rng, region, () => faker.phone.number({ style: "international" }));
    return value === undefined
      ? undefined
      : {
          type: "PHONE_NUMBER",
          value,
          lead: rng.pick(["call", "phone", "sms to", "tel."]),
          key: rng.pick(["phone", "mobile_number", "contactPhone", "msisdn"]),
        };
  },
  ({ rng, faker }) => ({
    type: "POSTAL_ADDRESS",
    value: `${faker.location.streetAddress()}, ${faker.location.zipCode()} ${faker.location.city()}`.replaceAll(
      /\s+/g,
      " ",
    ),
    lead: rng.pick(["ship to", "billing address:", "delivered to"]),
    key: rng.pick(["address", "shipping_address", "billingAddress"]),
  }),
  ({ rng }) => ({
    type: "USERNAME",
    value: login(rng),
    lead: rng.pick(["Failed password for invalid user", "user=", "session opened for user"]),
    key: rng.pick(["username", "user_name", "login"]),
  }),
  ({ rng }) => ({
    type: "DATE_OF_BIRTH",
    value: rng.pick([
      `19${60 + rng.int(39)}-0${1 + rng.int(9)}-1${rng.int(9)}`,
      `1${rng.int(9)}/0${1 + rng.int(9)}/19${60 + rng.int(39)}`,
    ]),
    lead: rng.pick(["date of birth:", "born on", "dob"]),
    key: rng.pick(["date_of_birth", "birthDate", "dob"]),
  }),
  ({ rng }) => ({
    type: "GEO_COORDINATES",
    value: `${rng.int(60)}.${text(rng, 5, DIGITS)}, ${rng.int(120)}.${text(rng, 5, DIGITS)}`,
    lead: "coordinates",
    key: rng.pick(["coordinates", "latlng", "gps"]),
  }),
  ({ rng }) => ({
    type: "IP_ADDRESS",
    value: rng.chance(0.7)
      ? dotted(rng)
      : `2a02:${text(rng, 3, HEX)}1:${text(rng, 4, "123456789abcdef")}::${text(rng, 3, "123456789abcdef")}`,
    lead: rng.pick(["from", "peer", "client"]),
    key: rng.pick(["ip", "client_ip", "remoteAddr"]),
  }),
  ({ rng }) => ({
    type: "MAC_ADDRESS",
    value: Array.from({ length: 6 }, () => text(rng, 2, HEX)).join(rng.pick([":", "-"])),
    lead: rng.pick(["device mac", "station"]),
    key: rng.pick(["mac", "mac_address", "bssid"]),
  }),
  ({ rng }) => ({ type: "IMEI", value: luhn(`35${text(rng, 12, DIGITS)}`), lead: "IMEI", key: "imei" }),
  ({ rng }) => ({
    type: "CREDIT_CARD",
    value: card(rng),
    lead: rng.pick(["card", "paid with", "PAN"]),
    key: rng.pick(["card_number", "pan", "cardNumber"]),
  }),
  ({ rng }) => ({
    type: "CVV",
    value: text(rng, 3, DIGITS),
    lead: "cvv",
    key: rng.pick(["cvv", "cvc", "security_code"]),
    byKeyOnly: true,
  }),
  ({ rng }) => ({
    type: "IBAN_CODE",
    value: iban(rng),
    lead: rng.pick(["transfer to", "IBAN"]),
    key: rng.pick(["iban", "debtor_iban"]),
  }),
  ({ rng }) => ({
    type: "BANK_ACCOUNT",
    value: text(rng, 10, "123456789"),
    lead: "account number",
    key: rng.pick(["account_number", "bank_account"]),
  }),
  ({ rng }) => ({
    type: "CRYPTO",
    value: rng.chance(0.5) ? bitcoin(rng) : `0x${text(rng, 40, HEX)}`,
    lead: rng.pick(["wallet", "payout to"]),
    key: rng.pick(["wallet", "btc_address"]),
  }),
  ({ rng }) => ({
    type: "US_SSN",
    value: `${100 + rng.int(560)}-${10 + rng.int(89)}-${1000 + rng.int(8999)}`,
    lead: rng.pick(["ssn", "SSN:"]),
    key: rng.pick(["ssn", "social_security_number"]),
  }),
  ({ rng }) => {
    const { value, word } = nationalId(rng);
    return { type: "NATIONAL_ID", value, lead: word, key: rng.pick(["national_id", "personal_id", "id_number"]) };
  },
  ({ rng }) => ({
    type: "PASSPORT",
    value: `${text(rng, 2, "CFGHJKLMNPRTVWXYZ")}${text(rng, 7, DIGITS)}`,
    lead: rng.pick(["passport number", "passport no."]),
    key: rng.pick(["passport_number", "passportNo"]),
  }),
  ({ rng }) => ({
    type: "DRIVER_LICENSE",
    value: `D${text(rng, 8, DIGITS)}`,
    lead: rng.pick(["driver license", "driving licence"]),
    key: rng.pick(["driver_license", "licenseNumber"].slice(0, 1)),
  }),
  ({ rng }) => ({
    type: "VEHICLE_PLATE",
    value: rng.pick([
      `B-${text(rng, 2, "ABCDEKLM")} ${1000 + rng.int(8999)}`,
      `${text(rng, 2, "ABCDEGHJ")}${10 + rng.int(60)} ${text(rng, 3, "ABCDEFGH")}`,
    ]),
    lead: rng.pick(["license plate", "plate"]),
    key: rng.pick(["license_plate", "plate_number"]),
  }),
  ({ rng }) => ({ type: "VIN", value: vin(rng), lead: rng.pick(["VIN", "vehicle"]), key: "vin" }),
  ({ rng }) => ({ type: "HEALTH_ID", value: nhs(rng), lead: "NHS number", key: rng.pick(["nhs_number", "nhsNumber"]) }),
  ({ rng }) => ({
    type: "SECRET",
    value: rng.pick(secretDirt).value(rng),
    lead: rng.pick(["signed by", "token", "using"]),
    key: rng.pick(["api_key", "access_token", "secret"]),
  }),
  ({ rng }) => ({
    type: "SECRET",
    value: `${text(rng, 5, BASE62)}${rng.pick(["!", "#", "$"])}${text(rng, 6, BASE62)}${rng.int(9)}`,
    lead: "password:",
    key: rng.pick(["password", "passwd", "client_secret", "contraseña"].slice(0, 3)),
  }),
  ({ rng }) => ({ type: "USER_ID", value: `usr_${text(rng, 10, HEX)}`, lead: "", key: "enduser.id", byKeyOnly: true }),
  ({ rng }) => ({ type: "SESSION_ID", value: text(rng, 24, HEX), lead: "", key: "session.id", byKeyOnly: true }),
  ({ rng }) => ({ type: "DEVICE_ID", value: uuid(rng), lead: "", key: "device.id", byKeyOnly: true }),
  ({ rng }) => ({ type: "AGE", value: String(18 + rng.int(70)), lead: "", key: "user.age", byKeyOnly: true }),
  ({ faker }) => ({ type: "LOCATION", value: faker.location.city(), lead: "", key: "user.geo.city", byKeyOnly: true }),
  ({ rng }) => ({
    type: "COOKIE",
    value: `sid=${text(rng, 20, BASE62)}; theme=dark`,
    lead: "",
    key: "http.request.header.cookie",
    byKeyOnly: true,
  }),
  ({ rng }) => ({
    type: "URL",
    value: `https://${domain(rng)}/u/${login(rng)}?ref=${text(rng, 8, BASE62)}`,
    lead: "",
    key: "http.request.header.referer",
    byKeyOnly: true,
  }),
];

/** Number of kinds of planted values. */
export const KINDS = MAKERS.length;

/** The `index`-th kind of planted value, or another one where this locale has none. */
export function planted(person: Person, index: number): Planted {
  for (let i = index; ; i++) {
    const one = MAKERS[i % MAKERS.length]?.(person);
    if (one !== undefined) return one;
  }
}

/** What looks personal or secret and is not, each as it stands in telemetry. */
export function hardNegative(r: Rng): string {
  const makers: readonly (() => string)[] = [
    () => `block blk_${text(r, 19, "123456789")} replicated`,
    () => `epoch=${1_700_000_000_000 + r.int(90_000_000)}`,
    () => `at 20:${10 + r.int(49)}:${10 + r.int(49)}:${100 + r.int(899)}`,
    () => `version=${r.int(9)}.${r.int(20)}.${r.int(30)}.${r.int(99)}`,
    () => `commit ${text(r, 40, HEX)}`,
    () => `request ${uuid(r)} done`,
    () => `trace_id=${text(r, 32, HEX)} span_id=${text(r, 16, HEX)}`,
    () => `com.example.Handler@${text(r, 7, HEX)}`,
    () => `image sha256:${text(r, 64, HEX)}`,
    () => `pid ${r.int(30_000)} ${r.int(30_000)} ${r.int(30_000)}`,
    () => `AuthFail:sts:${r.int(9)}_rsn:${r.int(9)}`,
    () => `onTouchEvent::${r.int(9)}`,
    () => `wwn ${Array.from({ length: 8 }, () => text(r, 2, HEX)).join(":")}`,
    () => `order ${text(r, 9, "123456789")} total ${r.int(900)}.${text(r, 2, DIGITS)}`,
    () => `Chrome/1${r.int(40)}.0.0.0 Safari/537.36`,
    () => `etag W/"${text(r, 16, HEX)}"`,
    () => `offset ${text(r, 10, "123456789")} partition ${r.int(64)}`,
    () => `keyCode=${r.int(200)} policyFlags=${text(r, 8, HEX)}`,
    () => `from 10.${r.int(255)}.${r.int(255)}.${1 + r.int(254)} port ${r.int(60_000)}`,
    () => `${r.pick(["Monday", "March", "Starting Session Manager", "Connection Pool", "Apache Kafka"])} ready`,
    () => `sku ABC-${r.int(9_000)}-${text(r, 2, "ABCXYZ")}`,
    () => `took ${r.int(900)}.${r.int(9)} ms, +0${r.int(9)}00`,
  ];
  return r.pick(makers)();
}
