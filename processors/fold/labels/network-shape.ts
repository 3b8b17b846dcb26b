import { CLASS, classAt, HEX, numberAt, skip } from "./characters.ts";

/** Four numbers up to 255, and a port perhaps. What a version is more likely (`142.0.0.0`, `0.1.2.3`) is none. */
export function isIpv4(text: string, start: number, end: number): boolean {
  let at = start;
  let rest = 0;
  for (let octet = 0; octet < 4; octet++) {
    const stop = skip(text, at, end, CLASS.digit);
    if (stop === at || stop - at > 3) return false;
    const value = numberAt(text, at, stop);
    if (value > 255 || (octet === 0 && value === 0)) return false;
    if (octet > 0) rest += value;
    at = stop;
    if (octet < 3 && text.charCodeAt(at++) !== 0x2e) return false;
  }
  return rest > 0 && isPortOrEnd(text, at, end);
}

function isPortOrEnd(text: string, at: number, end: number): boolean {
  if (at === end) return true;
  const separator = text.charCodeAt(at);
  // `:8080` or `/24`.
  if (separator !== 0x3a && separator !== 0x2f) return false;
  return end - at > 1 && end - at <= 6 && skip(text, at + 1, end, CLASS.digit) === end;
}

/** Eight groups, or `::` with at least two groups; in brackets with a port perhaps, or with a zone. */
export function isIpv6(text: string, from: number, to: number): boolean {
  let start = from;
  let end = to;
  if (text.charCodeAt(start) === 0x5b) {
    const close = text.indexOf("]", start);
    if (close < 0 || close >= end || !(close + 1 === end || text.charCodeAt(close + 1) === 0x3a)) return false;
    start++;
    end = close;
  }
  const zone = text.indexOf("%", start);
  if (zone > 0 && zone < end) end = zone;
  return isGroups(text, start, end);
}

function isGroups(text: string, start: number, end: number): boolean {
  let groups = 0;
  let gaps = 0;
  let digits = 0;
  for (let at = start; at < end; ) {
    const stop = skip(text, at, end, HEX);
    if (stop - at > 4) return false;
    if (stop > at) groups++;
    for (let i = at; i < stop; i++) if ((classAt(text, i) & CLASS.digit) !== 0) digits++;
    if (stop === end) break;
    // An IPv4 address may stand at the end.
    if (text.charCodeAt(stop) === 0x2e) return gaps === 1 && isIpv4(text, at, end);
    if (text.charCodeAt(stop) !== 0x3a) return false;
    const isGap = text.charCodeAt(stop + 1) === 0x3a && stop + 1 < end;
    if (isGap) gaps++;
    at = stop + (isGap ? 2 : 1);
    if (!isGap && at === end) return false;
  }
  if (gaps > 1) return false;
  return gaps === 1 ? groups <= 7 && (groups >= 2 || (groups === 1 && digits > 0)) && digits > 0 : groups === 8;
}

/** Six pairs of hex digits between colons or dashes, or three groups of four between dots. */
export function isMac(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length === 14) return isGrouped(text, start, 3, 4, 0x2e);
  return length === 17 && (isGrouped(text, start, 6, 2, 0x3a) || isGrouped(text, start, 6, 2, 0x2d));
}

function isGrouped(text: string, start: number, groups: number, width: number, separator: number): boolean {
  let at = start;
  for (let group = 0; group < groups; group++) {
    if (skip(text, at, at + width, HEX) !== at + width) return false;
    at += width;
    if (group < groups - 1 && text.charCodeAt(at++) !== separator) return false;
  }
  return true;
}
