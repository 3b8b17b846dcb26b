import type { AddressInfo } from "node:net";
import type { Budget } from "../core/budget.ts";
import type { Handle, Transport } from "../core/envelope.ts";
import type { ErrorCode, OperatorError } from "../core/errors.ts";
import type { Component } from "../core/lifecycle.ts";
import type { Signal } from "../core/signal.ts";

/** What a receiver tells whoever counts. */
export interface ReceiverEvents {
  /** A request was refused before it reached the road; its records are unknown. What the road saw, the road counts. */
  refused(signal: Signal | undefined, transport: Transport, code: ErrorCode): void;
  /** A request is handed to the road, with the size of its body as it came. */
  received?(signal: Signal, transport: Transport, bytes: number): void;
  /** A certificate could not be reloaded; the last good one stays in use. */
  tlsReloadFailed?(error: OperatorError): void;
}

export interface ReceiverOptions<Settings> {
  readonly settings: Settings;
  readonly handle: Handle;
  readonly budget: Budget;
  readonly events: ReceiverEvents;
  /** Path of these settings in the configuration, for the sentences operators read. */
  readonly setting?: string;
}

export interface Receiver extends Component {
  /** Where it listens; the real port when 0 was asked for. */
  address(): AddressInfo;
}
