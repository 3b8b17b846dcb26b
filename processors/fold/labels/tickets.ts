/** What counts weights by slots; the version tells a slot's present user from its earlier ones. */
export interface Weighed {
  weigh(slot: number, version: number, weight: number): void;
}

const SLOTS = 2 ** 12;
const VERSIONS = 2 ** 20;

/** Numbers that stand for a place where weight is counted: 20 bits of version, 12 of slot, the rest the owner. */
export class Tickets {
  readonly #owners: Weighed[] = [];

  /** Number of an owner, once and for all. */
  enter(owner: Weighed): number {
    return this.#owners.push(owner) - 1;
  }

  weigh(ticket: number, weight: number): void {
    const version = ticket % VERSIONS;
    const rest = (ticket - version) / VERSIONS;
    const slot = rest % SLOTS;
    this.#owners[(rest - slot) / SLOTS]?.weigh(slot, version, weight);
  }
}

/** The ticket of a slot below 4,096. */
export function ticketOf(owner: number, slot: number, version: number): number {
  return (owner * SLOTS + slot) * VERSIONS + (version % VERSIONS);
}
