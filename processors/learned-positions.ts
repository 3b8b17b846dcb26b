import type { EntityType } from "../core/entity.ts";
import { MIN_DISTINCT, MIN_SEEN, MIN_SHARE } from "./learned-fields.ts";

/** A span of a text that a learned position says is a name. */
export interface LearnedSpan {
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
}

interface Position {
  readonly service: string;
  /** Two words in front of the value, one behind it or none at the end of the text. */
  readonly before: string;
  readonly behind: string;
  readonly values: Set<number>;
  readonly found: Map<EntityType, number>;
  seen: number;
  state: "new" | "watched" | "learned" | "dropped";
  type: EntityType | undefined;
}

const MAX_HEADS = 256;
const MAX_PER_HEAD = 8;
/** After so many texts without that part, a position is forgotten. */
const ENOUGH = 256;
const HEAD_REACH = 80;
const LONGEST_VALUE = 64;

/** The first two words of a text that hold no digit: what its template begins with. */
const HEAD = /(?:^|[\s[\](){}"',;:=|])([\p{L}][\p{L}._-]{1,30})(?=[\s[\](){}"',;:=|])/gu;
const BEFORE = /(?:^|[^\p{L}\p{N}])(\p{L}{2,24}[ =:]{1,2}\p{L}{2,24}(?:[=:] ?| ))["']?$/u;
const BEHIND = /^["']?[,;.]?( \p{L}{2,24})?(?![\p{L}\p{N}])/u;
/** One to three words: what a name may look like where nothing but its place tells. */
const VALUE = /^[\p{L}\p{M}][\p{L}\p{M}\p{N}.'’_-]{1,40}(?: [\p{Lu}][\p{L}\p{M}.'’-]{0,40}){0,2}$/u;

/**
 * Which positions in log messages hold names, learned from what is found there: behind the same two words and in front of
 * the same one, in messages of a service that begin alike. Only messages the detectors look at are read.
 */
export class LearnedPositions {
  /** By service and head; least recently found in first. */
  readonly #heads = new Map<string, Position[]>();
  readonly #touched = new Set<Position>();
  readonly #fresh: Position[] = [];
  /** Beginnings of messages in which some service has a learned position. */
  #learnedHeads: ReadonlySet<string> = new Set();
  #learned = 0;
  /** Whether the text read last means the same in every service and whenever it comes, and teaches nothing. */
  isSettled = true;

  /** Reads one message: what was found in it teaches, what was learned is returned. */
  read(service: () => string, text: string, found: readonly LearnedSpan[]): readonly LearnedSpan[] {
    this.isSettled = true;
    if (this.#heads.size === 0 && found.length === 0) return found;
    const head = headOf(text);
    if (head === "") return NOTHING;
    const id = `${service()}\n${head}`;
    const known = this.#heads.get(id);
    this.isSettled =
      found.length === 0 &&
      !this.#learnedHeads.has(head) &&
      (known === undefined || known.every(({ state }) => state === "dropped"));
    const spans = known === undefined ? NOTHING : this.#spans(known, text);
    if (found.length > 0) this.#teach(id, service(), text, found);
    return spans.filter((span) => !found.some((one) => one.start < span.end && span.start < one.end));
  }

  /** Between two requests: positions learned since the last call. */
  settle(): readonly { readonly service: string; readonly id: string; readonly type: EntityType }[] {
    for (const position of this.#fresh.splice(0)) if (position.state === "new") position.state = "watched";
    if (this.#touched.size === 0) return NOTHING_LEARNED;
    const learned = [...this.#touched].filter(isRipe);
    this.#touched.clear();
    for (const position of learned) {
      position.state = "learned";
      position.type = [...position.found].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
      position.values.clear();
    }
    this.#learned += learned.length;
    if (learned.length > 0) this.#learnedHeads = new Set([...this.#heads].filter(isLearned).map(headOfEntry));
    return learned.map(({ service, type, before, behind }) => ({ service, id: digest(before + behind), type: type! }));
  }

  #spans(known: Position[], text: string): LearnedSpan[] {
    const spans: LearnedSpan[] = [];
    for (const position of known) {
      const span = spanAt(text, position);
      if (span === undefined) continue;
      if (position.state === "watched") {
        position.seen++;
        if (position.seen >= ENOUGH && countOf(position) < MIN_SHARE * position.seen) position.state = "dropped";
      } else if (position.type !== undefined) spans.push({ ...span, type: position.type });
    }
    return spans;
  }

  #teach(id: string, service: string, text: string, found: readonly LearnedSpan[]): void {
    let known = this.#heads.get(id);
    for (const { start, end, type } of found) {
      const before = BEFORE.exec(text.slice(Math.max(0, start - 56), start))?.[1];
      const behind = BEHIND.exec(text.slice(end, end + 28));
      if (before === undefined || behind === null || end - start > LONGEST_VALUE) continue;
      const next = behind[1] ?? "";
      if (next === "" && end < text.length) continue;
      if (known === undefined) {
        this.#makeRoom();
        this.#heads.set(id, (known = []));
      }
      const position = known.find((one) => one.before === before && one.behind === next);
      if (position === undefined) {
        if (known.length >= MAX_PER_HEAD) continue;
        const fresh: Position = {
          service,
          before,
          behind: next,
          values: new Set(),
          found: new Map(),
          seen: 0,
          state: "new",
          type: undefined,
        };
        known.push(fresh);
        this.#fresh.push(fresh);
      } else if (position.state === "watched") {
        if (position.values.size < MIN_DISTINCT) position.values.add(hashOf(text, start, end));
        position.found.set(type, (position.found.get(type) ?? 0) + 1);
        this.#touched.add(position);
      }
    }
  }

  #makeRoom(): void {
    if (this.#heads.size < MAX_HEADS) return;
    for (const [id, positions] of this.#heads) {
      if (this.#learned < MAX_HEADS / 2 && positions.some(({ state }) => state === "learned")) continue;
      this.#heads.delete(id);
      return;
    }
  }
}

const NOTHING: readonly LearnedSpan[] = [];
const NOTHING_LEARNED: readonly { readonly service: string; readonly id: string; readonly type: EntityType }[] = [];

function isRipe(position: Position): boolean {
  return (
    position.state === "watched" &&
    position.values.size >= MIN_DISTINCT &&
    position.seen >= MIN_SEEN &&
    countOf(position) >= MIN_SHARE * position.seen
  );
}

function countOf({ found }: Position): number {
  let sum = 0;
  for (const count of found.values()) sum += count;
  return sum;
}

function isLearned([, positions]: readonly [string, readonly Position[]]): boolean {
  return positions.some(({ state }) => state === "learned");
}

function headOfEntry([id]: readonly [string, readonly Position[]]): string {
  // A service may be called anything; a head holds no line break.
  return id.slice(id.lastIndexOf("\n") + 1);
}

function headOf(text: string): string {
  const start = text.slice(0, HEAD_REACH);
  HEAD.lastIndex = 0;
  const first = HEAD.exec(start)?.[1];
  const second = first === undefined ? undefined : HEAD.exec(start)?.[1];
  return second === undefined ? "" : `${first} ${second}`;
}

/** What stands at a position of this text, where it may be a name. */
function spanAt(text: string, { before, behind }: Position): { start: number; end: number } | undefined {
  const at = text.indexOf(before);
  if (at < 0) return undefined;
  const start = at + before.length;
  const end = behind === "" ? text.length : text.indexOf(behind, start);
  if (end <= start || end - start > LONGEST_VALUE) return undefined;
  return VALUE.test(text.slice(start, end)) ? { start, end } : undefined;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Names a position in logs without its words. */
function digest(words: string): string {
  return hashOf(words, 0, words.length).toString(16).padStart(8, "0");
}
