import { FieldSteps } from "../../otlp/field-steps.ts";
import { type HashSeeds, hashBytes } from "./keyed-hash.ts";

/** Attributes that say what a span's name should be, by what they mean; former names first, so that current ones win. */
const KEYS = {
  method: ["http.method", "http.request.method"],
  route: ["url.template", "http.route"],
  path: ["http.target", "http.url", "url.full", "url.path"],
  dbSystem: ["db.system", "db.system.name"],
  dbSummary: ["db.query.summary"],
  dbOperation: ["db.operation", "db.operation.name"],
  dbCollection: ["db.sql.table", "db.mongodb.collection", "db.cassandra.table", "db.collection.name"],
  dbNamespace: ["db.name", "db.namespace"],
  dbText: ["db.statement", "db.query.text"],
  rpcService: ["rpc.service"],
  rpcMethod: ["rpc.method"],
  messagingOperation: ["messaging.operation", "messaging.operation.name"],
  messagingDestination: ["messaging.destination", "messaging.destination.name"],
  messagingTemplate: ["messaging.destination.template"],
  /** Tells people apart, as tokens after the scrub. */
  person: ["session.id", "enduser.pseudo.id", "enduser.id", "user.hash", "user.id"],
} as const satisfies Record<string, readonly string[]>;

export type SpanFact = keyof typeof KEYS;

const FACTS = Object.keys(KEYS) as SpanFact[];
const FACT_INDEX = Object.fromEntries(FACTS.map((fact, index) => [fact, index])) as Readonly<Record<SpanFact, number>>;
const PATH = FACT_INDEX.path;
const ROUTE = FACT_INDEX.route;
const PERSON = FACT_INDEX.person;

interface KnownKey {
  readonly name: string;
  readonly bytes: Buffer;
  readonly words: Int32Array;
  readonly fact: number;
  /** Among several names of one fact the highest counts. */
  readonly rank: number;
  /** The value begins with a host: `url.full`, `http.url`. */
  readonly isUrl: boolean;
}

const NONE: KnownKey[] = [];
const KNOWN: readonly KnownKey[] = FACTS.flatMap((fact) =>
  KEYS[fact].map((name, rank) => {
    const isUrl = name === "url.full" || name === "http.url";
    const bytes = Buffer.from(name);
    return { name, bytes, words: wordsOf(bytes), fact: FACT_INDEX[fact], rank, isUrl };
  }),
);
/** Known names by length and last byte: few others look like one of them at that glance. */
const LONGEST = 63;
const SLOTS: readonly (readonly KnownKey[])[] = slots();

function slots(): KnownKey[][] {
  const table: KnownKey[][] = Array.from({ length: (LONGEST + 1) << 8 }, () => NONE);
  for (const known of KNOWN) {
    const slot = slotOf(known.bytes.length, known.bytes[known.bytes.length - 1]!);
    table[slot] = [...(table[slot] ?? NONE), known];
  }
  return table;
}

function slotOf(length: number, last: number): number {
  return (length << 8) | last;
}

/** A URL or path among the attributes. */
export interface PathAttribute {
  readonly key: string;
  readonly isUrl: boolean;
  /** Length prefix and end of its KeyValue. */
  readonly entryLengthAt: number;
  readonly entryEnd: number;
  readonly start: number;
  readonly end: number;
}

// KeyValue and AnyValue (common.proto).
const KEY = 1;
const KEY_TAG = 0x0a;
const VALUE = 2;
const VALUE_TAG = 0x12;
const STRING_VALUE = 1;
const STRING_VALUE_TAG = 0x0a;

/** Attributes of one span that bear on its name. One object serves any number of spans. */
export class SpanAttributes {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Where each fact's text is; -1 where the span has none. */
  readonly #starts = new Int32Array(FACTS.length);
  readonly #ends = new Int32Array(FACTS.length);
  readonly #ranks = new Int32Array(FACTS.length);
  readonly paths: PathAttribute[] = [];
  readonly #entry = new FieldSteps();
  readonly #value = new FieldSteps();

