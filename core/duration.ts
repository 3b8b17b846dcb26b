const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** The shape of a duration as the collector writes it, `1h30m`, `500ms`, `0`; `0s` also. */
export const DURATION_PATTERN = /^(?:0|(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,6})$/;

/** Milliseconds of a duration, or undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION_PATTERN.test(text)) return undefined;
  let totalMs = 0;
  for (const part of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    totalMs += Number(part[1]) * (UNIT_MS.get(part[2] ?? "") ?? 0);
  }
  return totalMs;
}
