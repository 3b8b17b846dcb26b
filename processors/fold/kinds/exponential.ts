import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { Blocks, NOWHERE } from "./blocks.ts";
import { ExponentialPoint, MOST_BUCKETS } from "./exponential-point.ts";
import { ABSORBED, type Absorbed, type KindLedger, Purse, SIGHTS, type Sight } from "./kind.ts";
import { OutputRows, PARTS, type Part } from "./output-rows.ts";
import { SavedNumbers, saveNumbers } from "./saved.ts";
import { meet, NO_SCALE, SKETCH_HEAD, Sketch, storedDoubles } from "./sketch.ts";
import { Slots } from "./slots.ts";
import { addTotals, COUNT, type Increment, mergeTotals, TOTALS } from "./totals.ts";
import { writeExponential } from "./write-exponential.ts";

/** The block of an input: the last point's scale and threshold as they came, its count, its sum, its sketch. */
const SCALE = 0;
const THRESHOLD = 1;
const COUNTED = 2;
const HAS_SUM = 3;
const SUM = 4;
/** The life of the output in which everything this input counts since its start was counted; 0: in none. */
const WHOLE_IN = 5;
const SKETCH = 6;

const MOST = 2 ** 53;
/** Scale and threshold of a row outlive a delta: the one never rises in an output's life, the other never falls. */
const KEPT = 2;

/** The books of exponential histograms. */
export function createExponentials(purse = new Purse()): KindLedger {
  return new Exponentials(purse);
}

class Exponentials implements KindLedger {
  readonly #blocks = new Blocks();
  readonly #inputs = new Slots();
  readonly #rows = new OutputRows(this.#blocks, KEPT);
  readonly #point = new ExponentialPoint();
  readonly #sums: Increment = { count: 0, sum: 0, sumBefore: 0, hasSum: true, min: 0, max: 0 };
  /** What the point adds, the same once more while it is brought to a row's scale, and the point before or the row. */
  readonly #added = new Sketch();
  readonly #part = new Sketch();
  readonly #other = new Sketch();
  /** `WHOLE_IN` of the input after this point. */
  #whole = 0;
  readonly #purse: Purse;

  constructor(purse: Purse) {
    this.#purse = purse;
  }

  openInput(): number {
    return this.#inputs.open(NOWHERE);
  }

  closeInput(input: number): void {
    this.#blocks.release(this.#inputs.get(input));
    this.#inputs.close(input);
  }

  openOutput(): number {
    const output = this.#rows.open(0);
    this.#rows.begin(output, SKETCH_HEAD);
    this.#other.clear();
    this.#store(this.#rows.address(output, PARTS.total), this.#other);
    return output;
  }

  closeOutput(output: number): void {
    this.#rows.close(output);
  }

  absorb(input: number, output: number, sight: Sight, buffer: Uint8Array, start: number, end: number): Absorbed {
    const fault = this.#point.read(buffer, start, end);
    if (fault !== ABSORBED.counted) return fault;
    const before = input < 0 ? NOWHERE : this.#inputs.get(input);
    if (input >= 0 && this.#grows(before) && !this.#purse.isOpen) return ABSORBED.noRoom;
    const absorbed = this.#count(before, output, sight);
    if (absorbed !== ABSORBED.misfit && input >= 0) this.#remember(input, before);
    return absorbed;
  }

  /** Whether the point at hand takes more memory than the one before. */
  #grows(before: number): boolean {
    return before === NOWHERE || this.#blocks.capacity(before) < SKETCH + this.#point.sketch.doubles;
  }

  #count(before: number, output: number, sight: Sight): Absorbed {
    const life = output < 0 ? 0 : this.#rows.life(output);
    if (sight === SIGHTS.baseline || (sight === SIGHTS.difference && before === NOWHERE)) {
      // Nothing was subtracted where there was nothing.
      this.#whole = this.#point.count === 0 ? life : 0;
      return ABSORBED.counted;
    }
    const isFull = sight === SIGHTS.full || !this.#subtract(before);
    if (isFull) this.#takeAll();
    const wholeIn = isFull ? life : (this.#blocks.chunk(before)[this.#blocks.offset(before) + WHOLE_IN] as number);
    if (output >= 0 && !this.#add(output, isFull, wholeIn === life)) return ABSORBED.misfit;
    this.#whole = wholeIn === life || this.#sums.count === 0 ? wholeIn : 0;
    return isFull && sight === SIGHTS.difference ? ABSORBED.reset : ABSORBED.counted;
  }

  #takeAll(): void {
    this.#added.copyFrom(this.#point.sketch);
    this.#setSums(this.#point.count, 0, true);
  }

