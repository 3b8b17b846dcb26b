import type { LearnedField } from "./learned-field.ts";

/** Why a value was replaced without a finding: the closed road at the level of one value. */
export const GUARDS = [
  "detector_error",
  "value_too_long",
  "too_deep",
  "invalid_utf8",
  "bad_id",
  "opaque_bytes",
  "budget",
] as const;
export type Guard = (typeof GUARDS)[number];

/** What the steps behind the scrub did to make names few: a closed list, metric labels are made from it. */
export const NAME_CHANGES = [
  /** A span name rebuilt from attributes of the semantic conventions. */
  "convention",
  /** A part of a span name hidden that too few sources have shown. */
  "hidden",
  /** A span name whose service had too many: the method alone is left. */
  "budget",
  /** A query or fragment cut off a span name. */
  "query",
  /** A part of a URL path in an attribute hidden. */
  "path",
  /** A template added to a log record. */
  "log_template",
] as const;
export type NameChange = (typeof NAME_CHANGES)[number];

/** What one scrub saw and did. Holds classes and counts, never a value. */
export interface Report {
  /** Records in the request: log records, spans or data points. */
  items: number;
  /** True when the bytes that leave differ from those that came. */
  changed: boolean;
  /** One entry per replaced span, packed by `packHit`. */
  readonly hits: number[];
  /** Guard counts, indexed as `GUARDS`. */
  readonly guards: Uint32Array;
  /** Fields dropped because this version does not know them. */
  unknownFields: number;
  /** Attributes that were learned to hold names before this request; absent where none were. */
  learned?: readonly LearnedField[];
  /** What the steps behind the scrub did, indexed as `NAME_CHANGES`; absent where none did anything. */
  names?: Uint32Array;
}

export function newReport(): Report {
  return { items: 0, changed: false, hits: [], guards: new Uint32Array(GUARDS.length), unknownFields: 0 };
}

/** Packs what was found where and what was done. Shapes: detector < 1,024, type < 64, place < 64, action < 16. */
export function packHit(detector: number, type: number, place: number, action: number): number {
  return ((detector * 64 + type) * 64 + place) * 16 + action;
}

export interface Hit {
  readonly detector: number;
  readonly type: number;
  readonly place: number;
  readonly action: number;
}

export function unpackHit(packed: number): Hit {
  return {
    action: packed & 15,
    place: (packed >> 4) & 63,
    type: (packed >> 10) & 63,
    detector: packed >> 16,
  };
}
