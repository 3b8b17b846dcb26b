import { drawBounds, drawLabels, type Making, SECOND_NS } from "./making.ts";
import {
  exactly,
  type Fault,
  type Label,
  type Life,
  type MetricSpec,
  type Point,
  type Resource,
  type StartStyle,
} from "./trace.ts";
import { drawDouble, drawInt, drawObservation, drawPast } from "./values.ts";

/** A process while it runs. */
export interface Process {
  readonly resource: Resource;
  readonly skewNs: bigint;
  /** When it says that it began, on the true clock: a silent restart repeats what its predecessor said. */
  readonly bornNs: bigint;
  readonly style: StartStyle;
  /** Where its first deltas begin, on its own clock; 0 where it does not say. */
  readonly deltaStartNs: bigint;
  /** What it writes as its start time. */
  readonly startNs: bigint;
  readonly forms: readonly Form[];
  /** Each life with how far its last export reached and when that was. */
  readonly running: Running[];
}

interface Running {
  readonly life: Life;
  reached: number;
  lastNs: bigint;
}

/** How one process measures one metric: these do not identify a stream and may differ after a restart. */
interface Form {
  readonly metric: MetricSpec;
  readonly isInt: boolean;
  readonly bounds: readonly number[];
  readonly maxBuckets: number;
  readonly zeroThreshold: number;
}

interface Birth {
  readonly resource: Resource;
  readonly metrics: readonly MetricSpec[];
  readonly skewNs: bigint;
  readonly bornNs: bigint;
  /** The process whose start time it repeats. */
  readonly before?: Process;
}

/** Starts a process with its steady series; one that is older than the epoch has counted already. */
export function startProcess(making: Making, birth: Birth): Process {
  const { rng, hazards } = making;
  const { resource, skewNs, bornNs, before } = birth;
  const style = before?.style ?? drawStyle(making);
  const process: Process = {
    resource,
    skewNs,
    bornNs: before?.bornNs ?? bornNs,
    style,
    deltaStartNs: style === "missing" ? 0n : bornNs + skewNs,
    startNs: before?.startNs ?? (style === "missing" ? 0n : bornNs + skewNs),
    // A silent restart is one only as long as nobody can tell: same bounds and number type.
    forms: before?.forms ?? birth.metrics.map((metric) => drawForm(making, metric)),
    running: [],
  };
  const known = before?.running ?? [];
  for (const form of process.forms) {
    const steady = Math.max(1, hazards.steadyIds);
    for (let i = 0; i < steady; i++) {
      const same = known.filter(({ life }) => life.metric === form.metric)[i];
      addLife(making, process, form, same?.life.labels ?? steadyLabels(making, resource, form.metric, i));
    }
  }
  if (bornNs < making.epochNs) for (const one of process.running) if (rng.chance(0.85)) remember(making, one.life);
  return process;
}

function drawStyle({ rng, hazards }: Making): StartStyle {
  if (rng.chance(hazards.missingStart)) return "missing";
  return rng.chance(hazards.firstPointStart) ? "first-point" : "told";
}

function drawForm({ rng, hazards }: Making, metric: MetricSpec): Form {
  return {
    metric,
    isInt: !rng.chance(hazards.doubles),
    bounds: drawBounds(rng),
    maxBuckets: rng.pick([4, 10, 40, 160]),
    zeroThreshold: rng.pick([0, 0, 0.001, 0.0625, 0.3]),
  };
}

/** The same labels for the same place in a resource that lives on, so that processes follow one another in a series. */
function steadyLabels(making: Making, resource: Resource, metric: MetricSpec, index: number): readonly Label[] {
  const nth = making.lives.filter(
    (life) => life.metric === metric && life.resource.id === resource.id && life.resource.owner === resource.owner,
  );
  const seen = [...new Map(nth.map((life) => [life.series, life.labels])).values()];
  return seen[index] ?? drawLabels(making, resource);
}

function addLife(
  making: Making,
  process: Process,
  form: Form,
  labels: readonly Label[],
  createdNs?: bigint,
): Running | undefined {
  const { metric, ...shape } = form;
  const series = seriesOf(process.resource, metric, labels);
  if (process.running.some(({ life }) => life.series === series)) return undefined;
  if (making.lives.some((life) => life.series === series && life.resource.owner !== process.resource.owner))
    return undefined;
  const ownStart = createdNs !== undefined && process.style === "told" && making.rng.chance(making.hazards.seriesStart);
  // A silent restart repeats what the series said last; a start never goes back.
  const last = making.lives.findLast((life) => life.series === series);
  const told = ownStart
    ? { bornNs: createdNs, startNs: createdNs + process.skewNs }
    : last !== undefined && process.startNs !== 0n && last.startNs > process.startNs
      ? { bornNs: last.bornNs, startNs: last.startNs }
      : { bornNs: process.bornNs, startNs: process.startNs };
  const life: Life = {
    id: making.nextId.life++,
    series,
    metric,
    resource: process.resource,
    labels,
    ...shape,
    style: process.style,
    ...told,
    exact: [0n],
    held: [0],
    observations: [],
    before: 0,
  };
  making.lives.push(life);
  const running: Running = { life, reached: 0, lastNs: process.deltaStartNs };
  process.running.push(running);
  return running;
}

