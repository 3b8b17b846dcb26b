import { describe, expect, it } from "vitest";
import { OneText } from "../../support/text-scrubbing.ts";

const text = new OneText();

describe("keys of other languages", () => {
  it.each([
    ["kundin.nachname", "Teskolin", "[PERSON]"],
    ["clientPrenom", "Maëlline", "[PERSON]"],
    ["apellidos", "Orvanna Tesko", "[PERSON]"],
    ["cognome", "Orvanni", "[PERSON]"],
    ["achternaam", "Terveld", "[PERSON]"],
    ["förnamn", "Orvalla", "[PERSON]"],
    ["фамилия", "Орванников", "[PERSON]"],
    ["dirección", "Lange Gasse 14b", "[POSTAL_ADDRESS]"],
    ["lieferadresse", "Wrenhof 12, 48231 Larkau", "[POSTAL_ADDRESS]"],
    ["benutzername", "orteskolin", undefined],
    ["wachtwoord", "Zomer2024!", "[SECRET]"],
    ["hasło", "Lato-2024", "[SECRET]"],
    ["encryption_key", "q7Vb2nXk9LmP4sRtq7Vb2nXk9LmP4sRw", "[SECRET]"],
  ])("N28 %s makes its whole value what it says", (key, value, after) => {
    const scrubbed = text.scrub(value, "auto", { key });
    if (after === undefined) expect(scrubbed).not.toContain(value);
    else expect(scrubbed).toBe(after);
  });

  it.each([
    ['{"a":1,"nazwisko":"Orwanska"}', '{"a":1,"nazwisko":"[PERSON]"}'],
    ["Vorname: Orvalla\nNachname: Teskolin\n", "Vorname: [PERSON]\nNachname: [PERSON]\n"],
    ["msg=ok last_name=Teskolin n=1", "msg=ok last_name=[PERSON] n=1"],
    [
      '{"resourceType":"Patient","name":[{"family":"Lindqvist","given":["Annika"]}]}',
      '{"resourceType":"Patient","name":[{"family":"[PERSON]","given":["[PERSON]"]}]}',
    ],
  ])("N28 a name inside %j says the same", (before, after) => {
    expect(text.scrub(before)).toBe(after);
  });

  it.each([
    ["adresse", "10.20.30.40"],
    ["adresse", "srv-14"],
    ["adres", "0x7fff5fbff8c0"],
    ["nom", "index-worker-3"],
    ["nombre", "42"],
  ])("N28 %s leaves %j, which no person has", (key, value) => {
    const scrubbed = text.scrub(value, "auto", { key });
    expect(["[POSTAL_ADDRESS]", "[PERSON]"]).not.toContain(scrubbed);
  });

  it.each(["msg=ok nom=Serveur ville=Nord n=1", "driver_name=Postgres owner=Controller", "last_name=null full_name=-"])(
    "N28 %j stays: in running text a vague name says nothing",
    (line) => {
      expect(text.scrub(line)).toBe(line);
    },
  );
});
