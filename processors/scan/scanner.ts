import { compileScan, newArea, type ScanArea, type ScanModule, type SurveyArea } from "./scan-area.ts";
import { SCAN_WASM } from "./scan-wasm.generated.ts";
import type { ShapeArea } from "./shape-area.ts";
import { isStructured } from "./structure.ts";
import { type Candidates, MAX_CANDIDATES, newCandidates } from "./triggers.ts";
import { scanPiece } from "./twin.ts";
import { PREFIX_TABLE_BYTES } from "./words.ts";

/** Finds candidates in the texts of one message after the other. Holds its memory: one per thread and plan. */
export interface Scanner {
  /**
   * Takes the message whose texts are to be scanned; the bytes returned, good until the next `load`, are what positions
   * refer to.
   */
  load(message: Uint8Array): Uint8Array;
  /**
   * Fills `candidates` with those of the text [start, end) and returns their number, or -1 when there are more than
   * `candidates` holds: the first ones are there, `more` brings the rest. Who does not want them must not keep the text.
   */
  scan(start: number, end: number): number;
  /** Goes on after a -1: replaces `candidates` with the next ones of the same text and returns as `scan` does. */
  more(): number;
  readonly candidates: Candidates;
  /** Whether the text [start, end) is to be read even where it holds no candidate (`structure.ts`). */
  isStructured(start: number, end: number): boolean;
  /**
   * A keyed digest of the text [start, end), four words that hold until the next call: who has no key can neither compute
   * nor collide it. Undefined without WebAssembly.
   */
  digest(start: number, end: number): Int32Array | undefined;
  /**
   * The same of the shape of the text scanned last, which belongs to `owner`: of the text with a zero for each digit of its
   * free numerals, a stand-in for each UUID and digest, and of its candidates. Undefined without WebAssembly, and for texts too long or too full to have one.
   */
  shape(owner: number): Int32Array | undefined;
  /** Memory of the shapes that are known; undefined without WebAssembly. */
  readonly shapeArea: ShapeArea | undefined;
  /** Memory of the survey for the message that is loaded; undefined without WebAssembly and for very large messages. */
  readonly surveyArea: SurveyArea | undefined;
}

export interface ScannerOptions {
  /** Bits of the triggers that are wanted. */
  readonly active: number;
  /** Of `prefixTable`. */
  readonly prefixes: Uint8Array;
  /** False for the scan in TypeScript. */
  readonly wasm?: boolean;
}

/** Messages up to this size share one memory that stays. */
const USUAL_BYTES = 4 * 1024 * 1024;
/** A larger memory is given back after so many messages that did not need it. */
const KEEP_LARGE_FOR = 64;

/** The scan in WebAssembly, or in TypeScript where there is no WebAssembly with SIMD. Both find the same. */
export function createScanner(options: ScannerOptions): Scanner {
  if (options.prefixes.length !== PREFIX_TABLE_BYTES) throw new RangeError("the prefixes are not of prefixTable");
  const module = options.wasm === false ? undefined : compileScan(Buffer.from(SCAN_WASM, "base64"));
  const area = module === undefined ? undefined : newArea(module, options, USUAL_BYTES);
  if (module === undefined || area === undefined) return new TwinScanner(options);
  return new WasmScanner(module, area, options);
}

class TwinScanner implements Scanner {
  readonly surveyArea = undefined;
  readonly shapeArea = undefined;
  readonly candidates: Candidates = newCandidates(MAX_CANDIDATES);
  readonly #options: ScannerOptions;
  #message: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #next = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  load(message: Uint8Array): Uint8Array {
    this.#message = message;
    this.#start = this.#end = this.#next = 0;
    return message;
  }

  scan(start: number, end: number): number {
    this.#start = this.#next = start;
    this.#end = end;
    return this.more();
  }

  more(): number {
    const { active, prefixes } = this.#options;
    this.#next = scanPiece(this.#message, this.#start, this.#end, this.#next, active, prefixes, this.candidates);
    return this.#next < this.#end ? -1 : this.candidates.count;
  }

  isStructured(start: number, end: number): boolean {
    return isStructured(this.#message, start, end);
  }

  digest(): undefined {
    return undefined;
  }

  shape(): undefined {
    return undefined;
  }
}

class WasmScanner implements Scanner {
  readonly candidates: { count: number; positions: Int32Array; triggers: Int32Array };
  readonly #module: ScanModule;
  readonly #options: ScannerOptions;
  readonly #usual: ScanArea;
  #large: ScanArea | undefined;
  #idle = 0;
  #area: ScanArea;
  #start = 0;
  #end = 0;

  constructor(module: ScanModule, area: ScanArea, options: ScannerOptions) {
    this.#module = module;
    this.#options = options;
    this.#usual = this.#area = area;
    this.candidates = { count: 0, positions: area.positions, triggers: area.triggers };
  }

  get shapeArea(): ShapeArea {
    return this.#usual.shapes;
  }

  get surveyArea(): SurveyArea | undefined {
    return this.#area === this.#usual ? this.#usual.survey : undefined;
  }

  load(message: Uint8Array): Uint8Array {
    const area = this.#areaFor(message.length);
    if (area !== this.#area) {
      this.#area = area;
      this.candidates.positions = area.positions;
      this.candidates.triggers = area.triggers;
    }
    this.candidates.count = 0;
    this.#start = this.#end = 0;
    area.message.set(message);
    return area.message.subarray(0, message.length);
  }

  scan(start: number, end: number): number {
    this.#start = start;
    this.#end = end;
    const count = this.#area.scan(start, end, start);
    this.candidates.count = count < 0 ? ~count : count;
    return count < 0 ? -1 : count;
  }

  more(): number {
    const count = this.#area.scan(this.#start, this.#end, this.#area.stoppedAt());
    this.candidates.count = count < 0 ? ~count : count;
    return count < 0 ? -1 : count;
  }

  isStructured(start: number, end: number): boolean {
    return this.#area.isStructured(start, end) !== 0;
  }

  digest(start: number, end: number): Int32Array {
    this.#area.digest(start, end);
    return this.#area.digested;
  }

  shape(owner: number): Int32Array | undefined {
    // A memory for large messages has a key of its own.
    if (this.#area !== this.#usual) return undefined;
    const isShaped = this.#area.shape(owner, this.#start, this.#end, this.candidates.count) !== 0;
    return isShaped ? this.#area.shaped : undefined;
  }

  #areaFor(bytes: number): ScanArea {
    if (bytes <= USUAL_BYTES) {
      if (this.#large !== undefined && ++this.#idle >= KEEP_LARGE_FOR) this.#large = undefined;
      return this.#usual;
    }
    this.#idle = 0;
    if (this.#large === undefined || this.#large.message.length < bytes) {
      this.#large = undefined;
      this.#large = newArea(this.#module, this.#options, 2 ** Math.ceil(Math.log2(bytes)));
      if (this.#large === undefined) throw new RangeError(`no memory to scan a message of ${bytes} bytes`);
    }
    return this.#large;
  }
}
