import type { IncomingHttpHeaders } from "node:http";
import type { CorsSettings } from "./settings.ts";

/** Always allowed: what a browser's exporter sends. */
const ALLOWED_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "content-encoding",
  "content-language",
  "content-type",
  "origin",
  "x-requested-with",
]);

type Headers = Readonly<Record<string, string>>;

/** Cross-origin rules, compiled once. */
export interface Cors {
  /** Headers that let the page read this answer; none for an origin that is not allowed. */
  headersFor(request: IncomingHttpHeaders): Headers;
  /** Headers that answer a preflight. */
  preflight(request: IncomingHttpHeaders): Headers;
}

/** A browser asks before it sends JSON or protobuf to another origin. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

export function compileCors(settings: CorsSettings): Cors {
  const anyOrigin = settings.allowed_origins.includes("*");
  const origins = settings.allowed_origins.map(wildcard);
  const anyHeader = settings.allowed_headers.includes("*");
  const extra = new Set(settings.allowed_headers.map((name) => name.toLowerCase()));
  const isAllowed = (name: string) => anyHeader || ALLOWED_HEADERS.has(name) || extra.has(name);

  const headersFor = ({ origin }: IncomingHttpHeaders): Headers => {
    if (origin === undefined) return {};
    if (anyOrigin) return { "access-control-allow-origin": "*" };
    if (!origins.some((matches) => matches(origin.toLowerCase()))) return { vary: "Origin" };
    // `sendBeacon` sends with credentials, and a browser then wants both its own origin and this header.
    return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
  };

  const preflight = (request: IncomingHttpHeaders): Headers => {
    const allowed = headersFor(request);
    const asked = listOf(request["access-control-request-headers"]);
    const isWanted = request["access-control-request-method"] === "POST" && asked.every(isAllowed);
    if (allowed["access-control-allow-origin"] === undefined || !isWanted) return { vary: "Origin" };
    return {
      ...allowed,
      vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
      "access-control-allow-methods": "POST",
      ...(asked.length > 0 && { "access-control-allow-headers": asked.join(", ") }),
      ...(settings.max_age !== undefined && { "access-control-max-age": String(settings.max_age) }),
    };
  };
  return { headersFor, preflight };
}

/** `https://*.example.com` as a check, without a regular expression: origins come from strangers. */
function wildcard(pattern: string): (origin: string) => boolean {
  const parts = pattern.toLowerCase().split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return (origin) => origin === first;
  const last = parts.at(-1) ?? "";
  const middle = parts.slice(1, -1);
  return (origin) => {
    if (!origin.startsWith(first)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = origin.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return origin.length - last.length >= at && origin.endsWith(last);
  };
}

function listOf(header: string | undefined): string[] {
  if (header === undefined) return [];
  const names = header.split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "");
}
