import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { EASTERN } from "../id-shape.ts";
import { seeDigits } from "../sight.ts";
import { buildTrie, longestAt } from "../trie.ts";
import { type Assigned, assignedAt, flagValue, quotedBehind, wholeEnd } from "./assigned.ts";
import { decode64 } from "./checksum.ts";
import { deniesSecret, KEY_WORDS, type KeyKind } from "./key-words.ts";
import { ALPHABETS, isOf, runEnd } from "./shape.ts";
import { classes, entropy, isCode, isNumberOrDate, isStandIn, isTokenLike } from "./value.ts";
import { announcing } from "./words.ts";

const WORDS = [...KEY_WORDS.keys()];
const isAscii = (word: string): boolean => /^[\x20-\x7e]+$/.test(word);
const ASCII_WORDS = WORDS.filter(isAscii);
const OTHER_WORDS = WORDS.filter((word) => !isAscii(word));
const EASTERN_WORDS = OTHER_WORDS.filter((word) => word.charCodeAt(0) >= EASTERN);
const EASTERN_UNITS: ReadonlySet<number> = new Set(EASTERN_WORDS.map((word) => word.charCodeAt(0)));
const EASTERN_REACH = 24;
const FORWARD = buildTrie(ASCII_WORDS);

/** Words that are recognised at the end of a longer one, `dbpassword=`, `ACCESSTOKEN=`: spelled backwards. */
const SUFFIXES = [
  "password",
  "passwd",
  "passphrase",
  "passwort",
  "pwd",
  "secret",
  "token",
  "apikey",
  "accesskey",
  "secretkey",
  "privatekey",
];
const BACKWARD = buildTrie(SUFFIXES.map((word) => word.split("").reverse().join("")));
const LONGEST_WORD = 32;
const LONGEST_TAIL = 48;

interface KeyWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

