/** What a key word makes of the value behind it. */
export type KeyKind = "password" | "token" | "signature" | "vague" | "code" | "phrase";

/**
 * Words that announce a password: their value need not look random. English, German, French, Spanish, Italian,
 * Portuguese, Dutch, Polish, Swedish, Norwegian, Danish, Finnish, Czech, Romanian, Turkish, Hungarian, Croatian, Russian
 * (also transliterated), Ukrainian, Chinese, Japanese, Korean, Indonesian.
 */
const PASSWORD_WORDS =
  "password passwd passwort passphrase passcode pass_word pass_phrase pass-word passw0rd pwd pswd psw pass userpass dbpass dbpw rootpw pw pgpassword psk wpa_psk storepass keypass snmp_community bindpw " +
  "kennwort zugangswort motdepasse mot_de_passe mot-de-passe mdp contrasena contraseña contrasenya clave_acceso senha palavra-passe palavra_passe palavrapasse " +
  "wachtwoord haslo hasło losenord lösenord passord adgangskode kodeord salasana heslo parola parol şifre sifre jelszo jelszó lozinka geslo " +
  "пароль паролем пароля пароли гасло 密码 密碼 口令 パスワード 비밀번호 katasandi kata_sandi matkhau mat_khau";

/** Words that announce a token, key or secret: their value must look random. */
const TOKEN_WORDS =
  "token secret apikey api_key api-key api.key access_key access-key accesskey access.key secret_key secret-key secretkey private_key private-key privatekey auth_key auth-key authkey " +
  "auth_token authtoken auth-token accesstoken idtoken refreshtoken sessiontoken bearertoken usertoken apitoken api_token api-token api_secret apisecret client_secret clientsecret app_secret appsecret " +
  "app_key appkey app-key application_key account_key accountkey sharedaccesskey shared_key sharedkey master_key masterkey encryption_key encryptionkey encryption-key signing_key signingkey signing-key " +
  "signing_secret webhook_secret license_key licensekey licence_key deploy_key deploykey service_key servicekey server_key serverkey storage_key storagekey consumer_key consumerkey consumer_secret consumersecret " +
  "subscription-key subscription_key subscriptionkey session_key sessionkey hmac_key hmackey hmac_secret jwt_secret jwtsecret jwt_key csrf_token csrftoken xsrf_token xsrf-token csrfmiddlewaretoken authenticity_token " +
  "x-api-key xapikey x_api_key api_pass apipass api_password credential credentials cred creds auth_pass authpass access_code authcode auth_code otp_secret totp_secret " +
  "connection_string connectionstring connstr access_key_id secret_id secretid personal_access_token securitytoken security_token " +
  "geheimnis geheim zugangstoken zugriffstoken schluessel api_schluessel apischluessel jeton cle_api clé_api cle_secrete clave clave_api clave_secreta secreto ficha_acceso segreto chiave_api chiave_segreta segredo chave_api chave_secreta " +
  "sleutel api_sleutel klucz_api klucz sekret nyckel api_nyckel hemlighet salaisuus tajny_klic api_klic kljuch klyuch sekretny_klyuch токен секрет ключ_api 令牌 密钥 シークレット トークン 토큰";

/** Words whose value is a signature or one-time code: long and random, or nothing. */
const SIGNATURE_WORDS =
  "signature sig sign x-amz-signature x-amz-credential x-amz-security-token awsaccesskeyid x-goog-signature x-goog-credential hmac code_verifier saml_response samlresponse assertion client_assertion";

/** Words that name many things: only a long value of small letters, capitals and digits is taken. */
const VAGUE_WORDS = "key auth salt pepper seed";

/** Words that announce a one-time code: digits alone. None of which ASCII holds fewer than four letters: those would be candidates everywhere. */
const CODE_WORDS: readonly string[] = (
  "verification code,backup code,recovery code,verification_code,verificationcode,one-time code,one time code,one-time password,one time password,otp,otp code,otp_code,2fa code,mfa code," +
  "einmalpasswort,einmalcode,code de vérification,codice di verifica,kod weryfikacyjny,verificatiecode,код подтверждения," +
  "验证码,驗證碼,認証コード,確認コード,인증번호"
).split(",");

/** Words that announce the words of a wallet. */
const PHRASE_WORDS: readonly string[] =
  "mnemonic,mnemonic phrase,seed phrase,seed_phrase,seedphrase,recovery phrase,recovery_phrase,recoveryphrase,seed words".split(
    ",",
  );

function entries(words: string, kind: KeyKind): [string, KeyKind][] {
  return words
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => [word, kind]);
}

/** Every key word, in lower case. */
export const KEY_WORDS: ReadonlyMap<string, KeyKind> = new Map([
  ...entries(VAGUE_WORDS, "vague"),
  ...entries(SIGNATURE_WORDS, "signature"),
  ...entries(TOKEN_WORDS, "token"),
  ...entries(PASSWORD_WORDS, "password"),
  ...PHRASE_WORDS.map((word): [string, KeyKind] => [word, "phrase"]),
  ...CODE_WORDS.map((word): [string, KeyKind] => [word, "code"]),
  // With spaces: French, and the SQL that sets a password.
  ["mot de passe", "password"],
  ["identified by", "password"],
]);

/** Words that make an identifier speak about a secret, not hold it: `token_type`, `password_policy`, `secretName`. */
const ABOUT: ReadonlySet<string> = new Set(
  (
    "type types kind count counts length len size bytes ttl expiry expires expire expiration expired exp url uri endpoint host name names policy policies file path dir folder field fields " +
    "manager provider providers service services class version versions status state error errors valid validity validator validation required enabled disabled max min limit limits used usage budget reset resets " +
    "prefix header headers method algorithm alg algo format hint attempts attempt age last changed change rotation rotated strength score label placeholder regex pattern column table index " +
    "handler factory filter generator issuer audience scope scopes source store storage location arn ref reference review reviewer request requests response renewer identifier ident bucket izer visible input prompt verified " +
    "cert certificate fingerprint thumbprint checksum " +
    "encoder decoder checker reader writer parser stream position offset number num per rate at by in on for of not is was with without created updated time timestamp date interval timeout"
  ).split(" "),
);

/** Words in front that make it another thing: `next_token` pages, `public_key` is public, `pad_token` is a text mark. */
const HARMLESS_BEFORE: ReadonlySet<string> = new Set(
  "next page prev previous continuation sync resume pagination cancellation cancel public primary foreign partition sort row cache object message record map dict lookup hash group etag composite surrogate routing idempotency eos bos pad unk sep cls mask stop start end special max min total input output prompt completion by no".split(
    " ",
  ),
);

/** Cuts `dbPassword_old2` into `db`, `password`, `old`. */
function wordsOf(identifier: string): string[] {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
}

/** Whether the part of an identifier after its key word, or the word before it, denies that a secret is its value. */
export function deniesSecret(before: string, after: string): boolean {
  const words = wordsOf(after.slice(0, 64));
  if (/^[a-z]/.test(after) && !/^s?(?:[^a-z]|$)/.test(after)) return true;
  if (words.some((word) => ABOUT.has(word))) return true;
  const previous = wordsOf(before.slice(-24)).at(-1);
  return previous !== undefined && HARMLESS_BEFORE.has(previous);
}
