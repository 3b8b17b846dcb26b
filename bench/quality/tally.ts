/** What was right and wrong, counted once for every set: labelled ones and our own. */
export interface TypeCounts {
  found: number;
  missed: number;
  right: number;
  wrong: number;
}

export interface Tally {
  readonly types: Map<string, TypeCounts>;
  cases: number;
  personalChars: number;
  maskedPersonal: number;
  cleanChars: number;
  maskedClean: number;
  /** Cases with a clean character masked. */
  falseCases: number;
  /** Cases without anything personal, and how many of those were changed. */
  cleanCases: number;
  changedClean: number;
}

export function newTally(): Tally {
  return {
    types: new Map(),
    cases: 0,
    personalChars: 0,
    maskedPersonal: 0,
    cleanChars: 0,
    maskedClean: 0,
    falseCases: 0,
    cleanCases: 0,
    changedClean: 0,
  };
}

export function countsOf(tally: Tally, type: string): TypeCounts {
  let counts = tally.types.get(type);
  if (counts === undefined) tally.types.set(type, (counts = { found: 0, missed: 0, right: 0, wrong: 0 }));
  return counts;
}

export interface Interval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson score interval, 95 % (Wilson 1927). */
export function wilson(part: number, whole: number): Interval | undefined {
  if (whole === 0) return undefined;
  const z = 1.96;
  const share = part / whole;
  const divisor = 1 + (z * z) / whole;
  const centre = share + (z * z) / (2 * whole);
  const reach = z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole));
  return { share, low: (centre - reach) / divisor, high: (centre + reach) / divisor };
}

export interface TypeScore {
  readonly precision: Interval | undefined;
  readonly recall: Interval | undefined;
  readonly f1: number | undefined;
  readonly labelled: number;
}

export function scoreOf({ found, missed, right, wrong }: TypeCounts): TypeScore {
  const precision = wilson(right, right + wrong);
  const recall = wilson(found, found + missed);
  const p = precision?.share ?? Number.NaN;
  const r = recall?.share ?? Number.NaN;
  const f1 = (2 * p * r) / (p + r);
  return { precision, recall, f1: Number.isNaN(f1) ? undefined : f1, labelled: found + missed };
}

/** The three numbers, as shares. */
export interface Headline {
  readonly personalMasked: number;
  readonly cleanCasesChanged: number;
  readonly cleanCharsMasked: number;
}

export function headline(tally: Tally): Headline {
  return {
    personalMasked: share(tally.maskedPersonal, tally.personalChars),
    cleanCasesChanged: share(tally.changedClean, tally.cleanCases),
    cleanCharsMasked: share(tally.maskedClean, tally.cleanChars),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** All types of a tally as one. */
export function together(tally: Tally): TypeCounts {
  const all = { found: 0, missed: 0, right: 0, wrong: 0 };
  for (const one of tally.types.values()) {
    all.found += one.found;
    all.missed += one.missed;
    all.right += one.right;
    all.wrong += one.wrong;
  }
  return all;
}
