import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { see } from "../sight.ts";
import { ALPHABETS, isOf } from "./shape.ts";
import { entropy, isFiller } from "./value.ts";

/** Tokens that show themselves in their middle or at their end. */
interface Marked {
  readonly provider: string;
  /** Cheap look at the candidate; most end here. */
  readonly marks: (text: string, index: number) => boolean;
  /** Where from the candidate `marks` asks what a digit says. */
  readonly digits?: readonly number[];
  /** Where from the candidate the first characters stand that must not be filler. */
  readonly body?: number;
  /** The sign in front of every candidate of this token. */
  readonly after?: string;
  /** The whole token, tried at the start of the run that holds the mark and at the candidate. */
  readonly token: RegExp;
  /** Where the token begins in front of the candidate, if it is no run. */
  readonly back?: number;
  readonly source: string;
}

const MARKED: readonly Marked[] = [
  {
    provider: "terraform",
    after: ".",
    marks: (text, i) => text.startsWith("atlasv1.", i) && isOf(text, i - 15, ALPHABETS.alnum),
    token: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,72}/y,
    source: "HCP Terraform, API tokens",
  },
  {
    provider: "firebase",
    marks: (text, i) => text.startsWith("APA91b", i),
    body: 6,
    token: /(?:[A-Za-z0-9_-]{6,24}:)?APA91b[A-Za-z0-9_-]{100,200}/y,
    source: "Firebase Cloud Messaging, tokens and server keys",
  },
  {
    provider: "google_refresh",
    after: "/",
    marks: (text, i) => text.startsWith("1//0", i - 3),
    digits: [-3, 0],
    back: 3,
    token: /1\/\/0[A-Za-z0-9_-]{40,200}/y,
    source: "Google Identity, refresh tokens",
  },
  {
    provider: "google_code",
    after: "/",
    marks: (text, i) => text.startsWith("4/0A", i - 2),
    digits: [-2, 0],
    back: 2,
    token: /4\/0A[A-Za-z0-9_-]{40,200}/y,
    source: "Google Identity, authorization codes",
  },
  {
    provider: "salesforce",
    after: "!",
    marks: (text, i) => text.startsWith("00D", i - 16),
    digits: [-16, -15],
    back: 16,
    token: /00D[A-Za-z0-9]{12}![A-Za-z0-9_.-]{80,260}/y,
    source: "Salesforce, session ids and access tokens",
  },
  {
    provider: "telegram",
    after: ":",
    marks: (text, i) => text.startsWith("AA", i),
    token: /\d{8,11}:AA[A-Za-z0-9_-]{32,33}/y,
    source: "Telegram Bot API, authorizing your bot",
  },
  {
    provider: "azure_ad",
    after: "~",
    marks: (text, i) => text[i - 2] === "Q",
    token: /[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/y,
    source: "Microsoft Entra, application secrets",
  },
  {
    provider: "discord",
    marks: (text, i) => "MNO".includes(text[i] ?? "-") && text.slice(i + 24, i + 29).includes("."),
    token: /[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/y,
    source: "Discord Developer Docs, bot tokens",
  },
  {
    provider: "mailchimp",
    after: "-",
    marks: (text, i) =>
      text.startsWith("us", i) && isOf(text, i - 2, ALPHABETS.lhex) && isOf(text, i - 33, ALPHABETS.lhex),
    token: /[0-9a-f]{32}-us\d{1,2}/y,
    source: "Mailchimp, API keys",
  },
  {
    provider: "maxmind",
    after: "_",
    marks: (text, i) => text.startsWith("mmk", i) && text[i - 31] === "_",
    token: /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/y,
    source: "MaxMind, license keys",
  },
  {
    provider: "newrelic",
    marks: (text, i) => text.startsWith("NRAL", i + 36),
    token: /[0-9a-f]{36}NRAL/y,
    source: "New Relic, license keys",
  },
  {
    provider: "azure_acr",
    marks: (text, i) => text.startsWith("+ACR", i + 42),
    token: /[A-Za-z0-9/]{42}\+ACR[A-D][A-Za-z0-9]{6}/y,
    source: "Microsoft, identifiable secrets",
  },
  {
    provider: "azure_storage",
    marks: (text, i) => text.startsWith("+ASt", i + 76),
    token: /[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{7}==/y,
    source: "Microsoft, identifiable secrets",
  },
  {
    provider: "sidekiq",
    marks: (text, i) => text.startsWith("contribsys.com", i),
    token: /[0-9a-f]{8}:[0-9a-f]{8}(?=@(?:gems|enterprise)\.contribsys\.com)/y,
    source: "Sidekiq, gem server credentials",
  },
];

const MAX_BEFORE = 48;
const FILLER = 24;

function at(text: string, index: number, { work }: Context): Match | undefined {
  const before = index === 0 ? " " : text[index - 1];
  for (const marked of MARKED) {
    if (marked.after !== undefined && marked.after !== before) continue;
    if (marked.digits?.every((offset) => isOf(text, index + offset, ALPHABETS.digit)) === true) see(work);
    if (!marked.marks(text, index)) continue;
    see(work);
    if (marked.body !== undefined && isFiller(text, index + marked.body, index + marked.body + FILLER)) continue;
    const first = marked.back === undefined ? runStart(text, index) : index - marked.back;
    for (const from of first === index ? [index] : [first, index]) {
      const end = endOf(marked.token, text, from);
      if (end < 0 || isOf(text, end, ALPHABETS.alnum) || entropy(text.slice(from, end)) < 2.8) continue;
      return {
        start: from,
        end,
        prior: 0.75,
        evidence: EVIDENCE.shape | EVIDENCE.prefix,
        subtype: `API_KEY.${marked.provider}`,
      };
    }
  }
  return undefined;
}

function testAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index;
  return pattern.test(text);
}

function endOf(pattern: RegExp, text: string, index: number): number {
  return testAt(pattern, text, index) ? pattern.lastIndex : -1;
}

/** Start of the run of token characters, colons and tildes around the candidate. */
function runStart(text: string, index: number): number {
  let start = index;
  while (
    start > 0 &&
    index - start < MAX_BEFORE &&
    (isOf(text, start - 1, ALPHABETS.dotted) || ":~@".includes(text[start - 1] ?? " "))
  )
    start--;
  return start;
}

export const detector: Detector = {
  tellsSight: true,
  id: "secret_infix",
  type: "SECRET",
  description:
    "Tokens that show themselves by a mark in their middle or at their end: Terraform, Firebase, Telegram, Entra, Discord, Mailchimp and others.",
  source: "Vendor documentation, named per entry in infix.ts",
  triggers: ["token", "word"],
  words: ["atlasv1", "apa", "us", "mmk", "contribsys"],
  examples: [
    {
      text: "bot 5123987604:AAHk3v9QwErTyUiOpAsDfGhJkLzXcVbNm12 up",
      finds: ["5123987604:AAHk3v9QwErTyUiOpAsDfGhJkLzXcVbNm12"],
    },
    { text: "mc 0f9b3c6d2e8a417b95c0d3e6f1a2b4c8-us14", finds: ["0f9b3c6d2e8a417b95c0d3e6f1a2b4c8-us14"] },
    { text: "lic 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", finds: ["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"] },
  ],
  counterExamples: [
    "zone us-east-1 us2 us14",
    "id 123456789:AAA",
    "0f9b3c6d2e8a417b95c0d3e6f1a2b4c8",
    "com.example.app.MyLongClassName.doSomething.withArguments",
  ],
  at,
};
