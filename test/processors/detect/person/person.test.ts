import { describe, expect, test } from "vitest";
import { NAMES_MODEL } from "../../../../processors/detect/model/names-model.generated.ts";
import { decodeModel } from "../../../../processors/detect/model/tagger.ts";
import { MANNER, mannerOf } from "../../../../processors/detect/person/gate.ts";
import { NAMES_STAGE } from "../../../../processors/detect/person/names-stage.ts";
import { found } from "./find.ts";

const persons = (text: string, key = "", freeText = false): string[] => found("PERSON", text, key, freeText);
const CONTEXT = { key: "", hints: 0, freeText: false, regions: [] };

describe("N1 a person's name in prose is found", () => {
  test.each([
    ["My accountant is Beatrice Hallström, please write to her.", ["Beatrice Hallström"]],
    ["Dear Mrs. Adeyemi, your parcel is waiting for you.", ["Mrs. Adeyemi"]],
    ["Ich bin Frau Katharina Vogel aus der Buchhaltung.", ["Frau Katharina Vogel"]],
    ["Bonjour, ici Mathilde Lefèvre, je rappelle demain.", ["Mathilde Lefèvre"]],
    ["Hola, soy Joaquín Herrera y mi pedido no llega.", ["Joaquín Herrera"]],
    ["Buongiorno, mi chiamo Lorenzo Esposito e vorrei un rimborso.", ["Lorenzo Esposito"]],
    ["Goedemiddag, mijn naam is Sanne de Vries.", ["Sanne de Vries"]],
    ["Dzień dobry, nazywam się Zofia Kowalczyk.", ["Zofia Kowalczyk"]],
    ["Здравствуйте, меня зовут Екатерина Соколова.", ["Екатерина Соколова"]],
    ["Regards,\nTomasz Zieliński", ["Tomasz Zieliński"]],
    ["I handed the keys to Liam O'Connor at the desk.", ["Liam O'Connor"]],
  ])("%s", (text, expected) => {
    expect(persons(text)).toEqual(expected);
  });
});

test("N2 a name on no list is found by its sentence", () => {
  expect(persons("Hello, my name is Vorlune Takkerby and I cannot log in.")).toEqual(["Vorlune Takkerby"]);
});

test("N3 two listed names are found inside a record, its header is not", () => {
  expect(persons("2024-05-06 07:08:09,123 INFO OrderService - order 8812 placed by Ingrid Johansson total=3")).toEqual([
    "Ingrid Johansson",
  ]);
});

describe("N4 what is no name stays", () => {
  test.each([
    "2024-05-06 07:08:09,123 WARN  [Scheduler-3] TaskRunner: Retry Limit Reached for job 4711",
    "May  6 07:08:09 web-01 systemd[1]: Started Session Cleanup Service.",
    "<14>1 2024-05-06T07:08:09Z host app - - Cache Warmup Finished",
    "Successfully Loaded Plugin Registry",
    "upstream prematurely closed connection while reading response header",
    "panic: runtime error: index out of range [5] with length 3",
    "Tuesday, March 12",
    "org.example.billing.InvoiceService$Worker",
    "SELECT name, city FROM customers WHERE id = 7",
    "Content-Type: application/json",
    "us-east-1",
    "Node.js v26 is required.",
  ])("%s", (text) => {
    expect(persons(text)).toEqual([]);
  });
});

describe("N5 a key that says so makes its whole value a name", () => {
  test.each([
    ["first_name", "xiadani"],
    ["customerName", "Quorra Bexley"],
    ["user.last_name", "o'malley-voss"],
    ["cardholder", "A B CARRINGTON"],
    ["recipient", "Ωμέγα"],
  ])("%s", (key, value) => {
    expect(persons(value, key)).toEqual([value]);
  });

  test.each([
    ["service.name", "checkout"],
    ["name", "max_connections"],
    ["first_name", "7f3a9c"],
    ["host.name", "web-01.example.org"],
  ])("%s = %s stays", (key, value) => {
    expect(persons(value, key)).toEqual([]);
  });
});

test("N6 free text asks for less than a record", () => {
  expect(persons("ask leonardo", "", false)).toEqual([]);
  expect(persons("Speak with Leonardo about it", "", true)).toEqual(["Leonardo"]);
});

