/** What stands for a UUID while a text is looked at. */
export const STAND_IN = "7d3e9a52-c16b-4f08-9b4d-2ea85c70f1d6";

const UUID =
  /(?<![A-Za-z0-9%\\&#\u0080-\uffff])(?!0000)[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/g;
const DASH = 0x2d;

/**
 * The text with one and the same UUID for each in small letters (RFC 9562 4, versions 1 to 8): the same length, so that
 * positions hold, and nothing that is seen in it depends on what an identifier says. Where one may be part of an escape,
 * or is hardly any (`0000...`), it is left as it is. The same rule as `isOpaque` in `scan/assembly/shape.ts`.
 */
export function withStandIns(text: string): string {
  for (let at = text.indexOf("-", 8); at >= 0; at = text.indexOf("-", at + 1))
    if (text.charCodeAt(at + 5) === DASH && text.charCodeAt(at + 10) === DASH && text.charCodeAt(at + 15) === DASH)
      return text.replace(UUID, STAND_IN);
  return text;
}
