import type { CardinalityReport, LabelReport, MetricReport } from "../../pipeline/cardinality-report.ts";
import type { Estimate } from "../../processors/fold/census/series-count.ts";
import { foldableLabels, sdkViews } from "./advice.ts";
import { type PriceProfile, saved, seriesPrice } from "./prices.ts";

/** Rows of each table; `--top` changes it. */
export const DEFAULT_ROWS = 15;

export interface TableOptions {
  readonly rows: number;
  readonly price: PriceProfile | undefined;
}

const COUNTED_ALIKE =
  "A proxy counts metrics and labels by labels alone: what several processes send alike counts once here. Its totals above are exact.\n";

const MIB = 1024 * 1024;

type Row = readonly string[];

/** The report for people: names, shapes and numbers, no value. */
export function tableOf(report: CardinalityReport, { rows, price }: TableOptions): string {
  const parts = [
    summary(report, price),
    tenantTable(report.tenants ?? [], rows),
    metricTable(report.metrics.slice(0, rows)),
    foldingTable(report.metrics, rows),
    furtherTable(report.metrics, rows, price),
    report.source === "proxy" && report.metrics.length > 0 ? COUNTED_ALIKE : "",
    source(report.metrics.slice(0, rows)),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function summary(report: CardinalityReport, price: PriceProfile | undefined): string {
  const { points, foldedPoints, refusedPoints, before, after, metrics, policy } = report;
  if (points === 0)
    return report.source === "proxy"
      ? "No metrics were read for a fold yet; a policy with `fold: { enabled: false }` reads none.\n"
      : "There are no metrics in the sample.\n";
  const less: Estimate = { value: before.value - after.value, band: Math.hypot(before.band, after.band) };
  const lines = [
    `${count(points)} points of ${count(metrics.length)} metrics in ${duration(report.seconds)}, under the policy ${policy.name} (version ${policy.version}).`,
    "",
    `series  ${shown(before)} come, ${shown(after)} leave: ${shown(less)} less (${share(less.value, before.value)})`,
    `points  ${count(points - foldedPoints - refusedPoints)} pass as they are, ${count(foldedPoints)} fold`,
  ];
  if (refusedPoints > 0)
    lines.push(
      `        ${count(refusedPoints)} are refused: gauges whose labels would fold and for which the policy names no function (fold.gauges)`,
    );
  if (price !== undefined) lines.push(...moneyLines(report, price));
  return `${lines.join("\n")}\n`;
}

function moneyLines(report: CardinalityReport, price: PriceProfile): string[] {
  const lines = [
    `money   ${money(saved(report, price), price)} less a month (${price.name})`,
    `        ${price.source}; counted: ${price.window}. List prices change: check yours.`,
  ];
  if (report.seconds > price.windowSeconds)
    lines.push(
      "        The sample is longer than that window: series that do not live at once cost less than said here.",
    );
  return lines;
}

/** One tenant is not worth a table. */
function tenantTable(tenants: NonNullable<CardinalityReport["tenants"]>, rows: number): string {
  if (tenants.length < 2) return "";
  return table(
    "Tenants by series, under keyed hashes of their names",
    ["TENANT", "SERIES", "LEAVE AS", "MEMORY"],
    tenants
      .slice(0, rows)
      .map(({ mark, series, outputs, bytes }) => [
        mark,
        count(series),
        count(outputs),
        `${(bytes / MIB).toFixed(1)} MiB`,
      ]),
  );
}

function metricTable(metrics: readonly MetricReport[]): string {
  return table(
    "Metrics by series",
    ["METRIC", "KIND", "SERIES", "AFTER THE FOLD"],
    metrics.map((one) => [nameOf(one.name), one.kind, shown(one.before), shown(one.after)]),
  );
}

interface Placed {
  readonly metric: MetricReport;
  readonly label: LabelReport;
}

function foldingTable(metrics: readonly MetricReport[], rows: number): string {
  const placed = metrics.flatMap((metric) =>
    foldableLabels(metric).folding.map((label): Placed => ({ metric, label })),
  );
  placed.sort((a, b) => b.label.contributes.value - a.label.contributes.value);
  return table(
    "Labels that fold, by the series they make",
    ["LABEL", "METRIC", "VALUES", "SERIES", "WHY"],
    placed
      .slice(0, rows)
      .map(({ metric, label }) => [
        nameOf(label.key),
        nameOf(metric.name),
        shown(label.values),
        shown(label.contributes),
        `${Object.keys(label.reasons).join(", ")}: ${Object.keys(label.shapes).join(", ")}${label.fate === "partly" ? " (some values stay)" : ""}`,
      ]),
  );
}

function furtherTable(metrics: readonly MetricReport[], rows: number, price: PriceProfile | undefined): string {
  const placed = metrics.flatMap((metric) =>
    foldableLabels(metric).further.map((label): Placed => ({ metric, label })),
  );
  placed.sort((a, b) => b.label.saves.value - a.label.saves.value);
  const cost = ({ metric, label }: Placed): Row =>
    price === undefined ? [] : [money(scaled(label.saves, seriesPrice(metric, price)), price)];
  return table(
    "What folding one further label would save, each by itself",
    ["LABEL", "METRIC", "VALUES", "SAVES", ...(price === undefined ? [] : ["A MONTH"]), ""],
    placed
      .slice(0, rows)
      .map(({ metric, label }) => [
        nameOf(label.key),
        nameOf(metric.name),
        shown(label.values),
        `${label.atMost ? "at most " : ""}${shown(label.saves)} (${share(label.saves.value, metric.after.value)})`,
        ...cost({ metric, label }),
        label.isUnbounded ? "new values keep coming" : "",
      ]),
  );
}

function scaled({ value, band }: Estimate, by: number): Estimate {
  return { value: value * by, band: band * by };
}

function source(metrics: readonly MetricReport[]): string {
  const views = sdkViews(metrics);
  if (views === undefined) return "";
  return `At the source it is cheaper: this OpenTelemetry SDK configuration keeps such labels from being measured.\n\n${views}`;
}

function table(title: string, head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: Row): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${title}\n\n${all.map((row) => `  ${line(row)}\n`).join("")}`;
}

function nameOf(name: string): string {
  return name === "" ? "(others)" : name;
}

/** A number with its band in percent where it is an estimate. */
function shown({ value, band }: Estimate): string {
  if (band === 0) return count(value);
  return `~${count(rounded(value))} ±${value === 0 ? count(band) : `${Math.max(1, Math.round((100 * band) / value))} %`}`;
}

/** Three digits: an estimate has no more. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 2);
  return Math.round(value / unit) * unit;
}

function money({ value, band }: Estimate, { unit }: PriceProfile): string {
  const digits = value >= 100 ? 0 : 2;
  const amount = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${band === 0 ? "" : "~"}${amount} ${unit}${band === 0 || value === 0 ? "" : ` ±${Math.max(1, Math.round((100 * band) / value))} %`}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "0 %" : `${((100 * part) / whole).toFixed(1)} %`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
