// Blocks of memory. A page holds blocks of one size and is given back with its last one; pages that lie side by side are
// joined again (a buddy system: Knuth, The Art of Computer Programming 1, 2.5). So what ended in one size leaves its room to
// all others.

import { FREE, FREE_CLASSES } from "./layout";

const PAGE_BITS: u32 = 14;
const PAGE: usize = 1 << PAGE_BITS;
/** Runs of pages are powers of two, of these the largest. */
const MOST_ORDER: u32 = 4;

/** The first class of a page and more, and the last. Below are multiples of 16 up to 1,024, then powers of two. */
const FIRST_RUN: usize = 68;
const LAST_RUN: usize = FIRST_RUN + MOST_ORDER;
/** By order, heads of the lists of free runs; before them heads of the lists of pages with room, by class. */
const RUNS: usize = FREE + (80 << 2);

// Of each page: what it is; its free blocks, chained through their first word; the first that was never taken, or 0; how
// many are held; its neighbours in the list it is in, as page + 1.
const M_FREE: usize = 4;
const M_FRESH: usize = 8;
const M_HELD: usize = 12;
const M_PREVIOUS: usize = 16;
const M_NEXT: usize = 20;
const M_BYTES: usize = 24;
/** What a page is where a free run begins: this and the run's order. */
const FREE_RUN: u32 = 16;

let records: usize = 0;
let first: usize = 0;
let pages: u32 = 0;
/** Pages behind it were never used. */
let frontier: u32 = 0;
let used: f64 = 0;

export function openBlocks(from: usize, to: usize): void {
  const start = (from + 15) & ~15;
  pages = to > start ? <u32>((to - start) / (PAGE + M_BYTES)) : 0;
  records = start;
  first = (start + <usize>pages * M_BYTES + 15) & ~15;
  if (pages > 0 && first + (<usize>pages << PAGE_BITS) > to) pages--;
  frontier = 0;
  used = 0;
  memory.fill(FREE, 0, FREE_CLASSES << 2);
}

/** Bytes in blocks that are held. */
export function blockBytes(): f64 {
  return used;
}

@inline
function classOf(bytes: usize): usize {
  return bytes <= 1_024 ? (bytes + 15) >> 4 : 64 + 32 - clz(<u32>(bytes - 1)) - 10;
}

@inline
function sizeOf(kind: usize): usize {
  return kind <= 64 ? kind << 4 : <usize>1 << (kind - 64 + 10);
}

/** Bytes that a block for so many takes. */
export function roomFor(bytes: usize): usize {
  return sizeOf(classOf(bytes));
}

@inline
function recordOf(page: u32): usize {
  return records + <usize>page * M_BYTES;
}

@inline
function placeOf(page: u32): usize {
  return first + (<usize>page << PAGE_BITS);
}

function link(head: usize, page: u32): void {
  const record = recordOf(page);
  const next = load<u32>(head);
  store<u32>(record + M_PREVIOUS, 0);
  store<u32>(record + M_NEXT, next);
  if (next != 0) store<u32>(recordOf(next - 1) + M_PREVIOUS, page + 1);
  store<u32>(head, page + 1);
}

function unlink(head: usize, page: u32): void {
  const record = recordOf(page);
  const previous = load<u32>(record + M_PREVIOUS);
  const next = load<u32>(record + M_NEXT);
  if (previous == 0) store<u32>(head, next);
  else store<u32>(recordOf(previous - 1) + M_NEXT, next);
  if (next != 0) store<u32>(recordOf(next - 1) + M_PREVIOUS, previous);
}

function offerRun(page: u32, order: u32): void {
  store<u32>(recordOf(page), FREE_RUN + order);
  link(RUNS + (<usize>order << 2), page);
}

/** Brings the next pages into use: the largest run that lies on its own multiple and still fits. */
function advance(): bool {
  if (frontier >= pages) return false;
  let order = MOST_ORDER;
  while (frontier + (1 << order) > pages || (frontier & ((1 << order) - 1)) != 0) order--;
  offerRun(frontier, order);
  frontier += 1 << order;
  return true;
}

/** The first page of a run of this order, + 1; 0 when there is none. */
function takeRun(order: u32): u32 {
  for (;;) {
    let found = order;
    while (found <= MOST_ORDER && load<u32>(RUNS + (<usize>found << 2)) == 0) found++;
    if (found > MOST_ORDER) {
      if (!advance()) return 0;
      continue;
    }
    const page = load<u32>(RUNS + (<usize>found << 2)) - 1;
    unlink(RUNS + (<usize>found << 2), page);
    // What is too large is halved, and the upper half stays free.
    while (found > order) offerRun(page + (1 << --found), found);
    store<u32>(recordOf(page), 0);
    return page + 1;
  }
}

function giveRun(page: u32, size: u32): void {
  let order = size;
  let start = page;
  while (order < MOST_ORDER) {
    const other = start ^ (1 << order);
    if (other + (1 << order) > frontier || load<u32>(recordOf(other)) != FREE_RUN + order) break;
    unlink(RUNS + (<usize>order << 2), other);
    store<u32>(recordOf(other), 0);
    if (other < start) start = other;
    order++;
  }
  offerRun(start, order);
}

/** 0 when there is no room. */
export function take(bytes: usize): usize {
  const kind = classOf(bytes);
  if (kind >= FIRST_RUN) return takeLarge(kind);
  const size = sizeOf(kind);
  const head = FREE + (kind << 2);
  let page = load<u32>(head);
  if (page == 0) {
    page = takeRun(0);
    if (page == 0) return 0;
    const fresh = recordOf(page - 1);
    store<u32>(fresh + M_FREE, 0);
    store<u32>(fresh + M_FRESH, <u32>placeOf(page - 1));
    store<u32>(fresh + M_HELD, 0);
    link(head, page - 1);
  }
  const record = recordOf(page - 1);
  let block = <usize>load<u32>(record + M_FREE);
  if (block != 0) store<u32>(record + M_FREE, load<u32>(block));
  else {
    block = <usize>load<u32>(record + M_FRESH);
    const isLast = block + size + size > placeOf(page - 1) + PAGE;
    store<u32>(record + M_FRESH, isLast ? 0 : <u32>(block + size));
  }
  store<u32>(record + M_HELD, load<u32>(record + M_HELD) + 1);
  if (isFull(record)) unlink(head, page - 1);
  used += <f64>size;
  return block;
}

@inline
function isFull(record: usize): bool {
  return (load<u32>(record + M_FREE) | load<u32>(record + M_FRESH)) == 0;
}

function takeLarge(kind: usize): usize {
  const page = kind > LAST_RUN ? 0 : takeRun(<u32>(kind - FIRST_RUN));
  if (page == 0) return 0;
  used += <f64>sizeOf(kind);
  return placeOf(page - 1);
}

export function give(block: usize, bytes: usize): void {
  const kind = classOf(bytes);
  const page = <u32>((block - first) >> PAGE_BITS);
  used -= <f64>sizeOf(kind);
  if (kind >= FIRST_RUN) return giveRun(page, <u32>(kind - FIRST_RUN));
  const head = FREE + (kind << 2);
  const record = recordOf(page);
  if (isFull(record)) link(head, page);
  store<u32>(block, load<u32>(record + M_FREE));
  store<u32>(record + M_FREE, <u32>block);
  const held = load<u32>(record + M_HELD) - 1;
  store<u32>(record + M_HELD, held);
  if (held > 0) return;
  unlink(head, page);
  giveRun(page, 0);
}
