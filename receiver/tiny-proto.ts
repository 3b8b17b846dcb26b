// The handful of protobuf a receiver writes itself: responses and google.rpc.Status, tens of bytes each.

const encoder = new TextEncoder();

function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    // No bit operators: counts may pass 2^31.
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** Wire type 0. Zero is proto3's default and is left out. */
export function varintField(field: number, value: number): Uint8Array {
  if (value === 0) return new Uint8Array(0);
  const out: number[] = [];
  pushVarint(out, field * 8);
  pushVarint(out, value);
  return Uint8Array.from(out);
}

/** Wire type 2, written also when empty: a message that is set to nothing is still set. */
export function messageField(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const head: number[] = [];
  pushVarint(head, field * 8 + 2);
  pushVarint(
    head,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  return join([Uint8Array.from(head), ...parts]);
}

export function stringField(field: number, text: string): Uint8Array {
  return text === "" ? new Uint8Array(0) : messageField(field, encoder.encode(text));
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
