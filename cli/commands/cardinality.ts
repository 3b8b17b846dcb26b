import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { OperatorError } from "../../core/errors.ts";
import type { CardinalityReport } from "../../pipeline/cardinality-report.ts";
import { Sample } from "../../pipeline/sample.ts";
import { loadPolicy } from "../../policy/load.ts";
import { errorClass } from "../../telemetry/logger.ts";
import { foldableLabels, sdkViews } from "../cardinality/advice.ts";
import { askProxy } from "../cardinality/ask-proxy.ts";
import { type PriceProfile, priceProfile, saved } from "../cardinality/prices.ts";
import { type Reading, readRequests } from "../cardinality/requests.ts";
import { DEFAULT_ROWS, tableOf } from "../cardinality/table.ts";
import { type Command, FAILED, orFailed, type Terminal } from "../command.ts";

const NOTHING = 0;
const FOUND = 1;
const READ_ONCE =
  "Decisions changed while stdin was read, and it can be read only once: what leaves holds series from before. A file is read twice.";

export const cardinality: Command = {
  name: "cardinality",
  summary:
    "Says which labels of metrics make the series, what folds, and what more folding would save. Never prints a value.",
  usage: `otelscrub cardinality [--policy NAME|FILE] [--price PROFILE] [--top N] [--json] FILE...
otelscrub cardinality --endpoint http://127.0.0.1:8888 [--price PROFILE] [--top N] [--json]

  FILE             metrics as an OTLP request in protobuf, as OTLP/JSON (also one request on each line, as the
                   collector's file exporter writes it) or as that exporter's length-prefixed messages; gzip and
                   zstd are taken off; - for stdin
  --endpoint       asks a running proxy instead, by its metrics endpoint
  --policy         dry run of this policy instead of the default one
  --price          what it costs: datadog, grafana-cloud, mimir, or NAME=PRICE for 1,000 series a month (acme=6.50EUR)
  --top            rows of each table, ${DEFAULT_ROWS} unless said
  --json           one JSON document

Exit code: 0 nothing to fold, 1 something folds or is worth it, 2 a fault.`,
  run: (terminal) => orFailed(terminal, told),
};

async function told(terminal: Terminal): Promise<number> {
  const { values, positionals } = flagsOf(terminal.args);
  const price = values.price === undefined ? undefined : priceProfile(values.price);
  const rows = rowsOf(values.top);
  const { report, failed } = await reportFor(values, positionals, terminal);
  terminal.stdout.write(values.json === true ? jsonOf(report, price) : tableOf(report, { rows, price }));
  if (failed) return FAILED;
  return report.metrics.some(hasFolding) ? FOUND : NOTHING;
}

function hasFolding(metric: CardinalityReport["metrics"][number]): boolean {
  const { folding, further } = foldableLabels(metric);
  return folding.length + further.length > 0;
}

interface Told {
  readonly report: CardinalityReport;
  /** Something could not be read. */
  readonly failed: boolean;
}

async function reportFor(values: Flags, files: readonly string[], terminal: Terminal): Promise<Told> {
  if (values.endpoint !== undefined) {
    if (files.length > 0 || values.policy !== undefined)
      throw new OperatorError(
        "--endpoint asks a running proxy under its own policy; it goes with neither FILE nor --policy.",
      );
    return { report: await askProxy(values.endpoint), failed: false };
  }
  if (files.length === 0)
    throw new OperatorError(
      "cardinality needs a file, - for stdin, or --endpoint. otelscrub cardinality --help says more.",
    );
  const sample = new Sample(loadPolicy(values.policy ?? "default", readPolicy));
  let failed = await readAll(files, sample, terminal, true);
  // Rankings and statistics decide about values they have seen: a second reading shows where they settle.
  if (sample.settle()) {
    if (files.includes("-")) terminal.stderr.write(`${READ_ONCE}\n`);
    else {
      sample.restart();
      failed = (await readAll(files, sample, terminal, false)) || failed;
    }
  }
  return { report: sample.report(), failed };
}

/** True when something could not be read. */
async function readAll(files: readonly string[], sample: Sample, terminal: Terminal, tells: boolean): Promise<boolean> {
  let failed = false;
  const tell = (sentence: string): void => {
    failed = true;
    if (tells) terminal.stderr.write(`${sentence}\n`);
  };
  for (const file of files) {
    const reading = await readRequests(file, terminal.stdin, (request) => sample.add(request)).catch(
      (error: unknown) => {
        tell(`${file}: ${error instanceof OperatorError ? error.message : `could not be read (${errorClass(error)})`}`);
      },
    );
    if (reading !== undefined) tellReading(file, reading, tell);
  }
  return failed;
}

function tellReading(file: string, { failed, requests }: Reading, tell: (sentence: string) => void): void {
  if (failed > 0) tell(`${file}: ${failed} of ${failed + requests} requests could not be read as OTLP metrics`);
}

/** The report with what the other forms work out of it. */
function jsonOf(report: CardinalityReport, price: PriceProfile | undefined): string {
  const cost = price && {
    profile: price.name,
    unit: price.unit,
    perThousandSeriesAMonth: price.perThousand,
    window: price.window,
    source: price.source,
    savedAMonth: saved(report, price),
  };
  return `${JSON.stringify({ ...report, ...(cost && { cost }), sdkConfiguration: sdkViews(report.metrics) }, undefined, 2)}\n`;
}

type Flags = ReturnType<typeof flagsOf>["values"];

function flagsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        endpoint: { type: "string" },
        policy: { type: "string" },
        price: { type: "string" },
        top: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : "The flags could not be read.");
  }
}

function rowsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_ROWS;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new OperatorError("--top expects a number of rows from 1 to 9999.");
  return Number(text);
}

function readPolicy(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new OperatorError(`The policy ${path} could not be read (${errorClass(error)}).`);
  }
}
