import type { CleanBytes, RawBytes } from "../core/bytes.ts";
import type { Report } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";
import { Walker } from "../otlp/walk.ts";
import { arrange, wantedTypes } from "./inspect.ts";
import type { Plan } from "./plan.ts";
import { createScanner, type Scanner } from "./scan/scanner.ts";
import { ScrubVisitor } from "./scrub-visitor.ts";
import type { TokenKey } from "./transform/token.ts";

export interface Scrubbed {
  readonly bytes: CleanBytes;
  /** The request as it was compressed, where the scrub changed nothing and the wrapping holds nothing else. */
  readonly original?: CleanBytes;
  readonly report: Report;
}

/**
 * The scrub under one plan: bytes in, bytes and a report out, synchronous, without effects. Holds scratch memory and
 * what it learned about names, so one per thread. The only maker of `CleanBytes`.
 */
export class Scrubber {
  readonly plan: Plan;
  readonly #scanner: Scanner;
  readonly #visitor: ScrubVisitor;
  readonly #walker: Walker;

  constructor(plan: Plan, key: TokenKey, options: { readonly wasm?: boolean } = {}) {
    this.plan = plan;
    const arrangement = arrange(plan.disabledDetectors, plan.enabledDetectors, wantedTypes(plan));
    this.#scanner = createScanner({ active: arrangement.active, prefixes: arrangement.prefixes, ...options });
    this.#visitor = new ScrubVisitor(plan, arrangement, key, this.#scanner);
    this.#walker = new Walker(this.#visitor);
  }

  /**
   * Scrubs one Export request in protobuf. Unchanged requests come back as the very bytes that went in; `gzipped`, from
   * which `raw` was inflated, comes back with them. Throws `RoadError` malformed when they are no protobuf; nothing of the input is in the error.
   */
  scrub(raw: RawBytes, signal: Signal, gzipped?: RawBytes): Scrubbed {
    const loaded = this.#scanner.load(raw);
    const report = this.#visitor.begin(loaded, signal);
    const walked = this.#walker.walk(loaded, raw.length, signal);
    report.changed = this.#walker.changed;
    if (report.changed) return { bytes: walked as CleanBytes, report };
    const bytes = raw as Uint8Array as CleanBytes;
    if (gzipped === undefined || !isPlainGzip(gzipped, raw.length)) return { bytes, report };
    return { bytes, original: gzipped as Uint8Array as CleanBytes, report };
  }
}

/**
 * True for one gzip member whose header holds no name, comment or extra field (RFC 1952 2.3.1): text could hide there.
 * The size in the trailer tells one member from several.
 */
function isPlainGzip(gzipped: Uint8Array, size: number): boolean {
  const { length } = gzipped;
  if (length < 18 || gzipped[3] !== 0) return false;
  const trailer = gzipped[length - 4]! | (gzipped[length - 3]! << 8) | (gzipped[length - 2]! << 16) | (gzipped[length - 1]! << 24);
  return trailer >>> 0 === size;
}
