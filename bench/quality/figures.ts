import type { EntityType } from "../../core/entity.ts";
import type { OwnSets } from "./own-sets.ts";
import { countsOf, headline, newTally, scoreOf, type Tally, together } from "./tally.ts";

/** Figures by name, all shares of which more is better: a floor for each may only rise. */
export type Figures = Record<string, number>;

/** Figures of the generated sets. */
export function ownFigures({ keyed, adversarial, nationalIds, foreignNames }: OwnSets): Figures {
  const hidden = newTally();
  for (const tally of adversarial.values()) addUp(hidden, tally);
  const figures: Figures = {
    ...headFigures("keyed", keyed),
    ...totals("keyed", keyed),
    ...totals("adversarial", hidden),
    ...totals("national_id", nationalIds),
    ...totals("foreign_name", foreignNames),
    ...f1Figures(keyed),
  };
  for (const [name, tally] of adversarial)
    figures[`adversarial_${name}_recall`] = round(scoreOf(together(tally)).recall?.share ?? 0);
  return figures;
}

/** Figures of one labelled set. */
export function labelledFigures(name: string, tally: Tally): Figures {
  const figures = headFigures(name, tally);
  for (const [type, counts] of tally.types) {
    const { precision, recall, f1 } = scoreOf(counts);
    if (precision !== undefined) figures[`${name}_${type}_precision`] = round(precision.share);
    if (recall !== undefined) figures[`${name}_${type}_recall`] = round(recall.share);
    if (f1 !== undefined) figures[`${name}_${type}_f1`] = round(f1);
  }
  return figures;
}

function headFigures(name: string, tally: Tally): Figures {
  const { personalMasked, cleanCasesChanged, cleanCharsMasked } = headline(tally);
  return {
    ...(tally.personalChars > 0 && { [`${name}_personal_characters_masked`]: round(personalMasked) }),
    ...(tally.cleanCases > 0 && { [`${name}_clean_cases_kept`]: round(1 - cleanCasesChanged) }),
    [`${name}_clean_characters_kept`]: round(1 - cleanCharsMasked),
    [`${name}_cases_without_needless_masking`]: round(1 - (tally.cases === 0 ? 0 : tally.falseCases / tally.cases)),
  };
}

/** Types with a figure of their own, from the keyed set. */
const OWN_F1: readonly EntityType[] = [
  "EMAIL_ADDRESS",
  "CREDIT_CARD",
  "IBAN_CODE",
  "CRYPTO",
  "MAC_ADDRESS",
  "IP_ADDRESS",
  "PHONE_NUMBER",
  "US_SSN",
];

function f1Figures(keyed: Tally): Figures {
  return Object.fromEntries(
    OWN_F1.map((type) => [`${type.toLowerCase()}_f1`, round(scoreOf(countsOf(keyed, type)).f1 ?? 0)]),
  );
}

function totals(name: string, tally: Tally): Figures {
  const { precision, recall } = scoreOf(together(tally));
  return { [`${name}_recall`]: round(recall?.share ?? 0), [`${name}_precision`]: round(precision?.share ?? 0) };
}

function addUp(sum: Tally, one: Tally): void {
  for (const [type, counts] of one.types) {
    const into = countsOf(sum, type);
    into.found += counts.found;
    into.missed += counts.missed;
    into.right += counts.right;
    into.wrong += counts.wrong;
  }
  sum.cases += one.cases;
}

function round(share: number): number {
  return Math.round(share * 100_000) / 100_000;
}

/** Figures that lie below their floor; floors of figures that were not measured do not count. */
export function belowFloor(figures: Figures, floors: Readonly<Figures>): string[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const figure = figures[name];
    return figure === undefined || figure >= floor ? [] : [`${name} is ${figure}, its floor ${floor}`];
  });
}

/** Floors that no figure brings down: the higher of the old one and the figure less a margin. */
export function raised(floors: Readonly<Figures>, figures: Figures, margin: number): Figures {
  const names = [...new Set([...Object.keys(floors), ...Object.keys(figures)])];
  return Object.fromEntries(
    names.map((name) => [name, Math.max(floors[name] ?? 0, floored((figures[name] ?? 0) - margin))]),
  );
}

function floored(share: number): number {
  return Math.floor(share * 1_000) / 1_000;
}
