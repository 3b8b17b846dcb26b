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
import type { Scrubbed, Scrubber } from "../processors/scrub.ts";
import type { Events } from "../telemetry/events.ts";
import type { Spans } from "../telemetry/spans.ts";

/** Where requests of one signal go: one scrub, then its destinations. */
export interface Lane {
  /** Id of the scrub processor, for metrics. */
  readonly processor: string;
  /** The scrubber of the plan in force; taken once per request. */
  scrubber(): Scrubber;
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
    const travel: Travel = { items: 0 };
    const { signal, transport } = envelope;
    const span = spans.request(signal, transport);
    const outcome = await travelTo(lanes[signal], envelope, events, travel).catch(refusalOf);
    events.answered({ receiver, transport, signal }, travel.items, outcome);
    span.end(travel.items, outcome);
    return outcome;
  };
}

interface Travel {
  items: number;
}

async function travelTo(
  lanes: readonly Lane[],
  envelope: Envelope,
  events: RoadEvents,
  travel: Travel,
): Promise<Outcome> {
  if (lanes.length === 0) throw new RoadError("unknown_method", "No pipeline takes this signal.");
  const loads = scrubForAll(lanes, envelope, events, travel);
  const scrubbed = performance.now();
  if (travel.items === 0) return ACCEPTED;
  const outcome = await send(loads);
  if (outcome.kind === "accepted") for (const load of loads) release(load);
  events.stage("export", (performance.now() - scrubbed) / 1000);
  return outcome;
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
  const bytes = loads.reduce((sum, { batch }) => sum + batch.bytes.length + (batch.original?.bytes.length ?? 0), 0);
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
  readonly batch: CleanBatch;
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
  const { bytes, original, report } = scrubbed;
  // What reading JSON left out or repaired, the walk could not see.
  report.unknownFields += lost.unknownFields;
  report.guards[GUARDS.indexOf("invalid_utf8")]! += lost.repairedStrings;
  if (travel.items === 0) {
    travel.items = report.items;
    events.received(envelope.signal, report.items);
  }
  events.scrubbed(envelope.signal, report, (performance.now() - admitted) / 1000, lane.processor);
  const batch: CleanBatch = {
    signal: envelope.signal,
    bytes,
    items: report.items,
    policyVersion: scrubber.plan.version,
    deadlineMs: envelope.deadlineMs,
    abort: envelope.abort,
    givenUp: () => {
      load.isLost = true;
    },
    ...(original && { original: { compression: "gzip", bytes: original } }),
  };
  const load: Load = { lane, scrubber, scrubbed, batch, isLost: false };
  return load;
}

function release({ scrubber, scrubbed, isLost }: Load): void {
  if (!isLost) scrubber.release(scrubbed);
}

async function send(loads: readonly Load[]): Promise<Outcome> {
  const first = loads[0];
  if (loads.length === 1 && first !== undefined) return sendToAll(first.lane.exporters, first.batch);
  return combineOutcomes(await Promise.all(loads.map(({ lane, batch }) => sendToAll(lane.exporters, batch))));
}

/** An expected failure says its sentence; anything else says only that it happened. */
function refusalOf(thrown: unknown): Refused {
  const code: ErrorCode = thrown instanceof RoadError ? thrown.code : "internal";
  const message = thrown instanceof RoadError ? thrown.message : ERRORS.internal.text;
  return ERRORS[code].retryable
    ? { kind: "refused", code, message, retryAfterMs: LIMITS.maxRetryHintMs }
    : { kind: "refused", code, message };
}
