import { validate as adNrt } from "stdnum/lib/cjs/ad/nrt.js";
import { validate as cyVat } from "stdnum/lib/cjs/cy/vat.js";
import { validate as dkCvr } from "stdnum/lib/cjs/dk/cvr.js";
import { validate as esCif } from "stdnum/lib/cjs/es/cif.js";
import { validate as esDni } from "stdnum/lib/cjs/es/dni.js";
import { validate as esNie } from "stdnum/lib/cjs/es/nie.js";
import { validate as esNif } from "stdnum/lib/cjs/es/nif.js";
import { validate as esNss } from "stdnum/lib/cjs/es/nss.js";
import { validate as fiHetu } from "stdnum/lib/cjs/fi/hetu.js";
import { validate as fiYtunnus } from "stdnum/lib/cjs/fi/ytunnus.js";
import { validate as grAmka } from "stdnum/lib/cjs/gr/amka.js";
import { validate as grVat } from "stdnum/lib/cjs/gr/vat.js";
import { validate as isKennitala } from "stdnum/lib/cjs/is/kennitala.js";
import { validate as itCf } from "stdnum/lib/cjs/it/codicefiscale.js";
import { validate as itIva } from "stdnum/lib/cjs/it/iva.js";
import { validate as mtVat } from "stdnum/lib/cjs/mt/vat.js";
import { validate as noFnr } from "stdnum/lib/cjs/no/fodselsnummer.js";
import { validate as noOrgnr } from "stdnum/lib/cjs/no/orgnr.js";
import { validate as ptCc } from "stdnum/lib/cjs/pt/cc.js";
import { validate as ptNif } from "stdnum/lib/cjs/pt/nif.js";
import { validate as seOrgnr } from "stdnum/lib/cjs/se/orgnr.js";
import { validate as seVat } from "stdnum/lib/cjs/se/vat.js";
import { validate as trTc } from "stdnum/lib/cjs/tr/tckimlik.js";
import { validate as trVkn } from "stdnum/lib/cjs/tr/vkn.js";
import type { Detector } from "../../detector.ts";
import { digitsOf } from "../../units.ts";
import { isCpr, isOldCpr, isSwedish } from "./checks.ts";
import { checked, detectorOf, type Pack, plain, tested } from "./pack.ts";

/** The letter is that of the number modulo 23; asked first, for a refusal by stdnum costs an Error with its stack. */
function dniVerdict(value: string): { readonly isValid: boolean } {
  const letter = "TRWAGMYFPDXBNJZSQVHLCKE"[Number(digitsOf(value)) % 23];
  return value.toUpperCase().endsWith(letter ?? " ") ? esDni(value) : { isValid: false };
}

const ES_DNI = checked(
  "ES_NIF",
  /\d{8}[- ]?[A-Z](?![A-Za-z])|\d{2}\.\d{3}\.\d{3}-?[A-Z](?![A-Za-z])/iy,
  dniVerdict,
  0.45,
);
const ES_DNI_UPPER = checked(
  "ES_NIF",
  /\d{8}-?[A-HJ-NP-TV-Z](?![A-Za-z])|\d{2}\.\d{3}\.\d{3}-?[A-HJ-NP-TV-Z](?![A-Za-z])/y,
  dniVerdict,
  0.4,
);
const ES_SPECIAL = checked("ES_NIF", /[KLM]\d{7}[A-Z](?![A-Za-z])/iy, esNif, 0.4);
const ES_NIE = checked("ES_NIE", /[XYZ][- ]?\d{7}[- ]?[A-Z](?![A-Za-z])/iy, esNie, 0.5);
const ES_NIE_UPPER = checked("ES_NIE", /[XYZ]-?\d{7}-?[A-HJ-NP-TV-Z](?![A-Za-z])/y, esNie, 0.5);
const ES_CIF = checked("ES_CIF", /[A-HJNP-SUVW][- ]?\d{7}[- ]?[0-9A-J](?![A-Za-z])/iy, esCif, 0.4, "COMPANY_ID");
const ES_NSS = checked("ES_NUSS", /\d{2}[/ -]?\d{8}[/ -]?\d{2}|\d{2}[/ -]?\d{7}[/ -]?\d{2}/y, esNss, 0.4);
const ES: Pack = {
  country: "es",
  name: "Spain",
  source: "Real Decreto 1553/2005 (DNI), Orden EHA/451/2008 (NIF); TGSS (NUSS)",
  rows: [
    [
      "dni, nif, documento nacional de identidad, número de identificación fiscal, d.n.i, n.i.f, national id",
      [ES_DNI, ES_NIE, ES_CIF, ES_SPECIAL],
    ],
    ["nie, número de identidad de extranjero, número de extranjero, extranjero, foreigner", [ES_NIE]],
    ["cif, código de identificación fiscal", [ES_CIF]],
    [
      "nuss, nss, naf, número de la seguridad social, número de seguridad social, seguridad social, número de afiliación, social security",
      [ES_NSS],
    ],
  ],
  strong: [
    [ES_DNI_UPPER, ["54362315K", "54362315-K", "54.362"]],
    [ES_NIE_UPPER, ["X2482300W", "X-2482300", "X2482300-W"]],
  ],
  examples: [
    { text: "DNI: 54362315K", finds: ["54362315K"] },
    { text: "cliente 54362315-K alta", finds: ["54362315-K"] },
    { text: "NIE X2482300W", finds: ["X2482300W"] },
    { text: "CIF J99216582", finds: ["J99216582"] },
  ],
  counterExamples: ["DNI: 54362315Z", "X2482300A", "token 54362315k"],
};

