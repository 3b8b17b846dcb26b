import type { Slices } from "../../core/slices.ts";
import type { ProtoWriter } from "../../otlp/proto-writer.ts";
import { FLAG, type Machine, SERIES, SERIES_MORE } from "./machine.ts";
import type { SnapshotReader } from "./snapshot/snapshot-reader.ts";
import type { SnapshotWriter } from "./snapshot/snapshot-writer.ts";
import { SHARE, type Tenant, type Tenants } from "./tenants.ts";

// Words of an entry: the name, start (2), last value or slot in its `KindLedger` (2), when it was buried, flags, tenant.
const NAME_WORDS = 4;
const START = 4;
const VALUE = 6;
const BURIED = 8;
const FLAGS = 9;
const TENANT = 10;
const WORDS = 11;
const FIRST_ROOM = 1_024;
/** Saved in a row. */
const SLICE = 1_000;
/** Time to gather some before their room is cleared. */
const CLEARED_SECONDS = 600;
const NEVER = Number.POSITIVE_INFINITY;
/** Of those whose tenant does not name itself; from here on down, less its slot. */
const NO_NAME = 0xffff_ffff;

/** What a series is called: its digest where there are snapshots, else its keyed identity and two zeros. */
type NameSeries = (series: number) => ArrayLike<number>;

type CloseInput = (kind: number, slot: number, tenant: Tenant) => void;

export function namesByIdentity({ words, seriesAt }: Machine): NameSeries {
  return (series) => {
    const at = (seriesAt + series * SERIES.bytes + SERIES_MORE.identity) >> 2;
    return [words[at]!, words[at + 1]!, 0, 0];
  };
}

/**
 * What is left of series that went silent: should one come back, it goes on where it was. Open addressing by name; when
 * there are too many, no more are remembered.
 */
export class Tombstones {
  #words = new Uint32Array(FIRST_ROOM * WORDS);
  #count = 0;
  /** Those buried before are nothing any more; and no one is older than the oldest. */
  #before = 0;
  #oldest = NEVER;
  readonly #tenants: Tenants;
  readonly #nameOf: NameSeries;
  readonly #closeInput: CloseInput;

