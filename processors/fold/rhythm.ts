import type { Context } from "./contexts.ts";
import { CONTEXT, type Machine } from "./machine.ts";

/** As `assembly/layout.ts`: of kinds that may be cumulative. */
const CUMULATIVE = 2;
/** Gaps without which nothing is said. */
const LEAST_GAPS = 16;

type Rhythm = "unknown" | "steady" | "gaps" | "uneven";

/** How exports of a metric came, by gaps of one step of its source, of two, of up to eight, and uneven ones. */
function rhythmOf({ bytes, contextAt }: Machine, { slot }: Context): Rhythm {
  const at = contextAt + slot * CONTEXT.bytes + CONTEXT.steps;
  const [one, two, more, uneven] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  const all = one + two + more + uneven;
  if (all < LEAST_GAPS) return "unknown";
  if (uneven * 8 > all) return "uneven";
  // Of exports that are dealt out to n, one in n comes here: gaps of one, two, three steps and so on, each rarer.
  const isDealt = one * 12 >= all && two * 12 >= all && more * 24 >= all && (two + more) * 4 >= all;
  return isDealt ? "gaps" : "steady";
}

/**
 * Sources, which are resources, of whose totals only some exports come here, at whole multiples of their interval, again
 * and again: other replicas get the rest, and count them too. Not one that has any metric in every export, or uneven
 * ones: that one leaves metrics out which did not change, or has several intervals.
 */
export function alternatingSources(machine: Machine, contexts: readonly (Context | undefined)[]): number {
  const sources = new Map<number, boolean>();
  for (const context of contexts) {
    if (context === undefined) continue;
    const rhythm = rhythmOf(machine, context);
    if (rhythm === "unknown") continue;
    const { id } = context.resource;
    if (rhythm !== "gaps") sources.set(id, false);
    else if (context.temporality === CUMULATIVE && context.outputs.size > 0 && !sources.has(id)) sources.set(id, true);
  }
  let alternating = 0;
  for (const isAlternating of sources.values()) if (isAlternating) alternating++;
  return alternating;
}
