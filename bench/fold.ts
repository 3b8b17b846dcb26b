// Speed and memory of the fold's ledger, beside the design that decodes and keys a map by sorted JSON, in turns within
// one process. 500 points per request, 8 attributes, about 300 bytes a point. Unit: points per CPU second.

import { PerformanceObserver } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { CleanBytes } from "../core/bytes.ts";
import { ProtoWriter } from "../otlp/proto-writer.ts";
import type { LabelAnswer, LabelDecider } from "../processors/fold/labels/decider.ts";
import { Ledger } from "../processors/fold/ledger.ts";
import { oracle } from "../test/support/otlp-oracle.ts";

const { values: flags } = parseArgs({
  options: { json: { type: "boolean" }, rounds: { type: "string" }, hostile: { type: "string" } },
});
const ROUNDS = Number(flags.rounds ?? 5);
const POINTS = 500;
const SECOND = 1_000_000_000n;
const EPOCH = 1_750_000_000n * SECOND;
const DROP: LabelAnswer = { action: "drop", reason: "policy", shape: -1 };
const KEEP: LabelAnswer = { action: "keep" };
const figures: Record<string, number> = {};

/** Folds one label, or none. */
function deciderOf(dropped: string | undefined): LabelDecider {
  return {
    generation: 1,
    decide: (_metric, key) => (key === dropped ? DROP : KEEP),
    observe() {},
    weigh() {},
    tick() {},
  };
}

type Kind = "sum" | "histogram";

/** An export of `series` series as requests of 500 points; times can be moved in place. */
class Load {
  readonly requests: Uint8Array[] = [];
  readonly points: number;
  readonly bytes: number;
  readonly #times: DataView[] = [];
  readonly #timesAt: number[][] = [];
  readonly #values: number[][] = [];

  constructor(kind: Kind, series: number, first = 0, order?: readonly number[]) {
    this.points = series;
    let bytes = 0;
    for (let from = 0; from < series; from += POINTS) {
      const timesAt: number[] = [];
      const valuesAt: number[] = [];
      const ids = Array.from(
        { length: Math.min(POINTS, series - from) },
        (_, i) => first + (order?.[from + i] ?? from + i),
      );
      const request = write(kind, ids, timesAt, valuesAt);
      bytes += request.length;
      this.requests.push(request);
      this.#timesAt.push(timesAt);
      this.#values.push(valuesAt);
      this.#times.push(new DataView(request.buffer, request.byteOffset));
    }
    this.bytes = bytes;
  }

