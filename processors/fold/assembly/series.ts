// Input series, the encodings their attributes were seen in, and their identities: sets of canonical attributes.

import {
  C_FLAGS, C_IDENTITY, C_SERIES, CONTEXT_BYTES, D_HASH, D_MEANS, E_CHAIN, E_CONTEXT, E_COUNT, E_IDS, E_NEXT, E_SERIES, E_TAG, ENCODING_BYTES,
  ENCODINGS, IDENTITIES, INLINE, IS_DELTA, IS_LIVE, OUTPUT_BYTES, S_CONTEXT, S_ENCODING, S_FLAGS, S_IDENTITY, S_NEXT_FREE, S_OUTPUT, REFUSED,
  SERIES_BYTES,
} from "./layout";
import { forgetDeltas } from "./deltas";
import { mix } from "./hash";
import { hold, release } from "./dictionary";
import { give, roomFor, take } from "./blocks";
import { base, insert, mask, remove } from "./memory";
import { charge, credit } from "./tenants";

export let SERIES: usize = 0;
export let ENCODING: usize = 0;
export let CONTEXT: usize = 0;
export let OUTPUT: usize = 0;

let maxSeries: u32 = 0;
let maxEncodings: u32 = 0;
/** Slots ever used; slot 0 is nobody's. */
let seriesEnd: u32 = 1;
let encodingsEnd: u32 = 1;
let freeSeries: u32 = 0;
let freeEncoding: u32 = 0;
/** Series whose points are taken out. */
let folded: u32 = 0;
/** Spellings beside the first of their series. */
let extras: u32 = 0;

export function openSeriesRegions(series: usize, encodings: usize, contexts: usize, outputs: usize, most: u32, mostEncodings: u32): void {
  SERIES = series;
  ENCODING = encodings;
  CONTEXT = contexts;
  OUTPUT = outputs;
  maxSeries = most;
  maxEncodings = mostEncodings;
}

@inline
export function seriesAt(slot: u32): usize {
  return SERIES + <usize>slot * SERIES_BYTES;
}

@inline
export function encodingAt(slot: u32): usize {
  return ENCODING + <usize>slot * ENCODING_BYTES;
}

@inline
export function contextAt(slot: u32): usize {
  return CONTEXT + <usize>slot * CONTEXT_BYTES;
}

@inline
function tenantOf(context: u32): u32 {
  return load<u32>(contextAt(context) + C_FLAGS) >> 16;
}

@inline
export function outputAt(slot: u32): usize {
  return OUTPUT + <usize>slot * OUTPUT_BYTES;
}

export function foldedSeries(): u32 {
  return folded;
}

/** So many more, or fewer, series have an output. */
export function noteFolded(change: i32): void {
  folded += change;
}

/** Slots that were ever used, to go through all series. */
export function seriesSlots(): u32 {
  return seriesEnd;
}

export function slotBytes(): f64 {
  return <f64>seriesEnd * SERIES_BYTES + <f64>encodingsEnd * ENCODING_BYTES;
}

@inline
export function idsOf(encoding: usize): usize {
  return load<u32>(encoding + E_COUNT) <= INLINE ? encoding + E_IDS : <usize>load<u32>(encoding + E_IDS);
}

/** Hash of the set that was last identified: 64 bits do not pass between here and the host without being allocated. */
let identity: u64 = 0;

/** Takes the hash of a set of `count` canonical dictionary entries at `ids`, whatever their order. */
export function identify(context: u32, ids: usize, count: u32): void {
  let sum: u64 = mix(load<u64>(contextAt(context) + C_IDENTITY));
  for (let i: u32 = 0; i < count; i++) sum += mix(load<u64>(<usize>load<u32>(ids + (<usize>i << 2)) + D_HASH));
  identity = mix(sum);
}

