import { type Verdict, VISIT, type Visitor } from "../../otlp/walk.ts";

/** Keeps everything and notes what it was shown. */
export class CountingVisitor implements Visitor {
  readonly keyText = undefined;
  calls = 0;
  bytesSeen = 0;
  unknownFields = 0;
  badIds = 0;
  records = 0;

  #seen(start: number, end: number): undefined {
    this.calls++;
    this.bytesSeen += end - start;
  }
  resource(): void {
    this.calls++;
  }
  record(): void {
    this.records++;
  }
  text(_place: number, start: number, end: number): Uint8Array | undefined {
    return this.#seen(start, end);
  }
  key(_place: number, start: number, end: number): Verdict {
    this.#seen(start, end);
    return VISIT;
  }
  replaced(): Uint8Array | undefined {
    return undefined;
  }
  leave(): void {
    // Nothing is kept about names.
  }
  body(): Verdict {
    return VISIT;
  }
  value(_place: number, start: number, end: number): Uint8Array | undefined {
    return this.#seen(start, end);
  }
  bytes(_place: number, start: number, end: number): Uint8Array | undefined {
    return this.#seen(start, end);
  }
  number(_place: number, _field: number, start: number, end: number): Uint8Array | undefined {
    return this.#seen(start, end);
  }
  tooDeep(): Uint8Array {
    return Buffer.from("[REDACTED]");
  }
  unknownField(): void {
    this.unknownFields++;
  }
  badId(): void {
    this.badIds++;
  }
}
