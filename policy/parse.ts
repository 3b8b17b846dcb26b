import { nearest } from "../core/nearest.ts";
import type { UserDetector } from "../processors/plan.ts";
import { BUILT_IN_POLICIES } from "./built-in.generated.ts";
import { check } from "./check.ts";
import { compilePolicy, type Policy } from "./compile.ts";
import { type Fault, PolicyError } from "./faults.ts";
import { type ReadDocument, readYaml } from "./read-yaml.ts";
import type { PolicyDocument } from "./schema.ts";
import { compileUserDetector } from "./user-detectors.ts";
import { validate } from "./validate.ts";

export interface ParseOptions {
  /** Name in error texts. */
  readonly file: string;
  /** Text of a policy that may be extended; the built-in ones where it is not given. */
  readonly resolveBuiltIn?: (name: string) => string | undefined;
}

/** Reads a policy completely. Throws a PolicyError that lists every fault; nothing of a faulty document is used. */
export function parsePolicy(text: string, options: ParseOptions): Policy {
  return parseChain(text, options, []);
}

function parseChain(text: string, options: ParseOptions, below: readonly string[]): Policy {
  const read = readYaml(text, options.file);
  if (read.faults.length > 0) throw new PolicyError(read.faults);
  const { document, faults } = validate(read);
  if (document === undefined) throw new PolicyError(faults);
  const found: Fault[] = check(document, read.faultAt);
  const detectors = compilePatterns(document, read, found);
  const base = baseOf(document, options, below, read, found);
  const all = [...faults, ...found.filter((one) => !faults.some((earlier) => isSameMatter(earlier, one)))];
  if (all.length > 0) throw new PolicyError(all);
  const policy: Policy = { document, userDetectors: detectors, ...(base === undefined ? {} : { base }) };
  const idle = idlePatterns(policy, read);
  if (idle.length > 0) throw new PolicyError(idle);
  return policy;
}

/** What a check misses may be the very part that was taken out as faulty. */
function isSameMatter(earlier: Fault, later: Fault): boolean {
  if (later.path === "") return /^(?:defaults|extends)/.test(earlier.path);
  return earlier.path.startsWith(later.path) || later.path.startsWith(earlier.path);
}

function compilePatterns(document: PolicyDocument, read: ReadDocument, faults: Fault[]): UserDetector[] {
  return (document.patterns ?? []).flatMap((entry, i) => {
    const { detector, faults: found } = compileUserDetector(entry, ["patterns", i], read.faultAt);
    faults.push(...found);
    return detector === undefined ? [] : [detector];
  });
}

function baseOf(
  document: PolicyDocument,
  options: ParseOptions,
  below: readonly string[],
  read: ReadDocument,
  faults: Fault[],
): Policy | undefined {
  const name = document.extends;
  if (name === undefined) return undefined;
  const resolve = options.resolveBuiltIn ?? builtInText;
  const text = resolve(name);
  if (text === undefined) {
    const guess = nearest(name, BUILT_IN_POLICIES.keys());
    faults.push(
      read.faultAt(
        ["extends"],
        `not a built-in policy; ${guess === undefined ? `known are ${[...BUILT_IN_POLICIES.keys()].join(", ")}` : `did you mean "${guess}"?`}`,
      ),
    );
    return undefined;
  }
  if (below.includes(name)) {
    faults.push(read.faultAt(["extends"], "extends itself in the end"));
    return undefined;
  }
  return parseChain(text, { ...options, file: `built-in:${name}` }, [...below, name]);
}

/** Text of a built-in policy. */
export function builtInText(name: string): string | undefined {
  return BUILT_IN_POLICIES.get(name);
}

/** Patterns whose findings nothing would act on: a writer who believes to be protected is not. */
function idlePatterns(policy: Policy, read: ReadDocument): Fault[] {
  if (policy.document.patterns === undefined) return [];
  const { ruleSets, userDetectors } = compilePolicy(policy);
  const rules = ruleSets.flatMap((set) => Object.values(set));
  return (policy.document.patterns ?? []).flatMap((entry, i) => {
    const detector = userDetectors.find((one) => one.id === `user.${entry.name}`);
    const acts = rules.some(({ types }) => {
      const rule = types[entry.type];
      return rule.action.kind !== "keep" && rule.threshold <= (detector?.score ?? 0);
    });
    return acts
      ? []
      : [
          read.faultAt(
            ["patterns", i],
            `finds ${entry.type}, which this policy leaves alone at this score; give the type an action or raise "score"`,
          ),
        ];
  });
}
