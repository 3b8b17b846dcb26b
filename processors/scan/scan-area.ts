import { randomFillSync } from "node:crypto";
import { CLEAN_BYTES, type CleanArea, cleanArea } from "./clean-area.ts";
import { SHAPE_BYTES, type ShapeArea, shapeArea } from "./shape-area.ts";
import { MAX_CANDIDATES } from "./triggers.ts";

/** What this folder needs of WebAssembly; neither the ES nor the Node types declare it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => ScanModule;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: ScanModule, imports: object) => { readonly exports: ScanExports };
}

declare const WebAssembly: WebAssemblyApi | undefined;

/** A compiled module. */
export type ScanModule = object;

interface ScanExports {
  readonly configure: (active: number) => void;
  readonly scan: (start: number, end: number, from: number) => number;
  readonly stoppedAt: () => number;
  readonly digest: (start: number, end: number) => void;
  readonly shape: (owner: number, start: number, end: number, found: number) => number;
  readonly isStructured: (start: number, end: number) => number;
  readonly survey: (root: number, length: number, keys: number) => number;
  readonly surveyedItems: () => number;
}

/** One instance of the scan with memory for messages up to a size. */
export interface ScanArea {
  /** The memory for a message; what lies behind it may be read but not found. */
  readonly message: Uint8Array;
  readonly positions: Int32Array;
  readonly triggers: Int32Array;
  /** Candidates of [start, end) from `from` on; the complement of their number when there is no room for more. */
  readonly scan: (start: number, end: number, from: number) => number;
  readonly stoppedAt: () => number;
  /** Of the text [start, end), into `digested`: SipHash-1-3 of 128 bits under a key of this memory. */
  readonly digest: (start: number, end: number) => void;
  readonly digested: Int32Array;
  /** Of the shape of a text whose `found` candidates the scan found last, into `shaped`; 0 where a text has none. */
  readonly shape: (owner: number, start: number, end: number, found: number) => number;
  readonly shaped: Int32Array;
  /** Whether the text [start, end) is to be read without a candidate. */
  readonly isStructured: (start: number, end: number) => number;
  readonly shapes: ShapeArea;
  /** Memory and entry points of the survey. */
  readonly survey: SurveyArea;
}

/** What `survey.ts` fills and calls. */
export interface SurveyArea {
  readonly actions: Uint8Array;
  readonly wireTypes: Uint8Array;
  readonly arguments: Uint8Array;
  readonly records: Uint8Array;
  readonly placeFlags: Uint8Array;
  readonly keys: DataView;
  readonly arena: Uint8Array;
  readonly interests: Int32Array;
  /** Texts that were found clean. */
  readonly clean: CleanArea;
  readonly run: (root: number, length: number, keys: number) => number;
  readonly items: () => number;
}

// As in `assembly/layout.ts`.
const PREFIXES_AT = 16_384;
const POSITIONS_AT = 49_152;
const TRIGGERS_AT = POSITIONS_AT + 4 * MAX_CANDIDATES;
const ACTIONS_AT = TRIGGERS_AT + 4 * MAX_CANDIDATES;
const WIRE_TYPES_AT = ACTIONS_AT + 2_048;
const ARGUMENTS_AT = WIRE_TYPES_AT + 2_048;
const RECORDS_AT = ARGUMENTS_AT + 2_048;
const PLACE_FLAGS_AT = RECORDS_AT + 64;
const KEYS_AT = PLACE_FLAGS_AT + 64;
/** Slots for judged names. */
export const KEY_SLOTS = 8_192;
const ARENA_AT = KEYS_AT + 16 * KEY_SLOTS;
const ARENA_BYTES = 262_144;
const INTERESTS_AT = ARENA_AT + ARENA_BYTES;
const MAX_INTERESTS = 65_536;
const CLEAN_AT = INTERESTS_AT + 4 * MAX_INTERESTS;
const PLAIN_AT = CLEAN_AT + CLEAN_BYTES;
const PLAIN_BYTES = 2_048 * 48;
const FOLLOWERS_AT = PLAIN_AT + PLAIN_BYTES;
const DIGEST_KEY_AT = FOLLOWERS_AT + 4 * KEY_SLOTS;
const DIGEST_AT = DIGEST_KEY_AT + 16;
const SHAPES_AT = DIGEST_AT + 16;
const SHAPE_DIGEST_AT = SHAPES_AT + SHAPE_BYTES;
/** Behind it the shape of one text is written, and who knocked at the door of clean texts. */
const MESSAGE_AT = SHAPE_DIGEST_AT + 16 + 4_224 + 65_536;
/** The scan loads whole blocks. */
const SLACK = 128;
const PAGE = 65_536;

/** Undefined where there is no WebAssembly, or none with SIMD. */
export function compileScan(bytes: Uint8Array): ScanModule | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return undefined;
  }
}

/** Undefined when the memory is not to be had. */
export function newArea(
  module: ScanModule,
  options: { readonly active: number; readonly prefixes: Uint8Array },
  bytes: number,
): ScanArea | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const pages = Math.ceil((MESSAGE_AT + bytes + SLACK) / PAGE);
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { configure, scan, stoppedAt, digest, shape, isStructured, survey, surveyedItems } = new WebAssembly.Instance(
      module,
      {
        env: { memory },
      },
    ).exports;
    configure(options.active);
    randomFillSync(new Uint8Array(memory.buffer, DIGEST_KEY_AT, 16));
    new Uint8Array(memory.buffer, PREFIXES_AT).set(options.prefixes);
    return {
      message: new Uint8Array(memory.buffer, MESSAGE_AT, bytes),
      positions: new Int32Array(memory.buffer, POSITIONS_AT, MAX_CANDIDATES),
      triggers: new Int32Array(memory.buffer, TRIGGERS_AT, MAX_CANDIDATES),
      scan,
      stoppedAt,
      digest,
      shape,
      isStructured,
      shaped: new Int32Array(memory.buffer, SHAPE_DIGEST_AT, 4),
      shapes: shapeArea(memory.buffer, SHAPES_AT),
      digested: new Int32Array(memory.buffer, DIGEST_AT, 4),
      survey: {
        actions: new Uint8Array(memory.buffer, ACTIONS_AT, 2_048),
        wireTypes: new Uint8Array(memory.buffer, WIRE_TYPES_AT, 2_048),
        arguments: new Uint8Array(memory.buffer, ARGUMENTS_AT, 2_048),
        records: new Uint8Array(memory.buffer, RECORDS_AT, 64),
        placeFlags: new Uint8Array(memory.buffer, PLACE_FLAGS_AT, 64),
        keys: new DataView(memory.buffer, KEYS_AT, 16 * KEY_SLOTS),
        arena: new Uint8Array(memory.buffer, ARENA_AT, ARENA_BYTES),
        clean: cleanArea(memory.buffer, CLEAN_AT),
        interests: new Int32Array(memory.buffer, INTERESTS_AT, MAX_INTERESTS),
        run: survey,
        items: surveyedItems,
      },
    };
  } catch {
    return undefined;
  }
}
