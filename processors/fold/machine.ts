import { FOLD_WASM } from "./fold-wasm.generated.ts";

/** What the walk in WebAssembly asks its host; see `assembly/walk.ts` and `assembly/rules.ts`. */
export interface MachineHost {
  newContext(resourceBytes: number, scopeBytes: number, metricBytes: number): number;
  firstSight(context: number, start: number, end: number, tag: number): number;
  decideAgain(series: number, counts: number): number;
  lateDelta(series: number): number;
  deltaGap(series: number): void;
  keepExemplars(start: number, end: number): void;
  absorbKind(series: number, sight: number, start: number, end: number): number;
}

/** The walk's exports, one to one. Unsigned numbers may come back negative. */
interface MachineExports {
  readonly intern: (start: number, length: number) => number;
  readonly hold: (entry: number) => void;
  readonly release: (entry: number, holdsMeaning: boolean) => void;
  readonly addDouble: (output: number, amount: number, rest: number, heard: number) => void;
  readonly addInteger: (output: number, amount: bigint, heard: number) => void;
  readonly given: () => number;
  readonly givenLow: () => number;
  readonly givenHigh: () => number;
  readonly absorbFirst: (series: number, sight: number, start: number, end: number) => number;
  readonly absorbSeries: (series: number, start: number, end: number) => number;
  readonly endSource: (series: number) => void;
  readonly redirect: (series: number, output: number, isReplaced: number) => void;
  readonly setNow: (seconds: number) => void;
  readonly trackPassed: (on: number) => void;
  readonly addEncoding: (series: number, ids: number, count: number, tag: number) => number;
  readonly closeSeries: (series: number) => void;
  readonly findSeries: (context: number, ids: number, count: number) => number;
  readonly identify: (context: number, ids: number, count: number) => void;
  readonly adoptSeries: (series: number, ids: number, count: number) => number;
  readonly sleepingSeries: (context: number) => number;
  readonly openTenants: (at: number) => void;
  readonly setTenant: (slot: number) => void;
  /** Takes an address in memory. */
  readonly openDeltas: (seriesAt: number) => number;
  readonly openSeries: (context: number, ids: number, count: number) => number;
  readonly publishFirst: (series: number, tag: number) => number;
  readonly lastCounted: () => number;
  readonly seriesSlots: () => number;
  readonly foldedSeries: () => number;
  readonly noteFolded: (change: number) => void;
  readonly absorb: (
    start: number,
    length: number,
    receivedNs: bigint,
    seconds: number,
    maxSkewNs: bigint,
    generation: number,
  ) => number;
  readonly isChanged: () => number;
  readonly fault: () => number;
  readonly openRegions: (...regions: readonly number[]) => void;
  readonly openRecords: (...records: readonly number[]) => void;
  readonly usedBytes: () => number;
}

/** What this folder needs of WebAssembly; neither the ES nor the Node types declare it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: MachineExports };
}

declare const WebAssembly: WebAssemblyApi;

const MODULE = new WebAssembly.Module(Buffer.from(FOLD_WASM, "base64"));

// As in `assembly/layout.ts`.
const KEY_AT = 4_096;
const KEY_BYTES = 1_024;
const MASKS_AT = 5_376;
export const AT = {
  dictionaryEntries: 6_216,
  counters: 6_912,
  fates: 7_296,
  point: 7_424,
  resource: 8_192,
  scope: 139_264,
  metric: 270_336,
} as const;
/** Bytes for each of the keys. */
export const ROOM = 131_072;
const FIXED = 8_192 + 4 * ROOM;
/** Bytes of the host's own at the end of the room of scattered attributes. */
export const SERIES = {
  bytes: 64,
  start: 0,
  time: 8,
  value: 16,
  output: 24,
  flags: 28,
  context: 32,
  slot: 60,
} as const;
export const SERIES_MORE = { encoding: 36, generation: 40, heard: 44, identity: 48, weight: 56 } as const;
export const ENCODING = { bytes: 64, count: 16, ids: 24, inline: 10 } as const;
export const ENTRY = { references: 8, means: 12, length: 16, bytes: 24 } as const;
export const CONTEXT = {
  bytes: 64,
  /** Above them lies the tenant. */
  flagMask: 0xffff,
  tenantShift: 16,
  firstSeen: 0,
  skew: 8,
  interval: 16,
  flags: 24,
  heard: 32,
  series: 36,
  identity: 40,
  steps: 60,
} as const;
export const OUTPUT = {
  bytes: 64,
  total: 0,
  sum: 8,
  compensation: 16,
  flags: 24,
  sources: 28,
  slot: 32,
  heard: 36,
} as const;
export const FLAG = {
  live: 1,
  delta: 2,
  monotonic: 4,
  isDouble: 8,
  ended: 16,
  hasValue: 32,
  weighed: 64,
  kindShift: 8,
} as const;
/** As in `assembly/deltas.ts`. */
export const DELTAS = { bytes: 80 } as const;
export const OUTPUT_FLAG = { isDouble: 1, touched: 2 } as const;
/** In place of an output. */
export const PASSES = 0xffffffff;
export const REFUSED = 0xfffffffe;

