import { Rng } from "../../test/support/rng.ts";
import type { Hazards } from "./hazards.ts";
import { FOLDABLE, type Making, SECOND_NS } from "./making.ts";
import { type Process, startProcess, writeExport } from "./processes.ts";
import { drawTenancy, limitsFor, tenantLabels } from "./tenancy.ts";
import {
  type Folding,
  type Label,
  type MetricSpec,
  type Point,
  type Resource,
  type Step,
  type Trace,
} from "./trace.ts";

const TENANTS_SALT = 0x7e4a4e;
const EPOCH_NS = 1_790_000_000n * SECOND_NS;

interface Common {
  readonly metrics: readonly MetricSpec[];
  /** How far each place's clock is ahead. */
  readonly skews: readonly bigint[];
}

interface Sending {
  readonly atNs: bigint;
  readonly points: Point[];
}

/** A random trace: the same `seed` and hazards give the same on every machine. */
export function generate(seed: number, hazardsOf: (rng: Rng) => Hazards): Trace {
  const rng = new Rng(seed);
  const drawn = hazardsOf(rng);
  const isCapped = rng.chance(drawn.capped);
  // Where outputs overflow all series fold, so that totals can be compared without knowing which overflowed.
  // Drawn beside, so that traces without tenants are what they are.
  const beside = new Rng(seed + TENANTS_SALT);
  const tenancy = !isCapped && beside.chance(drawn.tenants) ? drawTenancy(beside, drawn.sources) : undefined;
  const foldsAll = isCapped || tenancy !== undefined;
  const hazards = foldsAll ? { ...drawn, unlabelled: 0 } : drawn;
  const making: Making = {
    rng,
    hazards,
    epochNs: EPOCH_NS,
    intervalNs: BigInt(rng.pick([10, 10, 10, 30, 60])) * SECOND_NS,
    lives: [],
    nextId: { life: 0, point: 0, label: 0 },
    tenancy,
  };
  const metrics = rng.list(hazards.kinds.length, (index) => drawMetric(making, index));
  // One resource is one host, and has one clock.
  const skews = rng.list(hazards.sources, () =>
    rng.chance(hazards.skew) ? rng.pick([-3_600n, -120n, 120n, 3_600n]) * SECOND_NS : 0n,
  );
  const sendings: Sending[] = [];
  for (let i = 0; i < hazards.sources; i++) runSource(making, i, { metrics, skews }, sendings);
  const folding = drawFolding(rng, foldsAll);
  const steps: Step[] = merge(making, sendings).map(({ atNs, points }) => ({
    kind: "request",
    atNs,
    points,
    shuffle: rng.uint32(),
  }));
  addOwnSteps(making, steps, foldsAll);
  steps.sort((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0));
  return {
    epochNs: making.epochNs,
    intervalNs: making.intervalNs,
    folding,
    steps,
    lives: making.lives,
    maxOutputs: isCapped ? rng.between(1, 4) : undefined,
    tenants: tenancy === undefined ? undefined : limitsFor(tenancy, making.lives, steps, folding),
    temporality: rng.chance(hazards.converted) ? rng.pick(["cumulative", "delta"]) : "as_received",
    gauge: rng.chance(0.4) ? undefined : rng.pick(["last", "min", "max", "avg", "sum", "count"]),
  };
}

function drawMetric({ rng, hazards }: Making, index: number): MetricSpec {
  const kind = hazards.kinds[index] ?? "sum";
  return {
    name: `m${index}.${kind}`,
    unit: rng.pick(["", "By", "{request}"]),
    kind,
    cumulative: kind === "summary" || !rng.chance(hazards.delta),
    monotonic: kind !== "sum" || !rng.chance(hazards.nonMonotonic),
  };
}

function drawFolding(rng: Rng, foldsAll: boolean): Folding {
  const folding = new Map<string, "drop" | "replace">();
  for (const key of FOLDABLE) if (foldsAll || rng.chance(0.8)) folding.set(key, rng.chance(0.7) ? "drop" : "replace");
  if (folding.size === 0) folding.set(FOLDABLE[0], "drop");
  return folding;
}

/** One place that processes run in, one after another: exports at every interval, each cut into requests. */
function runSource(making: Making, index: number, { metrics, skews }: Common, sendings: Sending[]): void {
  const { rng, hazards, intervalNs, epochNs } = making;
  const keepsResource = rng.chance(0.6);
  let instance = 0;
  const place = rng.chance(hazards.shared) ? 0 : index;
  const skewNs = skews[place] ?? 0n;
  const resource = (): Resource => ({
    id: place * 100 + instance,
    owner: index,
    labels: [
      ...resourceLabels(place, instance),
      ...(making.tenancy === undefined ? [] : tenantLabels(making.tenancy, place)),
    ],
    isHostile: making.tenancy?.hostile[place] === true,
  });
  let process: Process = startProcess(making, { resource: resource(), metrics, skewNs, bornNs: firstBirth(making) });
  let atNs = process.bornNs > epochNs ? process.bornNs : epochNs;
  atNs += BigInt(rng.between(1, 999)) * (intervalNs / 1_000n);
  for (let n = 0; n < hazards.exports; n++) {
    send(making, writeExport(making, process, atNs), atNs, sendings);
    if (rng.chance(hazards.restart)) {
      if (!keepsResource) instance++;
      const bornNs = atNs + BigInt(rng.between(100, 800)) * (intervalNs / 1_000n);
      const silent = keepsResource && rng.chance(hazards.silent);
      process = startProcess(making, {
        resource: resource(),
        metrics,
        skewNs,
        bornNs,
        ...(silent ? { before: process } : {}),
      });
    }
    atNs += intervalNs;
    // Long enough to be forgotten by a timer, short enough to be remembered by a tombstone.
    if (rng.chance(hazards.pause)) atNs += BigInt(rng.between(1_200, 2_400)) * SECOND_NS;
  }
}

