import { findAnnounced, type Phrases, phrases } from "../announced.ts";
import type { Context, Detector, Match } from "../detector.ts";
import type { IdShape } from "../shape-list.ts";
import { findKeyed } from "../whole-number.ts";

/** Numbers of documents: hardly any has a check digit, so that a word or key must announce them. */
function shape(subtype: string, pattern: RegExp, prior = 0.4): IdShape {
  return { subtype, pattern, prior, checksum: false };
}

const PASSPORT = shape(
  "PASSPORT",
  /[A-Z]{1,3} ?\d{6,8}[A-Z]?(?![A-Za-z])|\d{8,9}|[A-Z][A-Z0-9]{2}\d{5,6}|[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8}|[A-Z]{3}\d{6}[A-Z]?|\d{2}[A-Z]{2}\d{5}|M\d{3}[A-Z]\d{4}|(?=[A-Z0-9]{0,6}\d[A-Z0-9]{0,6}\d[A-Z0-9]{0,6}\d)[A-Z][A-Z0-9]{8}(?![A-Za-z0-9])/iy,
);
const PASSPORTS = phrases([
  [
    `passport, passport number, passport no, passport num, passport id, us passport, travel document, reisepass, reisepassnummer, passnummer, passeport, numéro de passeport, pasaporte,
número de pasaporte, passaporto, numero di passaporto, passaporte, paspoort, paspoortnummer, paszport, numer paszportu, pas nummer, passnummer, pass nr, passi, passin numero, pasaport,
여권, 여권번호, 护照, 護照, 護照號碼, 护照号码, パスポート, 旅券番号, паспорт, जासपोर्ट`,
    [PASSPORT],
  ],
]);

const LICENSE = shape(
  "DRIVER_LICENSE",
  /[A-Z]{1,2}[- ]?\d{3,4}[- ]\d{3,4}[- ]\d{2,4}(?:[- ]\d{1,4})?|[A-Z]{1,3}\d{5,14}[A-Z]?(?![A-Za-z])|\d{7,12}|\d{2}[-.]\d{2}[-.]\d{6}[-.]\d{2}|\d{3}[- ]\d{3}[- ]\d{3}|\d{2}[A-Z]{3}\d{5}|[A-Z0-9]{5}\d{6}[A-Z0-9]{5}|[A-Z]{2}\d{7}[A-Z]|[A-Z]\d{2}[A-Z0-9]{7}\d?|U1[A-Z0-9]{8}/iy,
);
const UK_LICENCE = shape("UK_DRIVING_LICENCE", /[A-Z9]{5} ?\d[0156]\d[0-3]\d\d ?[A-Z9]{2}[A-Z0-9] ?[A-Z0-9]{2}/iy, 0.6);
const LICENSES = phrases([
  [
    `driver license, drivers license, driver's license, driver’s license, driver licence, drivers licence, driver's licence, driving licence, driving license, license number, licence number,
license no, license id, permit number, dl number, dl no, dl, dln, driver lic, lic number, lic no, driver's lic, drivers lic, driver permit, driving permit, führerschein, führerscheinnummer, fuehrerschein, permis de conduire, permis, carnet de conducir,
permiso de conducir, licencia de conducir, patente, patente di guida, numero patente, carta de condução, carteira de motorista, cnh, rijbewijs, rijbewijsnummer, prawo jazdy, körkort, ajokortti, kørekort, førerkort, ehliyet,
운전면허, 운전면허번호, 驾驶证, 駕照, 運転免許, водительское удостоверение`,
    [UK_LICENCE, LICENSE],
  ],
]);

