import { Violation } from "./compare.ts";
import { describe } from "./describe.ts";
import { generate } from "./generate.ts";
import { drawHazards } from "./hazards.ts";
import { CAUSES, type Cause } from "./output.ts";
import { type MakeLedger, runTrace } from "./run-trace.ts";
import { shrink } from "./shrink.ts";
import type { Kind, Trace } from "./trace.ts";

/** Violations told one by one; more of a kind say nothing new. */
const MAX_TOLD = 20;

export interface Summary {
  readonly traces: number;
  readonly points: number;
  readonly flushes: number;
  readonly checks: number;
  readonly violations: number;
  /** First values and increments that bounded losses explain, by reason. */
  readonly causes: Readonly<Record<Cause, number>>;
}

export interface Choice {
  readonly seed: number;
  readonly traces: number;
  /** Number of the first trace; 0 by default. */
  readonly first?: number;
  /** Kinds of metrics; all by default. */
  readonly kinds?: readonly Kind[] | undefined;
}

/** Checks `traces` traces of a seed; `tell` gets a line for each violation, `done` how many were played so far. */
export function checkTraces(
  { seed, traces, first = 0, kinds }: Choice,
  tell: (violation: string) => void,
  done?: (played: number, violations: number) => void,
): Summary {
  const causes = Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>;
  const totals = { points: 0, flushes: 0, checks: 0, violations: 0 };
  for (let n = first; n < first + traces; n++) {
    try {
      const result = runTrace(traceOf(seed, n, kinds));
      totals.points += result.points;
      totals.flushes += result.flushes;
      totals.checks += result.checks;
      for (const cause of CAUSES) causes[cause] += result.causes[cause];
    } catch (error) {
      totals.violations++;
      if (totals.violations <= MAX_TOLD)
        tell(
          `${messageOf(error)}\n    node bench/fold-check.ts --seed ${seed} --trace ${n}${kinds === undefined ? "" : ` --kinds ${kinds.join()}`} --shrink`,
        );
    }
    done?.(n + 1 - first, totals.violations);
  }
  return { traces, ...totals, causes };
}

/** The trace in words and what it breaks; with `small` what is left of it without steps that do not matter. */
export function replay(whole: Trace, small: boolean): string {
  const broken = violationOf(whole);
  if (broken === undefined) return `${describe(whole)}\nnothing is broken`;
  const kind = kindOf(broken);
  const trace = small ? shrink(whole, (one) => kindOf(violationOf(one) ?? "") === kind) : whole;
  return `${describe(trace)}\n${violationOf(trace)}`;
}

/** Trace `n` of a seed. */
export function traceOf(seed: number, n: number, kinds?: readonly Kind[]): Trace {
  return generate(seed + n * 2 ** 32, (rng) => drawHazards(rng, kinds));
}

/** What a trace breaks, or undefined. */
export function violationOf(trace: Trace, make?: MakeLedger): string | undefined {
  try {
    runTrace(trace, make);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Anything a ledger throws at a well-formed request is a violation too. */
function messageOf(error: unknown): string {
  if (error instanceof Violation) return error.message;
  return error instanceof Error ? `thrown ${error.stack ?? error.message}` : "thrown";
}

/** The sort of a violation without its numbers. */
function kindOf(message: string): string {
  return message.slice(0, 40).replaceAll(/[\d.]+/g, "#");
}