/** The series of the set of canonical entries that was identified; 0 when there is none. */
export function findSeries(context: u32, ids: usize, count: u32): u32 {
  const entries = base(IDENTITIES);
  const limit = mask(IDENTITIES);
  const tag = <u32>identity;
  let i = tag & limit;
  while (true) {
    const at = entries + (<usize>i << 3);
    i = (i + 1) & limit;
    const slot = load<u32>(at + 4);
    if (slot == 0) return 0;
    if (load<u32>(at) != tag) continue;
    const series = seriesAt(slot);
    if (load<u64>(series + S_IDENTITY) != identity || load<u32>(series + S_CONTEXT) != context) continue;
    if (isSet(encodingAt(load<u32>(series + S_ENCODING)), ids, count)) return slot;
  }
}

/** Whether an encoding spells the set; sets hold no entry twice, so inclusion and size suffice. */
function isSet(encoding: usize, ids: usize, count: u32): bool {
  if (load<u32>(encoding + E_COUNT) != count) return false;
  const own = idsOf(encoding);
  for (let i: u32 = 0; i < count; i++) {
    const wanted = load<u32>(ids + (<usize>i << 2));
    let k: u32 = 0;
    while (k < count && load<u32>(<usize>load<u32>(own + (<usize>k << 2)) + D_MEANS) != wanted) k++;
    if (k == count) return false;
  }
  return true;
}

/** A slot with nothing in it; 0 when there is none. */
function takeSlot(): u32 {
  let slot = freeSeries;
  if (slot != 0) freeSeries = load<u32>(seriesAt(slot) + S_NEXT_FREE);
  else if (seriesEnd <= maxSeries) slot = seriesEnd++;
  else return 0;
  memory.fill(seriesAt(slot), 0, SERIES_BYTES);
  return slot;
}

function begin(slot: u32, context: u32): void {
  const series = seriesAt(slot);
  store<u32>(series + S_FLAGS, IS_LIVE);
  store<u32>(series + S_CONTEXT, context);
  const counted = contextAt(context) + C_SERIES;
  store<u32>(counted, load<u32>(counted) + 1);
}

/** A new series of the set that was identified, spelled by the entries at `ids`; 0 when there is no room. */
export function openSeries(context: u32, ids: usize, count: u32): u32 {
  const slot = takeSlot();
  if (slot == 0) return 0;
  store<u32>(seriesAt(slot) + S_CONTEXT, context);
  if (!adoptSeries(slot, ids, count)) {
    store<u32>(seriesAt(slot) + S_NEXT_FREE, freeSeries);
    freeSeries = slot;
    return 0;
  }
  begin(slot, context);
  return slot;
}

/** A series out of a snapshot: nothing spells it until a point of it comes. 0 when there is no room. */
export function sleepingSeries(context: u32): u32 {
  const slot = takeSlot();
  if (slot != 0) begin(slot, context);
  return slot;
}

/** Makes the set that was identified, spelled by the entries at `ids`, that of a series without a spelling. */
export function adoptSeries(slot: u32, ids: usize, count: u32): bool {
  const series = seriesAt(slot);
  const encoding = openEncoding(slot, load<u32>(series + S_CONTEXT), ids, count);
  if (encoding == 0) return false;
  if (!insert(IDENTITIES, <u32>identity, slot)) {
    closeEncoding(encoding);
    return false;
  }
  store<u32>(series + S_ENCODING, encoding);
  store<u64>(series + S_IDENTITY, identity);
  return true;
}

export function closeSeries(slot: u32): void {
  const series = seriesAt(slot);
  if ((load<u32>(series + S_FLAGS) & IS_DELTA) != 0) forgetDeltas(series);
  if (load<u32>(series + S_OUTPUT) < REFUSED) noteFolded(-1);
  remove(IDENTITIES, load<u32>(series + S_IDENTITY), slot);
  let encoding = load<u32>(series + S_ENCODING);
  let closed: u32 = 0;
  while (encoding != 0) {
    const next = load<u32>(encodingAt(encoding) + E_CHAIN);
    closeEncoding(encoding);
    closed++;
    encoding = next;
  }
  if (closed > 1) extras -= closed - 1;
  const counted = contextAt(load<u32>(series + S_CONTEXT)) + C_SERIES;
  store<u32>(counted, load<u32>(counted) - 1);
  store<u32>(series + S_FLAGS, 0);
  store<u32>(series + S_NEXT_FREE, freeSeries);
  freeSeries = slot;
}

