import { validate as cnRic } from "stdnum/lib/cjs/cn/ric.js";
import { validate as cnUscc } from "stdnum/lib/cjs/cn/uscc.js";
import { validate as hkHkid } from "stdnum/lib/cjs/hk/hkid.js";
import { validate as idNpwp } from "stdnum/lib/cjs/id/npwp.js";
import { validate as ilIdnr } from "stdnum/lib/cjs/il/idnr.js";
import { validate as inAadhaar } from "stdnum/lib/cjs/in/aadhaar.js";
import { validate as inEpic } from "stdnum/lib/cjs/in/epic.js";
import { validate as inGstin } from "stdnum/lib/cjs/in/gstin.js";
import { validate as inPan } from "stdnum/lib/cjs/in/pan.js";
import { validate as inVid } from "stdnum/lib/cjs/in/vid.js";
import { validate as jpCn } from "stdnum/lib/cjs/jp/cn.js";
import { validate as krBrn } from "stdnum/lib/cjs/kr/brn.js";
import { validate as lkNic } from "stdnum/lib/cjs/lk/nic.js";
import { validate as myNric } from "stdnum/lib/cjs/my/nric.js";
import { validate as sgUen } from "stdnum/lib/cjs/sg/uen.js";
import { validate as thIdnr } from "stdnum/lib/cjs/th/idnr.js";
import { validate as thMoa } from "stdnum/lib/cjs/th/moa.js";
import { validate as twBan } from "stdnum/lib/cjs/tw/ban.js";
import { validate as twNatid } from "stdnum/lib/cjs/tw/natid.js";
import { validate as twUi } from "stdnum/lib/cjs/tw/ui.js";
import { validate as vnMst } from "stdnum/lib/cjs/vn/mst.js";
import type { Detector } from "../../detector.ts";
import { luhn } from "../../units.ts";
import { isCheckedKorean, isKorean, isMelli, isNric } from "./checks.ts";
import { checked, detectorOf, type Pack, plain, tested } from "./pack.ts";

const CN_RIC = checked("CN_RESIDENT_ID", /\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[0-9X]/iy, cnRic, 0.6);
const CN_USCC = checked("CN_USCC", /[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}/iy, cnUscc, 0.4, "COMPANY_ID");
const CN: Pack = {
  country: "cn",
  name: "China",
  source: "GB 11643-1999, GB 32100-2015",
  rows: [
    [
      "身份证, 身份证号, 身份证号码, 公民身份号码, 身份號碼, shenfenzheng, sfz, resident id, resident identity, id card, id number, chinese id",
      [CN_RIC],
    ],
    ["统一社会信用代码, uscc", [CN_USCC]],
  ],
  strong: [[CN_RIC, ["360426199101010071", "36042619910101007X"]]],
  examples: [
    { text: "用户身份证号码360426199101010071已登记", finds: ["360426199101010071"] },
    { text: "id 360426199101010071 ok", finds: ["360426199101010071"] },
  ],
  counterExamples: ["360426199101010072", "360426199113010071"],
};
const HK: Pack = {
  country: "hk",
  name: "Hong Kong",
  source: "Immigration Department (HKID)",
  rows: [
    [
      "hkid, hk id, 身份證, 身份證號碼, hong kong identity card, hong kong id, identity card",
      [checked("HK_ID", /[A-Z]{1,2}\d{6}\(?[0-9A]\)?/iy, hkHkid, 0.4)],
    ],
  ],
  strong: [[checked("HK_ID", /[A-Z]{1,2}\d{6}\([0-9A]\)/y, hkHkid, 0.6), ["A123456(3)", "AB123456(3)"]]],
  examples: [
    { text: "HKID A123456(3)", finds: ["A123456(3)"] },
    { text: "guest A123456(3) arrived", finds: ["A123456(3)"] },
  ],
  counterExamples: ["A123456(4)", "HKID A1234564"],
};
const TW: Pack = {
  country: "tw",
  name: "Taiwan",
  source: "內政部 (國民身分證); 財政部",
  rows: [
    [
      "身分證, 身分證字號, 國民身分證, taiwan id, national id",
      [
        checked("TW_NATIONAL_ID", /[A-Z][1289]\d{8}/iy, twNatid, 0.4),
        checked("TW_RESIDENT_ID", /[A-Z][A-D]\d{8}/iy, twUi, 0.4),
      ],
    ],
    ["統一編號, 統編", [checked("TW_BAN", /\d{8}/y, twBan, 0.25, "COMPANY_ID")]],
  ],
  examples: [{ text: "身分證字號 A123456789", finds: ["A123456789"] }],
  counterExamples: ["身分證字號 A123456788"],
};
const JP_MY_NUMBER = tested("JP_MY_NUMBER", /\d{4}([- ]?)\d{4}\1\d{4}/y, isMyNumber, 0.25);

