import { MemoDoor, roomIn, WAYS } from "./memo-door.ts";

const SETS = 1_024;
/** Longest text and longest outcome that are remembered, bytes. */
const LONGEST = 2_048;

/** What became of a text in which something was found. */
export interface Outcome {
  readonly text: Uint8Array;
  /** As in the report of a request. */
  readonly hits: readonly number[];
}

/**
 * Remembers what texts became in which something was found: the same address comes with every span of a session. A text
 * is known again by a keyed digest of 128 bits, so the memo holds none of it, only what leaves; 4,096 outcomes. A text is
 * taken in when it comes a second time, and pushes out only what is seldom asked for.
 */
export class FoundMemo {
  readonly #digests = new Int32Array(4 * WAYS * SETS);
  readonly #outcomes: (Outcome | undefined)[] = Array.from({ length: WAYS * SETS }, () => undefined);
  readonly #asked = new Uint8Array(WAYS * SETS);
  readonly #door = new MemoDoor();

  /** What the text of a digest (four words) became, when it stood in `place` and belonged to `owner`. */
  get(digest: Int32Array, owner: number, place: number): Outcome | undefined {
    const a = digest[0]! ^ owner;
    const b = digest[1]! ^ place;
    const first = (a & (SETS - 1)) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) {
      const at = 4 * slot;
      if (this.#digests[at] !== a || this.#digests[at + 1] !== b) continue;
      if (this.#digests[at + 2] !== digest[2] || this.#digests[at + 3] !== digest[3]) continue;
      if (this.#asked[slot]! < 255) this.#asked[slot]!++;
      return this.#outcomes[slot];
    }
    return undefined;
  }

  add(digest: Int32Array, owner: number, place: number, outcome: Outcome): void {
    const a = digest[0]! ^ owner;
    if (outcome.text.length > LONGEST || !this.#door.isExpected(a)) return;
    const slot = roomIn(this.#asked, (a & (SETS - 1)) * WAYS);
    if (slot === undefined) return;
    this.#digests.set([a, digest[1]! ^ place, digest[2]!, digest[3]!], 4 * slot);
    // A copy: small buffers are cut from slabs, which an outcome would keep with all that lies in them.
    this.#outcomes[slot] = { text: Uint8Array.from(outcome.text), hits: outcome.hits };
    this.#asked[slot] = 1;
  }

  /** Forgets everything: more may be found in these texts now. */
  clear(): void {
    this.#outcomes.fill(undefined);
    this.#digests.fill(0);
    this.#asked.fill(0);
  }
}

/** Whether a text of so many bytes is remembered. */
export function isRemembered(bytes: number): boolean {
  return bytes <= LONGEST;
}
