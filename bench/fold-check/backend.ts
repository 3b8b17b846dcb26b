/** One sample as a backend is told it. */
export interface Sample {
  readonly series: string;
  readonly timeNs: bigint;
  readonly value: number;
  /** What it counts began here; 0 where nobody says. */
  readonly startNs: bigint;
}

interface Stored {
  timeNs: bigint;
  value: number;
  increase: number;
}

/**
 * A backend as Prometheus is one: a series takes samples in the order of their times, the first of equal times wins, a
 * fall is a reset. In favour of whoever tells start times, a series that began after `epochNs` counts from zero.
 */
export class Backend {
  readonly #series = new Map<string, Stored>();
  readonly #epochNs: bigint;
  refused = 0;

  constructor(epochNs: bigint) {
    this.#epochNs = epochNs;
  }

  write({ series, timeNs, value, startNs }: Sample): void {
    const stored = this.#series.get(series);
    if (stored === undefined) {
      this.#series.set(series, { timeNs, value, increase: startNs > this.#epochNs ? value : 0 });
      return;
    }
    if (timeNs <= stored.timeNs) {
      if (value !== stored.value) this.refused++;
      return;
    }
    stored.increase += value >= stored.value ? value - stored.value : value;
    stored.timeNs = timeNs;
    stored.value = value;
  }

  get seriesCount(): number {
    return this.#series.size;
  }

  /** `increase()` of every series over all time, added up by what `groupOf` makes of it. */
  increases(groupOf: (series: string) => string): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const [series, { increase }] of this.#series) {
      const group = groupOf(series);
      sums.set(group, (sums.get(group) ?? 0) + increase);
    }
    return sums;
  }
}
