import { isReplaced, type Sink } from "./part.ts";
import { sensitiveType } from "./query-keys.ts";

/** Parts of a URL (RFC 3986): offsets of where each begins; an absent one begins where the next does. */
interface UrlShape {
  readonly authority: number;
  readonly path: number;
  readonly query: number;
  readonly fragment: number;
}

const SLASH = 0x2f;

/** Where the parts of the URL or path in `text[start, end)` begin. */
function urlShape(text: string, start: number, end: number): UrlShape {
  let authority = schemeEnd(text, start, end);
  let path = authority;
  if (authority === start && text.charCodeAt(start) === SLASH && text.charCodeAt(start + 1) === SLASH)
    authority = start + 2;
  if (authority > start) {
    path = authority;
    while (path < end && !isPathStart(text.charCodeAt(path))) path++;
    path = behindOpenPassword(text, authority, path, end);
  }
  let query = path;
  while (query < end && text.charCodeAt(query) !== 0x3f && text.charCodeAt(query) !== 0x23) query++;
  let fragment = query;
  while (fragment < end && text.charCodeAt(fragment) !== 0x23) fragment++;
  return { authority, path, query, fragment };
}

/** Behind `scheme://`, or `start` where there is none. */
function schemeEnd(text: string, start: number, end: number): number {
  const stop = Math.min(end, start + 32);
  for (let i = start; i < stop; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x3a) return text.startsWith("//", i + 1) && i > start ? i + 3 : start;
    const lower = unit | 0x20;
    if (
      !(
        (lower >= 0x61 && lower <= 0x7a) ||
        (unit >= 0x30 && unit <= 0x39) ||
        unit === 0x2b ||
        unit === 0x2d ||
        unit === 0x2e
      )
    )
      return start;
  }
  return start;
}

/** How far a password is followed that holds signs it should have encoded. */
const MAX_PASSWORD = 128;

/** `user:pass/word@host`: what is no port belongs to a password, if an `@` follows; then the authority ends behind the host. */
function behindOpenPassword(text: string, authority: number, path: number, end: number): number {
  const colon = text.slice(authority, path).indexOf(":");
  if (colon < 0 || /^(?:\d*|.*@.*|[0-9a-f:.]*\])$/i.test(text.slice(authority + colon + 1, path))) return path;
  const stop = Math.min(end, path + MAX_PASSWORD);
  let at = path;
  while (at < stop && text.charCodeAt(at) !== 0x40 && text.charCodeAt(at) > 0x20) at++;
  if (at >= stop || text.charCodeAt(at) !== 0x40) return path;
  while (at < end && !isPathStart(text.charCodeAt(at))) at++;
  return at;
}

function isPathStart(unit: number): boolean {
  return unit === SLASH || unit === 0x3f || unit === 0x23 || unit === 0x5c;
}

/** Reads a URL or a path with query: userinfo, path segments that are encoded, query, and a fragment like a query. */
export function readUrl(text: string, start: number, end: number, sink: Sink): void {
  const shape = urlShape(text, start, end);
  readUserinfo(text, shape.authority, shape.path, sink);
  readHost(text, shape.authority, shape.path, sink);
  readPath(text, shape.path, shape.query, sink);
  if (shape.query < shape.fragment) readQuery(text, shape.query + 1, shape.fragment, sink);
  if (shape.fragment < end) readFragment(text, shape.fragment + 1, end, sink);
}

/** Schemes of actors that address each other: `akka.tcp://System@host`, `spark://Endpoint@host` name a part of a program. */
const PROCESSES = /(?:^|[^a-z])(?:akka|pekko|spark|aeron|artery)(?:\.[a-z]{2,8})*:\/\/$/i;

/** `user:password@`, both replaced, as the semantic conventions say of `url.full`. */
function readUserinfo(text: string, from: number, to: number, sink: Sink): void {
  if (to - from < 2) return;
  const at = text.slice(from, to).lastIndexOf("@") + from;
  if (at < from) return;
  const colon = text.indexOf(":", from);
  const middle = colon < 0 || colon > at ? at : colon;
  const isProcess = middle === at && PROCESSES.test(text.slice(Math.max(0, from - 24), from));
  for (const [start, end] of [
    [from, middle],
    [middle + 1, at],
  ] as const) {
    const claim = isProcess || isReplaced(text, start, end) ? undefined : "SECRET";
    if (end > start)
      sink({ start, end, key: "", path: "", escape: "percent", syntax: "url", claim, closed: end === at });
  }
}

