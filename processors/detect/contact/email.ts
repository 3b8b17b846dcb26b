import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { isAlnum, isDigit, isForeignLetter, isHex } from "../units.ts";
import { spend } from "../work.ts";

const EMAIL_HINT = hintBit("email");

/** Longest local part and domain (RFC 5321 4.5.3.1). */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** RFC 5322 atext without what separates in logs, keys, URLs and markup: `= / ? & ' { | } * ` and backquote. */
const LOCAL_PUNCTUATION = ".!#$+^_~%-";
/** May not begin a local part. */
const BARE_START = ".-#!$%^+~_";

/** Endings of files, images at two resolutions (`icon@2x.png`) and code, which no registry has delegated. */
const FILE_ENDINGS = new Set([
  "png",
  "jpg",
  "jpeg",
  "gif",
  "svg",
  "webp",
  "css",
  "js",
  "mjs",
  "ts",
  "tsx",
  "jsx",
  "json",
  "xml",
  "yml",
  "yaml",
  "html",
  "htm",
  "txt",
  "log",
  "jar",
  "class",
  "java",
  "service",
  "socket",
  "timer",
  "mount",
  "target",
  "slice",
  "scope",
  "local_",
  "dll",
  "exe",
  "so",
  "conf",
  "cfg",
  "ini",
  "sock",
  "lock",
  "pid",
  "tmp",
  "gz",
  "tgz",
  "whl",
]);

const TOP_LEVEL = /^(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59}|[\u0080-\uffff][a-z\u0080-\uffff]{0,23})$/i;

function isLocal(unit: number, text: string, index: number): boolean {
  return isAlnum(unit) || isForeignLetter(unit) || LOCAL_PUNCTUATION.includes(text[index] ?? " ");
}

function isDomain(unit: number): boolean {
  return isAlnum(unit) || unit === 0x2d || unit === 0x2e || isForeignLetter(unit) || unit === 0x3002;
}

function localStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start <= MAX_LOCAL && isLocal(text.charCodeAt(start - 1), text, start - 1)) start--;
  // A percent escape that is no letter ends the local part: what it stands for separates (`%3D`, `%22`, `%20`, `%3A`).
  for (let i = start; i < at - 2; i++) {
    if (text[i] === "%" && isHex(text.charCodeAt(i + 1)) && isHex(text.charCodeAt(i + 2)) && !isEscapedLetter(text, i))
      start = i + 3;
  }
  if (
    start >= 2 &&
    text[start - 1] === "\\" &&
    "nrt".includes(text[start] ?? "") &&
    isAlnum(text.charCodeAt(start + 1))
  )
    start++;
  while (start < at && BARE_START.includes(text[start] ?? "")) start++;
  return start;
}

/** `%2B` (+), `%2E` (.), `%5F` (_), `%2D` (-), letters, and bytes of UTF-8 letters. */
function isEscapedLetter(text: string, percent: number): boolean {
  const code = Number.parseInt(text.slice(percent + 1, percent + 3), 16);
  return code === 0x2b || code === 0x2d || code === 0x2e || code === 0x5f || isAlnum(code) || code >= 0x80;
}

function domainEnd(text: string, domain: number): number {
  let end = domain;
  while (end < text.length && end - domain < MAX_DOMAIN && isDomain(text.charCodeAt(end))) end++;
  // `ada@example.org.Next sentence`, `...org-- `: trailing punctuation is the sentence's.
  while (end > domain && ".-".includes(text[end - 1] ?? "")) end--;
  return end;
}

function hasDomain(name: string): boolean {
  const labels = name.split(/[.\u3002]/);
  if (labels.length < 2) return false;
  for (const label of labels)
    if (label === "" || label.length > 63 || label.startsWith("-") || label.endsWith("-")) return false;
  const top = (labels[labels.length - 1] ?? "").toLowerCase();
  return TOP_LEVEL.test(top) && !FILE_ENDINGS.has(top);
}

/** Units of work: of reading what stands on both sides of the sign. */
const COST = 900;

function at(text: string, index: number, context: Context): Match | undefined {
  const domain = index + (text[index] === "%" ? 3 : 1);
  // One look at what follows saves reading backwards: `%40%40%40`, `@@@`.
  if (!isDomain(text.charCodeAt(domain))) return undefined;
  spend(context.work, COST);
  const start = localStart(text, index);
  if (start === index || index - start > MAX_LOCAL || text[index - 1] === ".") return undefined;
  const end = domainEnd(text, domain);
  if (!hasDomain(text.slice(domain, end))) return undefined;
  // Host keys, and the part before a second at-sign, are something else; `name%40domain@host` is a name in a URL's userinfo.
  const encoded = text[index] === "%";
  if (
    (text[end] === "@" && !encoded) ||
    (!encoded && start >= 3 && text.slice(start - 3, start) === "%40") ||
    (text[end] === ":" && text[end + 1] === "/" && text[end + 2] === "/")
  )
    return undefined;
  const sshLogin = text[end] === ":" && !isDigit(text.charCodeAt(end + 1)) && text.slice(start, index) === "git";
  if (sshLogin) return undefined;
  const key = (context.hints & EMAIL_HINT) !== 0 ? EVIDENCE.key : 0;
  return { start, end, prior: 0.93, evidence: EVIDENCE.shape | key };
}

export const detector: Detector = {
  tellsSight: true,
  id: "email",
  type: "EMAIL_ADDRESS",
  description:
    "E-mail addresses, also international ones and with the at-sign percent-encoded. Needs a domain whose last label can be a top-level domain.",
  source: "RFC 5321, RFC 5322, RFC 6531",
  triggers: ["at"],
  examples: [
    { text: "mail from ada@example.org failed", finds: ["ada@example.org"] },
    { text: "GET /u?m=ada%40example.org&x=1", finds: ["ada%40example.org"] },
    { text: "to=<grace.h+logs@mail.example.co.uk>, relay", finds: ["grace.h+logs@mail.example.co.uk"] },
    { text: "https://130%40example.com@host.example.net/x", finds: ["130%40example.com"] },
    { text: "href=mailto:ada@example.org?subject=x", finds: ["ada@example.org"] },
    {
      text: "user jörg@müller.example wrote to ada@xn--mller-kva.example",
      finds: ["jörg@müller.example", "ada@xn--mller-kva.example"],
    },
    { text: "用户 李@例子.公司", finds: ["李@例子.公司"] },
    { text: "q=%22ada%40example.org%22", finds: ["ada%40example.org"] },
  ],
  counterExamples: [
    "java.lang.Object@1a2b3c",
    "TaskBoard@10.77.9.4:35811",
    "git@github",
    "a @ b",
    "SelectChannelConnector@0.0.0.0:4040",
    "com.example.Handler@8a2a501.d",
    "src@gateway2",
    "icon@2x.png",
    "user@1000.service",
    "git@code.example.org:team/repo.git",
    "pkg@1.2.3",
  ],
  knownMisses: [
    "quoted local parts",
    "addresses at a bare host or an address literal",
    "domains with a file ending as top-level label",
  ],
  at,
};
