import { describe, expect, test } from "vitest";
import { found } from "./find.ts";

const addresses = (text: string, key = ""): string[] => found("POSTAL_ADDRESS", text, key);

describe("N11 an address is found as its country writes it", () => {
  test.each([
    [
      "Send it to 1180 Willow Creek Drive, Apt 4B, Denver, CO 80202, please.",
      "1180 Willow Creek Drive, Apt 4B, Denver, CO 80202",
    ],
    ["Wir sind umgezogen: Am Stadtgarten 5a, 44139 Dortmund", "Am Stadtgarten 5a, 44139 Dortmund"],
    ["Mon adresse est 22 bis avenue Jean Jaurès, 31000 Toulouse", "22 bis avenue Jean Jaurès, 31000 Toulouse"],
    ["Vivo en Calle de Alcalá 45, 28014 Madrid", "Calle de Alcalá 45, 28014 Madrid"],
    ["Mijn adres is Prinsengracht 263, 1016 GV Amsterdam", "Prinsengracht 263, 1016 GV Amsterdam"],
    ["Min adress är Storgatan 8, 411 24 Göteborg", "Storgatan 8, 411 24 Göteborg"],
    ["Mieszkam przy ul. Długa 17/4, 31-146 Kraków", "ul. Długa 17/4, 31-146 Kraków"],
    ["Ship to:\n9 Chapel Lane\nLeeds\nLS6 3BN", "9 Chapel Lane\nLeeds\nLS6 3BN"],
  ])("%s", (text, expected) => {
    expect(addresses(text)).toEqual([expected]);
  });
});

describe("N29 ordinary words make a message, words of its parts an address", () => {
  test.each([
    "Coordinator Florence promoted, agent Lille-7 offline since March",
    "Ampere B70 detected, Hopper B90 missing",
  ])("nothing in %s", (text) => {
    expect(addresses(text)).toEqual([]);
  });
  test.each([["주소는 대구광역시 수성구 달구벌대로 2415 입니다", "대구광역시 수성구 달구벌대로 2415"]])(
    "%s",
    (text, expected) => {
      expect(addresses(text)).toContain(expected);
    },
  );
});

describe("N12 numbers and words of machines are no addresses", () => {
  test.each([
    "Listening on address 127.0.0.1:8080",
    "2024-05-06 07:08:09 INFO Lane 4 Drive 2 Unit 9 ready",
    "Disk 3 of 12 in Bay 7 failed",
    "0x7ffe4a2b street=12",
    "Read 48 blocks from drive C in 3 ms",
    "HTTP/1.1 404 Not Found",
  ])("%s", (text) => {
    expect(addresses(text)).toEqual([]);
  });
});

describe("N13 a key that says so makes its whole value an address", () => {
  test.each([
    ["shippingAddress", "Flat 3, The Old Mill"],
    ["billing_address", "Torvet 2"],
    ["customer.street", "Kirkegata 11"],
  ])("%s", (key, value) => {
    expect(addresses(value, key)).toEqual([value]);
  });

  test.each([
    ["server.address", "db-3.internal"],
    ["address", "10.1.2.3:5432"],
    ["shipping_address", "true"],
  ])("%s = %s stays", (key, value) => {
    expect(addresses(value, key)).toEqual([]);
  });
});

test("N14 a person and an address in one letter head are told apart", () => {
  const text = "Helena Novotná\nLipová 14\n602 00 Brno";
  expect(found("PERSON", text)).toEqual(["Helena Novotná"]);
  expect(addresses(text)).toEqual(["Lipová 14\n602 00 Brno"]);
});

test("N33 a telephone number on its own line is no part of the address above it", () => {
  expect(addresses("Sandra Holm\n12 Storgatan 8\n Göteborg\n Sweden 41124\n031 555 12 34 office")).toEqual([
    "12 Storgatan 8\n Göteborg\n Sweden 41124",
  ]);
});

describe("N34 what is counted in years, and ordinary words with a number, make no address", () => {
  test.each([
    "la víctima, una mujer de 46 años",
    "la paciente, de 24 años, refiere dolor",
    "Base table or view not found: 1146 Table 'shop.carts' doesn't exist",
  ])("nothing in %s", (text) => {
    expect(addresses(text)).toEqual([]);
  });
});

describe("N35 what is a day, an hour or the number of something else is no part of an address", () => {
  test.each([
    "Sehr geehrte Frau Vogt, Ihr Termin ist am 4. Mai.",
    "Our sale starts at 9 am; use the code of the day.",
    "Rigtig hilsen Aksel Mørch, CPR 091088-4746",
  ])("nothing in %s", (text) => {
    expect(addresses(text)).toEqual([]);
  });

  test("a name behind attn is a person, and the address ends before it", () => {
    const text = "Plot 14, Road No. 36, Hyderabad 500033, attn Venkata Subramaniam";
    expect(found("PERSON", text)).toEqual(["Venkata Subramaniam"]);
    expect(addresses(text)).toEqual(["Plot 14, Road No. 36, Hyderabad 500033"]);
  });

  test("names in a row behind `at` are a firm", () => {
    expect(found("PERSON", "I work at Larson, Hughes and Pike as a paralegal.")).toEqual([]);
  });
});
