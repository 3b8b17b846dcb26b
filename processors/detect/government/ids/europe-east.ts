import { validate as alNipt } from "stdnum/lib/cjs/al/nipt.js";
import { validate as bgEgn } from "stdnum/lib/cjs/bg/egn.js";
import { validate as bgPnf } from "stdnum/lib/cjs/bg/pnf.js";
import { validate as byUnp } from "stdnum/lib/cjs/by/unp.js";
import { validate as czDic } from "stdnum/lib/cjs/cz/dic.js";
import { validate as czIco } from "stdnum/lib/cjs/cz/ico.js";
import { validate as eeIk } from "stdnum/lib/cjs/ee/ik.js";
import { validate as eeKmkr } from "stdnum/lib/cjs/ee/kmkr.js";
import { validate as hrOib } from "stdnum/lib/cjs/hr/oib.js";
import { validate as huAnum } from "stdnum/lib/cjs/hu/anum.js";
import { validate as ltAsmens } from "stdnum/lib/cjs/lt/asmens.js";
import { validate as ltPvm } from "stdnum/lib/cjs/lt/pvm.js";
import { validate as lvPvn } from "stdnum/lib/cjs/lv/pvn.js";
import { validate as mdIdno } from "stdnum/lib/cjs/md/idno.js";
import { validate as mePib } from "stdnum/lib/cjs/me/pib.js";
import { validate as mkEdb } from "stdnum/lib/cjs/mk/edb.js";
import { validate as plNip } from "stdnum/lib/cjs/pl/nip.js";
import { validate as plPesel } from "stdnum/lib/cjs/pl/pesel.js";
import { validate as plRegon } from "stdnum/lib/cjs/pl/regon.js";
import { validate as roCnp } from "stdnum/lib/cjs/ro/cnp.js";
import { validate as roCui } from "stdnum/lib/cjs/ro/cui.js";
import { validate as rsJmbg } from "stdnum/lib/cjs/rs/jmbg.js";
import { validate as rsPib } from "stdnum/lib/cjs/rs/pib.js";
import { validate as ruInn } from "stdnum/lib/cjs/ru/inn.js";
import { validate as siDdv } from "stdnum/lib/cjs/si/ddv.js";
import { validate as siEmso } from "stdnum/lib/cjs/si/emso.js";
import { validate as skDph } from "stdnum/lib/cjs/sk/dph.js";
import { validate as uaEdrpou } from "stdnum/lib/cjs/ua/edrpou.js";
import { validate as uaRntrc } from "stdnum/lib/cjs/ua/rntrc.js";
import type { Detector } from "../../detector.ts";
import { isBirthNumber, isHungarianTax, isKazakh, isLatvian, isSnils, isTaj } from "./checks.ts";
import { checked, detectorOf, type Pack, plain, tested } from "./pack.ts";

const PL_PESEL = checked("PL_PESEL", /\d{11}/y, plPesel, 0.45);
const PL_NIP = checked("PL_NIP", /(?:PL ?)?\d{3}[- ]?\d{3}[- ]?\d{2}[- ]?\d{2}|\d{3}-\d{2}-\d{2}-\d{3}/iy, plNip, 0.25);
const PL_REGON = checked("PL_REGON", /\d{9}(?:\d{5})?/y, plRegon, 0.2, "COMPANY_ID");
const PL_ID_CARD = tested("PL_ID_CARD", /[A-Z]{3} ?\d{6}/iy, isPolishCard, 0.3);

/** Weights 7 3 1 over letters (A = 10) and digits, the check digit after the letters. */
function isPolishCard(value: string): boolean {
  const text = value.replace(" ", "").toUpperCase();
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    if (i !== 3) sum += Number.parseInt(text[i] ?? "0", 36) * ([7, 3, 1, 0, 7, 3, 1, 7, 3][i] ?? 0);
  }
  return sum % 10 === Number(text[3]);
}