/** The identity of a series; order of labels and encoding have no part in it. */
export function seriesOf(resource: Resource, metric: MetricSpec, labels: readonly Label[]): string {
  return `${resource.id}|${metric.name}|${labelText(labels)}`;
}

export function labelText(labels: readonly Label[]): string {
  return labels
    .map(({ key, value }) => `${key}=${typeof value}:${value}`)
    .sort()
    .join(",");
}

/** What it counted before the epoch, as one increment. */
function remember({ rng, hazards }: Making, life: Life): void {
  if (life.metric.kind === "histogram" || life.metric.kind === "exponential" || life.metric.kind === "summary") {
    for (let n = rng.between(1, 4); n > 0; n--) life.observations.push(drawObservation(rng, false));
    life.before = life.observations.length;
    return;
  }
  const past = drawPast(rng, rng.chance(hazards.huge));
  count(life, life.isInt ? past : Number(past % 2n ** 40n));
  life.before = 1;
}

function count(life: Life, by: bigint | number): void {
  const last = life.exact.length - 1;
  if (typeof by === "bigint") {
    life.exact.push(life.exact[last]! + by);
    life.held.push(0);
    return;
  }
  // A process adds doubles as doubles do: what it then holds is what it says it counted.
  const held = life.held[last]! + by;
  life.held.push(held);
  life.exact.push(exactly(held));
}

/** One export: everything counted since the one before, as one point for each series. */
export function writeExport(making: Making, process: Process, atNs: bigint): Point[] {
  const { rng, hazards } = making;
  const timeNs = atNs + process.skewNs;
  for (const { life } of process.running) measure(making, life, rng.pick([0, 1, 1, 2, 3]));
  const newIds = hazards.newIds + (process.resource.isHostile ? (making.tenancy?.flood ?? 0) : 0);
  for (let n = 0; n < newIds; n++) {
    const form = rng.pick(process.forms);
    const labels = drawLabels(making, process.resource);
    const created = addLife(making, process, form, labels, atNs - SECOND_NS);
    if (created !== undefined) measure(making, created.life, rng.between(1, 2));
  }
  const points: Point[] = [];
  for (const running of process.running) {
    const point = writePoint(making, running, timeNs, atNs);
    if (point !== undefined) points.push(point);
  }
  return points;
}

function measure({ rng, hazards }: Making, life: Life, times: number): void {
  const { kind, monotonic } = life.metric;
  for (let n = 0; n < times; n++) {
    if (kind === "histogram" || kind === "exponential" || kind === "summary") {
      life.observations.push(drawObservation(rng, kind === "exponential"));
    } else if (life.isInt) {
      count(
        life,
        rng.chance(hazards.huge / 8) ? 2n ** 50n + BigInt(rng.int(1_000)) : drawInt(rng, monotonic, hazards.surges),
      );
    } else count(life, drawDouble(rng, monotonic));
  }
}

function writePoint(making: Making, running: Running, timeNs: bigint, writtenNs: bigint): Point | undefined {
  const { life } = running;
  const { cumulative } = life.metric;
  const to = Math.max(life.exact.length - 1, life.observations.length);
  const from = cumulative || life.metric.kind === "gauge" ? 0 : running.reached;
  if (to === 0 || (!cumulative && to === running.reached && life.metric.kind !== "gauge")) return undefined;
  if (life.style === "first-point" && running.reached === 0) life.startNs = timeNs;
  const startNs = cumulative ? life.startNs : running.lastNs;
  running.reached = to;
  running.lastNs = timeNs;
  return { id: making.nextId.point++, life, from, to, startNs, timeNs, fault: drawFault(making, life), writtenNs };
}

function drawFault({ rng, hazards }: Making, life: Life): Fault {
  if (!rng.chance(hazards.faults)) return "none";
  // Whether an older point after the end counts is nobody's promise: the end comes only where points keep their order.
  const keepsOrder = hazards.late === 0 && hazards.merged === 0;
  if (life.metric.cumulative && keepsOrder && rng.chance(0.5)) return "no-value";
  if (life.metric.kind === "sum" && life.metric.monotonic && !life.isInt) return "not-a-number";
  return life.metric.kind === "histogram" ? "buckets" : "none";
}
