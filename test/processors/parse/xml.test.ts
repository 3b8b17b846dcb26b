import { describe, expect, test } from "vitest";
import { OneText } from "../../support/text-scrubbing.ts";

const text = new OneText();

describe("XML", () => {
  test.each([
    [
      "<user><firstName>Xqvand</firstName><step>7</step></user>",
      "<user><firstName>[PERSON]</firstName><step>7</step></user>",
    ],
    ['<login password="hunter22x!" attempt="3"/>', '<login password="[SECRET]" attempt="3"/>'],
    ['<customer name="Xqvand Brdthel" tier="2"/>', '<customer name="[PERSON]" tier="2"/>'],
    ['<customerName lang="de"> Xqvand Brdthel </customerName>', '<customerName lang="de"> [PERSON] </customerName>'],
    ["<password><![CDATA[hunter&22x!]]></password>", "<password><![CDATA[[SECRET]]]></password>"],
    ["<ns:password>hunter22x!</ns:password>", "<ns:password>[SECRET]</ns:password>"],
    ['<property name="password">hunter22x!</property>', '<property name="password">[SECRET]</property>'],
    ['<add key="password" value="hunter22x!"/>', '<add key="password" value="[SECRET]"/>'],
    [
      "<?xml version='1.0'?>\n<a><b><ssn>205464452</ssn></b></a>",
      "<?xml version='1.0'?>\n<a><b><ssn>[US_SSN]</ssn></b></a>",
    ],
    ["<password>hunter&amp;22x!</password>", "<password>[SECRET]</password>"],
    ["<order><password>hunter22x!", "<order><password>[SECRET]"],
  ])("T14 %s", (before, after) => {
    expect(text.scrub(before)).toBe(after);
  });

  test.each([
    '<bean name="dataSource" class="com.example.Pool"/>',
    "<host><name>db-3</name><version>2.1</version></host>",
    '<log level="info">started</log>',
    "<html><body><h1>Bad gateway</h1></body></html>",
    "<a><b></c></a><<>>< <1",
    '<property name="timeout">30</property>',
  ])("T14 %s is left alone", (plain) => {
    expect(text.scrub(plain)).toBe(plain);
  });

  test("T12 T14 hostile markup ends", () => {
    for (const piece of ["<a ", "</", "<![CDATA[", "<!--", '<a b="', "<a>", "<name>x", "<a name='x' "])
      expect(text.scrub(piece.repeat(20_000))).not.toBe("");
  });
});