const PL: Pack = {
  country: "pl",
  name: "Poland",
  source: "gov.pl (PESEL, dowód osobisty), Ustawa o NIP, GUS (REGON)",
  rows: [
    ["pesel, nr pesel, numer pesel, polish national id, national id", [PL_PESEL]],
    ["nip, numer nip, vat, tax id", [PL_NIP]],
    ["regon", [PL_REGON]],
    ["dowód osobisty, dowodu osobistego, dowód, nr dowodu, identity card", [PL_ID_CARD]],
  ],
  examples: [
    { text: "PESEL: 44051401359", finds: ["44051401359"] },
    { text: "NIP 526-104-08-28", finds: ["526-104-08-28"] },
    { text: "REGON 192598184", finds: ["192598184"] },
    { text: "44051401359", key: "user.pesel", finds: ["44051401359"] },
  ],
  counterExamples: ["PESEL: 44051401358", "44051401359 bytes read"],
};

const CZ_RC = tested("CZ_RODNE_CISLO", /\d{6}\/\d{3,4}|\d{9,10}/y, isBirthNumber, 0.45);
const RC_SLASHED = tested("CZ_RODNE_CISLO", /\d{6}\/\d{4}/y, isBirthNumber, 0.5);
const CZ_ICO = checked("CZ_ICO", /\d{8}/y, czIco, 0.25, "COMPANY_ID");
const CZ_DIC = checked("CZ_DIC", /CZ ?\d{8,10}/iy, czDic, 0.5, "NATIONAL_ID");
const CZ: Pack = {
  country: "cz",
  name: "Czechia",
  source: "Zákon 133/2000 Sb. (rodné číslo); Finanční správa",
  rows: [
    ["rodné číslo, rodneho cisla, rodné č, rč, rodne cislo, birth number, rc, czech id", [CZ_RC]],
    ["ičo, ico, ič", [CZ_ICO]],
    ["dič, dic, czech tin", [CZ_DIC, CZ_RC]],
  ],
  strong: [
    [RC_SLASHED, ["710319/2745"]],
    [CZ_DIC, ["CZ25123891", "CZ123456789", "CZ7103192745"]],
  ],
  examples: [
    { text: "rodné číslo 710319/2745", finds: ["710319/2745"] },
    { text: "klient 710319/2745 ok", finds: ["710319/2745"] },
    { text: "DIČ CZ25123891", finds: ["CZ25123891"] },
  ],
  counterExamples: ["rodné číslo 710319/2746", "CZ25123890"],
};
const SK_RC = { ...CZ_RC, subtype: "SK_RODNE_CISLO" };
const SK_DPH = checked("SK_VAT_ID", /SK ?\d{10}/iy, skDph, 0.5, "COMPANY_ID");
const SK_DPH_BARE = checked("SK_VAT_ID", /\d{10}/y, skDph, 0.2, "COMPANY_ID");
const SK: Pack = {
  country: "sk",
  name: "Slovakia",
  source: "Zákon 301/1995 Z. z.; Finančná správa",
  rows: [
    ["rodné číslo, rodne cislo, slovak id", [SK_RC]],
    ["ič dph, ic dph, dph", [SK_DPH, SK_DPH_BARE]],
  ],
  strong: [[SK_DPH, ["SK2022749619"]]],
  examples: [{ text: "IČ DPH SK2022749619", finds: ["SK2022749619"] }],
  counterExamples: ["SK2022749618"],
};