  /** The next export of the same series: later, and one more of everything. */
  advance(round: number): void {
    const time = EPOCH + BigInt(round) * 10n * SECOND;
    for (const [index, view] of this.#times.entries()) {
      for (const at of this.#timesAt[index]!) view.setBigUint64(at, time, true);
      for (const at of this.#values[index]!) view.setBigInt64(at, BigInt(1_000 + round * 3), true);
    }
  }
}

const hex = (id: number): string => (id * 2_654_435_761 + 12_345).toString(16).padStart(12, "0").slice(-12);

function attributesOf(id: number): [string, string][] {
  return [
    ["http.request.method", ["GET", "POST", "PUT", "DELETE"][id & 3]!],
    ["http.route", `/api/v1/items/{id}/part-${id % 23}`],
    ["http.response.status_code", String(200 + (id % 5) * 100)],
    ["server.address", "shop.example.internal"],
    ["network.protocol.version", "1.1"],
    ["url.scheme", "https"],
    ["region", `eu-central-${id % 3}`],
    ["user.id", `3f2a77c0-55d1-4e1b-9a44-${hex(id)}`],
  ];
}

function field(writer: ProtoWriter, tag: number, content: Uint8Array): void {
  writer.varint(tag);
  writer.varint(content.length);
  writer.reserve(content.length);
  writer.buffer.set(content, writer.at);
  writer.at += content.length;
}

function inside(writer: ProtoWriter, tag: number, body: () => void): void {
  writer.varint(tag);
  const start = writer.open(3);
  body();
  // A fixed width, so that offsets noted inside stay right.
  const size = writer.at - start;
  writer.buffer[start - 3] = (size & 127) | 128;
  writer.buffer[start - 2] = ((size >> 7) & 127) | 128;
  writer.buffer[start - 1] = size >> 14;
}

function keyValue(writer: ProtoWriter, tag: number, key: string, value: string): void {
  const text = Buffer.from(value);
  const name = Buffer.from(key);
  const content = new ProtoWriter(64, 1 << 20);
  field(content, 0x0a, name);
  content.varint(0x12);
  content.varint(text.length + 2);
  field(content, 0x0a, text);
  field(writer, tag, content.result());
}

function write(kind: Kind, ids: readonly number[], timesAt: number[], valuesAt: number[]): Uint8Array {
  const writer = new ProtoWriter(1 << 18, 1 << 26);
  inside(writer, 0x0a, () => {
    inside(writer, 0x0a, () => {
      for (const [key, value] of [
        ["service.name", "shop"],
        ["service.instance.id", "627cc493-f310-47de-96bd-71410b7dec09"],
        ["host.name", "node-17.example.internal"],
        ["telemetry.sdk.language", "go"],
      ]) {
        keyValue(writer, 0x0a, key!, value!);
      }
    });
    inside(writer, 0x12, () => {
      field(writer, 0x0a, Uint8Array.of(0x0a, 1, 0x73));
      inside(writer, 0x12, () => {
        field(writer, 0x0a, Buffer.from(kind === "sum" ? "http.server.requests" : "http.server.request.duration"));
        inside(writer, kind === "sum" ? 0x3a : 0x4a, () => {
          for (const id of ids) inside(writer, 0x0a, () => writePoint(writer, kind, id, timesAt, valuesAt));
          writer.varint(0x10);
          writer.varint(2);
          if (kind === "sum") {
            writer.varint(0x18);
            writer.varint(1);
          }
        });
      });
    });
  });
  return writer.result().slice();
}

const BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

function writePoint(writer: ProtoWriter, kind: Kind, id: number, timesAt: number[], valuesAt: number[]): void {
  writer.varint(0x11);
  writer.fixed64(Number((EPOCH + SECOND) & 0xffffffffn), Number((EPOCH + SECOND) >> 32n));
  writer.varint(0x19);
  timesAt.push(writer.at);
  writer.fixed64(0, 0);
  if (kind === "sum") {
    writer.varint(0x31);
    valuesAt.push(writer.at);
    writer.fixed64(0, 0);
  } else {
    // One bucket holds everything, so that count and buckets move together.
    writer.varint(0x21);
    valuesAt.push(writer.at);
    writer.fixed64(0, 0);
    writer.varint(0x29);
    writer.double(1_234.5);
    writer.varint(0x32);
    writer.varint(16 * 8);
    for (let i = 0; i < 16; i++) {
      if (i === 7) valuesAt.push(writer.at);
      writer.fixed64(0, 0);
    }
    writer.varint(0x3a);
    writer.varint(15 * 8);
    for (const bound of BOUNDS) writer.double(bound);
  }
  for (const [key, value] of attributesOf(id)) keyValue(writer, kind === "sum" ? 0x3a : 0x4a, key, value);
}

/** The obvious design: decode to objects, a key of sorted JSON, a map of last values. */
class Decoded {
  readonly #type = oracle("metrics").type;
  readonly #last = new Map<string, number>();
  readonly #totals = new Map<string, number>();

  absorb(bytes: Uint8Array): void {
    const request = this.#type.toObject(this.#type.decode(bytes), { longs: Number }) as any; // eslint-disable-line
    for (const resource of request.resourceMetrics) {
      for (const scope of resource.scopeMetrics) {
        for (const metric of scope.metrics)
          for (const point of metric.sum.dataPoints) this.#point(resource, metric, point);
      }
    }
  }

  #point(resource: any, metric: any, point: any): void {
    const attributes = Object.fromEntries(point.attributes.map((one: any) => [one.key, one.value.stringValue]));
    const keyOf = (of: object): string =>
      JSON.stringify([resource.resource.attributes, metric.name, Object.entries(of).sort()]);
    const input = keyOf(attributes);
    delete attributes["user.id"];
    const output = keyOf(attributes);
    const increment = point.asInt - (this.#last.get(input) ?? 0);
    this.#last.set(input, point.asInt);
    this.#totals.set(output, (this.#totals.get(output) ?? 0) + increment);
  }
}

interface Subject {
  readonly name: string;
  readonly load: Load;
  readonly absorb: (bytes: Uint8Array, nowNs: bigint) => void;
  round: number;
  readonly costs: number[];
}

function cpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

/** One export of a subject's series, `times` times; CPU nanoseconds per point. */
function run(subject: Subject, times: number): number {
  let spent = 0;
  for (let i = 0; i < times; i++) {
    subject.round++;
    subject.load.advance(subject.round);
    const now = EPOCH + BigInt(subject.round) * 10n * SECOND + SECOND;
    const before = cpuNs();
    for (const request of subject.load.requests) subject.absorb(request, now);
    spent += cpuNs() - before;
  }
  return spent / times / subject.load.points;
}

function ledgerOf(dropped: string | undefined, maxSeries = 1_000_000): Ledger {
  return new Ledger({ epochNs: EPOCH, maxSeries, maxBytes: 1 << 30 }, deciderOf(dropped));
}

function subjectOf(name: string, load: Load, ledger: Ledger): Subject {
  return { name, load, absorb: (bytes, now) => void ledger.absorb(bytes as CleanBytes, now), round: 0, costs: [] };
}

function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 7;
  for (let i = count - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    const k = state % (i + 1);
    [order[i], order[k]] = [order[k]!, order[i]!];
  }
  return order;
}

function speeds(): void {
  const decoded = new Decoded();
  const shared = ledgerOf("user.id");
  const other = subjectOf("sums_100k_shuffled", new Load("sum", 100_000, 0, shuffled(100_000)), shared);
  const subjects: Subject[] = [
    subjectOf("sums_10k", new Load("sum", 10_000), ledgerOf("user.id")),
    subjectOf("sums_100k", new Load("sum", 100_000), ledgerOf("user.id")),
    subjectOf("histograms_10k", new Load("histogram", 10_000), ledgerOf("user.id")),
    subjectOf("passed_10k", new Load("sum", 10_000), ledgerOf(undefined)),
    {
      name: "decoded_10k",
      load: new Load("sum", 10_000),
      absorb: (bytes) => decoded.absorb(bytes),
      round: 0,
      costs: [],
    },
  ];
  // Its series come in another order each time, as from maps without order.
  run(subjectOf("", new Load("sum", 100_000), shared), 1);
  other.round = 1;
  subjects.push(other);
  for (const subject of subjects) run(subject, 2);
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) {
      const times = subject.name === "decoded_10k" ? 1 : Math.max(1, Math.round(200_000 / subject.load.points));
      subject.costs.push(run(subject, times));
    }
  }
  console.log(`${(subjects[0]!.load.bytes / subjects[0]!.load.points).toFixed(0)} bytes per point`);
  for (const { name, costs } of subjects) {
    const ns = costs.sort((a, b) => a - b)[costs.length >> 1]!;
    figures[`fold_${name}_ns_per_point`] = Math.round(ns);
    figures[`fold_${name}_points_per_cpu_second`] = Math.round(1e9 / ns);
    console.log(
      `${name.padEnd(22)} ${ns.toFixed(0).padStart(6)} ns/point  ${(1e3 / ns).toFixed(2).padStart(6)} M points per CPU second`,
    );
  }
  const ratio = figures["fold_decoded_10k_ns_per_point"]! / figures["fold_sums_10k_ns_per_point"]!;
  figures["fold_times_decoded_design"] = Math.round(ratio * 10) / 10;
  console.log(`${ratio.toFixed(1)} times the design that decodes`);
}

