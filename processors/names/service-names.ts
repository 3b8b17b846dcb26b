import { pathStart } from "./conventions.ts";
import { type HashSeeds, hashText } from "./keyed-hash.ts";
import { NameBudget } from "./name-budget.ts";
import { type Learned, PathTrie } from "./path-trie.ts";
import { HIDDEN } from "./segment.ts";

const MAX_SETTLED = 1_024;
/** A first word in capitals: `GET`. */
const METHOD = /^[A-Z]{3,10}(?= )/;

/** A text that may be shown, with what was done to it. */
export interface Shown {
  readonly text: string;
  readonly hidden: number;
  readonly isCut: boolean;
  readonly isOverBudget: boolean;
}

/** A text that is shown as it is, and which sources were counted for its parts. */
interface Settled {
  readonly generation: number;
  readonly isSettled: boolean;
  readonly sources: readonly number[];
}

/** What one service's names and paths have taught. Bounded; texts as such are kept only where they are shown as they are. */
export class ServiceNames {
  readonly #seeds: HashSeeds;
  readonly #trie: PathTrie;
  readonly #budget: NameBudget;
  readonly #names = new Map<string, Settled>();
  readonly #paths = new Map<string, Settled>();

  constructor(seeds: HashSeeds, proof: number, learned: Learned) {
    this.#seeds = seeds;
    this.#trie = new PathTrie(seeds, proof, learned);
    this.#budget = new NameBudget(seeds);
  }

  /** Entries held, all tables together. */
  get size(): number {
    return this.#trie.size + this.#budget.size + this.#names.size + this.#paths.size;
  }

  /** A span name with paths in it, as it may be shown: `method` stands for it where the service has too many. */
  name(name: string, source: number, method: string): Shown {
    if (this.#isKnown(this.#names, name, source)) {
      if (this.#budget.admits(name)) return asItIs(name);
    }
    let text = "";
    let copied = 0;
    let hidden = 0;
    let isSettled = true;
    let isCut = false;
    for (let at = pathStart(name); at >= 0; at = pathStart(name, copied)) {
      const end = pathEnd(name, at);
      const reading = this.#trie.read(name, at, end, source, this.#rootAt(name, at), true);
      text += name.slice(copied, at) + reading.text;
      hidden += reading.hidden;
      isSettled &&= reading.isSettled;
      copied = end;
      const space = name.indexOf(" ", end);
      const rest = space < 0 ? name.length : space;
      isCut ||= rest > end;
      copied = rest;
    }
    text += name.slice(copied);
    if (!this.#budget.admits(text)) return { text: overBudget(name, method), hidden, isCut, isOverBudget: true };
    if (text === name) this.#settle(this.#names, name, source, isSettled);
    return { text, hidden, isCut, isOverBudget: false };
  }

  /** The value of an attribute that holds a path or URL, as it may be shown. Query and fragment are left alone. */
  path(value: string, source: number, isUrl: boolean): Shown {
    if (this.#isKnown(this.#paths, value, source)) return asItIs(value);
    const at = isUrl || !value.startsWith("/") ? pathStart(value) : 0;
    if (at < 0) return asItIs(value);
    const end = pathEnd(value, at);
    const reading = this.#trie.read(value, at, end, source, this.#rootAt(value, at), false);
    if (reading.hidden === 0) this.#settle(this.#paths, value, source, reading.isSettled);
    const text = reading.hidden === 0 ? value : value.slice(0, at) + reading.text + value.slice(end);
    return { text, hidden: reading.hidden, isCut: false, isOverBudget: false };
  }

  /** Paths of different hosts are different trees. */
  #rootAt(text: string, at: number): number {
    return at > 3 && text.charCodeAt(at - 1) !== 0x20
      ? hashText(this.#seeds, 1, text, text.lastIndexOf("//", at), at)
      : 0;
  }

  #isKnown(table: Map<string, Settled>, text: string, source: number): boolean {
    const entry = table.get(text);
    if (entry === undefined || entry.generation !== this.#trie.generation) return false;
    return entry.isSettled || entry.sources.includes(source);
  }

  #settle(table: Map<string, Settled>, text: string, source: number, isSettled: boolean): void {
    const { generation } = this.#trie;
    const before = table.get(text);
    const sources = before?.generation === generation && !isSettled ? [...before.sources, source] : [source];
    table.delete(text);
    table.set(text, { generation, isSettled, sources });
    if (table.size <= MAX_SETTLED) return;
    for (const oldest of table.keys()) {
      table.delete(oldest);
      return;
    }
  }
}

function asItIs(text: string): Shown {
  return { text, hidden: 0, isCut: false, isOverBudget: false };
}

/** The end of a path in a text: a query, a fragment, a space or the text's end. */
function pathEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x3f || unit === 0x23 || unit === 0x20) return i;
  }
  return text.length;
}

/** What is left of a name: its method, which the conventions ask for where there is no target of low cardinality. */
function overBudget(name: string, method: string): string {
  return METHOD.exec(name)?.[0] ?? (method === "" ? `${name.slice(0, pathStart(name))}/${HIDDEN}` : method);
}
