/**
 * What can be found, in Presidio's names where Presidio has one. A closed list: it is the `class` label of metrics
 * and the vocabulary of policies. Finer kinds are subtypes of a finding (`NATIONAL_ID` with `DE_TAX_ID`).
 */
export const ENTITY_TYPES = [
  // contact
  "PERSON",
  "EMAIL_ADDRESS",
  "PHONE_NUMBER",
  "POSTAL_ADDRESS",
  "USERNAME",
  "USER_ID",
  "DATE_OF_BIRTH",
  "AGE",
  // place
  "LOCATION",
  "GEO_COORDINATES",
  // network
  "IP_ADDRESS",
  "MAC_ADDRESS",
  "HOSTNAME",
  "URL",
  "USER_AGENT",
  "COOKIE",
  "SESSION_ID",
  "DEVICE_ID",
  "IMEI",
  // money
  "CREDIT_CARD",
  "CVV",
  "IBAN_CODE",
  "BANK_ACCOUNT",
  "CRYPTO",
  // government
  "US_SSN",
  "NATIONAL_ID",
  "PASSPORT",
  "DRIVER_LICENSE",
  "VEHICLE_PLATE",
  "VIN",
  "COMPANY_ID",
  // health
  "HEALTH_ID",
  // secret
  "SECRET",
  // content
  "FREE_TEXT",
  "SQL_LITERAL",
  // not personal by themselves, unbounded in number: become templates where conventions allow
  "UUID",
  "IDENTIFIER",
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];