describe("N7 the gate tells who wrote a line", () => {
  const { lexicon } = decodeModel(NAMES_MODEL);
  test.each([
    ["I could not find my keys, so I called the office.", MANNER.prose],
    ["2024-05-06 07:08:09 INFO started", MANNER.record],
    ["key=value other=thing path=/a/b", MANNER.record],
    ["Connection refused", MANNER.skip],
    ["stats: in 4110 rows, out 820 rows, query 118 us, wait 12 us", MANNER.skip],
  ])("%s", (text, manner) => {
    expect(mannerOf(text, 0, text.length, lexicon)).toBe(manner);
  });
});

test("N8 the same text gives the same matches, whatever was read before", () => {
  const text = "Dear Anna Schmidt, Mr. Okafor from Utrecht will call you.";
  const first = NAMES_STAGE.read(text, CONTEXT);
  NAMES_STAGE.read("Ana Lima lives at 12 Oak Street, Porto.", CONTEXT);
  expect(NAMES_STAGE.read(text, CONTEXT)).toEqual(first);
  expect(first.length).toBeGreaterThan(1);
});

describe("N9 hostile strings end inside their text", () => {
  test.each([
    "A b ",
    "Anna Schmidt ",
    "1 Main Street\n",
    "\n",
    "Mr. ",
    "身",
    "\ud800",
    "x'",
    "Dear ",
    "Å\u0301",
    "\u202e",
    "\0",
  ])("%j", (unit) => {
    const text = unit.repeat(60_000 / unit.length);
    for (const one of NAMES_STAGE.read(text, { ...CONTEXT, freeText: true })) {
      expect(one.start).toBeLessThan(one.end);
      expect(one.end).toBeLessThanOrEqual(text.length);
    }
  });
});

test("N10 beyond the tagged part of a long text listed pairs are still found", () => {
  const text = `${"I was there and you were not. ".repeat(4_000)}Ask Katharina Hoffmann.`;
  expect(NAMES_STAGE.read(text, CONTEXT).map((one) => text.slice(one.start, one.end))).toContain("Katharina Hoffmann");
});

describe("N26 a name ends where its letters and its capitals do", () => {
  test.each([
    ["My colleague Annika Lindqvist starts on Monday, Annika just called.", ["Annika Lindqvist", "Annika"]],
    ["A tribute to Gary Lindqvist ג and his friends", ["Gary Lindqvist"]],
  ])("%s", (text, expected) => {
    expect(persons(text)).toEqual(expected);
  });

  test("in a text without capitals, ordinary words that are on no list are none", () => {
    expect(persons("please stop the interstellar journeys, i want to cancel my subscription")).toEqual([]);
  });
});

describe("N27 in scripts without capitals a word or a key tells a name", () => {
  test.each([
    ["客户李思远先生来电咨询退款", ["李思远"]],
    ["担当者は山本 由美さんです", ["山本 由美"]],
    ["담당자 최은지 씨에게 전달했습니다", ["최은지"]],
    ["اسم العميل: مريم حداد الحالة: نشط", ["مريم حداد"]],
    ["דיברתי עם גברת תמר אזולאי היום", ["תמר אזולאי"]],
    ["นางสาวกนกวรรณ บุญมี ขอคืนเงิน", ["กนกวรรณ บุญมี"]],
    ["श्री विजय मेहता ने फोन किया", ["विजय मेहता"]],
  ])("%s", (text, expected) => {
    expect(persons(text)).toEqual(expected);
  });

  test.each(["仕様が変更されました", "我是新用户，怎么重置密码", "선생님께 문의하세요", "คุณสามารถติดต่อเราได้ ตลอดเวลา"])(
    "%s",
    (text) => {
      expect(persons(text)).toEqual([]);
    },
  );
});

describe("N31 a name ends where its words end", () => {
  test.each([
    ["Please book a table for Marius Lindqvist MD, not for me.", ["Marius Lindqvist MD"]],
    ["The lease was signed by Harold Jenkins Jr. and his wife.", ["Harold Jenkins Jr"]],
    ["I loved the film starring Annika Lindqvist last year.", ["Annika Lindqvist"]],
    ["we spoke with dr. beatrice miller about your case", ["dr. beatrice miller"]],
    ["Have you read Beatrice Miller's Garden Tales?", ["Beatrice Miller"]],
  ])("%s", (text, expected) => {
    expect(persons(text)).toEqual(expected);
  });
});

describe("N32 single names in a row are names", () => {
  test.each([
    ["The three partners of the firm, Kowalski, Novak and Lindgren, have left.", ["Kowalski", "Novak", "Lindgren"]],
    ["We deliver to you in Berlin, Paris and Madrid.", []],
    ["My favourite days are Monday, Friday and Sunday.", []],
  ])("%s", (text, expected) => {
    expect(persons(text)).toEqual(expected);
  });
});
