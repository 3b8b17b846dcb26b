/** String attributes of one Resource, read ahead of the walk: a resource may stand behind the records it describes. */
export function resourceAttributes(buffer: Buffer, start: number, end: number): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const resource of fields(buffer, start, end, 1)) {
    for (const entry of fields(buffer, resource.start, resource.end, 1)) {
      const key = fields(buffer, entry.start, entry.end, 1).at(-1);
      const value = fields(buffer, entry.start, entry.end, 2).at(-1);
      const text = value === undefined ? undefined : fields(buffer, value.start, value.end, 1).at(-1);
      if (key !== undefined && text !== undefined)
        attributes.set(buffer.toString("utf8", key.start, key.end), buffer.toString("utf8", text.start, text.end));
    }
  }
  return attributes;
}

/** Length-delimited fields of that number; stops silently at what it cannot read, which the walk will refuse. */
function fields(buffer: Uint8Array, start: number, end: number, number: number): { start: number; end: number }[] {
  const found = [];
  let at = start;
  while (at < end) {
    const tag = varint(buffer, at, end);
    if (tag === undefined) return found;
    const wireType = tag.value & 7;
    if (wireType === 2) {
      const length = varint(buffer, tag.next, end);
      if (length === undefined || length.next + length.value > end) return found;
      if (tag.value >>> 3 === number) found.push({ start: length.next, end: length.next + length.value });
      at = length.next + length.value;
    } else if (wireType === 0) {
      const value = varint(buffer, tag.next, end);
      if (value === undefined) return found;
      at = value.next;
    } else if (wireType === 1) at = tag.next + 8;
    else if (wireType === 5) at = tag.next + 4;
    else return found;
  }
  return found;
}

function varint(buffer: Uint8Array, at: number, end: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10 && at + i < end; i++) {
    const byte = buffer[at + i]!;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}
