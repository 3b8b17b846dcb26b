import type { CleanBytes } from "../../core/bytes.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Signal } from "../../core/signal.ts";
import type { ExporterEvents } from "../../exporters/events.ts";
import type { CleanBatch } from "../../exporters/exporter.ts";

/** A request of so many log records, each with a body of its own, `record-0` and on. */
export function logsRequest(items: number, padding = 0): CleanBytes {
  const records: Uint8Array[] = [];
  for (let i = 0; i < items; i++) {
    const body = Buffer.from(`record-${i}${"x".repeat(padding)}`);
    records.push(nested(2, nested(5, nested(1, body))));
  }
  const scope = Buffer.concat([nested(1, nested(1, Buffer.from("scope"))), ...records]);
  const resource = nested(
    1,
    nested(1, Buffer.concat([nested(1, Buffer.from("service.name")), nested(2, nested(1, Buffer.from("shop")))])),
  );
  return asClean(nested(1, Buffer.concat([resource, nested(2, scope)])));
}

/** One length-delimited field. */
export function nested(number: number, content: Uint8Array): Buffer {
  const head = [(number << 3) | 2];
  let rest = content.length;
  while (rest >= 0x80) {
    head.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return Buffer.concat([Uint8Array.from([...head, rest]), content]);
}

/** Test data counts as scrubbed. */
export function asClean(bytes: Uint8Array): CleanBytes {
  return bytes as CleanBytes;
}

export function batchOf(
  bytes: CleanBytes,
  items: number,
  over: Partial<CleanBatch> & { signal?: Signal } = {},
): CleanBatch {
  return {
    signal: "logs",
    bytes,
    items,
    policyVersion: "1",
    deadlineMs: Number.POSITIVE_INFINITY,
    abort: new AbortController().signal,
    ...over,
  };
}

/** Collects what an exporter tells. */
export interface Told extends ExporterEvents {
  readonly lines: string[];
  inFlightNow: number;
}

export function collectEvents(): Told {
  const lines: string[] = [];
  const told: Told = {
    lines,
    inFlightNow: 0,
    sent: (_id, signal, items) => lines.push(`sent ${signal} ${items}`),
    failed: (_id, signal, items, code, permanent) =>
      lines.push(`failed ${signal} ${items} ${code} ${permanent ? "permanent" : "transient"}`),
    dropped: (_id, signal, items, reason) => lines.push(`dropped ${signal} ${items} ${reason}`),
    inFlight: (_id, delta) => (told.inFlightNow += delta),
  };
  return told;
}

/** The code of a refusal, or `accepted`. */
export function endOf(outcome: Outcome): ErrorCode | "accepted" {
  return outcome.kind === "accepted" ? "accepted" : outcome.code;
}
