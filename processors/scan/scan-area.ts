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
}

// As in `assembly/layout.ts`.
const PREFIXES_AT = 16_384;
const POSITIONS_AT = 49_152;
const TRIGGERS_AT = POSITIONS_AT + 4 * MAX_CANDIDATES;
const MESSAGE_AT = TRIGGERS_AT + 4 * MAX_CANDIDATES;
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
    const { configure, scan, stoppedAt } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    configure(options.active);
    new Uint8Array(memory.buffer, PREFIXES_AT).set(options.prefixes);
    return {
      message: new Uint8Array(memory.buffer, MESSAGE_AT, bytes),
      positions: new Int32Array(memory.buffer, POSITIONS_AT, MAX_CANDIDATES),
      triggers: new Int32Array(memory.buffer, TRIGGERS_AT, MAX_CANDIDATES),
      scan,
      stoppedAt,
    };
  } catch {
    return undefined;
  }
}