const PLATE = shape(
  "VEHICLE_PLATE",
  /[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2} ?\d{1,4}[EH]?(?![A-Za-z0-9])|[A-Z]{2}\d{2} ?[A-Z]{3}(?![A-Za-z])|[A-Z]{2}[- ]?\d{1,2}[- ]?[A-Z]{1,3}[- ]?\d{1,4}|\d{2} ?[A-Z]{1,3} ?\d{2,5}|[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}(?![A-Za-z0-9])|[A-Z]{3}[- ]?\d{2,4}(?:[A-Z]{2})?(?![A-Za-z0-9])|\d{4} ?[A-Z]{3}(?![A-Za-z])|[A-Z]{1,2}\d{1,4}[A-Z]{1,3}(?![A-Za-z0-9])|\d[A-Z]{3}\d{3}|[A-Z]\d{1,3} ?[A-Z]{3}(?![A-Za-z])|\d{1,3}-[A-Z]{2,3}-\d{1,3}|[A-Z]{2}-\d{2}-\d{2}|[A-Z]{3}-\d{3}(?:-[A-Z]{2})?/iy,
  0.35,
);
const PLATES = phrases([
  [
    `license plate, licence plate, number plate, plate number, plate no, plate, registration plate, vehicle registration, vehicle registration number, registration number, vrm, reg plate, vehicle number, vehicle no, car registration,
kennzeichen, kfz-kennzeichen, kfz kennzeichen, autokennzeichen, nummernschild, kfz, amtliches kennzeichen, plaque d'immatriculation, plaque, immatriculation, matrícula, matricula, placa, targa, kenteken, rejestracja, numer rejestracyjny, registreringsnummer, regnr, plaka, plakalı, araç plakası, rekisterinumero, 车牌, 車牌, 车牌号`,
    [PLATE],
  ],
]);

interface Kind {
  readonly id: string;
  readonly type: "PASSPORT" | "DRIVER_LICENSE" | "VEHICLE_PLATE";
  readonly table: Phrases;
  readonly shapes: readonly IdShape[];
  readonly hint: "passport" | "driver_license" | "plate";
  readonly description: string;
  readonly source: string;
  readonly examples: Detector["examples"];
  readonly counterExamples: readonly string[];
}

function document(kind: Kind): Detector {
  const { id, type, table, shapes, description, source, examples, counterExamples } = kind;
  return {
    id,
    type,
    description,
    source,
    triggers: table.triggers,
    foreignUnits: table.units,
    words: table.words,
    needsDigits: 1,
    hints: [kind.hint],
    examples,
    counterExamples,
    tellsSight: true,
    isLocal: true,
    at: (text, index, context) => untyped(findAnnounced(text, index, table, context.work)),
    whole: (text: string, start: number, end: number, context: Context) =>
      untyped(findKeyed(text, start, end, shapes, [], context.work)),
  };
}

/** The subtype would only repeat the type. */
function untyped(match: Match | undefined): Match | undefined {
  return match === undefined
    ? undefined
    : { start: match.start, end: match.end, prior: match.prior, evidence: match.evidence };
}

export const detectors: readonly Detector[] = [
  document({
    id: "passport",
    type: "PASSPORT",
    table: PASSPORTS,
    shapes: [PASSPORT],
    hint: "passport",
    description: "Passport numbers in the shapes of some forty countries, where a word or key announces them.",
    source: "ICAO Doc 9303-4; issuing authorities",
    examples: [
      { text: "passport number: 912803456", finds: ["912803456"] },
      { text: "passport no. L8403HQ07", finds: ["L8403HQ07"] },
      { text: "Reisepass C01X00T47", finds: ["C01X00T47"] },
      { text: "passport A12345678 expired", finds: ["A12345678"] },
      { text: "M12345678", key: "traveller.passport", finds: ["M12345678"] },
    ],
    counterExamples: ["passport strategy loaded in 15 ms", "A12345678", "passport.js 12"],
  }),
  document({
    id: "driver_license",
    type: "DRIVER_LICENSE",
    table: LICENSES,
    shapes: [UK_LICENCE, LICENSE],
    hint: "driver_license",
    description: "Driving licence numbers where a word or key announces them.",
    source: "AAMVA DL/ID card design standard; DVLA",
    examples: [
      { text: "tenant's driver license number: C40827116", finds: ["C40827116"] },
      { text: "driving licence MORGA753116SM9IJ", finds: ["MORGA753116SM9IJ"] },
      { text: "425700624", key: "driver_license", finds: ["425700624"] },
    ],
    counterExamples: ["license MIT", "license server 10", "C40827116"],
  }),
  document({
    id: "vehicle_plate",
    type: "VEHICLE_PLATE",
    table: PLATES,
    shapes: [PLATE],
    hint: "plate",
    description: "Vehicle registration plates where a word or key announces them.",
    source: "DVLA; KBA; national plate formats",
    examples: [
      { text: "Kennzeichen B-AB 1234 erfasst", finds: ["B-AB 1234"] },
      { text: "number plate AB12 CDE", finds: ["AB12 CDE"] },
      { text: "34 ABC 123", key: "vehicle.license_plate", finds: ["34 ABC 123"] },
    ],
    counterExamples: ["template B-AB 1234", "AB12 CDE", "plate heated to 80"],
  }),
];
