import { type HashSeeds, hashText } from "./keyed-hash.ts";
import { HIDDEN, isStructure, LITERAL, MARK, segmentKind } from "./segment.ts";

/** Why parts under a parent are hidden until they are proven. */
const BY_IDENTIFIER = 1;
const BY_NUMBER = 2;

/** More different parts under one parent than this: it holds values, not words. */
const MANY_CHILDREN = 64;
/** Parts shown under a parent that holds identifiers, however many sources show them. */
const MAX_PROVEN = 256;
/** Parts remembered that wait for their proof, and parts that have it. */
const MAX_PENDING = 4_096;
const MAX_KNOWN = 4_096;
const MAX_PARENTS = 2_048;
const MAX_SEGMENTS = 32;

interface Parent {
  hides: 0 | typeof BY_IDENTIFIER | typeof BY_NUMBER;
  children: number;
  proven: number;
}

/** What all tries of a process have learned; told to whoever must look again. */
export interface Learned {
  /** Parents found to hold identifiers or too many parts. */
  parents: number;
}

/** How a path is to be read. */
export interface Manner {
  /** Hide under parents that merely have many parts, too. */
  readonly byNumber: boolean;
  /** The scrub wrote identifiers' templates in this request: `{id}` is one of them. */
  readonly idsAreOurs: boolean;
}

/** What `PathTrie.read` tells of the last path. */
export interface PathReading {
  /** The path as it may be shown. */
  text: string;
  /** Parts that were hidden. */
  hidden: number;
  /** Every part is proven or no word: nothing more is to be learned from this path. */
  isSettled: boolean;
}

/**
 * The paths of one service as a tree, kept flat and by keyed hash, so that no part that was not proven can be read from
 * it. A part under a parent that holds identifiers is shown once `proof` different sources have shown it: until then it
 * may be one itself (`/users/alice` beside `/users/17`). A parent holds identifiers from the first one seen under it, or
 * once it has more than 64 different parts. Bounded: parts are forgotten least recently used first, which hides them
 * anew; parents that hide are never forgotten, and where there are too many of them every parent hides.
 */
export class PathTrie {
  readonly #seeds: HashSeeds;
  readonly #proof: number;
  readonly #learned: Learned;
  /** Sources that have shown a part, by its hash. */
  readonly #pending = new Map<number, readonly number[]>();
  readonly #proven = new Set<number>();
  readonly #parents = new Map<number, Parent>();
  #hiding = 0;
  /** Rises whenever something that was shown may have to be hidden. */
  generation = 0;

  constructor(seeds: HashSeeds, proof: number, learned: Learned) {
    this.#seeds = seeds;
    this.#proof = proof;
    this.#learned = learned;
  }

  get hidesAny(): boolean {
    return this.#hiding > 0;
  }

  /** Parts and parents remembered. */
  get size(): number {
    return this.#pending.size + this.#proven.size + this.#parents.size;
  }

  /**
   * Reads the path `text[from, to)`, which begins with a slash, as shown by `source`, below `root` (a host, or 0).
   */
  read(text: string, from: number, to: number, source: number, root: number, manner: Manner): PathReading {
    const reading: PathReading = { text: "", hidden: 0, isSettled: true };
    let parent = hashText(this.#seeds, root, "/");
    let copied = from;
    let segments = 0;
    for (let at = from; at < to; ) {
      const start = at + 1;
      let end = text.indexOf("/", start);
      if (end < 0 || end > to) end = to;
      if (++segments > MAX_SEGMENTS) {
        reading.text += `${text.slice(copied, at)}/${HIDDEN}`;
        reading.hidden++;
        return reading;
      }
      const child =
        end > start ? this.#read(text, start, end, parent, source, manner, reading, segments === 1) : parent;
      if (child === SUPPRESSED) {
        reading.text += text.slice(copied, start) + HIDDEN;
        reading.hidden++;
        copied = end;
        parent = this.#below(parent);
      } else parent = child;
      at = end;
    }
    reading.text += text.slice(copied, to);
    return reading;
  }

  #read(
    text: string,
    start: number,
    end: number,
    parent: number,
    source: number,
    manner: Manner,
    reading: PathReading,
    isFirst: boolean,
  ): number {
    const kind = segmentKind(text, start, end, manner.idsAreOurs);
    if (kind !== LITERAL) {
      if (kind === MARK) this.#hide(parent, BY_IDENTIFIER);
      return this.#below(parent);
    }
    const child = hashText(this.#seeds, parent, text, start, end);
    if (this.#isProven(child, parent, source)) return child;
    reading.isSettled = false;
    const hides = this.#hides(parent);
    if (hides !== BY_IDENTIFIER && (hides !== BY_NUMBER || !manner.byNumber)) return child;
    return isStructure(text, start, end, isFirst) ? child : SUPPRESSED;
  }

  /** Counts a source that shows a part. */
  #isProven(child: number, parent: number, source: number): boolean {
    if (this.#proven.has(child)) return true;
    const sources = this.#pending.get(child);
    if (sources === undefined) this.#newChild(parent);
    else if (sources.includes(source)) return false;
    const more = sources === undefined ? [source] : [...sources, source];
    this.#pending.delete(child);
    if (more.length >= this.#proof && this.#prove(child, parent)) return true;
    if (this.#pending.size >= MAX_PENDING) dropOldest(this.#pending);
    // A part that may not be proven is remembered with the sources it needs less the last one.
    this.#pending.set(child, more.length < this.#proof ? more : more.slice(1));
    return false;
  }

  #prove(child: number, parent: number): boolean {
    const above = this.#parent(parent);
    if (above === undefined || above.proven >= MAX_PROVEN) return false;
    above.proven++;
    if (this.#proven.size >= MAX_KNOWN) {
      dropOldest(this.#proven);
      this.generation++;
    }
    this.#proven.add(child);
    return true;
  }

  #newChild(parent: number): void {
    const above = this.#parent(parent);
    if (above === undefined || ++above.children <= MANY_CHILDREN) return;
    if (above.hides === 0) this.#hide(parent, BY_NUMBER);
  }

  #hide(parent: number, why: typeof BY_IDENTIFIER | typeof BY_NUMBER): void {
    const above = this.#parent(parent);
    if (above === undefined || above.hides === why || above.hides === BY_IDENTIFIER) return;
    if (above.hides === 0) this.#hiding++;
    above.hides = why;
    this.#learned.parents++;
    this.generation++;
  }

  #hides(parent: number): Parent["hides"] {
    return this.#hiding >= MAX_PARENTS / 2 ? BY_IDENTIFIER : (this.#parents.get(parent)?.hides ?? 0);
  }

  /** What is known of a parent; undefined where nothing can be remembered of one more. */
  #parent(key: number): Parent | undefined {
    let parent = this.#parents.get(key);
    if (parent === undefined) {
      if (this.#parents.size >= MAX_PARENTS && !this.#forgetParent()) return undefined;
      parent = { hides: 0, children: 0, proven: 0 };
      this.#parents.set(key, parent);
    }
    return parent;
  }

  #forgetParent(): boolean {
    for (const [key, parent] of this.#parents) {
      if (parent.hides !== 0) continue;
      this.#parents.delete(key);
      return true;
    }
    return false;
  }

  #below(parent: number): number {
    return hashText(this.#seeds, parent, "*");
  }
}

function dropOldest(table: { keys(): Iterable<number>; delete(key: number): boolean }): void {
  for (const oldest of table.keys()) {
    table.delete(oldest);
    return;
  }
}

/** No hash: hashes are not negative. */
const SUPPRESSED = -1;
