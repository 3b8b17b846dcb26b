import { FLAG, type Machine, SERIES, SERIES_MORE } from "../machine.ts";
import type { PointLabels } from "../point-labels.ts";
import type { Digests } from "./digests.ts";

/**
 * Series out of a snapshot of which no point came yet. They are live series in all but one thing: nothing spells them,
 * so they are found by their digest.
 */
export class Sleepers {
  readonly #machine: Machine;
  readonly #digests: Digests;
  #table: Uint32Array;
  #size = 0;

  /** Room for so many series; no more can be added. */
  constructor(machine: Machine, digests: Digests, count: number) {
    this.#machine = machine;
    this.#digests = digests;
    this.#table = new Uint32Array(2 ** Math.ceil(Math.log2((count * 4) / 3 + 2)));
  }

  get size(): number {
    return this.#size;
  }

  add(series: number): void {
    const mask = this.#table.length - 1;
    let i = this.#digests.read(series)[0]! & mask;
    while (this.#table[i] !== 0) i = (i + 1) & mask;
    this.#table[i] = series;
    this.#size++;
  }

  /** The series with this digest that still sleeps; 0 when there is none. */
  find(digest: Uint32Array): number {
    const mask = this.#table.length - 1;
    for (let i = digest[0]! & mask; this.#size > 0; i = (i + 1) & mask) {
      const series = this.#table[i]!;
      if (series === 0) return 0;
      if (this.#digests.has(series, digest) && this.sleeps(series)) return series;
    }
    return 0;
  }

  /** Gives a series the spelling of the point at hand; false, and it sleeps on, where there is no room. */
  wake(series: number, labels: PointLabels, tag: number): boolean {
    const { run } = this.#machine;
    const spelling = labels.isSet ? labels.listAt : labels.identityAt;
    if (run.adoptSeries(series, spelling, labels.identityCount) === 0) return false;
    this.leave();
    // Without room for the spelling the next point is looked up again, and found by its set.
    if (labels.isSet) run.publishFirst(series, tag);
    else run.addEncoding(series, labels.listAt, labels.count, tag);
    return true;
  }

  sleeps(series: number): boolean {
    const { words, seriesAt } = this.#machine;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    return (words[at + SERIES.flags / 4]! & FLAG.live) !== 0 && words[at + SERIES_MORE.encoding / 4] === 0;
  }

  /** One of them woke up or ended. */
  leave(): void {
    if (--this.#size === 0) this.#table = new Uint32Array(1);
  }
}
