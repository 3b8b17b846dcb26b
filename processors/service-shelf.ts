/** Something kept per service, with a size in entries. */
interface Sized {
  readonly size: number;
}

/** One thing per service, made when it is first asked for; the services longest unseen go when all together hold too much. */
export class ServiceShelf<T extends Sized> {
  readonly #make: () => T;
  readonly #maxServices: number;
  readonly #maxEntries: number;
  readonly #services = new Map<string, T>();

  constructor(make: () => T, limits: { readonly maxServices: number; readonly maxEntries: number }) {
    this.#make = make;
    this.#maxServices = limits.maxServices;
    this.#maxEntries = limits.maxEntries;
  }

  get(service: string): T {
    const known = this.#services.get(service);
    if (known !== undefined) {
      this.#services.delete(service);
      this.#services.set(service, known);
      return known;
    }
    this.#makeRoom();
    const made = this.#make();
    this.#services.set(service, made);
    return made;
  }

  /** Summed when a service is new, so that what a service grows by later is counted then. */
  #makeRoom(): void {
    let entries = 0;
    for (const one of this.#services.values()) entries += one.size;
    for (const [oldest, one] of this.#services) {
      if (this.#services.size < this.#maxServices && entries <= this.#maxEntries) return;
      this.#services.delete(oldest);
      entries -= one.size;
    }
  }
}