const PT_NIF = checked("PT_NIF", /[1-9]\d{2}[ .]?\d{3}[ .]?\d{3}/y, ptNif, 0.3);
const PT_CC = checked("PT_CC", /\d{8} ?\d ?[A-Z0-9]{2}\d/iy, ptCc, 0.4);
const PT: Pack = {
  country: "pt",
  name: "Portugal",
  source: "Autoridade Tributária (NIF); AMA (Cartão de Cidadão)",
  rows: [
    [
      "nif, contribuinte, número de contribuinte, número de identificação fiscal, número fiscal, portuguese tax, tax id",
      [PT_NIF],
    ],
    ["cartão de cidadão, cartão cidadão, cc, bilhete de identidade, cartão do cidadão", [PT_CC]],
  ],
  examples: [{ text: "NIF 501964843", finds: ["501964843"] }],
  counterExamples: ["NIF 501964844", "501964843 rows"],
};

const IT_CF = checked(
  "IT_FISCAL_CODE",
  /[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]/iy,
  itCf,
  0.7,
);
const IT_IVA = checked("IT_VAT_CODE", /(?:IT ?)?\d{11}/iy, itIva, 0.25, "COMPANY_ID");
const IT_IVA_PREFIXED = checked("IT_VAT_CODE", /IT ?\d{11}/y, itIva, 0.5, "COMPANY_ID");
const IT_CARD = plain(
  "IT_IDENTITY_CARD",
  /(?:[A-Z]{2} ?\d{5}[A-Z]{2}|[A-Z]{2} ?\d{7}|\d{7}[A-Z]{2})(?![A-Za-z])/iy,
  0.35,
);
const IT: Pack = {
  country: "it",
  hasFewDigits: true,
  name: "Italy",
  source: "D.M. 12/03/1974 (codice fiscale); Agenzia delle Entrate",
  rows: [
    ["codice fiscale, cod fiscale, cf, c.f, fiscal code, tax code", [IT_CF]],
    ["partita iva, p.iva, p iva, piva, iva", [IT_IVA]],
    [
      "carta d'identità, carta identità, carta di identità, carta d'identita elettronica, cie, documento d'identità, identity card, id card",
      [IT_CARD],
    ],
  ],
  strong: [
    [
      IT_CF,
      [
        "RCCMNL83S18D969H",
        "RCCMNLL3S18D969H",
        "RCCMNLLPS18D969H",
        "RCCMNLLPSM8D969H",
        "RCCMNLLPSMMD969H",
        "RCCMNLLPSMMDL69H",
        "RCCMNLLPSMMDLL9H",
      ],
    ],
    [IT_IVA_PREFIXED, ["IT00743110157"]],
  ],
  examples: [
    { text: "cliente RCCMNL83S18D969H", finds: ["RCCMNL83S18D969H"] },
    { text: "P.IVA 00743110157", finds: ["00743110157"] },
    { text: "carta d'identità CA12345AA", finds: ["CA12345AA"] },
  ],
  counterExamples: ["RCCMNL83S18D969A", "P.IVA 00743110158"],
};

const GR_AMKA = checked("GR_AMKA", /\d{6} ?\d{5}/y, grAmka, 0.45);
const GR_AFM = checked("GR_TIN", /(?:EL|GR)? ?\d{9}/iy, grVat, 0.25);
const GR_AFM_BARE = checked("GR_TIN", /\d{9}/y, grVat, 0.25);
const GR: Pack = {
  country: "gr",
  name: "Greece",
  source: "ΗΔΙΚΑ (AMKA); ΑΑΔΕ (AFM)",
  rows: [
    ["amka, αμκα, α.μ.κ.α, greek social security", [GR_AMKA]],
    ["afm, αφμ, α.φ.μ, greek tax, tax id, vat", [GR_AFM_BARE, GR_AFM]],
  ],
  examples: [
    { text: "AMKA 01013099997", finds: ["01013099997"] },
    { text: "ΑΦΜ: 094259216", finds: ["094259216"] },
  ],
  counterExamples: ["AMKA 01013099998", "094259216 ms"],
};

