interface Waiter {
  readonly bytes: number;
  /** Ends the wait: clears its timer and listener, answers its caller. */
  settle(granted: boolean): void;
}

/**
 * Bytes that may be in flight at once, shared by every way in and by the road for what it inflates.
 * Waiting is first come, first served; a plain `reserve` may pass waiters, so that a request already admitted
 * finishes before new ones start.
 */
export class Budget {
  readonly limit: number;
  #used = 0;
  readonly #waiters = new Set<Waiter>();

  constructor(limitBytes: number) {
    this.limit = limitBytes;
  }

  get used(): number {
    return this.#used;
  }

  /** Requests that wait for memory now. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Takes the bytes at once, or nothing. */
  reserve(bytes: number): boolean {
    if (this.#used + bytes > this.limit) return false;
    this.#used += bytes;
    return true;
  }

  /** Takes the bytes in turn; false when the wait is over, aborted, or could never end. */
  reserveOrWait(bytes: number, signal: AbortSignal, maxWaitMs: number): Promise<boolean> {
    if (bytes > this.limit || signal.aborted) return Promise.resolve(false);
    if (this.#waiters.size === 0 && this.reserve(bytes)) return Promise.resolve(true);
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

  #serveWaiters(): void {
    for (const waiter of this.#waiters) {
      if (!this.reserve(waiter.bytes)) return;
      waiter.settle(true);
    }
  }
}
