import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { decode64 } from "./checksum.ts";
import { ALPHABETS, isOf, runEnd } from "./shape.ts";
import { isNumberOrDate, isStandIn, isTokenLike } from "./value.ts";

const HEADER = /(?:proxy-)?authorization\\{0,3}["']?[\])]?[ \t]{0,4}(?:=>|[:=,])[ \t]{0,4}\\{0,3}[["'`]{0,2}/iy;
const SCHEME =
  /(?:bearer|basic|digest|negotiate|ntlm|token|apikey|api-key|hawk|signature|sso-key|splunk|genie ?key|aws4-hmac-sha256|hoba|dpop|mac)(?:[ \t]{1,4}|%20)(?=\S)/iy;
const CURL_USER = /[ \t](?:-u|--user|--proxy-user)[ \t=]{1,2}["']?(?=[^\s"':]{1,64}:[^\s"']{1,128})/g;
const CREDENTIALS = ALPHABETS.dotted | ALPHABETS.base64 | ALPHABETS.pad;
const MAX_CREDENTIALS = 65_536;
/** What is looked at before a value is believed. */
const HEAD = 96;

function at(text: string, index: number, _context: Context): Match | undefined {
  const first = text.charCodeAt(index) | 0x20;
  if (first === 0x63) return curlUser(text, index);
  if (index > 0 && isOf(text, index - 1, ALPHABETS.word)) return undefined;
  if (first === 0x61 || first === 0x70) return header(text, index);
  return credentials(text, index, false);
}

function header(text: string, index: number): Match | undefined {
  const value = ends(HEADER, text, index);
  if (value === undefined) return undefined;
  const known = credentials(text, value, true);
  if (known !== undefined) return known;
  // Some services take the key as the whole header.
  const bare = text.slice(value, runEnd(text, value, CREDENTIALS, HEAD));
  if (bare.length < 12 || /^[A-Za-z_-]{3,40}=./.test(bare) || !isTokenLike(bare, true)) return undefined;
  return match(value, runEnd(text, value, CREDENTIALS, MAX_CREDENTIALS), "GENERIC", 0.6);
}

/** `Bearer abc`, `Basic dXNlcjpwYXNz`, at `index`. Behind the header's name, any value counts. */
function credentials(text: string, index: number, announced: boolean): Match | undefined {
  const start = ends(SCHEME, text, index);
  if (start === undefined) return undefined;
  const scheme = text.slice(index, start).toLowerCase();
  if (/^(?:digest|aws4|hawk|signature|mac)/.test(scheme)) return announced ? parameters(text, start) : undefined;
  const end = runEnd(text, start, CREDENTIALS, MAX_CREDENTIALS);
  const value = text.slice(start, end).replace(/\.+$/, "");
  if (value === "" || isStandIn(value) || isNumberOrDate(value)) return undefined;
  if (scheme.startsWith("basic")) return basic(value, start, announced);
  const likely = announced
    ? value.length >= 6
    : /^(?:bearer|sso|dpop)/.test(scheme) &&
      value.length >= 12 &&
      !/^[A-Za-z_]+=./.test(value) &&
      isTokenLike(value, true);
  return likely ? match(start, start + value.length, "BEARER", announced ? 0.8 : 0.65) : undefined;
}

/** Basic credentials decode to `user:password`. */
function basic(value: string, start: number, announced: boolean): Match | undefined {
  const decoded = value.length >= 4 ? decode64(value) : undefined;
  const pair = decoded !== undefined && /^[\x20-\x7e\x80-\xff]{0,256}$/.test(decoded) && decoded.includes(":");
  return pair || (announced && value.length >= 6)
    ? match(start, start + value.length, "BASIC", pair ? 0.85 : 0.6)
    : undefined;
}

/** `Digest username="ada", response="..."`: the whole list, up to the end of the line. */
function parameters(text: string, start: number): Match | undefined {
  const stop = Math.min(text.length, start + MAX_CREDENTIALS);
  let end = start;
  while (end < stop && text.charCodeAt(end) >= 0x20 && text[end] !== "}") end++;
  while (end > start && "\"' \t]".includes(text[end - 1] ?? "")) end--;
  return end - start >= 8 && text.slice(start, end).includes("=") ? match(start, end, "GENERIC", 0.8) : undefined;
}

/** `curl -u user:password`. */
function curlUser(text: string, index: number): Match | undefined {
  const command = text.slice(index, index + 256);
  if (!command.includes(" -u") && !command.includes("-user")) return undefined;
  CURL_USER.lastIndex = 0;
  const option = CURL_USER.test(command) ? CURL_USER.lastIndex : 0;
  if (option === 0) return undefined;
  const end = command.slice(option).search(/["'\s]/);
  const value = command.slice(option, end < 0 ? undefined : option + end);
  if (isStandIn(value.slice(value.indexOf(":") + 1))) return undefined;
  return match(index + option, index + option + value.length, "BASIC", 0.8);
}

function ends(pattern: RegExp, text: string, index: number): number | undefined {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function match(start: number, end: number, subtype: string, prior: number): Match {
  return {
    start,
    end,
    prior,
    evidence: EVIDENCE.shape | EVIDENCE.contextWord | (prior >= 0.8 ? EVIDENCE.key : 0),
    subtype,
  };
}

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  if (!/authorization$/i.test(context.key)) return undefined;
  const value = text.slice(start, end);
  const scheme = ends(SCHEME, value, 0) ?? 0;
  const rest = value.slice(scheme).trim();
  if (rest.length < 2 || isStandIn(rest)) return undefined;
  const from = start + scheme;
  return {
    start: from,
    end,
    prior: 0.8,
    evidence: EVIDENCE.shape | EVIDENCE.key,
    subtype: scheme > 0 ? "BEARER" : "GENERIC",
  };
}

export const detector: Detector = {
  id: "secret_authorization",
  type: "SECRET",
  description:
    "Credentials of HTTP authentication: bearer and basic values anywhere, any scheme behind the header's name, `curl -u`.",
  source: "RFC 9110 11, RFC 6750, RFC 7617, RFC 7616",
  triggers: ["word"],
  words: ["authorization", "proxy-authorization", "bearer", "basic", "curl", "sso-key"],
  hints: ["secret"],
  examples: [
    { text: "Authorization: Bearer mF_9.B5f-4.1JqM", finds: ["mF_9.B5f-4.1JqM"] },
    { text: "header Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== sent", finds: ["QWxhZGRpbjpvcGVuIHNlc2FtZQ=="] },
    { text: '{"authorization":"token q8s7d6f5g4h3"}', finds: ["q8s7d6f5g4h3"] },
    { text: 'curl --user "ada:Secret77" https://host/', finds: ["ada:Secret77"] },
    { text: "curl -s -u ada:Secret77 https://host/", finds: ["ada:Secret77"] },
    {
      text: "Bearer 7Fjfp0ZBr1KtDRbnfVdmIw",
      key: "http.request.header.authorization",
      finds: ["7Fjfp0ZBr1KtDRbnfVdmIw"],
    },
  ],
  counterExamples: [
    "basic authentication failed",
    "bearer token expired",
    "Basic understanding of networks",
    "authorization: denied for role viewer",
    "Authorization: Bearer ${TOKEN}",
    "the bearer of this letter",
    "curl -s -o /dev/null host:8080/health",
  ],
  at,
  whole,
};
