import { isUtf8 } from "node:buffer";
import type { Action } from "../core/action.ts";
import type { EntityType } from "../core/entity.ts";
import { actionOf } from "./action-of.ts";
import { type Arrangement, READ_TRIGGERS } from "./arrangement.ts";
import type { Context, Syntax } from "./detect/detector.ts";
import { DETECTORS } from "./detect/registry.generated.ts";
import type { WorkBudget } from "./detect/work.ts";
import { judge, type Scratch, scanText } from "./inspect.ts";
import type { Judged } from "./judge-candidate.ts";
import { escaped } from "./parse/escape.ts";
import { skipSpace } from "./parse/json.ts";
import { type PathIdentifier, pathIdentifiers } from "./parse/path-template.ts";
import { mayHoldRecord } from "./parse/records.ts";
import { mayBeTable } from "./parse/table.ts";
import type { Format, Plan, SignalRules } from "./plan.ts";
import { type Candidates, TRIGGER_BIT } from "./scan/triggers.ts";
import { settleFindings } from "./settle-findings.ts";
import { type PlacedFinding, settlePlaced } from "./settle-placed.ts";
import type { Shape } from "./shape-memo.ts";
import { withStandIns } from "./stand-in.ts";
import { BASE64_JSON, outsideFrames, REFERENCE, TextReader } from "./text-read.ts";
import { blankOurs } from "./transform/ours.ts";
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
  /** The lid on what the text may cost, also in `context`; absent, there is none. */
  readonly work?: WorkBudget;
}

/** Adds to what was found in a text, `start` its place in the message. */
type Extend = (text: string, start: number, findings: readonly PlacedFinding[]) => readonly PlacedFinding[];

/** Called for each replaced span. */
export type OnHit = (detector: number, type: EntityType, action: Action) => void;

/** Formats that are read by a parser even where the scan sees no candidate. */
export const PARSED: ReadonlySet<Format> = new Set<Format>([
  "json",
  "url",
  "url_path",
  "url_query",
  "form",
  "sql",
  "headers",
  "cookies",
]);

const DECODER = new TextDecoder("utf-8");
const MISSING = /\ufffd/g;

/** Pseudo detectors, numbered behind the real ones. */
export const KEY_DETECTOR = DETECTORS.length;
const TEMPLATE_DETECTOR = DETECTORS.length + 1;
export const LEARNED_DETECTOR = DETECTORS.length + 2;
const FIRST_USER_DETECTOR = DETECTORS.length + 3;

/** Names by number, for the `detector` label: built-in, `key`, `path_template`, `learned_field`, then the policy's own. */
export function detectorNames(plan: Plan): string[] {
  return [
    ...DETECTORS.map((detector) => detector.id),
    "key",
    "path_template",
    "learned_field",
    ...plan.userDetectors.map((user) => user.id),
  ];
}

/** Finds and replaces in one text. Pure but for its scratch memory. */
export class TextScrub {
  readonly #plan: Plan;
  readonly #arrangement: Arrangement;
  readonly #key: TokenKey;
  readonly #scratch: Scratch;
  readonly #reader: TextReader;
  readonly #extend: Extend;

  constructor(plan: Plan, arrangement: Arrangement, key: TokenKey, scratch: Scratch, extend: Extend = asFound) {
    this.#plan = plan;
    this.#arrangement = arrangement;
    this.#key = key;
    this.#extend = extend;
    this.#scratch = scratch;
    this.#reader = new TextReader(arrangement, scratch, KEY_DETECTOR);
  }

