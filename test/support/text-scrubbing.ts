import { defaultPlan } from "../../policy/load.ts";
import { arrangementOf } from "../../processors/arrangement.ts";
import { hintsOf } from "../../processors/detect/hints.ts";
import { newScratch, scanText } from "../../processors/inspect.ts";
import type { Format, Plan } from "../../processors/plan.ts";
import { detectorNames, TextScrub, type TextTask } from "../../processors/text-scrub.ts";
import { TEST_KEY } from "./scrubbing.ts";

export interface TextOptions {
  readonly key?: string;
  readonly template?: boolean;
  readonly identity?: boolean;
}

/** What a plan's rules for logs make of single texts. */
export class OneText {
  readonly #plan: Plan;
  readonly #text: TextScrub;
  readonly #arrangement: ReturnType<typeof arrangementOf>;
  readonly #scratch = newScratch();

  constructor(plan: Plan = defaultPlan()) {
    this.#plan = plan;
    this.#arrangement = arrangementOf(plan);
    this.#text = new TextScrub(plan, this.#arrangement, TEST_KEY, newScratch());
  }

  /** The text as it leaves. */
  scrub(text: string, format: Format = "auto", options: TextOptions = {}): string {
    return this.hits(text, format, options).text;
  }

  /** The text as it leaves, and `detector:TYPE` for each replacement. */
  hits(
    text: string,
    format: Format = "auto",
    options: TextOptions = {},
  ): { readonly text: string; readonly hits: string[] } {
    const bytes = Buffer.from(text);
    const ascii = bytes.length === text.length;
    const candidates = ascii
      ? scanText(text, this.#arrangement, this.#scratch)
      : { count: 1, positions: Int32Array.of(0), triggers: Int32Array.of(-1) };
    const hits: string[] = [];
    const names = detectorNames(this.#plan);
    const out = this.#text.scrubBytes(
      bytes,
      0,
      bytes.length,
      candidates,
      this.#task(format, options),
      (detector, type) => hits.push(`${names[detector]}:${type}`),
      () => {},
    );
    return { text: out === undefined ? text : Buffer.from(out).toString(), hits };
  }

  #task(format: Format, { key = "", template = false, identity = false }: TextOptions): TextTask {
    const rules = this.#plan.ruleSets[0]?.logs;
    if (rules === undefined) throw new Error("a plan has rules");
    const context = { key, hints: hintsOf(key), freeText: false, regions: this.#plan.phoneRegions };
    return { rules, format, context, identity, template };
  }
}
