// Where things lie in linear memory, as in `../locator.ts`. Regions whose size depends on options follow behind FIXED.

/** Key of the hash, 1 KiB; then masks for tails. */
export const KEY: usize = 4_096;
export const KEY_BYTES: usize = 1_024;
export const MASKS: usize = 5_376;
/** Three tables of 32 bytes each: encodings, identities, dictionary. */
export const TABLES: usize = 6_144;
export const ENCODINGS: usize = TABLES;
export const IDENTITIES: usize = TABLES + 32;
export const DICTIONARY: usize = TABLES + 64;
/** Heads of the lists of free blocks by size. */
export const FREE: usize = 6_400;
export const FREE_CLASSES: usize = 96;
/** Counters (f64) since the start. */
export const COUNTERS: usize = 6_912;
/** Points of the request by fate (u32): passed, folded, then rejections. */
export const FATES: usize = 7_296;
/** The point at hand, for the host. */
export const POINT: usize = 7_424;
/** Keys of the resource, the scope and the metric at hand, and a gathered run of attributes. */
export const ROOM: usize = 131_072;
export const RESOURCE: usize = 8_192;
export const SCOPE: usize = RESOURCE + ROOM;
export const METRIC: usize = SCOPE + ROOM;
export const GATHERED: usize = METRIC + ROOM;
export const FIXED: usize = GATHERED + ROOM;

// Input series, 64 bytes.
export const SERIES_BYTES: usize = 64;
export const S_START: usize = 0;
export const S_TIME: usize = 8;
/** Last value of a number; of a delta the block of `deltas.ts`, or 0. */
export const S_VALUE: usize = 16;
export const S_OUTPUT: usize = 24;
export const S_FLAGS: usize = 28;
export const S_CONTEXT: usize = 32;
/** The encoding that spells the identity, then a chain of others. */
export const S_ENCODING: usize = 36;
export const S_GENERATION: usize = 40;
/** Seconds since the epoch of the ledger when it was last heard of. */
export const S_HEARD: usize = 44;
export const S_IDENTITY: usize = 48;
export const S_NEXT_FREE: usize = 56;
/** Of a series that lives, in the same place: what it brought since the host last looked (f32). */
export const S_WEIGHT: usize = 56;
/** Of what is no number: its slot in the host's ledger of its kind, + 1. The host's matter. */
export const S_SLOT: usize = 60;

// Flags of a series.
export const IS_LIVE: u32 = 1;
export const IS_DELTA: u32 = 2;
export const IS_MONOTONIC: u32 = 4;
export const IS_DOUBLE: u32 = 8;
/** It said NO_RECORDED_VALUE. */
export const IS_ENDED: u32 = 16;
/** The value is known: false for a passed series whose values are not remembered. */
export const HAS_VALUE: u32 = 32;
/** Somebody ranks it. */
export const IS_WEIGHED: u32 = 64;
/** Kind of metric in bits 8 to 10. */
export const KIND_SHIFT: u32 = 8;

/** Outputs of series that have none. */
export const PASSES: u32 = 0xffffffff;
/** Its labels fold and nothing says how to fold its values. */
export const REFUSED: u32 = 0xfffffffe;

// Encodings of series, 64 bytes and always encodings, so that a stale reference to one can be followed.
export const ENCODING_BYTES: usize = 64;
/** The encoding that came after it last time. */
export const E_NEXT: usize = 0;
export const E_SERIES: usize = 4;
export const E_CONTEXT: usize = 8;
export const E_TAG: usize = 12;
export const E_COUNT: usize = 16;
export const E_CHAIN: usize = 20;
/** Dictionary entries in their order; a reference to them where there are more than `INLINE`. */
export const E_IDS: usize = 24;
export const INLINE: u32 = 10;

// Dictionary entries.
export const D_HASH: usize = 0;
export const D_REFERENCES: usize = 8;
/** Of an attribute: the entry of its canonical bytes; of a metric: its context + 1. 0 for unknown. */
export const D_MEANS: usize = 12;
export const D_LENGTH: usize = 16;
/** Slot of the tenant that wrote it first. */
export const D_OWNER: usize = 20;
export const D_BYTES: usize = 24;

// Contexts, 64 bytes: a metric of a scope of a resource.
export const CONTEXT_BYTES: usize = 64;
export const C_FIRST_SEEN: usize = 0;
/** Least difference between our clock and the time of a point. */
export const C_SKEW: usize = 8;
/** Least nanoseconds between two points of a series; 0 for unknown. */
export const C_INTERVAL: usize = 16;
/** Flags; from bit 16 on the slot of the tenant. */
export const C_FLAGS: usize = 24;
export const C_FIRST_ENCODING: usize = 28;
export const C_HEARD: usize = 32;
export const C_SERIES: usize = 36;
/** Hash of what it is, the same in whatever slot. */
export const C_IDENTITY: usize = 40;
/** Nanoseconds of the newest point that `rhythm.ts` heard, the milliseconds of a step, and gaps by their steps (u8 each). */
export const C_LAST: usize = 48;
export const C_STEP: usize = 56;
export const C_STEPS: usize = 60;

// Outputs, 64 bytes.
export const OUTPUT_BYTES: usize = 64;
export const O_TOTAL: usize = 0;
export const O_SUM: usize = 8;
export const O_COMPENSATION: usize = 16;
export const O_FLAGS: usize = 24;
/** Live sources. */
export const O_SOURCES: usize = 28;
/** Slot in its `KindLedger`. */
export const O_SLOT: usize = 32;
export const O_HEARD: usize = 36;

export const O_IS_DOUBLE: u32 = 1;
/** Something was added since the last flush. */
export const O_TOUCHED: u32 = 2;

// Counters, by index.
export const BASELINES: usize = 0;
export const RESTARTS: usize = 1;
export const RESETS: usize = 2;
export const LATE: usize = 3;
export const DUPLICATES: usize = 4;
export const LATE_DELTAS: usize = 5;
export const WIDENED: usize = 6;

// Kinds, as `METRIC_KINDS` orders them.
export const GAUGE: u32 = 0;
export const SUM: u32 = 1;
export const HISTOGRAM: u32 = 2;
export const EXPONENTIAL: u32 = 3;
export const SUMMARY: u32 = 4;

// Sights, as in `../kinds/kind.ts`.
export const BASELINE: u32 = 0;
export const FULL: u32 = 1;
export const DIFFERENCE: u32 = 2;

// What became of a point: 0 and 1, or 2 + the index in `REJECTIONS`.
export const PASSED: u32 = 0;
export const FOLDED: u32 = 1;
export const R_TIME: u32 = 2;
export const R_NOT_A_NUMBER: u32 = 3;
export const R_NEGATIVE: u32 = 4;
export const R_TEMPORALITY: u32 = 5;
export const R_GAUGE: u32 = 6;
export const R_MALFORMED: u32 = 7;
export const R_COUNT: u32 = 8;
export const R_LIMIT: u32 = 9;
export const R_SIZE: u32 = 10;
// 11 is the host's: a new series of a tenant that has its share.

export function bump(counter: usize): void {
  const at = COUNTERS + (counter << 3);
  store<f64>(at, load<f64>(at) + 1);
}
