import type { EntityType } from "../../core/entity.ts";
import type { Span } from "./finder.ts";

/** Something found, and where in which file; lines and columns from 1, columns in UTF-16 code units. */
export interface Located extends Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Where in a record of OTLP JSON; `start` and `end` are then those of the value there. */
  readonly path?: string;
}

export interface Totals {
  findings: number;
  lines: number;
  files: number;
  /** Files that could not be read, or not to their end. */
  failedFiles: number;
  /** Lines that could not be judged. */
  failedLines: number;
  readonly types: Map<EntityType, number>;
}

export function newTotals(): Totals {
  return { findings: 0, lines: 0, files: 0, failedFiles: 0, failedLines: 0, types: new Map() };
}