function firstSight(): void {
  const ledger = ledgerOf("user.id");
  const costs: number[] = [];
  for (let i = 0; i < 12; i++) {
    const load = new Load("sum", 10_000, i * 10_000);
    costs.push(run(subjectOf("", load, ledger), 1));
  }
  const us = costs.slice(3).sort((a, b) => a - b)[4]! / 1e3;
  figures["fold_first_sight_us"] = Math.round(us * 100) / 100;
  console.log(`first sight of a series ${us.toFixed(2)} us`);
}

async function allocations(): Promise<void> {
  const subject = subjectOf("", new Load("sum", 100_000), ledgerOf("user.id"));
  run(subject, 3);
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ["gc"] });
  subject.round++;
  subject.load.advance(subject.round);
  const now = EPOCH + BigInt(subject.round) * 10n * SECOND;
  (globalThis as { gc?: () => void }).gc?.();
  await new Promise((resolve) => setTimeout(resolve, 50));
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 20; i++) for (const request of subject.load.requests) subject.absorb(request, now);
  const grown = process.memoryUsage().heapUsed - before;
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  figures["fold_heap_bytes_per_point"] = Math.round((grown / 20 / subject.load.points) * 100) / 100;
  figures["fold_gcs_in_2m_points"] = collections;
  console.log(
    `${figures["fold_heap_bytes_per_point"]} heap bytes per point in steady state, ${collections} collections in 2 M points`,
  );
}

