import { randomInt } from "node:crypto";
import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { Blocks, NOWHERE } from "./blocks.ts";
import { addCoarsened, BoundsTable, coarsenInPlace, commonBounds, intersectBounds, NO_BOUNDS } from "./bounds.ts";
import { BOUNDS, BUCKETS, BucketInputs, HAS_SUM, SUM, WHOLE_IN } from "./bucket-inputs.ts";
import { MAX_BOUNDS, type TotalsPoint } from "./histogram-point.ts";
import { ABSORBED, type Absorbed, type KindLedger, type Purse, SIGHTS, type Sight } from "./kind.ts";
import { OutputRows, PARTS } from "./output-rows.ts";
import { SavedNumbers, saveNumber, saveNumbers } from "./saved.ts";
import { addTotals, COUNT, type Increment, mergeTotals, TOTALS } from "./totals.ts";

const MOST = 2 ** 53;

export interface BucketLedgerOptions {
  /** With fewer common bounds than this, unequal ones do not share an output. */
  readonly leastBounds: number;
  readonly purse: Purse;
  readonly point: TotalsPoint;
  /** Writes a row that begins at `at`; its buckets follow its totals. */
  write(writer: ProtoWriter, row: Float64Array, at: number, bounds: Float64Array): void;
}

/**
 * The books of points with a count, a sum and counts in buckets between bounds; without bounds these are summaries.
 * Unequal bounds meet at their intersection, where all counts stay exact (OTLP metrics data model, "Histogram").
 */
export class BucketLedger implements KindLedger {
  readonly #options: BucketLedgerOptions;
  readonly #blocks = new Blocks();
  readonly #bounds: BoundsTable;
  readonly #inputs: BucketInputs;
  readonly #rows = new OutputRows(this.#blocks);
  readonly #added: Increment = { count: 0, sum: 0, sumBefore: 0, hasSum: true, min: 0, max: 0 };
  /** Buckets of what a point adds, their bounds, and room to find them. */
  readonly #difference = new Float64Array(MAX_BOUNDS + 1);
  readonly #before = new Float64Array(MAX_BOUNDS + 1);
  readonly #shared = new Float64Array(MAX_BOUNDS);
  #addedBuckets: Float64Array = this.#difference;
  /** Held by `#takeAll` and `#subtract`, released by `#count`. */
  #addedBounds = 0;
  /** `WHOLE_IN` of the input after this point. */
  #whole = 0;
  /** What an output that was never prepared is written as. */
  readonly #nothing = new Float64Array(TOTALS + 1);

  constructor(options: BucketLedgerOptions) {
    this.#options = options;
    this.#bounds = new BoundsTable(randomInt(2 ** 32), options.purse);
    this.#inputs = new BucketInputs(this.#blocks, this.#bounds);
  }

  openInput(): number {
    return this.#inputs.open();
  }

  closeInput(input: number): void {
    this.#inputs.close(input);
  }

  openOutput(): number {
    return this.#rows.open(NO_BOUNDS);
  }

  closeOutput(output: number): void {
    this.#bounds.release(this.#rows.tag(output));
    this.#rows.close(output);
  }

  absorb(input: number, output: number, sight: Sight, buffer: Uint8Array, start: number, end: number): Absorbed {
    const fault = this.#options.point.read(buffer, start, end);
    if (fault !== ABSORBED.counted) return fault;
    const before = input < 0 ? NOWHERE : this.#inputs.address(input);
    const bounds = this.#holdBounds(before);
    if (input >= 0 && this.#grows(before, bounds) && !this.#options.purse.isOpen) {
      this.#bounds.release(bounds);
      return ABSORBED.noRoom;
    }
    const absorbed = this.#count(before, output, sight, bounds);
    if (absorbed === ABSORBED.misfit || input < 0) this.#bounds.release(bounds);
    else this.#inputs.remember(input, this.#options.point, bounds, this.#whole);
    return absorbed;
  }

