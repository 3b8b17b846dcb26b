import { isToken, type TokenKey, token } from "../../transform/token.ts";
import type { LabelAnswer, LabelReason, LabelValue, MetricFacts } from "./decider.ts";
import type { LabelMode } from "./fold-plan.ts";
import { generalised } from "./generalise.ts";
import { KeyedHash } from "./keyed-hash.ts";
import { type Personal, placeholderOf, withoutTokens } from "./personal.ts";
import { shapeOf } from "./shape.ts";
import { SHAPE } from "./shapes.ts";
import { placeholder, templateOf } from "./template.ts";
import type { Tickets } from "./tickets.ts";
import { TopValues } from "./top-values.ts";
import { ValueSources } from "./value-sources.ts";

/** A label and what is known of its value. */
export interface Judged {
  readonly metric: MetricFacts;
  readonly key: string;
  readonly value: LabelValue;
  readonly text: string;
  readonly personal: Personal;
  readonly shape: number;
  readonly sourceHash: number;
}

/** Labels that may have a ranking or sources of their own; labels beyond show `{other}` and `{rare}` only. */
const MAX_LABELS = 1024;
const MAX_NAME = 512;
/** Ranks and releases change at most this often: each change makes series be asked about again. */
const SETTLE_MS = 60_000;

/** Turns a mode into an answer. Remembers weights and sources for the two modes that need them. */
export class Modes {
  readonly #tickets: Tickets;
  readonly #tokenKey: TokenKey;
  readonly #hash: KeyedHash;
  readonly #top = new Map<string, TopValues>();
  readonly #sources = new Map<string, ValueSources>();
  #settledAt = Number.NEGATIVE_INFINITY;

  constructor(key: TokenKey, tickets: Tickets) {
    this.#tokenKey = key;
    this.#tickets = tickets;
    this.#hash = new KeyedHash(key.secret, "label modes");
  }

  answer(mode: LabelMode, judged: Judged, reason: LabelReason): LabelAnswer {
    const { shape } = judged;
    if (mode.kind === "keep") return { action: "keep" };
    if (mode.kind === "drop") return { action: "drop", reason, shape };
    if (mode.kind === "exemplar")
      return { action: "drop", reason, shape, toExemplar: true, text: this.#tokenised(judged) };
    // An array, a map or bytes cannot be put into a smaller text.
    if (judged.value.kind === "other") return { action: "drop", reason, shape };
    return this.#smaller(mode, judged, reason);
  }

  #smaller(
    mode: Exclude<LabelMode, { kind: "keep" | "drop" | "exemplar" }>,
    judged: Judged,
    reason: LabelReason,
  ): LabelAnswer {
    const { text, shape } = judged;
    const become = (other: string): LabelAnswer =>
      other === text && judged.value.kind === "string"
        ? { action: "keep" }
        : { action: "replace", text: other, reason, shape };
    switch (mode.kind) {
      case "placeholder":
        return become(placeholderFor(judged));
      case "template":
        return become(templateFor(judged));
      case "generalise":
        return become(generalised(text, shapeOf(text)) ?? placeholderFor(judged));
      case "bucket":
        return become(`bucket-${this.#number(judged) % mode.buckets}`);
      case "topk":
        return this.#topValue(mode.keep, judged, reason);
      case "k_anonymous":
        return this.#frequent(mode.sources, judged, reason);
    }
  }

  /** 53 bits of the value's keyed hash under its key. */
  #number({ key, text }: Judged): number {
    this.#hash.hash(key);
    this.#hash.hash(text, this.#hash.low);
    return this.#hash.high * 2 ** 21 + (this.#hash.low >>> 11);
  }

  #topValue(keep: number, judged: Judged, reason: LabelReason): LabelAnswer {
    const ranking = this.#ranking(keep, judged);
    if (ranking === undefined) return { action: "replace", text: "{other}", reason, shape: judged.shape };
    const hash = this.#number(judged);
    const ticket = ranking.see(hash);
    if (ranking.isTop(hash)) return { action: "keep", ticket };
    return { action: "replace", text: "{other}", reason, shape: judged.shape, ticket };
  }

  #ranking(keep: number, { metric, key }: Judged): TopValues | undefined {
    const name = `${keep} ${metric.name} ${key}`;
    const found = this.#top.get(name);
    if (found !== undefined || this.#top.size >= MAX_LABELS || name.length > MAX_NAME) return found;
    const made = new TopValues(keep);
    made.owner = this.#tickets.enter(made);
    this.#top.set(name, made);
    return made;
  }

  #frequent(needed: number, judged: Judged, reason: LabelReason): LabelAnswer {
    const name = `${needed} ${judged.key}`;
    let sources = this.#sources.get(name);
    if (sources === undefined && this.#sources.size < MAX_LABELS && name.length <= MAX_NAME) {
      sources = new ValueSources(needed);
      this.#sources.set(name, sources);
    }
    const shown = sources?.see(this.#number(judged), judged.sourceHash) ?? false;
    return shown ? { action: "keep" } : { action: "replace", text: "{rare}", reason, shape: judged.shape };
  }

  #tokenised({ text, personal }: Judged): string {
    if (personal === "inside") return withoutTokens(text);
    return personal === "typed" || isToken(text) ? text : token(text, "IDENTIFIER", this.#tokenKey);
  }

  /** Ranks and releases anew when it is time; true when an answer may be another now. */
  tick(nowMs: number): boolean {
    if (nowMs - this.#settledAt < SETTLE_MS) return false;
    this.#settledAt = nowMs;
    let changed = false;
    for (const ranking of this.#top.values()) changed = ranking.rank() || changed;
    for (const sources of this.#sources.values()) changed = sources.release() || changed;
    return changed;
  }
}

function placeholderFor({ text, personal, shape }: Pick<Judged, "text" | "personal" | "shape">): string {
  if (personal === "token") return placeholderOf(text);
  if (personal === "typed") return text;
  if (personal === "inside") return withoutTokens(text);
  return shape === SHAPE.none || shape === SHAPE.word ? "{value}" : placeholder(shape);
}

function templateFor({ text, personal, shape }: Judged): string {
  if (personal !== "inside")
    return personal === "none" ? templateOf(text, shape) : placeholderFor({ text, personal, shape });
  const bare = withoutTokens(text);
  return templateOf(bare, shapeOf(bare));
}
