import { SIGNALS, type Signal } from "../../core/signal.ts";
import { MESSAGES, ROOTS } from "../../otlp/fields.generated.ts";
import { walkTable } from "../../otlp/places.ts";
import type { CleanArea } from "./clean-area.ts";
import { KEY_SLOTS, type SurveyArea } from "./scan-area.ts";

/** What a judged name says of the values under it. */
export const KEPT = 1;
/** Strings are scanned for candidates; nothing else is looked at. */
export const SCANNED = 2;
/** Strings are looked at unless the very same was found clean before; numbers always. */
export const REMEMBERED = 3;
export type NameClass = typeof KEPT | typeof SCANNED | typeof REMEMBERED;

/** A place where the walk must look at every text. */
export const LOOK_ALWAYS = 1;
/** A place where it must look at texts with a path in them. */
export const LOOK_AT_PATHS = 2;

/** No name: names under it are unknown to the survey. */
export const UNNAMED = 0;

const PROBES = 8;
const LONGEST_NAME = 127;
/** Numbers 1 to 3 are the signals' roots; those of names follow. */
const FIRST_NAME = 4;
/** No name has this parent: its slot stays taken, for the names that were put behind it. */
const NO_PARENT = 0xffffffff;

/**
 * The survey of a request in WebAssembly: which fields the walk must look at. It knows the names that were judged before
 * (`learn`) and trusts nothing else: an unknown name, an odd shape, an unknown field, a candidate, each is a field to
 * look at. Property: what it leaves out, the walk would have left alone.
 */
export class Survey {
  readonly #area: SurveyArea;
  #arenaUsed = 0;

  constructor(area: SurveyArea, placeFlags: Uint8Array) {
    this.#area = area;
    const table = walkTable();
    area.actions.set(table.action);
    area.wireTypes.set(table.wireType);
    area.arguments.set(table.argument);
    area.records.set(table.isRecord);
    area.placeFlags.set(placeFlags);
    if (MESSAGES.length > area.records.length) throw new RangeError("the survey's table holds too few messages");
  }

  /** Ascending offsets of the fields to look at, in `interests`; -1 where everything must be walked. */
  run(signal: Signal, length: number): number {
    return this.#area.run(ROOTS[signal], length, rootOf(signal));
  }

  /** Records in the last message that was surveyed. */
  get items(): number {
    return this.#area.items();
  }

  /** Memory of clean texts, which the survey asks. */
  get clean(): CleanArea {
    return this.#area.clean;
  }

  get interests(): Int32Array {
    return this.#area.interests;
  }

  /**
   * Remembers a name under its parent (a signal's root, or what `learn` returned for the name above). Returns its number,
   * or `UNNAMED` when there is no room: such a name is looked at each time.
   */
  learn(parent: number, name: Uint8Array, kind: NameClass): number {
    const { keys, arena } = this.#area;
    if (parent === UNNAMED || name.length > LONGEST_NAME || this.#arenaUsed + name.length > arena.length)
      return UNNAMED;
    const hash = hashOf(parent, name);
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (hash + probe) & (KEY_SLOTS - 1);
      const at = slot * 16;
      if (keys.getUint8(at + 11) !== 0) {
        // One name of two kinds is looked at each time.
        if (this.#isEntry(at, hash, parent, name)) return keys.getUint8(at + 10) === kind ? slot + FIRST_NAME : UNNAMED;
        continue;
      }
      arena.set(name, this.#arenaUsed);
      keys.setUint32(at, hash, true);
      keys.setUint32(at + 4, this.#arenaUsed, true);
      keys.setUint16(at + 8, name.length, true);
      keys.setUint8(at + 10, kind);
      keys.setUint32(at + 12, parent, true);
      keys.setUint8(at + 11, 1);
      this.#arenaUsed += name.length;
      return slot + FIRST_NAME;
    }
    return UNNAMED;
  }

  /** Forgets a name, so that it is looked at each time; returns its parent, for `restore`. */
  forget(number: number): number {
    const at = (number - FIRST_NAME) * 16;
    const parent = this.#area.keys.getUint32(at + 12, true);
    this.#area.keys.setUint32(at + 12, NO_PARENT, true);
    return parent;
  }

  restore(number: number, parent: number): void {
    this.#area.keys.setUint32((number - FIRST_NAME) * 16 + 12, parent, true);
  }

  #isEntry(at: number, hash: number, parent: number, name: Uint8Array): boolean {
    const { keys, arena } = this.#area;
    if (
      keys.getUint32(at, true) !== hash ||
      keys.getUint32(at + 12, true) !== parent ||
      keys.getUint16(at + 8, true) !== name.length
    )
      return false;
    const offset = keys.getUint32(at + 4, true);
    return name.every((byte, index) => arena[offset + index] === byte);
  }
}

/** Number by which plain texts of a place are remembered. */
export function ownerOf(place: number, signal: Signal): number {
  return ((place + 1) << 20) | rootOf(signal);
}

/** Number of a signal's root among names. */
export function rootOf(signal: Signal): number {
  return SIGNALS.indexOf(signal) + 1;
}

/** As in `assembly/survey.ts`. */
function hashOf(parent: number, name: Uint8Array): number {
  let hash = Math.imul(parent, 0x9e3779b1) ^ name.length;
  let at = 0;
  for (; name.length - at >= 4; at += 4) {
    const word = name[at]! | (name[at + 1]! << 8) | (name[at + 2]! << 16) | (name[at + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  for (; at < name.length; at++) hash = Math.imul(hash ^ name[at]!, 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}
