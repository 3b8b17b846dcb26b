import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";

/**
 * What a bytes value says, to be scanned: UTF-8 text as such, gzip inflated once (at most `maxBytes`), anything else byte
 * by byte as Latin-1, so that text inside binary is seen. Undefined when it cannot be read within the limit.
 */
export function textOfBytes(bytes: Buffer, maxBytes: number): string | undefined {
  if (bytes.length > maxBytes) return undefined;
  if (bytes.length > 18 && bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      return text(gunzipSync(bytes, { maxOutputLength: maxBytes }));
    } catch {
      return undefined;
    }
  }
  return text(bytes);
}

function text(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
}