function at(text: string, index: number, context: Context): Match | undefined {
  const unit = text.charCodeAt(index);
  const key = unit === 0x3d || unit === 0x3a ? suffixBefore(text, index) : wordAt(text, index);
  if (key === undefined) return undefined;
  // `pam_unix(passwd:chauthtok)`: a service and what is asked of it.
  if (
    text[key.start - 1] === "(" &&
    text[key.end] === ":" &&
    /pam_\w{1,24}\($/.test(text.slice(Math.max(0, key.start - 32), key.start))
  )
    return undefined;
  const tailEnd = runEnd(text, key.end, ALPHABETS.url, LONGEST_TAIL);
  // Most words are followed by more text: out before anything is looked at twice.
  if (isOf(text, tailEnd, ALPHABETS.dotted) && !text.startsWith(".=", tailEnd)) return undefined;
  // `arn:...:secret:name`: one part of a path of names.
  if (text[key.start - 1] === ":" && text[tailEnd] === ":" && isOf(text, key.start - 2, ALPHABETS.dotted))
    return undefined;
  const password = KEY_WORDS.get(key.word) === "password";
  const value =
    assignedAt(text, tailEnd, !password) ??
    optionAt(text, key.start, tailEnd) ??
    (password ? quotedBehind(text, tailEnd, key.word === "identified by") : undefined);
  const written = WRITTEN[KEY_WORDS.get(key.word) ?? "token"];
  if (written !== undefined) return writtenAt(text, value?.start ?? codeStart(text, tailEnd), written);
  if (value !== undefined) seeDigits(context.work, text, value.start, value.end);
  if (value === undefined || !holdsSecret(text, value, key.word)) return undefined;
  const head = identifierStart(text, key.start);
  if (deniesSecret(text.slice(head, key.start), text.slice(key.end, tailEnd))) return undefined;
  return found(value.start, wholeEnd(text, value), key.word, 0.6);
}

function found(start: number, end: number, word: string, prior: number): Match {
  return { start, end, prior, evidence: EVIDENCE.shape | EVIDENCE.key, subtype: subtypeOf(word) };
}

function subtypeOf(word: string): string {
  if (KEY_WORDS.get(word) === "password") return "PASSWORD";
  if (word.includes("connection") || word.includes("connstr")) return "CONNECTION_STRING";
  return /key|clav|cle|chiave|chave|sleutel|klucz|nyckel|ключ/.test(word) ? "API_KEY" : "GENERIC";
}

function wordAt(text: string, index: number): KeyWord | undefined {
  if (text.charCodeAt(index) >= EASTERN) return easternWordAt(text, index);
  const ascii = longestAt(FORWARD, text, index, true);
  let word = ascii < 0 ? "" : (ASCII_WORDS[ascii] ?? "");
  if (mayHoldOther(text, index)) {
    const lower = text.slice(index, index + LONGEST_WORD).toLowerCase();
    for (const other of OTHER_WORDS) if (other.length > word.length && lower.startsWith(other)) word = other;
  }
  return word === "" ? undefined : { word, start: index, end: index + word.length };
}

/** Scripts without blanks: the word may stand anywhere in the run that begins at `index`. */
function easternWordAt(text: string, index: number): KeyWord | undefined {
  for (let i = index; i < index + EASTERN_REACH && text.charCodeAt(i) >= EASTERN; i++) {
    if (!EASTERN_UNITS.has(text.charCodeAt(i))) continue;
    const word = EASTERN_WORDS.find((one) => text.startsWith(one, i));
    if (word !== undefined) return { word, start: i, end: i + word.length };
  }
  return undefined;
}

/** A sign outside ASCII within the first eleven: the longest stretch of ASCII before one in any word. */
function mayHoldOther(text: string, index: number): boolean {
  for (let i = index; i < index + 11 && i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return true;
    if (!isOf(text, i, ALPHABETS.url) && text[i] !== " ") return false;
  }
  return false;
}

/** The key word that ends right before the sign at `index` as part of a longer word; whole words trigger by themselves. */
function suffixBefore(text: string, index: number): KeyWord | undefined {
  let end = index;
  while (end > 0 && index - end < 2 && "\"'`]".includes(text[end - 1] ?? "")) end--;
  let node = 0;
  for (let i = end - 1; i >= 0; i--) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return undefined;
    node = BACKWARD.next[node * 128 + (unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit)] ?? 0;
    if (node === 0) return undefined;
    const hit = BACKWARD.ends[node] ?? 0;
    if (hit !== 0 && i > 0 && isOf(text, i - 1, ALPHABETS.alpha))
      return { word: SUFFIXES[hit - 1] ?? "", start: i, end };
  }
  return undefined;
}

/** What a one-time code and the words of a wallet (BIP-39) are written like. */
const WRITTEN: Readonly<Partial<Record<KeyKind, RegExp>>> = {
  code: /\d{4,10}(?![\w.:/-]*\w)/y,
  phrase: /[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){11,23}/y,
};

/** `backup code 41795722`: nothing between but a blank. */
function codeStart(text: string, keyEnd: number): number {
  return text[keyEnd] === " " && /^\d{6}/.test(text.slice(keyEnd + 1, keyEnd + 7)) ? keyEnd + 1 : keyEnd;
}

function writtenAt(text: string, start: number, pattern: RegExp): Match | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? found(start, pattern.lastIndex, "password", 0.7) : undefined;
}

