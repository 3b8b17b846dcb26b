import { ProtoWriter } from "../../otlp/proto-writer.ts";

export const SECOND = 1_000_000_000n;
/** When the ledgers under test began to observe. */
export const EPOCH = 1_750_000_000n * SECOND;
/** Of one request. */
const POINTS = 500;

type Kind = "sum" | "histogram";

/** An export of `series` series as requests of 500 points; times can be moved in place. */
export class Load {
  readonly requests: Uint8Array[] = [];
  readonly points: number;
  readonly bytes: number;
  readonly #times: DataView[] = [];
  readonly #timesAt: number[][] = [];
  readonly #values: number[][] = [];

  constructor(kind: Kind, series: number, first = 0, order?: readonly number[]) {
    this.points = series;
    let bytes = 0;
    for (let from = 0; from < series; from += POINTS) {
      const timesAt: number[] = [];
      const valuesAt: number[] = [];
      const ids = Array.from(
        { length: Math.min(POINTS, series - from) },
        (_, i) => first + (order?.[from + i] ?? from + i),
      );
      const request = write(kind, ids, timesAt, valuesAt);
      bytes += request.length;
      this.requests.push(request);
      this.#timesAt.push(timesAt);
      this.#values.push(valuesAt);
      this.#times.push(new DataView(request.buffer, request.byteOffset));
    }
    this.bytes = bytes;
  }

  /** The next export of the same series: later, and one more of everything. */
  advance(round: number): void {
    const time = EPOCH + BigInt(round) * 10n * SECOND;
    for (const [index, view] of this.#times.entries()) {
      for (const at of this.#timesAt[index]!) view.setBigUint64(at, time, true);
      for (const at of this.#values[index]!) view.setBigInt64(at, BigInt(1_000 + round * 3), true);
    }
  }
}

const hex = (id: number): string => (id * 2_654_435_761 + 12_345).toString(16).padStart(12, "0").slice(-12);

function attributesOf(id: number): [string, string][] {
  return [
    ["http.request.method", ["GET", "POST", "PUT", "DELETE"][id & 3]!],
    ["http.route", `/api/v1/items/{id}/part-${id % 23}`],
    ["http.response.status_code", String(200 + (id % 5) * 100)],
    ["server.address", "shop.example.internal"],
    ["network.protocol.version", "1.1"],
    ["url.scheme", "https"],
    ["region", `eu-central-${id % 3}`],
    ["user.id", `3f2a77c0-55d1-4e1b-9a44-${hex(id)}`],
  ];
}

function field(writer: ProtoWriter, tag: number, content: Uint8Array): void {
  writer.varint(tag);
  writer.varint(content.length);
  writer.reserve(content.length);
  writer.buffer.set(content, writer.at);
  writer.at += content.length;
}

function inside(writer: ProtoWriter, tag: number, body: () => void): void {
  writer.varint(tag);
  const start = writer.open(3);
  body();
  // A fixed width, so that offsets noted inside stay right.
  const size = writer.at - start;
  writer.buffer[start - 3] = (size & 127) | 128;
  writer.buffer[start - 2] = ((size >> 7) & 127) | 128;
  writer.buffer[start - 1] = size >> 14;
}

function keyValue(writer: ProtoWriter, tag: number, key: string, value: string): void {
  const text = Buffer.from(value);
  const name = Buffer.from(key);
  const content = new ProtoWriter(64, 1 << 20);
  field(content, 0x0a, name);
  content.varint(0x12);
  content.varint(text.length + 2);
  field(content, 0x0a, text);
  field(writer, tag, content.result());
}

function write(kind: Kind, ids: readonly number[], timesAt: number[], valuesAt: number[]): Uint8Array {
  const writer = new ProtoWriter(1 << 18, 1 << 26);
  inside(writer, 0x0a, () => {
    inside(writer, 0x0a, () => {
      for (const [key, value] of [
        ["service.name", "shop"],
        ["service.instance.id", "627cc493-f310-47de-96bd-71410b7dec09"],
        ["host.name", "node-17.example.internal"],
        ["telemetry.sdk.language", "go"],
      ]) {
        keyValue(writer, 0x0a, key!, value!);
      }
    });
    inside(writer, 0x12, () => {
      field(writer, 0x0a, Uint8Array.of(0x0a, 1, 0x73));
      inside(writer, 0x12, () => {
        field(writer, 0x0a, Buffer.from(kind === "sum" ? "http.server.requests" : "http.server.request.duration"));
        inside(writer, kind === "sum" ? 0x3a : 0x4a, () => {
          for (const id of ids) inside(writer, 0x0a, () => writePoint(writer, kind, id, timesAt, valuesAt));
          writer.varint(0x10);
          writer.varint(2);
          if (kind === "sum") {
            writer.varint(0x18);
            writer.varint(1);
          }
        });
      });
    });
  });
  return writer.result().slice();
}

const BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

function writePoint(writer: ProtoWriter, kind: Kind, id: number, timesAt: number[], valuesAt: number[]): void {
  writer.varint(0x11);
  writer.fixed64(Number((EPOCH + SECOND) & 0xffffffffn), Number((EPOCH + SECOND) >> 32n));
  writer.varint(0x19);
  timesAt.push(writer.at);
  writer.fixed64(0, 0);
  if (kind === "sum") {
    writer.varint(0x31);
    valuesAt.push(writer.at);
    writer.fixed64(0, 0);
  } else {
    // One bucket holds everything, so that count and buckets move together.
    writer.varint(0x21);
    valuesAt.push(writer.at);
    writer.fixed64(0, 0);
    writer.varint(0x29);
    writer.double(1_234.5);
    writer.varint(0x32);
    writer.varint(16 * 8);
    for (let i = 0; i < 16; i++) {
      if (i === 7) valuesAt.push(writer.at);
      writer.fixed64(0, 0);
    }
    writer.varint(0x3a);
    writer.varint(15 * 8);
    for (const bound of BOUNDS) writer.double(bound);
  }
  for (const [key, value] of attributesOf(id)) keyValue(writer, kind === "sum" ? 0x3a : 0x4a, key, value);
}
