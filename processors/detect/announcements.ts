import { type ByFirst, eachPhrase, findBeside, type Phrases, runsBeside } from "./announced.ts";
import type { Match } from "./detector.ts";
import { hasDigitNear, hasNumberNear, LONGEST_PHRASE, MANY_DIGITS } from "./places.ts";
import type { ShapeList } from "./shape-list.ts";
import { see } from "./sight.ts";
import { spend, type Work } from "./work.ts";

/** One detector's answer to a phrase. */
interface Member {
  readonly detector: number;
  readonly shapes: ShapeList;
  /** Its values have six digits and more. */
  readonly hasMany: boolean;
}

interface Announcement {
  readonly parts: readonly string[];
  readonly members: readonly Member[];
}

/** The phrases of many detectors, each found once for all that know it. */
export interface Announcements extends ByFirst<Announcement> {
  /** Numbers of the detectors. */
  readonly detectors: ReadonlySet<number>;
}

/** A detector that is nothing but its phrases (`Detector.announces`), by number. */
export interface Announcer {
  readonly detector: number;
  readonly table: Phrases;
  readonly needsDigits: number;
}

/** Units of work (`work.ts`): of a phrase that stands in the text, and of each detector that knows it. */
const COST = { phrase: 300, member: 10 } as const;

export function announcements(announcers: readonly Announcer[]): Announcements {
  const byFirst = new Map<string, Map<string, { parts: readonly string[]; members: Member[] }>>();
  for (const { detector, table, needsDigits } of announcers)
    for (const [first, list] of table.byFirst)
      for (const { parts, shapes } of list) {
        const spelled = parts.join(" ");
        let known = byFirst.get(first);
        if (known === undefined) byFirst.set(first, (known = new Map()));
        let one = known.get(spelled);
        if (one === undefined) known.set(spelled, (one = { parts, members: [] }));
        one.members.push({ detector, shapes, hasMany: needsDigits >= MANY_DIGITS });
      }
  const lists = [...byFirst].map(([first, known]): [string, Announcement[]] => [
    first,
    [...known].sort(([a], [b]) => b.length - a.length).map(([, one]) => one),
  ]);
  return {
    byFirst: new Map(lists),
    units: new Set(announcers.flatMap(({ table }) => [...table.units])),
    detectors: new Set(announcers.map(({ detector }) => detector)),
    longest: announcers.reduce((most, { table }) => Math.max(most, table.longest), 0),
  };
}

/** Calls `take` with what each detector finds beside a phrase that begins at `index`, the longest phrase first. */
export function eachAnnounced(
  text: string,
  index: number,
  table: Announcements,
  work: Work | undefined,
  isAsked: (detector: number) => boolean,
  take: (detector: number, match: Match) => void,
): void {
  if (!hasDigitNear(text, index, LONGEST_PHRASE, work)) return;
  let hasMany: boolean | undefined;
  const done: number[] = [];
  eachPhrase(text, index, table, (end, { members }) => {
    spend(work, COST.phrase + members.length * COST.member);
    let short: number | undefined;
    let long: number | undefined;
    for (const { detector, shapes, hasMany: needsMany } of members) {
      const runs = shapes.isLong
        ? (long ??= runsBeside(text, index, end, true, work))
        : (short ??= runsBeside(text, index, end, false, work));
      if ((shapes.runs & runs) === 0 || done.includes(detector)) continue;
      // A date is told by what it says.
      if (needsMany && hasMany === undefined) see(work);
      if (needsMany && !(hasMany ??= hasNumberNear(text, index, LONGEST_PHRASE, work))) continue;
      if (!isAsked(detector)) continue;
      const match = findBeside(text, index, end, shapes, work);
      if (match === undefined) continue;
      done.push(detector);
      take(detector, match);
    }
    return false;
  });
}
