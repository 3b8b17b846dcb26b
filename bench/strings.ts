import type { Signal } from "../core/signal.ts";
import { type Verdict, VISIT, type Visitor, Walker } from "../otlp/walk.ts";

/** Start and end of every string value, in wire order. */
export function stringsOf(message: Uint8Array, signal: Signal): Int32Array {
  const spans: number[] = [];
  new Walker(new StringVisitor((start, end) => spans.push(start, end))).walk(message, message.length, signal);
  return Int32Array.from(spans);
}

/** Hands every non-empty string value to a function and keeps all of it. */
export class StringVisitor implements Visitor {
  readonly keyText = undefined;
  readonly #each: (start: number, end: number) => void;

  constructor(each: (start: number, end: number) => void) {
    this.#each = each;
  }

  text(_place: number, start: number, end: number): undefined {
    if (start < end) this.#each(start, end);
  }

  value(_place: number, start: number, end: number): undefined {
    if (start < end) this.#each(start, end);
  }

  key(_place: number, _start: number, _end: number): Verdict {
    return VISIT;
  }

  body(_place: number): Verdict {
    return VISIT;
  }

  resource(_buffer: Uint8Array): void {}
  record(): void {}
  leave(): void {}
  replaced(): undefined {}
  bytes(): undefined {}
  number(): undefined {}
  tooDeep(): Uint8Array {
    return new Uint8Array(0);
  }
  unknownField(): void {}
  badId(): void {}
}
