import { AT, type Machine, SERIES } from "./machine.ts";
import type { SnapshotReader } from "./snapshot/snapshot-reader.ts";
import type { SnapshotWriter } from "./snapshot/snapshot-writer.ts";

/** Gaps kept for one series, the newest, and series with gaps. */
const MAX_GAPS = 32;
const MAX_SERIES = 100_000;

interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * What is missing of delta streams. A delta older than the last of its series is new only where it covers part of a
 * gap, or what lies before the first; everything else has come before, however long ago.
 */
export class DeltaGaps {
  readonly #machine: Machine;
  readonly #bySeries = new Map<number, Gap[]>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The point at hand does not follow on the last one of its series. */
  leave(series: number): void {
    const { longs, seriesAt } = this.#machine;
    const from = longs[(seriesAt + series * SERIES.bytes + SERIES.time) >> 3]!;
    this.#add(series, { from, to: longs[AT.point >> 3]! });
  }

  /** 1 when the point at hand, older than the last, was not counted yet. */
  late(series: number): number {
    const { longs, seriesAt } = this.#machine;
    const from = longs[AT.point >> 3]!;
    const to = longs[(AT.point + 8) >> 3]!;
    // Without a start nobody knows what it covers: it counts.
    if (from === 0n) return 1;
    const block = this.#machine.words[(seriesAt + series * SERIES.bytes + SERIES.value) >> 2]!;
    if (block === 0) return 1;
    // Where the first one began stands first in the block, as in `assembly/deltas.ts`.
    const first = block >> 3;
    const begin = longs[first]!;
    const isBefore = from < begin;
    if (isBefore) {
      longs[first] = from;
      if (to < begin) this.#add(series, { from: to, to: begin });
    }
    return this.#fill(series, from, to) || isBefore ? 1 : 0;
  }

  /** Closes what the delta covers; whether that was anything. */
  #fill(series: number, from: bigint, to: bigint): boolean {
    const gaps = this.#bySeries.get(series);
    if (gaps === undefined) return false;
    const left = gaps.flatMap((gap) => outside(gap, from, to));
    const isNew = left.length !== gaps.length || left.some((gap, index) => gap !== gaps[index]);
    if (left.length === 0) this.#bySeries.delete(series);
    else this.#bySeries.set(series, left.slice(-MAX_GAPS));
    return isNew;
  }

  #add(series: number, gap: Gap): void {
    const gaps = this.#bySeries.get(series) ?? [];
    if (gaps.length === 0) {
      if (this.#bySeries.size >= MAX_SERIES) return;
      this.#bySeries.set(series, gaps);
    }
    gaps.push(gap);
    if (gaps.length > MAX_GAPS) gaps.shift();
  }

  forget(series: number): void {
    this.#bySeries.delete(series);
  }

  save(series: number, writer: SnapshotWriter): void {
    const gaps = this.#bySeries.get(series) ?? [];
    writer.u32(gaps.length);
    for (const { from, to } of gaps) {
      writer.u64(from);
      writer.u64(to);
    }
  }

  load(series: number, reader: SnapshotReader): void {
    const gaps = Array.from({ length: reader.u32() }, () => ({ from: reader.u64(), to: reader.u64() }));
    if (gaps.length > 0) this.#bySeries.set(series, gaps);
  }
}

/** What [from, to] leaves of a gap; the gap itself when they do not meet. */
function outside(gap: Gap, from: bigint, to: bigint): Gap[] {
  if (to <= gap.from || from >= gap.to) return [gap];
  return [
    { from: gap.from, to: from },
    { from: to, to: gap.to },
  ].filter((rest) => rest.from < rest.to);
}