/** Well before the epoch or well after it: how a ledger treats what lies within its guard band is not promised. */
function firstBirth({ rng, hazards, epochNs, intervalNs }: Making): bigint {
  if (rng.chance(hazards.old)) return epochNs - BigInt(rng.between(400, 4_000)) * SECOND_NS;
  return epochNs + 8n * SECOND_NS + (BigInt(rng.between(0, 1_500)) * intervalNs) / 1_000n;
}

function resourceLabels(index: number, instance: number): Label[] {
  return [
    { key: "service.name", value: `shop-${index % 2}` },
    { key: "host.name", value: `node-${index}` },
    { key: "service.instance.id", value: `i-${index}-${instance}` },
  ];
}

/** Cuts an export into requests, and lets each arrive, not arrive, arrive twice or late. */
function send(making: Making, points: Point[], exportNs: bigint, sendings: Sending[]): void {
  const { rng, hazards, intervalNs } = making;
  const parts = rng.chance(0.5) ? 1 : rng.between(2, 3);
  const cut: Point[][] = rng.list(parts, () => []);
  for (const point of points) cut[rng.int(parts)]?.push(point);
  for (const part of cut) {
    if (part.length === 0 || rng.chance(hazards.lost)) continue;
    let delayNs = BigInt(rng.int(200)) * (SECOND_NS / 1_000n);
    if (rng.chance(hazards.late)) delayNs += (BigInt(rng.between(200, 2_500)) * intervalNs) / 1_000n;
    sendings.push({ atNs: exportNs + delayNs, points: part });
    if (!rng.chance(hazards.twice)) continue;
    const againNs = rng.chance(0.5) ? SECOND_NS / 50n : (BigInt(rng.between(1, 2_500)) * intervalNs) / 1_000n;
    sendings.push({ atNs: exportNs + delayNs + againNs, points: part });
  }
}

/** What is on its way at nearly the same time may be put into one request by a collector in between. */
function merge({ rng, hazards, intervalNs }: Making, sendings: Sending[]): Sending[] {
  sendings.sort((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0));
  const merged: Sending[] = [];
  for (const sending of sendings) {
    const last = merged.at(-1);
    if (last === undefined || sending.atNs - last.atNs > intervalNs || !rng.chance(hazards.merged)) {
      merged.push(sending);
      continue;
    }
    merged[merged.length - 1] = { atNs: sending.atNs, points: [...last.points, ...sending.points] };
  }
  return merged;
}

/** Flushes at every interval to beyond the last request, and what happens to the ledger itself. */
function addOwnSteps(making: Making, steps: Step[], foldsAll: boolean): void {
  const { rng, hazards, intervalNs, epochNs } = making;
  const lastNs = steps.reduce((latest, { atNs }) => (atNs > latest ? atNs : latest), epochNs);
  const own: Step[] = [];
  let previousNs = epochNs;
  for (let atNs = epochNs + intervalNs; ; atNs += intervalNs) {
    // Nothing flushes during a pause, except once before it ends: the trace stays small.
    if (atNs < lastNs && !steps.some((step) => step.atNs > previousNs && step.atNs <= atNs)) continue;
    own.push({ kind: "flush", atNs, ok: !rng.chance(hazards.failedFlush) });
    if (atNs - previousNs > 2n * intervalNs || rng.chance(0.2)) own.push({ kind: "expire", atNs: atNs + 1n });
    if (rng.chance(hazards.proxyRestart)) own.push({ kind: "restart", atNs: atNs + 2n });
    if (rng.chance(hazards.amnesia)) own.push({ kind: "amnesia", atNs: atNs + 2n });
    if (rng.chance(hazards.flip)) {
      own.push({
        kind: "flip",
        atNs: atNs + BigInt(rng.between(3, 900)) * (intervalNs / 1_000n),
        folding: drawFolding(rng, foldsAll),
      });
    }
    previousNs = atNs;
    if (atNs > lastNs) break;
  }
  const endNs = previousNs + intervalNs;
  own.push({ kind: "flush", atNs: endNs, ok: true }, { kind: "flush", atNs: endNs + intervalNs, ok: true });
  steps.push(...own);
}
