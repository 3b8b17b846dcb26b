import type { Budget } from "../core/budget.ts";
import { asRaw } from "../core/bytes.ts";
import type { Envelope } from "../core/envelope.ts";

/** Longest wait for memory, and its largest share of what the sender still waits. */
const MAX_WAIT_MS = 2_000;
const WAIT_SHARE = 0.4;

/** Bytes a sender may push before a reservation for its message exists: its flow-control window. */
export function openingBytes(budget: Budget): number {
  // A small share, so that a thousand senders fit; never below what HTTP/2 opens by itself.
  return Math.max(64 * 1024, Math.min(1024 * 1024, Math.floor(budget.limit / 1024)));
}

/** The bytes and the abort signal of one request, from its first byte to its answer. */
export class Admission {
  readonly #budget: Budget;
  #bytes = 0;
  #closed = false;
  #controller: AbortController | undefined;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Made on first use: most requests end before anyone asks. */
  get abort(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Takes bytes now, before anyone who waits: for a window just opened, a body half read, the road. */
  reserve(bytes: number): boolean {
    if (this.#closed || !this.#budget.reserve(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Makes the reservation exactly `bytes`; false when others wait for memory or there is none. */
  resize(bytes: number): boolean {
    const more = bytes - this.#bytes;
    if (more > 0 && !this.#budget.reserveInTurn(more)) return false;
    if (more < 0) this.#budget.release(-more);
    this.#bytes = bytes;
    return true;
  }

  /** As `resize`, in turn, while the sender is held back by flow control. */
  async resizeOrWait(bytes: number, deadlineMs: number): Promise<boolean> {
    const more = bytes - this.#bytes;
    if (more <= 0) return this.resize(bytes);
    const waitMs = Math.min(MAX_WAIT_MS, (deadlineMs - performance.now()) * WAIT_SHARE);
    if (!(await this.#budget.reserveOrWait(more, this.abort, waitMs))) return false;
    // Closed between the grant and here: nobody else knows of these bytes.
    if (this.#closed) {
      this.#budget.release(more);
      return false;
    }
    this.#bytes += more;
    return true;
  }

  /** Makes the reservation exactly `bytes`, past those who wait: what was admitted is finished. */
  keep(bytes: number): boolean {
    const more = bytes - this.#bytes;
    if (more > 0) return this.reserve(more);
    if (this.#closed) return false;
    this.#budget.release(-more);
    this.#bytes = bytes;
    return true;
  }

  /** The sender is gone or waits no longer. */
  cancel(): void {
    // Kept also when nobody has asked yet: who asks later must see it.
    this.#controller ??= new AbortController();
    this.#controller.abort();
  }

  /** Gives every byte back; only the first call counts. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#budget.release(this.#bytes);
    this.#bytes = 0;
  }
}

const NOTHING = asRaw(new Uint8Array(0));

/** The request as the road sees it. `letGo` is told when the road needs the body no more. */
export function toEnvelope(
  facts: Omit<Envelope, "abort" | "reserve" | "keep">,
  admission: Admission,
  letGo = () => {},
): Envelope {
  const { signal, transport, encoding, compression, maxBytes, deadlineMs } = facts;
  let { body } = facts;
  return {
    signal,
    transport,
    encoding,
    compression,
    maxBytes,
    deadlineMs,
    get body() {
      return body;
    },
    get abort() {
      return admission.abort;
    },
    reserve: (bytes) => admission.reserve(bytes),
    keep: (bytes) => {
      body = NOTHING;
      letGo();
      return admission.keep(bytes);
    },
  };
}
