import type { Action } from "../core/action.ts";
import { actionOf } from "./action-of.ts";
import type { Finding, Syntax } from "./detect/detector.ts";
import type { Judged } from "./judge-candidate.ts";
import type { Escape } from "./parse/part.ts";
import type { SignalRules } from "./plan.ts";
import { firstEndingBehind, LEFT_ALONE } from "./settle-findings.ts";

/** A finding before overlaps are resolved, with what the text around it says. Offsets are those of the whole text. */
export interface Placed extends Judged {
  readonly syntax: Syntax;
  /** What was found, with its encodings off; absent where it stands in the text as it is. */
  readonly value?: string;
  /** Encodings around the replacement, the innermost first. */
  readonly escapes?: readonly Escape[];
  /** What a key rule says, instead of the type's action. */
  readonly action?: Action;
  /** The syntax decided: stands above what detectors saw. */
  readonly certain?: boolean;
}

/** A finding with what its replacement needs. */
export interface PlacedFinding extends Finding {
  readonly value?: string;
  readonly escapes?: readonly Escape[];
  readonly action?: Action;
}

/** Findings in one place beyond which only their ranks are compared. */
const MAX_COMPARED = 64;
const NOTHING: PlacedFinding[] = [];
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * What remains after thresholds and allow lists, without overlaps, in order. What the syntax decided stands above what
 * detectors saw, and of those that overlap it the rest is kept; then the more certain finding wins, then the one in decoded
 * text, then the longer one.
 */
export function settlePlaced(text: string, placed: readonly Placed[], rules: SignalRules): PlacedFinding[] {
  if (placed.length === 0) return NOTHING;
  const wanted = placed.filter((one) => isActedOn(text, one, rules)).sort((a, b) => a.start - b.start);
  const settled: Placed[] = [];
  // Only findings that touch each other are compared: a text may hold very many.
  for (let first = 0; first < wanted.length; ) {
    let last = first + 1;
    let end = wanted[first]?.end ?? 0;
    while (last < wanted.length && (wanted[last]?.start ?? end) < end) end = Math.max(end, wanted[last++]?.end ?? 0);
    if (last === first + 1) settled.push(wanted[first]!);
    else settleCluster(text, wanted.slice(first, last), settled);
    first = last;
  }
  return settled.map(finding);
}

function isActedOn(text: string, one: Placed, rules: SignalRules): boolean {
  if (one.score < rules.types[one.type].threshold && one.certain !== true) return false;
  return !LEFT_ALONE.has(actionOf(one.value ?? text.slice(one.start, one.end), one.type, rules, one.action).kind);
}

function settleCluster(text: string, cluster: Placed[], settled: Placed[]): void {
  const ranked = withoutShorter(cluster).sort(
    (a, b) =>
      Number(b.certain === true) - Number(a.certain === true) ||
      b.score - a.score ||
      Number(b.value !== undefined) - Number(a.value !== undefined) ||
      b.end - b.start - (a.end - a.start) ||
      a.detector - b.detector ||
      a.start - b.start,
  );
  const kept: Placed[] = [];
  for (const one of ranked) {
    const over = overlapping(kept, one);
    if (over.length === 0) insert(kept, one);
    else if (over.some((other) => other.certain === true) && one.value === undefined)
      for (const piece of piecesOutside(text, one, over)) insert(kept, piece);
  }
  settled.push(...kept);
}

/**
 * Without what a name showed a part of (`phone: 05334 75`) where a detector saw all of the same type (`05334 75 83 35`),
 * which is then as certain. What stands in decoded text, or is certain, has its own ends.
 */
function withoutShorter(cluster: readonly Placed[]): Placed[] {
  if (cluster.length > MAX_COMPARED) return [...cluster];
  const isOpen = (one: Placed): boolean => one.value === undefined && one.certain !== true;
  const isPart = (one: Placed, other: Placed): boolean =>
    isOpen(one) &&
    isOpen(other) &&
    one.type === other.type &&
    one.start >= other.start &&
    one.end <= other.end &&
    one.end - one.start < other.end - other.start;
  return cluster
    .filter((one) => !cluster.some((other) => isPart(one, other)))
    .map((one) => ({
      ...one,
      score: cluster.reduce((score, other) => (isPart(other, one) ? Math.max(score, other.score) : score), one.score),
    }));
}

/** Those of `kept`, which is sorted and without overlaps, that overlap `one`. */
function overlapping(kept: readonly Placed[], one: Placed): readonly Placed[] {
  const from = firstEndingBehind(kept, one.start);
  let to = from;
  while (to < kept.length && kept[to]!.start < one.end) to++;
  return from === to ? [] : kept.slice(from, to);
}

function insert(kept: Placed[], one: Placed): void {
  kept.splice(firstEndingBehind(kept, one.start), 0, one);
}

/** What of `one` shows beside the others, where it says anything. */
function piecesOutside(text: string, one: Placed, others: readonly Placed[]): Placed[] {
  const pieces: Placed[] = [];
  let at = one.start;
  for (const other of [...others, undefined]) {
    const end = Math.min(other?.start ?? one.end, one.end);
    // Of `password@host` the host is no part of an address.
    const isHost = one.type === "EMAIL_ADDRESS" && at > one.start && (text[at] === "@" || text.startsWith("%40", at));
    if (end > at && !isHost && LETTER_OR_DIGIT.test(text.slice(at, end))) pieces.push({ ...one, start: at, end });
    at = Math.max(at, other?.end ?? one.end);
  }
  return pieces;
}

function finding(one: Placed): PlacedFinding {
  const { start, end, type, subtype, score, evidence, detector, syntax, value, escapes, action } = one;
  return {
    start,
    end,
    type,
    subtype,
    score,
    evidence,
    detector,
    syntax,
    ...(value !== undefined && { value }),
    ...(escapes && { escapes }),
    ...(action && { action }),
  };
}
