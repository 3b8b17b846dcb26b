import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Cidr } from "../processors/plan.ts";

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address; a sentence saying what is wrong otherwise. */
export function parseCidr(text: string): Cidr | string {
  const [address = "", prefix, more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more !== undefined) return "not an address range; write it as 10.0.0.0/8 or 2001:db8::/32";
  const bits = version === 4 ? 32 : 128;
  const prefixBits = prefix === undefined ? bits : /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(prefixBits <= bits)) return `the prefix length must be a whole number from 1 to ${bits}`;
  if (prefixBits === 0) return "allows every address; say so under types: IP_ADDRESS: keep";
  const bytes = Uint8Array.from(ipaddr.parse(address).toByteArray());
  const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, prefixBits - i * 8))));
  if (!masked.every((byte, i) => byte === bytes[i])) {
    return `has bits set beyond its prefix; did you mean "${ipaddr.fromByteArray([...masked]).toString()}/${prefixBits}"?`;
  }
  return { address: bytes, prefixBits };
}
