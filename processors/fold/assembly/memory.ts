// Tables. A table is open addressing with linear probing over entries of a tag and a reference.

const T_BASE: usize = 0;
const T_MASK: usize = 4;
const T_COUNT: usize = 8;
const T_MOST: usize = 12;

/** `most` is a power of two: entries that fit the region at `base`, which is half as large again. */
export function openTable(table: usize, base: usize, first: u32, most: u32): void {
  store<u32>(table + T_BASE, <u32>base);
  store<u32>(table + T_MASK, first - 1);
  store<u32>(table + T_COUNT, 0);
  store<u32>(table + T_MOST, most);
}

@inline
export function base(table: usize): usize {
  return <usize>load<u32>(table + T_BASE);
}

@inline
export function mask(table: usize): u32 {
  return load<u32>(table + T_MASK);
}

/** Bytes of a table, with the room it needs to grow. */
export function tableBytes(table: usize): f64 {
  return <f64>(load<u32>(table + T_MASK) + 1) * 12;
}

/** False when the table is full. References are never 0. */
export function insert(table: usize, tag: u32, reference: u32): bool {
  const count = load<u32>(table + T_COUNT);
  if (count >= ((mask(table) + 1) >> 2) * 3 && !grow(table)) return false;
  put(base(table), mask(table), tag, reference);
  store<u32>(table + T_COUNT, count + 1);
  return true;
}

@inline
function put(entries: usize, limit: u32, tag: u32, reference: u32): void {
  let i = tag & limit;
  while (load<u32>(entries + (<usize>i << 3) + 4) != 0) i = (i + 1) & limit;
  store<u32>(entries + (<usize>i << 3), tag);
  store<u32>(entries + (<usize>i << 3) + 4, reference);
}

function grow(table: usize): bool {
  const size = mask(table) + 1;
  if (size >= load<u32>(table + T_MOST)) return false;
  const from = base(table);
  const bytes: usize = <usize>size << 3;
  const copy = from + (bytes << 1);
  memory.copy(copy, from, bytes);
  memory.fill(from, 0, bytes << 1);
  const limit = (size << 1) - 1;
  store<u32>(table + T_MASK, limit);
  for (let at = copy; at < copy + bytes; at += 8) {
    const reference = load<u32>(at + 4);
    if (reference != 0) put(from, limit, load<u32>(at), reference);
  }
  memory.fill(copy, 0, bytes);
  return true;
}

/** Takes an entry out and closes the gap, so that no probe ends too early. */
export function remove(table: usize, tag: u32, reference: u32): void {
  const entries = base(table);
  const limit = mask(table);
  let i = tag & limit;
  while (load<u32>(entries + (<usize>i << 3) + 4) != reference) {
    if (load<u32>(entries + (<usize>i << 3) + 4) == 0) return;
    i = (i + 1) & limit;
  }
  let hole = i;
  for (;;) {
    i = (i + 1) & limit;
    const at = entries + (<usize>i << 3);
    if (load<u32>(at + 4) == 0) break;
    const home = load<u32>(at) & limit;
    if (((i - home) & limit) < ((i - hole) & limit)) continue;
    store<u64>(entries + (<usize>hole << 3), load<u64>(at));
    hole = i;
  }
  store<u64>(entries + (<usize>hole << 3), 0);
  store<u32>(table + T_COUNT, load<u32>(table + T_COUNT) - 1);
}
