// Speed and memory of the fold's ledger, beside the design that decodes and keys a map by sorted JSON, in turns within
// one process. 500 points per request, 8 attributes, about 300 bytes a point. Unit: points per CPU second.

import { PerformanceObserver } from "node:perf_hooks";
import { parseArgs } from "node:util";
import type { CleanBytes } from "../core/bytes.ts";
import type { LabelAnswer, LabelDecider } from "../processors/fold/labels/decider.ts";
import { Ledger } from "../processors/fold/ledger.ts";
import { Decoded } from "./fold/decoded.ts";
import { EPOCH, Load, SECOND } from "./fold/load.ts";

const { values: flags } = parseArgs({
  options: { json: { type: "boolean" }, rounds: { type: "string" }, hostile: { type: "string" } },
});
/** As the proxy has them. */
const TENANTS = { tenantAttributes: ["service.namespace", "k8s.namespace.name"] };
const ROUNDS = Number(flags.rounds ?? 5);
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
  return new Ledger({ epochNs: EPOCH, maxSeries, maxBytes: 1 << 30, ...TENANTS }, deciderOf(dropped));
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
  const ledger = new Ledger({ epochNs: EPOCH, maxSeries: 1_000_000, maxBytes: cap, ...TENANTS }, deciderOf("user.id"));
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