  /** Whether the point at hand takes more memory than the one before: a larger block, or a list that nobody has. */
  #grows(before: number, bounds: number): boolean {
    return this.#inputs.grows(before, this.#options.point.boundsLength) || this.#bounds.isAlone(bounds);
  }

  /** The point's bounds, held once more: nearly always those of the point before. */
  #holdBounds(before: number): number {
    const { point } = this.#options;
    if (before !== NOWHERE) {
      const last = this.#blocks.chunk(before)[this.#blocks.offset(before) + BOUNDS] as number;
      if (this.#bounds.equals(last, point.bounds, point.boundsLength)) {
        this.#bounds.holdAgain(last);
        return last;
      }
    }
    return this.#bounds.hold(point.bounds, point.boundsLength);
  }

  #count(before: number, output: number, sight: Sight, bounds: number): Absorbed {
    const { point } = this.#options;
    const life = output < 0 ? 0 : this.#rows.life(output);
    if (sight === SIGHTS.baseline || (sight === SIGHTS.difference && before === NOWHERE)) {
      // Nothing was subtracted where there was nothing.
      this.#whole = point.count === 0 ? life : 0;
      if (output >= 0 && this.#rows.tag(output) === NO_BOUNDS) this.#adopt(output, bounds);
      return ABSORBED.counted;
    }
    const isFull = sight === SIGHTS.full || !this.#subtract(before, bounds);
    if (isFull) this.#takeAll(bounds);
    const wholeIn = isFull ? life : (this.#blocks.chunk(before)[this.#blocks.offset(before) + WHOLE_IN] as number);
    const fits = output < 0 || this.#add(output, isFull, wholeIn === life);
    this.#bounds.release(this.#addedBounds);
    if (!fits) return ABSORBED.misfit;
    this.#whole = wholeIn === life || this.#added.count === 0 ? wholeIn : 0;
    return isFull && sight === SIGHTS.difference ? ABSORBED.reset : ABSORBED.counted;
  }

  /** All of the point is new. */
  #takeAll(bounds: number): void {
    const { point } = this.#options;
    const added = this.#added;
    added.count = point.count;
    added.sum = point.sum;
    added.sumBefore = 0;
    added.hasSum = point.hasSum;
    added.min = point.min;
    added.max = point.max;
    this.#addedBuckets = point.counts;
    this.#addedBounds = bounds;
    this.#bounds.holdAgain(bounds);
  }

  /** What the point holds beyond the one before it; false where it holds less (behaviour B5). */
  #subtract(before: number, bounds: number): boolean {
    const { point } = this.#options;
    const chunk = this.#blocks.chunk(before);
    const at = this.#blocks.offset(before);
    const last = chunk[at + BOUNDS] as number;
    const count =
      last === bounds
        ? subtractInto(this.#difference, point.counts, chunk, at + BUCKETS, point.boundsLength + 1)
        : this.#subtractCoarsened(last, bounds, chunk, at + BUCKETS);
    if (count < 0) return false;
    // As many values with another sum are other values: the process began anew under its old start time.
    if (count === 0 && point.hasSum && chunk[at + HAS_SUM] === 1 && point.sum !== chunk[at + SUM]) {
      if (last !== bounds) this.#bounds.release(this.#addedBounds);
      return false;
    }
    const added = this.#added;
    added.count = count;
    added.sum = point.sum;
    added.sumBefore = chunk[at + SUM] as number;
    added.hasSum = point.hasSum && chunk[at + HAS_SUM] === 1;
    added.min = point.min;
    added.max = point.max;
    this.#addedBuckets = this.#difference;
    if (last === bounds) {
      this.#addedBounds = bounds;
      this.#bounds.holdAgain(bounds);
    }
    return true;
  }

  /** The bounds changed: both points are read at the bounds they share. */
  #subtractCoarsened(last: number, bounds: number, chunk: Float64Array, buckets: number): number {
    const lastList = this.#bounds.list(last);
    const list = this.#bounds.list(bounds);
    const length = intersectBounds(lastList, list, this.#shared);
    const shared = this.#bounds.hold(this.#shared, length);
    const kept = this.#bounds.list(shared);
    this.#difference.fill(0, 0, length + 1);
    this.#before.fill(0, 0, length + 1);
    addCoarsened(this.#options.point.counts, 0, list, this.#difference, 0, kept);
    addCoarsened(chunk, buckets, lastList, this.#before, 0, kept);
    const count = subtractInto(this.#difference, this.#difference, this.#before, 0, length + 1);
    if (count < 0) this.#bounds.release(shared);
    else this.#addedBounds = shared;
    return count;
  }

  /** Adds the increment to an output; false, and nothing done, where it does not fit. */
  #add(output: number, isFull: boolean, isWhole: boolean): boolean {
    const added = this.#added;
    if (this.#rows.tag(output) === NO_BOUNDS) this.#adopt(output, this.#addedBounds);
    const total = this.#rows.address(output, PARTS.total);
    if ((this.#blocks.chunk(total)[this.#blocks.offset(total) + COUNT] as number) + added.count >= MOST) return false;
    if (added.count > 0 && this.#rows.tag(output) !== this.#addedBounds && !this.#meet(output)) return false;
    this.#addTo(output, total, isWhole);
    const pending = this.#rows.address(output, PARTS.pending);
    // The extremes of a difference are those of the input's whole life, not of what is new in it.
    if (pending !== NOWHERE) this.#addTo(output, pending, isFull);
    return true;
  }

  #addTo(output: number, address: number, isWhole: boolean): void {
    const row = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address);
    addTotals(row, at, this.#added, isWhole);
    if (this.#added.count === 0) return;
    const buckets = this.#addedBuckets;
    const kept = this.#rows.tag(output);
    const bounds = this.#bounds.list(this.#addedBounds);
    if (kept !== this.#addedBounds) return addCoarsened(buckets, 0, bounds, row, at + TOTALS, this.#bounds.list(kept));
    const first = at + TOTALS;
    for (let i = 0; i <= bounds.length; i++) row[first + i] = (row[first + i] as number) + (buckets[i] as number);
  }

  /** Gives an output that has counted nothing its bounds. */
  #adopt(output: number, bounds: number): void {
    this.#bounds.holdAgain(bounds);
    this.#rows.setTag(output, bounds);
    this.#rows.begin(output, this.#bounds.list(bounds).length + 1);
  }

  /** Leaves an output the bounds it shares with the increment; false where those are too few. */
  #meet(output: number): boolean {
    const old = this.#rows.tag(output);
    const list = this.#bounds.list(old);
    const common = commonBounds(list, this.#bounds.list(this.#addedBounds));
    if (common < this.#options.leastBounds) return false;
    if (common === list.length) return true;
    intersectBounds(list, this.#bounds.list(this.#addedBounds), this.#shared);
    const kept = this.#bounds.hold(this.#shared, common);
    this.#rows.eachRow(output, (row, at) => coarsenInPlace(row, at + TOTALS, list, this.#bounds.list(kept)));
    this.#rows.setTag(output, kept);
    this.#bounds.release(old);
    return true;
  }

  write(output: number, writer: ProtoWriter, asDelta: boolean): void {
    const tag = this.#rows.tag(output);
    if (tag === NO_BOUNDS) return this.#options.write(writer, this.#nothing, 0, this.#bounds.list(0));
    const address = asDelta ? this.#rows.takeDelta(output) : this.#rows.address(output, PARTS.total);
    this.#options.write(writer, this.#blocks.chunk(address), this.#blocks.offset(address), this.#bounds.list(tag));
  }

  restoreDelta(output: number): void {
    if (!this.#rows.land(output)) return;
    const flight = this.#rows.address(output, PARTS.flight);
    const pending = this.#rows.address(output, PARTS.pending);
    const from = this.#blocks.chunk(flight);
    const at = this.#blocks.offset(flight);
    const to = this.#blocks.chunk(pending);
    const toAt = this.#blocks.offset(pending);
    mergeTotals(to, toAt, from, at);
    const last = TOTALS + this.#bounds.list(this.#rows.tag(output)).length;
    for (let i = TOTALS; i <= last; i++) to[toAt + i] = (to[toAt + i] as number) + (from[at + i] as number);
  }

  saveInput(input: number, writer: ProtoWriter): void {
    this.#inputs.save(input, writer);
  }

  loadInput(buffer: Uint8Array, start: number, end: number): number {
    return this.#inputs.load(buffer, start, end);
  }

  saveOutput(output: number, writer: ProtoWriter): void {
    const tag = this.#rows.tag(output);
    const bounds = this.#bounds.list(Math.max(0, tag));
    saveNumber(writer, tag === NO_BOUNDS ? 0 : bounds.length + 1);
    saveNumbers(writer, bounds, 0, bounds.length);
    this.#rows.save(output, writer, () => bounds.length + 1);
  }

  loadOutput(buffer: Uint8Array, start: number, end: number): number {
    const saved = new SavedNumbers(buffer, start, end);
    const buckets = saved.length(MAX_BOUNDS + 1);
    const bounds = new Float64Array(Math.max(0, buckets - 1));
    saved.readInto(bounds, 0, bounds.length);
    const tag = buckets === 0 ? NO_BOUNDS : this.#bounds.hold(bounds, bounds.length);
    const output = this.#rows.load(tag, buckets > 0, saved, (_row, _at, doubles) => doubles === buckets);
    if (output < 0) this.#bounds.release(tag);
    return output;
  }

  get held(): number {
    return this.#blocks.held;
  }

  get bytes(): number {
    return this.#blocks.bytes + this.#inputs.bytes + this.#rows.bytes + this.#bounds.bytes;
  }
}

/** `into[i] = now[i] - before[from + i]`; returns the sum of all, or -1 where one is negative. */
function subtractInto(
  into: Float64Array,
  now: Float64Array,
  before: Float64Array,
  from: number,
  length: number,
): number {
  let count = 0;
  let isLower = false;
  for (let i = 0; i < length; i++) {
    const difference = (now[i] as number) - (before[from + i] as number);
    if (difference < 0) isLower = true;
    into[i] = difference;
    count += difference;
  }
  return isLower ? -1 : count;
}
