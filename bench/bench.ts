// CPU per record of this proxy against others, in turns within one run: every round measures each subject once, so a slow
// spell of the machine hits all of them. Needs Linux (/proc). --peers adds a real OpenTelemetry Collector.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Signal } from "../core/signal.ts";
import { corpus } from "./corpus.ts";
import { stamp, timesOf } from "./lib/clock.ts";
import { startCollector } from "./lib/collector.ts";
import { median, type Payload, percentile, sendLoad } from "./lib/load.ts";
import { type Sink, startSink } from "./lib/sink.ts";
import { type Subject, startSubject } from "./lib/subject.ts";

const RECORDS = 512;
const SEED = 20_260_105;
const IN_FLIGHT = 16;
const WARM_UP = 150;
/** Where nothing comes again more code runs, each part of it seldom: compiling it takes that much longer. */
const WARM_UP_UNSEEN = 600;
/** Different requests per load that is sent in turn. */
const BODIES = 24;

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean" },
    peers: { type: "boolean" },
    rounds: { type: "string", default: "5" },
    requests: { type: "string", default: "300" },
    signal: { type: "string" },
    only: { type: "string" },
  },
});

/** One line of the table: a subject under one load. */
interface Case {
  readonly label: string;
  /** What is sent in a round, to every subject once; round 0 is the warm-up. */
  readonly payload: (round: number) => Payload;
  /** Requests of the warm-up. */
  readonly warmUp: number;
}

