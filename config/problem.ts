import { OperatorError } from "../core/errors.ts";

/** Where something was written. `order` is the position of its source among all sources. */
export interface Mark {
  readonly order: number;
  /** File name as given, or the flag. */
  readonly source: string;
  /** From 1; 0 where a source has no lines. */
  readonly line: number;
  readonly column: number;
}

/** One fault in what an operator wrote. The text never holds a value: a value may be a key. */
export interface Problem {
  readonly at: Mark;
  /** `processors::scrub::policy`; empty for a fault of the document as a whole. */
  readonly path: string;
  readonly text: string;
}

/** All problems as one error, in the order they stand in the sources. */
export function problemsError(problems: readonly Problem[]): OperatorError {
  const sorted = [...problems].sort(
    (a, b) => a.at.order - b.at.order || a.at.line - b.at.line || a.at.column - b.at.column,
  );
  const lines = [...new Set(sorted.map(problemLine))];
  const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
  return new OperatorError(`${count} in the configuration:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}

/** `file.yaml:3:5` or the flag's name. */
export function placeOf(at: Mark): string {
  return at.line === 0 ? at.source : `${at.source}:${at.line}:${at.column}`;
}

function problemLine(problem: Problem): string {
  const path = problem.path === "" ? "" : `${problem.path}: `;
  return `${placeOf(problem.at)}: ${path}${problem.text}`;
}