function memory(): void {
  const ledger = ledgerOf("user.id");
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage().rss;
  for (let first = 0; first < 1_000_000; first += 20_000) {
    const load = new Load("sum", 20_000, first);
    run(subjectOf("", load, ledger), 1);
  }
  (globalThis as { gc?: () => void }).gc?.();
  const rss = process.memoryUsage().rss - before;
  const { bytes, series } = ledger.stats();
  figures["fold_bytes_per_series"] = Math.round(bytes / series);
  figures["fold_million_series_rss_mib"] = Math.round(rss / 2 ** 20);
  console.log(
    `${series} series: ${(bytes / series).toFixed(0)} bytes each by our own count, ${(rss / 2 ** 20).toFixed(0)} MiB more RSS`,
  );
}

/** New identities without end, under a cap. */
function hostile(identities: number): void {
  const cap = 350 << 20;
  const ledger = new Ledger({ epochNs: EPOCH, maxSeries: 1_000_000, maxBytes: cap }, deciderOf("user.id"));
  let rejected = 0;
  const before = process.memoryUsage().rss;
  for (let first = 0; first < identities; first += 20_000) {
    const load = new Load("sum", 20_000, first);
    load.advance(1);
    for (const request of load.requests)
      rejected += ledger.absorb(request as CleanBytes, EPOCH + 10n * SECOND).rejected;
  }
  (globalThis as { gc?: () => void }).gc?.();
  const { bytes, series } = ledger.stats();
  const rss = process.memoryUsage().rss - before;
  figures["fold_hostile_identities"] = identities;
  figures["fold_hostile_rss_mib"] = Math.round(rss / 2 ** 20);
  console.log(
    `${identities} hostile identities: ${series} series, ${rejected} rejected, ${(bytes / 2 ** 20).toFixed(0)} MiB of ${cap >> 20}, RSS +${(rss / 2 ** 20).toFixed(0)} MiB`,
  );
}

/** What the ledger adds to a request of which nothing folds. */
function latency(): void {
  const ledger = ledgerOf(undefined);
  const load = new Load("sum", 10_000);
  const times: number[] = [];
  for (let round = 1; round <= 60; round++) {
    load.advance(round);
    for (const request of load.requests) {
      const start = performance.now();
      ledger.absorb(request as CleanBytes, EPOCH + BigInt(round) * 10n * SECOND);
      if (round > 5) times.push(performance.now() - start);
    }
  }
  times.sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((share) => times[Math.floor(times.length * share)]!);
  figures["fold_passed_request_p50_ms"] = Math.round(p50! * 1e3) / 1e3;
  figures["fold_passed_request_p99_ms"] = Math.round(p99! * 1e3) / 1e3;
  console.log(`a request of 500 points that pass: p50 ${p50!.toFixed(3)} ms, p99 ${p99!.toFixed(3)} ms`);
}

speeds();
firstSight();
await allocations();
latency();
memory();
if (flags.hostile !== undefined) hostile(Number(flags.hostile));
if (flags.json === true) console.log(JSON.stringify(figures));