interface Cost {
  /** CPU seconds per million records. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

const root = new URL(".", import.meta.url).pathname;
const sink = await startSink();
const subjects = await startSubjects(sink, false);
const gzipSubjects = await startSubjects(sink, true);
const figures: Record<string, number> = {};
process.stdout.write(
  `${process.version}, ${availableParallelism()} cores, ${RECORDS} records a request, ${IN_FLIGHT} in flight, ${flags.rounds} rounds of ${flags.requests} requests\n`,
);
try {
  for (const one of cases("identity")) await compare(one, subjects);
  if (gzipSubjects.length > 0) for (const one of cases("gzip")) await compare(one, gzipSubjects);
  for (const subject of subjects) {
    figures[`peak_mib_${subject.name}`] = Math.round(subject.peakMiB());
    process.stdout.write(`${subject.name}: ${subject.peakMiB().toFixed(0)} MiB peak\n`);
  }
} finally {
  await Promise.all([...subjects, ...gzipSubjects].map((subject) => subject.stop()));
  sink.stop();
}
if (flags.json === true) process.stdout.write(`${JSON.stringify(figures)}\n`);

function cases(encoding: Payload["encoding"]): Case[] {
  const signals = (["logs", "traces", "metrics"] as const).filter(
    (signal) => flags.signal === undefined || flags.signal === signal,
  );
  const inTurn = signals.flatMap((signal) =>
    (encoding === "gzip" ? [0.02] : [0, 0.02]).map((dirty) => caseInTurn(signal, dirty, encoding)),
  );
  // Series of metrics repeat by nature.
  const unseen = signals.filter((signal) => signal !== "metrics").map(caseUnseen);
  return encoding === "gzip" ? inTurn : [...inTurn, ...unseen];
}

/** The same requests again and again: what a subject remembers of texts, it may use. */
function caseInTurn(signal: Signal, dirty: number, encoding: Payload["encoding"]): Case {
  const bodies = Array.from({ length: BODIES }, (_, n) => {
    const plain = corpus(signal, RECORDS, dirty, SEED + n);
    if (encoding === "identity") return plain;
    // What is sent as it is gets its times on the way.
    if (signal === "metrics") stampNow(plain);
    return gzipSync(plain, { level: 6 });
  });
  return {
    label: `${signal}_${dirty === 0 ? "clean" : "dirty"}_${encoding}`,
    payload: () => ({ signal, bodies, encoding }),
    warmUp: WARM_UP,
  };
}

/** 2 % dirty, and no request comes twice. */
function caseUnseen(signal: Signal): Case {
  const payload = (round: number): Payload => ({
    signal,
    bodies: Array.from({ length: round === 0 ? WARM_UP_UNSEEN : Number(flags.requests) }, (_, n) =>
      corpus(signal, RECORDS, 0.02, SEED + 1_000_000 * (round + 1) + n),
    ),
    encoding: "identity",
  });
  return { label: `${signal}_unseen_identity`, payload, warmUp: WARM_UP_UNSEEN };
}

function stampNow(body: Uint8Array): void {
  const now = BigInt(Date.now()) * 1_000_000n;
  stamp(body, timesOf(body), now, now);
}

async function startSubjects(to: Sink, gzip: boolean): Promise<Subject[]> {
  const base = gzip ? 24_400 : 24_300;
  const node = process.execPath;
  const env = gzip ? { BENCH_GZIP: "1" } : {};
  const compression = gzip ? "gzip" : "none";
  const started: Subject[] = [
    await startSubject(
      "otelscrub",
      base,
      node,
      ["--max-semi-space-size=2", `${root}../cli/main.ts`, "--config", `yaml:${ourConfig(base, to.port, compression)}`],
      env,
    ),
  ];
  started.push(
    await startSubject(
      "grpc_js_pass",
      base + 10,
      node,
      [`${root}subjects/grpc-js.ts`, String(base + 10), String(to.port), "pass"],
      env,
    ),
  );
  if (!gzip)
    started.push(
      await startSubject(
        "obvious",
        base + 20,
        node,
        [`${root}subjects/grpc-js.ts`, String(base + 20), String(to.port), "obvious"],
        env,
      ),
    );
  if (flags.peers === true) {
    for (const mode of ["forward", "redact"] as const) {
      const collector = await startCollector(mode, base + (mode === "forward" ? 30 : 40), to.port, compression);
      if (collector !== undefined) started.push(collector);
    }
  }
  return started.filter((subject) => flags.only === undefined || flags.only.split(",").includes(subject.name));
}

function ourConfig(port: number, backend: number, compression: string): string {
  return JSON.stringify({
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}` } } } },
    processors: { memory_limiter: { limit_mib: 512 }, scrub: {} },
    exporters: { otlp_grpc: { endpoint: `127.0.0.1:${backend}`, tls: { insecure: true }, compression } },
    service: {
      telemetry: { metrics: { level: "none" }, logs: { level: "error" } },
      pipelines: Object.fromEntries(
        ["logs", "traces", "metrics"].map((signal) => [
          signal,
          { receivers: ["otlp"], processors: ["memory_limiter", "scrub"], exporters: ["otlp_grpc"] },
        ]),
      ),
    },
  });
}

async function compare({ label, payload, warmUp }: Case, among: readonly Subject[]): Promise<void> {
  const costs = new Map<Subject, Cost[]>(among.map((subject) => [subject, []]));
  const first = payload(0);
  for (const subject of among) await sendLoad(subject.port, first, requestsFor(subject, warmUp), IN_FLIGHT);
  for (let round = 1; round <= Number(flags.rounds); round++) {
    const next = payload(round);
    for (const subject of among) costs.get(subject)?.push(await measure(subject, next));
  }
  const ours = costs.get(among[0] as Subject) ?? [];
  process.stdout.write(`\n${label}\n`);
  for (const [subject, list] of costs) report(label, subject, list, ours);
}

/** Slow designs get fewer requests: their cost per record needs no more. */
function requestsFor(subject: Subject, requests: number): number {
  return subject.name === "obvious" || subject.name.endsWith("redact")
    ? Math.max(16, Math.round(requests / 10))
    : requests;
}

async function measure(subject: Subject, payload: Payload): Promise<Cost> {
  const requests = requestsFor(subject, Number(flags.requests));
  const before = subject.cpuSeconds();
  const latencies = (await sendLoad(subject.port, payload, requests, IN_FLIGHT)).sort((a, b) => a - b);
  // What is left to collect belongs to the requests that made it.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const cpu = ((subject.cpuSeconds() - before) / (requests * RECORDS)) * 1e6;
  return { cpu, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

function report(label: string, subject: Subject, list: readonly Cost[], ours: readonly Cost[]): void {
  const cpu = median(list.map((cost) => cost.cpu));
  const ratio = median(list.map((cost, round) => (ours[round]?.cpu ?? 0) / cost.cpu));
  figures[`${label}_${subject.name}_cpu_s_per_million`] = Number(cpu.toFixed(3));
  figures[`${label}_ours_to_${subject.name}`] = Number(ratio.toFixed(3));
  const p50 = median(list.map((cost) => cost.p50));
  const p99 = median(list.map((cost) => cost.p99));
  figures[`${label}_${subject.name}_p99_ms`] = Number(p99.toFixed(2));
  process.stdout.write(
    `  ${subject.name.padEnd(20)} ${cpu.toFixed(2).padStart(8)} CPU s per million   otelscrub/this ${ratio.toFixed(2).padStart(6)}   p50 ${p50.toFixed(1).padStart(6)} ms  p99 ${p99.toFixed(1).padStart(6)} ms\n`,
  );
}
