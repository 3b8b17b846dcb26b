import * as v from "valibot";
import {
  GAUGE_COMPANIONS,
  GAUGE_FUNCTIONS,
  LABEL_MODES,
  PLAIN_MODES,
  STATISTICS_MODES,
} from "../processors/fold/labels/fold-plan.ts";

const pattern = (what: string) => v.optional(v.pipe(v.string(), v.nonEmpty(), v.description(what)));
const count = (least: number, most: number, what: string) =>
  v.optional(
    v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(least), v.maxValue(most), v.description(what)),
  );
/** Space-Saving keeps four slots for each value, and a ticket has room for 4,096. */
const MAX_TOP = 1_000;

const labelRule = v.strictObject({
  key: v.pipe(v.string(), v.nonEmpty(), v.description("A label; * stands for any run of characters.")),
  metric: pattern("Metrics by name; all unless said. * stands for any run of characters."),
  service: pattern("Services by name; all unless said."),
  mode: v.pipe(v.picklist(LABEL_MODES), v.description("What becomes of the label.")),
  buckets: count(2, 65_536, "With bucket: how many there are."),
  keep: count(1, MAX_TOP, "With topk: how many values stay."),
  sources: count(2, 100, "With k_anonymous: how many resources must have sent a value before it is shown."),
});

const gaugeRule = v.strictObject({
  metric: v.pipe(v.string(), v.nonEmpty(), v.description("Gauges by name; * stands for any run of characters.")),
  function: v.pipe(v.picklist(GAUGE_FUNCTIONS), v.description("How live values become one; keep does not fold.")),
  companions: v.optional(
    v.pipe(v.array(v.picklist(GAUGE_COMPANIONS)), v.description("Further gauges beside it: <name>.min and so on.")),
  ),
});

/** `fold:`, which labels of metrics fold. */
export const foldSection = v.strictObject({
  enabled: v.optional(v.boolean()),
  personal: v.optional(
    v.pipe(v.picklist(PLAIN_MODES), v.description("Labels with personal values that no rule names; drop unless said.")),
  ),
  identifiers: v.optional(
    v.pipe(
      v.picklist(PLAIN_MODES),
      v.description("Labels whose values are identifiers by shape and that no rule names; drop unless said."),
    ),
  ),
  labels: v.optional(v.array(labelRule)),
  statistics: v.optional(
    v.pipe(
      v.picklist(STATISTICS_MODES),
      v.description("Labels without end that no shape tells: dry_run explains, apply folds."),
    ),
  ),
  max_series_per_metric: count(10, 1_000_000, "Folded series of one metric; 2000 unless said."),
  gauges: v.optional(v.array(gaugeRule)),
});

export type FoldSection = v.InferOutput<typeof foldSection>;
export type LabelEntry = v.InferOutput<typeof labelRule>;
export type GaugeEntry = v.InferOutput<typeof gaugeRule>;
