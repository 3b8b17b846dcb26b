/** The largest number of buckets a side is read with; more are refused as too large. */
export const MAX_READ_BUCKETS = 2048;

/** The buckets of one sign: counts of consecutive indexes from `offset` on, neither the first nor the last of them 0. */
export class SketchSide {
  offset = 0;
  length = 0;
  readonly counts = new Float64Array(MAX_READ_BUCKETS);

  clear(): void {
    this.offset = 0;
    this.length = 0;
  }

  copyFrom(other: SketchSide): void {
    this.load(other.offset, other.length, other.counts, 0);
  }

  load(offset: number, length: number, counts: Float64Array, at: number): void {
    const mine = this.counts;
    this.offset = offset;
    this.length = length;
    for (let i = 0; i < length; i++) mine[i] = counts[at + i] as number;
  }

  /** Takes empty buckets off both ends. */
  trim(): void {
    const { counts } = this;
    let last = this.length;
    while (last > 0 && counts[last - 1] === 0) last--;
    let first = 0;
    while (first < last && counts[first] === 0) first++;
    if (first > 0) counts.copyWithin(0, first, last);
    this.length = last - first;
    this.offset = this.length === 0 ? 0 : this.offset + first;
  }

  /** Joins buckets by perfect subsetting (data model, "Scale"): `index >> steps`, which is right below zero too. */
  downscale(steps: number): void {
    if (this.length === 0 || steps === 0) return;
    const { counts, offset, length } = this;
    // A shift by 32 would be one by 0.
    const shift = Math.min(steps, 31);
    const first = offset >> shift;
    let joined = 0;
    let at = 0;
    for (let i = 0; i < length; i++) {
      const target = ((offset + i) >> shift) - first;
      if (target !== at) {
        counts[at++] = joined;
        joined = 0;
      }
      joined += counts[i] as number;
    }
    counts[at] = joined;
    this.offset = first;
    this.length = at + 1;
  }

  /** Takes the lowest bucket away and returns what it counted. */
  shift(): number {
    const { counts } = this;
    const lowest = counts[0] as number;
    let first = 1;
    while (first < this.length && counts[first] === 0) first++;
    counts.copyWithin(0, first, this.length);
    this.length -= first;
    this.offset = this.length === 0 ? 0 : this.offset + first;
    return lowest;
  }

  /** Adds buckets of the same scale; both together must fit into `MAX_READ_BUCKETS`. */
  add(other: SketchSide): void {
    if (other.length === 0) return;
    if (this.length === 0) return this.copyFrom(other);
    const { counts, length } = this;
    const before = Math.max(0, this.offset - other.offset);
    const end = Math.max(this.offset + length, other.offset + other.length);
    if (before > 0) {
      counts.copyWithin(before, 0, length);
      counts.fill(0, 0, before);
      this.offset -= before;
    }
    counts.fill(0, before + length, end - this.offset);
    this.length = end - this.offset;
    const { counts: more } = other;
    const at = other.offset - this.offset;
    for (let i = 0; i < other.length; i++) counts[at + i] = (counts[at + i] as number) + (more[i] as number);
  }

  /** Subtracts buckets of the same scale; false where it counts less than they do. The ends may be 0 afterwards. */
  subtract(other: SketchSide): boolean {
    if (other.length === 0) return true;
    const { counts } = this;
    const { counts: less, length } = other;
    const at = other.offset - this.offset;
    if (at < 0 || at + length > this.length) return false;
    let isEnough = true;
    for (let i = 0; i < length; i++) {
      const rest = (counts[at + i] as number) - (less[i] as number);
      if (rest < 0) isEnough = false;
      counts[at + i] = rest;
    }
    return isEnough;
  }
}
