import { stdnum } from "stdnum";
import type { Plan } from "../../processors/plan.ts";
import { Rng } from "../../test/support/rng.ts";
import { DIGITS, text } from "../dirt.ts";
import { type Fault, measureRecords } from "./keyed.ts";
import { type IdKind, KINDS } from "./national-id-kinds.ts";
import type { Field, GeneratedRecord } from "./records.ts";
import type { Tally } from "./tally.ts";

const MAX_TRIES = 20_000;
const LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
/** A number announced by its own word, in four writings, and what must stay. */
const FORMS = ["sentence", "pair", "attribute", "json"] as const;

type Checks = Readonly<Record<string, Readonly<Record<string, { validate(value: string): { isValid: boolean } }>>>>;
const CHECKS = stdnum as unknown as Checks;

/** Whether the number has a right check digit: by the library, or by the published algorithm beside the kind. */
function isValid(kind: IdKind, value: string): boolean {
  if (typeof kind.check !== "string") return kind.check(value);
  const check = CHECKS[kind.country]?.[kind.check];
  if (check === undefined) throw new Error(`There is no check for ${kind.country} ${kind.check}.`);
  return check.validate(value).isValid;
}

/** Fills a shape: `#` digit, `@` letter, `[..]` one of, `{yyyy}` and so on from one birthday, else itself. */
function filled(rng: Rng, shape: string): string {
  const year = 1940 + rng.int(59);
  const two = (n: number): string => String(n).padStart(2, "0");
  const day: Readonly<Record<string, string>> = {
    yyyy: String(year),
    yy: two(year % 100),
    mm: two(1 + rng.int(12)),
    dd: two(1 + rng.int(28)),
  };
  return shape.replaceAll(/\{(\w+)\}|\[([^\]]+)\]|[#@]/g, (sign, part?: string, choice?: string) => {
    if (part !== undefined) return day[part] ?? "";
    if (choice !== undefined) return rng.pick(choice.split(""));
    return text(rng, 1, sign === "#" ? DIGITS : LETTERS);
  });
}

/** A number of the kind whose check digit is right, or wrong. */
function drawn(rng: Rng, kind: IdKind, right: boolean): string {
  for (let i = 0; i < MAX_TRIES; i++) {
    const value = filled(rng, kind.shape);
    if (isValid(kind, value) === right) return value;
  }
  throw new Error(`No number of ${kind.country} ${kind.key} was found.`);
}

/** The number as people write it: each `x` one character of it, what else stands in the writing between. */
function written(value: string, writing: string): string {
  let i = 0;
  return writing.replaceAll("x", () => value[i++] ?? "");
}

/** `count` vectors of each kind, and as many numbers that only look like them. Every record's form names its country. */
export function* idRecords(count: number, seed: number): Generator<GeneratedRecord> {
  const rng = new Rng(seed);
  for (const kind of KINDS) {
    for (let i = 0; i < count; i++) {
      const value = drawn(rng, kind, true);
      const writing = i % 2 === 1 ? kind.writing : undefined;
      yield vector(kind, FORMS[i % FORMS.length]!, writing === undefined ? value : written(value, writing), rng);
      yield { form: `${kind.country} clean`, fields: [negative(kind, i, rng)] };
    }
  }
}

function vector(kind: IdKind, form: (typeof FORMS)[number], value: string, rng: Rng): GeneratedRecord {
  const planted = { text: value, planted: { type: "NATIONAL_ID" as const, value } };
  const step = rng.int(90);
  const fields: Readonly<Record<typeof form, Field>> = {
    sentence: {
      key: "",
      pieces: [{ text: `Verification of ${kind.word} ` }, planted, { text: ` took ${step} ms` }],
    },
    pair: { key: "", pieces: [{ text: `step=${step} ${kind.key}=` }, planted, { text: " state=verified" }] },
    attribute: { key: `customer.${kind.key}`, pieces: [planted] },
    json: {
      key: "",
      pieces: [{ text: `{"event":"verified","${kind.key}":"` }, planted, { text: `","items":${step}}` }],
    },
  };
  const field = fields[form];
  const body = { key: "", pieces: [{ text: "customer verified" }] };
  return { form: `${kind.country} ${form}`, fields: field.key === "" ? [field] : [body, field] };
}

/** Numbers of the same shape that are none: a wrong check digit beside the word, or an order's number with a right one. */
function negative(kind: IdKind, i: number, rng: Rng): Field {
  const wrong = drawn(rng, kind, false);
  switch (kind.isShared && i % 4 === 1 ? 0 : i % 4) {
    case 0:
      return { key: "", pieces: [{ text: `order ${wrong} shipped after ${rng.int(90)} ms` }] };
    case 1:
      return { key: "", pieces: [{ text: `${kind.word} ${wrong} rejected` }] };
    case 2:
      return { key: "app.order_number", pieces: [{ text: wrong }] };
    default:
      return { key: "", pieces: [{ text: `read ${text(rng, wrong.length, DIGITS)} bytes of batch ${rng.int(90)}` }] };
  }
}

/** Vectors found, of all there are, by country. */
export type CountryCounts = ReadonlyMap<string, { found: number; all: number }>;

/** National ids through the scrub: recall over right numbers, precision against numbers that only look like them. */
export function measureNationalIds(
  count: number,
  seed: number,
  plan: Plan,
  onFault?: (fault: Fault, before: string, after: string) => void,
): { readonly tally: Tally; readonly byCountry: CountryCounts } {
  const byCountry = new Map<string, { found: number; all: number }>();
  for (const { country } of KINDS) {
    const counts = byCountry.get(country) ?? { found: 0, all: 0 };
    byCountry.set(country, { found: counts.found + count, all: counts.all + count });
  }
  const tally = measureRecords(idRecords(count, seed), plan, (fault, before, after) => {
    const counts = byCountry.get(fault.form.slice(0, 2));
    if (fault.kind === "missed" && counts !== undefined) counts.found--;
    onFault?.(fault, before, after);
  });
  return { tally, byCountry };
}
