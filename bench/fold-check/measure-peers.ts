import type { CleanBytes } from "../../core/bytes.ts";
import { Ledger } from "../../processors/fold/ledger.ts";
import { Backend } from "./backend.ts";
import { decodeRequest } from "./decode.ts";
import { encodeRequest } from "./encode.ts";
import { generate } from "./generate.ts";
import type { Hazards } from "./hazards.ts";
import { FOLDABLE } from "./making.ts";
import { Model } from "./model.ts";
import { amountOf, foldLabels } from "./output.ts";
import { type CounterPoint, dropLabel, groupInBatch, type Peer, streamTotal, sumInRequest, tagOnly } from "./peers.ts";
import { seriesOf } from "./processes.ts";
import { ledgerOptions, ToldDecider } from "./run-trace.ts";
import { type Folding, type Point, type Trace, UNIT_BITS } from "./trace.ts";

export const WAYS = [
  "drop the label",
  "add up each request",
  "group in the batch",
  "tag only",
  "`total`",
  "`total_prometheus`",
  "otelscrub",
] as const;
export type Way = (typeof WAYS)[number];

/** Every way folds the same labels of every series, so that none of them passes. */
const ALL_FOLDED: Folding = new Map(FOLDABLE.map((key) => [key, "drop"]));

/** What a way made of a scenario, over all its traces. */
export interface Outcome {
  /** What `increase()` says too much or too little, as a share of what is true. */
  readonly error: number;
  /** Share of traces whose total is off by more than a thousandth. */
  readonly wrong: number;
  /** Series stored for each that should be. */
  readonly series: number;
}

/** Plays the same random traces to every way of folding and asks a backend for the increase. */
export function measure(hazards: Hazards, seed: number, traces: number): ReadonlyMap<Way, Outcome> {
  const sums = new Map(WAYS.map((way) => [way, { said: 0, truly: 0, wrong: 0, series: 0, wanted: 0 }]));
  for (let n = 0; n < traces; n++) {
    const trace = { ...generate(seed + n * 2 ** 32, () => hazards), folding: ALL_FOLDED };
    const truth = truthOf(trace);
    for (const [way, sum] of sums) {
      const { said, series } = way === "otelscrub" ? playLedger(trace) : playPeer(trace, peerFor(way, trace));
      sum.said += said;
      sum.truly += truth.total;
      sum.series += series;
      sum.wanted += truth.series;
      if (Math.abs(said - truth.total) > truth.total / 1_000) sum.wrong++;
    }
  }
  return new Map(
    [...sums].map(([way, { said, truly, wrong, series, wanted }]) => [
      way,
      { error: said / truly - 1, wrong: wrong / traces, series: series / wanted },
    ]),
  );
}

function peerFor(way: Exclude<Way, "otelscrub">, { intervalNs, epochNs }: Trace): Peer {
  switch (way) {
    case "drop the label":
      return dropLabel();
    case "add up each request":
      return sumInRequest();
    case "group in the batch":
      return groupInBatch();
    case "tag only":
      return tagOnly();
    case "`total`":
      return streamTotal(intervalNs, epochNs, true);
    case "`total_prometheus`":
      return streamTotal(intervalNs, epochNs, false);
  }
}

/**
 * What was counted, by the model: of processes older than the proxy what came after their first export, of younger
 * processes and of new series everything, up to the last point that arrived.
 */
function truthOf(trace: Trace): { total: number; series: number } {
  const model = new Model({ ...trace, gauge: undefined, capped: false });
  let total = 0n;
  const outputs = new Set<string>();
  for (const step of trace.steps) if (step.kind === "request") model.deliver(step.points, step.atNs);
  for (const output of model.outputs.values()) {
    total += output.total;
    outputs.add(output.key);
  }
  // A first value in doubt is new, unless its process is older than the proxy and had counted it before.
  for (const life of trace.lives) {
    const first = model.doubted.get(life);
    if (first !== undefined && life.before === 0) total += amountOf(life, 0, first);
  }
  return { total: Number(total >> BigInt(UNIT_BITS)), series: outputs.size };
}

function counterPoint(point: Point, trace: Trace): CounterPoint {
  const { life, startNs, timeNs, to } = point;
  return {
    series: seriesOf(life.resource, life.metric, life.labels),
    group: seriesOf(life.resource, life.metric, foldLabels(life.labels, trace.folding)),
    value: Number(life.exact[to]!),
    startNs,
    timeNs,
  };
}

function playPeer(trace: Trace, peer: Peer): { said: number; series: number } {
  const backend = new Backend(trace.epochNs);
  for (const step of trace.steps) {
    if (step.kind === "request") {
      const points = step.points.map((point) => counterPoint(point, trace));
      for (const sample of peer.request(points, step.atNs)) backend.write(sample);
    } else if (step.kind === "flush") for (const sample of peer.flush(step.atNs)) backend.write(sample);
    else if (step.kind === "amnesia") peer.restart(step.atNs);
  }
  return answer(backend);
}

function playLedger(trace: Trace): { said: number; series: number } {
  const backend = new Backend(trace.epochNs - 1n);
  const decider = new ToldDecider(trace.folding);
  let ledger = new Ledger(ledgerOptions(trace, trace.epochNs), decider);
  for (const step of trace.steps) {
    if (step.kind === "request") ledger.absorb(encodeRequest(step.points, step.shuffle).bytes as CleanBytes, step.atNs);
    else if (step.kind === "amnesia") ledger = new Ledger(ledgerOptions(trace, step.atNs), decider);
    else if (step.kind === "expire") ledger.expire(step.atNs);
    else if (step.kind === "flush") {
      for (const emission of ledger.flush(step.atNs)) {
        for (const { stream, int, timeNs, startNs } of decodeRequest(emission.bytes)) {
          backend.write({ series: stream, value: Number(int), timeNs, startNs });
        }
        ledger.flushed(emission, true);
      }
    }
  }
  return answer(backend);
}

function answer(backend: Backend): { said: number; series: number } {
  const [said] = backend.increases(() => "").values();
  return { said: said ?? 0, series: backend.seriesCount };
}
