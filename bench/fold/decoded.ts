import { oracle } from "../../test/support/otlp-oracle.ts";

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface Point {
  readonly attributes: readonly Attribute[];
  readonly asInt: number;
}

interface Metric {
  readonly name: string;
  readonly sum: { readonly dataPoints: readonly Point[] };
}

interface Resource {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
}

/** The obvious design: decode to objects, a key of sorted JSON, a map of last values. */
export class Decoded {
  readonly #type = oracle("metrics").type;
  readonly #last = new Map<string, number>();
  readonly #totals = new Map<string, number>();

  absorb(bytes: Uint8Array): void {
    const request = this.#type.toObject(this.#type.decode(bytes), { longs: Number });
    for (const resource of request["resourceMetrics"] as readonly Resource[]) {
      for (const { metrics } of resource.scopeMetrics) {
        for (const metric of metrics) for (const point of metric.sum.dataPoints) this.#point(resource, metric, point);
      }
    }
  }

  #point({ resource }: Resource, { name }: Metric, point: Point): void {
    const input = new Map(point.attributes.map(({ key, value }) => [key, value.stringValue]));
    const keyOf = (of: ReadonlyMap<string, string>): string =>
      JSON.stringify([resource.attributes, name, [...of].sort(([a], [b]) => (a < b ? -1 : 1))]);
    const inputKey = keyOf(input);
    input.delete("user.id");
    const outputKey = keyOf(input);
    const increment = point.asInt - (this.#last.get(inputKey) ?? 0);
    this.#last.set(inputKey, point.asInt);
    this.#totals.set(outputKey, (this.#totals.get(outputKey) ?? 0) + increment);
  }
}
