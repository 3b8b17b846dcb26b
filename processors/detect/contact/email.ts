import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

const LOCAL = /[A-Za-z0-9.!#$&'*+/=?^_`{|}~\u0080-\uffff%-]/;
const LABEL = /[A-Za-z0-9\u0080-\uffff-]/;

/** Longest local part and domain (RFC 5321 4.5.3.1). */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

function at(text: string, index: number, _context: Context): Match | undefined {
  const encoded = text[index] === "%";
  let start = index;
  while (start > 0 && index - start < MAX_LOCAL && LOCAL.test(text[start - 1] ?? "")) start--;
  // Punctuation that RFC 5322 allows but that separates in logs, keys and URLs.
  for (let i = start; i < index; i++) if ("=/?&'`{|}*".includes(text[i] ?? "")) start = i + 1;
  while (start < index && ".-#!$%^+~".includes(text[start] ?? "")) start++;
  if (start === index) return undefined;
  const domain = index + (encoded ? 3 : 1);
  let end = domain;
  while (end < text.length && end - domain < MAX_DOMAIN && (LABEL.test(text[end] ?? "") || text[end] === ".")) end++;
  while (end > domain && ".-".includes(text[end - 1] ?? "")) end--;
  const labels = text.slice(domain, end).split(".");
  const top = labels[labels.length - 1] ?? "";
  if (labels.length < 2 || labels.some((label) => label === "" || label.startsWith("-")) || !/^(?:[A-Za-z\u0080-\uffff]{2,24}|xn--[A-Za-z0-9-]{2,59})$/.test(top)) return undefined;
  return { start, end, prior: 0.95, evidence: EVIDENCE.shape };
}

export const detector: Detector = {
  id: "email",
  type: "EMAIL_ADDRESS",
  description: "E-mail addresses, also with the at-sign percent-encoded. Needs a domain with a top-level label of letters.",
  source: "RFC 5321, RFC 5322",
  triggers: ["at"],
  examples: [
    { text: "mail from ada@example.org failed", finds: ["ada@example.org"] },
    { text: "GET /u?m=ada%40example.org", finds: ["ada%40example.org"] },
  ],
  counterExamples: ["java.lang.Object@1a2b3c", "CoarseGrainedScheduler@10.10.34.11:35867", "git@github", "a @ b"],
  knownMisses: ["quoted local parts", "addresses at a bare host"],
  at,
};
