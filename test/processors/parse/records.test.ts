import { describe, expect, test } from "vitest";
import { OneText } from "../../support/text-scrubbing.ts";

const text = new OneText();

describe("T15 values whose place in a record says what they are", () => {
  test.each([
    [
      "HL7 v2",
      "PID|1||88213^^^HOSP^MR||Hopper^Ada||19061209|F|||12 Elm Street^^Dayton^OH^45402||(937)555-0173",
      "PID|1||88213^^^HOSP^MR||[PERSON]^[PERSON]||[DATE_OF_BIRTH]|F|||[POSTAL_ADDRESS]||[PHONE_NUMBER]",
    ],
    ["vCard", "N:Hopper;Ada;;;\nNICKNAME:Addy", "N:[PERSON];[PERSON];;;\nNICKNAME:[PERSON]"],
    [
      "iCalendar",
      "ATTENDEE;CN=Ada Hopper;ROLE=CHAIR:mailto:ada@example.org",
      "ATTENDEE;CN=[PERSON];ROLE=CHAIR:mailto:[EMAIL_ADDRESS]",
    ],
    ["LDIF", "cn: Ada Hopper\nsn: Hopper", "cn: [PERSON]\nsn: [PERSON]"],
    ["GEDCOM", "0 @I1@ INDI\n1 NAME Ada /Hopper/", "0 @I1@ INDI\n1 NAME [PERSON] /[PERSON]/"],
    [
      "DICOM",
      "(0010,0010) PN [Hopper^Ada] # 10, 1 PatientName",
      "(0010,0010) PN [[PERSON]^[PERSON]] # 10, 1 PatientName",
    ],
    [
      "a distinguished name",
      "bind as CN=Ada Hopper,OU=Staff,DC=corp failed",
      "bind as CN=[PERSON],OU=Staff,DC=corp failed",
    ],
    ["an escaped comma", "member CN=Hopper\\, Ada,OU=Staff", "member CN=[PERSON]\\, [PERSON],OU=Staff"],
  ])("in %s", (_format, written, clean) => {
    expect(text.scrub(written)).toBe(clean);
  });

  test.each([
    "OBX|1|NM|718-7^Hemoglobin^LN||13.2|g/dL|12.0-16.0|N|||F",
    "N:1182;K:4;",
    "FN:main.loop:118",
    "cn: config",
    "CN=Domain Computers,CN=Users,DC=corp",
    "subject=C = US, O = Example Trust, CN = R3",
    "CN=kube-apiserver",
    "Key (sku, warehouse_id)=(AX-2291-B, 12) already exists.",
  ])("not in %s", (line) => {
    expect(text.scrub(line)).toBe(line);
  });
});

test("T16 a name in front of an address is a name", () => {
  expect(text.scrub('From: "Ada Hopper" <sip:ada@example.org>;tag=1')).toBe(
    'From: "[PERSON]" <sip:[EMAIL_ADDRESS]>;tag=1',
  );
  expect(text.scrub("on Jan 6, at 9:14 AM Ada Hopper <ada@example.org> wrote:")).toBe(
    "on Jan 6, at 9:14 AM [PERSON] <[EMAIL_ADDRESS]> wrote:",
  );
  expect(text.scrub('From: "Support Team" <help@example.org>')).toBe('From: "Support Team" <[EMAIL_ADDRESS]>');
});

test("T17 a bare name is a person's behind a word for a person", () => {
  expect(text.scrub("Customer{name='Vorlune Takkerby', tier=GOLD}")).toBe("Customer{name='[PERSON]', tier=GOLD}");
  expect(text.scrub("Customer Name: Vorlune Takkerby | id 4")).toBe("Customer Name: [PERSON] | id 4");
  expect(text.scrub("Widget{name='Front Panel', tier=GOLD}")).toBe("Widget{name='Front Panel', tier=GOLD}");
});
