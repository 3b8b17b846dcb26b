import { findAnnounced, phrases, shapesOfKey } from "../announced.ts";
import type { Context, Detector, Match } from "../detector.ts";
import { findKeyed } from "../whole-number.ts";
import { AU_MEDICARE, BSNR, DEA, HEALTH_SHAPES, KVNR, LANR, MBI, NHS, NPI, RECORD } from "./health-shapes.ts";

const TABLE = phrases([
  ["nhs, nhs number, nhs no, national health service, national health", [NHS]],
  [
    "mbi, medicare beneficiary, medicare beneficiary identifier, medicare, medicare number, medicare id",
    [MBI, AU_MEDICARE],
  ],
  ["npi, national provider, national provider identifier, provider number, provider id", [NPI]],
  ["australian medicare", [AU_MEDICARE]],
  ["dea, dea number, dea registration, medical license, medical licence", [DEA]],
  [
    "kvnr, krankenversichertennummer, krankenversicherungsnummer, krankenversicherung, versichertennummer, gesundheitskarte, egk, krankenkasse, health insurance",
    [KVNR],
  ],
  ["lanr, arztnummer, lebenslange arztnummer, vertragsarzt", [LANR]],
  ["bsnr, betriebsstättennummer, betriebsstätte", [BSNR]],
  ["mrn, medical record, medical record number, patient number, patient id, patientennummer, chart number", [RECORD]],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  return findAnnounced(text, index, TABLE, context.work);
}

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  return findKeyed(text, start, end, shapesOfKey(context.key, TABLE, context.work), HEALTH_SHAPES, context.work);
}

export const detector: Detector = {
  id: "health_id",
  type: "HEALTH_ID",
  description:
    "Health numbers: NHS, MBI, NPI, Australian Medicare, DEA, German KVNR, LANR and BSNR, and record numbers that a word announces.",
  source: "NHS Data Dictionary; CMS (MBI, NPI); Services Australia; 21 CFR 1301; § 290 SGB V",
  triggers: TABLE.triggers,
  foreignUnits: TABLE.units,
  words: TABLE.words,
  needsDigits: 1,
  isLocal: true,
  hints: ["health"],
  examples: [
    { text: "NHS number 943 476 5919", finds: ["943 476 5919"] },
    { text: "MBI 1EG4-TE5-MK73", finds: ["1EG4-TE5-MK73"] },
    { text: "NPI: 1234567893", finds: ["1234567893"] },
    { text: "Medicare 2123 45670 1", finds: ["2123 45670 1"] },
    { text: "DEA AB1234563", finds: ["AB1234563"] },
    { text: "KVNR A123456780", finds: ["A123456780"] },
    { text: "MRN 00456789", finds: ["00456789"] },
    { text: "9434765919", key: "patient.nhs_number", finds: ["9434765919"] },
  ],
  counterExamples: ["NHS number 943 476 5918", "NPI: 1234567890", "943 476 5919"],
  at,
  whole,
};
