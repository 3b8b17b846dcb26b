import { ENTITY_TYPES, type EntityType } from "../core/entity.ts";
import type { LearnedField } from "../core/learned-field.ts";
import { PLACES } from "../core/place.ts";
import { unpackHit } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";
import { ServiceNames } from "../otlp/service-names.ts";
import { EVIDENCE } from "./detect/detector.ts";
import type { KeyInfo } from "./key-memo.ts";
import { hashOfValue, LEARNABLE, LearnedFields } from "./learned-fields.ts";
import { LearnedPositions } from "./learned-positions.ts";
import type { SignalRules } from "./plan.ts";
import { type Survey, UNNAMED } from "./scan/survey.ts";
import type { PlacedFinding } from "./settle-placed.ts";
import { LEARNED_DETECTOR } from "./text-scrub.ts";
import { isToken } from "./transform/token.ts";

const LONGEST_NAME = 96;
const BODY = PLACES.indexOf("log.body");

/**
 * Lets the scrub learn which attributes hold names (`learned-fields.ts`): tells it what was found, and puts the rule of
 * what was learned in place of an attribute's own. Only attributes that no rule names are learned, and none of metrics,
 * whose series would change their names under way.
 */
export class FieldLearning {
  readonly #fields = new LearnedFields();
  readonly #positions = new LearnedPositions();
  readonly #survey: Survey | undefined;
  readonly #forgetTexts: () => void;
  #services = new ServiceNames(Buffer.alloc(0));
  #signal: Signal = "logs";
  /** Names to count the values of, from the next request on. */
  #next: KeyInfo[] = [];
  /** Names the survey was made to forget, with their parents. */
  readonly #forgotten = new WeakMap<KeyInfo, number>();
  readonly #learned = new WeakMap<KeyInfo, Map<EntityType, KeyInfo>>();

  /** `forgetTexts` is called when a text that was clean before may hold a name now. */
  constructor(survey: Survey | undefined, forgetTexts: () => void) {
    this.#survey = survey;
    this.#forgetTexts = forgetTexts;
  }

  /** Begins a request; returns what holds from now on. */
  begin(buffer: Buffer, signal: Signal): readonly LearnedField[] {
    this.#services = new ServiceNames(buffer);
    this.#signal = signal;
    const fields = this.#fields.settle();
    const positions = this.#positions.settle();
    if (positions.length > 0) this.#forgetTexts();
    const learned =
      positions.length === 0
        ? fields
        : [
            ...fields,
            ...positions.map(
              ({ service, id, type }): LearnedField => ({ signal: "logs", service, key: `log.body ${id}`, type }),
            ),
          ];
    for (const info of this.#next) {
      if (info.watched) continue;
      info.watched = true;
      if (this.#survey !== undefined && info.surveyed !== UNNAMED)
        this.#forgotten.set(info, this.#survey.forget(info.surveyed));
    }
    this.#next = [];
    return learned;
  }

  /** Whether what became of the text in `place` that was read last may be remembered: there is nothing to learn from it. */
  isSettled(place: number): boolean {
    return place !== BODY || this.#positions.isSettled;
  }

  isWatched(path: string): boolean {
    return this.#fields.isWatched(this.#signal, path);
  }

  /** What is known of a watched name that stands at `offset`: with the rule that was learned, where one was. */
  ruled(info: KeyInfo, offset: number, rules: SignalRules): KeyInfo {
    const type = this.#fields.typeOf(this.#signal, this.#services.at(offset), info.path);
    if (type === undefined || !isLearnable(info, rules)) return info;
    const { action } = rules.types[type];
    if (action.kind === "keep" || action.kind === "template") return info;
    let byType = this.#learned.get(info);
    if (byType === undefined) this.#learned.set(info, (byType = new Map()));
    let learned = byType.get(type);
    if (learned === undefined) {
      learned = { ...info, rule: { kind: "act", type, action }, isLearned: true };
      byType.set(type, learned);
    }
    return learned;
  }

  /** A value of a watched name is about to be looked at. */
  seen(info: KeyInfo, offset: number): void {
    if (!this.#fields.seen(this.#signal, this.#services.at(offset), info.path) || this.isWatched(info.path)) return;
    info.watched = false;
    const parent = this.#forgotten.get(info);
    if (parent !== undefined) this.#survey?.restore(info.surveyed, parent);
    this.#forgotten.delete(info);
  }

  /** Findings in the text at `offset`, with those at positions that were learned to hold names. */
  inText(
    text: string,
    offset: number,
    place: number,
    findings: readonly PlacedFinding[],
    rules: SignalRules,
  ): readonly PlacedFinding[] {
    if (place !== BODY) return findings;
    const names = findings.filter(({ type, detector }) => LEARNABLE.has(type) && detector !== LEARNED_DETECTOR);
    const learned = this.#positions.read(() => this.#services.at(offset), text, names);
    if (learned.length === 0) return findings;
    const added = learned
      .filter(({ type }) => rules.types[type].action.kind !== "keep" && !rules.allow.exact.has(text))
      .filter((one) => !findings.some((other) => one.start < other.end && other.start < one.end))
      .map(
        (one): PlacedFinding => ({
          ...one,
          subtype: undefined,
          score: 1,
          evidence: EVIDENCE.contextWord,
          detector: LEARNED_DETECTOR,
          syntax: "text",
        }),
      );
    return [...findings, ...added].sort((a, b) => a.start - b.start);
  }

  /** The value buffer[start, end) became `out`, by these hits. */
  found(
    info: KeyInfo,
    buffer: Buffer,
    start: number,
    end: number,
    out: Uint8Array,
    hits: readonly number[],
    rules: SignalRules,
  ): void {
    if (hits.length !== 1 || this.#signal === "metrics" || end - start > LONGEST_NAME) return;
    const type = ENTITY_TYPES[unpackHit(hits[0]!).type];
    if (type === undefined || !LEARNABLE.has(type) || !isLearnable(info, rules) || !isReplacedWhole(out, type)) return;
    const service = this.#services.at(start);
    this.#fields.found(this.#signal, service, info.path, type, hashOfValue(buffer, start, end));
    if (!info.watched && this.isWatched(info.path) && !this.#next.includes(info)) this.#next.push(info);
  }
}

/** No rule names it, and its name holds nothing personal itself: it may be told in a log. */
function isLearnable(info: KeyInfo, rules: SignalRules): boolean {
  return info.rule === rules.otherKeys && info.rule.kind === "scan" && info.path !== "" && info.keyText === undefined;
}

function isReplacedWhole(out: Uint8Array, type: EntityType): boolean {
  const text = Buffer.from(out.buffer, out.byteOffset, out.byteLength).toString("latin1");
  return text === `[${type}]` || isToken(text);
}
