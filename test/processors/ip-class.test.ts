import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { parseCidr } from "../../policy/cidr.ts";
import { inCidr, ipClass } from "../../processors/ip-class.ts";
import type { Cidr } from "../../processors/plan.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(ipaddr.parse(text).toByteArray());

describe("P7 classes of addresses", () => {
  it.each([
    ["8.8.8.8", "public"],
    ["203.0.113.9", "public"],
    ["172.32.0.1", "public"],
    ["2001:db8::1", "public"],
    ["::2", "public"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["192.168.0.1", "private"],
    ["100.64.0.1", "private"],
    ["fd00::1", "private"],
    ["127.0.0.53", "loopback"],
    ["0.0.0.0", "loopback"],
    ["::1", "loopback"],
    ["::", "loopback"],
    ["169.254.169.254", "link_local"],
    ["fe80::1", "link_local"],
    ["224.0.0.251", "reserved"],
    ["255.255.255.255", "reserved"],
    ["ff02::1", "reserved"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:8.8.8.8", "public"],
  ])("P7 %s is %s", (address, expected) => {
    expect(ipClass(bytes(address))).toBe(expected);
  });

  it.each([
    ["192.0.2.77", "192.0.2.0/24", true],
    ["192.0.3.77", "192.0.2.0/24", false],
    ["192.0.2.129", "192.0.2.128/25", true],
    ["192.0.2.127", "192.0.2.128/25", false],
    ["198.51.100.7", "198.51.100.7", true],
    ["::ffff:192.0.2.1", "192.0.2.0/24", true],
    ["2001:db8:1::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["192.0.2.1", "2001:db8::/32", false],
  ])("P9 %s lies in %s: %s", (address, range, expected) => {
    expect(inCidr(bytes(address), parseCidr(range) as Cidr)).toBe(expected);
  });
});
