import { allFakers, type Faker } from "@faker-js/faker";
import type { Rng } from "../../test/support/rng.ts";

/** Where the people of the generated sets live. */
export const LOCALES = [
  "en_US",
  "en_GB",
  "en_IN",
  "en_ZA",
  "en_NG",
  "de",
  "de_AT",
  "fr",
  "fr_CA",
  "es",
  "es_MX",
  "it",
  "nl",
  "pl",
  "pt_BR",
  "pt_PT",
  "sv",
  "nb_NO",
  "da",
  "fi",
  "cs_CZ",
  "hu",
  "ro",
  "hr",
  "tr",
  "vi",
  "id_ID",
  "el",
  "ru",
  "uk",
] as const;
export type Locale = (typeof LOCALES)[number];

/** Regions for telephone numbers, where a locale names one. */
export const REGION: Readonly<Partial<Record<Locale, string>>> = {
  en_US: "US",
  en_GB: "GB",
  en_IN: "IN",
  en_ZA: "ZA",
  de: "DE",
  de_AT: "AT",
  fr: "FR",
  fr_CA: "CA",
  es: "ES",
  es_MX: "MX",
  it: "IT",
  nl: "NL",
  pl: "PL",
  pt_BR: "BR",
  pt_PT: "PT",
  sv: "SE",
  nb_NO: "NO",
  da: "DK",
  fi: "FI",
  cs_CZ: "CZ",
  hu: "HU",
  ro: "RO",
  hr: "HR",
  tr: "TR",
};

/** How names sound: beginnings, middles and ends that are put together anew, so that most are on no list. */
const SOUNDS: readonly {
  readonly given: readonly [string, string, string];
  readonly family: readonly [string, string, string];
}[] = [
  {
    given: ["Bra Dra Mile Rado Slavo Vlado Zbi Kazi Stani Jaro", "do mi sla ta vo re", "mir slav na ka rad jka"],
    family: ["Kova Novo Petro Dobro Voro Mali Jano", "le vi sla tu no", "cek vić ski nova enko ska"],
  },
  {
    given: ["As Gun Inge Thor Sol Ei Rag Hjal", "na ve bjö ri ga", "rid var mund veig leif stein"],
    family: ["Berg Lund Hauk Nord Sten Ek Dal", "e a ga vi", "ström sen gaard qvist dahl"],
  },
  {
    given: ["Ade Olu Chi Ngo Ife Kwa Ama Obi", "yi ba nwe ku so la", "mi tunde oma ola bisi me"],
    family: ["Oka Eze Ade Nwa Bala Mbe Osa", "bo ye ko lu ma ni", "for wale gun chukwu ki ze"],
  },
  {
    given: ["Ra Su Pri Vi Lak Ani Ka Dee", "me ni ya sha vi ka", "sh ta nth ka pa li"],
    family: ["Chak Sub Ven Gan Muk Rama Bhat", "ra ka ta ga ya na", "barty manian reddy war nathan charya"],
  },
  {
    given: ["Gio Mar Luc Fio Ros Ale Be", "va ri cia le san ne", "nni ella detto tina lda"],
    family: ["Ber Mon Cas Fer Gual Tor", "na te ti ra lo", "lli ardi etti oni ucci"],
  },
  {
    given: ["Hei Die Wal Gun Rein Sieg Lie", "n de t be mar", "rich hild mut traut linde"],
    family: ["Schnei Brand Hof Krau Lind Stein Vogel", "de en ber wal", "mann bauer stätter hauser wein"],
  },
];

/** An invented full name, in half of the cases from a list, in the other half made of syllables. */
export function personName(rng: Rng, faker: Faker): string {
  if (rng.chance(0.5)) return `${faker.person.firstName()} ${faker.person.lastName()}`.replaceAll(/\s+/g, " ");
  const { given, family } = rng.pick(SOUNDS);
  return `${joined(rng, given)} ${joined(rng, family)}`;
}

function joined(rng: Rng, parts: readonly [string, string, string]): string {
  return parts.map((list) => rng.pick(list.split(" "))).join("");
}

/** A generator of one locale, seeded, so that a set is the same on every machine. */
export function fakerOf(locale: Locale, seed: number): Faker {
  const faker = allFakers[locale];
  faker.seed(seed);
  return faker;
}
