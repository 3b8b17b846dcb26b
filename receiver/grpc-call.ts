import type { ServerHttp2Stream } from "node:http2";
import type { Budget } from "../core/budget.ts";
import type { BufferPool } from "../core/buffer-pool.ts";
import { asRaw } from "../core/bytes.ts";
import type { Compression, Envelope, Handle } from "../core/envelope.ts";
import type { Outcome, Refused } from "../core/outcome.ts";
import type { Signal } from "../core/signal.ts";
import { Admission, openingBytes, toEnvelope } from "./admit.ts";
import { MessageReader } from "./grpc-framing.ts";
import { replyMessage, replyRefused } from "./grpc-reply.ts";
import type { CallHeaders } from "./grpc-request.ts";
import type { ReceiverEvents } from "./options.ts";
import { exportResponse } from "./responses.ts";
import { refuse } from "./status.ts";

/** A body must have arrived after this long: a sender that drips bytes may not hold memory. */
const READ_TIMEOUT_MS = 30_000;
/** Longest delay a timer of Node takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What all calls of a receiver share. */
export interface CallContext {
  readonly handle: Handle;
  readonly budget: Budget;
  /** Memory for messages. */
  readonly pool: BufferPool;
  readonly events: ReceiverEvents;
  readonly maxBytes: number;
}

/**
 * One Export call. Reads its message under a reservation, hands it to the road, answers once.
 * `reading` -> `handling` -> `answered`, or straight to `answered` when refused, late or cancelled.
 */
export class ExportCall {
  readonly #stream: ServerHttp2Stream;
  readonly #signal: Signal;
  readonly #headers: CallHeaders;
  readonly #context: CallContext;
  readonly #admission: Admission;
  readonly #reader: MessageReader;
  readonly #deadlineMs: number;
  #state: "reading" | "handling" | "answered" = "reading";
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: ServerHttp2Stream, signal: Signal, headers: CallHeaders, context: CallContext) {
    this.#stream = stream;
    this.#signal = signal;
    this.#headers = headers;
    this.#context = context;
    this.#admission = new Admission(context.budget);
    this.#reader = new MessageReader(context.pool);
    this.#deadlineMs = performance.now() + headers.timeoutMs;
  }

  start(): void {
    const { budget } = this.#context;
    if (!this.#admission.reserve(openingBytes(budget))) return this.#refuse(refuse("overloaded"));
    this.#setTimer(Math.min(this.#headers.timeoutMs, READ_TIMEOUT_MS));
    this.#stream.on("data", (chunk: Buffer) => this.#onData(chunk));
    this.#stream.on("end", () => this.#onEnd());
    this.#stream.on("close", () => this.#onClose());
  }

  #onData(chunk: Buffer): void {
    if (this.#state !== "reading") return;
    let from = 0;
    if (this.#reader.length < 0) {
      from = this.#reader.takePrefix(chunk);
      if (this.#reader.length < 0) return;
      const fault = this.#checkPrefix();
      if (fault !== undefined) return this.#refuse(fault);
      if (!this.#admission.resize(this.#reader.length)) {
        void this.#waitForMemory(chunk, from);
        return;
      }
    }
    this.#fill(chunk, from);
  }

  #fill(chunk: Buffer, from: number): void {
    if (!this.#reader.fill(chunk, from)) this.#refuse(refuse("bad_framing", "There is more than one message."));
  }

  #checkPrefix(): Refused | undefined {
    const { flag, length } = this.#reader;
    if (flag > 1) return refuse("bad_framing");
    if (flag === 1 && this.#headers.compression === undefined) {
      return refuse("bad_framing", "A message is marked as compressed, but grpc-encoding is missing.");
    }
    return length > this.#context.maxBytes ? refuse("too_large") : undefined;
  }

  /** The paused stream opens no window: the sender waits with its bytes on its side. */
  async #waitForMemory(chunk: Buffer, from: number): Promise<void> {
    this.#stream.pause();
    const granted = await this.#admission.resizeOrWait(this.#reader.length, this.#deadlineMs);
    if (this.#state !== "reading") return;
    if (!granted) return this.#refuse(refuse("overloaded"));
    this.#fill(chunk, from);
    this.#stream.resume();
  }

  #onEnd(): void {
    if (this.#state !== "reading") return;
    // A stream that was reset or lost its connection ends like one that was finished.
    if (this.#stream.aborted || this.#stream.closed) return this.#refuse(refuse("cancelled"));
    const message = this.#reader.length < 0 ? undefined : this.#reader.message;
    if (message === undefined) return this.#refuse(refuse("bad_framing", "The message is incomplete."));
    this.#state = "handling";
    this.#setTimer(this.#deadlineMs - performance.now());
    this.#context.events.received?.(this.#signal, "grpc", message.length);
    void this.#handle(this.#envelope(message));
  }

  #envelope(message: Buffer): Envelope {
    return toEnvelope(
      {
        signal: this.#signal,
        transport: "grpc",
        encoding: "protobuf",
        compression: this.#compression(message),
        body: asRaw(message),
        maxBytes: this.#context.maxBytes,
        deadlineMs: this.#deadlineMs,
      },
      this.#admission,
      () => this.#reader.release(),
    );
  }

  async #handle(envelope: Envelope): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await this.#context.handle(envelope);
    } catch {
      // The contract says it never rejects; were it broken, the sender must still be told to keep its data.
      outcome = refuse("internal");
    } finally {
      // Not earlier, even when the sender is long gone: until now the road held the bytes.
      this.#admission.close();
      this.#reader.release();
    }
    this.#answer(outcome);
  }

  #compression(message: Buffer): Compression {
    // An empty frame marked as compressed is an empty message (grpc-node #3065), though no valid gzip file.
    return this.#reader.flag === 1 && message.length > 0 ? (this.#headers.compression ?? "identity") : "identity";
  }

  #answer(outcome: Outcome): void {
    if (this.#state === "answered") return;
    this.#state = "answered";
    clearTimeout(this.#timer);
    if (outcome.kind === "refused") replyRefused(this.#stream, outcome);
    else replyMessage(this.#stream, exportResponse(this.#signal, "protobuf", outcome));
  }

  /** Ends a call that never reached the road. */
  #refuse(refused: Refused): void {
    this.#context.events.refused(this.#signal, "grpc", refused.code);
    this.#answer(refused);
    this.#admission.cancel();
    this.#admission.close();
    this.#reader.release();
  }

  #onDeadline(): void {
    if (this.#state === "reading") return this.#refuse(refuse("deadline"));
    this.#answer(refuse("deadline"));
    this.#admission.cancel();
  }

  #onClose(): void {
    clearTimeout(this.#timer);
    if (this.#state === "answered") return;
    if (this.#state === "reading") return this.#refuse(refuse("cancelled"));
    this.#state = "answered";
    this.#admission.cancel();
  }

  #setTimer(delayMs: number): void {
    clearTimeout(this.#timer);
    if (delayMs > MAX_TIMER_MS) return;
    this.#timer = setTimeout(() => this.#onDeadline(), Math.max(0, delayMs));
  }
}
