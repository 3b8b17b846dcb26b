interface Waiter {
  readonly bytes: number;
  /** Ends the wait: clears its timer and listener, answers its caller. */
  settle(granted: boolean): void;
}

/** Share of the limit that waiting requests may fill. */
const TURN_SHARE = 7 / 8;

/**
 * Bytes that may be in flight at once, shared by every way in and by the road for what it inflates.
 *
 * Bodies are reserved in turn, first come, first served, and fill seven eighths. The last eighth is for what must not
 * wait: the window of a request that was just opened, and the inflated size of one already admitted. Without it a full
 * budget could neither let a sender wait nor finish what it has begun.
 */
export class Budget {
  readonly limit: number;
  readonly #turnLimit: number;
  #used = 0;
  readonly #waiters = new Set<Waiter>();

  constructor(limitBytes: number) {
    this.limit = limitBytes;
    this.#turnLimit = Math.floor(limitBytes * TURN_SHARE);
  }

  get used(): number {
    return this.#used;
  }

  /** Requests that wait for memory now. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Takes the bytes at once, past those who wait, or nothing. */
  reserve(bytes: number): boolean {
    if (this.#used + bytes > this.limit) return false;
    this.#used += bytes;
    return true;
  }

  /** Takes the bytes at once when nobody waits and it is not too full, or nothing. */
  reserveInTurn(bytes: number): boolean {
    return this.#waiters.size === 0 && this.#take(bytes);
  }

  /** Takes the bytes in turn; false when the wait is over, aborted, or could never end. */
  reserveOrWait(bytes: number, signal: AbortSignal, maxWaitMs: number): Promise<boolean> {
    if (bytes > this.limit || signal.aborted) return Promise.resolve(false);
    if (this.reserveInTurn(bytes)) return Promise.resolve(true);
    if (maxWaitMs <= 0) return Promise.resolve(false);
    return new Promise((resolve) => this.#wait(bytes, signal, maxWaitMs, resolve));
  }

  release(bytes: number): void {
    if (bytes > this.#used) throw new Error("More bytes were released than reserved.");
    this.#used -= bytes;
    this.#serveWaiters();
  }

  #wait(bytes: number, signal: AbortSignal, maxWaitMs: number, resolve: (granted: boolean) => void): void {
    const giveUp = () => {
      waiter.settle(false);
      // The head of the line may have been what kept a smaller request behind it waiting.
      this.#serveWaiters();
    };
    const timer = setTimeout(giveUp, maxWaitMs);
    const waiter: Waiter = {
      bytes,
      settle: (granted) => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        resolve(granted);
      },
    };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#waiters.add(waiter);
  }

  #take(bytes: number): boolean {
    // What is larger than the share may have all of it, once there is room: else it could never be served.
    const ceiling = bytes > this.#turnLimit ? this.limit : this.#turnLimit;
    if (this.#used + bytes > ceiling) return false;
    this.#used += bytes;
    return true;
  }

  #serveWaiters(): void {
    for (const waiter of this.#waiters) {
      if (!this.#take(waiter.bytes)) return;
      waiter.settle(true);
    }
  }
}
