// The scrub inside one process, in turns with the obvious design on the same requests: decode with protobufjs, one
// expression per detector over every string, encode again. And the walk alone against a protobufjs round trip.
import { parseArgs } from "node:util";
import { asRaw } from "../core/bytes.ts";
import { PLACES } from "../core/place.ts";
import { Secret } from "../core/secret.ts";
import { SIGNALS, type Signal } from "../core/signal.ts";
import { type Verdict, VISIT, Walker } from "../otlp/walk.ts";
import { defaultPlan } from "../policy/load.ts";
import { createScanner } from "../processors/scan/scanner.ts";
import { KEPT, rootOf, Survey } from "../processors/scan/survey.ts";
import { prefixTable } from "../processors/scan/words.ts";
import { Scrubber } from "../processors/scrub.ts";
import { oracle } from "../test/support/otlp-oracle.ts";
import { corpus } from "./corpus.ts";
import { EXPRESSIONS } from "./expressions.ts";
import { median } from "./lib/load.ts";
import { readSet, setsIn } from "./quality/labelled.ts";
import { StringVisitor } from "./strings.ts";

const RECORDS = 512;
/** Different requests of a load that comes in turn, and requests a round. */
const BODIES = 24;
const REQUESTS = 96;
const SEED = 20_260_105;

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean" },
    rounds: { type: "string", default: "7" },
    /** A folder of labelled sets: real log lines in `logs.jsonl`. */
    corpora: { type: "string" },
  },
});
const key = { id: "ben", secret: new Secret(Buffer.from("a key for measuring only")) };
const scrubber = new Scrubber(defaultPlan(), key);
const figures: Record<string, number> = {};

interface Design {
  readonly name: string;
  /** Requests per round; slow designs get fewer. */
  readonly requests: number;
  run(body: Uint8Array): void;
}

/** What of a load comes how often. */
type Load = "clean" | "dirty" | "unseen";

/** The requests of a round: the same ones in turn, or, unseen, such as never came before. */
function bodiesOf(signal: Signal, load: Load, round: number): Uint8Array[] {
  const [count, seed] = load === "unseen" ? [REQUESTS, SEED + 1_000_000 * (round + 1)] : [BODIES, SEED];
  return Array.from({ length: count }, (_, n) => corpus(signal, RECORDS, load === "clean" ? 0 : 0.02, seed + n));
}

function measure(signal: Signal, load: Load): void {
  const designs = designsFor(signal);
  const costs = designs.map((): number[] => []);
  let bodies = bodiesOf(signal, load, 0);
  for (const design of designs) cost(design, bodies);
  for (let round = 1; round <= Number(flags.rounds); round++) {
    if (load === "unseen") bodies = bodiesOf(signal, load, round);
    designs.forEach((design, index) => costs[index]?.push(cost(design, bodies)));
  }
  const label = `${signal}_${load}`;
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length;
  const [scrub = [], walk = [], roundTrip = [], obvious = []] = costs;
  figures[`${label}_scrub_mb_per_s`] = Number((bytes / median(scrub)).toFixed(1));
  figures[`${label}_obvious_to_scrub`] = ratio(obvious, scrub);
  figures[`${label}_round_trip_to_walk`] = ratio(roundTrip, walk);
  process.stdout.write(
    `${label.padEnd(14)} scrub ${(bytes / median(scrub)).toFixed(0).padStart(5)} MB/s   obvious/scrub ${ratio(obvious, scrub).toFixed(1).padStart(6)}   protobufjs round trip/walk ${ratio(roundTrip, walk).toFixed(1).padStart(6)}\n`,
  );
}

function designsFor(signal: Signal): Design[] {
  const { type } = oracle(signal);
  const walk = walkOf(signal);
  return [
    { name: "scrub", requests: REQUESTS, run: (body) => scrubber.release(scrubber.scrub(asRaw(body), signal)) },
    { name: "walk", requests: REQUESTS, run: walk },
    { name: "round trip", requests: 24, run: (body) => void type.encode(type.decode(body)).finish() },
    { name: "obvious", requests: 12, run: (body) => void obvious(body, type) },
  ];
}

