import { validate as arCuit } from "stdnum/lib/cjs/ar/cuit.js";
import { validate as brCnpj } from "stdnum/lib/cjs/br/cnpj.js";
import { validate as brCpf } from "stdnum/lib/cjs/br/cpf.js";
import { validate as caBn } from "stdnum/lib/cjs/ca/bn.js";
import { validate as caSin } from "stdnum/lib/cjs/ca/sin.js";
import { validate as clRut } from "stdnum/lib/cjs/cl/rut.js";
import { validate as coNit } from "stdnum/lib/cjs/co/nit.js";
import { validate as crCpf } from "stdnum/lib/cjs/cr/cpf.js";
import { validate as cuNi } from "stdnum/lib/cjs/cu/ni.js";
import { validate as doCedula } from "stdnum/lib/cjs/do/cedula.js";
import { validate as doRnc } from "stdnum/lib/cjs/do/rnc.js";
import { validate as ecCi } from "stdnum/lib/cjs/ec/ci.js";
import { validate as ecRuc } from "stdnum/lib/cjs/ec/ruc.js";
import { validate as gtCui } from "stdnum/lib/cjs/gt/cui.js";
import { validate as gtNit } from "stdnum/lib/cjs/gt/nit.js";
import { validate as mxCurp } from "stdnum/lib/cjs/mx/curp.js";
import { validate as mxRfc } from "stdnum/lib/cjs/mx/rfc.js";
import { validate as peCui } from "stdnum/lib/cjs/pe/cui.js";
import { validate as peRuc } from "stdnum/lib/cjs/pe/ruc.js";
import { validate as pyRuc } from "stdnum/lib/cjs/py/ruc.js";
import { validate as svNit } from "stdnum/lib/cjs/sv/nit.js";
import { validate as usEin } from "stdnum/lib/cjs/us/ein.js";
import { validate as uyCedula } from "stdnum/lib/cjs/uy/cedula.js";
import { validate as uyRut } from "stdnum/lib/cjs/uy/rut.js";
import { validate as veRif } from "stdnum/lib/cjs/ve/rif.js";
import type { Detector } from "../../detector.ts";
import { checked, detectorOf, type Pack, plain } from "./pack.ts";

