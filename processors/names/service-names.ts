import type { NameChange } from "../../core/report.ts";
import { pathStart } from "./conventions.ts";
import { type HashSeeds, hashText } from "./keyed-hash.ts";
import { NameBudget } from "./name-budget.ts";
import { type Learned, PathTrie } from "./path-trie.ts";
import { HIDDEN } from "./segment.ts";

const MAX_RECALLED = 4_096;
/** Sources whose spans are answered from memory before all is proven. */
const MAX_SOURCES = 32;
/** Times a service is looked at before it may be passed over. */
const FIRST_LOOKS = 64;
/** A first word in capitals: `GET`. */
const METHOD = /^[A-Z]{3,10}(?= )/;

/** A text that may be shown, with what was done to it. */
export interface Shown {
  readonly text: string;
  readonly hidden: number;
  readonly isCut: boolean;
  readonly isOverBudget: boolean;
  /** It will be shown like this whoever shows it, until `ServiceNames.state` changes. */
  readonly isSettled: boolean;
}

/** What became of a span: its new name, or nothing where the span stays as it is. */
export interface Answer {
  readonly name: Uint8Array | undefined;
  readonly change: NameChange | undefined;
  /** Whoever sends such a span; otherwise for the sources that were counted. */
  readonly isSettled: boolean;
}

interface Remembered {
  readonly answer: Answer;
  readonly sources: number[];
}

/** What one service's names and paths have taught. Bounded; of what is hidden only keyed hashes are kept. */
export class ServiceNames {
  readonly #seeds: HashSeeds;
  readonly #trie: PathTrie;
  readonly #budget: NameBudget;
  /** By a hash of all that bears on a span's name. */
  readonly #answers = new Map<number, Remembered>();
  #answersOf = 0;
  #isAwake = false;
  #looks = 0;

  constructor(seeds: HashSeeds, proof: number, learned: Learned) {
    this.#seeds = seeds;
    this.#trie = new PathTrie(seeds, proof, learned);
    this.#budget = new NameBudget(seeds);
  }

  /** Asks for one request whether its spans must be looked at: something was found once, or the service is new. */
  isDue(): boolean {
    return this.#isAwake || this.#trie.hidesAny || ++this.#looks <= FIRST_LOOKS;
  }

  wake(): void {
    this.#isAwake = true;
  }

  /** Entries held, all tables together. */
  get size(): number {
    return this.#trie.size + this.#budget.size + this.#answers.size;
  }

  /** A span name with paths in it, as it may be shown: `method` stands for it where the service has too many. */
  name(name: string, source: number, method: string, idsAreOurs: boolean): Shown {
    let text = "";
    let copied = 0;
    let hidden = 0;
    let isSettled = true;
    let isCut = false;
    for (let at = pathStart(name); at >= 0; at = pathStart(name, copied)) {
      const end = pathEnd(name, at);
      const reading = this.#trie.read(name, at, end, source, this.#rootAt(name, at), { byNumber: true, idsAreOurs });
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
    if (!this.#budget.admits(text))
      return { text: overBudget(name, method), hidden, isCut, isOverBudget: true, isSettled: false };
    return { text, hidden, isCut, isOverBudget: false, isSettled };
  }

  /** The value of an attribute that holds a path or URL, as it may be shown. Query and fragment are left alone. */
  path(value: string, source: number, isUrl: boolean, idsAreOurs: boolean): Shown {
    const at = isUrl || !value.startsWith("/") ? pathStart(value) : 0;
    if (at < 0) return { text: value, hidden: 0, isCut: false, isOverBudget: false, isSettled: true };
    const end = pathEnd(value, at);
    const { text, hidden, isSettled } = this.#trie.read(value, at, end, source, this.#rootAt(value, at), {
      byNumber: false,
      idsAreOurs,
    });
    const shown = hidden === 0 ? value : value.slice(0, at) + text + value.slice(end);
    return { text: shown, hidden, isCut: false, isOverBudget: false, isSettled };
  }

  /** The answer to a span like this, while nothing was learned that could change it. */
  recall(hash: number, source: number): Answer | undefined {
    const state = this.#trie.generation + this.#budget.periods;
    if (state !== this.#answersOf) {
      this.#answersOf = state;
      this.#answers.clear();
    }
    const known = this.#answers.get(hash);
    return known !== undefined && (known.answer.isSettled || known.sources.includes(source)) ? known.answer : undefined;
  }

  /** Keeps an answer; call `recall` before. */
  remember(hash: number, answer: Answer, source: number): void {
    if (this.#answersOf !== this.#trie.generation + this.#budget.periods) return;
    const known = this.#answers.get(hash);
    if (known !== undefined && !answer.isSettled && known.sources.length < MAX_SOURCES) {
      known.sources.push(source);
      return;
    }
    this.#answers.set(hash, { answer, sources: [source] });
    if (this.#answers.size <= MAX_RECALLED) return;
    for (const oldest of this.#answers.keys()) {
      this.#answers.delete(oldest);
      return;
    }
  }

  /** Paths of different hosts are different trees. */
  #rootAt(text: string, at: number): number {
    return at > 3 && text.charCodeAt(at - 1) !== 0x20
      ? hashText(this.#seeds, 1, text, text.lastIndexOf("//", at), at)
      : 0;
  }
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
