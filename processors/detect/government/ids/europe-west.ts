import { validate as atTin } from "stdnum/lib/cjs/at/tin.js";
import { validate as atUid } from "stdnum/lib/cjs/at/uid.js";
import { validate as beVat } from "stdnum/lib/cjs/be/vat.js";
import { validate as chSsn } from "stdnum/lib/cjs/ch/ssn.js";
import { validate as chUid } from "stdnum/lib/cjs/ch/uid.js";
import { validate as deIdnr } from "stdnum/lib/cjs/de/idnr.js";
import { validate as dePassport } from "stdnum/lib/cjs/de/passport.js";
import { validate as dePwnr } from "stdnum/lib/cjs/de/pwnr.js";
import { validate as deStnr } from "stdnum/lib/cjs/de/stnr.js";
import { validate as deSvnr } from "stdnum/lib/cjs/de/svnr.js";
import { validate as deVat } from "stdnum/lib/cjs/de/vat.js";
import { validate as frNir } from "stdnum/lib/cjs/fr/nir.js";
import { validate as frSiren } from "stdnum/lib/cjs/fr/siren.js";
import { validate as frSiret } from "stdnum/lib/cjs/fr/siret.js";
import { validate as frTva } from "stdnum/lib/cjs/fr/tva.js";
import { validate as gbNino } from "stdnum/lib/cjs/gb/nino.js";
import { validate as gbUtr } from "stdnum/lib/cjs/gb/utr.js";
import { validate as gbVat } from "stdnum/lib/cjs/gb/vat.js";
import { validate as iePps } from "stdnum/lib/cjs/ie/pps.js";
import { validate as ieVat } from "stdnum/lib/cjs/ie/vat.js";
import { validate as luTva } from "stdnum/lib/cjs/lu/tva.js";
import { validate as nlBsn } from "stdnum/lib/cjs/nl/bsn.js";
import { validate as nlBtw } from "stdnum/lib/cjs/nl/btw.js";
import type { Detector } from "../../detector.ts";
import { isAustrian, isBelgian, isLuxembourg, isSpi } from "./checks.ts";
import { checked, detectorOf, type Pack, plain, tested } from "./pack.ts";

