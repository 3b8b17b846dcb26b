// Texts that are read although they hold no candidate: the definition in `../structure.ts`.
import { MESSAGE } from "./layout";

const LINE_FEED: u32 = 0x0a;
const HASH: u32 = 0x23;
const MAX_REMARKS: i32 = 8;
const LONGEST_HEAD: usize = 1_024;

export function isStructured(start: i32, end: i32): bool {
  const first = MESSAGE + <usize>start;
  const limit = MESSAGE + <usize>end;
  if (isMarkup(first, limit)) return true;
  const kAmpersand = i8x16.splat(0x26);
  const kJ = i8x16.splat(0x4a);
  const kLine = i8x16.splat(0x0a);
  let hasLines = false;
  for (let at = first; at < limit; at += 16) {
    const block = v128.load(at);
    const lines = i8x16.eq(block, kLine);
    const seen = v128.or(v128.or(i8x16.eq(block, kAmpersand), i8x16.eq(block, kJ)), lines);
    if (!v128.any_true(seen)) continue;
    for (let mask = i8x16.bitmask(seen); mask != 0; mask &= mask - 1) {
      const i = at + <usize>ctz(mask);
      if (i >= limit) break;
      const u: u32 = load<u8>(i);
      if (u == LINE_FEED) hasLines = true;
      else if (u == 0x26) {
        if (i + 1 < limit && load<u8>(i + 1) == HASH) return true;
      } else if (i >= first + 2 && load<u8>(i - 1) == 0x79 && load<u8>(i - 2) == 0x65) return true;
    }
  }
  return hasLines && isTable(first, limit);
}

function isMarkup(first: usize, limit: usize): bool {
  let at = first;
  while (at < limit && isBlank(load<u8>(at))) at++;
  if (at + 1 >= limit || load<u8>(at) != 0x3c) return false;
  const next: u32 = load<u8>(at + 1);
  return (next | 0x20) - 0x61 < 26 || next == 0x5f || next == 0x3f || next == 0x21 || next > 0x7f;
}

function isTable(first: usize, limit: usize): bool {
  let head = first;
  let stop = lineEnd(head, limit);
  for (let n = 0; n < MAX_REMARKS && stop < limit && load<u8>(head) == HASH; n++) {
    head = stop + 1;
    stop = lineEnd(head, limit);
  }
  if (stop == limit || stop <= head + 2 || stop > head + LONGEST_HEAD) return false;
  let isParted = false;
  for (let i = head; i < stop; i++) {
    const u: u32 = load<u8>(i);
    if (u == 0x09 || u == 0x3b || u == 0x7c || u == 0x2c) isParted = true;
    else if (u == 0x3a || u == 0x3d || u == 0x7b || u == 0x3c || u == 0x5b) return false;
  }
  return isParted;
}

function lineEnd(from: usize, limit: usize): usize {
  let at = from;
  while (at < limit && load<u8>(at) != LINE_FEED) at++;
  return at;
}

@inline
function isBlank(u: u32): bool {
  return u == 0x20 || u == 0x0a || u == 0x0d || u == 0x09;
}
