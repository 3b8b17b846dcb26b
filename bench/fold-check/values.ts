import type { Rng } from "../../test/support/rng.ts";
import { BASE_SCALE, type Observation } from "./trace.ts";

/** Bounds as different SDKs and versions bring them; each pair shares some. */
export const EXPLICIT_BOUNDS: readonly (readonly number[])[] = [
  [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000],
  [5, 10, 25, 50, 100, 250, 500, 1_000],
  [0.5, 5, 10, 50, 100, 400, 500, 1_000, 4_000],
  [5, 10, 20, 50, 80, 100, 500],
];

/** A whole increment, now and then 0; `surge` is the share of large ones. */
export function drawInt(rng: Rng, monotonic: boolean, surge: number): bigint {
  const size = rng.chance(0.1) ? 0 : rng.between(1, rng.chance(surge) ? 1_000_000 : 200);
  return monotonic || rng.chance(0.6) ? BigInt(size) : BigInt(-size);
}

/** A multiple of 2^-52 (of 2^-32 times a power of two), as `exactly` needs. */
export function drawDouble(rng: Rng, monotonic: boolean): number {
  const value = rng.chance(0.3) ? rng.between(0, 800) / 8 : rng.next() * 2 ** rng.between(-20, 10);
  return monotonic || rng.chance(0.6) ? value : -value;
}

/** What a counter held before anybody watched. */
export function drawPast(rng: Rng, huge: boolean): bigint {
  if (!huge) return BigInt(rng.between(1, 100_000));
  return rng.pick([2n ** 53n - 3n, 2n ** 53n + 1n, 2n ** 62n + 7n, 2n ** 63n - 2n ** 56n]);
}

/** A multiple of 2^-30 below 2^12, so that sums of some thousands are exact in a double. */
export function drawObservation(rng: Rng, negative: boolean): Observation {
  const drawn = rng.chance(0.2) ? rng.pick([0, 1, 5, 10, 50, 64, 100, 500, 1_024]) : 2 ** (rng.next() * 16 - 5);
  const size = Math.round(drawn * 2 ** 30) / 2 ** 30;
  const value = negative && rng.chance(0.3) ? -size : size;
  return { value, index: size === 0 ? 0 : Math.ceil(Math.log2(size) * 2 ** BASE_SCALE) - 1 };
}