const DE_TAX_ID = checked("DE_TAX_ID", /\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}(?!\d)/y, deIdnr, 0.35);
const DE_TAX_NUMBER = checked("DE_TAX_NUMBER", /\d{2,3}[/ ]\d{3,4}[/ ]\d{4} ?\d?|\d{5}\/\d{5}|\d{13}/y, deStnr, 0.15);
const DE_SOCIAL_SECURITY = checked("DE_SOCIAL_SECURITY", /\d{2} ?\d{6} ?[A-Z] ?\d{3}/iy, deSvnr, 0.6);
const DE_ID_CARD = checked("DE_ID_CARD", /[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d(?:[D<]\d*)?/iy, dePwnr, 0.4);
const DE_ID_CARD_LINE = checked("DE_ID_CARD", /[0-9CFGHJKLMNPRTVWXYZ][0-9A-Z<]{9,26}/iy, dePwnr, 0.29);
const DE_ID_CARD_SHORT = plain("DE_ID_CARD", /[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}|T\d{8}/iy, 0.3);
const DE_PASSPORT = checked("DE_PASSPORT", /[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8}\d/iy, dePassport, 0.39, "PASSPORT");
const DE_VAT_ID = checked("DE_VAT_ID", /DE ?\d{3} ?\d{3} ?\d{3}/iy, deVat, 0.6, "COMPANY_ID");
const DE_COMMERCIAL_REGISTER = plain(
  "DE_HANDELSREGISTER",
  /(?:HR[AB] ?)?\d{1,6}(?: ?[A-Z]{1,2})?(?![\w.])/iy,
  0.3,
  "COMPANY_ID",
);

const DE: Pack = {
  country: "de",
  name: "Germany",
  source: "BZSt (IdNr), BMI (identity card), Deutsche Rentenversicherung (VSNR)",
  rows: [
    [
      "steuer-id, steuerid, steueridentifikationsnummer, steuerliche identifikationsnummer, identifikationsnummer, idnr, persönliche identifikationsnummer, tax id, tax identification, german tax",
      [DE_TAX_ID, DE_TAX_NUMBER],
    ],
    ["steuernummer, st-nr, stnr, steuer-nr, tax number", [DE_TAX_NUMBER, DE_TAX_ID]],
    [
      "sozialversicherungsnummer, rentenversicherungsnummer, versicherungsnummer, svnr, sv-nummer, vsnr, rvnr, sozialversicherung, social security",
      [DE_SOCIAL_SECURITY],
    ],
    [
      "personalausweis, personalausweisnummer, ausweisnummer, ausweis-nr, ausweis, perso, identity card, id card",
      [DE_ID_CARD, DE_ID_CARD_LINE, DE_ID_CARD_SHORT],
    ],
    [
      "umsatzsteuer-id, ust-id, ustid, ust-idnr, ustidnr, ust idnr, umsatzsteuer-identifikationsnummer, umsatzsteuer identifikationsnummer, mehrwertsteuer",
      [DE_VAT_ID],
    ],
    ["reisepass, reisepassnummer, passnummer, pass-nr", [DE_PASSPORT]],
    ["handelsregister, handelsregisternummer, amtsgericht, hra, hrb", [DE_COMMERCIAL_REGISTER]],
  ],
  strong: [
    [DE_VAT_ID, ["DE123456789"]],
    [DE_SOCIAL_SECURITY, ["15070649C103", "15 070649 C 103"]],
  ],
  examples: [
    { text: "Steuer-ID: 36574261809", finds: ["36574261809"] },
    { text: "Rentenversicherungsnummer 15 070649 C 103", finds: ["15 070649 C 103"] },
    { text: "Personalausweis T220001293 liegt vor", finds: ["T220001293"] },
    { text: "Rechnung an DE136695976", finds: ["DE136695976"] },
    { text: "USt-IdNr: DE 136,695 976 gültig", finds: ["DE 136,695 976"] },
    { text: "36574261809", key: "customer.steuer_id", finds: ["36574261809"] },
  ],
  counterExamples: ["Steuer-ID: 36574261800", "block 36574261809 written", "DE136695977"],
};

const AT_SVNR = tested("AT_SVNR", /\d{4}[ -]?\d{6}/y, isAustrian, 0.4);
const AT_TIN = checked("AT_TAX_NUMBER", /\d{2}[-/ ]?\d{3}[/ ]?\d{4}/y, atTin, 0.25);
const AT_UID = checked("AT_VAT_ID", /AT ?U ?\d{8}/iy, atUid, 0.6, "COMPANY_ID");
const AT: Pack = {
  country: "at",
  name: "Austria",
  source: "Dachverband der Sozialversicherungsträger; BMF",
  rows: [
    [
      "svnr, sv-nummer, sv-nr, versicherungsnummer, sozialversicherungsnummer, sozialversicherung, austrian social security, austrian ssn, vsnr",
      [AT_SVNR],
    ],
    ["abgabenkontonummer, steuernummer, finanzamt", [AT_TIN]],
    ["uid-nummer, uid nr, umsatzsteuer", [AT_UID]],
  ],
  strong: [[AT_UID, ["ATU13585627"]]],
  examples: [
    { text: "SVNR 1237 010180", finds: ["1237 010180"] },
    { text: "UID ATU13585627", finds: ["ATU13585627"] },
  ],
  counterExamples: ["SVNR 1238 010180", "1237010180 bytes"],
};

const CH_AHV = checked("CH_AHV", /756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}/y, chSsn, 0.6);
const CH_AHV_DOTTED = checked("CH_AHV", /756\.\d{4}\.\d{4}\.\d{2}/y, chSsn, 0.6);
const CH_UID = checked(
  "CH_UID",
  /CHE[- ]?\d{3}\.?\d{3}\.?\d{3}(?: ?(?:MWST|TVA|IVA|HR))?(?![A-Za-z0-9])/iy,
  chUid,
  0.6,
  "COMPANY_ID",
);
const CH: Pack = {
  country: "ch",
  name: "Switzerland",
  source: "Zentrale Ausgleichsstelle (AHVN13); BFS (UID)",
  rows: [
    ["ahv, avs, ahv-nummer, ahv-nr, ahvn13, sozialversicherungsnummer, numéro avs, oasi, social security", [CH_AHV]],
    ["uid, ide, mwst-nummer", [CH_UID]],
  ],
  strong: [
    [CH_AHV_DOTTED, ["756.9217.0769.85"]],
    [CH_UID, ["CHE107787577", "CHE-107", "CHE 107"]],
  ],
  examples: [
    { text: "AHV 756.9217.0769.85 gemeldet", finds: ["756.9217.0769.85"] },
    { text: "Firma CHE-107.787.577", finds: ["CHE-107.787.577"] },
  ],
  counterExamples: ["756.9217.0769.84", "CHE-107.787.578"],
};

