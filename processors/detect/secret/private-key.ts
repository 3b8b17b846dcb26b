import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { spend } from "../work.ts";

const BEGIN =
  /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/y;

/** A 16,384-bit RSA key fits; what is longer ends here and goes on as another value. */
const MAX_BODY = 16_384;

/** PuTTY's own format: lines of a header, the public and the private part in base64, and a MAC over both. */
const PUTTY = "PuTTY-User-Key-File-";
const PUTTY_PRIVATE = "Private-Lines:";
const PUTTY_END = /Private-(?:MAC|Hash): ?[0-9a-fA-F]{20,128}/;
const LINES = /^ ?\d{1,4}(?:\\[rn]|\s){1,8}/;
/** The public part of a 16,384-bit RSA key fits in front of the private one. */
const PUTTY_HEAD = 4_096;
/** Units of work (`work.ts`). */
const COST = { putty: 2_000 } as const;

function putty(text: string, index: number, context: Context): Match | undefined {
  spend(context.work, COST.putty);
  const lead = text.slice(index, index + PUTTY_HEAD).indexOf(PUTTY_PRIVATE);
  if (lead < 0) return undefined;
  let start = index + lead + PUTTY_PRIVATE.length;
  start += LINES.exec(text.slice(start, start + 24))?.[0].length ?? 0;
  const body = text.slice(start, start + MAX_BODY);
  const close = PUTTY_END.exec(body);
  const end = close === null ? bodyEnd(text, start) : start + close.index + close[0].length;
  return end > start
    ? { start, end, prior: 0.9, evidence: EVIDENCE.shape | EVIDENCE.prefix, subtype: "PRIVATE_KEY" }
    : undefined;
}

function at(text: string, index: number, context: Context): Match | undefined {
  if (text.startsWith(PUTTY, index)) return putty(text, index, context);
  BEGIN.lastIndex = index;
  if (!BEGIN.test(text)) return undefined;
  const body = BEGIN.lastIndex;
  const end = bodyEnd(text, body);
  return { start: index, end, prior: 0.9, evidence: EVIDENCE.shape | EVIDENCE.prefix, subtype: "PRIVATE_KEY" };
}

/** End of the armour's last line, or, where it is cut off, of what may still belong to the body. */
function bodyEnd(text: string, start: number): number {
  const stop = Math.min(text.length, start + MAX_BODY);
  for (let i = start; i < stop; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x2d && text.startsWith("-----", i)) return closing(text, i);
    if (!isBody(unit)) return i;
  }
  return stop;
}

/** Base64, white space, header lines, and the escapes and quotes that a key carries in source code and JSON. */
function isBody(unit: number): boolean {
  return (
    (unit >= 0x20 && unit < 0x7f && unit !== 0x3c && unit !== 0x3e && unit !== 0x7b && unit !== 0x7d) ||
    unit === 0x0a ||
    unit === 0x0d ||
    unit === 0x09
  );
}

function closing(text: string, index: number): number {
  if (!text.startsWith("-----END", index)) return index;
  const close = text.indexOf("-----", index + 8);
  return close < 0 || close - index > 80 ? Math.min(text.length, index + 8) : close + 5;
}

export const detector: Detector = {
  id: "secret_private_key",
  type: "SECRET",
  description:
    "Private keys in PEM, OpenSSH and OpenPGP armour and in files of PuTTY: over several lines, in one line with escapes, and cut off before the end.",
  source: "RFC 7468, RFC 9580; PuTTY user manual, appendix C",
  triggers: ["pem", "word"],
  words: ["putty-user-key-file"],
  examples: [
    {
      text: "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\nAAAAIGq7Vb2nXk9LmP4sRtW1yZ8cDf3gHjK5lQ0wE2rT\nPrivate-MAC: 8f14e45fceea167a5a36dedd4bea2543\n",
      finds: ["AAAAIGq7Vb2nXk9LmP4sRtW1yZ8cDf3gHjK5lQ0wE2rT\nPrivate-MAC: 8f14e45fceea167a5a36dedd4bea2543"],
    },
    {
      text: "key: -----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ\n-----END PRIVATE KEY----- end",
      finds: [
        "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ\n-----END PRIVATE KEY-----",
      ],
    },
    {
      text: '{"k":"-----BEGIN RSA PRIVATE KEY-----\\nMIIBOgIBAAJBAKj34GkxFhD9\\n-----END RSA PRIVATE KEY-----\\n"}',
      finds: ["-----BEGIN RSA PRIVATE KEY-----\\nMIIBOgIBAAJBAKj34GkxFhD9\\n-----END RSA PRIVATE KEY-----"],
    },
    {
      text: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE",
      finds: ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE"],
    },
  ],
  counterExamples: [
    "-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJAJC1\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
    "------------- section -------------",
  ],
  knownMisses: [
    "lines of a key that were logged one by one, after the first, unless the key's structure shows in them",
  ],
  at,
};
