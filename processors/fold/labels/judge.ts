import type { LabelValue } from "./decider.ts";
import { EVIDENCE, type Evidence } from "./key-evidence.ts";
import type { KeyClass } from "./label-keys.ts";
import { nameParts, ownedPodWordsEnd } from "./name-shape.ts";
import { shapeOf } from "./shape.ts";
import { isStrong, isUnmistakable, SHAPE } from "./shapes.ts";

/** What is known of a key, from the conventions and from its own words. */
export interface KeyFacts {
  readonly kind: KeyClass;
  readonly evidence: Evidence;
  /** Its values are names of pods. */
  readonly isPod: boolean;
}

/** The shape a value folds by under a key; `SHAPE.none` where it is left alone. */
export function foldingShape(key: KeyFacts, value: LabelValue, text: string): number {
  if (key.kind === "single_writer" || key.kind === "bounded") return SHAPE.none;
  if (value.kind === "string") return textShape(key, text);
  if (key.kind === "open" || key.evidence === EVIDENCE.bounded) return SHAPE.none;
  if (value.kind === "int") return numberShape(key, value.value);
  if (key.evidence < EVIDENCE.identifier) return SHAPE.none;
  if (value.kind === "other") return SHAPE.other;
  return value.kind === "double" && Number.isInteger(value.value) ? SHAPE.number : SHAPE.none;
}

function textShape(key: KeyFacts, text: string): number {
  const shape = shapeOf(text);
  if (key.kind === "open" || key.evidence === EVIDENCE.bounded) {
    if (isUnmistakable(shape)) return shape;
    return key.kind === "open" ? openShape(text, shape) : SHAPE.none;
  }
  if (isStrong(shape)) return shape;
  if (key.isPod && ownedPodWordsEnd(text) > 0) return SHAPE.pod;
  if (key.evidence === EVIDENCE.entity) return shape === SHAPE.none ? (isEmpty(text) ? SHAPE.none : SHAPE.word) : shape;
  if (key.evidence !== EVIDENCE.identifier) return SHAPE.none;
  if (shape !== SHAPE.none) return shape;
  return /\d/.test(text) && !isWords(text) ? SHAPE.word : SHAPE.none;
}

/** Several words, among them no number: `G1 Eden Space`. */
function isWords(text: string): boolean {
  return text.includes(" ") && text.length < 64 && text.split(" ").every((word) => /[A-Za-z]/.test(word));
}

/** Words around an identifier say that the value is no address, version or size; one word must stand before a UUID. */
function openShape(text: string, shape: number): number {
  if (shape >= SHAPE.pod && shape <= SHAPE.name) return shape;
  const holdsUuid = shape === SHAPE.prefixed && nameParts(text).some((part) => part.shape === SHAPE.uuid);
  return holdsUuid ? SHAPE.name : SHAPE.none;
}

/** What programs write where there is nobody. */
const NOBODY: ReadonlySet<string> = new Set([
  "",
  "-",
  "none",
  "null",
  "nil",
  "unknown",
  "anonymous",
  "n/a",
  "undefined",
]);

function isEmpty(text: string): boolean {
  return text.length <= 9 && NOBODY.has(text.toLowerCase());
}

/** Ten digits are more than a size or a code has; fewer need a key that says so. */
function numberShape(key: KeyFacts, value: bigint): number {
  if (key.evidence >= EVIDENCE.identifier) return SHAPE.number;
  if (value < 1_000_000_000n) return SHAPE.none;
  return shapeOf(String(value));
}