  /** Turns to another request. */
  over(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Begins a span. */
  reset(): void {
    this.#starts.fill(-1);
    if (this.paths.length > 0) this.paths.length = 0;
  }

  /** The text of an attribute, the last of several; empty where the span has none. */
  get(fact: SpanFact): string {
    const index = FACT_INDEX[fact];
    const start = this.#starts[index]!;
    return start < 0 ? "" : this.#bytes.toString("utf8", start, this.#ends[index]);
  }

  /** A hash of all that bears on a name, or on paths alone, on top of another; not of the person. */
  hash(seeds: HashSeeds, before: number, withName: boolean): number {
    let hash = before;
    for (let fact = 0; fact < FACTS.length; fact++) {
      const start = this.#starts[fact]!;
      if (start >= 0 && (withName ? fact !== PATH && fact !== PERSON : fact === ROUTE))
        hash = hashBytes(seeds, hash + fact, this.#bytes, start, this.#ends[fact]!);
    }
    for (const { start, end } of this.paths) hash = hashBytes(seeds, hash, this.#bytes, start, end);
    return hash;
  }

  /** A hash of who a span says it is of; undefined where it says nothing. */
  personHash(seeds: HashSeeds): number | undefined {
    const start = this.#starts[PERSON]!;
    return start < 0 ? undefined : hashBytes(seeds, PERSON, this.#bytes, start, this.#ends[PERSON]!);
  }

  /** Looks at the KeyValue in [start, end). */
  add(lengthAt: number, start: number, end: number): void {
    if (this.#addUsual(lengthAt, start, end)) return;
    const entry = this.#entry.over(this.#bytes, start, end);
    let known: KnownKey | undefined;
    while (entry.next()) {
      if (entry.is(KEY)) known = this.#known(entry.valueStart, entry.valueEnd);
      if (known === undefined || !entry.is(VALUE)) continue;
      const value = this.#value.over(this.#bytes, entry.valueStart, entry.valueEnd);
      while (value.next())
        if (value.is(STRING_VALUE)) this.#put(known, lengthAt, end, value.valueStart, value.valueEnd);
    }
  }

  /** The same for an entry in its usual shape, one short key and one short text: no fields are stepped over. */
  #addUsual(lengthAt: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    const keyLength = bytes[start + 1]!;
    const keyEnd = start + 2 + keyLength;
    if (bytes[start] !== KEY_TAG || keyLength >= 0x80 || bytes[keyEnd] !== VALUE_TAG) return false;
    const valueLength = bytes[keyEnd + 1]!;
    if (valueLength >= 0x80 || keyEnd + 2 + valueLength !== end) return false;
    const known = this.#known(start + 2, keyEnd);
    if (known === undefined) return true;
    if (bytes[keyEnd + 2] !== STRING_VALUE_TAG || bytes[keyEnd + 3] !== valueLength - 2) return false;
    this.#put(known, lengthAt, end, keyEnd + 4, end);
    return true;
  }

  #put(
    { name, fact, rank, isUrl }: KnownKey,
    entryLengthAt: number,
    entryEnd: number,
    start: number,
    end: number,
  ): void {
    if (fact === PATH) this.paths.push({ key: name, isUrl, entryLengthAt, entryEnd, start, end });
    if (this.#starts[fact]! >= 0 && rank < this.#ranks[fact]!) return;
    this.#starts[fact] = start;
    this.#ends[fact] = end;
    this.#ranks[fact] = rank;
  }

  #known(start: number, end: number): KnownKey | undefined {
    if (end === start || end - start > LONGEST) return undefined;
    const list = SLOTS[slotOf(end - start, this.#bytes[end - 1]!)]!;
    for (let i = 0; i < list.length; i++) if (isAt(this.#view, start, list[i]!)) return list[i];
    return undefined;
  }
}

/** Four bytes at a time, the last four perhaps twice: no known name is shorter. */
function isAt(view: DataView, start: number, { words, bytes }: KnownKey): boolean {
  const last = words.length - 1;
  for (let i = 0; i < last; i++) if (view.getInt32(start + 4 * i, true) !== words[i]) return false;
  return view.getInt32(start + bytes.length - 4, true) === words[last];
}

/** The words `isAt` compares. */
function wordsOf(bytes: Buffer): Int32Array {
  const count = Math.ceil(bytes.length / 4);
  return Int32Array.from({ length: count }, (_, i) => bytes.readInt32LE(i === count - 1 ? bytes.length - 4 : 4 * i));
}
