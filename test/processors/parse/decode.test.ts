import { array, assert, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";
import { type Decoded, decodeBackslashes, decodeEntities, decodePercent } from "../../../processors/parse/decode.ts";
import { foldLookAlikes } from "../../../processors/parse/fold.ts";

const SEED = 20_260_301;

function checkMap(source: string, decoded: Decoded): void {
  const { text, starts, ends } = decoded;
  expect(starts.length).toBe(text.length);
  for (let i = 0; i < text.length; i++) {
    expect(starts[i]).toBeGreaterThanOrEqual(i === 0 ? 0 : starts[i - 1]!);
    expect(ends[i]).toBeGreaterThan(starts[i]!);
    expect(ends[i]).toBeLessThanOrEqual(source.length);
    // What nothing encodes stands where the map says.
    const length = (ends[i] ?? 0) - (starts[i] ?? 0);
    if (length === 1 && source[starts[i]!] !== text[i]) expect("+%").toContain(source[starts[i]!]);
  }
}

test("T3 percent-encoding comes off once, and every character is mapped to what made it", () => {
  const text = string({ unit: "grapheme", maxLength: 40 });
  assert(
    property(text, (clear) => {
      const source = encodeURIComponent(clear.toWellFormed());
      const decoded = decodePercent(source, 0, source.length, false);
      expect(decoded.text).toBe(clear.toWellFormed());
      checkMap(source, decoded);
    }),
    { seed: SEED },
  );
});

test("T3 what is no percent-encoding stays, and broken bytes are read as Latin-1", () => {
  expect(decodePercent("100%25 %zz %4 %", 0, 15, false).text).toBe("100% %zz %4 %");
  expect(decodePercent("caf%E9 %F0%9F", 0, 13, false).text).toBe("café ð\u009f");
  expect(decodePercent("a+b%2Bc", 0, 7, true).text).toBe("a b+c");
});

test("T3 the escapes of JSON come off once, and every character is mapped to what made it", () => {
  assert(
    property(string({ unit: "binary", maxLength: 40 }), (clear) => {
      const source = JSON.stringify(clear).slice(1, -1);
      const decoded = decodeBackslashes(source, 0, source.length);
      expect(decoded.text).toBe(clear);
      checkMap(source, decoded);
    }),
    { seed: SEED },
  );
});

test("T3 half an escape stays as it is", () => {
  for (const source of ["\\", "\\u00", "\\x4", "\\q", "a\\"]) {
    expect(decodeBackslashes(source, 0, source.length).text).toBe(source);
  }
});

test("T3 character references come off once", () => {
  const source = "a&lt;b&gt; &amp;lt; &#64; &#x40; &bogus; &#xd800; &";
  expect(decodeEntities(source, 0, source.length).text).toBe("a<b> &lt; @ @ &bogus; &#xd800; &");
});

test("T4 digits of other scripts, full-width forms and zero-width signs read as ASCII", () => {
  expect(foldLookAlikes("４１１１")?.text).toBe("4111");
  expect(foldLookAlikes("٤١١١ ۴۱ ४१")?.text).toBe("4111 41 41");
  expect(foldLookAlikes("𝟒𝟏𝟏𝟏")?.text).toBe("4111");
  expect(foldLookAlikes("a\u200bb\u2060c\ufeff")?.text).toBe("abc");
  expect(foldLookAlikes("4111\u20091111\u00a01111\u20111111")?.text).toBe("4111 1111 1111-1111");
  expect(foldLookAlikes("pаsswоrd")?.text).toBe("password");
});

test("T4 ordinary text in any language is not folded", () => {
  for (const text of ["Grüße aus Köln – schön", "пароль неверен", "こんにちは", "naïve “quotes” …", "emoji 🙂 x"]) {
    expect(foldLookAlikes(text), text).toBeUndefined();
  }
});

test("T4 the map of folded text is ordered and covers what was folded", () => {
  const unit = constantFrom("a", "1", "４", "\u200b", "𝟒", "а", "\u2009", "é", "-", " ");
  assert(
    property(array(unit, { maxLength: 60 }), (units) => {
      const source = units.join("");
      const folded = foldLookAlikes(source);
      if (folded === undefined) return;
      for (let i = 1; i < folded.text.length; i++) expect(folded.starts[i]).toBeGreaterThanOrEqual(folded.ends[i - 1]!);
    }),
    { seed: SEED },
  );
});
