import { validate as auAbn } from "stdnum/lib/cjs/au/abn.js";
import { validate as auAcn } from "stdnum/lib/cjs/au/acn.js";
import { validate as auTfn } from "stdnum/lib/cjs/au/tfn.js";
import { validate as ghTin } from "stdnum/lib/cjs/gh/tin.js";
import { validate as gnNifp } from "stdnum/lib/cjs/gn/nifp.js";
import { validate as kePin } from "stdnum/lib/cjs/ke/pin.js";
import { validate as maIce } from "stdnum/lib/cjs/ma/ice.js";
import { validate as muNid } from "stdnum/lib/cjs/mu/nid.js";
import { validate as mzNuit } from "stdnum/lib/cjs/mz/nuit.js";
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
const AO: Pack = {
  country: "ao",
  name: "Angola",
  source: "Ministério da Justiça (bilhete de identidade)",
  rows: [
    [
      "bilhete de identidade, nº do bi, nif, contribuinte",
      [plain("AO_BI", /\d{9}(?:BE|BA|BO|CA|CC|CN|CS|CE|HO|HA|LA|LN|LS|ME|MO|NE|UE|ZE)\d{3}/iy, 0.6)],
    ],
  ],
  examples: [{ text: "bilhete de identidade 004817263LA041", finds: ["004817263LA041"] }],
  counterExamples: ["part 004817263LA041", "bilhete de identidade 004817263XX041"],
};
const DZ: Pack = {
  country: "dz",
  name: "Algeria",
  source: "Direction générale des impôts (NIF)",
  rows: [["nif, numéro d'identification fiscale, numéro fiscal", [plain("DZ_NIF", /\d{20}|\d{15}/y, 0.3)]]],
  examples: [{ text: "NIF 199816090284736", finds: ["199816090284736"] }],
  counterExamples: ["offset 199816090284736"],
};
const GN: Pack = {
  country: "gn",
  name: "Guinea",
  source: "Direction nationale des impôts (NIFp)",
  rows: [["nifp, nif permanent", [checked("GN_NIFP", /\d{3}-?\d{3}-?\d{3}/y, gnNifp, 0.25)]]],
  examples: [{ text: "NIFp 693-770-885", finds: ["693-770-885"] }],
  counterExamples: ["NIFp 693-770-884"],
};
const MA: Pack = {
  country: "ma",
  name: "Morocco",
  source: "ICE, Ministère de l'Industrie et du Commerce",
  rows: [
    [
      "ice, identifiant commun de l'entreprise, numéro ice",
      [checked("MA_ICE", /\d{15}|\d{9} \d{4} \d{2}/y, maIce, 0.35)],
    ],
    ["cnie, cin, carte nationale", [plain("MA_CNIE", /[A-Z]{1,2}\d{5,6}(?![A-Za-z0-9])/iy, 0.35)]],
  ],
  examples: [{ text: "ICE 001512572000078", finds: ["001512572000078"] }],
  counterExamples: ["ICE 001512572000079", "offset 001512572000078"],
};
const MU: Pack = {
  country: "mu",
  name: "Mauritius",
  source: "Civil Status Division (National Identity Card)",
  rows: [
    [
      "mauritius nid, mauritian id, mauritius id, national identity card, nid",
      [checked("MU_NID", /[A-Z]\d{12}[0-9A-Z](?![A-Za-z0-9])/iy, muNid, 0.5)],
    ],
  ],
  examples: [{ text: "NID M090497290349B", finds: ["M090497290349B"] }],
  counterExamples: ["NID M090497290349C", "part M090497290349B"],
};
const MZ: Pack = {
  country: "mz",
  name: "Mozambique",
  source: "Autoridade Tributária (NUIT); Direcção Nacional de Identificação Civil",
  rows: [
    ["nuit", [checked("MZ_NUIT", /\d{3}([ -]?)\d{3}\1\d{3}|\d{8}-\d/y, mzNuit, 0.25)]],
    ["bilhete de identidade", [plain("MZ_BI", /\d{12}[A-Z](?![A-Za-z0-9])/iy, 0.45)]],
  ],
  examples: [
    { text: "NUIT 107705694", finds: ["107705694"] },
    { text: "bilhete de identidade 110284617392B", finds: ["110284617392B"] },
  ],
  counterExamples: ["NUIT 107705695", "part 110284617392B"],
};
const TN: Pack = {
  country: "tn",
  name: "Tunisia",
  source: "Ministère des Finances (matricule fiscal); Ministère de l'Intérieur (CIN)",
  rows: [
    [
      "matricule fiscal, matricule fiscale, mf",
      [
        plain(
          "TN_MF",
          /\d{7} ?\/? ?[A-HJ-NP-TV-Z](?:(?: ?\/ ?| ?)[ABPDN](?: ?\/ ?| ?)[MPCNE](?: ?\/ ?| ?)\d{3})?(?![A-Za-z0-9])/iy,
          0.45,
          "COMPANY_ID",
        ),
      ],
    ],
    ["carte d'identité nationale, بطاقة التعريف", [plain("TN_CIN", /[01]\d{7}/y, 0.35)]],
  ],
  examples: [{ text: "matricule fiscal 1482937/T/A/M/000", finds: ["1482937/T/A/M/000"] }],
  counterExamples: ["part 1482937/T/A/M/000"],
};

export const PACKS: readonly Pack[] = [AU, NZ, ZA, KE, GH, NG, EG, AO, DZ, GN, MA, MU, MZ, TN];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
