import { randomBytes } from "node:crypto";
import type { EntityType } from "../../core/entity.ts";
import { Secret } from "../../core/secret.ts";
import { actionOf } from "../../processors/action-of.ts";
import { type Arrangement, arrangementOf } from "../../processors/arrangement.ts";
import type { Context, Finding } from "../../processors/detect/detector.ts";
import { EVIDENCE } from "../../processors/detect/detector.ts";
import { hintsOf } from "../../processors/detect/hints.ts";
import { newScratch } from "../../processors/inspect.ts";
import { keyRule } from "../../processors/key-rules.ts";
import { isReplaced } from "../../processors/parse/part.ts";
import type { Plan, SignalRules } from "../../processors/plan.ts";
import { createScanner, type Scanner } from "../../processors/scan/scanner.ts";
import { TRIGGER_BIT } from "../../processors/scan/triggers.ts";
import { detectorNames, TextScrub, type TextTask } from "../../processors/text-scrub.ts";
import { isToken, type TokenKey } from "../../processors/transform/token.ts";

/** Something found, by its place only: the value is nowhere in it. */
export interface Span {
  /** UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
  readonly score: number;
  readonly detector: string;
  readonly subtype?: string;
  /** Sum of `EVIDENCE` bits. */
  readonly evidence: number;
}

const NONE: readonly Span[] = [];
const PIECE_CHARS = 32_768;

/** The engine of the proxy, asked what it would act on: same plan, same rules for keys, same reading of text inside text. */
export class Finder {
  readonly names: readonly string[];
  readonly arrangement: Arrangement;
  readonly #plan: Plan;
  readonly #rules: SignalRules;
  readonly #scrub: TextScrub;
  readonly #scanner: Scanner;
  readonly #plain: TextTask;
  #block: Buffer = Buffer.alloc(0);

  constructor(plan: Plan) {
    const rules = plan.ruleSets[0]?.logs;
    if (rules === undefined) throw new RangeError("the plan has no rules");
    this.#plan = plan;
    this.#rules = rules;
    this.arrangement = arrangementOf(plan);
    this.#scanner = createScanner({ active: this.arrangement.active, prefixes: this.arrangement.prefixes });
    this.#scrub = new TextScrub(plan, this.arrangement, throwAwayKey(), newScratch());
    this.names = detectorNames(plan);
    this.#plain = this.#task("auto", "", 0, false);
  }

  /** What is in a text that belongs to `key`; a key that stands for personal data claims the whole of it. */
  find(text: string, key = ""): readonly Span[] {
    if (text === "") return NONE;
    if (key === "") return this.#spans(text, this.#plain);
    const rule = keyRule(this.#rules, key, key);
    switch (rule.kind) {
      case "never":
        return NONE;
      case "act": {
        const isSaid =
          isToken(text) ||
          isReplaced(text, 0, text.length) ||
          actionOf(text, rule.type, this.#rules, rule.action).kind === "keep";
        return isSaid
          ? NONE
          : [{ start: 0, end: text.length, type: rule.type, score: 1, detector: "key", evidence: EVIDENCE.key }];
      }
      case "scan":
        return this.#spans(text, this.#task(rule.format, key, hintsOf(key), rule.freeText));
    }
  }

  /** Takes bytes of which lines will be asked for. */
  load(block: Buffer): void {
    const loaded = this.#scanner.load(block);
    this.#block = Buffer.from(loaded.buffer, loaded.byteOffset, loaded.byteLength);
  }

  /** What is in the text [start, end) of the loaded bytes; the candidate scan runs over the bytes. */
  findLoaded(start: number, end: number): readonly Span[] {
    const count = this.#scanner.scan(start, end);
    const first = this.#block[start];
    const mayBeJson = first === 0x7b || first === 0x5b;
    const isLookedAt = count !== 0 || mayBeJson || this.#plan.userDetectors.length > 0;
    if (!isLookedAt && !this.#scanner.isStructured(start, end)) return NONE;
    const { candidates } = this.#scanner;
    let bits = 0;
    for (let i = 0; i < candidates.count; i++) bits |= candidates.triggers[i] ?? 0;
    if (count < 0 || (bits & TRIGGER_BIT.non_ascii) !== 0)
      return this.#spans(this.#block.toString("utf8", start, end), this.#plain);
    const text = this.#block.toString("latin1", start, end);
    return this.#shown(this.#scrub.findingsAt(text, candidates, start, this.#plain));
  }

  #task(format: TextTask["format"], key: string, hints: number, freeText: boolean): TextTask {
    const context: Context = { key, hints, freeText, regions: this.#plan.phoneRegions };
    return { rules: this.#rules, format, context, identity: false, template: false };
  }

  #spans(text: string, task: TextTask): readonly Span[] {
    try {
      return this.#shown(this.#scrub.findings(text, task));
    } catch (error) {
      // More candidates than one pass holds, or more text inside text than is looked at: in pieces there are fewer.
      if (!(error instanceof RangeError) || text.length <= PIECE_CHARS) throw error;
      return this.#inPieces(text, task);
    }
  }

  #shown(found: readonly Finding[]): readonly Span[] {
    if (found.length === 0) return NONE;
    return found.map(
      ({ start, end, type, score, detector, subtype, evidence }): Span => ({
        start,
        end,
        type,
        score: Math.round(score * 1_000) / 1_000,
        detector: this.names[detector] ?? "key",
        ...(subtype !== undefined && { subtype }),
        evidence,
      }),
    );
  }

  #inPieces(text: string, task: TextTask): Span[] {
    const spans: Span[] = [];
    for (let from = 0; from < text.length; ) {
      const end = pieceEnd(text, from);
      for (const span of this.#spans(text.slice(from, end), task))
        spans.push({ ...span, start: span.start + from, end: span.end + from });
      from = end;
    }
    return spans;
  }
}

/** Where a piece that begins at `from` ends: behind its last blank, comma or semicolon. */
function pieceEnd(text: string, from: number): number {
  const most = from + PIECE_CHARS;
  if (most >= text.length) return text.length;
  for (let at = most; at > most - 4_096; at--) if (" ,;\t".includes(text.charAt(at - 1))) return at;
  return most;
}

/** Names of the evidence in a finding. */
export function evidenceNames(evidence: number): string[] {
  return Object.entries(EVIDENCE).flatMap(([name, bit]) => ((evidence & bit) === 0 ? [] : [name]));
}

/** A plan may ask for tokens; what only tells prints none, and explanations are read once. */
export function throwAwayKey(): TokenKey {
  return { id: "tmp", secret: new Secret(randomBytes(32)) };
}
