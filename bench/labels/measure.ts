import * as stable from "@opentelemetry/semantic-conventions";
import * as incubating from "@opentelemetry/semantic-conventions/incubating";
import { Secret } from "../../core/secret.ts";
import { defaultPlan } from "../../policy/load.ts";
import { createLabelDecider } from "../../processors/fold/labels/create-decider.ts";
import type { LabelDecider, LabelValue, MetricFacts } from "../../processors/fold/labels/decider.ts";
import { Rng } from "../../test/support/rng.ts";
import { IDENTIFIERS } from "./identifiers.ts";
import { vocabulary } from "./vocabulary.ts";

/** What is owed. */
export const LEAST = { recall: 0.995, misread: 0.001 } as const;

interface LabelFigures {
  readonly label_identifier_recall: number;
  readonly label_enum_values_folded: number;
  readonly label_vocabulary_misread: number;
  readonly label_ns_per_value: number;
}

export interface LabelMeasures {
  readonly kinds: readonly { readonly name: string; readonly folded: number; readonly made: number }[];
  readonly enumValues: number;
  readonly names: number;
  readonly misread: readonly string[];
  readonly figures: LabelFigures;
}

const METRIC: MetricFacts = { service: "shop", name: "shop.requests", unit: "1", kind: "sum" };
const text = (value: string): LabelValue => ({ kind: "string", text: value });

/** Everything through the decider of the default policy, each value seen for the first time. */
export function measureLabels(seed: number, valuesPerKind: number): LabelMeasures {
  const key = { id: "abc", secret: new Secret(Buffer.from(`labels ${seed} 0123456789`)) };
  const decider = createLabelDecider(defaultPlan().fold, key);
  const folds = (name: string, value: string): boolean =>
    decider.decide(METRIC, name, text(value), 1).action !== "keep";
  const rng = new Rng(seed);
  const kinds = IDENTIFIERS.map(({ name, key: label, make }) => {
    let folded = 0;
    for (let i = 0; i < valuesPerKind; i++) if (folds(label, make(rng))) folded++;
    return { name, folded, made: valuesPerKind };
  });
  const names = Object.values(vocabulary()).flat() as string[];
  const misread = names.filter((name) => folds("label", name));
  const enums = enumerations();
  const enumsFolded = enums.filter(([attribute, word]) => folds(attribute, word) || folds("label", word));
  const made = kinds.length * valuesPerKind;
  return {
    kinds,
    names: names.length,
    misread,
    enumValues: enums.length,
    figures: {
      label_identifier_recall: kinds.reduce((sum, { folded }) => sum + folded, 0) / made,
      label_enum_values_folded: enumsFolded.length,
      label_vocabulary_misread: misread.length / names.length,
      label_ns_per_value: nsPerValue(decider, names, seed),
    },
  };
}

/** Words of the conventions' enumerations with their attribute, read from the package and not from our own list. */
function enumerations(): [string, string][] {
  const constants = new Map<string, unknown>([...Object.entries(stable), ...Object.entries(incubating)]);
  return [...constants].flatMap(([name, value]): [string, string][] => {
    const owner = /^(.+)_VALUE_.+$/.exec(name)?.[1];
    const attribute = owner === undefined ? undefined : constants.get(`ATTR_${owner}`);
    return typeof attribute === "string" ? [[attribute, String(value)]] : [];
  });
}

/** CPU time of a decision; the least of several rounds, since everything else on a machine only adds. */
function nsPerValue(decider: LabelDecider, names: readonly string[], seed: number): number {
  const rng = new Rng(seed);
  const values = names
    .slice(0, 4000)
    .flatMap((name, i) => [name, IDENTIFIERS[i % IDENTIFIERS.length]?.make(rng) ?? ""]);
  const judged = values.map(text);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; round++) {
    const before = process.cpuUsage();
    for (const value of judged) decider.decide(METRIC, "label", value, 1);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, ((user + system) * 1000) / judged.length);
  }
  return least;
}
