import { validate as auAbn } from "stdnum/lib/cjs/au/abn.js";
import { validate as auAcn } from "stdnum/lib/cjs/au/acn.js";
import { validate as auTfn } from "stdnum/lib/cjs/au/tfn.js";
import { validate as ghTin } from "stdnum/lib/cjs/gh/tin.js";
import { validate as kePin } from "stdnum/lib/cjs/ke/pin.js";
import { validate as nzIrd } from "stdnum/lib/cjs/nz/ird.js";
import { validate as zaIdnr } from "stdnum/lib/cjs/za/idnr.js";
import type { Detector } from "../../detector.ts";
import { checked, detectorOf, type Pack, plain } from "./pack.ts";

const AU_TFN = checked("AU_TFN", /\d{3}([- ]?)\d{3}\1\d{2,3}/y, auTfn, 0.3);
const AU_ABN = checked("AU_ABN", /\d{2} ?\d{3} ?\d{3} ?\d{3}/y, auAbn, 0.35, "COMPANY_ID");
const AU_ABN_SPACED = checked("AU_ABN", /\d{2} \d{3} \d{3} \d{3}(?! ?\d)/y, auAbn, 0.4, "COMPANY_ID");
const AU_ACN = checked("AU_ACN", /\d{3} ?\d{3} ?\d{3}/y, auAcn, 0.25, "COMPANY_ID");
const AU: Pack = {
  country: "au",
  name: "Australia",
  source: "ATO (TFN), ABR (ABN), ASIC (ACN)",
  rows: [
    ["tfn, tax file number, tax file", [AU_TFN]],
    ["abn, australian business number, business number", [AU_ABN]],
    ["acn, australian company number, company number", [AU_ACN]],
  ],
  strong: [[AU_ABN_SPACED, ["83 914"]]],
  examples: [
    { text: "TFN 123 456 782", finds: ["123 456 782"] },
    { text: "ABN 83 914 571 673", finds: ["83 914 571 673"] },
    { text: "ACN 004 085 616", finds: ["004 085 616"] },
  ],
  counterExamples: ["TFN 123 456 783", "ABN 99 999 999 999"],
};
const NZ: Pack = {
  country: "nz",
  name: "New Zealand",
  source: "Inland Revenue (IRD)",
  rows: [["ird, ird number, inland revenue", [checked("NZ_IRD", /\d{2,3}-?\d{3}-?\d{3}/y, nzIrd, 0.3)]]],
  examples: [{ text: "IRD 49-091-850", finds: ["49-091-850"] }],
  counterExamples: ["IRD 49-091-851"],
};
const ZA: Pack = {
  country: "za",
  name: "South Africa",
  source: "Department of Home Affairs",
  rows: [
    [
      "id number, identity number, south african id, rsa id, said, sa id, id no, identity document, id document",
      [checked("ZA_ID_NUMBER", /\d{6} ?\d{4} ?[012]\d{2}/y, zaIdnr, 0.45)],
    ],
  ],
  examples: [{ text: "ID number 7503305044089", finds: ["7503305044089"] }],
  counterExamples: ["ID number 7503305044088", "7503305044089 ns"],
};
const KE: Pack = {
  country: "ke",
  name: "Kenya",
  source: "KRA",
  rows: [["kra pin, kra, pin", [checked("KE_PIN", /[AP]\d{9}[A-Z](?![A-Za-z])/iy, kePin, 0.4)]]],
  examples: [{ text: "KRA PIN A004416331M", finds: ["A004416331M"] }],
  counterExamples: ["id A004416331M"],
};
const GH: Pack = {
  country: "gh",
  name: "Ghana",
  source: "GRA; NIA (Ghana Card)",
  rows: [
    ["tin, gra", [checked("GH_TIN", /[PCGQV]00[A-Z0-9]{8}/iy, ghTin, 0.5)]],
    ["ghana card, ghanacard", [plain("GH_CARD", /GHA-\d{9}-\d/iy, 0.7)]],
  ],
  examples: [{ text: "Ghana Card GHA-123456789-0", finds: ["GHA-123456789-0"] }],
  counterExamples: ["GHA-12345678-0"],
};
const NG: Pack = {
  country: "ng",
  name: "Nigeria",
  source: "NIMC (NIN), CBN (BVN)",
  rows: [
    [
      "nin, nimc, national identification number, national identity number, nigerian nin, nigerian national",
      [plain("NG_NIN", /\d{11}/y, 0.4)],
    ],
    ["bvn, bank verification number", [plain("NG_BVN", /22\d{9}/y, 0.5)]],
  ],
  examples: [
    { text: "NIN: 12345678901", finds: ["12345678901"] },
    { text: "BVN 22123456789", finds: ["22123456789"] },
  ],
  counterExamples: ["12345678901 bytes"],
};
const EG: Pack = {
  country: "eg",
  name: "Egypt",
  source: "مصلحة الأحوال المدنية",
  rows: [
    [
      "الرقم القومي, رقم قومي, egyptian id, national id",
      [
        plain(
          "EG_NATIONAL_ID",
          /[23]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{5}/y,
          0.5,
        ),
      ],
    ],
  ],
  examples: [{ text: "الرقم القومي 29001011234567", finds: ["29001011234567"] }],
  counterExamples: ["29001011234567 ns"],
};

export const PACKS: readonly Pack[] = [AU, NZ, ZA, KE, GH, NG, EG];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