const FR_NIR = checked("FR_NIR", /[12378] ?\d{2} ?[0-9]{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}/iy, frNir, 0.6);
const FR_NIR_SPACED = checked("FR_NIR", /[12] \d{2} \d{2} (?:\d{2}|2[AB]) \d{3} \d{3} \d{2}/iy, frNir, 0.6);
const FR_SPI = tested("FR_NIF", /[0-3]\d(?: ?\d{2}){1} ?\d{3} ?\d{3} ?\d{3}/y, isSpi, 0.5);
const FR_SIREN = checked("FR_SIREN", /\d{3} ?\d{3} ?\d{3}/y, frSiren, 0.18, "COMPANY_ID");
const FR_SIRET = checked("FR_SIRET", /\d{3} ?\d{3} ?\d{3} ?\d{5}/y, frSiret, 0.2, "COMPANY_ID");
const FR_TVA = checked("FR_VAT_ID", /FR ?[0-9A-Z]{2} ?\d{3} ?\d{3} ?\d{3}/iy, frTva, 0.6, "COMPANY_ID");
const FR_TVA_BARE = checked("FR_VAT_ID", /[0-9A-Z]{2} ?\d{3} ?\d{3} ?\d{3}/iy, frTva, 0.24, "COMPANY_ID");
const FR: Pack = {
  country: "fr",
  name: "France",
  source: "INSEE (NIR, SIREN), DGFiP (numéro fiscal)",
  rows: [
    [
      "nir, numéro de sécurité sociale, sécurité sociale, numéro de sécu, sécu, insee, carte vitale, assuré social, french ssn, nss, social security",
      [FR_NIR],
    ],
    ["numéro fiscal, nif, spi, référence fiscale, impôts, tax number, tax id", [FR_SPI]],
    ["siren, numéro siren", [FR_SIREN]],
    ["siret, numéro siret", [FR_SIRET]],
    ["tva, tva intracommunautaire", [FR_TVA, FR_TVA_BARE]],
  ],
  strong: [
    [FR_NIR_SPACED, ["2 95"]],
    [FR_TVA, ["FR40303265045"]],
  ],
  examples: [
    { text: "NIR : 295109912611193", finds: ["295109912611193"] },
    { text: "dossier 2 95 10 99 126 111 93 clos", finds: ["2 95 10 99 126 111 93"] },
    { text: "SIREN 552 008 443", finds: ["552 008 443"] },
    { text: "numéro fiscal 3023217600053", finds: ["3023217600053"] },
    { text: "TVA FR40303265045", finds: ["FR40303265045"] },
  ],
  counterExamples: ["NIR : 295109912611192", "offset 295109912611193"],
};

const BE_NN = tested("BE_NATIONAL_REGISTER", /\d{2}[. ]?\d{2}[. ]?\d{2}[-. ]?\d{3}[-. ]?\d{2}/y, isBelgian, 0.45);
const BE_NN_DOTTED = tested("BE_NATIONAL_REGISTER", /\d{2}\.\d{2}\.\d{2}-\d{3}[. ]\d{2}/y, isBelgian, 0.6);
const BE_VAT = checked("BE_VAT_ID", /BE ?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}/iy, beVat, 0.6, "COMPANY_ID");
const BE: Pack = {
  country: "be",
  name: "Belgium",
  source: "Rijksregister; KBO",
  rows: [
    [
      "rijksregisternummer, rijksregister, rrn, registre national, numéro national, numéro de registre national, niss, insz, bis-nummer, national number, belgian national, national register",
      [BE_NN],
    ],
    ["ondernemingsnummer, btw, btw-nummer, numéro d'entreprise", [BE_VAT]],
  ],
  strong: [
    [BE_NN_DOTTED, ["85.07"]],
    [BE_VAT, ["BE0403019261", "BE403019261", "BE0403.019"]],
  ],
  examples: [
    { text: "patient 85.07.30-033 28 admitted", finds: ["85.07.30-033 28"] },
    { text: "Rijksregisternummer 85073003328", finds: ["85073003328"] },
    { text: "BE0403019261", finds: ["BE0403019261"] },
  ],
  counterExamples: ["85.07.30-033 29"],
};

const NL_BSN = checked("NL_BSN", /\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}|\d{8,9}/y, nlBsn, 0.3);
const NL_BTW = checked("NL_VAT_ID", /NL ?\d{9} ?B ?\d{2}/iy, nlBtw, 0.6, "COMPANY_ID");
const NL_BTW_BARE = checked("NL_VAT_ID", /\d{9}B\d{2}/iy, nlBtw, 0.4, "COMPANY_ID");
const NL: Pack = {
  country: "nl",
  name: "the Netherlands",
  source: "Logisch Ontwerp BSN; Belastingdienst",
  rows: [
    [
      "bsn, burgerservicenummer, burger service nummer, sofinummer, sofi-nummer, sofi, citizen service number, dutch bsn",
      [NL_BSN],
    ],
    ["btw, btw-nummer, btw-id", [NL_BTW, NL_BTW_BARE]],
  ],
  strong: [[NL_BTW, ["NL004495445B01"]]],
  examples: [
    { text: "BSN: 111222333", finds: ["111222333"] },
    { text: "burgerservicenummer is 1112.22.333", finds: ["1112.22.333"] },
    { text: "btw NL004495445B01", finds: ["NL004495445B01"] },
  ],
  counterExamples: ["BSN: 111222334", "pid 111222333"],
};