  #setSums(count: number, sumBefore: number, hadSum: boolean): void {
    const sums = this.#sums;
    sums.count = count;
    sums.sum = this.#point.sum;
    sums.sumBefore = sumBefore;
    sums.hasSum = this.#point.hasSum && hadSum;
    sums.min = this.#point.min;
    sums.max = this.#point.max;
  }

  /** What the point holds beyond the one before it; false where it holds less, or is finer than that (behaviour B14). */
  #subtract(before: number): boolean {
    const point = this.#point;
    const row = this.#blocks.chunk(before);
    const at = this.#blocks.offset(before);
    if (point.threshold < (row[at + THRESHOLD] as number)) return false;
    if (point.scale !== NO_SCALE && point.scale > (row[at + SCALE] as number)) return false;
    this.#added.copyFrom(point.sketch);
    this.#other.load(row, at + SKETCH);
    meet(this.#added, this.#other, MOST_BUCKETS);
    if (!this.#added.subtract(this.#other)) return false;
    const count = point.count - (row[at + COUNTED] as number);
    // As many values with another sum are other values: the process began anew under its old start time.
    if (count === 0 && point.hasSum && row[at + HAS_SUM] === 1 && point.sum !== row[at + SUM]) return false;
    this.#setSums(count, row[at + SUM] as number, row[at + HAS_SUM] === 1);
    return true;
  }

  /** Adds the increment to an output; false, and nothing done, where its count would pass what is exact. */
  #add(output: number, isFull: boolean, isWhole: boolean): boolean {
    const total = this.#rows.address(output, PARTS.total);
    const count = this.#blocks.chunk(total)[this.#blocks.offset(total) + COUNT] as number;
    if (count + this.#sums.count >= MOST) return false;
    this.#addTo(output, PARTS.total, isWhole);
    // The extremes of a difference are those of the input's whole life, not of what is new in it.
    if (this.#rows.address(output, PARTS.pending) !== NOWHERE) this.#addTo(output, PARTS.pending, isFull);
    return true;
  }

  #addTo(output: number, part: Part, isWhole: boolean): void {
    const address = this.#rows.address(output, part);
    addTotals(this.#blocks.chunk(address), this.#blocks.offset(address), this.#sums, isWhole);
    if (this.#sums.count === 0) return;
    this.#part.copyFrom(this.#added);
    this.#join(output, part);
  }

  /** Adds `#part` to a row. */
  #join(output: number, part: Part): void {
    const address = this.#rows.address(output, part);
    const row = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address) + TOTALS;
    if (this.#part.addWithin(row, at)) return;
    this.#other.load(row, at);
    meet(this.#other, this.#part, MOST_BUCKETS);
    this.#other.add(this.#part);
    this.#store(this.#rows.resize(output, part, this.#other.doubles), this.#other);
  }

  #store(address: number, sketch: Sketch): void {
    sketch.store(this.#blocks.chunk(address), this.#blocks.offset(address) + TOTALS);
  }

  #remember(input: number, before: number): void {
    const point = this.#point;
    const address = this.#blocks.resize(before, SKETCH + point.sketch.doubles);
    if (address !== before) this.#inputs.set(input, address);
    const row = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address);
    row[at + SCALE] = point.scale;
    row[at + THRESHOLD] = point.threshold;
    row[at + COUNTED] = point.count;
    row[at + HAS_SUM] = point.hasSum ? 1 : 0;
    row[at + SUM] = point.sum;
    row[at + WHOLE_IN] = this.#whole;
    point.sketch.store(row, at + SKETCH);
  }

  write(output: number, writer: ProtoWriter, asDelta: boolean): void {
    const address = asDelta ? this.#rows.takeDelta(output) : this.#rows.address(output, PARTS.total);
    const row = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address);
    this.#other.load(row, at + TOTALS);
    writeExponential(writer, row, at, this.#other);
  }

  restoreDelta(output: number): void {
    if (!this.#rows.land(output)) return;
    const flight = this.#rows.address(output, PARTS.flight);
    const pending = this.#rows.address(output, PARTS.pending);
    const from = this.#blocks.chunk(flight);
    const at = this.#blocks.offset(flight);
    mergeTotals(this.#blocks.chunk(pending), this.#blocks.offset(pending), from, at);
    this.#part.load(from, at + TOTALS);
    this.#join(output, PARTS.pending);
  }

  saveInput(input: number, writer: ProtoWriter): void {
    const address = this.#inputs.get(input);
    if (address === NOWHERE) return;
    const row = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address);
    saveNumbers(writer, row, at, SKETCH + storedDoubles(row, at + SKETCH));
  }

  loadInput(buffer: Uint8Array, start: number, end: number): number {
    if (start === end) return this.openInput();
    const saved = new SavedNumbers(buffer, start, end);
    const row = new Float64Array(SKETCH + SKETCH_HEAD + 2 * MOST_BUCKETS);
    saved.readInto(row, 0, SKETCH + SKETCH_HEAD);
    const doubles = storedDoubles(row, SKETCH);
    // NaN is not below it either.
    if (!(SKETCH + doubles <= row.length)) return -1;
    saved.readInto(row, SKETCH + SKETCH_HEAD, doubles - SKETCH_HEAD);
    if (!saved.isComplete) return -1;
    const address = this.#blocks.take(SKETCH + doubles);
    this.#blocks.chunk(address).set(row.subarray(0, SKETCH + doubles), this.#blocks.offset(address));
    return this.#inputs.open(address);
  }

  saveOutput(output: number, writer: ProtoWriter): void {
    this.#rows.save(output, writer, (row, at) => storedDoubles(row, at + TOTALS));
  }

  loadOutput(buffer: Uint8Array, start: number, end: number): number {
    const saved = new SavedNumbers(buffer, start, end);
    return this.#rows.load(0, true, saved, (row, at, doubles) => storedDoubles(row, at + TOTALS) === doubles);
  }

  get held(): number {
    return this.#blocks.held;
  }

  get bytes(): number {
    return this.#blocks.bytes + this.#inputs.bytes + this.#rows.bytes;
  }
}
