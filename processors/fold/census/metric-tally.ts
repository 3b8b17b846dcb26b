import type { LabelAnswer, LabelReason, MetricKind } from "../labels/decider.ts";
import { SHAPES, type ShapeName } from "../labels/shapes.ts";
import { SeriesCount } from "./series-count.ts";

/** Labels of one metric told apart; the rest is counted together under no name. */
const MAX_LABELS = 64;

/** Counts of one label of one metric. */
export class LabelTally {
  readonly values = new SeriesCount();
  /** Series there would be if nobody had ever set the label. */
  readonly seriesWithout: SeriesCount;
  /** Series there would be after the fold if this label folded as well. */
  readonly outputsWithout: SeriesCount;
  keptSeries = 0;
  /** Series, by why the label folds. */
  readonly reasons = new Map<LabelReason, number>();
  readonly shapes = new Map<ShapeName, number>();

  /** `series` and `outputs` of the metric before the label came: none of them had it. */
  constructor(series: SeriesCount, outputs: SeriesCount) {
    this.seriesWithout = series.copy();
    this.outputsWithout = outputs.copy();
  }

  note(answer: LabelAnswer): void {
    if (answer.action === "keep") {
      this.keptSeries++;
      return;
    }
    this.reasons.set(answer.reason, (this.reasons.get(answer.reason) ?? 0) + 1);
    const shape = SHAPES[answer.shape] ?? "other";
    this.shapes.set(shape, (this.shapes.get(shape) ?? 0) + 1);
  }
}

/** Counts of one metric. */
export class MetricTally {
  readonly name: string;
  readonly kind: MetricKind;
  points = 0;
  foldedPoints = 0;
  /** Points whose labels would fold and that cannot be counted. */
  refusedPoints = 0;
  /** Most bounds or quantiles of one point. */
  parts = 0;
  readonly series = new SeriesCount();
  readonly outputs = new SeriesCount();
  readonly labels = new Map<string, LabelTally>();

  constructor(name: string, kind: MetricKind) {
    this.name = name;
    this.kind = kind;
  }

  /** To be asked before the series at hand is counted. */
  label(key: string): LabelTally {
    const name = this.labels.has(key) || this.labels.size < MAX_LABELS ? key : "";
    let label = this.labels.get(name);
    if (label === undefined) this.labels.set(name, (label = new LabelTally(this.series, this.outputs)));
    return label;
  }
}