/** Dockerfile, Windows, C, and netrc(5). */
const COMMAND_BEFORE = /(?:^|[\s'"])(?:ENV|ARG|setx|#define|login \S{1,48}) $/;

/** `--api-token abc`, `ENV API_TOKEN abc`: the value stands behind a space. */
function optionAt(text: string, keyStart: number, keyEnd: number): Assigned | undefined {
  if (text[keyEnd] !== " " && text[keyEnd] !== "\t") return undefined;
  const head = identifierStart(text, keyStart);
  return text.startsWith("--", head) || COMMAND_BEFORE.test(text.slice(Math.max(0, head - 72), head))
    ? flagValue(text, keyEnd)
    : undefined;
}

function identifierStart(text: string, index: number): number {
  let start = index;
  while (start > 0 && index - start < LONGEST_TAIL && isOf(text, start - 1, ALPHABETS.dotted)) start--;
  return start;
}

function holdsSecret(text: string, assigned: Assigned, word: string): boolean {
  const value = text.slice(assigned.start, assigned.end);
  switch (KEY_WORDS.get(word) ?? "token") {
    case "password":
      return isPassword(text, assigned, value, word);
    case "vague":
      return isVagueSecret(value);
    case "code":
    case "phrase":
      return false;
    case "signature":
      return value.length >= 20 && isTokenLike(value, true);
    case "token":
      return isTokenLike(value, true) || ((assigned.quoted || assigned.tight) && isChosenSecret(value, word));
  }
}

/** `key = "..."`, `"auth": "dXNlcjpwYXNz"`: what only a random value, or a pair of user and password in base64, makes a secret. */
function isVagueSecret(value: string): boolean {
  if (value.length < 12 || value.length > 512 || !/^[A-Za-z0-9+/_=-]+$/.test(value)) return false;
  const pair = /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? decode64(value) : undefined;
  if (pair !== undefined && /^[\w.@-]{2,64}:[\x21-\x7e]{2,128}$/.test(pair)) return true;
  return (
    value.length >= 20 &&
    classes(value.replace(/[^A-Za-z0-9]/g, "")) >= 3 &&
    entropy(value) >= 3.8 &&
    isTokenLike(value, false)
  );
}

/** `client_secret="Sunny-Day-2031!"`: a secret that a person chose. */
function isChosenSecret(value: string, word: string): boolean {
  if (
    !/secret|geheim|segre|hemlig|sekret|pass|cred/.test(word) ||
    value.length < 8 ||
    value.length > 128 ||
    /\s/.test(value)
  )
    return false;
  return classes(value) >= 3 && /\d/.test(value) && !isStandIn(value) && !isNumberOrDate(value) && !isCode(value);
}

function isPassword(text: string, assigned: Assigned, value: string, word: string): boolean {
  if (value.length < 3 || value.length > 4096 || isStandIn(value) || isNumberOrDate(value) || isCode(value))
    return false;
  const strong = /\d/.test(value) && /\D/.test(value);
  if (word.length <= 4 && !assigned.quoted) return strong || (assigned.tight && /[^\w.:/-]/.test(value));
  if (assigned.quoted) return !/\s/.test(value) || (value.length <= 64 && strong);
  if (assigned.tight) return true;
  // `password: hunter` in running text: only with a digit or sign in it, or as the end of the line.
  return (
    strong ||
    /[^\w.'-]/.test(value) ||
    (value.length >= 5 &&
      /^[ \t]*(?:$|[\r\n,;])/.test(text.slice(assigned.end, assigned.end + 8)) &&
      text.slice(assigned.start - 4, assigned.start).includes(":"))
  );
}

/** The key word in a key, and whether the rest of the key takes it back. */
function wordOfKey(key: string): string | undefined {
  const short = key.slice(-128);
  let last: string | undefined;
  for (let i = 0; i < short.length; i++) {
    if (
      i > 0 &&
      isOf(short, i - 1, ALPHABETS.alpha) &&
      !(isOf(short, i, ALPHABETS.upper) && !isOf(short, i - 1, ALPHABETS.upper))
    )
      continue;
    const word = wordAt(short, i);
    if (word === undefined) continue;
    if (!deniesSecret(short.slice(0, i), short.slice(word.end))) last = word.word;
    i = word.end - 1;
  }
  return last;
}

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 0x20) from++;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
  const value = text.slice(from, to);
  // A line that stands where a name should (`PWD=/home/x ; USER=root`) names nothing.
  const word = context.key.includes("=") ? undefined : wordOfKey(context.key);
  if (word === undefined) {
    const code =
      /(?:^|[^a-z])(?:pin|otp|totp|mfa)(?:[^a-z]?code)?$/i.test(context.key.slice(-64)) && /^\d{4,10}$/.test(value);
    return code ? found(from, to, "password", 0.7) : undefined;
  }
  const kind: KeyKind = KEY_WORDS.get(word) ?? "token";
  if (kind === "password") {
    return value.length > 1 && value.length <= 1024 && !isStandIn(value) && !/^\d{4}-\d\d-\d\d/.test(value)
      ? found(from, to, word, 0.75)
      : undefined;
  }
  const written = WRITTEN[kind];
  if (written !== undefined) return writtenAt(text, from, written);
  if (kind === "vague") return isVagueSecret(value) ? found(from, to, word, 0.6) : undefined;
  if (kind === "signature" && value.length < 20) return undefined;
  return isTokenLike(value, true) || isChosenSecret(value, word) ? found(from, to, word, 0.7) : undefined;
}

export const detector: Detector = {
  id: "secret_keyed",
  type: "SECRET",
  description:
    "Values behind a key that names a password, secret, token or API key in one of some twenty languages. Passwords may be any text; other values must look random. Placeholders, numbers, dates, paths and code are left.",
  source: "OWASP Logging Cheat Sheet, data to exclude",
  triggers: ["word", "pair", "non_ascii"],
  tellsSight: true,
  words: announcing(WORDS),
  hints: ["secret"],
  examples: [
    { text: "login with password=Tr0ub4dor&3 failed", finds: ["Tr0ub4dor"] },
    { text: '{"user":"ada","password":"correct-horse"}', finds: ["correct-horse"] },
    { text: 'System.setProperty("SHOP_API_KEY", "q7Vb2nXk9LmP4sRt")', finds: ["q7Vb2nXk9LmP4sRt"] },
    { text: "Server=db;User Id=app;Pwd=9fK-qLm2;Encrypt=true", finds: ["9fK-qLm2"] },
    { text: "passwort: Blume-77, kennwort=Regen88", finds: ["Blume-77", "Regen88"] },
    { text: "contraseña=Luna2020x", finds: ["Luna2020x"] },
    { text: "пароль: Snegir77", finds: ["Snegir77"] },
    { text: "curl --token 8f14e45fceea167a5a36dedd4bea2543 host", finds: ["8f14e45fceea167a5a36dedd4bea2543"] },
    { text: "your verification code is 448120", finds: ["448120"] },
    { text: "您的验证码是448120，请勿泄露", finds: ["448120"] },
    { text: "use backup code 44812007 once", finds: ["44812007"] },
    { text: "Einmalpasswort: 448120", finds: ["448120"] },
    { text: "machine api.example.org login ci password Gr33nHat", finds: ["Gr33nHat"] },
    { text: '#define WIFI_PASSWORD "Gr33nHat"', finds: ["Gr33nHat"] },
    { text: "password is: Gr33nHat", finds: ["Gr33nHat"] },
    { text: "LDAP_BIND_PW=Gr33n*Hat", finds: ["Gr33n*Hat"] },
    {
      text: "seed phrase: marble candy orbit lunar mosaic tunnel grape anchor puzzle desert wagon ripple",
      finds: ["marble candy orbit lunar mosaic tunnel grape anchor puzzle desert wagon ripple"],
    },
    { text: "ENV DEPLOY_TOKEN 8f14e45fceea167a5a36dedd4bea2543", finds: ["8f14e45fceea167a5a36dedd4bea2543"] },
    { text: "12345678", key: "user.password", finds: ["12345678"] },
  ],
  counterExamples: [
    "password=${DB_PASSWORD}",
    "pam_unix(passwd:chauthtok): password changed",
    "verification code sent, otp 26 started",
    "tokens: prompt=441 completion=118",
    "arn:aws:secretsmanager:eu-west-1:444455556666:secret:orders-4fKq2Z",
    "password: ********",
    "token=null",
    "token=Token{7c01d4e WindowRecord{19ab3f0 u0}}",
    "keyword=blue monkey=1 author=ada keyCode=24 policyFlags=4c000001",
    "token_type=bearer expires_in=3600",
    "tokenizer: whitespace, input_tokens: 1200",
    "unexpected window token: com.example.ipc.Proxy@41fe20b",
    "Failed password for root from 10.0.0.1 port 22 ssh2",
    "AuthFail:sts:3_rsn:1",
    "secretName: my-app-secret",
    "api_key = os.environ['API_KEY']",
    "password=changeme passwordPolicy=strong1",
    "next_page_token=CAUQAA81923hjkd",
    "invalid token: expired",
    "--discovery-token-ca-cert-hash sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "last password change: 2024-05-01",
  ],
  knownMisses: ["passwords of digits alone in running text", "pass phrases of several words without quotes"],
  at,
  whole,
};
