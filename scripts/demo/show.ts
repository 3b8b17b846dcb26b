import { stripVTControlCharacters, styleText } from "node:util";
import type { Step } from "./steps.ts";

export interface Found {
  readonly type: string;
  readonly signal: string;
  readonly place: string;
  readonly count: number;
}

export interface DemoResult {
  readonly pairs: readonly { readonly step: Step; readonly after: string }[];
  readonly found: readonly Found[];
  readonly records: number;
  readonly forwarded: number;
  /** Mean time from an admitted request to its scrubbed bytes. */
  readonly scrubMs: number;
  readonly startupMs: number;
}

/** Writes to a terminal with colours, to a pipe without. */
export function show(result: DemoResult, out: NodeJS.WriteStream): void {
  const colour = out.isTTY && process.env["NO_COLOR"] === undefined;
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(style, text) : stripVTControlCharacters(text);
  for (const { step, after } of result.pairs) {
    const where = `${step.signal} over ${step.protocol}, ${step.key ?? step.place}`;
    const kept = after === step.text;
    out.write(
      `${paint("dim", where)}\n  ${paint(kept ? "dim" : "red", step.text)}\n  ${paint("green", `-> ${kept ? "kept as it was" : after}`)}\n`,
    );
  }
  out.write(`\nWhat was found\n${table(result.found)}\n`);
  out.write(
    `${result.forwarded} of ${result.records} records forwarded; ready after ${result.startupMs.toFixed(0)} ms; scrubbing took ${result.scrubMs.toFixed(2)} ms a request.\n`,
  );
}

function table(found: readonly Found[]): string {
  const rows = [
    ["type", "signal", "place", "count"],
    ...found.map((one) => [one.type, one.signal, one.place, String(one.count)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}
