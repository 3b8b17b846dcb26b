import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { seeDigits } from "../sight.ts";
import { isStandIn } from "./value.ts";

/** A name of a secret, as environments write them, at the end of the line or member before the value. */
const NAMED =
  /name["']?: ?["']?\w{0,48}(?:password|passwd|passphrase|_pass|_pwd|secret|token|api_?key|private_?key|access_?key)["']?(?:,?\r?\n[ \t]{0,32}|, ?")$/i;
const VALUE = /value["']?: ?(?:(["'])([^"'\r\n]{6,256})\1|([^\s"'{}[\],|>&*!%$][^\s"'{}[\],]{5,256}))/y;
/** The second argument, or the only one. */
const CALLED =
  /(?:httpbasicauth\(|auth ?= ?\()["'][^"'\r\n]{1,64}["'], ?["']([^"'\r\n]{4,128})["']|convertto-securestring(?: -string)? ["']([^"'\r\n]{4,128})["']/iy;

function at(text: string, index: number, { work }: Context): Match | undefined {
  VALUE.lastIndex = index;
  const value = VALUE.exec(text);
  if (value !== null) {
    if (!NAMED.test(text.slice(Math.max(0, index - 128), index))) return undefined;
    return found(text, VALUE.lastIndex - (value[2] === undefined ? 0 : 1), value[2] ?? value[3] ?? "", work);
  }
  CALLED.lastIndex = index;
  const called = CALLED.exec(text);
  return called === null ? undefined : found(text, CALLED.lastIndex - 1, called[1] ?? called[2] ?? "", work);
}

function found(text: string, end: number, value: string, work: Context["work"]): Match | undefined {
  const start = end - value.length;
  seeDigits(work, text, start, end);
  if (isStandIn(value) || /^\$|\{\{|<[a-z_ -]+>$/i.test(value)) return undefined;
  return { start, end, prior: 0.7, evidence: EVIDENCE.shape | EVIDENCE.key, subtype: "PASSWORD" };
}

/** Secrets whose name stands beside the value and not in front of it. */
export const detector: Detector = {
  id: "secret_named_value",
  type: "SECRET",
  description:
    "Values of environments written as a name and a value (`- name: DB_PASSWORD`, `value: ...`), passwords handed to `requests` and to PowerShell.",
  source: "Kubernetes EnvVar, Amazon ECS KeyValuePair, requests' HTTPBasicAuth, ConvertTo-SecureString",
  triggers: ["word"],
  tellsSight: true,
  words: ["value:", 'value":', "httpbasicauth(", "auth=(", "auth = (", "convertto-securestring"],
  examples: [
    { text: '- name: DB_PASSWORD\n  value: "k3Lm9_xQ2v"', finds: ["k3Lm9_xQ2v"] },
    { text: '{"name": "API_TOKEN", "value": "k3Lm9_xQ2v"}', finds: ["k3Lm9_xQ2v"] },
    { text: 'get(url, auth=("shop", "k3Lm9_xQ2v"))', finds: ["k3Lm9_xQ2v"] },
    { text: 'ConvertTo-SecureString "k3Lm9_xQ2v" -AsPlainText', finds: ["k3Lm9_xQ2v"] },
  ],
  counterExamples: [
    '- name: LOG_LEVEL\n  value: "verbose1"',
    "- name: DB_PASSWORD\n  valueFrom: secretKeyRef",
    '- name: DB_PASSWORD\n  value: "${DB_PASSWORD}"',
    "auth=(user, password)",
  ],
  at,
};
