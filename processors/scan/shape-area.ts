import { WAYS } from "../memo-door.ts";

/** Sets of slots for shapes of texts. */
export const SHAPE_SETS = 4_096;
const SLOTS = WAYS * SHAPE_SETS;

/** Memory of the shapes that are known, by slot; the survey reads it (`assembly/layout.ts`). */
export interface ShapeArea {
  /** Four words each. */
  readonly digests: Int32Array;
  /** How often a slot was asked for, up to 255. */
  readonly asked: Uint8Array;
  /** 1 where nothing is found in any text of the shape. */
  readonly clean: Uint8Array;
}

/** Size of the memory. */
export const SHAPE_BYTES = 18 * SLOTS;

export function shapeArea(buffer: ArrayBuffer, at: number): ShapeArea {
  return {
    digests: new Int32Array(buffer, at, 4 * SLOTS),
    asked: new Uint8Array(buffer, at + 16 * SLOTS, SLOTS),
    clean: new Uint8Array(buffer, at + 17 * SLOTS, SLOTS),
  };
}
