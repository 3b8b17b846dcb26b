import type { CleanBytes } from "../../core/bytes.ts";
import type { Absorption, Emission, LedgerOptions } from "../../processors/fold/contract.ts";
import type { LabelAnswer, LabelDecider } from "../../processors/fold/labels/decider.ts";
import { Ledger } from "../../processors/fold/ledger.ts";
import { asClean } from "./batches.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";

const METRICS = oracle("metrics");
const SECOND = 1_000_000_000n;
export const EPOCH = 1_750_000_000n * SECOND;
const DROP: LabelAnswer = { action: "drop", reason: "policy", shape: -1 };
const KEEP: LabelAnswer = { action: "keep" };

/** Unix nanoseconds of a second after the epoch, as OTLP/JSON writes them. */
function at(seconds: number): string {
  return String(timeOf(seconds));
}

export function timeOf(seconds: number): bigint {
  return EPOCH + BigInt(Math.round(seconds * 1_000)) * 1_000_000n;
}

/** Drops the keys named; the set and the generation may change. */
export interface TestDecider extends LabelDecider {
  generation: number;
  readonly dropped: Set<string>;
  readonly replaced: Map<string, string>;
  asked: number;
}

export function decider(...keys: string[]): TestDecider {
  const dropped = new Set(keys);
  const replaced = new Map<string, string>();
  return {
    generation: 1,
    dropped,
    replaced,
    asked: 0,
    decide(_metric, key) {
      this.asked++;
      const text = replaced.get(key);
      if (text !== undefined) return { action: "replace", text, reason: "policy", shape: -1 };
      return dropped.has(key) ? DROP : KEEP;
    },
    observe() {},
    weigh() {},
    tick() {},
  };
}

export function newLedger(labels: LabelDecider, options: Partial<LedgerOptions> = {}): Ledger {
  return new Ledger({ epochNs: EPOCH, secret: new Uint8Array(16), maxSeries: 10_000, ...options }, labels);
}

export type Attributes = Readonly<Record<string, string>>;

