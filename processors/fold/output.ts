/** A series as it leaves: one writer, one start time, times that only rise. Totals lie with the machine or a `KindLedger`. */
export interface Output {
  readonly slot: number;
  /** Slot of its context. */
  readonly context: number;
  /** Dictionary entries of its attributes, held; ascending. */
  readonly entries: readonly number[];
  /** Its attributes as KeyValue messages, in their order. */
  readonly attributes: readonly Uint8Array[];
  readonly key: string;
  /** Unix nanoseconds of the zero it starts with; totals count from one millisecond before. */
  readonly openedNs: bigint;
  zeroSent: boolean;
  /** Part of an emission whose fate is not known. */
  inFlight: boolean;
  /** What the emission in flight holds, for deltas that are numbers. */
  pending: PendingNumber | undefined;
  /** For the next point; the one to be replaced next when there are too many. */
  readonly exemplars: Uint8Array[];
  nextExemplar: number;
  /** It takes what found no room. */
  readonly isOverflow: boolean;
  /** Entries without what tells variants apart; undefined for the first. */
  base: readonly number[] | undefined;
}

interface PendingNumber {
  readonly isDouble: boolean;
  readonly total: bigint;
  readonly sum: number;
  readonly compensation: number;
}