const HU_TAX = tested("HU_TAX_ID", /8\d{3} ?\d{3} ?\d{3}/y, isHungarianTax, 0.4);
const HU_TAJ = tested("HU_TAJ", /\d{3}[- ]?\d{3}[- ]?\d{3}/y, isTaj, 0.2);
const HU_VAT = checked("HU_VAT_ID", /(?:HU ?)?\d{8}(?:-\d-\d{2})?/iy, huAnum, 0.25, "COMPANY_ID");
const HU: Pack = {
  country: "hu",
  name: "Hungary",
  source: "1996. évi XX. törvény; NAV",
  rows: [
    ["adóazonosító, adóazonosító jel, adóazonosító jele, adóazonosító szám, hungarian tax, tax id", [HU_TAX]],
    ["taj, taj szám, taj-szám, társadalombiztosítási", [HU_TAJ]],
    ["adószám, adoszam, vat", [HU_VAT]],
  ],
  examples: [
    { text: "adóazonosító jel: 8071592153", finds: ["8071592153"] },
    { text: "adószám 12892312", finds: ["12892312"] },
  ],
  counterExamples: ["adóazonosító jel: 8071592154"],
};

const RO_CNP = checked("RO_CNP", /[1-9]\d{12}/y, roCnp, 0.55);
const RO_CUI = checked("RO_CUI", /(?:RO ?)?\d{2,10}/iy, roCui, 0.2, "COMPANY_ID");
const RO: Pack = {
  country: "ro",
  name: "Romania",
  source: "Legea 105/1996 (CNP); ANAF",
  rows: [
    ["cnp, cod numeric personal, romanian id", [RO_CNP]],
    ["cui, cif, cod fiscal, cod unic de înregistrare", [RO_CUI]],
  ],
  examples: [
    { text: "CNP 1630615123457", finds: ["1630615123457"] },
    { text: "CUI 18547290", finds: ["18547290"] },
    { text: "CUI RO 185 472 90 verificat", finds: ["RO 185 472 90"] },
  ],
  counterExamples: ["CNP 1630615123458", "at 1630615123457"],
};

const BG_EGN = checked("BG_EGN", /\d{10}/y, bgEgn, 0.45);
const BG_PNF = checked("BG_LNCH", /\d{10}/y, bgPnf, 0.2);
const BG: Pack = {
  country: "bg",
  name: "Bulgaria",
  source: "ГРАО (ЕГН); МВР (ЛНЧ)",
  rows: [
    ["егн, egn, единен граждански номер, bulgarian id", [BG_EGN]],
    ["лнч, lnch, lnc, личен номер на чужденец", [BG_PNF]],
  ],
  examples: [
    { text: "ЕГН 7523169263", finds: ["7523169263"] },
    { text: "EGN: 7523169263", finds: ["7523169263"] },
  ],
  counterExamples: ["ЕГН 7523169264"],
};

const HR_OIB = checked("HR_OIB", /(?:HR ?)?\d{11}/iy, hrOib, 0.3);
const HR_OIB_PREFIXED = checked("HR_OIB", /HR ?\d{11}/y, hrOib, 0.5);
const HR: Pack = {
  country: "hr",
  name: "Croatia",
  source: "Zakon o osobnom identifikacijskom broju",
  rows: [["oib, osobni identifikacijski broj", [HR_OIB]]],
  strong: [[HR_OIB_PREFIXED, ["HR33392005961"]]],
  examples: [{ text: "OIB: 33392005961", finds: ["33392005961"] }],
  counterExamples: ["OIB: 33392005962", "33392005961 us"],
};

