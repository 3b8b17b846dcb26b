const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** CRC-32 (ISO 3309) of ASCII text, bit by bit: tokens are short, and a table would outweigh them. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** A CRC-32 as GitHub and npm append it to a token: six digits in base 62, zeros in front. */
export function base62Crc(body: string): string {
  let rest = crc32(body);
  let digits = "";
  while (digits.length < 6) {
    digits = (BASE62[rest % 62] ?? "") + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Text behind base64 in either alphabet, up to the first sign that is not of it; undefined when it is none. */
export function decode64(text: string): string | undefined {
  const end = text.search(/[^A-Za-z0-9+/_-]/);
  const body = (end < 0 ? text : text.slice(0, end)).replaceAll("-", "+").replaceAll("_", "/");
  if (body.length % 4 === 1) return undefined;
  try {
    return atob(body);
  } catch {
    return undefined;
  }
}

/** What a whole token's own redundancy says, by the rule its provider publishes. */
export const CHECKS: Readonly<Record<string, (token: string) => boolean>> = {
  /** `ghp_` + 30 + 6: the last six are the CRC-32 of the thirty before. */
  crc62: (token) => {
    const body = token.slice(token.indexOf("_") + 1);
    return base62Crc(body.slice(0, -6)) === body.slice(-6);
  },
  /** A JSON object in base64 after the prefix. */
  json64: (token) => decode64(token.slice(token.indexOf("eyJ")))?.startsWith('{"') === true,
};
