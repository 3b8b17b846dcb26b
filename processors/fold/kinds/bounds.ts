import type { Payer, Purse } from "./kind.ts";

/** Stands for "no bounds known yet"; 0 is the list without bounds. */
export const NO_BOUNDS = -1;

interface Entry {
  readonly list: Float64Array;
  readonly hash: number;
  users: number;
  readonly payer: Payer;
}

/**
 * Lists of bucket bounds, each held once: most series of a metric share theirs, and equal lists have equal numbers.
 * A list lives as long as somebody holds it.
 */
export class BoundsTable {
  readonly #entries: (Entry | undefined)[] = [
    { list: new Float64Array(0), hash: 0, users: 1, payer: { hostBytes: 0 } },
  ];
  readonly #free: number[] = [];
  readonly #byHash = new Map<number, number[]>();
  /** Bounds come from outside: with a secret nobody can choose lists that meet in one place. */
  readonly #secret: number;
  readonly #word = new DataView(new ArrayBuffer(8));
  #heldBytes = 0;
  readonly #purse: Purse;

  constructor(secret: number, purse: Purse) {
    this.#purse = purse;
    this.#secret = secret | 1;
  }

  list(id: number): Float64Array {
    return (this.#entries[id] as Entry).list;
  }

  /** True where list `id` is the first `length` of `bounds`. */
  equals(id: number, bounds: Float64Array, length: number): boolean {
    const { list } = this.#entries[id] as Entry;
    if (list.length !== length) return false;
    for (let i = 0; i < length; i++) if (list[i] !== bounds[i]) return false;
    return true;
  }

  /** The number of the list that is the first `length` of `bounds`, held once more. */
  hold(bounds: Float64Array, length: number): number {
    if (length === 0) return 0;
    const hash = this.#hash(bounds, length);
    const chain = this.#byHash.get(hash) ?? [];
    for (const id of chain) {
      if (!this.equals(id, bounds, length)) continue;
      this.holdAgain(id);
      return id;
    }
    const id = this.#free.pop() ?? this.#entries.length;
    const { payer } = this.#purse;
    this.#entries[id] = { list: bounds.slice(0, length), hash, users: 1, payer };
    payer.hostBytes += entryBytes(length);
    this.#byHash.set(hash, [...chain, id]);
    this.#heldBytes += entryBytes(length);
    return id;
  }

  /** True where only one holds it. */
  isAlone(id: number): boolean {
    return id > 0 && (this.#entries[id] as Entry).users === 1;
  }

  holdAgain(id: number): void {
    if (id > 0) (this.#entries[id] as Entry).users++;
  }

  release(id: number): void {
    if (id <= 0) return;
    const entry = this.#entries[id] as Entry;
    if (--entry.users > 0) return;
    const chain = (this.#byHash.get(entry.hash) ?? []).filter((one) => one !== id);
    if (chain.length === 0) this.#byHash.delete(entry.hash);
    else this.#byHash.set(entry.hash, chain);
    this.#entries[id] = undefined;
    this.#free.push(id);
    this.#heldBytes -= entryBytes(entry.list.length);
    entry.payer.hostBytes -= entryBytes(entry.list.length);
  }

  #hash(bounds: Float64Array, length: number): number {
    let hash = this.#secret;
    for (let i = 0; i < length; i++) {
      // Zero has two encodings and is one bound.
      this.#word.setFloat64(0, (bounds[i] as number) + 0);
      hash = mix(mix(hash ^ this.#word.getUint32(0), this.#secret) ^ this.#word.getUint32(4), this.#secret);
    }
    return hash;
  }

  get bytes(): number {
    return this.#heldBytes;
  }
}

/** The values, and what an entry, its list and its place in the map take beside them. */
function entryBytes(length: number): number {
  return length * 8 + 300;
}

function mix(value: number, secret: number): number {
  const product = Math.imul(value ^ (value >>> 15), secret);
  return product ^ (product >>> 13);
}

/** How many values two ascending lists share. */
export function commonBounds(a: Float64Array, b: Float64Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return common;
}

/** Writes the values that two ascending lists share into `shared`; returns how many. */
export function intersectBounds(a: Float64Array, b: Float64Array, shared: Float64Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) shared[common++] = x;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return common;
}

/**
 * Adds the buckets of `counts` from `from` on to the coarser buckets of `kept`, whose bounds must all be among `bounds`.
 * The counts at a kept bound are exact: buckets are joined, never cut (no interpolation).
 */
export function addCoarsened(
  counts: Float64Array,
  from: number,
  bounds: Float64Array,
  row: Float64Array,
  at: number,
  kept: Float64Array,
): void {
  let bucket = 0;
  for (let i = 0; i <= bounds.length; i++) {
    row[at + bucket] = (row[at + bucket] as number) + (counts[from + i] as number);
    if (bucket < kept.length && bounds[i] === kept[bucket]) bucket++;
  }
}

/** Joins the buckets of one row in place; what lies behind the last kept bucket is left as it was. */
export function coarsenInPlace(row: Float64Array, at: number, bounds: Float64Array, kept: Float64Array): void {
  let bucket = 0;
  let joined = 0;
  for (let i = 0; i <= bounds.length; i++) {
    joined += row[at + i] as number;
    const isEdge = bucket < kept.length ? bounds[i] === kept[bucket] : i === bounds.length;
    if (!isEdge) continue;
    row[at + bucket++] = joined;
    joined = 0;
  }
}
