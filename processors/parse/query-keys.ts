import type { EntityType } from "../../core/entity.ts";

/** Parameters that the semantic conventions redact in URLs (`sensitive_query_parameters`): exact spelling. */
const CONVENTION = [
  "X-Amz-Signature",
  "X-Amz-Credential",
  "X-Amz-Security-Token",
  "AWSAccessKeyId",
  "Signature",
  "sig",
  "X-Goog-Signature",
  "X-Goog-Credential",
];

/** Parameters that hold something personal or secret whatever the site, by name in lower case with `_` for `-` and `.`. */
const BY_TYPE: Readonly<Partial<Record<EntityType, readonly string[]>>> = {
  SECRET:
    "token,access_token,id_token,refresh_token,auth_token,csrf_token,xsrf_token,oauth_token,oauth_verifier,reset_token,invite_token,device_token,security_token,session_token,sas_token,jwt,auth,authorization,bearer,code,state,nonce_key,key,api_key,apikey,app_key,appkey,access_key,access_key_id,secret_key,subscription_key,private_key,secret,client_secret,app_secret,assertion,client_assertion,saml_response,samlresponse,samlrequest,password,passwd,pwd,pass,passphrase,pin,otp,totp,mfa_code,credential,credentials,signature,hmac,ticket,x_api_key,x_amz_signature,x_amz_credential,x_amz_security_token,x_goog_signature,x_goog_credential,awsaccesskeyid,googleaccessid,code_verifier".split(
      ",",
    ),
  EMAIL_ADDRESS: ["email", "e_mail", "mail", "email_address", "user_email", "useremail", "login_hint"],
  PHONE_NUMBER: ["phone", "phone_number", "phonenumber", "mobile", "mobile_number", "msisdn", "tel", "telephone"],
  SESSION_ID: ["session", "session_id", "sessionid", "sid", "jsessionid", "phpsessid", "sessid"],
  USERNAME: ["username", "user_name", "login"],
  PERSON: ["first_name", "firstname", "last_name", "lastname", "full_name", "fullname", "surname"],
  US_SSN: ["ssn"],
  DATE_OF_BIRTH: ["dob", "date_of_birth", "birthdate", "birthday"],
  CREDIT_CARD: ["card_number", "cardnumber", "creditcard", "credit_card", "ccnum", "cc_number"],
  CVV: ["cvv", "cvc", "cvv2"],
  IBAN_CODE: ["iban"],
};

/** Names that mean a secret only in OAuth and its kin: short values of them are pages, countries, colours. */
const OFTEN_HARMLESS: ReadonlySet<string> = new Set(["code", "state", "key", "auth", "pass", "ticket", "sig", "pin"]);
const LEAST_SECRET = 4;

const TYPES: ReadonlyMap<string, EntityType> = new Map([
  ...CONVENTION.map((name): [string, EntityType] => [name, "SECRET"]),
  ...Object.entries(BY_TYPE).flatMap(([type, names]) =>
    names.map((name): [string, EntityType] => [name, type as EntityType]),
  ),
]);
const LONGEST = [...TYPES.keys()].reduce((most, name) => Math.max(most, name.length), 0);

/** What the value of a query or form parameter is by its name, if its name says so. */
export function sensitiveType(key: string, valueLength: number): EntityType | undefined {
  if (key.length === 0 || key.length > LONGEST || valueLength === 0) return undefined;
  const exact = TYPES.get(key);
  const folded = exact === undefined ? key.toLowerCase().replaceAll(/[-.]/g, "_") : key;
  const type = exact ?? TYPES.get(folded);
  if (type === undefined || (valueLength < LEAST_SECRET && OFTEN_HARMLESS.has(folded))) return undefined;
  return type;
}
