import { type Decoded, decodeBackslashes, decodeEntities, decodePercent } from "./decode.ts";
import type { Part } from "./part.ts";

/** A part without its encoding; undefined where it has none. */
export function decodedPart(text: string, part: Part): Decoded | undefined {
  const { start, end, escape } = part;
  switch (escape) {
    case "none":
      return undefined;
    case "json":
      return has(text, start, end, 0x5c) ? decodeBackslashes(text, start, end) : undefined;
    case "percent":
      return has(text, start, end, 0x25) ? decodePercent(text, start, end, false) : undefined;
    case "form":
      return has(text, start, end, 0x25) || has(text, start, end, 0x2b)
        ? decodePercent(text, start, end, true)
        : undefined;
    case "entities":
      return has(text, start, end, 0x26) ? decodeEntities(text, start, end) : undefined;
  }
}

function has(text: string, start: number, end: number, unit: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === unit) return true;
  return false;
}
