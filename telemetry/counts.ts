/** One series as it is published. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Where it differs from the metric's: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
}

export type ClosedLabels = Readonly<Record<string, readonly string[]>>;

/** Counts over every combination of closed label lists: one array element each, nothing allocated while counting. */
export class Counts {
  readonly #names: readonly string[];
  readonly #lists: readonly (readonly string[])[];
  readonly #values: Float64Array;

  constructor(labels: ClosedLabels) {
    this.#names = Object.keys(labels);
    this.#lists = Object.values(labels);
    this.#values = new Float64Array(this.#lists.reduce((size, list) => size * list.length, 1));
  }

  /** Adds at the given index of each label's list, in order. An index out of its list counts nothing. */
  add(amount: number, a = 0, b = 0, c = 0): void {
    const first = this.#lists[0];
    const second = this.#lists[1];
    const third = this.#lists[2];
    let slot = 0;
    if (first !== undefined) {
      if (a < 0 || a >= first.length) return;
      slot = a;
    }
    if (second !== undefined) {
      if (b < 0 || b >= second.length) return;
      slot = slot * second.length + b;
    }
    if (third !== undefined) {
      if (c < 0 || c >= third.length) return;
      slot = slot * third.length + c;
    }
    this.#values[slot] = (this.#values[slot] ?? 0) + amount;
  }

  /** Every series, also those at 0: a rate needs a first value to start from. */
  samples(): Sample[] {
    return Array.from(this.#values, (value, slot) => ({ labels: this.#labelsOf(slot), value }));
  }

  /** Sum over all labels but the first, one number per value of the first. */
  sumsByFirst(): number[] {
    const first = this.#lists[0]?.length ?? 1;
    const width = this.#values.length / first;
    return Array.from({ length: first }, (_, i) =>
      this.#values.subarray(i * width, (i + 1) * width).reduce((sum, v) => sum + v, 0),
    );
  }

  #labelsOf(slot: number): Record<string, string> {
    const labels: Record<string, string> = {};
    let rest = slot;
    for (let i = this.#lists.length - 1; i >= 0; i--) {
      const list = this.#lists[i] ?? [];
      labels[this.#names[i] ?? ""] = list[rest % list.length] ?? "";
      rest = Math.floor(rest / list.length);
    }
    return labels;
  }
}

/**
 * Counts over keys that are packed into one integer, for label sets too large for one element per combination.
 * Open addressing in two flat arrays; at most `maxEntries` keys, further ones share one overflow count.
 */
export class SparseCounts {
  readonly #maxEntries: number;
  #keys = new Float64Array(1024).fill(-1);
  #values = new Float64Array(1024);
  #size = 0;
  #overflow = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** `key` is an integer of at least 0. */
  add(key: number, amount: number): void {
    let slot = this.#slotOf(key);
    if (this.#keys[slot] === -1) {
      if (this.#size >= this.#maxEntries) {
        this.#overflow += amount;
        return;
      }
      if (this.#size * 2 >= this.#keys.length) {
        this.#grow();
        slot = this.#slotOf(key);
      }
      this.#keys[slot] = key;
      this.#size++;
    }
    this.#values[slot] = (this.#values[slot] ?? 0) + amount;
  }

  /** What came after the table was full. */
  get overflow(): number {
    return this.#overflow;
  }

  *entries(): Generator<readonly [key: number, value: number]> {
    for (let slot = 0; slot < this.#keys.length; slot++) {
      const key = this.#keys[slot] ?? -1;
      if (key >= 0) yield [key, this.#values[slot] ?? 0];
    }
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (Math.imul(key % 0x7fffffff, 0x9e3779b1) >>> 7) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const before = [...this.entries()];
    this.#keys = new Float64Array(this.#keys.length * 2).fill(-1);
    this.#values = new Float64Array(this.#keys.length);
    for (const [key, value] of before) {
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#values[slot] = value;
    }
  }
}

/** Durations in buckets, one row per value of the only label. */
export class Durations {
  readonly #label: string;
  readonly #list: readonly string[];
  readonly #bounds: readonly number[];
  readonly #buckets: Float64Array;
  readonly #sums: Float64Array;

  constructor(label: string, list: readonly string[], bounds: readonly number[]) {
    this.#label = label;
    this.#list = list;
    this.#bounds = bounds;
    this.#buckets = new Float64Array(list.length * (bounds.length + 1));
    this.#sums = new Float64Array(list.length);
  }

  observe(row: number, seconds: number): void {
    if (row < 0 || row >= this.#list.length || !(seconds >= 0)) return;
    let bucket = 0;
    while (bucket < this.#bounds.length && seconds > (this.#bounds[bucket] ?? 0)) bucket++;
    const slot = row * (this.#bounds.length + 1) + bucket;
    this.#buckets[slot] = (this.#buckets[slot] ?? 0) + 1;
    this.#sums[row] = (this.#sums[row] ?? 0) + seconds;
  }

  samples(): Sample[] {
    return this.#list.flatMap((value, row) => this.#rowSamples(value, row));
  }

  #rowSamples(value: string, row: number): Sample[] {
    const base = { [this.#label]: value };
    const samples: Sample[] = [];
    let count = 0;
    for (let bucket = 0; bucket <= this.#bounds.length; bucket++) {
      count += this.#buckets[row * (this.#bounds.length + 1) + bucket] ?? 0;
      const le = bucket < this.#bounds.length ? String(this.#bounds[bucket]) : "+Inf";
      samples.push({ labels: { le, ...base }, value: count, suffix: "_bucket" });
    }
    samples.push({ labels: base, value: this.#sums[row] ?? 0, suffix: "_sum" });
    samples.push({ labels: base, value: count, suffix: "_count" });
    return samples;
  }
}
