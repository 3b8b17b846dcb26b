import { isUtf8 } from "node:buffer";
import { ACTION_KINDS, type Action } from "../core/action.ts";
import { ENTITY_TYPES, type EntityType } from "../core/entity.ts";
import { IDENTITY_PLACES, PLACES } from "../core/place.ts";
import { GUARDS, type Guard, newReport, packHit, type Report } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";
import { resourceAttributes } from "../otlp/resource.ts";
import { REMOVE, REPLACE, type Verdict, VISIT, type Visitor } from "../otlp/walk.ts";
import { actionOf } from "./action-of.ts";
import type { Arrangement } from "./arrangement.ts";
import { type Desk, SCAN_AUTO } from "./desk.ts";
import { Desks } from "./desks.ts";
import { hintsOf } from "./detect/hints.ts";
import { WorkBudget, WorkSpent } from "./detect/work.ts";
import { FieldLearning } from "./field-learning.ts";
import { newScratch } from "./inspect.ts";
import type { KeyInfo } from "./key-memo.ts";
import { keyRule } from "./key-rules.ts";
import { textOfBytes } from "./parse/bytes-value.ts";
import { mayHoldIdentifier } from "./parse/path-template.ts";
import { decimal, stringOfAnyValue } from "./parse/scalar.ts";
import { type Format, type KeyRule, matches, type Plan } from "./plan.ts";
import type { Scanner } from "./scan/scanner.ts";
import { rootOf, type Survey, UNNAMED } from "./scan/survey.ts";
import type { Shape } from "./shape-memo.ts";
import { type Standing, TextMemory } from "./text-memory.ts";
import { KEY_DETECTOR, LEARNED_DETECTOR, PARSED, TextScrub, type TextTask } from "./text-scrub.ts";
import { isToken, type TokenKey } from "./transform/token.ts";
import { replacement } from "./transform/transform.ts";

const REDACT: Action = { kind: "redact" };
const NEVER: KeyRule = { kind: "never" };
const IDENTITY: readonly boolean[] = PLACES.map((place) => IDENTITY_PLACES.has(place));
const SPAN_NAME = PLACES.indexOf("span.name");
const TYPE_INDEX: ReadonlyMap<EntityType, number> = new Map(ENTITY_TYPES.map((type, index) => [type, index]));
const ACTION_INDEX: ReadonlyMap<Action["kind"], number> = new Map(ACTION_KINDS.map((kind, index) => [kind, index]));
/** Formats whose paths have identifiers that become templates. */
const TEMPLATED: ReadonlySet<Format> = new Set<Format>(["url", "url_path"]);

