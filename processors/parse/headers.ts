import type { Sink } from "./part.ts";

/** Attributes of Set-Cookie (RFC 6265 4.1.1): settings, not values. */
const COOKIE_SETTINGS: ReadonlySet<string> = new Set([
  "path",
  "domain",
  "expires",
  "max-age",
  "samesite",
  "secure",
  "httponly",
  "priority",
  "partitioned",
  "version",
]);

/** Reads lines of `Name: value` (RFC 9110 5.1); other lines are left to the plain scan. Names are lower-cased. */
export function readHeaders(text: string, from: number, to: number, sink: Sink): void {
  for (let start = from; start < to; ) {
    let end = text.indexOf("\n", start);
    if (end < 0 || end > to) end = to;
    const stop = text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
    const colon = headerColon(text, start, stop);
    if (colon > start) {
      let value = colon + 1;
      while (value < stop && text.charCodeAt(value) <= 0x20) value++;
      const name = text.slice(start, colon).toLowerCase();
      if (value < stop)
        sink({
          start: value,
          end: stop,
          key: name,
          path: name,
          escape: "none",
          syntax: "text",
          strict: true,
          format: formatOf(name),
        });
    }
    start = end + 1;
  }
}

function formatOf(name: string): "cookies" | "user_agent" | undefined {
  if (name === "cookie" || name === "set-cookie") return "cookies";
  return name === "user-agent" ? "user_agent" : undefined;
}

/** The colon behind a name of token characters, or -1. */
function headerColon(text: string, start: number, stop: number): number {
  const limit = Math.min(stop, start + 64);
  for (let i = start; i < limit; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x3a) return i;
    const lower = unit | 0x20;
    if (
      !(
        (lower >= 0x61 && lower <= 0x7a) ||
        (unit >= 0x30 && unit <= 0x39) ||
        unit === 0x2d ||
        unit === 0x5f ||
        unit === 0x2e
      )
    )
      return -1;
  }
  return -1;
}

/** Reads `name=value; name=value`: every value claims to be a cookie, but for the settings of Set-Cookie. */
export function readCookies(text: string, from: number, to: number, sink: Sink): void {
  for (let start = from; start < to; ) {
    let end = text.indexOf(";", start);
    if (end < 0 || end > to) end = to;
    let name = start;
    while (name < end && text.charCodeAt(name) <= 0x20) name++;
    let sign = name;
    while (sign < end && text.charCodeAt(sign) !== 0x3d) sign++;
    if (sign > name && sign + 1 < end) {
      const key = text.slice(name, Math.min(sign, name + 96));
      const claim = COOKIE_SETTINGS.has(key.toLowerCase()) ? undefined : "COOKIE";
      sink({ start: sign + 1, end, key, path: key, escape: "percent", syntax: "url", claim });
    }
    start = end + 1;
  }
}
