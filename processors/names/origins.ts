import { FieldSteps } from "../../otlp/field-steps.ts";
import { resourceAttributes } from "../../otlp/resource.ts";
import { matches, type Plan } from "../plan.ts";
import { type HashSeeds, hashBytes, hashText } from "./keyed-hash.ts";
import { type NameRules, NO_RULES, nameRules } from "./name-rules.ts";

/** What a resource says about the spans below it. */
interface Origin {
  readonly service: string;
  /** A hash of which process of the service it is. */
  readonly instance: number;
  readonly rules: NameRules;
}

/** `ResourceSpans.resource` (trace.proto). */
const RESOURCE = 1;
/** Where one process of a service says which it is, the most telling first. */
const INSTANCE = ["service.instance.id", "k8s.pod.uid", "k8s.pod.name", "container.id", "host.id", "host.name"];
const MAX_ORIGINS = 2_048;

/** Reads resources once: processes send the same one again and again. */
export class Origins {
  readonly #plan: Plan;
  readonly #seeds: HashSeeds;
  readonly #rulesBySet: readonly NameRules[];
  readonly #fields = new FieldSteps();
  /** By hash of the Resource. */
  readonly #known = new Map<number, Origin>();

  constructor(plan: Plan, seeds: HashSeeds) {
    this.#plan = plan;
    this.#seeds = seeds;
    this.#rulesBySet = plan.ruleSets.map(({ traces }) => nameRules(traces));
  }

  /** The origin of the ResourceSpans in [start, end). */
  of(bytes: Uint8Array, start: number, end: number): Origin {
    let hash = 0;
    for (const fields = this.#fields.over(bytes, start, end); fields.next(); )
      if (fields.is(RESOURCE)) hash = hashBytes(this.#seeds, hash, bytes, fields.valueStart, fields.valueEnd);
    const known = this.#known.get(hash);
    if (known !== undefined) return known;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const attributes = resourceAttributes(buffer, start, end);
    const instance = INSTANCE.find((key) => attributes.has(key)) ?? "";
    const origin: Origin = {
      service: attributes.get("service.name") ?? "",
      instance: hashText(this.#seeds, 3, attributes.get(instance) ?? ""),
      rules: this.#rulesBySet[ruleSetOf(this.#plan, attributes)] ?? NO_RULES,
    };
    if (this.#known.size >= MAX_ORIGINS) this.#known.clear();
    this.#known.set(hash, origin);
    return origin;
  }
}

function ruleSetOf(plan: Plan, attributes: ReadonlyMap<string, string>): number {
  const chosen = plan.selectors.find((selector) =>
    selector.attributes.every((one) => matches(one.value, attributes.get(one.key) ?? "")),
  );
  return chosen?.ruleSet ?? 0;
}
