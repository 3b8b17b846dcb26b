import { AT, type Machine, SERIES } from "./machine.ts";

/** Gaps kept for one series, and series with gaps; beyond them a late delta counts, though it may have come before. */
const MAX_GAPS = 32;
const MAX_SERIES = 100_000;

interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * What is missing of delta streams. A delta older than the last of its series is new only where a gap was left, or before
 * the first; everything else has come before, however long ago.
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
    const first = (seriesAt + series * SERIES.bytes + SERIES.value) >> 3;
    const begin = longs[first]!;
    if (to <= begin) {
      if (to < begin) this.#add(series, { from: to, to: begin });
      longs[first] = from;
      return 1;
    }
    return this.#fill(series, from, to) ? 1 : 0;
  }

  #fill(series: number, from: bigint, to: bigint): boolean {
    const gaps = this.#bySeries.get(series);
    if (gaps === undefined) return false;
    const index = gaps.findIndex((gap) => gap.from <= from && to <= gap.to);
    if (index < 0) return gaps.length >= MAX_GAPS;
    const gap = gaps[index]!;
    const rest = [
      { from: gap.from, to: from },
      { from: to, to: gap.to },
    ].filter((left) => left.from < left.to);
    gaps.splice(index, 1, ...rest);
    if (gaps.length === 0) this.#bySeries.delete(series);
    return true;
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
}
