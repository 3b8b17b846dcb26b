import type { Rng } from "../../test/support/rng.ts";
import { digits, family, type Hostile } from "./family.ts";

const MAIL = "ada@example.org";

/** Texts whose cost grows with their depth, made as deep as they are long. */
function nested(target: string, name: string, key: string, parts: readonly [open: string, close: string]): Hostile {
  const [open, close] = parts;
  return {
    target,
    name,
    key,
    make: (_rng, bytes) => {
      const depth = Math.max(1, Math.floor(bytes / (open.length + close.length)));
      return Buffer.from(open.repeat(depth) + close.repeat(depth));
    },
  };
}

/** The same text written as a string inside itself, as often as it fits. */
function wrapped(target: string, name: string, key: string, wrap: (text: string) => string): Hostile {
  return {
    target,
    name,
    key,
    make: (rng, bytes) => {
      let text = `${MAIL} ${digits(rng, 8)}`;
      for (let next = wrap(text); next.length <= bytes; next = wrap(text)) text = next;
      const one = `${text} `;
      return Buffer.from(one.repeat(Math.max(1, Math.floor(bytes / one.length))));
    },
  };
}

/** Bytes that are no UTF-8, or hardly. */
function raw(name: string, pieces: readonly (readonly number[])[], between = ""): Hostile {
  return {
    target: "utf8",
    name,
    key: "",
    make: (rng, bytes) => {
      const list: Buffer[] = [];
      for (let size = 0; size < bytes; ) {
        const next = Buffer.concat([Buffer.from(rng.pick(pieces)), Buffer.from(between)]);
        list.push(next);
        size += next.length;
      }
      return Buffer.concat(list);
    },
  };
}

/** One sign, or few, over and over, behind and in front of what starts and stops a bad expression. */
function run(rng: Rng, sign: string, end: string): string {
  return `${sign.repeat(64 + rng.int(2_000))}${end}`;
}

const REDOS: readonly (readonly [name: string, sign: string, end: string])[] = [
  ["(a+)+$", "a", "!"],
  ["textbook e-mail", "a", "@"],
  ["e-mail labels", "a.", "@"],
  ["e-mail domains", "@a", "."],
  ["\\s+$", " ", "x"],
  ["tabs and lines", "\t\n", "x"],
  ["dots", ".", "1"],
  ["dotted numbers", "1.", "x"],
  ["digits", "7", "x"],
  ["digits and spaces", "7 ", "x"],
  ["digits and dashes", "73-", "x"],
  ["brackets with digits", "(5) ", "x"],
  ["hex and colons", "a:", "g"],
  ["pairs of hex and colons", "ab:", "g"],
  ["double colons", "::", "g"],
  ["capitals", "A", "1"],
  ["capitals and digits", "A1", " "],
  ["titles", "Aa ", "."],
  ["titles with commas", "Aa, ", "1"],
  ["dashes", "-", "B"],
  ["pem lines", "-----BEGIN ", "-"],
  ["token signs", "aB3_", " "],
  ["base64", "QWxh", "="],
  ["base64 of JSON", "eyJh", "."],
  ["percent", "%25", "4"],
  ["percent at-signs", "%40", "a"],
  ["equal signs", "=", "a"],
  ["colons", "a:", " "],
  ["quotes", '"', "a"],
  ["quotes of both kinds", `"'`, "a"],
  ["backslashes", "\\", "u"],
  ["escapes", "\\u0040", "a"],
  ["slashes", "/", "@"],
  ["schemes", "a://", "@"],
  ["ampersands", "&", "="],
  ["references", "&#64;", "a"],
  ["open brackets", "[", '"'],
  ["open braces", '{"', ":"],
  ["open angles", "<a>", "<"],
  ["stack frames", "at a.b(", "c)"],
  ["home paths", "/home/", "a/"],
];

const redos = REDOS.map(([name, sign, end]) => family("expressions", name, "", (rng) => run(rng, sign, end)));

const json: readonly Hostile[] = [
  nested("json", "arrays in arrays", "", ["[", "]"]),
  nested("json", "objects in objects", "", ['{"a":', "}"]),
  nested("json", "objects in arrays", "", ['[{"phone":', "}]"]),
  family(
    "json",
    "members of telling names",
    "",
    (rng) => `{"phone":"${digits(rng, 3)}","email":"x","ssn":${digits(rng, 2)}}`,
  ),
  family("json", "strings of strings", "", () => '{"a":"{\\"email\\":\\"x\\"}"},'),
  family("json", "names only", "", (rng) => `{"${digits(rng, 12)}":`),
  family("json", "cut in its strings", "", (rng) => `{"a${digits(rng, 3)}":"b\\`),
  wrapped("json", "JSON in JSON", "", (text) => JSON.stringify({ email: text })),
];

const urls: readonly Hostile[] = ["url.full", "url.query", "url.path", ""].flatMap((key) => [
  family("url", "parameters", key, (rng) => `email=${digits(rng, 2)}&token=${digits(rng, 3)}&`),
  family("url", "parameters encoded", key, (rng) => `p%5Bemail%5D=%22${digits(rng, 2)}%22&`),
  family("url", "segments encoded", key, (rng) => `/%61${digits(rng, 2)}%40`),
  family("url", "passwords", key, (rng) => `http://u:${digits(rng, 4)}@`),
  family("url", "open passwords", key, (rng) => `x://u:p/${digits(rng, 4)} `),
  wrapped("url", "encoded again and again", key, (text) => encodeURIComponent(`${text}%`)),
]);

