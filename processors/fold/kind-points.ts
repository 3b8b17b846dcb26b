import type { Context, Contexts } from "./contexts.ts";
import { ABSORBED, type Absorbed, NO_OUTPUT, SIGHTS, type Sight } from "./kinds/kind.ts";
import type { Kinds } from "./kinds.ts";
import { FLAG, type Machine, PASSES, REFUSED, SERIES } from "./machine.ts";
import type { Outputs } from "./outputs.ts";

/** As in `assembly/rules.ts`: whether a point can be read. */
const CHECK = 3;
const NO_INPUT = -1;
/** Outputs of one label set that differ in what fits them. */
const MAX_VARIANTS = 64;

/** Brings points that are no numbers to the ledger of their kind. */
export class KindPoints {
  /** When outputs open that are opened now. */
  openNs = 0n;
  readonly #parts: { machine: Machine; kinds: Kinds; outputs: Outputs; contexts: Contexts };

  constructor(machine: Machine, kinds: Kinds, outputs: Outputs, contexts: Contexts) {
    this.#parts = { machine, kinds, outputs, contexts };
  }

  /** A point that is no number; returns 0 counted, 1 reset, else why it was rejected. */
  absorb(series: number, sight: number, start: number, end: number): number {
    const { words, seriesAt } = this.#parts.machine;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const context = this.#parts.contexts.bySlot[words[at + SERIES.context / 4]!]!;
    if (sight === CHECK) return this.check(context, start, end);
    const input = this.#inputOf(at);
    const output = words[at + SERIES.output / 4]!;
    const absorbed = this.into(context, input, output, sight, start, end);
    return absorbed === ABSORBED.misfit ? this.#refit(series, context, sight, start, end) : absorbed;
  }

  /** Of a delta nothing is remembered: it counts in full. */
  #inputOf(at: number): number {
    const { words } = this.#parts.machine;
    const isDelta = (words[at + SERIES.flags / 4]! & FLAG.delta) !== 0;
    return isDelta ? NO_INPUT : words[at + SERIES.slot / 4]! - 1;
  }

  /** Into one of the machine's outputs, or what stands for none. What it takes is the tenant's of the metric. */
  into({ kind, tenant }: Context, input: number, output: number, sight: number, start: number, end: number): Absorbed {
    const { machine, kinds, outputs } = this.#parts;
    const slot = output >= REFUSED ? NO_OUTPUT : outputs.kindSlot(output);
    const ledger = kinds.ledger(kind);
    kinds.purse.payer = tenant;
    const before = ledger.held;
    const absorbed = ledger.absorb(input, slot, sight as Sight, machine.bytes, start, end);
    tenant.hostBytes += ledger.held - before;
    return absorbed;
  }

  /** Its output cannot take the point: another one beside it does, the first that fits or a new one. */
  #refit(series: number, context: Context, sight: number, start: number, end: number): number {
    const { machine, outputs } = this.#parts;
    const { words, seriesAt, run } = machine;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    machine.run.setTenant(context.tenant.slot);
    const input = this.#inputOf(at);
    const misfit = outputs.bySlot[words[at + SERIES.output / 4]!]!;
    for (let variant = 2; variant < MAX_VARIANTS; variant++) {
      const slot = outputs.variantOf(context, misfit, variant, this.openNs);
      if (slot === 0) break;
      const absorbed = this.into(context, input, slot, sight, start, end);
      if (absorbed === ABSORBED.misfit) {
        // Where no more are opened all further ones are this one.
        if (outputs.bySlot[slot]!.isOverflow) break;
        continue;
      }
      if (absorbed <= ABSORBED.reset) run.redirect(series, slot, 0);
      return absorbed;
    }
    return ABSORBED.noRoom;
  }

  /** Whether a point can be read, as an `Absorbed`; changes nothing. */
  check(context: Context, start: number, end: number): Absorbed {
    return this.into(context, NO_INPUT, PASSES, SIGHTS.baseline, start, end);
  }
}
