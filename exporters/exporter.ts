import type { CleanBytes } from "../core/bytes.ts";
import type { Compression } from "../core/envelope.ts";
import type { Component } from "../core/lifecycle.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Signal } from "../core/signal.ts";

/** One scrubbed request on its way out: protobuf, with what every destination must know about it. */
export interface CleanBatch {
  readonly signal: Signal;
  readonly bytes: CleanBytes;
  /** Records inside. */
  readonly items: number;
  readonly policyVersion: string;
  /** The request as it came, still compressed, when the scrub changed nothing: may be forwarded as it is. */
  readonly original?: { readonly compression: Compression; readonly bytes: CleanBytes };
  /** When the sender stops waiting, `performance.now()` milliseconds; Infinity where it set none. */
  readonly deadlineMs: number;
  readonly abort: AbortSignal;
  /** Told when a try was given up: its bytes may still be on the way, so their memory must not be used again. */
  givenUp?(): void;
}

/** A way out. `send` never throws for an expected failure: it says how it ended. */
export interface Exporter extends Component {
  /** As configured, `otlp_grpc/backend`: the `exporter` label of metrics. */
  readonly id: string;
  send(batch: CleanBatch): Promise<Outcome>;
}