  /**
   * Scrubs the UTF-8 text `buffer[start, end)` whose candidates are given, relative to `buffer`. Returns the new text,
   * or undefined when nothing changes. `repaired` is called for bytes that are no UTF-8: the text is then scanned as
   * repaired with U+FFFD and once more with the broken bytes left out, and replaced as a whole when only that hits.
   */
  scrubBytes(
    buffer: Buffer,
    start: number,
    end: number,
    candidates: Candidates,
    task: TextTask,
    onHit: OnHit,
    repaired: () => void,
  ): Uint8Array | undefined {
    if (!hasTrigger(candidates, TRIGGER_BIT.non_ascii)) {
      // A long run of letters may be base64.
      const isPlain =
        PARSED.has(task.format) &&
        !hasTrigger(candidates, TRIGGER_BIT.token) &&
        this.#reader.isPlain(task.format, buffer, start, end, task.rules);
      if (
        isPlain &&
        candidates.count === 0 &&
        !task.template &&
        task.context.hints === 0 &&
        this.#plan.userDetectors.length === 0
      )
        return undefined;
      const text = buffer.toString("latin1", start, end);
      return this.#rewritten(
        text,
        this.#extend(text, start, this.#findings(text, candidates, start, task, isPlain)),
        task,
        onHit,
      );
    }
    if (task.work?.sight !== undefined) task.work.sight.isWhole = false;
    const bytes = buffer.subarray(start, end);
    if (isUtf8(bytes)) {
      const text = buffer.toString("utf8", start, end);
      return this.#rewritten(text, this.#extend(text, start, this.findings(text, task)), task, onHit);
    }
    repaired();
    const text = DECODER.decode(bytes);
    const findings = this.findings(text, task);
    const joined = text.replace(MISSING, "");
    const seen = new Set(findings.map(({ start: from, end: to }) => text.slice(from, to).replace(MISSING, "")));
    if (this.findings(joined, task).some(({ start: from, end: to }) => !seen.has(joined.slice(from, to)))) {
      onHit(KEY_DETECTOR, "FREE_TEXT", { kind: "redact" });
      return Buffer.from(replacement(text, "FREE_TEXT", { kind: "redact" }, "text", task.identity, this.#key));
    }
    return this.#rewritten(text, findings, task, onHit) ?? Buffer.from(text);
  }

  /** Findings that the rules act on, in order, without overlaps. */
  findings(text: string, task: TextTask): PlacedFinding[] {
    return this.#findings(text, scanText(text, this.#arrangement, this.#scratch), 0, task);
  }

  /** The same for ASCII text whose candidates are known; their positions less `offset` are positions in `text`. */
  findingsAt(text: string, candidates: Candidates, offset: number, task: TextTask): PlacedFinding[] {
    return this.#findings(text, candidates, offset, task);
  }

  #findings(
    original: string,
    candidates: Candidates,
    offset: number,
    task: TextTask,
    isPlain = false,
  ): PlacedFinding[] {
    if (candidates.count < 0) throw new RangeError("a text has too many candidates");
    task.work?.open(original.length);
    const text = blankOurs(original);
    const sight = task.work?.sight;
    if (sight !== undefined && (text !== original || TOLD_BY_DIGITS.test(original))) sight.isWhole = false;
    const found =
      this.#seenAs(withStandIns(text), text, candidates, offset, task, isPlain) ??
      this.#seenAs(text, text, scanText(text, this.#arrangement, this.#scratch), 0, task, isPlain) ??
      [];
    const told = text === original ? found : found.filter(({ start, end }) => text.slice(start, end).trim() !== "");
    return task.template ? withTemplates(told, pathIdentifiers(text, 0, text.length), task.rules) : told;
  }

