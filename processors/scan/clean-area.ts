import { WAYS } from "../memo-door.ts";

/** Sets of slots for clean texts. */
export const CLEAN_SETS = 2_048;
/** Longest text that is remembered, bytes. */
export const CLEAN_LONGEST = 1_024;
/** Bytes from one text to the next (`assembly/layout.ts` says why). */
export const CLEAN_STRIDE = 1_088;
const SLOTS = WAYS * CLEAN_SETS;

/** Memory of the texts that were found clean, by slot; the survey reads it (`assembly/layout.ts`). */
export interface CleanArea {
  readonly hashes: Int32Array;
  readonly owners: Int32Array;
  /** 0 where a slot is empty. */
  readonly lengths: Int32Array;
  /** How often a slot was asked for, up to 255. */
  readonly asked: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Size of the memory. */
export const CLEAN_BYTES = 13 * SLOTS + SLOTS * CLEAN_STRIDE;

export function cleanArea(buffer: ArrayBuffer, at: number): CleanArea {
  return {
    hashes: new Int32Array(buffer, at, SLOTS),
    owners: new Int32Array(buffer, at + 4 * SLOTS, SLOTS),
    lengths: new Int32Array(buffer, at + 8 * SLOTS, SLOTS),
    asked: new Uint8Array(buffer, at + 12 * SLOTS, SLOTS),
    bytes: new Uint8Array(buffer, at + 13 * SLOTS, SLOTS * CLEAN_STRIDE),
  };
}
