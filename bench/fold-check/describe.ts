import { SECOND_NS } from "./making.ts";
import type { Point, Step, Trace } from "./trace.ts";

/** A trace for people: times in seconds from the epoch, points as what they would show. */
export function describe(trace: Trace): string {
  const { temporality, gauge, maxOutputs, tenants, intervalNs, epochNs } = trace;
  const head = `outputs ${temporality}, tenants ${JSON.stringify(tenants) ?? "none"}, gauges ${gauge ?? "rejected"}, at most ${maxOutputs ?? "any"} outputs, interval ${seconds(intervalNs)} s, folding ${[...trace.folding].join(" ")}`;
  return [head, ...trace.steps.map((step) => describeStep(step, epochNs))].join("\n");
}

function describeStep(step: Step, epochNs: bigint): string {
  const at = `${seconds(step.atNs - epochNs).padStart(9)} ${step.kind}`;
  if (step.kind === "request") {
    return [`${at} (shuffle ${step.shuffle})`, ...step.points.map((point) => describePoint(point, epochNs))].join("\n");
  }
  if (step.kind === "flush") return step.ok ? at : `${at} (refused)`;
  return step.kind === "flip" ? `${at} ${[...step.folding].join(" ")}` : at;
}

function describePoint({ life, from, to, startNs, timeNs, fault }: Point, epochNs: bigint): string {
  const { metric } = life;
  const kind = `${metric.cumulative ? "cumulative" : "delta"}${metric.monotonic ? "" : " non-monotonic"} ${metric.kind}`;
  const start = startNs === 0n ? "0" : seconds(startNs - epochNs);
  const seen = life.observations.slice(from, to).map(({ value }) => value);
  const value =
    life.exact.length > 1
      ? life.isInt
        ? life.exact[to]! - life.exact[from]!
        : life.held[to]! - life.held[from]!
      : `[${seen.join(" ")}]`;
  const form =
    metric.kind === "histogram"
      ? ` bounds ${life.bounds.join()}`
      : metric.kind === "exponential"
        ? ` zero ${life.zeroThreshold} buckets ${life.maxBuckets}`
        : "";
  return `            life ${life.id} ${life.series} ${kind} ${life.isInt ? "int" : "double"} (${start}, ${seconds(timeNs - epochNs)}] = ${value}${form}${fault === "none" ? "" : ` FAULT ${fault}`}`;
}

function seconds(ns: bigint): string {
  return `${Number((ns * 1_000n) / SECOND_NS) / 1_000}`;
}
