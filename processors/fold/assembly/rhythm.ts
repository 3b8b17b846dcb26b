// How the exports of a metric follow each other: whether each comes here, or some go elsewhere.

import { C_LAST, C_STEP, C_STEPS } from "./layout";

/** Gaps that are one step, two, up to eight, or no whole number of them. */
const ONE: usize = 0;
const TWO: usize = 1;
const MORE: usize = 2;
const UNEVEN: usize = 3;

/** Parts of one export, and one that was forced. */
const LEAST_GAP_MS: u64 = 1_000;
/** A longer silence is an outage. */
const MOST_STEPS: u32 = 8;
/** Gaps after which earlier ones count half, and after which a step that never comes is none. */
const WINDOW: u32 = 64;
const LEARNT: u32 = 16;

/**
 * Notes a point's time, in nanoseconds. The step is the shortest gap, followed by an average; one that was a fluke is
 * given up when the gaps are no single steps of it. `../rhythm.ts` reads what is counted.
 */
export function hearBeat(context: usize, time: u64): void {
  const last = load<u64>(context + C_LAST);
  if (time <= last) return;
  const longGap = (time - last) / 1_000_000;
  if (longGap < LEAST_GAP_MS) return;
  store<u64>(context + C_LAST, time);
  if (last == 0) return;
  const step = load<u32>(context + C_STEP);
  const gap: u32 = longGap > 0x7fffffff ? 0x7fffffff : <u32>longGap;
  if (step == 0 || gap < step - (step >> 3)) return begin(context, gap);
  const steps = (gap + (step >> 1)) / step;
  if (steps > MOST_STEPS) return;
  const off = gap > steps * step ? gap - steps * step : steps * step - gap;
  const sort = off > step >> 3 ? UNEVEN : steps == 1 ? ONE : steps == 2 ? TWO : MORE;
  if (sort == ONE) store<u32>(context + C_STEP, <u32>((<u64>step * 7 + gap) >> 3));
  count(context + C_STEPS, sort);
  if (sum(context + C_STEPS) >= LEARNT && <u32>load<u8>(context + C_STEPS) << 4 < sum(context + C_STEPS)) begin(context, gap);
}

/** A step that is only assumed. */
function begin(context: usize, gap: u32): void {
  store<u32>(context + C_STEP, gap);
  store<u32>(context + C_STEPS, 0);
}

function count(steps: usize, sort: usize): void {
  if (sum(steps) >= WINDOW) store<u32>(steps, (load<u32>(steps) >> 1) & 0x7f7f7f7f);
  store<u8>(steps + sort, load<u8>(steps + sort) + 1);
}

function sum(steps: usize): u32 {
  return <u32>load<u8>(steps + ONE) + load<u8>(steps + TWO) + load<u8>(steps + MORE) + load<u8>(steps + UNEVEN);
}
