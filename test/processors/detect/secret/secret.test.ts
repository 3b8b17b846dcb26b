import { describe, expect, test } from "vitest";
import { base62Crc, crc32, decode64 } from "../../../../processors/detect/secret/checksum.ts";
import { PROVIDER_TOKENS, type ProviderToken } from "../../../../processors/detect/secret/providers.ts";
import { isOf, parseShape } from "../../../../processors/detect/secret/shape.ts";
import { entropy, isFiller, isStandIn, isTokenLike, isWordy } from "../../../../processors/detect/secret/value.ts";
import { findIn, foundIn, only } from "../../../support/finding.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const SECRETS = only("secret_");
const ASCII = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

/** A token of a row's shape, drawn at random. */
function tokenOf(row: ProviderToken, rng: Rng): string {
  const rest = row.rest.map((piece) => {
    if (piece.kind === "literal") return piece.text;
    const alphabet = ASCII.filter((c) => isOf(c, 0, piece.mask));
    return rng.list(rng.between(piece.min, Math.min(piece.max, piece.min + 40)), () => rng.pick(alphabet)).join("");
  });
  const body = rest.join("");
  // Behind a short prefix the scan needs a digit to see a token at all, or what follows must not read like words.
  const anchored = /^..[^A-Za-z0-9]$/.test(row.prefix);
  const plain = row.prefix.length < 4 && (anchored ? isWordy(body) : !/^[^.]{0,12}\d/.test(body));
  return plain ? tokenOf(row, rng) : row.prefix + body;
}

function random(rng: Rng, alphabet: string, length: number): string {
  return rng.list(length, () => rng.pick(alphabet.split(""))).join("");
}

const ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const HEX = "0123456789abcdef";

describe("S1 the table of provider tokens", () => {
  test("S1 names at least 150 providers, each row with its source", () => {
    expect(new Set(PROVIDER_TOKENS.map((row) => row.provider)).size).toBeGreaterThanOrEqual(150);
    for (const row of PROVIDER_TOKENS) expect(row.source.length, row.prefix).toBeGreaterThan(5);
  });

  test("S1 an alphabet that does not exist is refused at load", () => {
    expect(() => parseShape("hexx(12)")).toThrow(/unknown alphabet hexx/);
  });

  const seed = testSeed();
  test(`S1 every row finds tokens of its own shape, alone and in syntax (seed ${seed})`, () => {
    const rng = new Rng(seed);
    for (const row of PROVIDER_TOKENS) {
      for (const frame of ["sent TOKEN to host", "x=TOKEN", '{"v":"TOKEN"}', "https://h/p?t=TOKEN&u=1", "(TOKEN)"]) {
        const token = randomEnough(row, rng);
        const text = frame.replace("TOKEN", () => token);
        const [start, end] = [text.indexOf(token), text.indexOf(token) + token.length];
        const covered = findIn(text, SECRETS).some((one) => one.start <= start + 4 && one.end >= end - 4);
        expect(covered, `${row.provider} ${row.prefix} in ${frame}: ${token}`).toBe(true);
      }
    }
  });
});

/** A token that does not look made up: of a random one in a few thousand the same letters come too often (rule S1). */
function randomEnough(row: (typeof PROVIDER_TOKENS)[number], rng: Rng): string {
  let token = tokenOf(row, rng);
  for (let again = 0; again < 50 && entropy(token.slice(row.prefix.length)) < 3; again++) token = tokenOf(row, rng);
  return token;
}

describe("S2 checksums", () => {
  test("S2 CRC-32 gives the check value of ISO 3309", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
  });

  test("S2 a GitHub token whose checksum agrees is more certain than one whose does not", () => {
    const body = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
    const good = `ghp_${body}${base62Crc(body)}`;
    const bad = `ghp_${body}000000`;
    const [right, wrong] = [findIn(good, SECRETS)[0], findIn(bad, SECRETS)[0]];
    expect(right?.end).toBe(good.length);
    expect(right?.score).toBeGreaterThan(wrong?.score ?? 1);
  });

  test("S2 the header of a JWT must decode to a header", () => {
    const payload = "eyJzdWIiOiI3NyJ9.c2lnbmF0dXJlc2lnbmF0dXJl";
    expect(foundIn(`${btoa('{"alg":"HS256"}').replace(/=+$/, "")}.${payload}`, only("secret_jwt"))).toHaveLength(1);
    expect(foundIn(`${btoa('{"nope":"HS256"}').replace(/=+$/, "")}.${payload}`, only("secret_jwt"))).toEqual([]);
    expect(foundIn(`eyJ!bad.${payload}`, only("secret_jwt"))).toEqual([]);
  });

  test("S2 base64 is read in both alphabets, and what is none is refused", () => {
    expect(decode64("YTpi")).toBe("a:b");
    expect(decode64("_-8")).toBe("\xff\xef");
    expect(decode64("abcde")).toBeUndefined();
  });
});