/** Japan, individual number: weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11. */
function isMyNumber(value: string): boolean {
  const d = value.replace(/\D/g, "");
  let sum = 0;
  for (let i = 0; i < 11; i++) sum += Number(d[i]) * ([6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2][i] ?? 0);
  const rest = sum % 11;
  return (rest <= 1 ? 0 : 11 - rest) === Number(d[11]);
}
const JP: Pack = {
  country: "jp",
  name: "Japan",
  source: "番号法 (個人番号); 国税庁 (法人番号)",
  rows: [
    ["マイナンバー, 個人番号, my number, mynumber, individual number", [JP_MY_NUMBER]],
    ["法人番号, corporate number", [checked("JP_CORPORATE_NUMBER", /\d{13}/y, jpCn, 0.3, "COMPANY_ID")]],
  ],
  examples: [{ text: "マイナンバー 123456789018", finds: ["123456789018"] }],
  counterExamples: ["マイナンバー 123456789019"],
};
const KR_RRN = tested("KR_RRN", /\d{6}[- ]?\d{7}/y, isCheckedKorean, 0.5);
const KR_RRN_DASHED = { ...tested("KR_RRN", /\d{6}-[1-8]\d{6}/y, isKorean, 0.6), checksum: false };
const KR_BRN = checked("KR_BRN", /\d{3}-?\d{2}-?\d{5}/y, krBrn, 0.3, "COMPANY_ID");
const KR: Pack = {
  country: "kr",
  name: "South Korea",
  source: "주민등록법; 국세청",
  rows: [
    [
      "주민등록번호, 주민번호, 외국인등록번호, rrn, frn, resident registration, resident registration number, foreigner registration, foreigner registration number, alien registration, korean rrn",
      [KR_RRN, KR_RRN_DASHED],
    ],
    ["사업자등록번호, 사업자, brn, business registration", [KR_BRN]],
  ],
  strong: [[KR_RRN_DASHED, ["960121-1234567"]]],
  examples: [
    { text: "주민등록번호 960121-1234567", finds: ["960121-1234567"] },
    { text: "member 971013-1019902", finds: ["971013-1019902"] },
    { text: "사업자등록번호 116-82-00276", finds: ["116-82-00276"] },
  ],
  counterExamples: ["주민등록번호 961321-1234567", "사업자등록번호 116-82-00277"],
};
const SG_NRIC = tested("SG_NRIC_FIN", /[STFGM]\d{7}[A-Z](?![A-Za-z])/iy, isNric, 0.5);
const SG_NRIC_UPPER = tested("SG_NRIC_FIN", /[STFGM]\d{7}[A-Z](?![A-Za-z])/y, isNric, 0.5);
const SG: Pack = {
  country: "sg",
  name: "Singapore",
  source: "ICA (NRIC, FIN); ACRA (UEN)",
  rows: [
    ["nric, fin, identity card, singapore id, national registration", [SG_NRIC]],
    [
      "uen, unique entity number",
      [checked("SG_UEN", /\d{8,9}[A-Z]|[TRS]\d{2}[A-Z]{2}\d{4}[A-Z]/iy, sgUen, 0.4, "COMPANY_ID")],
    ],
  ],
  strong: [[SG_NRIC_UPPER, ["S1234567D"]]],
  examples: [
    { text: "NRIC S1234567D", finds: ["S1234567D"] },
    { text: "visitor S1234567D signed in", finds: ["S1234567D"] },
    { text: "UEN 00192200M", finds: ["00192200M"] },
  ],
  counterExamples: ["S1234567A"],
};
const IN_AADHAAR = checked("IN_AADHAAR", /[2-9]\d{3}([- :]?)\d{4}\1\d{4}/y, inAadhaar, 0.35);
const IN_PAN = checked("IN_PAN", /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z])/iy, inPan, 0.45);
const IN_PAN_UPPER = {
  ...checked("IN_PAN", /[A-Z]{3}[CFHPT][A-Z]\d{4}[A-Z](?![A-Za-z])/y, inPan, 0.6),
  checksum: false,
};
const IN_PAN_LOOSE = plain("IN_PAN", /[A-Z]{5}\d{4}[A-Z](?![A-Za-z])/iy, 0.4);
const IN_VOTER = checked("IN_VOTER", /[A-Z]{3}\d{7}/iy, inEpic, 0.35);
const IN_VOTER_LOOSE = plain("IN_VOTER", /[A-Z]{3}[A-Z]?\d{7}/iy, 0.35);
const IN_GSTIN = checked("IN_GSTIN", /\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]/iy, inGstin, 0.7, "COMPANY_ID");
const IN: Pack = {
  country: "in",
  hasFewDigits: true,
  name: "India",
  source: "UIDAI (Aadhaar), Income Tax Department (PAN), ECI (EPIC), GSTN",
  rows: [
    ["aadhaar, aadhar, adhaar, adhar, uidai, आधार", [IN_AADHAAR]],
    ["vid, virtual id", [checked("IN_VID", /[2-9]\d{15}|[2-9]\d{3}(?: \d{4}){3}/y, inVid, 0.3)]],
    ["pan, permanent account number, permanent account, pan card, income tax", [IN_PAN, IN_PAN_UPPER, IN_PAN_LOOSE]],
    ["voter, voter id, epic, elector, elector photo identity card", [IN_VOTER, IN_VOTER_LOOSE]],
    ["gstin, gst, gst number", [IN_GSTIN]],
  ],
  strong: [
    [IN_PAN_UPPER, ["ACUPA7085R"]],
    [IN_GSTIN, ["27AAPFU0939F1ZV"]],
  ],
  examples: [
    { text: "Aadhaar 234123412346", finds: ["234123412346"] },
    { text: "aadhaar: 2341 2341 2346 ok", finds: ["2341 2341 2346"] },
    { text: "PAN ACUPA7085R", finds: ["ACUPA7085R"] },
    { text: "GSTIN 27AAPFU0939F1ZV", finds: ["27AAPFU0939F1ZV"] },
    { text: "voter id WKH1186253", finds: ["WKH1186253"] },
  ],
  counterExamples: ["Aadhaar 234123412347", "234123412346 us", "box 2341 2341 2346 in", "27AAPFU0939F1ZA"],
};
const ID: Pack = {
  country: "id",
  name: "Indonesia",
  source: "Direktorat Jenderal Pajak (NPWP); Dukcapil (NIK)",
  rows: [
    ["npwp", [checked("ID_NPWP", /\d{2}\.\d{3}\.\d{3}\.\d-?\d{3}\.\d{3}|\d{15}/y, idNpwp, 0.4)]],
    [
      "nik, ktp, nomor induk kependudukan",
      [plain("ID_NIK", /\d{6}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}/y, 0.4)],
    ],
  ],
  examples: [
    { text: "NPWP 01.300.066.6-091.000", finds: ["01.300.066.6-091.000"] },
    { text: "NIK 3171234508900001", finds: ["3171234508900001"] },
  ],
  counterExamples: ["NPWP 01.300.067.6-091.000"],
};
const MY_NRIC = checked("MY_NRIC", /\d{6}-?\d{2}-?\d{4}/y, myNric, 0.28);
const MY: Pack = {
  country: "my",
  name: "Malaysia",
  source: "Jabatan Pendaftaran Negara (MyKad)",
  rows: [["nric, mykad, ic, no kp, kad pengenalan, ic number", [MY_NRIC]]],
  strong: [[{ ...checked("MY_NRIC", /\d{6}-\d{2}-\d{4}/y, myNric, 0.6), checksum: false }, ["770305-02"]]],
  examples: [{ text: "IC 770305-02-1234", finds: ["770305-02-1234"] }],
  counterExamples: ["build 771305-02-1234"],
};
const TH_COMPANY = checked("TH_COMPANY_ID", /0(?:[- ]?\d){12}/y, thMoa, 0.3, "COMPANY_ID");
const TH_ID = checked("TH_NATIONAL_ID", /[1-8]([- ]?)\d{4}\1\d{5}\1\d{2}\1\d/y, thIdnr, 0.35);
const TH: Pack = {
  country: "th",
  name: "Thailand",
  source: "กรมการปกครอง",
  rows: [
    [
      "บัตรประชาชน, เลขประจำตัวประชาชน, เลขบัตรประชาชน, thai id, national id, pin, citizen id, thai national",
      [TH_ID, TH_COMPANY],
    ],
  ],
  strong: [[checked("TH_NATIONAL_ID", /[1-8]([- ])\d{4}\1\d{5}\1\d{2}\1\d/y, thIdnr, 0.5), ["1-2345", "1 2345"]]],
  examples: [
    { text: "1-2345-45678-78-1", finds: ["1-2345-45678-78-1"] },
    { text: "เลขบัตรประชาชน 1234545678781", finds: ["1234545678781"] },
  ],
  counterExamples: ["1-2345-45678-78-2", "1234545678781 ms"],
};
const PK: Pack = {
  country: "pk",
  name: "Pakistan",
  source: "NADRA (CNIC)",
  rows: [["cnic, nicop, national identity card, shanakhti", [plain("PK_CNIC", /[1-7]\d{4}-?\d{7}-?\d/y, 0.4)]]],
  strong: [[plain("PK_CNIC", /[1-7]\d{4}-\d{7}-[1-9]/y, 0.6), ["34201-089"]]],
  examples: [{ text: "CNIC 34201-0891231-8", finds: ["34201-0891231-8"] }],
  counterExamples: ["CNIC 94201-0891231-8"],
};
const LK: Pack = {
  country: "lk",
  name: "Sri Lanka",
  source: "Department for Registration of Persons",
  rows: [["nic, national identity card", [checked("LK_NIC", /\d{9}[VX]|(?:19|20)\d{10}/iy, lkNic, 0.35)]]],
  examples: [{ text: "NIC 197419202757", finds: ["197419202757"] }],
  counterExamples: ["nic 97419202757"],
};
const VN: Pack = {
  country: "vn",
  name: "Vietnam",
  source: "Tổng cục Thuế; Bộ Công an (CCCD)",
  rows: [
    ["mst, mã số thuế", [checked("VN_MST", /\d{10}(?:-\d{3})?/y, vnMst, 0.3)]],
    ["cccd, căn cước, căn cước công dân, cmnd, chứng minh nhân dân", [plain("VN_CCCD", /0\d{11}|\d{9}/y, 0.35)]],
  ],
  examples: [
    { text: "MST 0100233488", finds: ["0100233488"] },
    { text: "CCCD 001099012345", finds: ["001099012345"] },
  ],
  counterExamples: ["MST 0100233489"],
};
const PH: Pack = {
  country: "ph",
  name: "the Philippines",
  source: "BIR (TIN), SSS, PSA (PhilSys)",
  rows: [
    [
      "tin, taxpayer identification, taxpayer identification number, bir tin, tax id",
      [plain("PH_TIN", /\d{3}[- ]?\d{3}[- ]?\d{3}(?:[- ]?\d{3,5})?/y, 0.35)],
    ],
    ["sss, sss number, social security system", [plain("PH_SSS", /\d{2}-\d{7}-\d/y, 0.4)]],
    ["umid, crn", [plain("PH_UMID", /\d{4}-\d{7}-\d/y, 0.4)]],
  ],
  examples: [
    { text: "TIN: 123-456-789-000", finds: ["123-456-789-000"] },
    { text: "SSS 34-1234567-8", finds: ["34-1234567-8"] },
  ],
  counterExamples: ["part 123-456-789-000"],
};
const IL: Pack = {
  country: "il",
  name: "Israel",
  source: "רשות האוכלוסין וההגירה",
  rows: [
    [
      "תעודת זהות, תעודת הזהות, מספר זהות, מספר הזהות, ת.ז, ת״ז, teudat zehut, mispar zehut, israeli id",
      [checked("IL_ID", /\d{7,8}-?\d/y, ilIdnr, 0.3)],
    ],
  ],
  examples: [{ text: "תעודת זהות 039337423", finds: ["039337423"] }],
  counterExamples: ["תעודת זהות 039337424"],
};
const IR: Pack = {
  country: "ir",
  name: "Iran",
  source: "سازمان ثبت احوال",
  rows: [["کد ملی, شماره ملی, code melli, melli", [tested("IR_MELLI", /\d{10}|\d{3}-\d{6}-\d/y, isMelli, 0.3)]]],
  examples: [{ text: "کد ملی 0084575948", finds: ["0084575948"] }],
  counterExamples: ["کد ملی 0084575947"],
};
const AE_EID = tested(
  "AE_EMIRATES_ID",
  /784([- ]?)(?:19|20)\d{2}\1\d{7}\1\d/y,
  (value) => luhn(value.replace(/\D/g, "")),
  0.6,
);
const SA_ID = tested("SA_NATIONAL_ID", /[12]\d{9}/y, luhn, 0.3);
const AE: Pack = {
  country: "ae",
  name: "the United Arab Emirates",
  source: "ICP (Emirates ID)",
  rows: [["emirates id, eid, uae id, الهوية", [AE_EID]]],
  strong: [[AE_EID, ["784198512345678", "784-1985", "784 1985"]]],
  examples: [{ text: "Emirates ID 784-1985-1234567-3", finds: ["784-1985-1234567-3"] }],
  counterExamples: ["784-1985-1234567-1"],
};
const SA: Pack = {
  country: "sa",
  name: "Saudi Arabia",
  source: "Absher (national id, iqama)",
  rows: [["iqama, national id, saudi id, رقم الهوية, الهوية الوطنية, إقامة", [SA_ID]]],
  examples: [{ text: "iqama 1000000008", finds: ["1000000008"] }],
  counterExamples: ["iqama 1000000009"],
};
export const PACKS: readonly Pack[] = [CN, HK, TW, JP, KR, SG, IN, ID, MY, TH, PK, LK, VN, PH, IL, IR, AE, SA];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
