import { type Attribute, readAttribute, stringAttribute } from "./attributes.ts";
import type { Context } from "./contexts.ts";
import type { LabelDecider, MetricFacts } from "./labels/decider.ts";
import { AT, ENCODING, ENTRY, LIST_BYTES, type Machine } from "./machine.ts";

/** More attributes on one point are not remembered. */
const MAX_ATTRIBUTES = LIST_BYTES / 8;
const MAX_CACHED = 8_192;

/**
 * The attributes of the point at hand as dictionary entries, and what is decided about them. Entries that nothing held
 * when the point is done are forgotten by `discard`.
 */
export class PointLabels {
  /** Entries as they came, at `listAt`; their number is -1 when there are too many or there is no room. */
  count = 0;
  /** Canonical entries of the identity, at `identityAt`: of a key that occurs twice the last counts. */
  identityCount = 0;
  readonly listAt: number;
  readonly identityAt: number;
  /** Canonical entries of the output; meaningful when `folds`. */
  readonly kept: number[] = [];
  folds = false;
  readonly #tickets: number[] = [];
  /** Of the identity, in its order. */
  readonly #keys: string[] = [];
  readonly #machine: Machine;
  readonly #labels: LabelDecider;
  /** By canonical entry. */
  readonly #read = new Map<number, Attribute>();

  constructor(machine: Machine, labels: LabelDecider) {
    this.#machine = machine;
    this.#labels = labels;
    this.listAt = machine.listAt;
    this.identityAt = machine.listAt + LIST_BYTES / 2;
  }

  /** Brings the attributes of the point at hand into the dictionary. */
  intern(): boolean {
    const { words, run } = this.#machine;
    this.count = 0;
    this.identityCount = 0;
    let isSet = true;
    const { bytes } = this.#machine;
    const last = words[(AT.point + 32) >> 2]!;
    for (let at = words[(AT.point + 28) >> 2]!; at < last; ) {
      while (bytes[at]! >= 0x80) at++;
      const [start, end] = this.#content(at + 1);
      at = end;
      const entry = this.count === MAX_ATTRIBUTES ? 0 : run.intern(start, end - start) >>> 0;
      if (entry === 0 || !this.#explain(entry)) {
        this.discard();
        this.count = -1;
        return false;
      }
      words[(this.listAt >> 2) + this.count++] = entry;
      isSet = this.#identify(words[(entry + ENTRY.means) >> 2]!) && isSet;
    }
    if (!isSet) this.#dropRepeated();
    return true;
  }

