import { describe, expect, test } from "vitest";
import { OneText } from "../../support/text-scrubbing.ts";

const text = new OneText();

test.each([
  ['<property value="swordfish9" name="password"/>', '<property value="[SECRET]" name="password"/>'],
  [
    "<entry><key>password</key><value>swordfish9</value></entry>",
    "<entry><key>password</key><value>[SECRET]</value></entry>",
  ],
  [
    "<dict><key>host</key><string>db-1</string><key>password</key><string>swordfish9</string></dict>",
    "<dict><key>host</key><string>db-1</string><key>password</key><string>[SECRET]</string></dict>",
  ],
  ["<key>password</key><string>swordfish9</string>", "<key>password</key><string>[SECRET]</string>"],
  [
    "<property><name>db.password</name><value>swordfish9</value></property><property><name>port</name><value>5432</value></property>",
    "<property><name>db.password</name><value>[SECRET]</value></property><property><name>port</name><value>5432</value></property>",
  ],
  [
    '<member name="password"><value>swordfish9</value></member>',
    '<member name="password"><value>[SECRET]</value></member>',
  ],
  [
    '<a><b value="7"/><property name="poolName" value="p1"/></a>',
    '<a><b value="7"/><property name="poolName" value="p1"/></a>',
  ],
])("T14 a value has the name that is said beside it: %s", (xml, clean) => {
  expect(text.scrub(xml)).toBe(clean);
});

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
