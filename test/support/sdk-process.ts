import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { Rng } from "./rng.ts";

export const ROUTES = ["/orders/{id}", "/cart", "/search"];

/** A process that counts the same things to both ends, for one user after another. */
export class Process {
  readonly #provider: MeterProvider;
  readonly #rng: Rng;
  readonly #people: readonly string[];
  readonly #add: (route: string, user: string, amount: number) => void;

  constructor(instance: string, endpoints: readonly string[], seed: number, people: readonly string[]) {
    this.#rng = new Rng(seed);
    this.#people = people;
    this.#provider = new MeterProvider({
      resource: resourceFromAttributes({ "service.name": "shop", "service.instance.id": instance }),
      readers: endpoints.map(
        (url) =>
          new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url }), exportIntervalMillis: 500 }),
      ),
      views: [
        {
          instrumentName: "shop.size",
          aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
        },
      ],
    });
    const meter = this.#provider.getMeter("shop");
    const requests = meter.createCounter("shop.requests");
    const carts = meter.createUpDownCounter("shop.carts");
    const duration = meter.createHistogram("shop.duration");
    const size = meter.createHistogram("shop.size");
    this.#add = (route, user, amount) => {
      const labels = { "http.route": route, "user.id": user };
      requests.add(amount, labels);
      carts.add(amount - 50, labels);
      duration.record(amount * 7, labels);
      size.record(amount * 3 + 1, labels);
    };
  }

  work(times: number): void {
    for (let n = 0; n < times; n++)
      this.#add(this.#rng.pick(ROUTES), this.#rng.pick(this.#people), 1 + this.#rng.int(100));
    // A series that is exported in the very millisecond it began in has no known start.
    for (const began = Date.now(); Date.now() <= began + 1; );
  }

  flush(): Promise<void> {
    return this.#provider.forceFlush();
  }

  stop(): Promise<void> {
    return this.#provider.shutdown();
  }
}