const CY_TIN = checked("CY_TIN", /\d{8}[A-Z](?![A-Za-z])/iy, cyVat, 0.4);
const MT_VAT = checked("MT_VAT_ID", /MT ?\d{8}/iy, mtVat, 0.6, "COMPANY_ID");
const CY: Pack = {
  country: "cy",
  name: "Cyprus",
  source: "Cyprus Tax Department",
  rows: [["tic, tin, vat, φπα, tax identification code, cyprus tax", [CY_TIN]]],
  examples: [{ text: "VAT 10259033P", finds: ["10259033P"] }],
  counterExamples: ["VAT 10259033Z"],
};
const MT: Pack = {
  country: "mt",
  hasFewDigits: true,
  name: "Malta",
  source: "Malta Commissioner for Revenue",
  rows: [
    ["vat, vat number", [MT_VAT]],
    [
      "karta tal-identità, identity card, id card, maltese id",
      [plain("MT_ID_CARD", /\d{1,7}[MGAPLHBZ](?![A-Za-z0-9])/iy, 0.3)],
    ],
  ],
  strong: [[MT_VAT, ["MT11679112"]]],
  examples: [{ text: "VAT MT11679112", finds: ["MT11679112"] }],
  counterExamples: ["MT11679113"],
};

const TR_TC = checked("TR_NATIONAL_ID", /[1-9]\d{10}/y, trTc, 0.5);
const TR_VKN = checked("TR_VKN", /\d{10}/y, trVkn, 0.2);
const TR: Pack = {
  country: "tr",
  name: "Türkiye",
  source: "Nüfus ve Vatandaşlık İşleri (T.C. Kimlik No); GİB",
  rows: [
    [
      "tckn, tc kimlik, t.c. kimlik, kimlik no, kimlik numarası, tc no, tckimlik, kimlik, turkish id, national id",
      [TR_TC],
    ],
    ["vkn, vergi kimlik, vergi no, vergi numarası", [TR_VKN]],
  ],
  examples: [
    { text: "TC Kimlik No: 17291716060", finds: ["17291716060"] },
    { text: "vergi no 4540536920", finds: ["4540536920"] },
  ],
  counterExamples: ["TC Kimlik No: 17291716061", "17291716060 ns"],
};

const DK_CPR = tested("DK_CPR", /\d{6}[- ]?\d{4}/y, isOldCpr, 0.4);
const DK_CPR_NEW = { ...tested("DK_CPR", /\d{6}-\d{4}/y, isCpr, 0.3), checksum: false };
const DK_CVR = checked("DK_CVR", /(?:DK ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}/iy, dkCvr, 0.25, "COMPANY_ID");
const DK: Pack = {
  country: "dk",
  name: "Denmark",
  source: "CPR-kontoret; Erhvervsstyrelsen",
  rows: [
    ["cpr, cpr-nummer, cpr-nr, personnummer, cprnr, danish id", [DK_CPR, DK_CPR_NEW]],
    ["cvr, cvr-nummer, cvr-nr, momsnummer", [DK_CVR]],
  ],
  strong: [[tested("DK_CPR", /\d{6}-\d{4}/y, isOldCpr, 0.2), ["211062-5629"]]],
  examples: [
    { text: "CPR-nr 211062-5629", finds: ["211062-5629"] },
    { text: "CVR 13585628", finds: ["13585628"] },
  ],
  counterExamples: ["CPR-nr 451362-5629", "CVR 13585629"],
};

