import type { Format, KeyRule } from "./plan.ts";

/** What the scrub knows of an attribute name, worked out once. */
export interface KeyInfo {
  /** The name as it came. */
  readonly bytes: Uint8Array;
  /** Dotted path from the attribute's name. */
  readonly path: string;
  readonly name: string;
  readonly rule: KeyRule;
  readonly format: Format;
  readonly freeText: boolean;
  /** Paths inside the value have identifiers that become templates. */
  readonly templated: boolean;
  /** The value is looked at even where the scan sees no candidate. */
  readonly always: boolean;
  /** `HINTS` bits of the name. */
  readonly hints: number;
  /** The name scrubbed, where it held something. */
  readonly keyText: Uint8Array | undefined;
  /** What was found in the name, as `packHit` packs it: reported each time. */
  readonly keyHits: readonly number[];
  /** Names of map entries inside the value. */
  readonly children: KeyMemo;
  /** Number under which the survey knows the name; `UNNAMED` when it has to be looked at each time. */
  readonly surveyed: number;
  /** Number by which clean texts under the name are remembered. */
  readonly owner: number;
  /** Its values are counted, for names may be learned of it. */
  watched: boolean;
  /** The rule was learned, not written. */
  readonly isLearned?: true;
}

const SLOTS = 512;
const PROBES = 8;

/** Counts the entries of all memos of one scrubber, which together must stay small. */
export interface MemoBudget {
  left: number;
}

/**
 * Remembers names by their bytes, without making a string of them: open addressing, eight probes, equality checked.
 * A full neighbourhood or an empty budget means that a name is worked out anew each time, never that it is skipped.
 */
export class KeyMemo {
  #slots: (KeyInfo | undefined)[] | undefined;
  readonly #budget: MemoBudget;

  constructor(budget: MemoBudget) {
    this.#budget = budget;
  }

  get(buffer: Uint8Array, start: number, end: number): KeyInfo | undefined {
    const slots = this.#slots;
    if (slots === undefined) return undefined;
    const hash = hashOf(buffer, start, end);
    for (let probe = 0; probe < PROBES; probe++) {
      const info = slots[(hash + probe) & (SLOTS - 1)];
      if (info === undefined) return undefined;
      if (same(info.bytes, buffer, start, end)) return info;
    }
    return undefined;
  }

  put(info: KeyInfo): void {
    if (this.#budget.left <= 0) return;
    this.#slots ??= Array.from<KeyInfo | undefined>({ length: SLOTS });
    const hash = hashOf(info.bytes, 0, info.bytes.length);
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (hash + probe) & (SLOTS - 1);
      if (this.#slots[slot] !== undefined) continue;
      this.#slots[slot] = info;
      this.#budget.left--;
      return;
    }
  }
}

/** Length and five bytes: enough to spread names, and equality is checked anyway. */
function hashOf(buffer: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  let hash = Math.imul(length, 0x9e3779b1) ^ buffer[start]!;
  hash = Math.imul(hash ^ buffer[end - 1]!, 0x01000193);
  hash = Math.imul(hash ^ buffer[start + (length >> 1)]!, 0x01000193);
  hash = Math.imul(hash ^ buffer[start + (length >> 2)]!, 0x01000193);
  hash = Math.imul(hash ^ buffer[end - 1 - (length >> 2)]!, 0x01000193);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function same(bytes: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let i = start, k = 0; i < end; i++, k++) if (bytes[k] !== buffer[i]) return false;
  return true;
}
