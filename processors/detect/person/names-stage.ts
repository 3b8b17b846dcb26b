import { type Context, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { CLASS } from "../model/chain.ts";
import { LEX } from "../model/lexicon.ts";
import { model } from "../model/names-model.ts";
import { classify } from "../model/tagger.ts";
import { newTokens, SHAPE, type Tokens, tokenize } from "../model/tokens.ts";
import { see } from "../sight.ts";
import type { Stage } from "../stage.ts";
import { spend } from "../work.ts";
import { MANNER, type Manner, mannerOf } from "./gate.ts";
import { nameLists } from "./name-lists.ts";
import { type Run, runsOf } from "./runs.ts";
import { stands } from "./stands.ts";

/** Tokens tagged at once; longer texts are cut between words. */
const WINDOW = 1_024;
/** Tokens of a text that are tagged at most, lest one long value hold up all others; of the rest only listed pairs are taken. */
const MAX_TAGGED = 12_288;
/** Units of work (`work.ts`): of a token, tagged or only cut; of a character that is looked at for the manner of its line. */
const COST = { tagged: 900, token: 60, unit: 12 } as const;
const TYPES = [undefined, "PERSON", "POSTAL_ADDRESS", "LOCATION"] as const;

const PERSON_HINT = hintBit("person");
const ADDRESS_HINT = hintBit("address");
const TOWN_HINT = hintBit("city") | hintBit("postcode");
const HINTED = PERSON_HINT | ADDRESS_HINT | TOWN_HINT;

const MACHINES: ReadonlySet<Manner> = new Set<Manner>([MANNER.machine, MANNER.record]);

interface Part {
  readonly start: number;
  readonly end: number;
  readonly manner: Manner;
}

const NO_PARTS: readonly Part[] = [];

/** Neighbouring lines are read together, for an address goes over several; lines of machines and rows of a table stand alone. */
function parts(text: string, context: Context): readonly Part[] {
  const { lexicon } = model();
  const form = looksLikeForm(text);
  const whole = form || context.freeText || (context.hints & HINTED) !== 0;
  const found: Part[] = [];
  if (!whole && !text.includes("\n")) {
    const manner = mannerOf(text, 0, text.length, lexicon);
    return manner === MANNER.skip || manner === MANNER.record ? NO_PARTS : [{ start: 0, end: text.length, manner }];
  }
  let start = 0;
  let inColumns = false;
  while (start < text.length) {
    let end = text.indexOf("\n", start) + 1;
    if (end === 0) end = text.length;
    const read = mannerOf(text, start, end, lexicon);
    const manner = form || (whole && !MACHINES.has(read)) ? MANNER.prose : read;
    const last = found[found.length - 1];
    const before = inColumns;
    inColumns = COLUMNS.test(text.slice(start, end));
    const together =
      last !== undefined && !(before && inColumns) && !MACHINES.has(last.manner) && !MACHINES.has(manner);
    if (together) found[found.length - 1] = { start: last.start, end, manner: Math.max(last.manner, manner) as Manner };
    else found.push({ start, end, manner });
    start = end;
  }
  return found.filter((part) => part.manner !== MANNER.skip && part.manner !== MANNER.record);
}

/** Three or more short lines without signs of machines: a letter head, a signature, a form. */
function looksLikeForm(text: string): boolean {
  if (text.length > 1_000 || !text.includes("\n")) return false;
  const lines = text.split("\n", 40).filter((line) => line.trim() !== "");
  return (
    lines.length >= 3 &&
    lines.every((line) => line.length < 60 && !/[={}[\]_<@]|\d\d:\d\d:\d\d|\w[./:]\w*[./:]\w/.test(line)) &&
    !lines.every((line) => COLUMNS.test(line))
  );
}

/** Three cells and more without a blank behind what separates them, or with gaps between them: programs print such lines. */
const COLUMNS = /^[^,;|\t]*([,;|\t])\S[^,;|\t]*\1\S|\S {2,}\S+ {2,}\S/;

function keyHint(context: Context): number {
  return (
    ((context.hints & PERSON_HINT) !== 0 ? 1 : 0) |
    ((context.hints & ADDRESS_HINT) !== 0 ? 2 : 0) |
    ((context.hints & TOWN_HINT) !== 0 ? 4 : 0)
  );
}

/** The tagger of names and addresses. */
export const NAMES_STAGE: Stage = {
  id: "names",
  // What decides whether the tagger is asked looks at digits as digits only; the tagger itself at what they say.
  tellsSight: true,
  mayHold(text, context) {
    if ((context.hints & HINTED) !== 0 || context.freeText) return text.length > 1;
    return text.includes(" ") || text.includes("\n") || text.charCodeAt(0) > 0x2000;
  },
  read(text, context) {
    const matches: Match[] = [];
    spend(context.work, text.length * COST.unit);
    let left = MAX_TAGGED;
    for (const part of parts(text, context)) {
      see(context.work);
      const tokens = newTokens(Math.min(WINDOW, part.end - part.start));
      for (let at = part.start; at < part.end; ) {
        const next = tokenize(text, at, part.end, tokens, model().lexicon);
        spend(context.work, tokens.count * (left > 0 ? COST.tagged : COST.token));
        if (left > 0) spansOf(text, tokens, classify(tokens, keyHint(context), model()), part.manner, context, matches);
        else listedPairs(tokens, matches);
        if (part.manner === MANNER.prose) nameLists(tokens, matches);
        left -= tokens.count;
        at = next;
      }
    }
    return matches;
  },
};

/** Two listed names side by side, without the tagger. */
function listedPairs(tokens: Tokens, matches: Match[]): void {
  for (let i = 0; i + 1 < tokens.count; i++) {
    if (!isListed(tokens, i, LEX.first) || !isListed(tokens, i + 1, LEX.first | LEX.last)) continue;
    matches.push({
      start: tokens.starts[i]!,
      end: tokens.ends[i + 1]!,
      prior: 0.5,
      evidence: EVIDENCE.lexicon,
      type: "PERSON",
    });
    i++;
  }
}

function isListed(tokens: Tokens, i: number, lists: number): boolean {
  return (
    tokens.shapes[i] === SHAPE.title &&
    tokens.glued[i] === 0 &&
    (tokens.lexicon[i]! & lists) !== 0 &&
    (tokens.lexicon[i]! & LEX.common) === 0
  );
}

function spansOf(
  text: string,
  tokens: Tokens,
  classes: Float64Array,
  manner: Manner,
  context: Context,
  matches: Match[],
): void {
  for (const run of runsOf(text, tokens, classes, manner)) {
    if (run.kind === CLASS.company || !stands(tokens, run, manner, (context.hints & HINTED) !== 0)) continue;
    const kind = asksForName(tokens, run, context) ? CLASS.person : kindOf(tokens, run);
    const start = tokens.starts[run.first]!;
    const end = ownEnd(text, start, tokens.ends[run.last]!, run.kind);
    if (end <= start) continue;
    matches.push({
      start,
      end,
      prior: 0.4 + 0.4 * run.sure,
      evidence: support(tokens, run, context),
      type: TYPES[kind]!,
    });
  }
}

/** `maiden_name=Galloway`: the key asks for a name, and the whole value is what the tagger takes for a town. */
function asksForName(tokens: Tokens, { first, last, kind }: Run, { hints }: Context): boolean {
  return kind === CLASS.place && (hints & HINTED) === PERSON_HINT && first === 0 && last === tokens.count - 1;
}

/** The tagger's class, but for what the lists know better: two listed names are no town, a listed town alone no person. */
function kindOf(tokens: Tokens, { first, last, kind }: Run): number {
  const place = LEX.city | LEX.region;
  const bits = tokens.lexicon[first]!;
  if (kind === CLASS.address && last === first + 1 && areNames(tokens, first, last)) return CLASS.person;
  if (kind === CLASS.place && last > first) {
    const next = tokens.lexicon[first + 1]!;
    return (bits & LEX.first) !== 0 && ((bits | next) & (place | LEX.common | LEX.company | LEX.street)) === 0
      ? CLASS.person
      : kind;
  }
  return kind === CLASS.person && last === first && (bits & place) !== 0 && (bits & (LEX.first | LEX.last)) === 0
    ? CLASS.place
    : kind;
}

/** A first name and a word with a capital, none of them a place or a word of addresses. */
function areNames(tokens: Tokens, first: number, last: number): boolean {
  const other = LEX.city | LEX.region | LEX.street | LEX.common | LEX.company;
  if ((tokens.lexicon[first]! & LEX.first) === 0) return false;
  for (let i = first; i <= last; i++)
    if (tokens.shapes[i] !== SHAPE.title || (tokens.lexicon[i]! & other) !== 0) return false;
  return true;
}

/** A remark in brackets, a telephone number, and what stands where an earlier scrub found something. */
const NOT_OF_ADDRESS =
  /\s{0,4}\((?=\p{Ll})|[\s,;|·-]{0,8}(?:\b(?:[Tt]el|TEL|[Pp]hone|PHONE|[Mm]obile|[Ff]ax|FAX)\b[.: ]*)?(?:\+\d[\d ().-]{6,24}\d|(?<!\d[ .-]?)\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d))/u;
const NUMBER_TAIL = 32;
/** A line that is a telephone number and says so behind it: `50-98-28-96 office`. */
const NUMBER_LINE =
  /\s{0,4}\n[\s?>|]{0,6}\(?\+?\d[\d ().-]{5,24}\d(?=[ ,;-]{0,3}(?:office|fax|mobile|home|cell|work|phone|tel)(?:[^a-z]|$))/i;
/** `Ingrid Solberg's Garden Tales`: what belongs to somebody is no part of the name. */
const POSSESSIVE = /(?<=[\p{L}\p{M}]{2})['’]s(?=\s|$)/u;
const OURS = /\s{0,4}(?:\[[A-Z_]{3,40}\]|tk1[a-z]_[a-z_]{1,40}_)/;

/** Where a run ends that the tagger has drawn too long. */
function ownEnd(text: string, start: number, end: number, kind: number): number {
  // What follows tells a number from a post code.
  const value = text.slice(start, end + NUMBER_TAIL);
  const possessive = kind === CLASS.address ? [] : [POSSESSIVE];
  const cuts = [OURS, ...possessive, ...(kind === CLASS.address ? [NOT_OF_ADDRESS, NUMBER_LINE] : [])].map((pattern) =>
    value.search(pattern),
  );
  return cuts.reduce((first, cut) => (cut >= 0 ? Math.min(first, start + cut) : first), end);
}

function support(tokens: Tokens, run: Run, context: Context): number {
  let bits = 0;
  for (let i = run.first; i <= run.last; i++) bits |= tokens.lexicon[i]!;
  const listed =
    run.kind === CLASS.person ? LEX.first | LEX.last : run.kind === CLASS.address ? LEX.street : LEX.city | LEX.region;
  const hint =
    run.kind === CLASS.person ? PERSON_HINT : run.kind === CLASS.address ? ADDRESS_HINT | TOWN_HINT : TOWN_HINT;
  const titled = run.kind === CLASS.person && (bits & LEX.title) !== 0;
  return (
    EVIDENCE.model |
    ((bits & listed) !== 0 ? EVIDENCE.lexicon : 0) |
    ((context.hints & hint) !== 0 ? EVIDENCE.key : 0) |
    (titled ? EVIDENCE.contextWord : 0)
  );
}
