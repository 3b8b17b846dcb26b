// What the host calls.
import { DICTIONARY, ENCODINGS, IDENTITIES } from "./layout";
import { blockBytes, openBlocks } from "./blocks";
import { openTable, tableBytes } from "./memory";
import { openSeriesRegions, slotBytes } from "./series";

export { intern, hold, release } from "./dictionary";
export { addDouble, addInteger, given, givenHigh, givenLow } from "./numbers";
export { absorbFirst, endSource, lastCounted, redirect, setNow, trackPassed } from "./rules";
export { openDeltas } from "./deltas";
export { openTenants, setTenant } from "./tenants";
export {
  addEncoding,
  adoptSeries,
  closeSeries,
  findSeries,
  foldedSeries,
  identify,
  noteFolded,
  openSeries,
  publishFirst,
  seriesSlots,
  sleepingSeries,
} from "./series";
export { absorb, absorbSeries, fault, isChanged } from "./walk";

/** Regions in the order of their addresses; sizes are the host's matter. Tables hold powers of two. */
export function openRegions(
  encodingTable: u32,
  encodingMost: u32,
  identityTable: u32,
  identityMost: u32,
  dictionaryTable: u32,
  dictionaryMost: u32,
): void {
  openTable(ENCODINGS, encodingTable, 1024, encodingMost);
  openTable(IDENTITIES, identityTable, 1024, identityMost);
  openTable(DICTIONARY, dictionaryTable, 1024, dictionaryMost);
}

export function openRecords(
  series: u32,
  encodings: u32,
  contexts: u32,
  outputs: u32,
  maxSeries: u32,
  maxEncodings: u32,
  blocks: u32,
  blocksEnd: u32,
): void {
  openSeriesRegions(series, encodings, contexts, outputs, maxSeries, maxEncodings);
  openBlocks(blocks, blocksEnd);
}

/** Bytes in use. */
export function usedBytes(): f64 {
  return slotBytes() + blockBytes() + tableBytes(ENCODINGS) + tableBytes(IDENTITIES) + tableBytes(DICTIONARY);
}