  /** `closeInput` ends what is no number when nothing is left of it. */
  constructor(tenants: Tenants, nameOf: NameSeries, closeInput: CloseInput) {
    this.#tenants = tenants;
    this.#nameOf = nameOf;
    this.#closeInput = closeInput;
  }

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  /** Remembers a total that is about to be closed; true when its slot in a `KindLedger` is to stay. */
  bury({ words, seriesAt }: Machine, series: number, tenant: Tenant, nowSeconds: number): boolean {
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const flags = words[at + SERIES.flags / 4]!;
    const kind = flags >>> FLAG.kindShift;
    const isTotal = (flags & FLAG.delta) === 0 && (kind > 1 || (kind === 1 && (flags & FLAG.monotonic) !== 0));
    if (!isTotal || (flags & FLAG.hasValue) === 0) return false;
    const name = this.#nameOf(series);
    // One that came back in between is in its own place.
    const isKnown = this.#words[this.#find(name) + BURIED] !== 0;
    if (!isKnown && this.#tenants.denial(tenant, SHARE.tombstones) !== undefined) this.#clear(0);
    if (!isKnown && this.#tenants.denial(tenant, SHARE.tombstones) !== undefined) return false;
    const free = isKnown ? this.#find(name) : this.#room(name);
    if (isKnown) this.#end(this.#words, free);
    else this.#count++;
    const value = at + (kind > 1 ? SERIES.slot : SERIES.value) / 4;
    this.#words.set(name, free);
    this.#words.set(words.subarray(at, at + 2), free + START);
    this.#words.set(words.subarray(value, value + 2), free + VALUE);
    this.#words[free + BURIED] = nowSeconds;
    this.#oldest = Math.min(this.#oldest, nowSeconds);
    this.#words[free + FLAGS] = flags;
    this.#words[free + TENANT] = tenant.slot;
    this.#tenants.take(tenant, SHARE.tombstones);
    return kind > 1;
  }

  /** Gives a series that was just opened what is left of it; false when nothing is. */
  revive({ words, seriesAt }: Machine, series: number): boolean {
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    if (this.#count === 0) return false;
    const found = this.#find(this.#nameOf(series));
    const flags = this.#words[found + FLAGS]!;
    const kind = flags >>> FLAG.kindShift;
    if (this.#words[found + BURIED]! < Math.max(1, this.#before)) return false;
    if (kind > 1 && this.#words[found + VALUE] === 0) return false;
    words.set(this.#words.subarray(found + START, found + START + 2), at);
    words[at + SERIES.flags / 4]! |= FLAG.hasValue | (flags & FLAG.isDouble);
    if (kind > 1) {
      const fresh = words[at + SERIES.slot / 4]!;
      if (fresh !== 0) this.#closeInput(kind, fresh - 1, this.#tenants.at(this.#words[found + TENANT]!));
      words[at + SERIES.slot / 4] = this.#words[found + VALUE]!;
      this.#words[found + VALUE] = 0;
    } else words.set(this.#words.subarray(found + VALUE, found + VALUE + 2), at + SERIES.value / 4);
    return true;
  }

  /** Forgets one; what is no number ends, if its slot is still here. */
  #end(words: Uint32Array, at: number): void {
    const tenant = this.#tenants.at(words[at + TENANT]!);
    const kind = words[at + FLAGS]! >>> FLAG.kindShift;
    if (kind > 1 && words[at + VALUE] !== 0) this.#closeInput(kind, words[at + VALUE]! - 1, tenant);
    this.#tenants.give(tenant, SHARE.tombstones);
  }

  /** Where what has this name is, or may be put. */
  #room(name: ArrayLike<number>): number {
    if ((this.#count + 1) * 4 > (this.#words.length / WORDS) * 3) this.#rebuild(this.#words.length * 2);
    return this.#find(name);
  }

  #find(name: ArrayLike<number>): number {
    const words = this.#words;
    const mask = words.length / WORDS - 1;
    for (let i = name[0]! & mask; ; i = (i + 1) & mask) {
      const at = i * WORDS;
      if (words[at + BURIED] === 0) return at;
      let same = 0;
      while (same < NAME_WORDS && words[at + same] === name[same]) same++;
      if (same === NAME_WORDS) return at;
    }
  }

  /** Forgets those buried before. Their room is cleared when it is worth it: all of them are looked at then. */
  expire(beforeSeconds: number): void {
    this.#before = Math.max(this.#before, beforeSeconds);
    this.#clear(CLEARED_SECONDS);
  }

  #clear(laterSeconds: number): void {
    if (this.#oldest + laterSeconds < this.#before) this.#rebuild(this.#words.length);
  }

  #rebuild(length: number): void {
    const old = this.#words;
    this.#words = new Uint32Array(length);
    this.#count = 0;
    this.#oldest = NEVER;
    for (let at = 0; at < old.length; at += WORDS) {
      const buried = old[at + BURIED]!;
      if (buried === 0) continue;
      if (buried < this.#before) {
        this.#end(old, at);
        continue;
      }
      this.#oldest = Math.min(this.#oldest, buried);
      const entry = old.subarray(at, at + WORDS);
      this.#words.set(entry, this.#find(entry));
      this.#count++;
    }
  }

  /** Those that came back are not worth keeping. `ordinals` are those of tenants that name themselves, by slot. */
  *save(
    writer: SnapshotWriter,
    ordinals: ReadonlyMap<number, number>,
    saveInput: (kind: number, slot: number, writer: ProtoWriter) => void,
  ): Slices<void> {
    const kept: number[] = [];
    for (let at = 0; at < this.#words.length; at += WORDS) {
      const isNumber = this.#words[at + FLAGS]! >>> FLAG.kindShift <= 1;
      if (this.#words[at + BURIED]! >= Math.max(1, this.#before) && (isNumber || this.#words[at + VALUE] !== 0))
        kept.push(at);
    }
    writer.u32(kept.length);
    for (const [index, at] of kept.entries()) {
      if (index % SLICE === 0) yield;
      writer.words(this.#words.subarray(at, at + TENANT));
      const slot = this.#words[at + TENANT]!;
      writer.u32(ordinals.get(slot) ?? NO_NAME - slot);
      const kind = this.#words[at + FLAGS]! >>> FLAG.kindShift;
      if (kind > 1) writer.record((into) => saveInput(kind, this.#words[at + VALUE]! - 1, into));
    }
  }

  /** Takes up what was saved; `loadInput` reads what is no number and returns its slot. */
  load(
    reader: SnapshotReader,
    awaySeconds: number,
    tenants: readonly Tenant[],
    loadInput: (kind: number, tenant: Tenant) => number,
  ): void {
    for (let left = reader.u32(); left > 0; left--) {
      const entry = Uint32Array.from({ length: WORDS }, () => reader.u32());
      const kind = entry[FLAGS]! >>> FLAG.kindShift;
      entry[BURIED]! += awaySeconds;
      const tenant = tenants[entry[TENANT]!] ?? this.#tenants.at(NO_NAME - entry[TENANT]!);
      entry[TENANT] = tenant.slot;
      this.#tenants.take(tenant, SHARE.tombstones);
      if (kind > 1) entry[VALUE] = loadInput(kind, tenant) + 1;
      this.#oldest = Math.min(this.#oldest, entry[BURIED]!);
      this.#words.set(entry, this.#room(entry));
      this.#count++;
    }
  }
}
