import { readVersion } from "../../core/version.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { evidenceNames } from "./finder.ts";
import type { Located, Totals } from "./located.ts";

/** How a report is written; findings are written as they come. */
export interface ReportForm {
  head(): string;
  finding(found: Located, isFirst: boolean): string;
  tail(totals: Totals): string;
}

const table: ReportForm = {
  head: () => "",
  finding: (found, isFirst) =>
    `${isFirst ? row(["TYPE", "SCORE", "DETECTOR", "EVIDENCE", "WHERE"]) : ""}${row([found.type, found.score.toFixed(2), found.detector, evidenceNames(found.evidence).join("+"), placeOf(found)])}`,
  tail: (totals) => `${totals.findings === 0 ? "" : "\n"}${summary(totals)}`,
};

const json: ReportForm = {
  head: () => '{"findings":[',
  finding: (found, isFirst) => `${isFirst ? "" : ","}\n${JSON.stringify(plain(found))}`,
  tail: (totals) => `\n],"summary":${JSON.stringify({ ...totals, types: Object.fromEntries(totals.types) })}}\n`,
};

/** SARIF 2.1.0 (OASIS), one run; rules are the detectors. */
const sarif: ReportForm = {
  head: () =>
    `{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"otelscrub","version":${JSON.stringify(readVersion())},"rules":${JSON.stringify(sarifRules())}}},"columnKind":"utf16CodeUnits","results":[`,
  finding: (found, isFirst) => `${isFirst ? "" : ","}\n${JSON.stringify(sarifResult(found))}`,
  tail: (totals) => `\n],"invocations":[{"executionSuccessful":${isComplete(totals)}}]}]}\n`,
};

export const FORMS = { table, json, sarif } as const;

function row(cells: readonly string[]): string {
  const widths = [16, 6, 26, 22];
  return `${cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join(" ")
    .trimEnd()}\n`;
}

function placeOf({ file, line, column, path }: Located): string {
  return `${file}:${line}${path === undefined ? `:${column}` : ` ${path}`}`;
}

function summary({ findings, lines, files, failedFiles, failedLines, types }: Totals): string {
  const failure = `${failedFiles === 0 ? "" : ` ${failedFiles} of the files could not be read completely.`}${failedLines === 0 ? "" : ` ${failedLines} lines could not be judged.`}`;
  if (findings === 0) return `Nothing found in ${lines} lines of ${files} file${files === 1 ? "" : "s"}.${failure}\n`;
  const counts = [...types].sort((a, b) => b[1] - a[1]).map(([type, count]) => `${type} ${count}`);
  return `${findings} found in ${lines} lines of ${files} file${files === 1 ? "" : "s"}: ${counts.join(", ")}.${failure}\n`;
}

function isComplete({ failedFiles, failedLines }: Totals): boolean {
  return failedFiles + failedLines === 0;
}

function plain({
  file,
  line,
  column,
  endLine,
  endColumn,
  path,
  start,
  end,
  type,
  subtype,
  score,
  detector,
  evidence,
}: Located): object {
  const where =
    path === undefined ? { line, column, ...(endLine !== line && { endLine }), endColumn } : { line, path, start, end };
  return {
    file,
    ...where,
    type,
    ...(subtype !== undefined && { subtype }),
    score,
    detector,
    evidence: evidenceNames(evidence),
  };
}

function sarifRules(): object[] {
  const rules = DETECTORS.map(({ id, type, description, source }) => ({
    id,
    name: id,
    shortDescription: { text: description },
    help: { text: source },
    properties: { type },
  }));
  return [
    ...rules,
    {
      id: "key",
      name: "key",
      shortDescription: { text: "Values that a name or the syntax around them declares personal or secret." },
      properties: {},
    },
  ];
}

function sarifResult({
  file,
  line,
  column,
  endLine,
  endColumn,
  path,
  type,
  subtype,
  score,
  detector,
}: Located): object {
  const region =
    path === undefined ? { startLine: line, startColumn: column, endLine, endColumn } : { startLine: line };
  const location = {
    physicalLocation: { artifactLocation: { uri: file === "stdin" ? "stdin" : encodeURI(file) }, region },
    ...(path !== undefined && { logicalLocations: [{ fullyQualifiedName: path }] }),
  };
  const isSecret = type === "SECRET" || type === "CREDIT_CARD" || type === "CVV";
  return {
    ruleId: detector,
    level: isSecret ? "error" : "warning",
    message: { text: `${type}${subtype === undefined ? "" : ` (${subtype})`} found.` },
    locations: [location],
    properties: { type, confidence: score },
  };
}
