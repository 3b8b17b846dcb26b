import * as v from "valibot";
import { explainIssue, issuePath, isUnknownKey, type Path } from "./explain.ts";
import type { Problem } from "./problem.ts";
import { type Tree, toPlain, treeAt } from "./tree.ts";

/** One pass finds at most one unknown key per map, so passes repeat; no hand-written file needs as many as this. */
const MAX_PASSES = 200;

/**
 * Checks the part of a document at `base` and returns it with its defaults, or undefined after adding every problem.
 * Two readings of the collector are kept: nothing after a colon means the defaults, and a reference whose text looks
 * like a number is text where text is wanted.
 */
export function validatePart<T>(
  schema: v.GenericSchema<unknown, T>,
  tree: Tree,
  base: Path,
  problems: Problem[],
): T | undefined {
  const written = treeAt(tree, base);
  const holder = { part: written === undefined ? undefined : toPlain(written) };
  if (holder.part === null || holder.part === undefined) holder.part = Object.create(null);
  const found: Problem[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const result = v.safeParse(schema, holder.part);
    if (result.success) {
      problems.push(...found);
      return found.length === 0 ? result.output : undefined;
    }
    const remaining: Problem[] = [];
    let repaired = false;
    for (const issue of result.issues) {
      const unknown = isUnknownKey(issue);
      if (unknown) found.push(explainIssue(issue, schema, tree, base));
      if (repair(issue, unknown, holder, treeAt(tree, [...base, ...issuePath(issue)]))) repaired = true;
      else if (!unknown) remaining.push(explainIssue(issue, schema, tree, base));
    }
    if (!repaired) {
      problems.push(...found, ...remaining);
      return undefined;
    }
  }
  problems.push(...found);
  return undefined;
}

/** Changes the plain data so that the next pass sees further; true when it did. */
function repair(
  issue: v.BaseIssue<unknown>,
  unknown: boolean,
  holder: { part: unknown },
  written: Tree | undefined,
): boolean {
  const path = issuePath(issue);
  const last = path.at(-1);
  const around = path.slice(0, -1).reduce<unknown>((data, step) => member(data, step), holder.part);
  if (last === undefined || typeof around !== "object" || around === null) return false;
  if (unknown) return Array.isArray(around) ? false : Reflect.deleteProperty(around, last);
  if (issue.kind !== "schema" || written?.kind !== "scalar") return false;
  const data = around as Record<string | number, unknown>;
  if (written.value === null && data[last] === null) {
    if (issue.expected === "Object") data[last] = Object.create(null);
    else if (issue.expected === "Array") data[last] = [];
    else Reflect.deleteProperty(data, last);
    return true;
  }
  if (issue.expected === "string" && written.text !== undefined && data[last] !== written.text) {
    data[last] = written.text;
    return true;
  }
  return false;
}

function member(data: unknown, step: string | number): unknown {
  return typeof data === "object" && data !== null ? (data as Record<string | number, unknown>)[step] : undefined;
}
