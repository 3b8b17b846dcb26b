import { OperatorError } from "../core/errors.ts";
import { didYouMean } from "../core/nearest.ts";
import type { Plan } from "../processors/plan.ts";
import { BUILT_IN_POLICIES } from "./built-in.generated.ts";
import { compilePolicy } from "./compile.ts";
import { builtInText, parsePolicy } from "./parse.ts";

/** Plan of a built-in policy by its name, or of a file by its path: what holds a `/` or ends in `.yaml` or `.yml` is a path. */
export function loadPolicy(nameOrPath: string, readFile: (path: string) => string): Plan {
  const text = builtInText(nameOrPath);
  if (text !== undefined) return compilePolicy(parsePolicy(text, { file: `built-in:${nameOrPath}` }));
  if (!/[/\\]|\.ya?ml$/i.test(nameOrPath)) {
    throw new OperatorError(
      `There is no built-in policy "${nameOrPath}"; give a path for one of your own${didYouMean(nameOrPath, BUILT_IN_POLICIES.keys()) || "."}`,
    );
  }
  return compilePolicy(parsePolicy(readFile(nameOrPath), { file: nameOrPath }));
}

/** The policy that holds where none is configured. */
export function defaultPlan(): Plan {
  return loadPolicy("default", () => "");
}
