// An independent proof of the fold: random traces of what processes truly counted, played to the ledger and to a model
// that knows the truth. Prints every broken invariant with the command that replays it. Exit code 1 if there is one.
import { parseArgs } from "node:util";
import { checkTraces, replay, traceOf } from "./fold-check/check.ts";
import { KINDS } from "./fold-check/trace.ts";

const CLEAR_LINE = "\r\x1b[K";

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
  const traces = Number(values.traces);
  const { isTTY } = process.stderr;
  const tell = (violation: string): void => {
    if (isTTY) process.stderr.write(CLEAR_LINE);
    console.log(violation);
  };
  const summary = checkTraces({ seed, traces, kinds }, tell, isTTY ? progressOf(traces) : undefined);
  console.log(values.json === true ? JSON.stringify({ seed, ...summary }) : summaryText(summary));
  if (summary.violations > 0) process.exitCode = 1;
}

/** A line on a terminal that says how far it came; a million traces take half an hour. */
function progressOf(traces: number): (played: number, violations: number) => void {
  const startMs = performance.now();
  return (played, violations) => {
    if (played % 500 !== 0 && played !== traces) return;
    const leftMinutes = ((performance.now() - startMs) * (traces / played - 1)) / 60_000;
    const line = `${played} of ${traces} traces, ${violations} violations, ${Math.ceil(leftMinutes)} min left`;
    process.stderr.write(CLEAR_LINE + (played === traces ? "" : line));
  };
}

function summaryText({ causes, ...figures }: ReturnType<typeof checkTraces>): string {
  const lines = Object.entries({ seed, ...figures, ...causes }).map(([name, value]) => `${name.padEnd(20)} ${value}`);
  return lines.join("\n");
}
