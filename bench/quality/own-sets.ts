import { defaultPlan } from "../../policy/load.ts";
import { acrossBorders, DISGUISES, disguised } from "./adversarial.ts";
import { measureForeignNames } from "./foreign-names.ts";
import { measureRecords } from "./keyed.ts";
import { type CountryCounts, measureNationalIds } from "./national-ids.ts";
import { generateRecords } from "./records.ts";
import type { Tally } from "./tally.ts";

/** How much of the generated sets is measured. */
export interface Amount {
  readonly records: number;
  readonly perDisguise: number;
  /** Vectors of each kind of national id. */
  readonly perId: number;
  /** Names of each language without capitals. */
  readonly perLanguage: number;
}

export const WHOLE: Amount = { records: 24_000, perDisguise: 400, perId: 40, perLanguage: 240 };
/** What the test measures: enough to notice a fall, quick enough to run each time. */
export const SAMPLE: Amount = { records: 2_000, perDisguise: 40, perId: 4, perLanguage: 40 };
const SEED = 20_260_105;

export interface OwnSets {
  readonly keyed: Tally;
  /** By disguise. */
  readonly adversarial: ReadonlyMap<string, Tally>;
  readonly nationalIds: Tally;
  readonly byCountry: CountryCounts;
  readonly foreignNames: Tally;
}

/** The generated sets through the scrub, under the policy that holds where none is configured. */
export function measureOwnSets({ records, perDisguise, perId, perLanguage }: Amount): OwnSets {
  const plan = defaultPlan();
  const adversarial = new Map<string, Tally>();
  Object.keys(DISGUISES).forEach((name, i) =>
    adversarial.set(name, measureRecords(disguised(name, perDisguise, SEED + i), plan)),
  );
  adversarial.set("across_4_kb", measureRecords(acrossBorders(perDisguise, SEED), plan));
  const { tally: nationalIds, byCountry } = measureNationalIds(perId, SEED, plan);
  const foreignNames = measureForeignNames(perLanguage, SEED, plan);
  const keyed = measureRecords(generateRecords(records, SEED), plan);
  return { keyed, adversarial, nationalIds, byCountry, foreignNames };
}
