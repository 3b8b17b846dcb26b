/** Something with a lifetime. Stopping twice is safe, and safe without a start. */
export interface Component {
  start(): Promise<void>;
  /** Finishes what is in flight until `deadlineMs` (performance.now()), then lets go. */
  stop(deadlineMs: number): Promise<void>;
}
