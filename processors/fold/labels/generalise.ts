import { CLASS, classAt, skip } from "./characters.ts";
import { SHAPE } from "./shapes.ts";
import { isVersion } from "./written-shape.ts";

/** A coarser value of the same kind: network for an address, hour for a time, major number for a version; undefined for others. */
export function generalised(text: string, shape: number): string | undefined {
  switch (shape) {
    case SHAPE.ipv4:
      return `${text.split(".", 3).join(".")}.0/24`;
    case SHAPE.ipv6:
      return network48(text);
    case SHAPE.time:
      return hourOf(text);
    case SHAPE.date:
      return text.length === 8 ? text.slice(0, 6) : text.slice(0, 7);
    case SHAPE.epoch:
      return new Date(Number(text.slice(0, 10)) * 1000).toISOString().slice(0, 13).concat(":00Z");
    default:
      return majorOf(text);
  }
}

/** The first 48 bits, each group without leading zeros. */
function network48(text: string): string {
  const bare = text.replace(/^\[/, "").replace(/[\]%].*$/, "");
  const [head = "", tail] = bare.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const behind = tail === "" ? 0 : tail.split(":").length + (tail.includes(".") ? 1 : 0);
    while (groups.length + behind < 8) groups.push("0");
    groups.push(...tail.split(":"));
  }
  const first = groups.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(":")}::/48`;
}

/** `2026-05-17T10`, whatever stands behind the hour; a zone that is not written is taken for UTC's. */
function hourOf(text: string): string {
  const zone = /[+-]\d\d:?\d\d$/.exec(text.slice(13))?.[0] ?? "Z";
  const compact = skip(text, 0, text.length, CLASS.digit) === text.length;
  if (compact) return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}T${text.slice(8, 10)}:00Z`;
  return `${text.slice(0, 13)}:00${zone}`;
}

function majorOf(text: string): string | undefined {
  if (!isVersion(text)) return undefined;
  const start = (classAt(text, 0) & CLASS.digit) === 0 ? 1 : 0;
  return text.slice(0, skip(text, start, text.length, CLASS.digit));
}
