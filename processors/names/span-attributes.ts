import { FieldSteps } from "../../otlp/field-steps.ts";

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

interface KnownKey {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly fact: SpanFact;
  /** Among several names of one fact the highest counts. */
  readonly rank: number;
  /** The value begins with a host: `url.full`, `http.url`. */
  readonly isUrl: boolean;
}

const BY_LENGTH: readonly (readonly KnownKey[])[] = byLength();

function byLength(): KnownKey[][] {
  const table: KnownKey[][] = [];
  for (const [fact, names] of Object.entries(KEYS) as [SpanFact, readonly string[]][]) {
    names.forEach((name, rank) => {
      const known: KnownKey = {
        name,
        bytes: Buffer.from(name),
        fact,
        rank,
        isUrl: name === "url.full" || name === "http.url",
      };
      const list = table[name.length];
      if (list === undefined) table[name.length] = [known];
      else list.push(known);
    });
  }
  return Array.from(table, (list) => list ?? []);
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
const VALUE = 2;
const STRING_VALUE = 1;

/** Attributes of one span that bear on its name. One object serves any number of spans. */
export class SpanAttributes {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #texts = new Map<SpanFact, { start: number; end: number; rank: number }>();
  readonly paths: PathAttribute[] = [];
  readonly #entry = new FieldSteps();
  readonly #value = new FieldSteps();

  /** Begins a span whose bytes are in `bytes`. */
  reset(bytes: Buffer): void {
    this.#bytes = bytes;
    if (this.#texts.size > 0) this.#texts.clear();
    this.paths.length = 0;
  }

  /** The text of an attribute, the last of several; empty where the span has none. */
  get(fact: SpanFact): string {
    const at = this.#texts.get(fact);
    return at === undefined ? "" : this.#bytes.toString("utf8", at.start, at.end);
  }

  /** Looks at the KeyValue in [start, end). */
  add(lengthAt: number, start: number, end: number): void {
    const entry = this.#entry.over(this.#bytes, start, end);
    let known: KnownKey | undefined;
    while (entry.next()) {
      if (entry.is(KEY)) known = this.#known(entry.valueStart, entry.valueEnd);
      if (known === undefined || !entry.is(VALUE)) continue;
      const value = this.#value.over(this.#bytes, entry.valueStart, entry.valueEnd);
      while (value.next()) {
        if (!value.is(STRING_VALUE)) continue;
        this.#put(known, value.valueStart, value.valueEnd);
        if (known.fact === "path")
          this.paths.push({
            key: known.name,
            isUrl: known.isUrl,
            entryLengthAt: lengthAt,
            entryEnd: end,
            start: value.valueStart,
            end: value.valueEnd,
          });
      }
    }
  }

  #put({ fact, rank }: KnownKey, start: number, end: number): void {
    const before = this.#texts.get(fact);
    if (before === undefined) this.#texts.set(fact, { start, end, rank });
    else if (rank >= before.rank) {
      before.start = start;
      before.end = end;
      before.rank = rank;
    }
  }

  #known(start: number, end: number): KnownKey | undefined {
    const list = BY_LENGTH[end - start];
    if (list === undefined) return undefined;
    for (const known of list) if (isAt(this.#bytes, start, known.bytes)) return known;
    return undefined;
  }
}

function isAt(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  // Names of one namespace begin alike.
  for (let i = wanted.length - 1; i >= 0; i--) if (bytes[start + i] !== wanted[i]) return false;
  return true;
}
