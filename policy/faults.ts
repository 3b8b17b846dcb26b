import { OperatorError } from "../core/errors.ts";

/** Path of a part of the document, `["types", "IP_ADDRESS", "classes"]`. */
export type Path = readonly (string | number)[];

/** One thing wrong with a policy. Never holds a value of the document: it may be someone's. */
export interface Fault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `types.IP_ADDRESS.classes`; empty for the document as a whole. */
  readonly path: string;
  readonly text: string;
}

/** Every fault of a refused policy, in the order of the document. */
export class PolicyError extends OperatorError {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
    const lines = [...new Set(sorted.map(faultLine))];
    const count = lines.length === 1 ? "1 fault" : `${lines.length} faults`;
    super(`${count} in the policy; none of it is applied:\n${lines.map((line) => `  ${line}`).join("\n")}`);
    this.faults = sorted;
  }
}

/** `types.EMAIL_ADDRESS.action`, `keys[3].format`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

function faultLine(fault: Fault): string {
  const path = fault.path === "" ? "" : `${fault.path}: `;
  return `${fault.file}:${fault.line}:${fault.column}: ${path}${fault.text}`;
}
