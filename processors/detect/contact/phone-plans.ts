import metadata from "libphonenumber-js/metadata.max.json";

/** What national numbers look like. */
interface Numbers {
  /** Lengths that a number may have, one bit each. */
  readonly lengths: number;
  readonly general: RegExp;
  readonly types: RegExp | undefined;
}

/**
 * What a national number must look like before libphonenumber is asked, which takes a hundred times as long: for each
 * calling code, one expression of what all its regions allow. Wider than the library in every case, never narrower.
 */
interface CallingCode extends Numbers {
  readonly code: string;
  /** Of the region that the code is taken to mean first. */
  readonly prefix: Prefix | undefined;
  /** What each region allows: where that is all there is to say, the library says the same. */
  readonly regions: readonly Numbers[];
}

/** What may be dialled in front of a national number, and what the number becomes then. */
interface Prefix {
  readonly pattern: RegExp;
  readonly becomes: string | undefined;
}

interface Region {
  readonly plan: CallingCode;
  readonly prefix: Prefix | undefined;
  /** What is dialled in front of a number of another country. */
  readonly international: RegExp;
}

/** A row of libphonenumber's metadata, version 4: code, international prefix, pattern, ..., national prefix and its rule, ..., types. */
type Row = readonly unknown[];
const AT = { international: 1, general: 2, lengths: 3, plainPrefix: 5, prefix: 7, rule: 8, types: 11 } as const;

const REGION_ROWS = metadata.countries as unknown as Readonly<Record<string, Row>>;
const OTHER_ROWS = metadata.nonGeographic as unknown as Readonly<Record<string, Row>>;
const CODES: ReadonlyMap<string, CallingCode> = new Map([
  ...Object.entries(metadata.country_calling_codes as unknown as Readonly<Record<string, readonly string[]>>).map(
    ([code, regions]): [string, CallingCode] => [
      code,
      planOf(
        code,
        regions.flatMap((region) => [REGION_ROWS[region] ?? []]),
      ),
    ],
  ),
  ...Object.entries(OTHER_ROWS).map(([code, row]): [string, CallingCode] => [code, planOf(code, [row])]),
]);
const REGIONS: ReadonlyMap<string, Region> = new Map(
  Object.entries(REGION_ROWS).flatMap(([region, row]) => {
    const plan = CODES.get(String(row[0]));
    return plan === undefined
      ? []
      : [
          [
            region,
            {
              plan,
              prefix: prefixOf(row),
              international: new RegExp(`^(?:${textAt(row, AT.international) ?? "(?!)"})`),
            },
          ] as const,
        ];
  }),
);

function planOf(code: string, rows: readonly Row[]): CallingCode {
  return { code, prefix: prefixOf(rows[0] ?? []), ...numbersOf(rows), regions: rows.map((row) => numbersOf([row])) };
}

function numbersOf(rows: readonly Row[]): Numbers {
  const generals = rows.flatMap((row) => textAt(row, AT.general) ?? []);
  const kinds = rows.map((row) => row[AT.types]);
  const types = kinds.flatMap((list) =>
    Array.isArray(list)
      ? list.flatMap((type: unknown) => (Array.isArray(type) && type[0] ? [String(type[0])] : []))
      : [],
  );
  return {
    lengths: rows
      .flatMap((row) => row[AT.lengths] as readonly number[])
      .reduce((bits, length) => bits | (1 << length), 0),
    general: anyOf(generals),
    // A region without types takes what its pattern takes.
    types: kinds.every(Array.isArray) ? anyOf(types) : undefined,
  };
}

function prefixOf(row: Row): Prefix | undefined {
  const prefix = textAt(row, AT.prefix) ?? textAt(row, AT.plainPrefix);
  return prefix === undefined ? undefined : { pattern: new RegExp(`^(?:${prefix})`), becomes: textAt(row, AT.rule) };
}

function textAt(row: Row, at: number): string | undefined {
  const value = row[at];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function anyOf(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${[...new Set(patterns)].join("|")})$`);
}

function fits({ lengths, general, types }: Numbers, digits: string): boolean {
  return ((lengths >> digits.length) & 1) === 1 && general.test(digits) && types?.test(digits) !== false;
}

/** With the prefix or without. */
function fitsDialled(plan: CallingCode, prefix: Prefix | undefined, digits: string): boolean {
  if (fits(plan, digits)) return true;
  const found = prefix?.pattern.exec(digits);
  if (prefix === undefined || found === null || found === undefined) return false;
  if (fits(plan, digits.slice(found[0].length))) return true;
  return prefix.becomes !== undefined && fits(plan, digits.replace(prefix.pattern, prefix.becomes));
}

/** What is known of digits without asking the library. */
export type Verdict = "yes" | "no" | "unsure";

function verdict(plan: CallingCode, prefix: Prefix | undefined, digits: string): Verdict {
  if (!fitsDialled(plan, prefix, digits)) return "no";
  if (prefix?.pattern.test(digits) === true) return "unsure";
  return plan.regions.some((region) => fits(region, digits)) ? "yes" : "unsure";
}

/** Whether digits that begin with a calling code are a number of it. */
export function isInternational(digits: string): Verdict {
  // No calling code is the beginning of another.
  for (let length = 1; length <= 3; length++) {
    const plan = CODES.get(digits.slice(0, length));
    if (plan !== undefined) return verdict(plan, plan.prefix, digits.slice(length));
  }
  return "no";
}

/** Whether digits are a number as dialled in a region. Unknown regions have none. */
export function isNational(digits: string, region: string): Verdict {
  const known = REGIONS.get(region);
  if (known === undefined) return "no";
  const { plan, prefix, international } = known;
  const abroad = international.exec(digits);
  const isWithCode = digits.startsWith(plan.code) && fitsDialled(plan, prefix, digits.slice(plan.code.length));
  if (abroad !== null && isInternational(digits.slice(abroad[0].length)) !== "no") return "unsure";
  const said = verdict(plan, prefix, digits);
  return (said === "no" && isWithCode) || (said === "yes" && digits.startsWith(plan.code)) ? "unsure" : said;
}