/** An address in the host is none with the first path segment as its prefix length. */
function readHost(text: string, from: number, to: number, sink: Sink): void {
  const start = from + text.slice(from, to).lastIndexOf("@") + 1;
  if (to > start) sink({ start, end: to, key: "", path: "", escape: "none", syntax: "url", closed: true });
}

function readPath(text: string, from: number, to: number, sink: Sink): void {
  if (text.indexOf("%", from) < 0) return;
  for (let start = from; start < to; ) {
    let end = start;
    let encoded = false;
    while (end < to && text.charCodeAt(end) !== SLASH) encoded = text.charCodeAt(end++) === 0x25 || encoded;
    if (encoded) sink({ start, end, key: "", path: "", escape: "percent", syntax: "url" });
    start = end + 1;
  }
}

/** `#access_token=...&state=...`, `#/callback?code=...`. */
function readFragment(text: string, from: number, to: number, sink: Sink): void {
  const mark = text.indexOf("?", from);
  readQuery(text, mark < 0 || mark >= to ? from : mark + 1, to, sink);
}

/**
 * Reads `key=value` pairs of a query or form body: values whose key is personal or secret by name carry a claim. `;`
 * separates nothing: it may stand inside a value.
 */
export function readQuery(text: string, from: number, to: number, sink: Sink): void {
  for (let start = from; start < to; ) {
    let end = start;
    let sign = -1;
    while (end < to && text.charCodeAt(end) !== 0x26) {
      if (sign < 0 && text.charCodeAt(end) === 0x3d) sign = end;
      end++;
    }
    if (sign < 0) {
      if (end > start) sink({ start, end, key: "", path: "", escape: "form", syntax: "url" });
    } else if (sign + 1 < end) {
      const key = keyOf(text, start, sign);
      const claim = isReplaced(text, sign + 1, end) ? undefined : sensitiveType(key, end - sign - 1);
      sink({ start: sign + 1, end, key, path: key, escape: "form", syntax: "url", claim });
    }
    start = end + 1;
  }
}

/** The name as it is meant: `user%5Bemail%5D`, `user[email]` and `amp;email` are `email`. */
function keyOf(text: string, start: number, end: number): string {
  const raw = text.slice(Math.max(start, end - 96), end);
  let simple = true;
  for (let i = 0; i < raw.length && simple; i++) {
    const unit = raw.charCodeAt(i);
    simple = unit !== 0x25 && unit !== 0x5b && unit !== 0x3b;
  }
  if (simple) return raw;
  const inner = raw.replaceAll(/%5b/gi, "[").replaceAll(/%5d/gi, "]").replaceAll("[]", "").replace(/^amp;/, "");
  return /\[([^\][]+)\]$/.exec(inner)?.[1] ?? inner;
}

/** The end of the URL that a text quotes at `scheme`, where `://` stands; sentence punctuation is no part of it. */
export function quotedUrlEnd(text: string, scheme: number, to: number): number {
  let end = scheme + 3;
  while (end < to && !endsUrl(text.charCodeAt(end))) end++;
  while (end > scheme + 3 && ".,;:!?)]}'".includes(text.charAt(end - 1))) end--;
  return end;
}

function endsUrl(unit: number): boolean {
  return (
    unit <= 0x20 ||
    unit === 0x22 ||
    unit === 0x3c ||
    unit === 0x3e ||
    unit === 0x60 ||
    unit === 0x7c ||
    unit === 0x5c ||
    unit === 0xa0 ||
    unit === 0x3000
  );
}

/** Where the scheme in front of `://` begins. */
export function schemeStart(text: string, scheme: number, from: number): number {
  let start = scheme;
  while (start > from && scheme - start < 32) {
    const unit = text.charCodeAt(start - 1);
    const lower = unit | 0x20;
    if (
      !(
        (lower >= 0x61 && lower <= 0x7a) ||
        (unit >= 0x30 && unit <= 0x39) ||
        unit === 0x2b ||
        unit === 0x2d ||
        unit === 0x2e
      )
    )
      break;
    start--;
  }
  return start;
}

/**
 * Whether a URL or path, as ASCII bytes, holds nothing a reader could act on: no userinfo, query, fragment, escape or
 * home directory. Looks at each byte once.
 */
export function isPlainUrl(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (PLAIN_URL[bytes[i]!] === 0) return false;
  return true;
}

/** Bytes of plain URLs: RFC 3986 unreserved but for `~`, and `/ : , ! ( ) { } $ +`. */
const PLAIN_URL = new Uint8Array(256);
for (const unit of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/:,!(){}$+"))
  PLAIN_URL[unit] = 1;
