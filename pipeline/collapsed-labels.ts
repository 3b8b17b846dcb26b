import type { FoldingDecider } from "../processors/fold/labels/create-decider.ts";
import type {
  Label,
  LabelAnswer,
  LabelDecider,
  LabelValue,
  MetricFacts,
  MetricKind,
} from "../processors/fold/labels/decider.ts";
import type { Counted } from "../telemetry/cardinality.ts";
import { shownName } from "./shown-name.ts";

/** Keys that are counted by name; the rest is `other`. */
const MAX_KEYS = 100;
/** Metrics of which the kind is remembered. */
const MAX_METRICS = 20_000;

/** Counts which labels folded and why, on the way to the decider. */
export class CollapsedLabels implements LabelDecider {
  /** What decides; also knows what each label contributes. */
  readonly decider: FoldingDecider;
  readonly #kinds = new Map<string, MetricKind>();
  readonly #counts = new Map<string, Map<string, number>>();
  /** Labels of a new series that are about to be asked about; others were counted, or are none of a series. */
  #fresh = 0;

  constructor(decider: FoldingDecider) {
    this.decider = decider;
  }

  get generation(): number {
    return this.decider.generation;
  }

  decide(metric: MetricFacts, key: string, value: LabelValue, sourceHash: number): LabelAnswer {
    const answer = this.decider.decide(metric, key, value, sourceHash);
    const isFresh = this.#fresh > 0;
    if (isFresh) this.#fresh--;
    if (isFresh && answer.action !== "keep") this.#count(key, answer.reason);
    return answer;
  }

  observe(metric: MetricFacts, labels: readonly Label[]): void {
    if (this.#kinds.size < MAX_METRICS) this.#kinds.set(metric.name, metric.kind);
    this.decider.observe(metric, labels);
    this.#fresh = labels.length;
  }

  weigh(ticket: number, weight: number): void {
    this.decider.weigh(ticket, weight);
  }

  tick(nowMs: number): void {
    this.decider.tick(nowMs);
  }

  /** Kind of a metric by its name. */
  kindOf(metric: string): MetricKind {
    return this.#kinds.get(metric) ?? "sum";
  }

  counted(): Counted[] {
    return [...this.#counts].flatMap(([label, reasons]) =>
      [...reasons].map(([reason, value]) => ({ labels: { label, reason }, value })),
    );
  }

  #count(key: string, reason: string): void {
    const isNamed = shownName(key) === key && (this.#counts.has(key) || this.#counts.size < MAX_KEYS);
    const label = isNamed ? key : "other";
    let reasons = this.#counts.get(label);
    if (reasons === undefined) this.#counts.set(label, (reasons = new Map()));
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
}
