import { expect, test } from "vitest";
import { Finder } from "../../cli/scan/finder.ts";
import { asRaw } from "../../core/bytes.ts";
import { defaultPlan } from "../../policy/load.ts";
import { mayBeTable } from "../../processors/parse/table.ts";
import { looksLikeXml } from "../../processors/parse/xml.ts";
import { createScanner } from "../../processors/scan/scanner.ts";
import { REFERENCE } from "../../processors/text-read.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { attribute, logsRequest, newScrubber, planWith } from "../support/scrubbing.ts";
import { namedTexts } from "../support/shaped-texts.ts";

const PIECES = [
  "<",
  ">",
  "&",
  "#",
  "e",
  "y",
  "J",
  "eyJ",
  "&#",
  "\n",
  "\n",
  ",",
  ";",
  "|",
  "\t",
  " ",
  ":",
  "[",
  "# a\n",
  "name",
  "é",
  "/",
];

const seed = testSeed();
test(`W41 the scan in WebAssembly and its twin agree on how a text is made up (seed ${seed})`, () => {
  const rng = new Rng(seed);
  const finder = new Finder(defaultPlan());
  const options = { active: finder.arrangement.active, prefixes: finder.arrangement.prefixes };
  const [wasm, twin] = [createScanner(options), createScanner({ ...options, wasm: false })];
  let structured = 0;
  for (let i = 0; i < 20_000; i++) {
    const texts = rng.list(
      2,
      () => rng.list(rng.int(9), () => rng.pick(PIECES)).join("") + "x".repeat(rng.chance(0.1) ? 1_030 : 0),
    );
    const [before, text] = texts.map((one) => Buffer.from(one));
    const bytes = Buffer.concat([before!, text!, before!]);
    wasm.load(bytes);
    twin.load(bytes);
    const [start, end] = [before!.length, before!.length + text!.length];
    const is = wasm.isStructured(start, end);
    expect([texts, twin.isStructured(start, end)]).toEqual([texts, is]);
    const read = texts[1]!;
    const first = /^[ \t\r\n]*/.exec(read)?.[0].length ?? 0;
    if (looksLikeXml(read, first) || mayBeTable(read) || read.includes(REFERENCE))
      expect([read, is]).toEqual([read, true]);
    if (is) structured++;
  }
  expect(structured).toBeGreaterThan(1_000);
});

test.each([
  ["an element", "<r><surname>kastanie</surname></r>", "kastanie"],
  ["an element behind blanks", "\n <r><surname>kastanie</surname></r>", "kastanie"],
  ["a column", "surname,other\nkastanie,bob\n", "kastanie"],
  ["a column behind remarks", "# made by hand\nsurname;other\nkastanie;bob\n", "kastanie"],
  ["a character reference", "is ada&#64;example.org there", "ada"],
  ["an element of a rule", "<r><zimmer>kastanie</zimmer></r>", "kastanie"],
  ["a column of a rule", "zimmer,other\nkastanie,bob\n", "kastanie"],
])("W41 %s is read where no word and no sign calls for it", (_what, text, value) => {
  const scrub = newScrubber(planWith("learn: off\nkeys: [{ key: zimmer, action: redact, type: FREE_TEXT }]"));
  for (let round = 0; round < 3; round++) {
    const sent = oracle("logs").encode(logsRequest({ body: { stringValue: text } }));
    const scrubbed = scrub.scrub(asRaw(sent), "logs");
    expect(Buffer.from(scrubbed.bytes).toString()).not.toContain(value);
    scrub.release(scrubbed);
  }
});

test("W41 a character reference is read in a query too", () => {
  const scrub = newScrubber();
  const sent = oracle("logs").encode(logsRequest({ attributes: [attribute("db.query.text", "ada&#64;example.org")] }));
  expect(Buffer.from(scrub.scrub(asRaw(sent), "logs").bytes).toString()).not.toContain("ada");
});

const named = testSeed();
test(`W41 a text is passed over only where a look would find nothing (seed ${named})`, () => {
  const finder = new Finder(planWith("learn: off\nkeys: [{ glob: '*a.*', action: redact, type: FREE_TEXT }]"));
  for (const text of namedTexts(new Rng(named), 4_000)) {
    const bytes = Buffer.from(text);
    finder.load(bytes);
    expect([text, finder.findLoaded(0, bytes.length)]).toEqual([text, finder.find(text)]);
  }
});
