import type { Step, Trace } from "./trace.ts";

/**
 * Leaves out steps and points of a trace that breaks an invariant, as long as it still breaks: what is left out of a
 * trace is simply lost on the way, so that the model stays right.
 */
export function shrink(trace: Trace, breaks: (trace: Trace) => boolean): Trace {
  let smallest = trace;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of candidates(smallest)) {
      if (!breaks(candidate)) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* candidates(trace: Trace): Generator<Trace> {
  const { steps } = trace;
  const without = (from: number, many: number, instead: Step[] = []): Trace => ({
    ...trace,
    steps: [...steps.slice(0, from), ...instead, ...steps.slice(from + many)],
  });
  for (let many = steps.length >> 1; many > 0; many >>= 1) {
    for (let from = 0; from < steps.length; from += many) yield without(from, many);
  }
  for (const [i, step] of steps.entries()) {
    if (step.kind !== "request") continue;
    const { points } = step;
    for (let many = points.length >> 1; many > 0; many >>= 1) {
      for (let from = 0; from < points.length; from += many) {
        yield without(i, 1, [{ ...step, points: points.filter((_, at) => at < from || at >= from + many) }]);
      }
    }
    if (step.shuffle !== 0) yield without(i, 1, [{ ...step, shuffle: 0 }]);
  }
}
