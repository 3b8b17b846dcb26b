import { isUtf8 } from "node:buffer";
import type { Action } from "../core/action.ts";
import type { EntityType } from "../core/entity.ts";
import { actionOf } from "./action-of.ts";
import type { Context, Finding, Syntax } from "./detect/detector.ts";
import { DETECTORS } from "./detect/registry.generated.ts";
import { type Arrangement, type Judged, judge, type Scratch, scanText, settleFindings } from "./inspect.ts";
import { type PathIdentifier, pathIdentifiers } from "./parse/path-template.ts";
import type { Format, Plan, SignalRules } from "./plan.ts";
import { type Candidates, TRIGGER_BIT } from "./scan/triggers.ts";
import type { TokenKey } from "./transform/token.ts";
import { replacement } from "./transform/transform.ts";

/** How a text is to be read and what it belongs to. */
export interface TextTask {
  readonly rules: SignalRules;
  readonly format: Format;
  readonly context: Context;
  /** The text names a time series. */
  readonly identity: boolean;
  /** Identifiers in paths become templates. */
  readonly template: boolean;
}

/** Called for each replaced span. */
export type OnHit = (detector: number, type: EntityType, action: Action) => void;

const DECODER = new TextDecoder("utf-8");
const MISSING = /\ufffd/g;

/** Pseudo detectors, numbered behind the real ones. */
export const KEY_DETECTOR = DETECTORS.length;
export const TEMPLATE_DETECTOR = DETECTORS.length + 1;
export const FIRST_USER_DETECTOR = DETECTORS.length + 2;

/** Names by number, for the `detector` label: built-in, `key`, `path_template`, then the policy's own. */
export function detectorNames(plan: Plan): string[] {
  return [...DETECTORS.map((detector) => detector.id), "key", "path_template", ...plan.userDetectors.map((user) => user.id)];
}

/** Finds and replaces in one text. Pure but for its scratch memory. */
export class TextScrub {
  readonly #plan: Plan;
  readonly #arrangement: Arrangement;
  readonly #key: TokenKey;
  readonly #scratch: Scratch;

  constructor(plan: Plan, arrangement: Arrangement, key: TokenKey, scratch: Scratch) {
    this.#plan = plan;
    this.#arrangement = arrangement;
    this.#key = key;
    this.#scratch = scratch;
  }

  /**
   * Scrubs the UTF-8 text `buffer[start, end)` whose candidates are given, relative to `buffer`. Returns the new text,
   * or undefined when nothing changes. `repaired` is called for bytes that are no UTF-8: the text is then scanned as
   * repaired with U+FFFD and once more with the broken bytes left out, and replaced as a whole when only that hits.
   */
  scrubBytes(buffer: Buffer, start: number, end: number, candidates: Candidates, task: TextTask, onHit: OnHit, repaired: () => void): Uint8Array | undefined {
    if (!hasTrigger(candidates, TRIGGER_BIT.non_ascii)) {
      const text = buffer.toString("latin1", start, end);
      return this.#rewritten(text, this.#findings(text, candidates, start, task), task, onHit);
    }
    const bytes = buffer.subarray(start, end);
    if (isUtf8(bytes)) {
      const text = buffer.toString("utf8", start, end);
      return this.#rewritten(text, this.findings(text, task), task, onHit);
    }
    repaired();
    const text = DECODER.decode(bytes);
    const findings = this.findings(text, task);
    const joined = text.replace(MISSING, "");
    if (this.findings(joined, task).length > findings.length) {
      onHit(KEY_DETECTOR, "FREE_TEXT", { kind: "redact" });
      return Buffer.from(replacement(text, "FREE_TEXT", { kind: "redact" }, "text", task.identity, this.#key));
    }
    return this.#rewritten(text, findings, task, onHit) ?? Buffer.from(text);
  }

  /** Findings that the rules act on, in order, without overlaps. */
  findings(text: string, task: TextTask): Finding[] {
    return this.#findings(text, scanText(text, this.#arrangement, this.#scratch), 0, task);
  }

  #findings(text: string, candidates: Candidates, offset: number, task: TextTask): Finding[] {
    const judged = judge(text, candidates, offset, this.#arrangement, task.context);
    if (this.#plan.userDetectors.length > 0) this.#userFindings(text, judged);
    const syntax = syntaxOf(task.format);
    if (!task.template) return judged.length === 0 ? [] : settleFindings(text, judged, task.rules, syntax);
    return withTemplates(settleFindings(text, judged, task.rules, syntax), pathIdentifiers(text, 0, text.length), task.rules);
  }

  #userFindings(text: string, judged: Judged[]): void {
    this.#plan.userDetectors.forEach((user, index) => {
      if (user.literal !== undefined && !text.includes(user.literal)) return;
      for (const span of user.find(text)) {
        judged.push({ start: span.start, end: span.end, prior: user.score, evidence: 1, detector: FIRST_USER_DETECTOR + index, type: user.type, score: user.score });
      }
    });
  }

  #rewritten(text: string, findings: readonly Finding[], task: TextTask, onHit: OnHit): Uint8Array | undefined {
    if (findings.length === 0) return undefined;
    let out = "";
    let at = 0;
    for (const finding of findings) {
      const value = text.slice(finding.start, finding.end);
      const action: Action = finding.detector === TEMPLATE_DETECTOR ? { kind: "template" } : actionOf(value, finding.type, task.rules);
      const put = replacement(value, finding.type, action, finding.syntax, task.identity, this.#key);
      onHit(finding.detector, finding.type, action);
      out += text.slice(at, finding.start) + put;
      at = finding.end;
    }
    return Buffer.from(out + text.slice(at));
  }
}

function hasTrigger(candidates: Candidates, bit: number): boolean {
  for (let i = 0; i < candidates.count; i++) if (((candidates.triggers[i] ?? 0) & bit) !== 0) return true;
  return false;
}

function syntaxOf(format: Format): Syntax {
  return format === "url" || format === "url_path" || format === "url_query" ? "url" : "text";
}

/** Adds templates where no stronger finding stands; findings win, for they are personal. */
function withTemplates(findings: readonly Finding[], identifiers: readonly PathIdentifier[], rules: SignalRules): Finding[] {
  const added = identifiers
    .filter((one) => rules.types[one.type].action.kind !== "keep")
    .filter((one) => !findings.some((other) => one.start < other.end && other.start < one.end))
    .map((one): Finding => ({ start: one.start, end: one.end, type: one.type, subtype: undefined, score: 1, evidence: 1, detector: TEMPLATE_DETECTOR, syntax: "template" }));
  return added.length === 0 ? [...findings] : [...findings, ...added].sort((a, b) => a.start - b.start);
}
