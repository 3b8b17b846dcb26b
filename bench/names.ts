// What names cost and what they save: the scrub with span names and log templates behind it against the bare scrub, and
// how many different span names are left of a generated workload, with identifiers of 20 shapes and with ids that are words.
import { asRaw } from "../core/bytes.ts";
import { Secret } from "../core/secret.ts";
import type { Signal } from "../core/signal.ts";
import { defaultPlan } from "../policy/load.ts";
import type { CleanStep } from "../processors/clean-step.ts";
import { SpanNames } from "../processors/names/span-names.ts";
import { Scrubber } from "../processors/scrub.ts";
import { LogTemplates } from "../processors/templates/log-templates.ts";
import { oracle, type PlainMessage } from "../test/support/otlp-oracle.ts";
import { Rng } from "../test/support/rng.ts";
import { corpus } from "./corpus.ts";
import { FEATURES as SERVICES } from "./corpus-text.ts";
import { median } from "./lib/load.ts";
import { IDENTIFIERS, ROUTES, wordOf } from "./names/identifiers.ts";

const RECORDS = 512;
const BODIES = 24;
const REQUESTS = 192;
const ROUNDS = 7;
const SEED = 20_260_105;
const SOURCES = 10;
const SPANS = 400;

const plan = defaultPlan();
const key = { id: "ben", secret: new Secret(Buffer.from("a key for measuring only")) };
const seeds = { first: SEED, second: ~SEED };
const newSpanNames = (): SpanNames => new SpanNames({ plan, sources: SOURCES, seeds });
const scrubberWith = (...steps: CleanStep[]): Scrubber => new Scrubber(plan, key, { steps });

/** Requests after which the spans of every service of the corpus are looked at for good. */
function awake(scrubber: Scrubber): Scrubber {
  for (const service of SERVICES) scrubber.scrub(asRaw(spans(["GET /users/4821734"], 0, service)), "traces");
  return scrubber;
}

function spans(names: readonly string[], instance: number, service = "shop"): Uint8Array {
  const resource = {
    attributes: [
      { key: "service.name", value: { stringValue: service } },
      { key: "service.instance.id", value: { stringValue: `process ${instance}` } },
    ],
  };
  const list: PlainMessage[] = names.map((name) => ({ name, kind: 2 }));
  return oracle("traces").encode({ resourceSpans: [{ resource, scopeSpans: [{ spans: list }] }] });
}

/** CPU microseconds per request, garbage collection included. */
function cost(scrubber: Scrubber, signal: Signal, bodies: readonly Uint8Array[]): number {
  const before = process.cpuUsage();
  for (let n = 0; n < REQUESTS; n++)
    scrubber.release(scrubber.scrub(asRaw(bodies[n % bodies.length] ?? new Uint8Array()), signal));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

/** Median of the ratios of interleaved rounds, after one for warming up. */
function compare(title: string, signal: Signal, dirty: number, bare: Scrubber, other: Scrubber): void {
  const bodies = Array.from({ length: BODIES }, (_, n) => corpus(signal, RECORDS, dirty, SEED + n));
  const ratios: number[] = [];
  const nanos: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const [without, with_] = [cost(bare, signal, bodies), cost(other, signal, bodies)];
    if (round === 0) continue;
    ratios.push(with_ / without);
    nanos.push(((with_ - without) * 1_000) / RECORDS);
  }
  say(title, `${median(ratios).toFixed(3)} of the bare scrub, ${median(nanos).toFixed(0)} ns a record more`);
}

function say(title: string, text: string): void {
  process.stdout.write(`${title.padEnd(42)} ${text}\n`);
}

/** Different names in and out of one workload, sent by `processes` processes. */
function reduction(title: string, processes: number, nameOf: (rng: Rng, n: number) => string): void {
  const rng = new Rng(SEED);
  const scrubber = scrubberWith(newSpanNames());
  const before = new Set<string>();
  const after = new Set<string>();
  for (let n = 0; n < SPANS; n += 10) {
    const names = rng.list(10, (i) => nameOf(rng, n + i));
    for (const name of names) before.add(name);
    const { bytes } = scrubber.scrub(asRaw(spans(names, rng.int(processes))), "traces");
    for (const name of namesOf(bytes)) after.add(name);
  }
  say(title, `${before.size} names become ${after.size}`);
}

function namesOf(bytes: Uint8Array): string[] {
  const { resourceSpans } = oracle("traces").meaning(Uint8Array.from(bytes)) as { resourceSpans: PlainMessage[] };
  return resourceSpans.flatMap((resource) =>
    (resource["scopeSpans"] as { spans: { name: string }[] }[]).flatMap((scope) => scope.spans.map(({ name }) => name)),
  );
}

compare("traces, clean, nothing to do", "traces", 0, scrubberWith(), scrubberWith(newSpanNames()));
compare("traces, clean, every request looked at", "traces", 0, scrubberWith(), awake(scrubberWith(newSpanNames())));
compare("traces, dirty, every request looked at", "traces", 0.02, scrubberWith(), awake(scrubberWith(newSpanNames())));
compare("logs, clean, templates added", "logs", 0, scrubberWith(), scrubberWith(new LogTemplates()));
for (const [shape, make] of Object.entries(IDENTIFIERS))
  reduction(`${shape} under ${ROUTES.length} routes`, 4, (rng, n) => ROUTES[n % ROUTES.length]?.(make(rng)) ?? "");
reduction("words beside identifiers", 4, (rng, n) => {
  const id = n < 40 || rng.chance(0.05) ? String(100_000 + rng.int(900_000)) : wordOf(rng);
  return ROUTES[n % ROUTES.length]?.(id) ?? "";
});
reduction("words alone", 4, (rng, n) => ROUTES[n % ROUTES.length]?.(wordOf(rng)) ?? "");
reduction("fixed pages and identifiers, 12 processes", 12, (rng, n) =>
  n % 2 === 0 ? `GET /users/${rng.int(1_000_000)}` : `GET /users/${rng.pick(["search", "me", "login"])}`,
);
