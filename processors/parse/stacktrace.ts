/** Longest line that is looked at as a frame. */
const MAX_LINE = 512;

/**
 * Whether `[start, end)` lies in a frame such as `at x.y.Z.m(File.java:12)`: names of code, no text of a person. Frames
 * whose place is a path or URL are none: they may hold a home directory.
 */
export function isInFrame(text: string, start: number, end: number): boolean {
  let from = start;
  while (from > 0 && start - from < MAX_LINE && text.charCodeAt(from - 1) !== 0x0a) from--;
  let to = end;
  while (to < text.length && to - from < MAX_LINE && text.charCodeAt(to) !== 0x0a) to++;
  if (to - from >= MAX_LINE) return false;
  return FRAME.test(text.slice(from, to));
}

const FRAME =
  /^\s{0,16}at (?:[\w.-]{1,64}(?:@[\w.+-]{1,32})?\/){0,2}[\w$.<>]{1,256}\((?:[\w$.-]{1,96}\.(?:java|kt|scala|groovy|clj)(?::\d{1,6})?|Native Method|Unknown Source|<generated>)\)(?: ~?\[[\w.:?~-]{1,96}\])?\s{0,4}$/;
