/** A point as it lies in a request, with everything that identifies its stream. */
export interface SeenPoint {
  /** Resource, scope, metric and all that identifies it, as text; equal for equal streams. */
  readonly stream: string;
  readonly resource: string;
  readonly metric: string;
  readonly kind: number;
  readonly delta: boolean;
  readonly labels: string;
  /** The message itself. */
  readonly bytes: Uint8Array;
  startNs: bigint;
  timeNs: bigint;
  flags: number;
  int: bigint | undefined;
  double: number | undefined;
  count: number;
  sum: number | undefined;
  counts: number[];
  bounds: number[];
  min: number | undefined;
  max: number | undefined;
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  positive: Buckets;
  negative: Buckets;
  quantiles: number;
}

interface Buckets {
  offset: number;
  counts: number[];
}

interface Field {
  readonly number: number;
  readonly wireType: number;
  /** Content of a length-delimited field, or where a fixed one lies. */
  readonly start: number;
  readonly end: number;
  /** Of a varint: its value, as a double while it has at most 49 bits. */
  readonly varint: number | bigint;
}

const NO_BUCKETS: Buckets = { offset: 0, counts: [] };
const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
const EXPONENTIAL = 10;
const SUMMARY = 11;
const DATA = [GAUGE, SUM, HISTOGRAM, EXPONENTIAL, SUMMARY];
const DELTA = 1;

class Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #texts: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the last varint ended. */
  #next = 0;

  fields(start: number, end: number): Field[] {
    const fields: Field[] = [];
    let at = start;
    while (at < end) {
      const tag = Number(this.varint(at));
      at = this.#next;
      const number = tag >> 3;
      const wireType = tag & 7;
      if (wireType === 0) {
        const varint = this.varint(at);
        fields.push({ number, wireType, start: at, end: this.#next, varint });
        at = this.#next;
      } else if (wireType === 1) {
        fields.push({ number, wireType, start: at, end: at + 8, varint: 0 });
        at += 8;
      } else if (wireType === 2) {
        const length = Number(this.varint(at));
        at = this.#next + length;
        fields.push({ number, wireType, start: this.#next, end: at, varint: 0 });
      } else throw new Error(`wire type ${wireType}`);
    }
    if (at !== end) throw new Error("a field ends beyond its message");
    return fields;
  }

  varint(start: number): number | bigint {
    let at = start;
    let low = 0;
    let scale = 1;
    for (let i = 0; i < 7; i++) {
      const byte = this.bytes[at++]!;
      low += (byte & 127) * scale;
      if (byte < 128) {
        this.#next = at;
        return low;
      }
      scale *= 128;
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        this.#next = at;
        return value;
      }
    }
    throw new Error("a varint of more than ten bytes");
  }

  varints(start: number, end: number): number[] {
    const values: number[] = [];
    for (let at = start; at < end; at = this.#next) values.push(Number(this.varint(at)));
    return values;
  }

  text(field: Field): string {
    return this.#texts.toString("utf8", field.start, field.end);
  }

  double({ start }: Field): number {
    return this.view.getFloat64(start, true);
  }

  fixed64({ start }: Field): bigint {
    return this.view.getBigUint64(start, true);
  }

  /** `{key, value}` messages among `fields`, in an order that means nothing. */
  labels(fields: readonly Field[], number: number): string {
    const labels = fields.filter((field) => field.number === number).map((field) => this.#label(field));
    return labels.sort().join(",");
  }

  #label(field: Field): string {
    let key = "";
    let value = "";
    for (const part of this.fields(field.start, field.end)) {
      if (part.number === 1) key = this.text(part);
      else for (const inner of this.fields(part.start, part.end)) value = this.#value(inner);
    }
    return `${key}=${value}`;
  }

  #value(field: Field): string {
    if (field.number === 1) return `string:${this.text(field)}`;
    if (field.number === 2) return `boolean:${Number(field.varint) !== 0}`;
    if (field.number === 3) return `bigint:${BigInt.asIntN(64, BigInt(field.varint))}`;
    return `other:${field.number}`;
  }
}

/** Every data point of an export request, read by a reader that shares nothing with what is checked. */
export function decodeRequest(bytes: Uint8Array): SeenPoint[] {
  const reader = new Reader(bytes);
  const points: SeenPoint[] = [];
  for (const resourceMetrics of reader.fields(0, bytes.length)) {
    const parts = reader.fields(resourceMetrics.start, resourceMetrics.end);
    const resource = parts.find(({ number }) => number === 1);
    const labels = resource === undefined ? "" : reader.labels(reader.fields(resource.start, resource.end), 1);
    for (const scope of parts.filter(({ number }) => number === 2)) readScope(reader, scope, labels, points);
  }
  return points;
}

function readScope(reader: Reader, scopeMetrics: Field, resource: string, points: SeenPoint[]): void {
  const parts = reader.fields(scopeMetrics.start, scopeMetrics.end);
  const scope = parts.find(({ number }) => number === 1);
  const scopeName = scope === undefined ? "" : reader.text(reader.fields(scope.start, scope.end)[0]!);
  for (const metric of parts.filter(({ number }) => number === 2)) {
    const fields = reader.fields(metric.start, metric.end);
    const text = (wanted: number): string => {
      const field = fields.find(({ number }) => number === wanted);
      return field === undefined ? "" : reader.text(field);
    };
    for (const data of fields.filter(({ number }) => DATA.includes(number))) {
      const inside = reader.fields(data.start, data.end);
      const value = (wanted: number): number => Number(inside.find(({ number }) => number === wanted)?.varint ?? 0);
      const delta = data.number !== GAUGE && data.number !== SUMMARY && value(2) === DELTA;
      const identity = `${resource}|${scopeName}|${text(1)}|${text(3)}|${data.number}|${value(2)}|${value(3)}`;
      for (const point of inside.filter(({ number }) => number === 1)) {
        points.push(readPoint(reader, point, { identity, resource, metric: text(1), kind: data.number, delta }));
      }
    }
  }
}

interface Around {
  readonly identity: string;
  readonly resource: string;
  readonly metric: string;
  readonly kind: number;
  readonly delta: boolean;
}

function readPoint(reader: Reader, field: Field, around: Around): SeenPoint {
  const fields = reader.fields(field.start, field.end);
  const { identity, kind } = around;
  const labels = reader.labels(fields, kind === HISTOGRAM ? 9 : kind === EXPONENTIAL ? 1 : 7);
  const point: SeenPoint = {
    ...around,
    stream: `${identity}|${labels}`,
    labels,
    bytes: reader.bytes.subarray(field.start, field.end),
    startNs: 0n,
    timeNs: 0n,
    flags: 0,
    int: undefined,
    double: undefined,
    count: 0,
    sum: undefined,
    counts: [],
    bounds: [],
    min: undefined,
    max: undefined,
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
    quantiles: 0,
  };
  for (const one of fields) {
    if (one.number === 2) point.startNs = reader.fixed64(one);
    else if (one.number === 3) point.timeNs = reader.fixed64(one);
    else if (kind === GAUGE || kind === SUM) readNumber(reader, one, point);
    else if (one.number === 4) point.count = Number(reader.fixed64(one));
    else if (one.number === 5) point.sum = reader.double(one);
    else if (kind === HISTOGRAM) readExplicit(reader, one, point);
    else if (kind === EXPONENTIAL) readExponential(reader, one, point);
    else if (one.number === 6) point.quantiles++;
    else if (one.number === 8) point.flags = Number(one.varint);
  }
  return point;
}

function readNumber(reader: Reader, field: Field, point: SeenPoint): void {
  if (field.number === 4) point.double = reader.double(field);
  else if (field.number === 6) point.int = BigInt.asIntN(64, reader.fixed64(field));
  else if (field.number === 8) point.flags = Number(field.varint);
}

function readExplicit(reader: Reader, field: Field, point: SeenPoint): void {
  if (field.number === 6) {
    for (let at = field.start; at < field.end; at += 8) point.counts.push(Number(reader.view.getBigUint64(at, true)));
  } else if (field.number === 7) {
    for (let at = field.start; at < field.end; at += 8) point.bounds.push(reader.view.getFloat64(at, true));
  } else if (field.number === 10) point.flags = Number(field.varint);
  else if (field.number === 11) point.min = reader.double(field);
  else if (field.number === 12) point.max = reader.double(field);
}

function readExponential(reader: Reader, field: Field, point: SeenPoint): void {
  if (field.number === 6) point.scale = unzigzag(field.varint);
  else if (field.number === 7) point.zeroCount = Number(reader.fixed64(field));
  else if (field.number === 8) point.positive = readBuckets(reader, field);
  else if (field.number === 9) point.negative = readBuckets(reader, field);
  else if (field.number === 10) point.flags = Number(field.varint);
  else if (field.number === 12) point.min = reader.double(field);
  else if (field.number === 13) point.max = reader.double(field);
  else if (field.number === 14) point.zeroThreshold = reader.double(field);
}

function readBuckets(reader: Reader, field: Field): Buckets {
  const buckets: Buckets = { offset: 0, counts: [] };
  for (const one of reader.fields(field.start, field.end)) {
    if (one.number === 1) buckets.offset = unzigzag(one.varint);
    else if (one.wireType === 0) buckets.counts.push(Number(one.varint));
    else buckets.counts.push(...reader.varints(one.start, one.end));
  }
  return buckets;
}

function unzigzag(value: number | bigint): number {
  const plain = Number(value);
  return plain % 2 === 0 ? plain / 2 : -(plain + 1) / 2;
}
