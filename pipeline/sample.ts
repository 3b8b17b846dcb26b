import { randomBytes } from "node:crypto";
import { asRaw } from "../core/bytes.ts";
import { Secret } from "../core/secret.ts";
import { Census } from "../processors/fold/census/census.ts";
import { createLabelDecider, type FoldingDecider } from "../processors/fold/labels/create-decider.ts";
import type { Plan } from "../processors/plan.ts";
import { Scrubber } from "../processors/scrub.ts";
import type { CardinalityReport } from "./cardinality-report.ts";
import { sampleReport } from "./sample-report.ts";

/** After so long every ranking and window of statistics is closed. */
const SETTLED_NS = 7_200_000_000_000n;

const FIRST_GENERATION = 1;

/** A dry run of a policy's fold over requests that go nowhere. Tokens are made with a key that is thrown away. */
export class Sample {
  readonly #plan: Plan;
  readonly #scrubber: Scrubber;
  readonly #decider: FoldingDecider;
  readonly #census: Census;

  constructor(plan: Plan) {
    this.#plan = plan;
    const key = { id: "tmp", secret: new Secret(randomBytes(32)) };
    this.#scrubber = new Scrubber(plan, key);
    this.#decider = createLabelDecider(plan.fold, key);
    this.#census = new Census(plan.fold, this.#decider, key.secret);
  }

  /** Takes one Export request of metrics in protobuf. Throws `RoadError` malformed. */
  add(request: Uint8Array): void {
    const scrubbed = this.#scrubber.scrub(asRaw(request), "metrics");
    this.#census.add(scrubbed.bytes);
    this.#scrubber.release(scrubbed);
  }

  /** Closes what was learned; true when decisions changed on the way, so that only a second reading shows where they settle. */
  settle(): boolean {
    const { generation } = this.#decider;
    if (this.#census.lastNs > 0n) this.#census.settle(this.#census.lastNs + SETTLED_NS);
    return generation > FIRST_GENERATION || this.#decider.generation > generation;
  }

  /** Forgets what was counted, for a second reading; what was learned stays. */
  restart(): void {
    this.#census.restart();
  }

  report(): CardinalityReport {
    return sampleReport(this.#census, this.#decider.explanations(), this.#plan);
  }
}
