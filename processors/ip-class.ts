import type { Cidr, IpClass } from "./plan.ts";

/** Class of an address given as 4 or 16 bytes; IPv4 mapped into IPv6 is judged as IPv4. */
export function ipClass(address: Uint8Array): IpClass {
  if (address.length === 4) return ipv4Class(address);
  const mapped = mappedIpv4(address);
  return mapped === undefined ? ipv6Class(address) : ipv4Class(mapped);
}

/** Whether an address lies in a range; IPv4 mapped into IPv6 also lies in ranges of IPv4. */
export function inCidr(address: Uint8Array, range: Cidr): boolean {
  const bytes = address.length === range.address.length ? address : mappedIpv4(address);
  if (bytes === undefined || bytes.length !== range.address.length) return false;
  const whole = range.prefixBits >> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== range.address[i]) return false;
  const rest = range.prefixBits & 7;
  return rest === 0 || (byte(bytes, whole) ^ byte(range.address, whole)) >> (8 - rest) === 0;
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** IANA IPv4 Special-Purpose Address Registry; RFC 1918, 3927, 5771, 6598. */
function ipv4Class(address: Uint8Array): IpClass {
  const a = byte(address, 0);
  const b = byte(address, 1);
  if (a === 127 || (a | b | byte(address, 2) | byte(address, 3)) === 0) return "loopback";
  if (a === 10 || (a === 172 && (b & 0xf0) === 16) || (a === 192 && b === 168)) return "private";
  if (a === 100 && (b & 0xc0) === 64) return "private";
  if (a === 169 && b === 254) return "link_local";
  return a >= 224 ? "reserved" : "public";
}

/** IANA IPv6 Special-Purpose Address Registry; RFC 4193, 4291. */
function ipv6Class(address: Uint8Array): IpClass {
  const a = byte(address, 0);
  if (a === 0 && areZero(address, 15) && byte(address, 15) <= 1) return "loopback";
  if ((a & 0xfe) === 0xfc) return "private";
  if (a === 0xfe && (byte(address, 1) & 0xc0) === 0x80) return "link_local";
  return a === 0xff ? "reserved" : "public";
}

function mappedIpv4(address: Uint8Array): Uint8Array | undefined {
  if (address.length !== 16 || byte(address, 10) !== 0xff || byte(address, 11) !== 0xff) return undefined;
  return areZero(address, 10) ? address.subarray(12) : undefined;
}

function areZero(address: Uint8Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (address[i] !== 0) return false;
  return true;
}
