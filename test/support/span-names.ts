import { defaultPlan } from "../../policy/load.ts";
import type { HashSeeds } from "../../processors/names/keyed-hash.ts";
import { SpanNames } from "../../processors/names/span-names.ts";
import type { Plan } from "../../processors/plan.ts";
import { Scrubber } from "../../processors/scrub.ts";
import type { PlainMessage } from "./otlp-oracle.ts";
import { attribute, scrubObject, TEST_KEY } from "./scrubbing.ts";

const TEST_SEEDS: HashSeeds = { first: 0x1234_5678, second: 0x0bad_cafe };

/** A span as tests write it. */
export interface SpanOf {
  readonly name: string;
  readonly [attribute: string]: string | number;
}

/** A scrub with span names behind it; `names` sends spans of one process through it and tells how they are called. */
export class NamedSpans {
  readonly scrubber: Scrubber;

  constructor(options: { readonly plan?: Plan; readonly sources?: number } = {}) {
    const plan = options.plan ?? defaultPlan();
    const step = new SpanNames({ plan, sources: options.sources ?? 3, seeds: TEST_SEEDS });
    this.scrubber = new Scrubber(plan, TEST_KEY, { steps: [step] });
  }

  /** Spans as they leave. `instance` is the process they come from. */
  send(spans: readonly SpanOf[], instance = "one", service = "shop"): PlainMessage[] {
    const { meaning } = scrubObject(this.scrubber, "traces", spansRequest(spans, instance, service));
    const [resource = {}] = meaning["resourceSpans"] as PlainMessage[];
    const [scope = {}] = resource["scopeSpans"] as PlainMessage[];
    return scope["spans"] as PlainMessage[];
  }

  names(spans: readonly (SpanOf | string)[], instance?: string, service?: string): unknown[] {
    const given = spans.map((one) => (typeof one === "string" ? { name: one } : one));
    return this.send(given, instance, service).map((span) => span["name"]);
  }
}

export function spansRequest(spans: readonly SpanOf[], instance: string, service: string): PlainMessage {
  const resource = { attributes: [attribute("service.name", service), attribute("service.instance.id", instance)] };
  const built = spans.map(({ name, ...attributes }) => ({
    name,
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  }));
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: built }] }] };
}

/** The text of an attribute of a span that left. */
export function textOf(span: PlainMessage | undefined, key: string): unknown {
  const list = (span?.["attributes"] ?? []) as { key: string; value: { stringValue?: string } }[];
  return list.find((one) => one.key === key)?.value.stringValue;
}
