// Where things lie in linear memory. Constants of vectors are loaded from memory: V8 builds every `v128.const` anew in
// each round of a loop, which costs a third of the speed.

/** Table of the `word` trigger (`../words.ts`), written by the host. */
export const PREFIXES: usize = 16_384;
export const WORDS: usize = PREFIXES + 8_192;
export const LENGTHS: usize = WORDS + 8_192;
export const NUMBERED: usize = LENGTHS + 4_096;
/** Candidates that fit; the scan stops before the areas overflow. */
export const CAPACITY: i32 = 65_536;
export const POSITIONS: usize = 49_152;
export const TRIGGERS: usize = POSITIONS + 4 * 65_536;

/** The walk's table (otlp/places.ts): action, wire type and argument by message and field, then records by message. */
export const FIELD_ACTIONS: usize = TRIGGERS + 4 * 65_536;
export const FIELD_WIRE_TYPES: usize = FIELD_ACTIONS + 2_048;
export const FIELD_ARGUMENTS: usize = FIELD_WIRE_TYPES + 2_048;
export const RECORDS: usize = FIELD_ARGUMENTS + 2_048;
/** What each place asks for, besides candidates. */
export const PLACE_FLAGS: usize = RECORDS + 64;
/** Names that were judged: entries of 16 bytes, and the bytes they point to. */
export const KEY_SLOTS: u32 = 8_192;
export const KEYS: usize = PLACE_FLAGS + 64;
export const ARENA: usize = KEYS + 16 * 8_192;
/** Offsets of fields to look at. */
export const INTEREST_CAPACITY: i32 = 65_536;
export const INTERESTS: usize = ARENA + 262_144;
/** Texts that were found clean: hash, owner, length and use by slot, then their bytes. */
export const CLEAN_WAYS: u32 = 4;
export const CLEAN_SETS: u32 = 2_048;
export const CLEAN_LONGEST: i32 = 1_024;
/** Bytes from one text to the next: no power of two, for then the beginnings of all of them share a few sets of the cache. */
export const CLEAN_STRIDE: usize = 1_088;
export const CLEAN_HASHES: usize = INTERESTS + 4 * 65_536;
export const CLEAN_OWNERS: usize = CLEAN_HASHES + 4 * 8_192;
export const CLEAN_LENGTHS: usize = CLEAN_OWNERS + 4 * 8_192;
export const CLEAN_ASKED: usize = CLEAN_LENGTHS + 4 * 8_192;
export const CLEAN_BYTES: usize = CLEAN_ASKED + 8_192;
/** Short texts without candidates, by their hash: 32 bytes padded with zeros, then the length, in 48 bytes. */
export const PLAIN_SLOTS: u32 = 2_048;
export const PLAIN_LONGEST: i32 = 32;
export const PLAIN: usize = CLEAN_BYTES + 8_192 * CLEAN_STRIDE;
/** By slot of a name: address of the entry that came after it last time. */
export const FOLLOWERS: usize = PLAIN + 2_048 * 48;
/** Key of the digest, and where it is written: 16 bytes each. */
export const DIGEST_KEY: usize = FOLLOWERS + 4 * 8_192;
export const DIGEST: usize = DIGEST_KEY + 16;
/** Shapes of texts that are known: digests by slot, how often each was asked for, and whether its texts are clean. */
export const SHAPE_WAYS: u32 = 4;
export const SHAPE_SETS: u32 = 4_096;
export const SHAPE_DIGESTS: usize = DIGEST + 16;
export const SHAPE_ASKED: usize = SHAPE_DIGESTS + 16 * 16_384;
export const SHAPE_CLEAN: usize = SHAPE_ASKED + 16_384;
/** Longest text and most candidates that have a shape; where the digest of one is written, and the shape itself. */
export const SHAPED_LONGEST: i32 = 2_048;
export const SHAPED_CANDIDATES: i32 = 256;
export const SHAPE_DIGEST: usize = SHAPE_CLEAN + 16_384;
export const SHAPE: usize = SHAPE_DIGEST + 16;
/** Who knocked at the door of clean texts, by hash; after so many it is forgotten. */
export const DOOR: usize = SHAPE + 4_224;
export const DOOR_BYTES: usize = 65_536;
export const DOOR_RESET: i32 = 32_768;
/** First byte of the message; positions are relative to it. At least 128 bytes must lie behind the message. */
export const MESSAGE: usize = DOOR + 65_536;

export const ZERO: usize = memory.data<u64>([0x3030303030303030, 0x3030303030303030]);
export const NINE: usize = memory.data<u64>([0x0909090909090909, 0x0909090909090909]);
/** The bit that tells cases apart; also the highest unit that is no sign. */
export const SPACE: usize = memory.data<u64>([0x2020202020202020, 0x2020202020202020]);
export const SMALL_A: usize = memory.data<u64>([0x6161616161616161, 0x6161616161616161]);
export const LETTERS: usize = memory.data<u64>([0x1919191919191919, 0x1919191919191919]);
export const HEX_LETTERS: usize = memory.data<u64>([0x0505050505050505, 0x0505050505050505]);
export const DOT: usize = memory.data<u64>([0x2e2e2e2e2e2e2e2e, 0x2e2e2e2e2e2e2e2e]);
export const COLON: usize = memory.data<u64>([0x3a3a3a3a3a3a3a3a, 0x3a3a3a3a3a3a3a3a]);
export const EQUALS: usize = memory.data<u64>([0x3d3d3d3d3d3d3d3d, 0x3d3d3d3d3d3d3d3d]);
export const DASH: usize = memory.data<u64>([0x2d2d2d2d2d2d2d2d, 0x2d2d2d2d2d2d2d2d]);
export const SLASH: usize = memory.data<u64>([0x2f2f2f2f2f2f2f2f, 0x2f2f2f2f2f2f2f2f]);
export const LINE: usize = memory.data<u64>([0x5f5f5f5f5f5f5f5f, 0x5f5f5f5f5f5f5f5f]);
export const AT: usize = memory.data<u64>([0x4040404040404040, 0x4040404040404040]);
export const PERCENT: usize = memory.data<u64>([0x2525252525252525, 0x2525252525252525]);
export const BACKSLASH: usize = memory.data<u64>([0x5c5c5c5c5c5c5c5c, 0x5c5c5c5c5c5c5c5c]);

/** 32 bytes all set, then 32 bytes of zeros: from 32 - n on, a mask of the first n bytes. */
export const HEAD_MASKS: usize = memory.data<u64>([~0, ~0, ~0, ~0, 0, 0, 0, 0]);

/** Bit by its number. */
export const BITS: usize = memory.data<u8>([1, 2, 4, 8, 16, 32, 64, 128]);
