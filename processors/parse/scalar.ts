/** A bool (field 2), int (3) or double (4) of an AnyValue as decimal text, from its raw bytes. */
export function decimal(buffer: Buffer, field: number, start: number, end: number): string {
  if (field === 4) return String(buffer.readDoubleLE(start));
  let value = 0n;
  for (let i = start; i < end; i++) value |= BigInt(buffer[i]! & 0x7f) << BigInt(7 * (i - start));
  return field === 2 ? String(value !== 0n) : BigInt.asIntN(64, value).toString();
}

/** The text of an AnyValue that is one string or number; of anything else its bytes as Latin-1: an opaque name. */
export function stringOfAnyValue(buffer: Buffer, start: number, end: number): string {
  const tag = buffer[start];
  if (tag === 0x0a) {
    const length = shortLength(buffer, start + 1, end);
    if (length !== undefined && length.next + length.value === end) return buffer.toString("utf8", length.next, end);
  }
  if (tag === 0x18 && end - start <= 11) return decimal(buffer, 3, start + 1, end);
  if (tag === 0x21 && end - start === 9) return decimal(buffer, 4, start + 1, end);
  return buffer.toString("latin1", start, end);
}

function shortLength(buffer: Buffer, at: number, end: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 5 && at + i < end; i++) {
    const byte = buffer[at + i]!;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}
