import type { Faker } from "@faker-js/faker";
import type { EntityType } from "../../core/entity.ts";
import { Rng } from "../../test/support/rng.ts";
import { HEX, text, uuid } from "../dirt.ts";
import { fakerOf, LOCALES, type Locale } from "./people.ts";
import { hardNegative, KINDS, type Planted, planted } from "./values.ts";

/** A stretch of text: clean, or a planted value as it is written there. */
export interface Piece {
  readonly text: string;
  readonly planted?: { readonly type: EntityType; readonly value: string };
}

/** The body (`key` empty) or an attribute. */
export interface Field {
  readonly key: string;
  readonly pieces: readonly Piece[];
}

export interface GeneratedRecord {
  readonly form: string;
  readonly fields: readonly Field[];
}

type Encode = (value: string) => string;

const asIs: Encode = (value) => value;
const asJson: Encode = (value) => JSON.stringify(value).slice(1, -1);
const asJsonTwice: Encode = (value) => asJson(asJson(value));
const asSql: Encode = (value) => `'${value.replaceAll("'", "''")}'`;

const clean = (value: string): Piece => ({ text: value });
const dirty = (one: Planted, encode: Encode): Piece => ({
  text: encode(one.value),
  planted: { type: one.type, value: one.value },
});

/** Forms in which values stand in telemetry. Each makes one field from two planted values. */
const FORMS: Readonly<Record<string, (rng: Rng, one: Planted, two: Planted) => Field>> = {
  text: (rng, one) => {
    const glue = one.lead.endsWith("=") ? "" : " ";
    return body(
      clean(
        `${rng.pick(["Request accepted", "worker-7 finished", "retrying", "Checkout"])} ${rng.pick(["for order", "after"])} ${rng.int(90)}, ${one.lead}${glue}`,
      ),
      dirty(one, asIs),
      clean(`${rng.pick([" and went on", " (attempt 2)", ""])}, ${hardNegative(rng)}`),
    );
  },
  json: (rng, one, two) =>
    body(
      clean(`{"event":"order.accepted","${one.key}":"`),
      dirty(one, asJson),
      clean(
        `","detail":${JSON.stringify(hardNegative(rng))},"items":${rng.int(9)}${two.key === one.key ? "" : `,"${two.key}":"`}`,
      ),
      ...(two.key === one.key ? [clean("}")] : [dirty(two, asJson), clean('"}')]),
    ),
  nested: (rng, one) =>
    body(
      clean(`{"level":"info","request":{"id":"${uuid(rng)}","body":{"customer":{"${one.key}":"`),
      dirty(one, asJson),
      clean(`"}}},"note":${JSON.stringify(hardNegative(rng))}}`),
    ),
  double_encoded: (rng, one) =>
    body(
      clean(`{"queue":"orders","payload":"{\\"${one.key}\\":\\"`),
      dirty(one, asJsonTwice),
      clean(`\\",\\"count\\":${rng.int(9)}}"}`),
    ),
  key_value: (rng, one) =>
    body(
      clean(`level=info msg="order accepted" ${one.key}="`),
      dirty(one, asIs),
      clean(`" duration=${rng.int(900)}ms trace_id=${text(rng, 32, HEX)}`),
    ),
  sql: (_rng, one) => ({
    key: "db.query.text",
    pieces: [
      clean(`INSERT INTO customers (${one.key}) VALUES (`),
      dirty(one, asSql),
      clean(") ON CONFLICT DO NOTHING"),
    ],
  }),
  url: (rng, one) => ({
    key: "url.full",
    pieces: [
      clean(`https://shop.example.com/checkout/confirm?page=${rng.int(9)}&${one.key}=`),
      dirty(one, encodeURIComponent),
      clean("&view=compact"),
    ],
  }),
  headers: (rng, one) =>
    body(
      clean(
        `POST /checkout HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: ${rng.int(900)}\r\nX-${one.key.replaceAll("_", "-")}: `,
      ),
      dirty(one, asIs),
      clean("\r\nAccept: */*\r\n"),
    ),
  stack_trace: (rng, one) => ({
    key: "exception.stacktrace",
    pieces: [
      clean(`java.lang.IllegalArgumentException: rejected ${one.key}=`),
      dirty(one, asIs),
      clean(
        `\n\tat com.example.shop.OrderService.place(OrderService.java:${rng.int(400)})\n\tat java.base/java.lang.Thread.run(Thread.java:1583)`,
      ),
    ],
  }),
  attribute: (_rng, one) => ({ key: `app.${one.key}`, pieces: [dirty(one, asIs)] }),
};
const FORM_NAMES = Object.keys(FORMS);

function body(...pieces: readonly Piece[]): Field {
  return { key: "", pieces };
}

/** `count` log records from one seed; about a third hold nothing personal. */
export function* generateRecords(count: number, seed: number): Generator<GeneratedRecord> {
  const rng = new Rng(seed);
  const fakers = new Map<Locale, Faker>(LOCALES.map((locale, i) => [locale, fakerOf(locale, seed + i)]));
  for (let i = 0; i < count; i++) {
    const locale = rng.pick(LOCALES);
    const person = { rng, locale, faker: fakers.get(locale)! };
    yield rng.chance(0.35)
      ? cleanRecord(rng)
      : dirtyRecord(rng, planted(person, rng.int(KINDS)), planted(person, rng.int(KINDS)));
  }
}

function dirtyRecord(rng: Rng, one: Planted, two: Planted): GeneratedRecord {
  const other = clearAttribute(rng);
  // What only its name tells stands under that name.
  if (one.byKeyOnly === true)
    return {
      form: "attribute",
      fields: [body(clean(cleanText(rng))), { key: one.key, pieces: [dirty(one, asIs)] }, other],
    };
  const form = rng.pick(FORM_NAMES);
  const second = two.byKeyOnly === true ? one : two;
  return { form, fields: [FORMS[form]!(rng, one, second), other] };
}

function cleanRecord(rng: Rng): GeneratedRecord {
  return { form: "clean", fields: [body(clean(cleanText(rng))), clearAttribute(rng)] };
}

function clearAttribute(rng: Rng): Field {
  return {
    key: rng.pick(["app.detail", "app.step", "log.logger", "app.build", "code.namespace"]),
    pieces: [clean(hardNegative(rng))],
  };
}

function cleanText(rng: Rng): string {
  switch (rng.int(4)) {
    case 0:
      return `${hardNegative(rng)}; ${hardNegative(rng)}`;
    case 1:
      return JSON.stringify({ event: "cache.refreshed", detail: hardNegative(rng), entries: rng.int(5_000) });
    case 2:
      return `level=info msg="cache refreshed" detail="${hardNegative(rng).replaceAll('"', "'")}" took=${rng.int(99)}ms`;
    default:
      return `connection pool exhausted, waiting for a free slot, ${hardNegative(rng)}`;
  }
}