describe("S3 what is no secret", () => {
  const rng = new Rng(20_260);
  const id = (length: number): string => random(rng, HEX, length);
  const uuid = `${id(8)}-${id(4)}-${id(4)}-${id(4)}-${id(12)}`;
  test.each([
    `trace_id=${id(32)} span_id=${id(16)} parent=${id(16)}`,
    `commit ${id(40)} pushed`,
    `image@sha256:${id(64)}`,
    `request ${uuid} took 12 ms`,
    `etag: "${id(32)}"`,
    `cache_key=users/${id(32)} partition_key=${uuid}`,
    `next_page_token=${random(rng, ALNUM, 40)}`,
    `public_key=${random(rng, ALNUM, 64)}`,
    "keyword=blue monkey=4 tokenizer=bpe author=ada compass=north",
    "password=${DB_PASSWORD} token=<token> secret={{ secret }} api_key=%API_KEY% pwd=$PWD",
    "password=changeme token=your-token-here secret=EXAMPLE api_key=XXXXXXXXXXXXXXXX",
    "password: null, token: undefined, secret=true, api_key=''",
    "password=/run/secrets/db token=https://idp.example.org/token secret_file=./secret.txt",
    "token=getToken() secret=process.env.SECRET api_key=config.apiKey",
    "token_type=bearer token_endpoint=https://h/t password_policy=strong1 secretName=db-credentials",
    "token=1714521600 secret=2024-05-01T10:00:00Z pin_count=4 password=20240501",
    "token=v1.22.3-rc1 secret=12ms token=0x7ffe12ab34cd",
    "tokens: 12, input_tokens=400, max_tokens: 4096",
    "Token{7c01d4e WindowRecord{19ab3f0 u0 com.example/.Main t12}}",
    'secret "ingress-tls" not found, token bucket is empty, password is required',
    "Failed password for root from 203.0.113.7 port 22 ssh2",
    "com.example.security.TokenAuthenticationFilter.doFilter(TokenAuthenticationFilter.java:41)",
    "MainWindowToken keyCode=KEYCODE_BACK policyFlags=4c000001",
  ])("S3 %s", (text) => {
    expect(foundIn(text, SECRETS)).toEqual([]);
  });

  test("S3 the same hex string is an identifier alone and a secret behind a key that says so", () => {
    const value = "8f14e45fceea167a5a36dedd4bea2543";
    expect(foundIn(`id ${value}`, SECRETS)).toEqual([]);
    expect(foundIn(`api_key=${value}`, SECRETS)).toEqual([value]);
    expect(foundIn(value, SECRETS, "payment.api_key")).toEqual([value]);
    expect(foundIn(value, SECRETS, "build.id")).toEqual([]);
  });
});

