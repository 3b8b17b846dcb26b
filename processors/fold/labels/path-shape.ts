import { pathIdentifiers } from "../../parse/path-template.ts";
import { nameParts } from "./name-shape.ts";

/**
 * A path or URL without its identifiers, query and fragment: `/users/17/orders?sort=x` is `/users/{id}/orders`. Segments are
 * judged as names and as `pathIdentifiers` judges the names of spans, so that one route has one spelling everywhere.
 */
export function pathTemplate(text: string): string {
  const cut = text.search(/[?#]/);
  const path = cut < 0 ? text : text.slice(0, cut);
  if (/^\/[45]\d\d$/.test(path)) return path;
  const found = path.startsWith("/") || path.includes("://") ? pathIdentifiers(path, 0, path.length) : [];
  let out = "";
  let at = 0;
  for (const { start, end, type } of found) {
    out += named(path.slice(at, start)) + (type === "UUID" ? "{uuid}" : "{id}");
    at = end;
  }
  return out + named(path.slice(at));
}

/** What stays between identifiers may hold some inside a segment: `checkout-6f1c...`. */
function named(text: string): string {
  let out = "";
  let at = 0;
  for (const { start, end } of nameParts(text)) {
    out += `${text.slice(at, start)}{id}`;
    at = end;
  }
  return out + text.slice(at);
}