export function attributesOf(attributes: Attributes): PlainMessage[] {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

export interface PointShape {
  readonly attributes?: Attributes;
  readonly start?: number;
  readonly time: number;
  readonly int?: number | bigint;
  readonly double?: number;
  readonly flags?: number;
  readonly [field: string]: unknown;
}

export function point({ attributes = {}, start, time, int, double, flags, ...more }: PointShape): PlainMessage {
  return {
    attributes: attributesOf(attributes),
    ...(start === undefined ? {} : { startTimeUnixNano: at(start) }),
    ...(time === 0 ? {} : { timeUnixNano: at(time) }),
    ...(int === undefined ? {} : { asInt: String(int) }),
    ...(double === undefined ? {} : { asDouble: double }),
    ...(flags === undefined ? {} : { flags }),
    ...more,
  };
}

export interface MetricShape {
  readonly name?: string;
  readonly kind?: "sum" | "gauge" | "histogram" | "exponentialHistogram" | "summary";
  readonly delta?: boolean;
  readonly monotonic?: boolean;
  readonly service?: string;
  readonly points: readonly PlainMessage[];
  readonly [field: string]: unknown;
}

/** One metric of one scope of one resource. */
export function metric(shape: MetricShape): PlainMessage {
  const { name = "requests", kind = "sum", delta, monotonic = true, points, service: _, ...more } = shape;
  const hasTemporality = kind !== "gauge" && kind !== "summary";
  const data = {
    dataPoints: points,
    ...(hasTemporality ? { aggregationTemporality: delta === true ? 1 : 2 } : {}),
    ...(kind === "sum" ? { isMonotonic: monotonic } : {}),
  };
  return { name, unit: "1", ...more, [kind]: data };
}

function resourceOf(service: string, metrics: readonly PlainMessage[]): PlainMessage {
  return {
    resource: { attributes: attributesOf({ "service.name": service, "service.instance.id": `${service}-1` }) },
    scopeMetrics: [{ scope: { name: "scope" }, metrics }],
  };
}

export function request(...shapes: readonly MetricShape[]): CleanBytes {
  return encode(shapes.map((shape) => resourceOf(shape.service ?? "shop", [metric(shape)])));
}

export function encode(resourceMetrics: readonly PlainMessage[]): CleanBytes {
  return asClean(METRICS.encode({ resourceMetrics }));
}

/** Absorbs a request of one metric, received at a second after the epoch. */
export function send(ledger: Ledger, seconds: number, ...shapes: readonly MetricShape[]): Absorption {
  return ledger.absorb(request(...shapes), timeOf(seconds));
}

/** A point as it leaves. */
export interface Sent {
  readonly name: string;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly startNs: bigint;
  readonly timeNs: bigint;
  readonly temporality: number | undefined;
  readonly monotonic: boolean | undefined;
  readonly point: PlainMessage;
  /** Of a number. */
  readonly value: bigint | number | undefined;
  readonly flags: number;
}

/** What requests hold, as protobufjs reads it. */
export function sentIn(requests: readonly (Uint8Array | undefined)[]): Sent[] {
  return requests.flatMap((bytes) => (bytes === undefined ? [] : pointsOf(bytes)));
}

function pointsOf(bytes: Uint8Array): Sent[] {
  const decoded: PlainMessage = METRICS.type.toObject(METRICS.type.decode(bytes), { longs: String });
  const found: Sent[] = [];
  for (const resource of list(decoded["resourceMetrics"])) {
    for (const scope of list(resource["scopeMetrics"])) {
      for (const one of list(scope["metrics"])) found.push(...pointsOfMetric(one));
    }
  }
  return found;
}

function pointsOfMetric(one: PlainMessage): Sent[] {
  const kind = ["sum", "gauge", "histogram", "exponentialHistogram", "summary"].find((name) => one[name] !== undefined);
  if (kind === undefined) return [];
  const data = one[kind] as PlainMessage;
  return list(data["dataPoints"]).map((dataPoint) => ({
    name: String(one["name"]),
    kind,
    attributes: Object.fromEntries(
      list(dataPoint["attributes"]).map((entry) => [entry["key"], textOf(entry["value"])]),
    ),
    startNs: integerOf(dataPoint["startTimeUnixNano"]),
    timeNs: integerOf(dataPoint["timeUnixNano"]),
    temporality: data["aggregationTemporality"] as number | undefined,
    monotonic: data["isMonotonic"] as boolean | undefined,
    point: dataPoint,
    value: dataPoint["asInt"] === undefined ? (dataPoint["asDouble"] as number) : integerOf(dataPoint["asInt"]),
    flags: Number(dataPoint["flags"] ?? 0),
  }));
}

/** 64 bits as protobufjs gives them with `longs: String`. */
function integerOf(value: unknown): bigint {
  return BigInt((value as string | undefined) ?? 0);
}

function textOf(value: unknown): unknown {
  return Object.values(value as PlainMessage)[0];
}

function list(value: unknown): PlainMessage[] {
  return (value ?? []) as PlainMessage[];
}

/** Flushes, says that all arrived, and returns what was sent without the zeros outputs begin with. */
export function flushed(ledger: Ledger, seconds: number): Sent[] {
  const emissions = ledger.flush(timeOf(seconds));
  for (const emission of emissions) ledger.flushed(emission, true);
  return withoutZeros(emissions, seconds);
}

export function withoutZeros(emissions: readonly Emission[], seconds: number): Sent[] {
  return sentIn(emissions.map(({ bytes }) => bytes)).filter(({ timeNs }) => timeNs >= timeOf(seconds));
}

/** Values by attributes, as `key=value,...`. */
export function values(sent: readonly Sent[]): Record<string, bigint | number | undefined> {
  return Object.fromEntries(
    sent.map(({ attributes, value }) => [
      Object.entries(attributes)
        .map((entry) => entry.join("="))
        .sort()
        .join(),
      value,
    ]),
  );
}