describe("S4 the span is the value and all of it", () => {
  const value = "q7Vb2nXk9LmP4sRtZ0wY";
  test.each([
    "shop_token=VALUE",
    "shopToken = 'VALUE'",
    'shop.token: "VALUE",',
    '{"shop":{"apiKey":"VALUE","n":1}}',
    '{\\"apiKey\\":\\"VALUE\\"}',
    "<apiKey>VALUE</apiKey>",
    '<add key="ApiSecret" value="VALUE" />',
    "GET /p?access_token=VALUE&n=1",
    "define('API_KEY', 'VALUE');",
    "API_KEY := `VALUE`",
    "  api-key => VALUE",
    "cmd --api-key VALUE --verbose",
    "DBSECRET=VALUE;Timeout=3",
    "the client secret is VALUE.",
    "token ?= VALUE",
  ])("S4 %s", (frame) => {
    expect(foundIn(frame.replace("VALUE", value), SECRETS)).toContain(value);
  });

  test.each([
    "password",
    "Kennwort",
    "mot_de_passe",
    "contraseña",
    "senha",
    "wachtwoord",
    "hasło",
    "lösenord",
    "parola",
    "salasana",
    "heslo",
    "пароль",
    "parol",
    "密码",
    "パスワード",
    "비밀번호",
    "jelszó",
    "adgangskode",
    "passord",
  ])("S4 a password is found behind %s", (word) => {
    expect(foundIn(`${word}=Regen-88`, SECRETS)).toEqual(["Regen-88"]);
  });

  test("S4 a value longer than what is looked at is taken to its end", () => {
    const long = random(new Rng(7), ALNUM, 20_000);
    expect(foundIn(`password=${long} next`, SECRETS)).toEqual([long]);
    expect(foundIn(`{"password":"${long}"}`, SECRETS)).toEqual([long]);
    expect(foundIn(`Authorization: Bearer ${long}`, SECRETS)).toEqual([long]);
  });

  test("S4 a private key that was cut off is taken to its end, one in a single line with its escapes", () => {
    const body = random(new Rng(8), `${ALNUM}+/`, 1600);
    const lines = body.match(/.{64}/g)?.join("\n") ?? "";
    expect(foundIn(`k: -----BEGIN RSA PRIVATE KEY-----\n${lines}`, only("secret_private"))).toEqual([
      `-----BEGIN RSA PRIVATE KEY-----\n${lines}`,
    ]);
    const single = `-----BEGIN EC PRIVATE KEY-----\\n${lines.replaceAll("\n", "\\n")}\\n-----END EC PRIVATE KEY-----`;
    expect(foundIn(`{"key":"${single}\\n","n":1}`, only("secret_private"))).toEqual([single]);
  });

  test("S4 user and password of a URL go together, of any scheme", () => {
    for (const scheme of ["https", "postgresql", "redis", "amqps", "custom+tls"]) {
      expect(foundIn(`${scheme}://ada:Pa55%40x@h.example:99/p?x=1`, only("secret_url"))).toEqual(["ada:Pa55%40x"]);
    }
  });
});

describe("S5 judging values", () => {
  test("S5 entropy is that of a uniform source for distinct characters", () => {
    expect(entropy("abcdefgh")).toBeCloseTo(3, 10);
    expect(entropy("aaaa")).toBe(0);
  });

  test("S5 words are told from random letters", () => {
    for (const words of ["updateUserById", "my-service-account", "MainWindowToken", "internalServerError"])
      expect(isWordy(words), words).toBe(true);
    for (const drawn of ["xKq7Zp2Lw9Rt", "HIZWKPCHFvMUzzTT", "a8f3k2l9q1z7"]) expect(isWordy(drawn), drawn).toBe(false);
  });

  test("S5 stand-ins and filler are no tokens", () => {
    for (const text of ["changeme", "<password>", "${X}", "********", "your_api_key", "None"])
      expect(isStandIn(text), text).toBe(true);
    expect(isFiller("xxxxxxxxxxxx")).toBe(true);
    expect(isTokenLike("1234567890", true)).toBe(false);
    expect(isTokenLike("8f14e45fceea167a", false)).toBe(false);
    expect(isTokenLike("8f14e45fceea167a", true)).toBe(true);
  });
});

describe("S6 hostile strings end, with spans inside the text", () => {
  const units = [
    "token=",
    'token="',
    "authorization=",
    "Authorization: Digest a=",
    "Bearer ",
    "curl -u ",
    "sk_live_",
    "ya29.",
    "glpat-",
    "eyJhbGciOiJI1.",
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "password='",
    "пароль:",
    "identified by '",
    "a1/",
    "\ud800=",
    "jira token = ",
    "~Q8~",
    "_mmk",
    "\u202etoken=",
    "tok\0en=",
  ];
  test.each(units)("S6 %j", (unit) => {
    const text = unit.repeat(20_000).slice(0, 60_000);
    for (const one of findIn(text, SECRETS)) {
      expect(one.start).toBeGreaterThanOrEqual(0);
      expect(one.end).toBeLessThanOrEqual(text.length);
    }
  });
});
