import { setImmediate } from "node:timers/promises";

const LEAST_MS = 5;
const MOST_MS = 50;

/** Work that can pause; each slice is short. */
export type Slices<T> = Generator<undefined, T>;

/** Plays slices without a pause. */
export function atOnce<T>(slices: Slices<T>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

/**
 * Plays slices, 5 ms of them at a time, and lets the loop turn in between. What others did in such a turn is matched, up to
 * 50 ms: under load the work takes about twice its time, and not one slice of it for each turn.
 */
export async function inTurns<T>(slices: Slices<T>): Promise<T> {
  for (let shareMs = LEAST_MS; ; ) {
    const begun = performance.now();
    do {
      const { done, value } = slices.next();
      if (done === true) return value;
    } while (performance.now() - begun < shareMs);
    const rested = performance.now();
    await setImmediate();
    shareMs = Math.min(MOST_MS, Math.max(LEAST_MS, performance.now() - rested));
  }
}
