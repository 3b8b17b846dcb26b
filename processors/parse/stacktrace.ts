/** Longest line that is looked at as a frame. */
const MAX_LINE = 512;

/**
 * Whether `[start, end)` lies in a frame such as `at x.y.Z.m(File.java:12)`: names of code, no text of a person. Frames
 * whose place is a path or URL are none: they may hold a home directory.
 */
export function isInFrame(text: string, start: number, end: number): boolean {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  let to = text.indexOf("\n", end);
  if (to < 0) to = text.length;
  if (to - from > MAX_LINE) return false;
  return FRAME.test(text.slice(from, to));
}

const FRAME = /^\s{0,16}at (?:[\w.-]{1,64}(?:@[\w.+-]{1,32})?\/){0,2}[\w$.<>]{1,256}\((?:[\w$.-]{1,96}\.(?:java|kt|scala|groovy|clj)(?::\d{1,6})?|Native Method|Unknown Source|<generated>)\)(?: ~?\[[\w.:?~-]{1,96}\])?\s{0,4}$/;
