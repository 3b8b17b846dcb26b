import type { CleanBytes } from "../../core/bytes.ts";
import { ProtoWriter } from "../../otlp/proto-writer.ts";
import { writeBytes } from "./attributes.ts";
import type { Context } from "./contexts.ts";
import type { Emission } from "./contract.ts";

/** Tags by kind: the metric's data, a point's attributes, its flags, its exemplars (metrics.proto). */
const DATA_TAGS = [0x2a, 0x3a, 0x4a, 0x52, 0x5a] as const;
export const ATTRIBUTE_TAGS = [0x3a, 0x3a, 0x4a, 0x0a, 0x3a] as const;
const FLAGS_TAGS = [0x40, 0x40, 0x50, 0x50, 0x40] as const;
export const EXEMPLAR_TAGS = [0x2a, 0x2a, 0x42, 0x5a, 0] as const;
const KIND_SUM = 1;
const TWO_32 = 2n ** 32n;

const NO_RECORDED_VALUE = 1;
/** Bytes kept for lengths of frames and of points. */
const FRAME = 3;
const POINT = 2;
const MAX_POINT_BYTES = 64 * 1024 * 1024;

export interface PointTimes {
  readonly startNs: bigint;
  readonly timeNs: bigint;
}

/** Writes points into Export requests of bounded size; points of one metric that follow each other share its frame. */
export class ExportWriter {
  readonly writer = new ProtoWriter(65_536, MAX_POINT_BYTES);
  readonly #maxBytes: number;
  readonly #emissions: Emission[] = [];
  #items = 0;
  #context: Context | undefined;
  #isDelta = false;
  #resourceAt = 0;
  #scopeAt = 0;
  #metricAt = 0;
  #dataAt = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Begins a point; its own fields follow through the writer that is returned. */
  begin(context: Context, isDelta: boolean, times: PointTimes, attributes: readonly Uint8Array[]): ProtoWriter {
    if (this.#context !== context || this.#isDelta !== isDelta) this.#open(context, isDelta);
    const writer = this.writer;
    writer.varint(0x0a);
    this.#pointAt = writer.open(POINT);
    for (const attribute of attributes) writeBytes(writer, ATTRIBUTE_TAGS[context.kind]!, attribute);
    if (times.startNs !== 0n) writeTime(writer, 0x11, times.startNs);
    writeTime(writer, 0x19, times.timeNs);
    return writer;
  }

  #pointAt = 0;

  /** Ends the point; true when this closed a request. */
  end(): boolean {
    this.writer.close(this.#pointAt, POINT);
    this.#items++;
    if (this.writer.at < this.#maxBytes) return false;
    this.finish();
    return true;
  }

  exemplar(context: Context, content: Uint8Array): void {
    writeBytes(this.writer, EXEMPLAR_TAGS[context.kind]!, content);
  }

  noValue(context: Context): void {
    this.writer.varint(FLAGS_TAGS[context.kind]!);
    this.writer.varint(NO_RECORDED_VALUE);
  }

  /** Closes the request at hand, if there is one. */
  finish(): void {
    if (this.#context === undefined) return;
    this.#closeMetric();
    this.writer.close(this.#scopeAt, FRAME);
    this.writer.close(this.#resourceAt, FRAME);
    this.#emissions.push({ bytes: this.writer.result().slice() as CleanBytes, items: this.#items });
    this.writer.at = 0;
    this.#items = 0;
    this.#context = undefined;
  }

  /** The requests that were closed since the last call. */
  take(): Emission[] {
    return this.#emissions.splice(0);
  }

  #open(context: Context, isDelta: boolean): void {
    const old = this.#context;
    const writer = this.writer;
    if (old !== undefined) this.#closeMetric();
    if (old?.scope !== context.scope || old.resource !== context.resource) {
      if (old !== undefined) writer.close(this.#scopeAt, FRAME);
      if (old?.resource !== context.resource) {
        if (old !== undefined) writer.close(this.#resourceAt, FRAME);
        writer.varint(0x0a);
        this.#resourceAt = writer.open(FRAME);
        writeBytes(writer, 0x0a, context.resource.message);
        if (context.resource.schemaUrl.length > 0) writeBytes(writer, 0x1a, context.resource.schemaUrl);
      }
      writer.varint(0x12);
      this.#scopeAt = writer.open(FRAME);
      writeBytes(writer, 0x0a, context.scope.message);
      if (context.scope.schemaUrl.length > 0) writeBytes(writer, 0x1a, context.scope.schemaUrl);
    }
    this.#openMetric(context, isDelta);
    this.#context = context;
    this.#isDelta = isDelta;
  }

  #openMetric(context: Context, isDelta: boolean): void {
    const writer = this.writer;
    writer.varint(0x12);
    this.#metricAt = writer.open(FRAME);
    writeBytes(writer, 0x0a, Buffer.from(context.facts.name));
    if (context.description !== "") writeBytes(writer, 0x12, Buffer.from(context.description));
    if (context.facts.unit !== "") writeBytes(writer, 0x1a, Buffer.from(context.facts.unit));
    writer.varint(DATA_TAGS[context.kind]!);
    this.#dataAt = writer.open(FRAME);
    if (context.temporality !== 0) {
      writer.varint(0x10);
      writer.varint(isDelta ? 1 : 2);
    }
    if (context.kind === KIND_SUM && context.isMonotonic) {
      writer.varint(0x18);
      writer.varint(1);
    }
  }

  #closeMetric(): void {
    this.writer.close(this.#dataAt, FRAME);
    this.writer.close(this.#metricAt, FRAME);
  }
}

function writeTime(writer: ProtoWriter, tag: number, time: bigint): void {
  writer.varint(tag);
  writer.fixed64(Number(BigInt.asUintN(32, time)), Number(BigInt.asUintN(64, time) / TWO_32));
}
