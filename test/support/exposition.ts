import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type Collector, grpcCollector } from "./collected.ts";

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string };
}

interface Point {
  readonly attributes: readonly KeyValue[];
  readonly asInt?: string;
  readonly asDouble?: number;
}

interface MetricsRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly { readonly name: string; readonly sum?: { readonly dataPoints: readonly Point[] } }[];
    }[];
  }[];
}

/** A backend that shows the cumulative sums it was sent as a page for Prometheus: the last value of each series. */
export interface SumsPage {
  readonly backend: Collector;
  /** `host:port` to scrape. */
  readonly target: string;
  /** Series and values now. */
  series(): ReadonlyMap<string, string>;
}

export async function startSumsPage(): Promise<SumsPage> {
  const backend = await grpcCollector();
  onTestFinished(() => backend.stop());
  const series = (): ReadonlyMap<string, string> =>
    new Map(backend.arrivals.flatMap((arrival) => samplesOf(arrival.meaning as unknown as MetricsRequest)));
  const page = createServer((_request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end([...series()].map(([name, value]) => `${name} ${value}\n`).join(""));
  });
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void page.close());
  return { backend, target: `127.0.0.1:${(page.address() as AddressInfo).port}`, series };
}

function samplesOf(request: MetricsRequest): [string, string][] {
  return request.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ name, sum }) =>
        (sum?.dataPoints ?? []).map((point): [string, string] => {
          const labels = [...resource.attributes, ...point.attributes].map(
            ({ key, value }) => `${plainName(key)}="${escaped(value.stringValue ?? value.intValue ?? "")}"`,
          );
          return [`${plainName(name)}{${labels.sort().join(",")}}`, String(point.asInt ?? point.asDouble ?? 0)];
        }),
      ),
    ),
  );
}

const plainName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, "_");
const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