/** Slack behind a request: hashes and comparisons read whole blocks. */
const SLACK = 64;
const PAGE = 65_536;
/** Beside blocks: a page of `assembly/blocks.ts` for each size that is not full, and twice that for what its pages leave at their ends. */
const BLOCKS_SLACK = 4 * 1_024 * 1_024;
const FIRST_ROOM = 4_096;

export interface MachineSizes {
  readonly maxSeries: number;
  readonly maxContexts: number;
  readonly maxOutputs: number;
  readonly maxTenants: number;
  readonly maxBytes: number;
  readonly maxRequestBytes: number;
}

/**
 * The walk, the tables and the records of the fold in one linear memory that is reserved at once and never moves:
 * pages nobody touched cost nothing, and views stay valid.
 */
export interface Machine {
  readonly run: MachineExports;
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly longs: BigInt64Array;
  /** Where requests are put, and room for lists of the host's. */
  readonly messageAt: number;
  readonly listAt: number;
  readonly seriesAt: number;
  readonly encodingAt: number;
  readonly contextAt: number;
  readonly outputAt: number;
  /** Two words for each slot: bytes of blocks, dictionary entries. */
  readonly tenantAt: number;
  /** Entries that the dictionary holds at most. */
  readonly maxEntries: number;
}

/** Room for a list of dictionary entries and for an attribute to be interned. */
export const LIST_BYTES = 1_024;

export function createMachine(host: MachineHost, sizes: MachineSizes, secret: Uint8Array): Machine {
  const maxEncodings = Math.ceil(sizes.maxSeries * 1.25) + 16;
  const tables = [powerOver(maxEncodings), powerOver(sizes.maxSeries), powerOver(sizes.maxSeries * 2)] as const;
  let at = FIXED;
  const region = (bytes: number): number => {
    const start = at;
    at += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const listAt = region(LIST_BYTES + PAGE);
  const tablesAt = tables.map((entries) => region(entries * 12));
  const seriesAt = region((sizes.maxSeries + 2) * SERIES.bytes);
  const encodingAt = region((maxEncodings + 2) * ENCODING.bytes);
  const contextAt = region((sizes.maxContexts + 2) * CONTEXT.bytes);
  // Each metric may have an overflow beyond the most.
  const outputAt = region((sizes.maxOutputs + sizes.maxContexts + 2) * OUTPUT.bytes);
  const tenantAt = region(sizes.maxTenants * 8);
  const messageAt = region(sizes.maxRequestBytes + SLACK);
  const blocksAt = region(Math.min(sizes.maxBytes + BLOCKS_SLACK, 2 ** 32 - PAGE - at - SLACK));
  const pages = Math.ceil((at + SLACK) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const run = new WebAssembly.Instance(MODULE, {
    env: { memory, ...host },
  }).exports;
  const bytes = Buffer.from(memory.buffer);
  bytes.set(secret, KEY_AT);
  bytes.fill(0xff, MASKS_AT, MASKS_AT + 16);
  run.openRegions(...tablesAt.flatMap((start, index) => [start, tables[index]!]));
  run.openTenants(tenantAt);
  run.openRecords(seriesAt, encodingAt, contextAt, outputAt, sizes.maxSeries, maxEncodings, blocksAt, at);
  return {
    run,
    bytes,
    words: new Uint32Array(memory.buffer),
    floats: new Float32Array(memory.buffer),
    doubles: new Float64Array(memory.buffer),
    longs: new BigInt64Array(memory.buffer),
    messageAt,
    listAt,
    seriesAt,
    encodingAt,
    contextAt,
    outputAt,
    tenantAt,
    maxEntries: (tables[2] / 4) * 3,
  };
}

/** Bytes of key that `createMachine` takes. */
export const MACHINE_KEY_BYTES = KEY_BYTES + 8;

/** Entries of a table that is at most three quarters full. */
function powerOver(entries: number): number {
  return Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2((entries * 4) / 3)));
}
