// Which deltas of a series came before: a retry brings the very same one. The newest are remembered one by one, in a
// block of their own; of older ones the host knows what they left uncovered.

import { KEY, S_VALUE } from "./layout";
import { mix } from "./hash";
import { give, take } from "./blocks";
import { startTime, time } from "./point";

/** Where the first delta began; the newest time that was let go, in `unit`s; the next entry to be replaced. */
const BEGIN: usize = 0;
const HORIZON: usize = 8;
const NEXT: usize = 12;
const FIRST: usize = 16;
const ENTRIES: u32 = 8;
const BYTES: usize = 80;

/** About a millisecond: 32 bits of them last for weeks, and are compared as a circle. */
@inline
function unit(): u32 {
  return <u32>(time >> 20);
}

/** Start and time together; never 0. */
function entry(): u64 {
  return (<u64>unit() << 32) | (mix(time + mix(startTime + load<u64>(KEY))) & 0xffffffff) | 1;
}

/** An empty block for a series; 0 when there is no room. */
export function openDeltas(series: usize): usize {
  const block = take(BYTES);
  if (block == 0) return 0;
  memory.fill(block, 0, BYTES);
  store<u64>(series + S_VALUE, <u64>block);
  return block;
}

/** Begins to remember the deltas of a series with the one at hand, when there is room. */
export function rememberDelta(series: usize): void {
  let block = <usize>load<u32>(series + S_VALUE);
  if (block == 0) {
    block = openDeltas(series);
    if (block == 0) return;
    store<u64>(block + BEGIN, startTime);
  }
  const next = load<u32>(block + NEXT);
  const at = block + FIRST + (<usize>next << 3);
  const old = load<u64>(at);
  if (old != 0) {
    const gone = <u32>(old >> 32);
    const horizon = load<u32>(block + HORIZON);
    if (horizon == 0 || <i32>(gone - horizon) > 0) store<u32>(block + HORIZON, gone);
  }
  store<u64>(at, entry());
  store<u32>(block + NEXT, (next + 1) % ENTRIES);
}

/** Whether the delta at hand is one of those remembered. */
export function isRemembered(series: usize): bool {
  const block = <usize>load<u32>(series + S_VALUE);
  if (block == 0) return false;
  const wanted = entry();
  for (let i: usize = 0; i < ENTRIES; i++) if (load<u64>(block + FIRST + (i << 3)) == wanted) return true;
  return false;
}

/** Whether it would be remembered, had it come before. */
export function isRecent(series: usize): bool {
  const block = <usize>load<u32>(series + S_VALUE);
  if (block == 0) return false;
  const horizon = load<u32>(block + HORIZON);
  return horizon == 0 || <i32>(unit() - horizon) > 0;
}

export function forgetDeltas(series: usize): void {
  const block = <usize>load<u32>(series + S_VALUE);
  if (block != 0) give(block, BYTES);
}