  /** What is found in `text` by looking at `seen`; undefined where a rule asks what stands behind a stand-in. */
  #seenAs(
    seen: string,
    text: string,
    candidates: Candidates,
    offset: number,
    { rules, format, context, work }: TextTask,
    isPlain: boolean,
  ): PlacedFinding[] | undefined {
    const judged = judge(seen, candidates, offset, this.#arrangement, context);
    if (this.#plan.userDetectors.length > 0) this.#userFindings(text, judged);
    const bits = triggersOf(candidates);
    const syntax = syntaxOf(format);
    const reads = (!isPlain || judged.length > 0) && mayHoldText(seen, format, bits);
    const sight = work?.sight;
    if (sight !== undefined) sight.reads = reads;
    if (!reads) return settleFindings(text, judged, rules, syntax);
    const placed = this.#reader.read(seen, text, format, bits, judged, rules, context, syntax);
    if (placed === undefined && sight !== undefined) sight.isWhole = false;
    return placed && settlePlaced(text, placed, rules);
  }

  /** `scrubBytes` for ASCII text of a shape that was looked at before: what may differ in this one is looked at again. */
  scrubShaped(
    buffer: Buffer,
    start: number,
    end: number,
    candidates: Candidates,
    shape: Shape,
    task: TextTask,
    onHit: OnHit,
  ): Uint8Array | undefined {
    const text = buffer.toString("latin1", start, end);
    task.work?.open(text.length);
    const { rules, format, context } = task;
    const judged = judge(withStandIns(text), candidates, start, this.#arrangement, context, shape);
    if (judged.length === 0 && shape.isSettled) return undefined;
    // What is found is fitted to the parts around it: the text is read whole.
    if (judged.some((one) => touches(one, shape.parts)))
      return this.scrubBytes(buffer, start, end, candidates, task, onHit, nothing);
    const syntax = syntaxOf(format);
    const found = shape.reads
      ? settlePlaced(text, outsideFrames(text, format, judged, syntax), rules)
      : settleFindings(text, judged, rules, syntax);
    return this.#rewritten(text, this.#extend(text, start, found), task, onHit);
  }

  #userFindings(text: string, judged: Judged[]): void {
    this.#plan.userDetectors.forEach((user, index) => {
      if (user.literal !== undefined && !text.includes(user.literal)) return;
      for (const span of user.find(text)) {
        judged.push({
          start: span.start,
          end: span.end,
          prior: user.score,
          evidence: 1,
          detector: FIRST_USER_DETECTOR + index,
          type: user.type,
          score: user.score,
        });
      }
    });
  }

  #rewritten(text: string, findings: readonly PlacedFinding[], task: TextTask, onHit: OnHit): Uint8Array | undefined {
    if (findings.length === 0) return undefined;
    let out = "";
    let at = 0;
    for (const finding of findings) {
      const value = finding.value ?? text.slice(finding.start, finding.end);
      const action: Action =
        finding.detector === TEMPLATE_DETECTOR
          ? { kind: "template" }
          : actionOf(value, finding.type, task.rules, finding.action);
      const plain = replacement(value, finding.type, action, finding.syntax, task.identity, this.#key);
      const put = (finding.escapes ?? []).reduce(escaped, plain);
      onHit(finding.detector, finding.type, action);
      out += text.slice(at, finding.start) + put;
      at = finding.end;
    }
    return Buffer.from(out + text.slice(at));
  }
}

/** Whether a match reaches into one of the stretches, given by their beginnings and ends. */
function touches({ start, end }: Judged, stretches: readonly number[]): boolean {
  for (let i = 0; i < stretches.length; i += 2) if (start < stretches[i + 1]! && end > stretches[i]!) return true;
  return false;
}

/** What the digits of make another thing: a token of ours, and lines of GEDCOM and DICOM (`parse/records.ts`). */
const TOLD_BY_DIGITS = /tk1|^(?:\d NAME |\(\d{4},)/m;

const nothing = (): void => undefined;
const asFound: Extend = (_text, _start, findings) => findings;

function triggersOf(candidates: Candidates): number {
  let bits = 0;
  for (let i = 0; i < candidates.count; i++) bits |= candidates.triggers[i] ?? 0;
  return bits;
}

/** Whether a text is worth reading by its parts: its format says so, a trigger does, or it begins like JSON. */
function mayHoldText(text: string, format: Format, bits: number): boolean {
  if ((bits & READ_TRIGGERS) !== 0 || PARSED.has(format)) return true;
  const first = text.charCodeAt(skipSpace(text, 0, text.length));
  return (
    first === 0x7b ||
    first === 0x5b ||
    first === 0x3c ||
    mayBeTable(text) ||
    mayHoldRecord(text) ||
    text.includes(BASE64_JSON) ||
    text.includes(REFERENCE)
  );
}

function hasTrigger(candidates: Candidates, bit: number): boolean {
  for (let i = 0; i < candidates.count; i++) if (((candidates.triggers[i] ?? 0) & bit) !== 0) return true;
  return false;
}

function syntaxOf(format: Format): Syntax {
  return format === "url" || format === "url_path" || format === "url_query" ? "url" : "text";
}

/** Adds templates where no stronger finding stands; findings win, for they are personal. */
function withTemplates(
  findings: readonly PlacedFinding[],
  identifiers: readonly PathIdentifier[],
  rules: SignalRules,
): PlacedFinding[] {
  const added = identifiers
    .filter((one) => rules.types[one.type].action.kind !== "keep")
    .filter((one) => !findings.some((other) => one.start < other.end && other.start < one.end))
    .map(
      (one): PlacedFinding => ({
        start: one.start,
        end: one.end,
        type: one.type,
        subtype: undefined,
        score: 1,
        evidence: 1,
        detector: TEMPLATE_DETECTOR,
        syntax: "template",
      }),
    );
  return added.length === 0 ? [...findings] : [...findings, ...added].sort((a, b) => a.start - b.start);
}