/** Applies a plan to what the walk visits. Every failure replaces the value. */
export class ScrubVisitor implements Visitor {
  keyText: Uint8Array | undefined;
  readonly #plan: Plan;
  readonly #hasUserDetectors: boolean;
  /** Hints some detector of whole values answers to. */
  readonly #wholeHints: number;
  readonly #scanner: Scanner;
  readonly #text: TextScrub;
  readonly #key: TokenKey;
  #report: Report = newReport();
  #buffer: Buffer = Buffer.alloc(0);
  #signal: Signal = "logs";
  #identitySignal = false;
  #desk: Desk;
  readonly #survey: Survey | undefined;
  readonly #work = new WorkBudget();
  readonly #memory: TextMemory;
  readonly #learning: FieldLearning | undefined;
  readonly #desks: Desks;
  readonly #stack: (KeyInfo | undefined)[] = [];
  #current: KeyInfo | undefined;
  /** Guards that acted, ever. */
  #guarded = 0;
  /** Where hits of the text under work are counted. */
  #place = 0;
  readonly #onHit = (detector: number, type: EntityType, action: Action): void => {
    this.#report.hits.push(
      packHit(detector, TYPE_INDEX.get(type) ?? 0, this.#place, ACTION_INDEX.get(action.kind) ?? 0),
    );
  };
  readonly #onRepair = (): void => this.#guard("invalid_utf8");

  constructor(plan: Plan, arrangement: Arrangement, key: TokenKey, scanner: Scanner, survey: Survey | undefined) {
    this.#plan = plan;
    this.#hasUserDetectors = plan.userDetectors.length > 0;
    this.#wholeHints = arrangement.whole.reduce((bits, entry) => bits | entry.hints, 0);
    this.#scanner = scanner;
    this.#survey = survey;
    this.#memory = new TextMemory(scanner, survey, this.#work);
    this.#learning = plan.learn ? new FieldLearning(survey, () => this.#memory.clear()) : undefined;
    this.#key = key;
    const learning = this.#learning;
    this.#text = new TextScrub(
      plan,
      arrangement,
      key,
      newScratch(),
      learning && ((text, start, found) => learning.inText(text, start, this.#place, found, this.#desk.rules)),
    );
    this.#desks = new Desks(plan, survey);
    this.#desk = this.#desks.at(0, this.#signal);
  }

  /** Starts a request; the report fills while the walk runs. */
  begin(buffer: Uint8Array, signal: Signal): Report {
    this.#buffer = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.#signal = signal;
    this.#identitySignal = signal === "metrics";
    this.#stack.length = 0;
    this.#current = undefined;
    this.#work.begin(buffer.length);
    this.#report = newReport();
    this.#desks.begin();
    this.#desk = this.#desks.at(0, signal);
    const learned = this.#learning?.begin(this.#buffer, signal) ?? [];
    if (learned.length > 0) this.#report.learned = learned;
    return this.#report;
  }

  resource(_buffer: Uint8Array, start: number, end: number): void {
    const { selectors } = this.#plan;
    if (selectors.length === 0) return;
    const attributes = resourceAttributes(this.#buffer, start, end);
    const chosen = selectors.find((selector) =>
      selector.attributes.every((one) => matches(one.value, attributes.get(one.key) ?? "")),
    );
    this.#desk = this.#desks.at(chosen?.ruleSet ?? 0, this.#signal);
  }

  record(): void {
    this.#report.items++;
  }

  text(place: number, start: number, end: number): Uint8Array | undefined {
    if (start === end) return undefined;
    const rule = this.#desk.placeRules[place];
    if (rule?.kind === "act")
      return (
        this.#act(place, this.#buffer.toString("utf8", start, end), rule.type, rule.action) ??
        this.#validText(place, start, end)
      );
    if (rule?.kind === "never") return this.#validText(place, start, end);
    return this.#scanned(place, start, end, PLAIN, place === SPAN_NAME && mayHoldIdentifier(this.#buffer, start, end));
  }

  key(place: number, start: number, end: number, levels: number, certain: boolean): Verdict {
    const parent = levels > 0 ? this.#current : undefined;
    const owner = parent ?? this.#desk.roots[place]!;
    let info = owner.children.get(this.#buffer, start, end);
    if (info === undefined) {
      info = this.#learn(place, start, end, parent, owner);
      owner.children.put(info);
    }
    if (info.watched) info = this.#learning?.ruled(info, start, this.#desk.rules) ?? info;
    this.keyText = info.keyText;
    if (info.keyHits.length > 0) this.#report.hits.push(...info.keyHits);
    const { rule } = info;
    if (rule.kind === "act" && rule.action.kind === "drop" && !this.#isIdentity(place)) {
      this.#place = place;
      this.#onHit(KEY_DETECTOR, rule.type, rule.action);
      return REMOVE;
    }
    this.#stack.push(this.#current);
    // Its entries' names begin anew: what was learned of them, and their path, say that they are protected.
    this.#current =
      certain || rule.kind !== "never" ? info : { ...info, rule: SCAN_AUTO, path: "", children: this.#desks.newMemo() };
    return rule.kind === "act" ? REPLACE : VISIT;
  }

  leave(): void {
    this.#current = this.#stack.pop();
  }

  body(place: number): Verdict {
    const rule = this.#desk.placeRules[place];
    const info = this.#desk.roots[place]!;
    this.#stack.push(this.#current);
    this.#current = info;
    if (rule?.kind === "act") return REPLACE;
    return VISIT;
  }

  replaced(place: number, start: number, end: number): Uint8Array | undefined {
    const info = this.#current;
    const rule = info?.rule;
    if (rule?.kind !== "act" || start === end) return undefined;
    const value = stringOfAnyValue(this.#buffer, start, end);
    const detector = info?.isLearned === true ? LEARNED_DETECTOR : KEY_DETECTOR;
    return value === "" ? undefined : this.#act(place, value, rule.type, rule.action, detector);
  }

  value(place: number, start: number, end: number): Uint8Array | undefined {
    if (start === end) return undefined;
    const info = this.#current;
    if (info === undefined) return this.#scanned(place, start, end, PLAIN, false);
    if (info.rule.kind === "never") return this.#validText(place, start, end);
    if (info.watched) this.#learning?.seen(info, start);
    const { hits } = this.#report;
    const before = hits.length;
    const text = this.#scanned(place, start, end, info, info.templated && mayHoldIdentifier(this.#buffer, start, end));
    if (text !== undefined && this.#learning !== undefined)
      this.#learning.found(info, this.#buffer, start, end, text, hits.slice(before), this.#desk.rules);
    return text;
  }

  bytes(place: number, start: number, end: number): Uint8Array | undefined {
    if (start === end || this.#current?.rule.kind === "never") return undefined;
    return this.#closed(place, start, end, () => {
      const text = textOfBytes(this.#buffer.subarray(start, end), this.#plan.limits.maxValueBytes);
      if (text === undefined) {
        this.#guard("opaque_bytes");
        return this.#placeholder(place, start, end);
      }
      if (this.#text.findings(text, this.#task(place, this.#current ?? PLAIN, false)).length === 0) return undefined;
      this.#place = place;
      this.#onHit(KEY_DETECTOR, "FREE_TEXT", REDACT);
      return this.#placeholder(place, start, end);
    });
  }

  number(place: number, field: number, start: number, end: number): Uint8Array | undefined {
    const info = this.#current;
    if (info === undefined || info.hints === 0 || info.rule.kind !== "scan") return undefined;
    return this.#closed(place, start, end, () => {
      const text = decimal(this.#buffer, field, start, end);
      const findings = this.#text.findings(text, this.#task(place, info, false));
      const first = findings[0];
      return first === undefined
        ? undefined
        : this.#act(place, text, first.type, actionOf(text, first.type, this.#desk.rules), first.detector);
    });
  }

  tooDeep(place: number, start: number, end: number): Uint8Array {
    this.#guard("too_deep");
    return this.#placeholder(place, start, end);
  }

  unknownField(): void {
    this.#report.unknownFields++;
  }

  badId(): void {
    this.#guard("bad_id");
  }

  #guard(guard: Guard): void {
    this.#guarded++;
    this.#report.guards[GUARDS.indexOf(guard)]! += 1;
  }

  #isIdentity(place: number): boolean {
    return this.#identitySignal && IDENTITY[place] === true;
  }

  #learn(place: number, start: number, end: number, parent: KeyInfo | undefined, owner: KeyInfo): KeyInfo {
    const name = this.#buffer.toString("utf8", start, end);
    const path = parent === undefined || owner.path === "" ? name : `${owner.path}.${name}`;
    const rule = parent?.rule.kind === "never" ? NEVER : keyRule(this.#desk.rules, path, name);
    const format = rule.kind === "scan" ? rule.format : "auto";
    const hints = hintsOf(name);
    const hitsBefore = this.#report.hits.length;
    const keyText = end > start ? this.#scanned(place, start, end, PLAIN, false) : undefined;
    const keyHits = this.#report.hits.splice(hitsBefore);
    const templated = TEMPLATED.has(format);
    const always = PARSED.has(format) || (hints & this.#wholeHints) !== 0;
    const bytes = Uint8Array.prototype.slice.call(this.#buffer, start, end);
    // Under a protected body the same name means something else than among attributes.
    const isTop = parent === undefined || (owner.path === "" && parent.rule.kind !== "never");
    const parentNumber = isTop ? rootOf(this.#signal) : owner.surveyed;
    const watched = this.#learning?.isWatched(path) ?? false;
    const surveyed =
      !watched && keyText === undefined && keyHits.length === 0
        ? this.#desks.introduce(parentNumber, bytes, rule, hints === 0 && !templated && !always)
        : UNNAMED;
    return {
      bytes,
      path,
      name,
      rule,
      format,
      freeText: rule.kind === "scan" && rule.freeText,
      hints,
      templated,
      always,
      keyText,
      // `key` reports them for this occurrence as for every later one.
      keyHits,
      children: this.#desks.newMemo(),
      owner: this.#desks.ownerFor(surveyed),
      surveyed,
      watched,
    };
  }

  /** Protected text is kept, unless its bytes are no UTF-8: then it is repaired and scanned. */
  #validText(place: number, start: number, end: number): Uint8Array | undefined {
    for (let i = start; i < end; i++) {
      if (this.#buffer[i]! > 0x7f) {
        return isUtf8(this.#buffer.subarray(start, end)) ? undefined : this.#scanned(place, start, end, PLAIN, false);
      }
    }
    return undefined;
  }

  #scanned(place: number, start: number, end: number, manner: Manner, template: boolean): Uint8Array | undefined {
    if (end - start > this.#plan.limits.maxValueBytes) {
      this.#guard("value_too_long");
      return this.#placeholder(place, start, end);
    }
    const owner = manner === PLAIN ? this.#desk.plainOwners[place]! : manner.owner;
    const standing: Standing = { owner, place, start, end };
    const known = this.#memory.recall(standing);
    if (known !== undefined) {
      this.#report.hits.push(...known.hits);
      return known.text;
    }
    const count = this.#scanner.scan(start, end);
    const isLookedAt = count !== 0 || template || manner.always || this.#hasUserDetectors;
    if (!isLookedAt && !this.#scanner.isStructured(start, end)) return undefined;
    // The survey has asked for what it named.
    if (this.#survey === undefined && this.#memory.isClean(this.#buffer, standing)) return undefined;
    const guarded = this.#guarded;
    const before = this.#report.hits.length;
    const shape = count > 0 && !template && this.#isShaped(manner) ? this.#memory.shapeOf(standing) : undefined;
    const text =
      shape === undefined
        ? this.#confirmed(place, start, end, count, manner, template)
        : this.#shaped(place, start, end, shape, manner);
    // What a guard replaced was not looked at.
    if (guarded !== this.#guarded) this.#memory.drop();
    else {
      const outcome = text && { text, hits: this.#report.hits.slice(before) };
      this.#memory.keep(this.#buffer, standing, outcome, this.#learning?.isSettled(place) !== false);
    }
    return text;
  }

  /** Whether texts of this manner are remembered by their shape: nothing but their candidates and words decides about them. */
  #isShaped({ format, hints, always }: Manner): boolean {
    return hints === 0 && !always && (format === "auto" || format === "text") && !this.#hasUserDetectors;
  }

  /** The part of `#scanned` for texts of a known shape. */
  #shaped(place: number, start: number, end: number, shape: Shape, manner: Manner): Uint8Array | undefined {
    return this.#closed(place, start, end, () => {
      this.#place = place;
      const task = this.#task(place, manner, false);
      return this.#text.scrubShaped(this.#buffer, start, end, this.#scanner.candidates, shape, task, this.#onHit);
    });
  }

  /** The part of `#scanned` that few texts reach. */
  #confirmed(
    place: number,
    start: number,
    end: number,
    count: number,
    manner: Manner,
    template: boolean,
  ): Uint8Array | undefined {
    return this.#closed(place, start, end, () => {
      if (count < 0) {
        this.#guard("budget");
        return this.#placeholder(place, start, end);
      }
      this.#place = place;
      const task = this.#task(place, manner, template);
      return this.#text.scrubBytes(
        this.#buffer,
        start,
        end,
        this.#scanner.candidates,
        task,
        this.#onHit,
        this.#onRepair,
      );
    });
  }

  #task(place: number, manner: Manner, template: boolean): TextTask {
    const { format, name, hints, freeText } = manner;
    return {
      rules: this.#desk.rules,
      format,
      context: { key: name, hints, freeText, regions: this.#plan.phoneRegions, work: this.#work },
      identity: this.#isIdentity(place),
      template,
      work: this.#work,
    };
  }

  /** A value whose name decides: a token of ours, and an empty or already replaced value, is left alone. */
  #act(
    place: number,
    value: string,
    type: EntityType,
    chosen: Action,
    detector = KEY_DETECTOR,
  ): Uint8Array | undefined {
    const action = actionOf(value, type, this.#desk.rules, chosen);
    if (action.kind === "keep" || isToken(value) || /^\[[A-Z_]{1,32}\]$/.test(value)) return undefined;
    this.#place = place;
    this.#onHit(detector, type, action);
    return Buffer.from(replacement(value, type, action, "text", this.#isIdentity(place), this.#key));
  }

  /** The closed road for one value: whatever goes wrong, the value is replaced and counted. */
  #closed(place: number, start: number, end: number, work: () => Uint8Array | undefined): Uint8Array | undefined {
    try {
      return work();
    } catch (error) {
      this.#guard(error instanceof WorkSpent ? "budget" : "detector_error");
      return this.#placeholder(place, start, end);
    }
  }

  #placeholder(place: number, start: number, end: number): Uint8Array {
    const value = this.#isIdentity(place) ? this.#buffer.toString("latin1", start, end) : "";
    return Buffer.from(value === "" ? "[REDACTED]" : replacement(value, "FREE_TEXT", REDACT, "text", true, this.#key));
  }
}

/** How a text is read: what its name says, or nothing. */
type Manner = Pick<KeyInfo, "format" | "name" | "hints" | "freeText" | "always" | "owner">;

const PLAIN: Manner = { format: "text", name: "", hints: 0, freeText: false, always: false, owner: 0 };
