import { asRaw, type RawBytes } from "../core/bytes.ts";
import type { Envelope, Handle } from "../core/envelope.ts";
import { ERRORS, type ErrorCode, RoadError } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { ACCEPTED, type Outcome, type Refused } from "../core/outcome.ts";
import { GUARDS } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";
import type { CleanBatch, Exporter } from "../exporters/exporter.ts";
import { combineOutcomes, sendToAll } from "../exporters/fanout.ts";
import { inflate } from "../otlp/inflate.ts";
import { type JsonCounts, jsonToProtobuf } from "../otlp/json-read.ts";
import type { Absorption } from "../processors/fold/contract.ts";
import type { Scrubbed, Scrubber } from "../processors/scrub.ts";
import type { Events } from "../telemetry/events.ts";
import type { Spans } from "../telemetry/spans.ts";
import type { Folding } from "./folding.ts";

/** Where requests of one signal go: one scrub, then its destinations. */
export interface Lane {
  /** Id of the scrub processor, for metrics. */
  readonly processor: string;
  /** The scrubber of the plan in force; taken once per request. */
  scrubber(): Scrubber;
  /** Takes metric points whose labels fold; their series are emitted by it alone. */
  readonly folding?: (Pick<Folding, "absorb" | "secure"> & Partial<Pick<Folding, "closed" | "release">>) | undefined;
  readonly exporters: readonly Exporter[];
}

export type Lanes = Readonly<Record<Signal, readonly Lane[]>>;

/** What the road tells of each request. */
export type RoadEvents = Pick<Events, "received" | "scrubbed" | "stage" | "answered">;

/**
 * The road a request takes, from an admitted envelope to the answer: inflate, read, scrub, count, export. Anything that
 * fails before the export closes it; whatever is thrown becomes a refusal, so nothing goes round the scrub.
 */
export function createRoad(receiver: string, lanes: Lanes, events: RoadEvents, spans: Spans): Handle {
  return async (envelope) => {
    const travel: Travel = { items: 0, folded: 0, unfoldable: 0 };
    const { signal, transport } = envelope;
    const span = spans.request(signal, transport);
    const outcome = await travelTo(lanes[signal], envelope, events, travel).catch(refusalOf);
    events.answered({ receiver, transport, signal }, travel.items, outcome, travel);
    span.end(travel.items, outcome);
    return outcome;
  };
}

interface Travel {
  items: number;
  /** Of them, in the books of the fold in every lane. */
  folded: number;
  /** Of them, those that some lane's fold could not count. */
  unfoldable: number;
}

async function travelTo(
  lanes: readonly Lane[],
  envelope: Envelope,
  events: RoadEvents,
  travel: Travel,
): Promise<Outcome> {
  if (lanes.length === 0) throw new RoadError("unknown_method", "No pipeline takes this signal.");
  // Before the scrub, which the fold follows in the same turn.
  for (let closed = closedOf(lanes); closed !== undefined; closed = closedOf(lanes)) await closed;
  const loads = scrubForAll(lanes, envelope, events, travel);
  const scrubbed = performance.now();
  if (travel.items === 0) return ACCEPTED;
  for (const { absorption, lane, scrubbed: held } of loads)
    if (absorption !== undefined && absorption.folded > 0) await lane.folding?.secure(held.bytes);
  travel.folded = Math.min(...loads.map(({ absorption }) => absorption?.folded ?? 0));
  travel.unfoldable = Math.max(...loads.map(({ absorption }) => absorption?.rejected ?? 0));
  const outcome = await send(loads);
  if (outcome.kind === "accepted") for (const load of loads) release(load);
  events.stage("export", (performance.now() - scrubbed) / 1000);
  return outcome;
}

/** Resolves when some fold takes points in again; undefined when all of them do. */
function closedOf(lanes: readonly Lane[]): Promise<void> | undefined {
  for (const { folding } of lanes) if (folding?.closed !== undefined) return folding.closed;
  return undefined;
}

/**
 * Inflates, reads and scrubs, all in one turn of the loop, and lets go of what came: at any time one request at most is
 * in memory both as it came and as it leaves.
 */
function scrubForAll(lanes: readonly Lane[], envelope: Envelope, events: RoadEvents, travel: Travel): readonly Load[] {
  const admitted = performance.now();
  const lost: JsonCounts = { unknownFields: 0, repairedStrings: 0 };
  const raw = readBody(envelope, lost);
  const inflated = performance.now();
  events.stage("inflate", (inflated - admitted) / 1000);
  const loads = lanes.map((lane) => scrubFor(lane, envelope, raw, lost, admitted, events, travel));
  events.stage("scrub", (performance.now() - inflated) / 1000);
  const bytes = loads.reduce((sum, { batch }) => sum + (batch === undefined ? 0 : sizeOf(batch)), 0);
  if (!envelope.keep(bytes)) {
    for (const load of loads) release(load);
    throw new RoadError("overloaded");
  }
  return loads;
}

