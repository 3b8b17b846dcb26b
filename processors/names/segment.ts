import { MARK_SOURCE, OURS_SOURCE } from "../marks.ts";

/** What stands in a path where a part is hidden that too few sources have shown. */
export const HIDDEN = "{seg}";

/** How a segment of a clean path is read. */
export const LITERAL = 0;
/** What a scrub put in the place of a value. */
export const MARK = 1;
/** A parameter as frameworks write them: `{orderId}`, `:id`, `<int:id>`, `[slug]`, `*`. */
const PARAMETER = 2;
export type SegmentKind = typeof LITERAL | typeof MARK | typeof PARAMETER;

const ANY_MARK = new RegExp(MARK_SOURCE);
const OURS = new RegExp(OURS_SOURCE);
const WHOLE_PARAMETER = /^(?::[A-Za-z_]|\*|<.*>$|\[.*\]$|\(.*\))/;
const INNER_PARAMETER = /\{[^{}]+\}/;

/** `{id}` and `{uuid}` are marks only where `idsAreOurs`: frameworks write them too. */
export function segmentKind(text: string, from: number, to: number, idsAreOurs: boolean): SegmentKind {
  if (isWord(text, from, to)) return LITERAL;
  const segment = text.slice(from, to);
  if (hasMark(segment, idsAreOurs)) return MARK;
  return isParameter(segment) ? PARAMETER : LITERAL;
}

/** Whether nothing in a segment could be a mark or a parameter. */
function isWord(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    // ( * : < [ {, and the 1 of tk1
    if (unit === 0x7b || unit === 0x5b || unit === 0x3c || unit === 0x3a || unit === 0x2a || unit === 0x28)
      return false;
    if (unit === 0x31 && text.charCodeAt(i - 1) === 0x6b) return false;
  }
  return true;
}

/** A segment that stands for any value in a route. */
export function isParameter(segment: string): boolean {
  return WHOLE_PARAMETER.test(segment) || INNER_PARAMETER.test(segment);
}

/** Whether a scrub, ours or one before us, replaced something in a text. */
export function hasMark(text: string, idsAreOurs: boolean): boolean {
  return (idsAreOurs ? ANY_MARK : OURS).test(text);
}

const VERSION = /^v\d{1,3}(?:\.\d{1,3}){0,2}$/;
/** Where the paths of services begin that have no resource there. */
const STRUCTURE: ReadonlySet<string> = new Set(
  "api apis rest rpc graphql health healthz livez readyz ready live ping status metrics actuator swagger swagger-ui static assets public .well-known oauth oauth2 oidc auth login logout favicon.ico robots.txt sitemap.xml index.html _next _nuxt _bulk _search _cat _doc _msearch 400 401 403 404 500 502 503".split(
    " ",
  ),
);
const LONGEST_STRUCTURE = 11;

/** A version anywhere, or a first segment of a path that names nobody whoever sends it. */
export function isStructure(text: string, from: number, to: number, isFirst: boolean): boolean {
  if (to - from > LONGEST_STRUCTURE) return false;
  const segment = text.slice(from, to);
  return VERSION.test(segment) || (isFirst && STRUCTURE.has(segment));
}