const LU_NIN = tested("LU_NIN", /(?:18|19|20)\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{2}/y, isLuxembourg, 0.55);
const LU_VAT = checked("LU_VAT_ID", /LU ?\d{8}/iy, luTva, 0.5, "COMPANY_ID");
const LU: Pack = {
  country: "lu",
  name: "Luxembourg",
  source: "CTIE (numéro d'identification national); AED",
  rows: [
    [
      "matricule, numéro d'identification, nin, identifiant national, numéro matricule, luxembourg id, national identification",
      [LU_NIN],
    ],
    ["tva, id tva", [LU_VAT]],
  ],
  strong: [[LU_VAT, ["LU15027442"]]],
  examples: [
    { text: "matricule 1893120105732", finds: ["1893120105732"] },
    { text: "TVA LU15027442", finds: ["LU15027442"] },
  ],
  counterExamples: ["matricule 1893120105733"],
};

const UK_NINO = checked(
  "UK_NINO",
  /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d{2}){3}[ -]?[A-D](?![A-Za-z])/iy,
  gbNino,
  0.3,
);
const UK_NINO_UPPER = plain(
  "UK_NINO",
  /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d{2}){3} ?[A-D](?![A-Za-z])/y,
  0.65,
);
const UK_UTR = checked("UK_UTR", /\d{5} ?\d{5}K?/iy, gbUtr, 0.25);
const UK_TRN = plain("UK_TRN", /\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[MF]\d{5}|\d{2} ?[A-Z] ?\d{5}/iy, 0.4);
const UK_VAT = checked("UK_VAT_ID", /GB ?\d{3} ?\d{4} ?\d{2}/iy, gbVat, 0.6, "COMPANY_ID");
const UK_VAT_BARE = checked("UK_VAT_ID", /\d{3} ?\d{4} ?\d{2}/y, gbVat, 0.2, "COMPANY_ID");
const GB: Pack = {
  country: "gb",
  name: "the United Kingdom",
  source: "HMRC NIM39110 (NINO); HMRC (UTR, VAT)",
  rows: [
    ["nino, national insurance, national insurance number, ni number, ni no, nin, insurance number", [UK_NINO]],
    ["utr, unique taxpayer reference, taxpayer reference, tax reference, self assessment", [UK_UTR]],
    ["trn, temporary reference number, temporary reference, tax reference number", [UK_TRN]],
    ["vat, vat number, vat registration, vat reg", [UK_VAT, UK_VAT_BARE]],
  ],
  strong: [
    [UK_NINO_UPPER, ["JG121316A"]],
    [UK_VAT, ["GB980780684"]],
  ],
  examples: [
    { text: "NI number JG 12 13 16 A", finds: ["JG 12 13 16 A"] },
    { text: "employee JG121316A joined", finds: ["JG121316A"] },
    { text: "UTR 1955839661", finds: ["1955839661"] },
    { text: "VAT GB980780684", finds: ["GB980780684"] },
  ],
  counterExamples: ["GB121316A", "jg121316a0", "QQ12345C", "UTR 2955839661"],
};

const IE_PPS = checked("IE_PPS", /\d{7} ?[A-W][A-IWT]?(?![A-Za-z])/iy, iePps, 0.45);
const IE_VAT = checked("IE_VAT_ID", /IE ?\d[0-9A-Z+*]\d{5}[A-W][A-I]?/iy, ieVat, 0.6, "COMPANY_ID");
const IE: Pack = {
  country: "ie",
  name: "Ireland",
  source: "Department of Social Protection; Revenue",
  rows: [
    ["pps, ppsn, pps number, personal public service, personal public service number, irish pps", [IE_PPS]],
    ["vat, vat number", [IE_VAT]],
  ],
  strong: [[IE_VAT, ["IE6433435F", "IE6433435FA", "IE6A33435F"]]],
  examples: [
    { text: "PPSN 6433435F received", finds: ["6433435F"] },
    { text: "IE6433435F", finds: ["IE6433435F"] },
  ],
  counterExamples: ["PPSN 6433435E", "rev 6433435F"],
};

export const PACKS: readonly Pack[] = [DE, AT, CH, FR, BE, NL, LU, GB, IE];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