const SI_EMSO = checked("SI_EMSO", /\d{13}/y, siEmso, 0.5);
const SI_TAX = checked("SI_TAX_ID", /(?:SI ?)?\d{8}/iy, siDdv, 0.3);
const SI: Pack = {
  country: "si",
  name: "Slovenia",
  source: "Zakon o centralnem registru prebivalstva; FURS",
  rows: [
    ["emšo, emso, enotna matična številka, slovenian pin, matična številka", [SI_EMSO]],
    ["davčna številka, davčna, id za ddv, ddv, slovenian tax", [SI_TAX]],
  ],
  examples: [
    { text: "EMŠO 0101006500006", finds: ["0101006500006"] },
    { text: "davčna številka 50223054", finds: ["50223054"] },
  ],
  counterExamples: ["EMŠO 0101006500007"],
};
const JMBG = checked("RS_JMBG", /\d{13}/y, rsJmbg, 0.45);
const PIB = checked("RS_PIB", /\d{9}/y, rsPib, 0.25, "COMPANY_ID");
const ME_PIB = checked("ME_PIB", /0\d{7}/y, mePib, 0.25, "COMPANY_ID");
const MK_EDB = checked("MK_EDB", /(?:MK)?\d{13}/iy, mkEdb, 0.35);
const RS: Pack = {
  country: "rs",
  name: "Serbia, Bosnia, Montenegro and North Macedonia",
  source: "Zakon o jedinstvenom matičnom broju građana",
  rows: [
    ["jmbg, јмбг, ембг, embg, jedinstveni matični broj, матични број, матичен број", [JMBG]],
    ["pib, пиб", [PIB, ME_PIB]],
    ["едб, edb, даночен број", [MK_EDB]],
  ],
  examples: [
    { text: "JMBG 0101006500006", finds: ["0101006500006"] },
    { text: "4020990116747", key: "customer.edb", finds: ["4020990116747"] },
  ],
  counterExamples: ["JMBG 0101006500016"],
};

const EE_IK = checked("EE_ISIKUKOOD", /[1-8]\d{10}/y, eeIk, 0.45);
const EE: Pack = {
  country: "ee",
  name: "Estonia",
  source: "EVS 585",
  rows: [
    ["isikukood, isikukoodi, estonian id, personal code, ik", [EE_IK]],
    ["käibemaksukohustuslase, kmkr", [checked("EE_VAT_ID", /(?:EE ?)?\d{9}/iy, eeKmkr, 0.25, "COMPANY_ID")]],
  ],
  examples: [{ text: "isikukood 36805280109", finds: ["36805280109"] }],
  counterExamples: ["isikukood 36805280108"],
};
const LT_ASMENS = checked("LT_ASMENS_KODAS", /[1-9]\d{10}/y, ltAsmens, 0.44);
const LT_PVM = checked("LT_VAT_ID", /(?:LT ?)?(?:\d{12}|\d{9})/iy, ltPvm, 0.2, "COMPANY_ID");
const LT: Pack = {
  country: "lt",
  name: "Lithuania",
  source: "Gyventojų registro įstatymas",
  rows: [
    ["asmens kodas, asmens kodo, a.k, lithuanian id, personal code", [LT_ASMENS]],
    ["pvm, pvm kodas", [LT_PVM]],
  ],
  examples: [{ text: "asmens kodas 33309240064", finds: ["33309240064"] }],
  counterExamples: ["asmens kodas 33309240164"],
};
const LV_PK = tested("LV_PERSONAS_KODS", /\d{6}-?\d{5}/y, isLatvian, 0.43);
const LV_PVN = checked("LV_VAT_ID", /(?:LV ?)?[4-9]\d{10}/iy, lvPvn, 0.25, "COMPANY_ID");
const LV: Pack = {
  country: "lv",
  name: "Latvia",
  source: "PMLP (personas kods)",
  rows: [
    ["personas kods, personas koda, pk, latvian id, personal code", [LV_PK]],
    ["pvn", [LV_PVN]],
  ],
  strong: [[tested("LV_PERSONAS_KODS", /[0-3]\d[01]\d{3}-[0-2]\d{4}/y, isLatvian, 0.45), ["161175-19997"]]],
  examples: [{ text: "personas kods 161175-19997", finds: ["161175-19997"] }],
  counterExamples: ["personas kods 161175-19998"],
};

