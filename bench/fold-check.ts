// An independent proof of the fold: random traces of what processes truly counted, played to the ledger and to a model
// that knows the truth. Prints every broken invariant with the command that replays it. Exit code 1 if there is one.
import { parseArgs } from "node:util";
import { checkTraces, replay, traceOf } from "./fold-check/check.ts";
import { KINDS } from "./fold-check/trace.ts";

const { values } = parseArgs({
  options: {
    traces: { type: "string", default: "50000" },
    seed: { type: "string" },
    trace: { type: "string" },
    kinds: { type: "string" },
    shrink: { type: "boolean" },
    json: { type: "boolean" },
  },
});
const kinds = values.kinds === undefined ? undefined : KINDS.filter((kind) => values.kinds?.split(",").includes(kind));
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));

if (values.trace !== undefined) console.log(replay(traceOf(seed, Number(values.trace), kinds), values.shrink === true));
else {
  const summary = checkTraces({ seed, traces: Number(values.traces), kinds }, (violation) => console.log(violation));
  console.log(values.json === true ? JSON.stringify(summary) : summaryText(summary));
  if (summary.violations > 0) process.exitCode = 1;
}

function summaryText({ causes, ...figures }: ReturnType<typeof checkTraces>): string {
  const lines = Object.entries({ seed, ...figures, ...causes }).map(([name, value]) => `${name.padEnd(20)} ${value}`);
  return lines.join("\n");
}
