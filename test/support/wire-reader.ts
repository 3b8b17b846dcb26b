import type { Signal } from "../../core/signal.ts";
import { MESSAGES, ROOTS } from "../../otlp/fields.generated.ts";

class Refused extends Error {}

/** Why a strict reader of the definitions refuses a request, in a word; "nothing" where it would take it. */
export function refusalReason(bytes: Uint8Array, signal: Signal): string {
  try {
    read(bytes, 0, bytes.length, ROOTS[signal]);
    return "nothing";
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function varint(bytes: Uint8Array, at: number, end: number): { value: bigint; next: number } {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = at + i < end ? bytes[at + i] : undefined;
    if (byte === undefined) throw new Refused("end inside a varint");
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  throw new Refused("varint of more than ten bytes");
}

function read(bytes: Uint8Array, start: number, end: number, message: number): void {
  let at = start;
  while (at < end) {
    const tag = varint(bytes, at, end);
    if (tag.value > 0xffffffffn) throw new Refused("tag of more than 32 bits");
    const number = Number(tag.value >> 3n);
    const wireType = Number(tag.value & 7n);
    if (number === 0) throw new Refused("field number 0");
    if (wireType === 3 || wireType === 4) throw new Refused("group");
    if (wireType > 5) throw new Refused("wire type that does not exist");
    at = tag.next;
    if (wireType === 0) {
      at = varint(bytes, at, end).next;
      continue;
    }
    const length = wireType === 2 ? varint(bytes, at, end) : { value: wireType === 1 ? 8n : 4n, next: at };
    if (length.value > BigInt(end - length.next)) throw new Refused("length beyond its message");
    const next = length.next + Number(length.value);
    if (wireType === 2)
      content(
        bytes,
        length.next,
        next,
        MESSAGES[message]?.fields.find((one) => one.number === number),
      );
    at = next;
  }
}

function content(
  bytes: Uint8Array,
  start: number,
  end: number,
  info: (typeof MESSAGES)[number]["fields"][number] | undefined,
): void {
  if (info?.message !== undefined) read(bytes, start, end, info.message);
  else if (info?.packed === true) {
    const size = info.kind === "fixed64" ? 8 : info.kind === "fixed32" ? 4 : 1;
    if ((end - start) % size !== 0) throw new Refused("packed values that do not fill their field");
    if (size === 1) for (let at = start; at < end; ) at = varint(bytes, at, end).next;
  }
}
