import { expect } from "vitest";
import { SIGNALS } from "../../core/signal.ts";

/** Sum of a metric's series on a Prometheus page whose labels include the given ones. */
export function sumOf(page: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return seriesOf(page, name)
    .filter((series) => Object.entries(labels).every(([key, value]) => series.labels.get(key) === value))
    .reduce((sum, series) => sum + series.value, 0);
}

interface Series {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** Series of one metric on a Prometheus page. */
function seriesOf(page: string, name: string): Series[] {
  return page
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => ({
      labels: new Map([...line.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1] ?? "", match[2] ?? ""])),
      value: Number(line.slice(line.lastIndexOf(" ") + 1)),
    }));
}

/** O22: what was received ended somewhere, exactly; and O23: nothing left unscrubbed. */
export function assertIdentity(page: string): void {
  for (const signal of SIGNALS) {
    const count = (what: string): number => sumOf(page, `scrubber_${what}_items_total`, { signal });
    const ended = count("exported") + count("folded") + count("rejected") + count("dropped");
    expect({ signal, ended }).toEqual({ signal, ended: count("received") });
  }
  expect(seriesOf(page, "scrubber_unsanitized_items_total").length).toBeGreaterThan(0);
  expect(sumOf(page, "scrubber_unsanitized_items_total")).toBe(0);
  expect(sumOf(page, "scrubber_metrics_overflow_total")).toBe(0);
  expect(sumOf(page, "scrubber_inflight_bytes")).toBe(0);
}