const BR_CPF = checked("BR_CPF", /\d{3}\.?\d{3}\.?\d{3}-?\d{2}/y, brCpf, 0.45);
const BR_CPF_DOTTED = checked("BR_CPF", /\d{3}\.\d{3}\.\d{3}-\d{2}/y, brCpf, 0.7);
const BR_CNPJ = checked(
  "BR_CNPJ",
  /[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}\/?[0-9A-Z]{4}-?\d{2}/iy,
  brCnpj,
  0.45,
  "COMPANY_ID",
);
const BR_CNPJ_DOTTED = checked("BR_CNPJ", /\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}/y, brCnpj, 0.7, "COMPANY_ID");
const BR: Pack = {
  country: "br",
  name: "Brazil",
  source: "Receita Federal (CPF, CNPJ)",
  rows: [
    ["cpf, cadastro de pessoas físicas, cadastro de pessoa física", [BR_CPF]],
    ["cnpj, cadastro nacional da pessoa jurídica", [BR_CNPJ]],
    ["rg, registro geral, carteira de identidade", [plain("BR_RG", /\d{1,2}\.\d{3}\.\d{3}-[0-9X]/iy, 0.4)]],
  ],
  strong: [
    [BR_CPF_DOTTED, ["390.533"]],
    [BR_CNPJ_DOTTED, ["16.727"]],
  ],
  examples: [
    { text: "cliente 390.533.447-05 criado", finds: ["390.533.447-05"] },
    { text: "CPF 39053344705", finds: ["39053344705"] },
    { text: "empresa 16.727.230/0001-97", finds: ["16.727.230/0001-97"] },
  ],
  counterExamples: ["390.533.447-06", "39053344705 bytes", "CPF 11111111111"],
};
const AR_CUIT = checked("AR_CUIT", /\d{2}-\d{8}-\d|\d{11}/y, arCuit, 0.35);
const AR: Pack = {
  country: "ar",
  name: "Argentina",
  source: "AFIP (CUIT, CUIL); RENAPER",
  rows: [
    ["cuit, cuil, clave única de identificación tributaria", [AR_CUIT]],
    ["dni, documento nacional de identidad, documento", [plain("AR_DNI", /\d{1,2}\.\d{3}\.\d{3}|\d{7,8}/y, 0.35)]],
  ],
  strong: [[checked("AR_CUIT", /(?:20|2[3-7]|30|3[34])-\d{8}-\d/y, arCuit, 0.5), ["20-055"]]],
  examples: [
    { text: "CUIT 20-05536168-2", finds: ["20-05536168-2"] },
    { text: "DNI 20.123.456", finds: ["20.123.456"] },
  ],
  counterExamples: ["CUIT 20-05536168-3"],
};
const CL_RUT = checked("CL_RUT", /\d{1,2}\.\d{3}\.\d{3}-[0-9K]|\d{7,8}-?[0-9K](?![A-Za-z])/iy, clRut, 0.4);
const CL: Pack = {
  country: "cl",
  name: "Chile",
  source: "Registro Civil; SII",
  rows: [["rut, run, rol único nacional, rol único tributario", [CL_RUT]]],
  strong: [[checked("CL_RUT", /\d{1,2}\.\d{3}\.\d{3}-[0-9K](?![A-Za-z])/y, clRut, 0.5), ["12.531", "7.531"]]],
  examples: [
    { text: "RUT 12.531.909-2", finds: ["12.531.909-2"] },
    { text: "rut: 12531909-2", finds: ["12531909-2"] },
  ],
  counterExamples: ["RUT 12.531.909-3"],
};
const CO: Pack = {
  country: "co",
  name: "Colombia",
  source: "DIAN (NIT); Registraduría",
  rows: [
    ["nit, número de identificación tributaria", [checked("CO_NIT", /\d{3}\.?\d{3}\.?\d{3}-?\d/y, coNit, 0.35)]],
    ["cédula, cédula de ciudadanía, c.c", [plain("CO_CEDULA", /\d{1,3}(?:\.\d{3}){2,3}|\d{6,10}/y, 0.3)]],
  ],
  examples: [
    { text: "NIT 213.123.432-1", finds: ["213.123.432-1"] },
    { text: "cédula de ciudadanía 1.020.714.123", finds: ["1.020.714.123"] },
  ],
  counterExamples: ["NIT 213.123.432-2"],
};
const CR: Pack = {
  country: "cr",
  name: "Costa Rica",
  source: "Tribunal Supremo de Elecciones",
  rows: [
    [
      "cédula, cédula de persona física",
      [checked("CR_CEDULA", /[1-9]-\d{4}-\d{4}|0?[1-9]-?\d{4}-?\d{4}/y, crCpf, 0.2)],
    ],
  ],
  examples: [{ text: "cédula 3-0455-0175", finds: ["3-0455-0175"] }],
  counterExamples: ["ticket 3-0455-0175"],
};
const DO: Pack = {
  country: "do",
  name: "the Dominican Republic",
  source: "Junta Central Electoral",
  rows: [
    ["cédula, cédula de identidad", [checked("DO_CEDULA", /\d{3}-?\d{7}-?\d/y, doCedula, 0.3)]],
    ["rnc", [checked("DO_RNC", /\d{3}-?\d{5}-?\d|\d-\d{2}-\d{5}-\d/y, doRnc, 0.25, "COMPANY_ID")]],
  ],
  examples: [{ text: "cédula 001-1391820-5", finds: ["001-1391820-5"] }],
  counterExamples: ["cédula 001-1391820-6"],
};
const EC: Pack = {
  country: "ec",
  name: "Ecuador",
  source: "Registro Civil; SRI",
  rows: [
    ["cédula, cédula de identidad, ci", [checked("EC_CI", /\d{9}-?\d/y, ecCi, 0.3)]],
    ["ruc", [checked("EC_RUC", /\d{10}-?001/y, ecRuc, 0.35, "COMPANY_ID")]],
  ],
  examples: [{ text: "cédula 171430710-3", finds: ["171430710-3"] }],
  counterExamples: ["cédula 171430710-4"],
};
const GT: Pack = {
  country: "gt",
  name: "Guatemala",
  source: "SAT",
  rows: [
    ["nit", [checked("GT_NIT", /\d{2,11}-[0-9K]|\d{5,11}[0-9K](?![A-Za-z])/iy, gtNit, 0.25)]],
    ["cui, dpi, código único de identificación", [checked("GT_CUI", /\d{4}([- ]?)\d{5}\1\d{4}/y, gtCui, 0.4)]],
  ],
  examples: [{ text: "NIT 576937-K", finds: ["576937-K"] }],
  counterExamples: ["NIT 576937-1"],
};
const MX_CURP = checked("MX_CURP", /[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d/iy, mxCurp, 0.7);
const MX_RFC = checked("MX_RFC", /[A-ZÑ&]{3,4}[- ]?\d{6}[- ]?[0-9A-Z]{3}/iy, mxRfc, 0.45);
const MX: Pack = {
  country: "mx",
  name: "Mexico",
  source: "RENAPO (CURP); SAT (RFC)",
  rows: [
    ["curp, clave única de registro de población", [MX_CURP]],
    ["rfc, registro federal de contribuyentes", [MX_RFC]],
  ],
  strong: [[MX_CURP, ["BOXW310820HNERXN09"]]],
  examples: [
    { text: "alumno BOXW310820HNERXN09", finds: ["BOXW310820HNERXN09"] },
    { text: "RFC GODE561231GR8", finds: ["GODE561231GR8"] },
  ],
  counterExamples: ["BOXW310820HNERXN08", "RFC 2822 section 3"],
};
const BO: Pack = {
  country: "bo",
  name: "Bolivia",
  source: "SEGIP (cédula de identidad)",
  rows: [
    [
      "ci, cédula, cédula de identidad, carnet de identidad",
      [plain("BO_CI", /\d{7,8}[- ]?(?:LP|CB|SC|OR|PT|CH|TJ|BE|PD|PA|QR)(?:-?[0-9A-Z]{1,2})?(?![A-Za-z0-9])/y, 0.45)],
    ],
  ],
  examples: [{ text: "cédula 4817263 LP", finds: ["4817263 LP"] }],
  counterExamples: ["part 4817263-LP"],
};
const PE: Pack = {
  country: "pe",
  name: "Peru",
  source: "SUNAT (RUC); RENIEC (DNI)",
  rows: [
    ["ruc", [checked("PE_RUC", /(?:10|15|17|20)\d{9}/y, peRuc, 0.35)]],
    [
      "dni, cui, documento nacional",
      [checked("PE_DNI", /\d{8}-?[0-9A-K](?![A-Za-z])/iy, peCui, 0.3), plain("PE_DNI", /\d{8}/y, 0.3)],
    ],
  ],
  examples: [
    { text: "RUC 20512333797", finds: ["20512333797"] },
    { text: "DNI 10117410-2", finds: ["10117410-2"] },
  ],
  counterExamples: ["RUC 20512333798"],
};
const PY: Pack = {
  country: "py",
  name: "Paraguay",
  source: "DNIT",
  rows: [
    ["ruc", [checked("PY_RUC", /\d{4,8}-?\d/y, pyRuc, 0.3)]],
    ["cédula, cédula de identidad, ci", [plain("PY_CEDULA", /\d{1,2}(?:\.\d{3}){2}/y, 0.35)]],
  ],
  examples: [{ text: "RUC 80028061-0", finds: ["80028061-0"] }],
  counterExamples: ["RUC 80028061-1"],
};
const UY: Pack = {
  country: "uy",
  name: "Uruguay",
  source: "DGI; DNIC",
  rows: [
    ["rut", [checked("UY_RUT", /\d{12}/y, uyRut, 0.35, "COMPANY_ID")]],
    ["cédula, cédula de identidad, ci", [checked("UY_CEDULA", /\d\.?\d{3}\.?\d{3}-?\d/y, uyCedula, 0.35)]],
  ],
  examples: [{ text: "RUT 211003420017", finds: ["211003420017"] }],
  counterExamples: ["RUT 211003420018"],
};
const VE: Pack = {
  country: "ve",
  name: "Venezuela",
  source: "SENIAT",
  rows: [
    ["rif", [checked("VE_RIF", /[VEJPG]-?\d{8}-?\d/iy, veRif, 0.4)]],
    ["cédula", [plain("VE_CEDULA", /[VE]-?\d{6,8}|[VE]-?\d{1,2}(?:\.\d{3}){2}/iy, 0.4)]],
  ],
  examples: [{ text: "RIF V-11470283-4", finds: ["V-11470283-4"] }],
  counterExamples: ["RIF V-11470283-5"],
};
const CU: Pack = {
  country: "cu",
  name: "Cuba",
  source: "Carné de identidad",
  rows: [
    [
      "carné de identidad, carné identidad, carnet de identidad, carnet identidad, número de identidad",
      [{ ...checked("CU_NI", /\d{11}/y, cuNi, 0.4), checksum: false }],
    ],
  ],
  examples: [{ text: "carné de identidad 91021027775", finds: ["91021027775"] }],
  counterExamples: ["91021027775 kB"],
};
const SV: Pack = {
  country: "sv",
  name: "El Salvador",
  source: "Ministerio de Hacienda",
  rows: [
    ["nit", [checked("SV_NIT", /\d{4}-?\d{6}-?\d{3}-?\d/y, svNit, 0.5)]],
    ["dui", [plain("SV_DUI", /\d{8}-\d/y, 0.4)]],
  ],
  examples: [{ text: "NIT 0614-050707-104-8", finds: ["0614-050707-104-8"] }],
  counterExamples: ["NIT 0614-050707-104-9"],
};
const CA_SIN = checked("CA_SIN", /\d{3}([- ]?)\d{3}\1\d{3}/y, caSin, 0.3);
const CA: Pack = {
  country: "ca",
  name: "Canada",
  source: "Service Canada; CRA",
  rows: [
    ["sin, social insurance number, social insurance, numéro d'assurance sociale, nas", [CA_SIN]],
    ["bn, business number", [checked("CA_BN", /\d{9}(?: ?R[CTPM] ?\d{4})?/iy, caBn, 0.25, "COMPANY_ID")]],
  ],
  examples: [{ text: "Social Insurance Number 123-456-782", finds: ["123-456-782"] }],
  counterExamples: ["SIN 123-456-783", "part 123-456-782"],
};
const US_ITIN = plain("US_ITIN", /9\d{2}([- ]?)(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])\1\d{4}/y, 0.45);
const US_ITIN_DASHED = plain("US_ITIN", /9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])-\d{4}/y, 0.6);
const US: Pack = {
  country: "us",
  name: "the United States (but for the social security number)",
  source: "IRS Publication 1915 (ITIN), IRS (EIN)",
  rows: [
    [
      "itin, individual taxpayer identification, individual taxpayer, taxpayer identification, taxpayer id, tax id, tin",
      [US_ITIN],
    ],
    [
      "ein, employer identification, employer identification number, federal tax id, fein",
      [{ ...checked("US_EIN", /\d{2}-\d{7}/y, usEin, 0.4, "COMPANY_ID"), checksum: false }],
    ],
  ],
  strong: [[US_ITIN_DASHED, ["912-90"]]],
  examples: [
    { text: "ITIN 912-90-3456", finds: ["912-90-3456"] },
    { text: "my taxpayer id 911701234", finds: ["911701234"] },
    { text: "EIN 91-1144442", finds: ["91-1144442"] },
  ],
  counterExamples: ["ITIN 912-93-3456", "ITIN 812-70-3456", "read 911701234"],
};

export const PACKS: readonly Pack[] = [BR, AR, BO, CL, CO, CR, DO, EC, GT, MX, PE, PY, UY, VE, CU, SV, CA, US];
export const detectors: readonly Detector[] = PACKS.map(detectorOf);
