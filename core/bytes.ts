declare const raw: unique symbol;
declare const clean: unique symbol;

/** Bytes as a sender wrote them; may hold anything. Never logged, stored or exported. */
export type RawBytes = Uint8Array & { readonly [raw]: true };

/** Protobuf bytes that passed the scrub. Only `processors/scrub.ts` makes them; exporters accept nothing else. */
export type CleanBytes = Uint8Array & { readonly [clean]: true };

/** Marks bytes from outside. */
export function asRaw(bytes: Uint8Array): RawBytes {
  return bytes as RawBytes;
}
