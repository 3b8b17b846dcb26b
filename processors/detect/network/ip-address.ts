import { isDigit, isHex } from "../units.ts";

/** What an address may be reached from; the subtype of an IP_ADDRESS finding. */
export type IpClass = "PUBLIC" | "PRIVATE" | "LOOPBACK" | "LINK_LOCAL" | "RESERVED";

/** The four octets of `text`, or nothing: decimal, no leading zeros, no empty part (RFC 6943 3.1.1, strict form). */
export function parseIpv4(text: string): readonly number[] | undefined {
  return parseIpv4At(text, 0, text.length);
}

/** The same for `text[start, end)`. */
export function parseIpv4At(text: string, start: number, end: number): readonly number[] | undefined {
  if (end - start < 7 || end - start > 15) return undefined;
  const octets = [0, 0, 0, 0];
  let at = start;
  for (let part = 0; part < 4; part++) {
    const first = at;
    let octet = 0;
    for (; at < end && at - first < 3 && isDigit(text.charCodeAt(at)); at++)
      octet = octet * 10 + text.charCodeAt(at) - 0x30;
    if (at === first || octet > 255 || (at - first > 1 && text.charCodeAt(first) === 0x30)) return undefined;
    octets[part] = octet;
    if (part < 3 && text.charCodeAt(at++) !== 0x2e) return undefined;
  }
  return at === end ? octets : undefined;
}

/** The eight groups of an IPv6 address (RFC 4291 2.2, forms 1 to 3), without zone and prefix length. */
export function parseIpv6(text: string): readonly number[] | undefined {
  if (text.length < 2 || text.length > 45) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "") : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? "";
    if (i === parts.length - 1 && part.includes(".")) {
      const octets = parseIpv4(part);
      if (octets === undefined) return undefined;
      groups.push(((octets[0] ?? 0) << 8) | (octets[1] ?? 0), ((octets[2] ?? 0) << 8) | (octets[3] ?? 0));
      continue;
    }
    if (part.length === 0 || part.length > 4) return undefined;
    for (let k = 0; k < part.length; k++) if (!isHex(part.charCodeAt(k))) return undefined;
    groups.push(Number.parseInt(part, 16));
  }
  return groups;
}

/** Class of an IPv4 address (IANA special-purpose registry, RFC 6890). */
export function classOfIpv4(octets: readonly number[]): IpClass {
  const [a = 0, b = 0, c = 0] = octets;
  if (a === 127) return "LOOPBACK";
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128))
    return "PRIVATE";
  if (a === 169 && b === 254) return "LINK_LOCAL";
  if (a === 0 || a >= 224) return "RESERVED";
  if (
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  )
    return "RESERVED";
  return a === 198 && (b === 18 || b === 19) ? "RESERVED" : "PUBLIC";
}

/** Class of an IPv6 address; a mapped IPv4 address has the class of that. */
export function classOfIpv6(groups: readonly number[]): IpClass {
  const first = groups[0] ?? 0;
  const head = groups.slice(0, 5).every((group) => group === 0);
  if (head && groups[5] === 0xffff)
    return classOfIpv4([(groups[6] ?? 0) >> 8, (groups[6] ?? 0) & 255, (groups[7] ?? 0) >> 8, (groups[7] ?? 0) & 255]);
  if (head && groups[5] === 0 && groups[6] === 0) return groups[7] === 1 ? "LOOPBACK" : "RESERVED";
  if ((first & 0xfe00) === 0xfc00) return "PRIVATE";
  if ((first & 0xffc0) === 0xfe80) return "LINK_LOCAL";
  if ((first & 0xff00) === 0xff00 || (first === 0x2001 && groups[1] === 0xdb8)) return "RESERVED";
  return "PUBLIC";
}