const SE_PERSON = tested("SE_PERSONNUMMER", /(?:(?:18|19|20)\d{2}|\d{2})\d{4}[-+ ]?\d{4}/y, isSwedish, 0.45);
/** Without a word beside it: not of the youngest, for builds and batches are numbered by their day. */
const SE_PERSON_DASHED = tested(
  "SE_PERSONNUMMER",
  /(?:(?:18|19)\d{2}|20(?:0\d|1[0-4])|0\d|1[0-4]|[3-9]\d)\d{4}[-+]\d{4}/y,
  isSwedish,
  0.4,
);
const SE_ORG = checked("SE_ORGANISATIONSNUMMER", /\d{6}-?\d{4}/y, seOrgnr, 0.2, "COMPANY_ID");
const SE_VAT = checked("SE_VAT_ID", /SE ?\d{10}01/iy, seVat, 0.6, "COMPANY_ID");
const SE: Pack = {
  country: "se",
  name: "Sweden",
  source: "Skatteverket SKV 704 (personnummer, samordningsnummer); Bolagsverket",
  rows: [
    [
      "personnummer, personnr, person-nr, pnr, samordningsnummer, coordination number, födelsenummer, swedish id, personal identity number",
      [SE_PERSON],
    ],
    ["organisationsnummer, orgnr, org-nr, org.nr, org nr, organisation number", [SE_ORG]],
    ["momsnummer, moms, momsregistreringsnummer, vat", [SE_VAT]],
  ],
  strong: [
    [SE_PERSON_DASHED, ["880320-0016", "19880320-0016", "880320+0016"]],
    [SE_VAT, ["SE123456789701"]],
  ],
  examples: [
    { text: "personnummer 880320-0016", finds: ["880320-0016"] },
    { text: "kund 19880320-0016 inloggad", finds: ["19880320-0016"] },
    { text: "orgnr 123456-7897", finds: ["123456-7897"] },
  ],
  counterExamples: ["personnummer 880320-0018", "job 881320-0016", "build 20260411-2504", "batch 260411-2504"],
};

const NO_FNR = checked("NO_FODSELSNUMMER", /\d{6} ?\d{5}/y, noFnr, 0.5);
const NO_ORG = checked("NO_ORGNR", /\d{3} ?\d{3} ?\d{3}/y, noOrgnr, 0.25, "COMPANY_ID");
const NO: Pack = {
  country: "no",
  name: "Norway",
  source: "Skatteetaten (fødselsnummer); Brønnøysundregistrene",
  rows: [
    ["fødselsnummer, fodselsnummer, fødselsnr, fnr, personnummer, d-nummer, norwegian id", [NO_FNR]],
    ["organisasjonsnummer, orgnr, org.nr, org nr", [NO_ORG]],
  ],
  examples: [
    { text: "fødselsnummer 151086 95088", finds: ["151086 95088"] },
    { text: "orgnr 988 077 917", finds: ["988 077 917"] },
  ],
  counterExamples: ["fødselsnummer 151086 95077", "15108695088 bytes"],
};

const FI_HETU = checked("FI_PERSONAL_IDENTITY_CODE", /\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-Y](?![A-Za-z])/iy, fiHetu, 0.7);
const FI_YTUNNUS = checked("FI_BUSINESS_ID", /\d{7}-\d/y, fiYtunnus, 0.25, "COMPANY_ID");
const FI: Pack = {
  country: "fi",
  name: "Finland",
  source: "Digi- ja väestötietovirasto (henkilötunnus); PRH",
  rows: [
    ["hetu, henkilötunnus, henkilötunnukseni, personbeteckning, sotu, personal identity code", [FI_HETU]],
    ["tunnus, ytunnus, fo-nummer, business id", [FI_YTUNNUS]],
  ],
  strong: [[FI_HETU, ["131052-308T", "131052+308T", "131052A308T"]]],
  examples: [
    { text: "asiakas 131052-308T kirjautui", finds: ["131052-308T"] },
    { text: "Y-tunnus 2077474-0", finds: ["2077474-0"] },
  ],
  counterExamples: ["131052-308U", "2077474-0 done", "Y-tunnus 2077474-1"],
};

const IS_KENNITALA = checked("IS_KENNITALA", /\d{6}-?\d{4}/y, isKennitala, 0.4);
const IS: Pack = {
  country: "is",
  name: "Iceland",
  source: "Þjóðskrá Íslands",
  rows: [["kennitala, kennitölu, kt, icelandic id", [IS_KENNITALA]]],
  examples: [{ text: "kennitala 450401-3150", finds: ["450401-3150"] }],
  counterExamples: ["kennitala 450401-3250"],
};

const AD: Pack = {
  country: "ad",
  name: "Andorra",
  source: "Departament de Tributs i de Fronteres",
  rows: [["nrt, número de registre tributari", [checked("AD_NRT", /[A-Z]-?\d{6}-?[A-Z](?![A-Za-z])/iy, adNrt, 0.4)]]],
  examples: [{ text: "NRT U-132950-X", finds: ["U-132950-X"] }],
  counterExamples: ["file U-132950-X"],
};

export const PACKS: readonly Pack[] = [ES, PT, IT, GR, CY, MT, TR, DK, SE, NO, FI, IS, AD];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