const sql: readonly Hostile[] = [
  family(
    "sql",
    "literals",
    "db.query.text",
    (rng) => `insert into t (email, phone) values ('${digits(rng, 3)}', ${digits(rng, 9)}) `,
  ),
  family("sql", "quotes", "db.query.text", () => "'' '' ' "),
  family("sql", "open comments", "db.query.text", () => "/* -- "),
  family("sql", "brackets", "db.query.text", () => "((((select "),
  family("sql", "dollar quotes", "db.query.text", (rng) => `$a${digits(rng, 2)}$`),
  family(
    "sql",
    "names",
    "db.query.text",
    (rng) => `select email = 'a' and phone in (${digits(rng, 3)},${digits(rng, 3)}) `,
  ),
];

const pairs: readonly Hostile[] = [
  family("pairs", "telling names", "", (rng) => `email=${digits(rng, 2)} phone: ${digits(rng, 3)} ssn=x `),
  family("pairs", "quoted values", "", (rng) => `name="${digits(rng, 3)}' user='`),
  family("pairs", "names of names", "", () => "email=phone=ssn=user="),
  family("pairs", "elements", "", (rng) => `<email>${digits(rng, 3)}<phone>`),
  family("pairs", "addresses", "", (rng) => `shipping_address=Aa ${digits(rng, 2)}, Bb `),
  family("pairs", "headers", "", (rng) => `X-Customer-Name: Aa Bb\r\nCookie: a=${digits(rng, 3)}; sid=x\r\n`),
  family("pairs", "JSON in values", "", (rng) => `user={"email":"${digits(rng, 3)} `),
  family("pairs", "texts in telling values", "user.email", (rng) => `email=${digits(rng, 3)} `),
];

const encodings: readonly Hostile[] = [
  wrapped("encoded", "base64 in base64", "", (text) => Buffer.from(`text ${text}`).toString("base64")),
  family(
    "encoded",
    "base64 of texts",
    "",
    (rng) => `${Buffer.from(`id number ${digits(rng, 4)} tel: ${digits(rng, 2)} ${MAIL}`).toString("base64")} `,
  ),
  family("encoded", "base64 of noise", "", (rng) => `${Buffer.from(rng.bytes(48)).toString("base64")} `),
  family("encoded", "percent of texts", "", (rng) => `id%20number%20${digits(rng, 3)}%20tel%3A%20`),
  family("encoded", "escapes of texts", "", (rng) => `id\\u0020number\\u0020${digits(rng, 3)}\\x20tel `),
  family("encoded", "references of texts", "", (rng) => `id&#32;number&#x20;${digits(rng, 3)}&#32;tel `),
  family("encoded", "all at once", "", (rng) => `id%20\\u006eumber&#32;${digits(rng, 3)} ｎｏ `),
  family(
    "encoded",
    "stack frames",
    "exception.stacktrace",
    (rng) => `\tat a.b.C.d(E.java:${digits(rng, 3)}) ${MAIL}\n`,
  ),
];

const scripts: readonly Hostile[] = [
  family("fold", "full-width numbers", "", () => "４０１２ ８８８８ "),
  family("fold", "look-alikes", "", () => "раssword: аdа@ехаmple "),
  family("fold", "bidi marks", "", (rng) => `\u202e\u2066${digits(rng, 3)}\u2069\u202c`),
  family("fold", "zero-width signs", "", (rng) => `${digits(rng, 1)}\u200b`),
  family("fold", "digits of all scripts", "", (rng) =>
    String.fromCodePoint(rng.pick([0x660, 0x966, 0xff10, 0x1d7ce]) + rng.int(10)),
  ),
  family("fold", "words without spaces", "", () => "電話番号身份证号码"),
  family("fold", "marks", "", () => "é́̈"),
  family("fold", "many letters of one", "", (rng) => String.fromCodePoint(0x1f600 + rng.int(64))),
  raw(
    "lone surrogates",
    [
      [0xed, 0xa0, 0x80],
      [0xed, 0xbf, 0xbf],
    ],
    "a",
  ),
  raw("overlong", [
    [0xc0, 0xaf],
    [0xe0, 0x80, 0xaf],
    [0xf0, 0x80, 0x80, 0xaf],
    [0xc1, 0x81],
  ]),
  raw("continuations alone", [[0x80], [0xbf], [0xff]]),
  raw(
    "cut signs",
    [
      [0xe2, 0x82],
      [0xf0, 0x9f, 0x98],
    ],
    "tel: 12 ",
  ),
  raw("NUL", [[0]], "a"),
  raw("NUL alone", [[0]]),
  raw("controls", [[1, 2, 3, 0x1b, 0x7f]], "@1"),
];

/** Families for the readers of text inside text, for letters and bytes, and the list of bad expressions. */
export const PARSER_FAMILIES: readonly Hostile[] = [
  ...redos,
  ...json,
  ...urls,
  ...sql,
  ...pairs,
  ...encodings,
  ...scripts,
];
