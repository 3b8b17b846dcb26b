import type { Arrangement } from "./arrangement.ts";
import type { Context } from "./detect/detector.ts";
import { DETECTORS } from "./detect/registry.generated.ts";
import type { Sight } from "./detect/sight.ts";
import { isDigit } from "./detect/units.ts";
import { spend } from "./detect/work.ts";
import { type Judged, judgeCandidate, type Look, lastCertain, push } from "./judge-candidate.ts";
import type { Candidates } from "./scan/triggers.ts";
import { scanUnits } from "./scan/twin.ts";
import { TextEcho } from "./text-echo.ts";

/** Units of work (`detect/work.ts`): of a candidate, of asking a detector for a whole value. */
const COST = { candidate: 40, whole: 60 } as const;
/** Digits that a detector needs at most. */
const MOST_NEEDED = DETECTORS.reduce((most, { needsDigits = 0 }) => Math.max(most, needsDigits), 0);
/** Scratch memory of one thread: reused, so that a clean text costs no allocation. */
export interface Scratch {
  readonly candidates: Candidates;
  units: Uint16Array;
}

export function newScratch(): Scratch {
  return {
    candidates: { count: 0, positions: new Int32Array(65_536), triggers: new Int32Array(65_536) },
    units: new Uint16Array(4_096),
  };
}

/** Candidates of a string, by the scan in TypeScript. */
export function scanText(text: string, arrangement: Arrangement, scratch: Scratch): Candidates {
  if (scratch.units.length < text.length) scratch.units = new Uint16Array(text.length * 2);
  const { units } = scratch;
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  scanUnits(units, 0, text.length, arrangement.active, arrangement.prefixes, scratch.candidates);
  return scratch.candidates;
}

/**
 * Everything the detectors see in a text, given its candidates: unfiltered, unsorted, overlapping. `offset` is what the
 * candidates' positions must be reduced by to be positions in `text`. With `again`, what was noted of another text of the
 * same shape, only what may differ in this one is looked at.
 */
export function judge(
  text: string,
  candidates: Candidates,
  offset: number,
  arrangement: Arrangement,
  context: Context,
  again?: Again,
): Judged[] {
  const found: Judged[] = [];
  const sight = again === undefined && context.work?.sight?.isJudged === false ? context.work.sight : undefined;
  const count = again?.alive.length ?? candidates.count;
  spend(context.work, count * COST.candidate);
  const look: Look = { text, arrangement, context, found, source: undefined, seen: undefined };
  const echo = again === undefined ? TextEcho.of(text, found) : undefined;
  // Nothing is looked for inside what is certain: it is replaced as a whole.
  let certain: Judged | undefined;
  for (let n = 0; n < count; n++) {
    const c = again === undefined ? n : again.alive[n]!;
    const index = (candidates.positions[c] ?? 0) - offset;
    if (certain !== undefined && index >= certain.start && index < certain.end) {
      sight?.alive.push(c);
      continue;
    }
    const before = found.length;
    if (sight !== undefined) sight.digits = false;
    const triggers = candidates.triggers[c] ?? 0;
    look.source = echo?.source(index, triggers);
    look.seen = echo?.begin(index, triggers);
    judgeCandidate(look, index, triggers);
    if (look.seen !== undefined) look.seen.to = found.length;
    if (found.length > before) certain = lastCertain(found, before) ?? certain;
    if (sight !== undefined && (sight.digits || found.length > before)) sight.alive.push(c);
  }
  if (again === undefined) judgeWhole(text, arrangement, context, found);
  if (arrangement.stages.length > 0 && again?.stages !== false)
    judgeStages(text, candidates, arrangement, context, sight, found);
  if (sight !== undefined) sight.isJudged = true;
  return found;
}

/** Candidates, by number, and whether readers of whole texts, are to be asked again. */
type Again = Pick<Sight, "alive" | "stages">;

function judgeStages(
  text: string,
  candidates: Candidates,
  arrangement: Arrangement,
  context: Context,
  sight: Sight | undefined,
  found: Judged[],
): void {
  let seen = 0;
  for (let c = 0; c < candidates.count; c++) seen |= candidates.triggers[c]!;
  for (const entry of arrangement.stages) {
    if ((seen & entry.triggers) === 0 && (context.hints & entry.hints) === 0) continue;
    if (!entry.stage.mayHold(text, context)) continue;
    if (sight !== undefined) sight.digits = entry.stage.tellsSight !== true;
    const matches = entry.stage.read(text, context);
    if (sight !== undefined && (sight.digits || matches.length > 0)) sight.stages = true;
    for (const match of matches) {
      const number = match.type === undefined ? undefined : entry.byType.get(match.type);
      const detector = number === undefined ? undefined : DETECTORS[number];
      if (number !== undefined && detector !== undefined) push(detector, number, match, text, found, context);
    }
  }
}

function judgeWhole(text: string, arrangement: Arrangement, context: Context, found: Judged[]): void {
  if (context.hints === 0) return;
  const digits = digitsIn(text, MOST_NEEDED);
  for (const entry of arrangement.whole) {
    if ((entry.hints & context.hints) === 0) continue;
    const detector = DETECTORS[entry.detector];
    if ((detector?.needsDigits ?? 0) > digits) continue;
    spend(context.work, COST.whole);
    const match = detector?.whole?.(text, 0, text.length, context);
    if (detector !== undefined && match !== undefined) push(detector, entry.detector, match, text, found, context);
  }
}

/** Digits of the text, counted up to `most`. */
function digitsIn(text: string, most: number): number {
  let digits = 0;
  for (let i = 0; i < text.length && digits < most; i++) if (isDigit(text.charCodeAt(i))) digits++;
  return digits;
}
