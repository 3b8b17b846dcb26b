import { nameParts, ownedPodWordsEnd, podWordsEnd } from "./name-shape.ts";
import { pathTemplate } from "./path-shape.ts";
import { textParts } from "./shape.ts";
import { SHAPE, SHAPES } from "./shapes.ts";

/** Shapes that have a placeholder of their own; all others are `{id}`. */
const SPELLED: ReadonlySet<number> = new Set([
  SHAPE.uuid,
  SHAPE.ulid,
  SHAPE.time,
  SHAPE.ipv4,
  SHAPE.ipv6,
  SHAPE.mac,
  SHAPE.email,
  SHAPE.phone,
  SHAPE.jwt,
]);

/** What stands for a whole value of a shape: `{uuid}`, `{id}`. */
export function placeholder(shape: number): string {
  return SPELLED.has(shape) ? `{${SHAPES[shape] ?? "id"}}` : "{id}";
}

/** The value with placeholders for its identifiers; for a value that is one as a whole, its placeholder. */
export function templateOf(text: string, shape: number): string {
  switch (shape) {
    case SHAPE.none:
      return text;
    case SHAPE.path:
    case SHAPE.url:
      return pathTemplate(text);
    case SHAPE.pod: {
      const words = podWordsEnd(text);
      return `${text.slice(0, words > 0 ? words : ownedPodWordsEnd(text))}-{pod}`;
    }
    case SHAPE.arn:
    case SHAPE.name:
    case SHAPE.prefixed:
      return replaced(text, nameParts(text));
    case SHAPE.text:
      return replaced(text, textParts(text)).slice(0, MAX_TEMPLATE);
    default:
      return placeholder(shape);
  }
}

/** Longest template of a free text. */
const MAX_TEMPLATE = 256;

function replaced(text: string, parts: readonly { start: number; end: number; shape: number }[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, shape } of parts) {
    out += text.slice(at, start) + placeholder(shape);
    at = end;
  }
  return out + text.slice(at);
}