  /** The content whose length is at a position. */
  #content(at: number): readonly [start: number, end: number] {
    const { bytes } = this.#machine;
    let start = at;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[start++]!;
      length += (byte & 127) * 2 ** shift;
      if (byte < 0x80) return [start, start + length];
    }
  }

  /** Links an entry to its canonical one; false when there is no room. */
  #explain(entry: number): boolean {
    const { bytes, words, run } = this.#machine;
    if (words[(entry + ENTRY.means) >> 2] !== 0) return true;
    const start = entry + ENTRY.bytes;
    const end = start + words[(entry + ENTRY.length) >> 2]!;
    const { canonical, key, value } = readAttribute(bytes, start, end);
    const means =
      bytes.compare(canonical, 0, canonical.length, start, end) === 0 ? entry : this.#internBytes(canonical);
    if (means === 0) {
      if (words[(entry + ENTRY.references) >> 2] === 0) run.release(entry, false);
      return false;
    }
    if (means !== entry) {
      run.hold(means);
      words[(means + ENTRY.means) >> 2] = means;
    }
    words[(entry + ENTRY.means) >> 2] = means;
    this.#remember(means, { key, value });
    return true;
  }

  #internBytes(content: Uint8Array): number {
    // Behind the lists, where longer attributes than the room would not have come from.
    const at = this.listAt + LIST_BYTES;
    if (content.length > 65_000) return 0;
    this.#machine.bytes.set(content, at);
    return this.#machine.run.intern(at, content.length) >>> 0;
  }

  #identify(canonical: number): boolean {
    const { words } = this.#machine;
    const { key } = this.attribute(canonical);
    let isNew = true;
    for (let i = 0; i < this.identityCount; i++) isNew &&= this.#keys[i] !== key;
    this.#keys[this.identityCount] = key;
    words[(this.identityAt >> 2) + this.identityCount++] = canonical;
    return isNew;
  }

  #dropRepeated(): void {
    const { words } = this.#machine;
    const at = this.identityAt >> 2;
    const byKey = new Map<string, number>();
    for (let i = 0; i < this.identityCount; i++) byKey.set(this.attribute(words[at + i]!).key, words[at + i]!);
    this.identityCount = 0;
    for (const entry of byKey.values()) words[at + this.identityCount++] = entry;
  }

  /** Whether the point's attributes occur under different keys, so that its spelling is that of its identity. */
  get isSet(): boolean {
    return this.count === this.identityCount;
  }

  /** What the entries of a series say, as if the point at hand had them. */
  recall(encoding: number): void {
    const { words } = this.#machine;
    const count = words[(encoding + ENCODING.count) >> 2]!;
    const ids = count <= ENCODING.inline ? encoding + ENCODING.ids : words[(encoding + ENCODING.ids) >> 2]!;
    this.count = this.identityCount = count;
    for (let i = 0; i < count; i++) {
      const entry = words[(ids >> 2) + i]!;
      words[(this.listAt >> 2) + i] = entry;
      words[(this.identityAt >> 2) + i] = words[(entry + ENTRY.means) >> 2]!;
    }
  }

  /** Tells the decider of a series that is first seen. */
  observe({ facts }: Context): void {
    const { words } = this.#machine;
    const seen: Attribute[] = [];
    for (let i = 0; i < this.identityCount; i++) seen.push(this.attribute(words[(this.identityAt >> 2) + i]!));
    this.#labels.observe(facts, seen);
  }

  /** Whether an answer asked for the weight of the series. */
  get areWeighed(): boolean {
    return this.#tickets.length > 0;
  }

  /** Tells the decider what its points added, for answers that asked for it. */
  weigh(weight: number): void {
    for (const ticket of this.#tickets) this.#labels.weigh(ticket, weight);
  }

  /** Asks about each attribute; `kept` are those of the output. */
  judge({ facts, resource }: Context): void {
    const { words } = this.#machine;
    this.kept.length = 0;
    this.#tickets.length = 0;
    this.folds = !this.isSet && this.#anyFolds(facts, resource.id);
    for (let i = 0; i < this.identityCount; i++) {
      const entry = words[(this.identityAt >> 2) + i]!;
      const { key, value } = this.attribute(entry);
      const answer = this.#labels.decide(facts, key, value, resource.id);
      if (answer.ticket !== undefined) this.#tickets.push(answer.ticket);
      if (answer.action === "keep" || (value.kind === "string" && answer.text === value.text)) this.kept.push(entry);
      else {
        this.folds = true;
        if (answer.action === "replace") this.#keep(stringAttribute(key, answer.text ?? ""));
      }
    }
    this.kept.sort((a, b) => a - b);
  }

  /** A value that a later one of the same key hides would pass with the point. */
  #anyFolds(facts: MetricFacts, source: number): boolean {
    const { words } = this.#machine;
    for (let i = 0; i < this.count; i++) {
      const { key, value } = this.attribute(words[(words[(this.listAt >> 2) + i]! + ENTRY.means) >> 2]!);
      if (this.#labels.decide(facts, key, value, source).action !== "keep") return true;
    }
    return false;
  }

  /** The same without remembering anything: whether some attribute would not stay. */
  wouldFold(facts: MetricFacts, source: number): boolean {
    const { bytes, words } = this.#machine;
    const last = words[(AT.point + 32) >> 2]!;
    for (let at = words[(AT.point + 28) >> 2]!; at < last; ) {
      while (bytes[at]! >= 0x80) at++;
      const [start, end] = this.#content(at + 1);
      at = end;
      const { key, value } = readAttribute(bytes, start, end);
      if (this.#labels.decide(facts, key, value, source).action !== "keep") return true;
    }
    return false;
  }

  #keep(content: Uint8Array): void {
    const entry = this.entryOf(content);
    if (entry !== 0) this.kept.push(entry);
  }

  /** The entry of an attribute of our own making; 0 when there is no room. */
  entryOf(content: Uint8Array): number {
    const entry = this.#internBytes(content);
    if (entry !== 0 && !this.#explain(entry)) return 0;
    return entry;
  }

  attribute(canonical: number): Attribute {
    const known = this.#read.get(canonical);
    if (known !== undefined) return known;
    const { bytes, words } = this.#machine;
    const start = canonical + ENTRY.bytes;
    const attribute = readAttribute(bytes, start, start + words[(canonical + ENTRY.length) >> 2]!);
    this.#remember(canonical, { key: attribute.key, value: attribute.value });
    return attribute;
  }

  #remember(canonical: number, attribute: Attribute): void {
    if (this.#read.size >= MAX_CACHED) this.#read.clear();
    this.#read.set(canonical, attribute);
  }

  /** Entries may have been given to other attributes. */
  forget(): void {
    this.#read.clear();
  }

  /** Forgets entries of the point at hand, and kept ones, that nothing holds. */
  discard(): void {
    const { words } = this.#machine;
    for (let i = 0; i < this.count; i++) this.#drop(words[(this.listAt >> 2) + i]!);
    for (const entry of this.kept) this.#drop(entry);
    this.kept.length = 0;
    this.count = 0;
  }

  #drop(entry: number): void {
    const { words, run } = this.#machine;
    // An attribute that came twice was dropped before.
    if (words[(entry + ENTRY.references) >> 2] !== 0 || words[(entry + ENTRY.means) >> 2] === 0) return;
    this.#read.delete(entry);
    this.#read.delete(words[(entry + ENTRY.means) >> 2]!);
    run.release(entry, true);
    words[(entry + ENTRY.means) >> 2] = 0;
  }
}
