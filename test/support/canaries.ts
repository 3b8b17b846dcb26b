import { arrangementOf } from "../../processors/arrangement.ts";
import { hintsOf } from "../../processors/detect/hints.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { judge, newScratch, scanText } from "../../processors/inspect.ts";
import type { Plan } from "../../processors/plan.ts";
import { settleFindings } from "../../processors/settle-findings.ts";

/** A text and the parts of it that may not be seen again. */
export interface Canary {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

const PEM_BODY = "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3LQmlQx";

/** One of each kind that is promised, invented. `{}` marks what must go; `|` parts what scanners of sources would stop at. */
export const PROMISED: readonly Canary[] = [
  canary("e-mail", "write to {canary.jane@mail.example.org} today"),
  canary("e-mail, percent-encoded", "/find?m={canary.jane%40mail.example.org}&x=1"),
  canary("IPv4", "peer {203.0.113.77} went away"),
  canary("IPv6", "peer {2001:db8:85a3::8a2e:370:7334} went away"),
  canary("MAC", "station {3c:22:fb:9a:10:4d} joined"),
  canary("card", "card {4012 8888 8888 1881} declined"),
  canary("IBAN", "pay to {DE89 3704 0044 0532 0130 00} now"),
  canary("US SSN", "his social security number {536-90-4399} is wrong"),
  canary("phone", "call {+4915112345678} back"),
  canary(
    "JWT",
    `got {${["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJjYW5hcnkiLCJuIjoxfQ", "dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXk0I"].join(".")}} back`,
  ),
  canary("bearer", "Authorization: Bearer {mFq9B5f4canary1JqM7Xw2}"),
  canary("basic", "Authorization: Basic {Y2FuYXJ5Om9wZW4gc2VzYW1lIDEyMw==}"),
  canary("private key", `key {-----BEGIN PRIVATE KEY-----\n${PEM_BODY}\n-----END PRIVATE KEY-----} read`),
  canary("AWS key", "id {AK|IAY34FZKBOKMUTVV7A} used"),
  canary("GitHub token", "push with {gh|p_16C7e42F292c6912E7710c838347Ae178B4a} failed"),
  canary("Slack token", "post with {xo|xb-263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1} failed"),
  canary("Stripe key", "charge with {sk|_live_4eC39HqLyjWDarjtT1zdp7dc} failed"),
  canary("Google key", "maps with {AI|zaSyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI} failed"),
  canary("userinfo", "GET https://canary:{s3cr3tPw9x}@db.example.net/x"),
  canary("password", "login with password={Zx9canary7Qw} failed"),
];

function canary(name: string, parts: string): Canary {
  const marked = parts.replaceAll("|", "");
  const values = [...marked.matchAll(/\{([^}]*)\}/gs)].map((match) => match[1] ?? "");
  return { name, text: marked.replace(/[{}]/g, ""), values };
}

/**
 * Every example of every detector that the plan acts on in running text. Which parts of a text are found is left to the
 * detectors' own tests; here each that is found must be gone from everywhere.
 */
export function detectedExamples(plan: Plan): Canary[] {
  const arrangement = arrangementOf(plan);
  const scratch = newScratch();
  const rules = plan.ruleSets[0]?.logs;
  if (rules === undefined) throw new Error("The plan has no rules.");
  const found = (text: string, key: string): string[] => {
    const context = { key, hints: hintsOf(key), freeText: false, regions: plan.phoneRegions };
    const judged = judge(text, scanText(text, arrangement, scratch), 0, arrangement, context);
    return settleFindings(text, judged, rules, "text").map(({ start, end }) => text.slice(start, end));
  };
  return DETECTORS.flatMap(({ id, examples }) =>
    examples.flatMap(({ text }) => {
      // Some are found only where no key says what a text is about.
      const underKey = found(text, "note");
      // Shorter ones stand in words and numbers of ours by chance.
      const values = found(text, "").filter((value) => value.length >= 7 && underKey.includes(value));
      return values.length > 0 ? [{ name: `${id}: ${text}`, text, values }] : [];
    }),
  );
}

/** How a value may be spelled in an output: as it is, in JSON, in a URL, in base64 at any offset, in hex. */
function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  const encoded = encodeURIComponent(value);
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encoded,
    encoded.toLowerCase(),
    decodeURIComponent(value.replace(/%(?![0-9A-Fa-f]{2})/g, "%25")),
    bytes.toString("hex"),
    Buffer.from(bytes.toString("latin1")).toString(),
    ...[0, 1, 2].flatMap((offset) => {
      const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
      // Characters that also hold bits of the neighbours are cut off.
      const inner = padded
        .toString("base64")
        .replace(/=+$/, "")
        .slice(offset === 0 ? 0 : offset + 1, -1);
      return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
    }),
  ];
}

/** Which values of the canaries an output holds, and in which spelling. */
export function seenIn(output: string | Uint8Array, canaries: readonly Canary[]): string[] {
  const bytes =
    typeof output === "string" ? Buffer.from(output) : Buffer.from(output.buffer, output.byteOffset, output.length);
  const seen: string[] = [];
  for (const { name, values } of canaries) {
    for (const value of values) {
      const found = spellings(value).find((one) => bytes.includes(one));
      if (found !== undefined) seen.push(`${name} as ${found}`);
    }
  }
  return seen;
}
