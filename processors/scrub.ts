import { BufferPool } from "../core/buffer-pool.ts";
import type { CleanBytes, RawBytes } from "../core/bytes.ts";
import type { Report } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";
import { Walker } from "../otlp/walk.ts";
import { arrangementOf } from "./arrangement.ts";
import type { CleanStep } from "./clean-step.ts";
import { placeFlags } from "./desk.ts";
import type { Plan } from "./plan.ts";
import { createScanner, type Scanner } from "./scan/scanner.ts";
import { Survey } from "./scan/survey.ts";
import { ScrubVisitor } from "./scrub-visitor.ts";
import type { TokenKey } from "./transform/token.ts";

/** Memory kept for the next results. */
const MAX_POOLED_BYTES = 64 * 1024 * 1024;

export interface Scrubbed {
  readonly bytes: CleanBytes;
  /** The request as it was compressed, where the scrub changed nothing and the wrapping holds nothing else. */
  readonly original?: CleanBytes;
  readonly report: Report;
}

export interface ScrubberOptions {
  /** Both are on unless they are false. */
  readonly wasm?: boolean;
  readonly survey?: boolean;
  /** What is done to clean bytes before they leave, in order. */
  readonly steps?: readonly CleanStep[];
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
  readonly #survey: Survey | undefined;
  readonly #steps: readonly CleanStep[];
  /** Holds clean bytes only. */
  readonly #pool = new BufferPool(MAX_POOLED_BYTES);
  readonly #take = (bytes: number): Uint8Array => this.#pool.take(bytes);

  constructor(plan: Plan, key: TokenKey, options: ScrubberOptions = {}) {
    this.plan = plan;
    this.#steps = options.steps ?? [];
    const arrangement = arrangementOf(plan);
    this.#scanner = createScanner({ active: arrangement.active, prefixes: arrangement.prefixes, ...options });
    const flags = placeFlags(plan);
    const area = this.#scanner.surveyArea;
    this.#survey =
      flags !== undefined && area !== undefined && options.survey !== false ? new Survey(area, flags) : undefined;
    this.#visitor = new ScrubVisitor(plan, arrangement, key, this.#scanner, this.#survey);
    this.#walker = new Walker(this.#visitor);
  }

  /**
   * Scrubs one Export request in protobuf. The result never shares memory with `raw`. A copy of `gzipped`, from which
   * `raw` was inflated, comes with an unchanged one. Throws `RoadError` malformed when they are no protobuf; nothing of the input is in the error.
   */
  scrub(raw: RawBytes, signal: Signal, gzipped?: RawBytes): Scrubbed {
    const loaded = this.#scanner.load(raw);
    const report = this.#visitor.begin(loaded, signal);
    const walked = this.#walk(loaded, signal, report);
    const bytes = this.#steps.length === 0 ? (walked as CleanBytes) : this.#stepped(walked, signal, report);
    report.changed = this.#walker.changed || bytes !== walked;
    if (report.changed || gzipped === undefined || !isPlainGzip(gzipped)) return { bytes, report };
    const original = this.#take(gzipped.length);
    original.set(gzipped);
    return { bytes, original: original as CleanBytes, report };
  }

  /** A step sees clean bytes and makes its own of them: what it returns is clean as well. */
  #stepped(walked: Uint8Array, signal: Signal, report: Report): CleanBytes {
    let bytes = walked;
    for (const step of this.#steps) {
      const changed = step.signal === signal ? step.run(bytes, report, this.#take) : undefined;
      if (changed === undefined) continue;
      this.#pool.give(bytes);
      bytes = changed;
    }
    return bytes as CleanBytes;
  }

  /** Walks what the survey names; everything where there is no survey, or where it gave up. */
  #walk(loaded: Uint8Array, signal: Signal, report: Report): Uint8Array {
    const survey = this.#scanner.surveyArea === undefined ? undefined : this.#survey;
    const count = survey?.run(signal, loaded.length) ?? -1;
    if (survey === undefined || count < 0) return this.#walker.walk(loaded, loaded.length, signal, this.#take);
    const bytes = this.#walker.walkGuided(loaded, loaded.length, signal, survey.interests, count, this.#take);
    report.items = survey.items;
    return bytes;
  }

  /** Takes the memory of a result back. Only for who knows that nothing reads it any more. */
  release({ bytes, original }: Scrubbed): void {
    this.#pool.give(bytes);
    if (original !== undefined) this.#pool.give(original);
  }
}

/** How every gzip member begins (RFC 1952 2.3.1). */
const GZIP_MEMBER = Buffer.from([0x1f, 0x8b, 0x08]);

/**
 * True for one gzip member whose header holds no name, comment or extra field (RFC 1952 2.3.1): text could hide there.
 * What could be the beginning of a second member counts as one, though data may look so by chance: then it is compressed anew.
 */
function isPlainGzip(gzipped: Uint8Array): boolean {
  if (gzipped.length < 18 || gzipped[3] !== 0) return false;
  return Buffer.from(gzipped.buffer, gzipped.byteOffset, gzipped.length).indexOf(GZIP_MEMBER, 1) < 0;
}