const UA_TAX = checked("UA_RNTRC", /\d{10}/y, uaRntrc, 0.25);
const UA: Pack = {
  country: "ua",
  name: "Ukraine",
  source: "ДПС України (РНОКПП, ЄДРПОУ)",
  rows: [
    ["рнокпп, іпн, ідентифікаційний код, rnokpp, ipn", [UA_TAX]],
    ["єдрпоу, edrpou", [checked("UA_EDRPOU", /\d{8}/y, uaEdrpou, 0.25, "COMPANY_ID")]],
  ],
  examples: [{ text: "РНОКПП 1759013776", finds: ["1759013776"] }],
  counterExamples: ["РНОКПП 1759013777"],
};

const RU_INN = checked("RU_INN", /\d{10}(?:\d{2})?/y, ruInn, 0.3);
const RU_SNILS = tested("RU_SNILS", /\d{3}-\d{3}-\d{3} \d{2}|\d{11}/y, isSnils, 0.4);
const RU_SNILS_DASHED = tested("RU_SNILS", /\d{3}-\d{3}-\d{3} \d{2}/y, isSnils, 0.6);
const RU_PASSPORT = plain("RU_PASSPORT", /\d{2} ?\d{2} ?№? ?\d{6}/y, 0.3, "PASSPORT");
const RU: Pack = {
  country: "ru",
  name: "Russia",
  source: "ФНС (ИНН), СФР (СНИЛС)",
  rows: [
    ["инн, inn", [RU_INN]],
    ["снилс, snils", [RU_SNILS]],
    ["паспорт, серия и номер", [RU_PASSPORT]],
  ],
  strong: [[RU_SNILS_DASHED, ["112-233"]]],
  examples: [
    { text: "ИНН 7707083893", finds: ["7707083893"] },
    { text: "СНИЛС 112-233-445 95", finds: ["112-233-445 95"] },
    { text: "паспорт 4509 123456", finds: ["4509 123456"] },
  ],
  counterExamples: ["ИНН 7707083894", "СНИЛС 112-233-445 96"],
};
const BY: Pack = {
  country: "by",
  name: "Belarus",
  source: "МНС Республики Беларусь",
  rows: [
    ["унп, unp", [checked("BY_UNP", /\d{9}|[A-ZАВЕКМНОРСТ]{2}\d{7}/iy, byUnp, 0.25)]],
    [
      "личный номер, идентификационный номер",
      [plain("BY_PERSONAL_NUMBER", /[1-6]\d{6}[ABCHKEM]\d{3}(?:PB|BA|BI)\d/iy, 0.6)],
    ],
  ],
  examples: [{ text: "УНП 200988541", finds: ["200988541"] }],
  counterExamples: ["УНП 200988542"],
};
const KZ: Pack = {
  country: "kz",
  name: "Kazakhstan",
  source: "Закон о национальных реестрах идентификационных номеров",
  rows: [["иин, iin, жсн, жеке сәйкестендіру нөмірі", [tested("KZ_IIN", /\d{12}/y, isKazakh, 0.45)]]],
  examples: [{ text: "ИИН 900515300127", finds: ["900515300127"] }],
  counterExamples: ["ИИН 900515300128"],
};
const MD: Pack = {
  country: "md",
  name: "Moldova",
  source: "Agenția Servicii Publice",
  rows: [["idno, idnp", [checked("MD_IDNO", /\d{13}/y, mdIdno, 0.25)]]],
  examples: [{ text: "IDNO 1008600038413", finds: ["1008600038413"] }],
  counterExamples: ["IDNO 1008600038412"],
};
const AL: Pack = {
  country: "al",
  name: "Albania",
  source: "Drejtoria e Përgjithshme e Tatimeve",
  rows: [["nipt, nuis", [checked("AL_NIPT", /[A-M]\d{8}[A-Z]/iy, alNipt, 0.4)]]],
  examples: [{ text: "NIPT J91402501L", finds: ["J91402501L"] }],
  counterExamples: ["NIPT Z91402501L"],
};

export const PACKS: readonly Pack[] = [PL, CZ, SK, HU, RO, BG, HR, SI, RS, EE, LT, LV, UA, RU, BY, KZ, MD, AL];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