/**
 * The walk of the hot path by itself: every field checked, every name looked up, every text looked at for bytes beyond
 * ASCII, none scanned for candidates.
 */
function walkOf(signal: Signal): (body: Uint8Array) => void {
  const scanner = createScanner({ active: 0, prefixes: prefixTable([]) });
  if (scanner.surveyArea === undefined) throw new Error("this needs WebAssembly");
  const survey = new Survey(scanner.surveyArea, new Uint8Array(PLACES.length));
  const names = new Walker(new NameLearner(survey, signal));
  return (body) => {
    const loaded = scanner.load(body);
    if (survey.run(signal, loaded.length) !== 0) names.walk(loaded, loaded.length, signal);
  };
}

/** Introduces every name to a survey as one whose values are kept. */
class NameLearner extends StringVisitor {
  readonly #survey: Survey;
  readonly #parents: number[];
  #buffer: Uint8Array = new Uint8Array();

  constructor(survey: Survey, signal: Signal) {
    super(() => {});
    this.#survey = survey;
    this.#parents = [rootOf(signal)];
  }

  override resource(buffer: Uint8Array): void {
    this.#buffer = buffer;
  }

  override key(_place: number, start: number, end: number): Verdict {
    this.#parents.push(this.#survey.learn(this.#parents.at(-1) ?? 0, this.#buffer.slice(start, end), KEPT));
    return VISIT;
  }

  override body(): Verdict {
    this.#parents.push(this.#parents[0] ?? 0);
    return VISIT;
  }

  override leave(): void {
    this.#parents.pop();
  }
}

/** Real log lines as bodies of log records; a new scrubber each round, which remembers none of them. */
function measureLines(folder: string): void {
  const file = setsIn(folder).find((name) => name.startsWith("logs."));
  if (file === undefined) throw new Error(`${folder} holds no logs.jsonl`);
  const lines = readSet(folder, file).map(({ text }) => text);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  const requests = Array.from({ length: Math.ceil(lines.length / RECORDS) }, (_, n) => {
    const part = lines.slice(n * RECORDS, (n + 1) * RECORDS);
    const logRecords = part.map((line) => ({ body: { stringValue: line } }));
    return oracle("logs").encode({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  });
  const costs = Array.from({ length: Number(flags.rounds) + 2 }, () => {
    const fresh = new Scrubber(defaultPlan(), key);
    const run = (body: Uint8Array): void => fresh.release(fresh.scrub(asRaw(body), "logs"));
    return cost({ name: "lines", requests: requests.length, run }, requests) * requests.length;
  });
  const speed = bytes / median(costs.slice(2));
  figures["real_log_lines_mb_per_s"] = Number(speed.toFixed(2));
  process.stdout.write(`real log lines scrub ${speed.toFixed(1).padStart(5)} MB/s of their text\n`);
}

/** CPU microseconds per request, garbage collection included. */
function cost(design: Design, bodies: readonly Uint8Array[]): number {
  const before = process.cpuUsage();
  for (let n = 0; n < design.requests; n++) design.run(bodies[n % bodies.length] ?? new Uint8Array());
  const { user, system } = process.cpuUsage(before);
  return (user + system) / design.requests;
}

function ratio(a: readonly number[], b: readonly number[]): number {
  return Number(median(a.map((value, round) => value / (b[round] ?? Number.NaN))).toFixed(2));
}

function obvious(body: Uint8Array, type: ReturnType<typeof oracle>["type"]): Uint8Array {
  const message = type.decode(body);
  replaceStrings(message);
  return type.encode(message).finish();
}

function replaceStrings(node: unknown): void {
  if (node === null || typeof node !== "object" || node instanceof Uint8Array) return;
  const fields = node as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string")
      fields[name] = EXPRESSIONS.reduce((text, expression) => text.replace(expression, "[REDACTED]"), value);
    else replaceStrings(value);
  }
}

for (const signal of SIGNALS) for (const load of ["clean", "dirty", "unseen"] as const) measure(signal, load);
if (flags.corpora !== undefined) measureLines(flags.corpora);
if (flags.json === true) process.stdout.write(`${JSON.stringify(figures)}\n`);
