import { ACTION_KINDS } from "../core/action.ts";
import { ENTITY_TYPES } from "../core/entity.ts";
import { PLACES } from "../core/place.ts";
import { unpackHit } from "../core/report.ts";
import { SIGNALS } from "../core/signal.ts";
import { CARDINALITY_KEYS } from "./cardinality.ts";
import { type ClosedLabels, Counts, Durations, type Sample, SparseCounts } from "./counts.ts";
import { DURATION_BUCKETS, ITEM_OUTCOMES, type LabelLists, METRICS, type MetricSpec, STAGES } from "./metrics.ts";

/** Number of packed hits there can be: detector < 1,024, type < 64, place < 64, action < 16. */
const HIT_RANGE = 2 ** 26;
/** Series of detections kept apart; about 3 MB. */
const MAX_HIT_KEYS = 2 ** 16;

/** Every count of the service, in typed arrays. */
export interface Tally {
  readonly counts: Readonly<Record<CountedName, Counts>>;
  readonly hits: SparseCounts;
  readonly processing: Durations;
  readonly stages: Durations;
}

/** Metrics that are not counted one by one but read, or made of others, at each scrape. */
const READ_AT_SCRAPE = [
  ...(["items", "detections", "actions", "overflow", "processing", "stages", "policy", "reload"] as const),
  ...CARDINALITY_KEYS,
  ...(["inflight", "inflightLimit", "uptime", "cpu", "rss", "heap"] as const),
] as const;
export type CountedName = Exclude<keyof typeof METRICS, (typeof READ_AT_SCRAPE)[number]>;

const COUNTED = (Object.keys(METRICS) as (keyof typeof METRICS)[]).filter(
  (name): name is CountedName => !(READ_AT_SCRAPE as readonly string[]).includes(name),
);

export function newTally(lists: LabelLists): Tally {
  const counts = Object.fromEntries(COUNTED.map((name) => [name, new Counts(closedLabels(METRICS[name], lists))]));
  return {
    counts: counts as Record<CountedName, Counts>,
    hits: new SparseCounts(MAX_HIT_KEYS),
    processing: new Durations("signal", SIGNALS, DURATION_BUCKETS),
    stages: new Durations("stage", STAGES, DURATION_BUCKETS),
  };
}

/** The counted metrics' samples, by name. */
export function countedSources(tally: Tally): Record<CountedName, () => Iterable<Sample>> {
  const sources = COUNTED.map((name) => [name, () => tally.counts[name].samples()]);
  return Object.fromEntries(sources) as Record<CountedName, () => Iterable<Sample>>;
}

/** One hit of a signal as the key of `hits`. */
export function hitKey(signalIndex: number, packed: number): number {
  return signalIndex * HIT_RANGE + packed;
}

/** `scrubber_items_total` says nothing of its own: it is the identity's right side under one name. */
export function itemSamples(tally: Tally): Sample[] {
  return ITEM_OUTCOMES.flatMap((outcome) =>
    tally.counts[outcome].sumsByFirst().map((value, i) => ({ labels: { signal: SIGNALS[i] ?? "", outcome }, value })),
  );
}

export function detectionSamples(tally: Tally, detectors: readonly string[]): Sample[] {
  return groupHits(tally, (signal, hit) => ({
    signal,
    detector: detectors[hit.detector] ?? "",
    class: ENTITY_TYPES[hit.type] ?? "",
    place: PLACES[hit.place] ?? "",
  }));
}

export function actionSamples(tally: Tally): Sample[] {
  return groupHits(tally, (signal, hit) => ({
    signal,
    class: ENTITY_TYPES[hit.type] ?? "",
    action: ACTION_KINDS[hit.action] ?? "",
  }));
}

function groupHits(
  tally: Tally,
  labelsOf: (signal: string, hit: ReturnType<typeof unpackHit>) => Record<string, string>,
): Sample[] {
  const groups = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const [key, value] of tally.hits.entries()) {
    const signal = SIGNALS[Math.floor(key / HIT_RANGE)] ?? "";
    const labels = labelsOf(signal, unpackHit(key % HIT_RANGE));
    const id = Object.values(labels).join("\n");
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { labels, value });
    else group.value += value;
  }
  return [...groups.values()];
}

function closedLabels(spec: MetricSpec, lists: LabelLists): ClosedLabels {
  const entries = Object.entries(spec.labels).map(([label, values]) => {
    if (typeof values !== "string") return [label, values] as const;
    return [label, values === "info" ? [] : lists[values]] as const;
  });
  return Object.fromEntries(entries);
}
