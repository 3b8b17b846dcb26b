// Speed of the candidate scan on the strings of a realistic request: WebAssembly, its TypeScript twin, and one regular
// expression per detector in V8, in turns within one process. Unit: MB of string bytes per CPU second.
import { parseArgs } from "node:util";
import type { Signal } from "../core/signal.ts";
import { Walker } from "../otlp/walk.ts";
import { arrange } from "../processors/arrangement.ts";
import { createScanner, type Scanner } from "../processors/scan/scanner.ts";
import { corpus } from "./corpus.ts";
import { StringVisitor, stringsOf } from "./strings.ts";

const SEED = 20_260_105;
const RECORDS = 512;
const ALL_TRIGGERS = 0xffff;

/** The obvious design: one expression for each kind in `dirt.ts`. */
const EXPRESSIONS = [
  /[\w.+-]+@[\w-]+\.[\w.-]+/,
  /[\w.+-]+%40[\w-]+\.[\w.-]+/,
  /\b(?:\d[ -]?){13,16}\b/,
  /\b\d{3}[-. ]\d{3}[-. ]\d{4}\b/,
  /\+\d{8,15}\b/,
  /\b\d{3}-\d{2}-\d{4}\b/,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/,
  /\b(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}\b/i,
  /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/i,
  /\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\b[Bb]earer [\w.~+/-]+=*/,
  /:\/\/[^\s:@/]+:[^\s@/]+@/,
  /\bpassw(?:or)?d\s*[=:]\s*\S+/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

interface Subject {
  readonly name: string;
  /** Scans everything once; the result keeps the work from being optimised away. */
  run(): number;
}

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    signal: { type: "string" },
    dirty: { type: "string" },
    rounds: { type: "string" },
  },
});
const rounds = Number(values.rounds ?? 9);
const dirty = Number(values.dirty ?? 0);
const figures: Record<string, number> = {};
for (const signal of ["logs", "traces", "metrics"] as const) {
  if (values.signal === undefined || values.signal === signal) measure(signal);
}
if (values.json === true) console.log(JSON.stringify(figures));

function measure(signal: Signal): void {
  const message = corpus(signal, RECORDS, dirty, SEED);
  const spans = stringsOf(message, signal);
  let bytes = 0;
  for (let i = 0; i < spans.length; i += 2) bytes += spans[i + 1]! - spans[i]!;
  const subjects = subjectsFor(message, spans, signal);
  console.log(
    `${signal}: ${spans.length / 2} strings of ${(bytes / (spans.length / 2)).toFixed(1)} bytes, ${((100 * bytes) / message.length).toFixed(0)} % of ${message.length} bytes`,
  );
  const costs = interleaved(subjects, bytes);
  for (const [index, subject] of subjects.entries()) {
    const speed = bytes / 1e3 / costs[index]!;
    figures[`scan_${signal}_${subject.name.replaceAll(/\W+/g, "_")}_mb_per_s`] = Math.round(speed);
    console.log(
      `  ${subject.name.padEnd(30)} ${speed.toFixed(0).padStart(6)} MB/s  ${((costs[index]! * 1e6) / RECORDS).toFixed(0).padStart(7)} ns/record  ${subject.run()} found`,
    );
  }
}

function subjectsFor(message: Uint8Array, spans: Int32Array, signal: Signal): Subject[] {
  const { active, prefixes } = arrange(new Set(), new Set());
  const scanner = (options: { active: number; wasm?: boolean }): Scanner => createScanner({ prefixes, ...options });
  const wasm = scanner({ active });
  const all = scanner({ active: ALL_TRIGGERS });
  const twin = scanner({ active, wasm: false });
  const text = Buffer.from(message);
  const nothing = new Walker(new StringVisitor(() => {}));
  const piecewise = scanner({ active });
  let found = 0;
  const scanning = new Walker(
    new StringVisitor((start, end) => {
      found += piecewise.scan(start, end);
    }),
  );
  const whole = scanner({ active });
  let next = 0;
  const merging = new Walker(
    new StringVisitor((start, end) => {
      const { candidates } = whole;
      while (next < candidates.count && candidates.positions[next]! < start) next++;
      for (; next < candidates.count && candidates.positions[next]! < end; next++) found++;
    }),
  );
  return [
    { name: "wasm", run: () => perString(wasm, message, spans) },
    { name: "wasm all triggers", run: () => perString(all, message, spans) },
    { name: "twin", run: () => perString(twin, message, spans) },
    { name: "17 regular expressions", run: () => expressions(text, spans) },
    { name: "walk", run: () => (nothing.walk(message, message.length, signal), 0) },
    {
      name: "walk + scan per string",
      run() {
        found = 0;
        scanning.walk(piecewise.load(message), message.length, signal);
        return found;
      },
    },
    {
      name: "walk + scan of message",
      run() {
        found = next = 0;
        const loaded = whole.load(message);
        whole.scan(0, message.length);
        merging.walk(loaded, message.length, signal);
        return found;
      },
    },
  ];
}

function perString(scanner: Scanner, message: Uint8Array, spans: Int32Array): number {
  scanner.load(message);
  let found = 0;
  for (let i = 0; i < spans.length; i += 2) found += scanner.scan(spans[i]!, spans[i + 1]!);
  return found;
}

function expressions(text: Buffer, spans: Int32Array): number {
  let found = 0;
  for (let i = 0; i < spans.length; i += 2) {
    const one = text.toString("latin1", spans[i], spans[i + 1]);
    for (const expression of EXPRESSIONS) if (expression.test(one)) found++;
  }
  return found;
}

/** CPU milliseconds of one run of each subject: medians of rounds in which all take turns. */
function interleaved(subjects: readonly Subject[], bytes: number): number[] {
  const samples = subjects.map((): number[] => []);
  const repeats = subjects.map((subject) => {
    for (let i = 0; i < 30; i++) subject.run();
    return Math.max(1, Math.round(25 / cpuMs(subject, Math.ceil(2e6 / bytes))));
  });
  for (let round = 0; round < rounds; round++) {
    subjects.forEach((subject, index) => samples[index]!.push(cpuMs(subject, repeats[index]!)));
  }
  return samples.map((one) => one.sort((a, b) => a - b)[one.length >> 1]!);
}

function cpuMs(subject: Subject, repeats: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) subject.run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3 / repeats;
}
