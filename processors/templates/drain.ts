import { type MaskedLine, WILDCARD } from "./mask.ts";

/** Share of a template's words that a line must have to be one of it. */
const SIMILARITY = 0.4;
/** With fewer words that are no values, a different word is another message, not another value: `payment accepted`, `payment refused`. */
const LEAST_WORDS = 4;
/** Unless a branch has so many of them that they must be values: `welcome ada`, `welcome grace`. */
const MANY_ALIKE = 32;
/** First words of lines of one length that have a branch of their own. */
const MAX_BRANCHES = 100;
const MAX_CLUSTERS = 1_024;
const MAX_LINES = 2_048;

/** Lines that have one template. `value` is what the owner makes of the template, made anew when that becomes more general. */
interface Cluster<T> {
  words: readonly string[];
  readonly glue: string;
  readonly leaf: string;
  value: T;
  isForgotten: boolean;
}

/**
 * Groups masked lines under templates: Drain (He, Zhu, Zheng, Lyu, "Drain: An Online Log Parsing Approach with Fixed
 * Depth Tree", ICWS 2017) at depth 4, that is by number of words and first word, with similarity 0.4 of the words that
 * are not masked. The same lines in the same order give the same templates. Bounded: the templates longest unseen go.
 */
export class Drain<T> {
  readonly #make: (template: string) => T;
  readonly #leaves = new Map<string, Cluster<T>[]>();
  readonly #branches = new Map<string, number>();
  /** In order of last use. */
  readonly #clusters = new Set<Cluster<T>>();
  readonly #lines = new Map<string, Cluster<T>>();

  constructor(make: (template: string) => T) {
    this.#make = make;
  }

  /** Templates and lines remembered. */
  get size(): number {
    return this.#clusters.size + this.#lines.size;
  }

  /** What was made of the line's template. */
  of({ words, glue }: MaskedLine): T {
    const line = words.join(glue);
    let cluster = this.#lines.get(line);
    if (cluster === undefined || cluster.isForgotten) {
      cluster = this.#place(words, glue, line);
      this.#remember(line, cluster);
    }
    this.#clusters.delete(cluster);
    this.#clusters.add(cluster);
    return cluster.value;
  }

  #place(words: readonly string[], glue: string, line: string): Cluster<T> {
    const leaf = this.#leafOf(words, glue);
    const list = this.#leaves.get(leaf) ?? [];
    const best = closest(list, words);
    if (best !== undefined) {
      this.#widen(best, words);
      return best;
    }
    if (this.#clusters.size >= MAX_CLUSTERS) this.#forgetOldest();
    const cluster: Cluster<T> = { words, glue, leaf, value: this.#make(line), isForgotten: false };
    this.#leaves.set(leaf, [...(this.#leaves.get(leaf) ?? []), cluster]);
    return cluster;
  }

  #widen(cluster: Cluster<T>, words: readonly string[]): void {
    let isWider = false;
    const wider = cluster.words.map((word, i) => {
      const other = words[i] ?? "";
      if (fits(word, other)) return word;
      isWider = true;
      return joined(word, other);
    });
    if (!isWider) return;
    cluster.words = wider;
    cluster.value = this.#make(wider.join(cluster.glue));
  }

  /** Number of words, and the first one where it is no value and lines of this length do not begin in too many ways. */
  #leafOf(words: readonly string[], glue: string): string {
    const length = `${words.length}${glue}`;
    const first = words[0] ?? "";
    if (first.includes(WILDCARD)) return `${length}|${WILDCARD}`;
    const leaf = `${length}|${first}`;
    if (this.#leaves.has(leaf)) return leaf;
    const branches = this.#branches.get(length) ?? 0;
    if (branches >= MAX_BRANCHES) return `${length}|${WILDCARD}`;
    this.#branches.set(length, branches + 1);
    this.#leaves.set(leaf, []);
    return leaf;
  }

  #forgetOldest(): void {
    for (const oldest of this.#clusters) {
      this.#clusters.delete(oldest);
      oldest.isForgotten = true;
      const rest = (this.#leaves.get(oldest.leaf) ?? []).filter((one) => one !== oldest);
      if (rest.length > 0) this.#leaves.set(oldest.leaf, rest);
      else this.#closeLeaf(oldest.leaf);
      return;
    }
  }

  #closeLeaf(leaf: string): void {
    this.#leaves.delete(leaf);
    const [length = "", first] = leaf.split("|", 2);
    if (first === WILDCARD) return;
    const branches = (this.#branches.get(length) ?? 1) - 1;
    if (branches > 0) this.#branches.set(length, branches);
    else this.#branches.delete(length);
  }

  #remember(line: string, cluster: Cluster<T>): void {
    this.#lines.delete(line);
    this.#lines.set(line, cluster);
    if (this.#lines.size <= MAX_LINES) return;
    for (const oldest of this.#lines.keys()) {
      this.#lines.delete(oldest);
      return;
    }
  }
}

/** The cluster most alike, the older of two that are equally so; undefined where none is alike enough. */
function closest<T>(list: readonly Cluster<T>[], words: readonly string[]): Cluster<T> | undefined {
  let best: Cluster<T> | undefined;
  let most = -1;
  const isStrict = list.length < MANY_ALIKE;
  for (const cluster of list) {
    const likeness = similarity(cluster.words, words, isStrict);
    if (likeness >= SIMILARITY && likeness > most) {
      best = cluster;
      most = likeness;
    }
  }
  return best;
}

/** Share of a template's words that a line has; -1 where a short line has another word. Masked words say nothing. */
function similarity(template: readonly string[], words: readonly string[], isStrict: boolean): number {
  let same = 0;
  let told = 0;
  for (let i = 0; i < template.length; i++) {
    const word = template[i] ?? "";
    if (word === WILDCARD) continue;
    told++;
    if (fits(word, words[i] ?? "")) same++;
  }
  return told === 0 || (isStrict && told < LEAST_WORDS && same < told) ? -1 : same / told;
}

/** Equal, or a value behind the same name: `user=<*>` and `user=ada`. */
function fits(word: string, other: string): boolean {
  return word === other || (word.endsWith(`=${WILDCARD}`) && other.startsWith(word.slice(0, -WILDCARD.length)));
}

function joined(word: string, other: string): string {
  const name = word.slice(0, word.indexOf("=") + 1);
  return name !== "" && other.startsWith(name) ? name + WILDCARD : WILDCARD;
}