function openEncoding(slot: u32, context: u32, ids: usize, count: u32): u32 {
  let index = freeEncoding;
  if (index != 0) freeEncoding = load<u32>(encodingAt(index) + E_NEXT);
  else if (encodingsEnd <= maxEncodings) index = encodingsEnd++;
  else return 0;
  const encoding = encodingAt(index);
  let own = encoding + E_IDS;
  if (count > INLINE) {
    own = take(<usize>count << 2);
    if (own == 0) {
      store<u32>(encoding + E_NEXT, freeEncoding);
      freeEncoding = index;
      return 0;
    }
    store<u32>(encoding + E_IDS, <u32>own);
  }
  charge(tenantOf(context), ENCODING_BYTES + (count > INLINE ? roomFor(<usize>count << 2) : 0), 0);
  memory.copy(own, ids, <usize>count << 2);
  for (let i: u32 = 0; i < count; i++) hold(load<u32>(own + (<usize>i << 2)));
  store<u32>(encoding + E_NEXT, 0);
  store<u32>(encoding + E_SERIES, slot);
  store<u32>(encoding + E_CONTEXT, context);
  store<u32>(encoding + E_TAG, 0);
  store<u32>(encoding + E_COUNT, count);
  store<u32>(encoding + E_CHAIN, 0);
  return index;
}

function closeEncoding(index: u32): void {
  const encoding = encodingAt(index);
  const count = load<u32>(encoding + E_COUNT);
  const own = idsOf(encoding);
  const bytes = ENCODING_BYTES + (count > INLINE ? roomFor(<usize>count << 2) : 0);
  credit(tenantOf(load<u32>(encoding + E_CONTEXT)), bytes, 0);
  remove(ENCODINGS, load<u32>(encoding + E_TAG), index);
  for (let i: u32 = 0; i < count; i++) release(load<u32>(own + (<usize>i << 2)), true);
  if (count > INLINE) give(own, <usize>count << 2);
  store<u32>(encoding + E_CONTEXT, 0);
  store<u32>(encoding + E_SERIES, 0);
  store<u32>(encoding + E_NEXT, freeEncoding);
  freeEncoding = index;
}

/** Lets the encoding that spells a series' identity be found by the low half of the hash of its bytes. */
export function publishFirst(slot: u32, tag: u32): bool {
  const index = load<u32>(seriesAt(slot) + S_ENCODING);
  store<u32>(encodingAt(index) + E_TAG, tag);
  return insert(ENCODINGS, tag, index);
}

/** Another encoding of a known series: the entries at `ids`, to be found by a tag. */
export function addEncoding(slot: u32, ids: usize, count: u32, tag: u32): bool {
  // There is one for each series, whatever others spell how often.
  if (extras + maxSeries >= maxEncodings) return false;
  const series = seriesAt(slot);
  const index = openEncoding(slot, load<u32>(series + S_CONTEXT), ids, count);
  if (index == 0) return false;
  store<u32>(encodingAt(index) + E_TAG, tag);
  if (!insert(ENCODINGS, tag, index)) {
    closeEncoding(index);
    return false;
  }
  // The identity stays first; of the others the oldest goes when there are too many.
  const first = encodingAt(load<u32>(series + S_ENCODING));
  store<u32>(encodingAt(index) + E_CHAIN, load<u32>(first + E_CHAIN));
  store<u32>(first + E_CHAIN, index);
  extras++;
  let at = encodingAt(index);
  for (let i = 0; i < 6; i++) {
    const next = load<u32>(at + E_CHAIN);
    if (next == 0) return true;
    at = encodingAt(next);
  }
  const last = load<u32>(at + E_CHAIN);
  if (last != 0) {
    closeEncoding(last);
    extras--;
    store<u32>(at + E_CHAIN, 0);
  }
  return true;
}
