import { FieldSteps } from "./field-steps.ts";
import { Rewrite } from "./rewrite.ts";

/** Who reads the records of a request of logs or traces, and may edit each while it is open. */
export interface RecordReader {
  /** A ResourceLogs or ResourceSpans begins, in [start, end); false where its records need no look. */
  resource(bytes: Uint8Array, start: number, end: number): boolean;
  /** A LogRecord or Span in [start, end). Edits come in order of position. */
  record(bytes: Uint8Array, start: number, end: number, rewrite: Rewrite): void;
}

/** `resource_logs`, `scope_logs`, `log_records` and their kin in traces: the numbers are the same. */
const RESOURCES = 1;
const SCOPES = 2;
const RECORDS = 2;

/** Visits the records of requests of logs or traces, without looking at anything between them. One per thread. */
export class RecordWalk {
  readonly #top = new FieldSteps();
  readonly #resource = new FieldSteps();
  readonly #scope = new FieldSteps();
  readonly #rewrite = new Rewrite();

  /** The request with the reader's edits in memory from `take`; undefined where it made none. */
  run(bytes: Uint8Array, reader: RecordReader, take: (bytes: number) => Uint8Array): Uint8Array | undefined {
    const rewrite = this.#rewrite;
    rewrite.reset();
    const top = this.#top.over(bytes, 0, bytes.length);
    while (top.next()) {
      if (!top.is(RESOURCES)) continue;
      rewrite.open(top.lengthAt, top.valueStart);
      this.#walkResource(bytes, top.valueStart, top.valueEnd, reader);
      rewrite.close(top.valueEnd);
    }
    return rewrite.edits === 0 ? undefined : rewrite.apply(bytes, take);
  }

  #walkResource(bytes: Uint8Array, start: number, end: number, reader: RecordReader): void {
    if (!reader.resource(bytes, start, end)) return;
    const rewrite = this.#rewrite;
    const fields = this.#resource.over(bytes, start, end);
    while (fields.next()) {
      if (!fields.is(SCOPES)) continue;
      rewrite.open(fields.lengthAt, fields.valueStart);
      const records = this.#scope.over(bytes, fields.valueStart, fields.valueEnd);
      while (records.next()) {
        if (!records.is(RECORDS)) continue;
        rewrite.open(records.lengthAt, records.valueStart);
        reader.record(bytes, records.valueStart, records.valueEnd, rewrite);
        rewrite.close(records.valueEnd);
      }
      rewrite.close(fields.valueEnd);
    }
  }
}