/** The request as protobuf, uncompressed, within the budget. */
function readBody(envelope: Envelope, lost: JsonCounts): RawBytes {
  const { body, compression, encoding, maxBytes, signal } = envelope;
  const inflated = inflate(body, compression, maxBytes);
  if (compression !== "identity" && !envelope.reserve(inflated.length)) throw new RoadError("overloaded");
  if (encoding === "protobuf") return asRaw(inflated);
  const read = jsonToProtobuf(inflated, signal, lost);
  if (!envelope.reserve(read.length)) throw new RoadError("overloaded");
  return asRaw(read);
}

/** One lane's part of a request on its way out. */
interface Load {
  readonly lane: Lane;
  readonly scrubber: Scrubber;
  readonly scrubbed: Scrubbed;
  /** Undefined when all of it is in the books of the fold. */
  batch: CleanBatch | undefined;
  readonly absorption: Absorption | undefined;
  /** Some try was given up: the memory of the bytes is left to the collector. */
  isLost: boolean;
}

function scrubFor(
  lane: Lane,
  envelope: Envelope,
  raw: RawBytes,
  lost: JsonCounts,
  admitted: number,
  events: RoadEvents,
  travel: Travel,
): Load {
  const scrubber = lane.scrubber();
  const gzipped = envelope.compression === "gzip" && envelope.encoding === "protobuf" ? envelope.body : undefined;
  const scrubbed = scrubber.scrub(raw, envelope.signal, gzipped);
  const { bytes, report } = scrubbed;
  // What reading JSON left out or repaired, the walk could not see.
  report.unknownFields += lost.unknownFields;
  report.guards[GUARDS.indexOf("invalid_utf8")]! += lost.repairedStrings;
  if (travel.items === 0) {
    travel.items = report.items;
    events.received(envelope.signal, report.items);
  }
  events.scrubbed(envelope.signal, report, (performance.now() - admitted) / 1000, lane.processor);
  const absorption = envelope.signal === "metrics" && report.items > 0 ? lane.folding?.absorb(bytes) : undefined;
  const load: Load = { lane, scrubber, scrubbed, batch: undefined, absorption, isLost: false };
  load.batch = batchOf(load, envelope);
  return load;
}

/** What of a scrubbed request goes on at once. */
function batchOf(load: Load, envelope: Envelope): CleanBatch | undefined {
  const { bytes, original, report } = load.scrubbed;
  const passing = load.absorption === undefined ? bytes : load.absorption.bytes;
  if (passing === undefined) return undefined;
  return {
    signal: envelope.signal,
    bytes: passing,
    items: load.absorption?.passed ?? report.items,
    policyVersion: load.scrubber.plan.version,
    deadlineMs: envelope.deadlineMs,
    abort: envelope.abort,
    givenUp: () => {
      load.isLost = true;
    },
    ...(original && passing === bytes && { original: { compression: "gzip", bytes: original } }),
  };
}

function sizeOf({ bytes, original }: CleanBatch): number {
  return bytes.length + (original?.bytes.length ?? 0);
}

function release({ lane, scrubber, scrubbed, absorption, isLost }: Load): void {
  if (isLost) return;
  scrubber.release(scrubbed);
  if (absorption !== undefined) lane.folding?.release?.(absorption);
}

async function send(loads: readonly Load[]): Promise<Outcome> {
  const first = loads[0];
  if (loads.length === 1 && first !== undefined) return sendOne(first);
  return combineOutcomes(await Promise.all(loads.map(sendOne)));
}

async function sendOne(load: Load): Promise<Outcome> {
  const { lane, batch, absorption } = load;
  const outcome = batch === undefined ? ACCEPTED : await sendToAll(lane.exporters, batch);
  return withRejected(inPart(outcome, load), absorption?.rejected ?? 0);
}

/**
 * What passes was refused for good, and the rest is in the books: the request was accepted in part (OTLP specification,
 * "Partial Success"). A refusal would make the sender give up for lost what counts.
 */
function inPart(outcome: Outcome, load: Load): Outcome {
  const { absorption } = load;
  const isInPart = outcome.kind === "refused" && !ERRORS[outcome.code].retryable && (absorption?.folded ?? 0) > 0;
  if (!isInPart) return outcome;
  load.isLost = true;
  return {
    kind: "accepted",
    rejectedItems: absorption?.passed ?? 0,
    message: "The backend refused the points that pass for good; those whose labels fold were counted.",
  };
}

/** The outcome with the points that the fold could not count (OTLP partial success). */
function withRejected(outcome: Outcome, rejected: number): Outcome {
  if (outcome.kind === "refused" || rejected === 0) return outcome;
  return {
    kind: "accepted",
    rejectedItems: outcome.rejectedItems + rejected,
    message: outcome.message ?? "Some points whose labels are identifiers could not be folded.",
  };
}

/** An expected failure says its sentence; anything else says only that it happened. */
function refusalOf(thrown: unknown): Refused {
  const code: ErrorCode = thrown instanceof RoadError ? thrown.code : "internal";
  const message = thrown instanceof RoadError ? thrown.message : ERRORS.internal.text;
  return ERRORS[code].retryable
    ? { kind: "refused", code, message, retryAfterMs: LIMITS.maxRetryHintMs }
    : { kind: "refused", code, message };
}
