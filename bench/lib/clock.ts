import { EPOCH_NANOS } from "../corpus.ts";

const HOUR_NS = 3_600_000_000_000n;
/** Tags of `start_time_unix_nano` and `time_unix_nano` in data points. */
const START = 0x11;
const TIME = 0x19;

/** Where a metrics request of `corpus` says when its points began and when they were taken. */
export interface Times {
  readonly starts: readonly number[];
  readonly times: readonly number[];
}

export function timesOf(body: Uint8Array): Times {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const starts: number[] = [];
  const times: number[] = [];
  for (let at = 1; at + 8 <= body.length; at++) {
    if (body[at - 1] !== START && body[at - 1] !== TIME) continue;
    const value = view.getBigUint64(at, true) - EPOCH_NANOS;
    if (value >= 0n && value < HOUR_NS) (body[at - 1] === START ? starts : times).push(at);
  }
  return { starts, times };
}

/** Makes the points begin at `startNs` and be taken at `timeNs`, as those of a process that exports now. */
export function stamp(body: Uint8Array, { starts, times }: Times, startNs: bigint, timeNs: bigint): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (const at of starts) view.setBigUint64(at, startNs, true);
  for (const at of times) view.setBigUint64(at, timeNs, true);
}
