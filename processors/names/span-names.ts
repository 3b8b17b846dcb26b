import { ACTION_KINDS } from "../../core/action.ts";
import { RoadError } from "../../core/errors.ts";
import { PLACES } from "../../core/place.ts";
import { GUARDS, NAME_CHANGES, type NameChange, type Report, unpackHit } from "../../core/report.ts";
import { FieldSteps } from "../../otlp/field-steps.ts";
import { type RecordReader, RecordWalk } from "../../otlp/records.ts";
import { delimited, type Rewrite } from "../../otlp/rewrite.ts";
import type { CleanStep } from "../clean-step.ts";
import type { Plan } from "../plan.ts";
import { ServiceShelf } from "../service-shelf.ts";
import { conventionalName, type Facts, holdsRoute, isInstance, isRpcPath, pathStart } from "./conventions.ts";
import { type HashSeeds, hashBytes } from "./keyed-hash.ts";
import { type NameRules, NO_RULES } from "./name-rules.ts";
import { Origins } from "./origins.ts";
import { isParameter } from "./segment.ts";
import { ServiceNames } from "./service-names.ts";
import { type PathAttribute, SpanAttributes } from "./span-attributes.ts";

export interface SpanNamesOptions {
  readonly plan: Plan;
  /** Different sources that must show a part of a path under identifiers before it is shown. */
  readonly sources: number;
  readonly seeds: HashSeeds;
}

// Span (trace.proto).
const NAME = 5;
const ATTRIBUTES = 9;
const MAX_SERVICES = 1_024;
/** Entries of all services' tables together; about 100 bytes each. */
const MAX_ENTRIES = 262_144;
/** Requests looked at after the start, and then one in so many, while nothing was found that needs this step. */
const FIRST_REQUESTS = 64;
const ONE_IN = 128;
const SPAN_NAME = PLACES.indexOf("span.name");
const TEMPLATE = ACTION_KINDS.indexOf("template");
const SPAN_ATTRIBUTE = PLACES.indexOf("span.attribute");
const FAILED: NamedText = { text: "[REDACTED]" };
// KeyValue and AnyValue (common.proto): key, value and string_value, length-delimited.
const KEY_TAG = Buffer.from([0x0a]);
const VALUE_TAG = Buffer.from([0x12]);
const STRING_VALUE_TAG = Buffer.from([0x0a]);

interface NamedText {
  readonly text: string;
  readonly change?: NameChange;
}

interface Edit {
  readonly lengthAt: number;
  readonly end: number;
  readonly content: Uint8Array;
}

/**
 * Gives spans names of low cardinality, behind the scrub: what conventions ask for where the name breaks them, then
 * what the paths of the service have taught. Names without a path, a mark or a query leave as they came. While nothing
 * was ever found in a service, only one request in 128 is looked at for its sake.
 */
export class SpanNames implements CleanStep, RecordReader {
  readonly signal = "traces";
  readonly #seeds: HashSeeds;
  readonly #services: ServiceShelf<ServiceNames>;
  readonly #walk = new RecordWalk();
  readonly #fields = new FieldSteps();
  readonly #attributes = new SpanAttributes();
  #requests = 0;
  #looksAtAll = true;
  readonly #learned = { parents: 0 };
  /** Something was found once that this step is for. */
  #isAwake = false;
  /** The scrub found identifiers in names or paths of this request, so that their templates are its own. */
  #idsAreOurs = false;
  #counts: Uint32Array = new Uint32Array(NAME_CHANGES.length);
  #failures = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #service: ServiceNames;
  #rules: NameRules = NO_RULES;
  readonly #origins: Origins;
  #instance = 0;
  readonly #edits: Edit[] = [];
  /** Length prefix, start and end of each name of a span. */
  readonly #names: number[] = [];
  /** The answer holds whoever sends such a span; it is worth remembering. */
  #settles = true;
  #repeats = true;
  readonly #facts: Facts = (fact) => this.#attributes.get(fact);

