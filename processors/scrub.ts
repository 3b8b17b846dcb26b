import type { CleanBytes, RawBytes } from "../core/bytes.ts";
import type { Report } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";
import { Walker } from "../otlp/walk.ts";
import { arrange } from "./inspect.ts";
import type { Plan } from "./plan.ts";
import { createScanner, type Scanner } from "./scan/scanner.ts";
import { ScrubVisitor } from "./scrub-visitor.ts";
import type { TokenKey } from "./transform/token.ts";

export interface Scrubbed {
  readonly bytes: CleanBytes;
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
    const arrangement = arrange(plan.disabledDetectors, plan.enabledDetectors);
    this.#scanner = createScanner({ active: arrangement.active, prefixes: arrangement.prefixes, ...options });
    this.#visitor = new ScrubVisitor(plan, arrangement, key, this.#scanner);
    this.#walker = new Walker(this.#visitor);
  }

  /**
   * Scrubs one Export request in protobuf. Unchanged requests come back as the very bytes that went in.
   * Throws `RoadError` malformed when they are no protobuf; nothing of the input is in the error.
   */
  scrub(raw: RawBytes, signal: Signal): Scrubbed {
    const loaded = this.#scanner.load(raw);
    const report = this.#visitor.begin(loaded, signal);
    const walked = this.#walker.walk(loaded, raw.length, signal);
    report.changed = this.#walker.changed;
    return { bytes: (report.changed ? walked : raw) as Uint8Array as CleanBytes, report };
  }
}
