import type { Action } from "../core/action.ts";
import type { EntityType } from "../core/entity.ts";
import { SYSTEM_ACCOUNTS } from "./detect/contact/system-accounts.ts";
import { parseIpv4, parseIpv6 } from "./detect/network/ip-address.ts";
import { inCidr, ipClass } from "./ip-class.ts";
import type { SignalRules } from "./plan.ts";

const KEEP: Action = { kind: "keep" };

/**
 * What the rules do with a found value, whatever found it: allow lists first, then the class of an address, then `chosen`
 * (the action of a key rule) or the type's own action.
 */
export function actionOf(value: string, type: EntityType, rules: SignalRules, chosen?: Action): Action {
  if (isAllowed(value, rules)) return KEEP;
  const action = chosen ?? rules.types[type].action;
  // `db.user=postgres`: an account of the system stands for no person, whatever holds it. A rule that drops, drops it too.
  if (type === "USERNAME" && action.kind !== "drop" && value.length < 24 && SYSTEM_ACCOUNTS.has(value.toLowerCase()))
    return KEEP;
  if (type !== "IP_ADDRESS" || action.kind === "keep") return action;
  const bytes = addressBytes(value);
  if (bytes === undefined) return action;
  if (rules.allow.cidrs.some((range) => inCidr(bytes, range))) return KEEP;
  const byClass = rules.ipClasses[ipClass(bytes)];
  return byClass.kind === "keep" || chosen === undefined ? byClass : action;
}

function isAllowed(value: string, rules: SignalRules): boolean {
  const { allow } = rules;
  if (allow.exact.size > 0 && allow.exact.has(value)) return true;
  const last = value.charCodeAt(value.length - 1) | 0x20;
  for (const suffix of allow.suffixes) {
    // Cutting and folding a value costs more than a look at its end.
    const ending = suffix.charCodeAt(suffix.length - 1);
    if ((ending | 0x20) !== last && ending < 0x80) continue;
    if (value.toLowerCase().endsWith(suffix)) return true;
  }
  return false;
}

/** Zone and prefix length, as they stand behind an address (RFC 4007 11.2, RFC 4632 3.1). */
const TAIL = /(?:%[\w.-]{1,32})?(?:\/\d{1,3})?$/;

/** The 4 or 16 bytes of a single address or of the one a range is written with; a port makes it none. */
function addressBytes(written: string): Uint8Array | undefined {
  const value = written.includes("/") || written.includes("%") ? written.replace(TAIL, "") : written;
  const octets = parseIpv4(value);
  if (octets !== undefined) return Uint8Array.from(octets);
  const isBracketed = value.startsWith("[") && value.endsWith("]");
  const groups = parseIpv6(isBracketed ? value.slice(1, -1) : value);
  if (groups === undefined) return undefined;
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 8; i++) {
    bytes[2 * i] = groups[i]! >> 8;
    bytes[2 * i + 1] = groups[i]! & 0xff;
  }
  return bytes;
}