  constructor({ plan, sources, seeds }: SpanNamesOptions) {
    this.#seeds = seeds;
    this.#origins = new Origins(plan, seeds);
    this.#services = new ServiceShelf(() => new ServiceNames(seeds, sources, this.#learned), {
      maxServices: MAX_SERVICES,
      maxEntries: MAX_ENTRIES,
    });
    this.#service = this.#services.get("");
  }

  run(bytes: Uint8Array, report: Report, take: (bytes: number) => Uint8Array): Uint8Array | undefined {
    this.#idsAreOurs = report.hits.some(isInName);
    if (!this.#isNeeded()) return undefined;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#attributes.over(this.#buffer);
    const { parents } = this.#learned;
    let changed = this.#pass(bytes, take);
    // What the end of a request taught holds for its beginning too.
    if (parents !== this.#learned.parents) changed = this.#pass(bytes, take);
    this.#isAwake ||= changed !== undefined || this.#learned.parents > 0;
    if (changed !== undefined) report.names = this.#counts.slice();
    report.guards[GUARDS.indexOf("detector_error")]! += this.#failures;
    return changed;
  }

  #pass(bytes: Uint8Array, take: (bytes: number) => Uint8Array): Uint8Array | undefined {
    this.#counts.fill(0);
    this.#failures = 0;
    return this.#walk.run(bytes, this, take);
  }

  /** At the start and now and then every service is looked at; the others once something was found in them. */
  #isNeeded(): boolean {
    const request = this.#requests++;
    this.#looksAtAll = this.#idsAreOurs || request % ONE_IN === 0;
    return this.#looksAtAll || this.#isAwake || request < FIRST_REQUESTS;
  }

  resource(bytes: Uint8Array, start: number, end: number): boolean {
    const origin = this.#origins.of(bytes, start, end);
    this.#rules = origin.rules;
    this.#instance = origin.instance;
    this.#service = this.#services.get(origin.service);
    return this.#service.isDue() || this.#looksAtAll;
  }

  record(bytes: Uint8Array, start: number, end: number, rewrite: Rewrite): void {
    const fields = this.#fields.over(bytes, start, end);
    const attributes = this.#attributes;
    attributes.reset();
    this.#names.length = 0;
    while (fields.next()) {
      if (fields.is(ATTRIBUTES)) attributes.add(fields.lengthAt, fields.valueStart, fields.valueEnd);
      else if (fields.is(NAME) && mayNeedWork(bytes, fields.valueStart, fields.valueEnd))
        this.#names.push(fields.lengthAt, fields.valueStart, fields.valueEnd);
    }
    if (!this.#rules.names) this.#names.length = 0;
    if (this.#names.length > 0 || attributes.paths.length > 0) this.#judge(rewrite);
  }

  /** Answers from memory, or works the answer out. */
  #judge(rewrite: Rewrite): void {
    const names = this.#names;
    let hash = names.length + (this.#idsAreOurs ? 1 : 0);
    for (let i = 0; i < names.length; i += 3)
      hash = hashBytes(this.#seeds, hash, this.#buffer, names[i + 1]!, names[i + 2]!);
    hash = this.#attributes.hash(this.#seeds, hash, names.length > 0);
    const source = this.#source();
    const answer = this.#service.recall(hash, source);
    if (answer !== undefined) {
      if (answer.change !== undefined) this.#count(answer.change);
      if (answer.name !== undefined) rewrite.replace(names[0]!, names[2]!, answer.name);
      return;
    }
    this.#edits.length = 0;
    this.#settles = true;
    this.#repeats = true;
    let change: NameChange | undefined;
    for (let i = 0; i < names.length; i += 3) change = this.#editName(names[i]!, names[i + 1]!, names[i + 2]!, source);
    if (this.#attributes.paths.length > 0) this.#editPaths(this.#attributes.paths, source);
    this.#edits.sort((a, b) => a.lengthAt - b.lengthAt);
    for (const { lengthAt, end, content } of this.#edits) rewrite.replace(lengthAt, end, content);
    if (!this.#repeats || names.length > 3) return;
    this.#service.remember(hash, { name: this.#edits[0]?.content, change, isSettled: this.#settles }, source);
  }

  #editName(lengthAt: number, start: number, end: number, source: number): NameChange | undefined {
    const name = this.#buffer.toString("utf8", start, end);
    const { text, change } = this.#closed(() => this.#shownName(name, source)) ?? FAILED;
    if (change !== undefined) this.#count(change);
    if (text !== name) this.#edits.push({ lengthAt, end, content: Buffer.from(text) });
    return change;
  }

  #shownName(name: string, source: number): NamedText {
    const facts = this.#facts;
    const conventional = conventionalName(name, facts, this.#idsAreOurs);
    if (conventional !== undefined && conventional !== name) return { text: conventional, change: "convention" };
    if (pathStart(name) < 0 || holdsRoute(name, facts("route")) || isRpcPath(name, facts)) return { text: name };
    const { text, hidden, isCut, isOverBudget, isSettled } = this.#service.name(
      name,
      source,
      facts("method"),
      this.#idsAreOurs,
    );
    this.#settles &&= isSettled;
    this.#repeats &&= hidden === 0 && !isOverBudget;
    if (isOverBudget) return { text, change: "budget" };
    if (hidden > 0) return { text, change: "hidden" };
    return isCut ? { text, change: "query" } : { text };
  }

  #editPaths(paths: readonly PathAttribute[], source: number): void {
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i]!;
      if (!this.#rules.paths.has(path.key)) continue;
      // Several values in one attribute: all are judged, the last stays.
      let isChanged = false;
      let last = "";
      for (; paths[i]?.entryLengthAt === path.entryLengthAt; i++) {
        const text = this.#buffer.toString("utf8", paths[i]!.start, paths[i]!.end);
        last = this.#closed(() => this.#shownPath(text, path.isUrl, source)) ?? "[REDACTED]";
        isChanged ||= last !== text;
      }
      i--;
      if (isChanged)
        this.#edits.push({ lengthAt: path.entryLengthAt, end: path.entryEnd, content: entryOf(path, last) });
    }
  }

  #shownPath(given: string, isUrl: boolean, source: number): string {
    const route = this.#attributes.get("route");
    // A route without parameters is its path.
    if (route !== "" && isInstance(route, given) && !route.split("/").some(isParameter)) return given;
    const { text, hidden, isSettled } = this.#service.path(given, source, isUrl, this.#idsAreOurs);
    this.#settles &&= isSettled;
    this.#repeats &&= hidden === 0;
    if (hidden > 0) this.#count("path");
    return text;
  }

  /** Who shows a path: the person a span names, by a token of the scrub, or else the process it comes from. */
  #source(): number {
    return this.#attributes.personHash(this.#seeds) ?? this.#instance;
  }

  #count(change: NameChange): void {
    this.#service.wake();
    this.#counts[NAME_CHANGES.indexOf(change)]! += 1;
  }

  /** Whatever goes wrong with one name costs that name; broken bytes cost the request. */
  #closed<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof RoadError) throw error;
      this.#failures++;
      this.#repeats = false;
      return undefined;
    }
  }
}

/** A path, what a scrub put there, digits or quotes; other names have nothing to hide. */
function mayNeedWork(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < 0x3a ? byte >= 0x2f || byte === 0x27 || byte === 0x22 : byte === 0x5b || byte === 0x7b) return true;
  }
  return false;
}

function isInName(hit: number): boolean {
  const { place, action } = unpackHit(hit);
  return place === SPAN_NAME || (place === SPAN_ATTRIBUTE && action === TEMPLATE);
}

/** A KeyValue whose value is a text. */
function entryOf({ key }: PathAttribute, text: string): Uint8Array {
  const value = Buffer.concat([STRING_VALUE_TAG, delimited(Buffer.from(text))]);
  return Buffer.concat([KEY_TAG, delimited(Buffer.from(key)), VALUE_TAG, delimited(value)]);
}
