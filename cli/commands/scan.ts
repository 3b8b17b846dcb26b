import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { OperatorError } from "../../core/errors.ts";
import { loadPolicy } from "../../policy/load.ts";
import { type Command, orFailed, type Terminal } from "../command.ts";
import { Finder } from "../scan/finder.ts";
import { FORMS, type ReportForm } from "../scan/forms.ts";
import { answerLines } from "../scan/jsonl.ts";
import { Output } from "../scan/output.ts";
import { reportPlan } from "../scan/report-policy.ts";
import { scanFiles } from "../scan/scan-files.ts";

export const scan: Command = {
  name: "scan",
  summary: "Says what personal data and secrets are in files, and where. Never prints what it found.",
  usage: `otelscrub scan [--json | --sarif | --jsonl] [--all] [--policy NAME|FILE] FILE...

  FILE             text, NDJSON or OTLP JSON lines, also as gzip or zstd; - for stdin
  --json           findings and totals as one JSON document
  --sarif          findings as SARIF 2.1.0
  --jsonl          for programs: answers lines {"id","text"} or {"id","text","key"} (from stdin where no FILE is given)
                   with {"id","spans":[{"start","end","type","score","detector"}]}, offsets in UTF-16 code units
  --subtypes       with --jsonl: adds subtype and evidence
  --all            also UUIDs, bare identifiers and user agents, which name no one by themselves
  --policy         what this policy would act on, instead of everything that is found

Exit code: 0 nothing found, 1 something found, 2 a fault. With --jsonl 0 when every line was answered.`,
  run: (terminal) => orFailed(terminal, scanned),
};

async function scanned(terminal: Terminal): Promise<number> {
  const { values, positionals } = flagsOf(terminal.args);
  const form = formOf(values);
  if (positionals.length === 0 && values.jsonl !== true)
    throw new OperatorError("scan needs a file, or - for stdin. otelscrub scan --help says more.");
  const plan = values.policy === undefined ? reportPlan(values.all === true) : loadPolicy(values.policy, readPolicy);
  const finder = new Finder(plan);
  const out = new Output(terminal.stdout);
  const files = positionals.length === 0 ? ["-"] : positionals;
  if (values.jsonl !== true) return await scanFiles(files, terminal, finder, out, form);
  try {
    await answerLines(files, terminal.stdin, finder, out, { subtypes: values.subtypes === true });
  } catch (error) {
    await out.settle(true);
    throw new OperatorError(`The input could not be read (${codeOf(error)}).`);
  }
  await out.settle(true);
  return 0;
}

function flagsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        sarif: { type: "boolean" },
        jsonl: { type: "boolean" },
        subtypes: { type: "boolean" },
        all: { type: "boolean" },
        policy: { type: "string" },
      },
    });
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : "The flags could not be read.");
  }
}

function formOf(values: { json?: boolean; sarif?: boolean; jsonl?: boolean; subtypes?: boolean }): ReportForm {
  const named = (["json", "sarif", "jsonl"] as const).filter((name) => values[name] === true);
  if (named.length > 1) throw new OperatorError(`--${named[0]} and --${named[1]} exclude each other.`);
  if (values.subtypes === true && values.jsonl !== true) throw new OperatorError("--subtypes goes with --jsonl.");
  const [name] = named;
  return name === "json" || name === "sarif" ? FORMS[name] : FORMS.table;
}

function readPolicy(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new OperatorError(`The policy ${path} could not be read (${codeOf(error)}).`);
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown fault";
}
