import { actionOf } from "./action-of.ts";
import type { Arrangement } from "./arrangement.ts";
import { type Context, EVIDENCE, type Syntax } from "./detect/detector.ts";
import { spend } from "./detect/work.ts";
import { fit } from "./fit-placed.ts";
import { hintsAt, InnerNames, isTelling, type Name, spanOf } from "./inner-names.ts";
import { judge, type Scratch, scanText } from "./inspect.ts";
import { isCertain, type Judged } from "./judge-candidate.ts";
import { type Decoded, decodeBackslashes, decodeEntities, decodePercent } from "./parse/decode.ts";
import { decodedPart } from "./parse/decoded-part.ts";
import { base64Texts, holdsBase64Run } from "./parse/encoded.ts";
import { foldLookAlikes } from "./parse/fold.ts";
import { covers, type Layout, layoutOf } from "./parse/layout.ts";
import { type Escape, isReplaced, type Part } from "./parse/part.ts";
import { PlainForms } from "./parse/plain-form.ts";
import { sensitiveType } from "./parse/query-keys.ts";
import { sqlInner } from "./parse/sql.ts";
import { isInFrame } from "./parse/stacktrace.ts";
import { cutAtCells, mayBeTable } from "./parse/table.ts";
import type { Format, SignalRules } from "./plan.ts";
import { TRIGGER_BIT } from "./scan/triggers.ts";
import type { Placed } from "./settle-placed.ts";
import { holdsStandIn } from "./stand-in.ts";
import { isToken } from "./transform/token.ts";

/** Texts inside texts inside texts: deeper ones are only scanned. */
const MAX_DEPTH = 6;
/** Characters of inner texts per character of the outer one; what needs more is refused, and so replaced. */
const MAX_GROWTH = 12;
const FREE_CHARS = 65_536;
/** Units of work (`detect/work.ts`): of a text inside the text, and of each of its characters; of a part. */
const COST = { text: 600, unit: 12, part: 300 } as const;
/** A length at which every sensitive name counts. */
const LONG_VALUE = 64;
/** JSON in base64 begins so; it may hold no digit for long, as the scan wants one. */
export const BASE64_JSON = "eyJ";

/** What stays the same while one text is read, and what may still be spent on it. */
interface Pass {
  readonly rules: SignalRules;
  readonly keyDetector: number;
  /** The text without stand-ins (`stand-in.ts`); undefined where there are none. */
  readonly original: string | undefined;
  left: number;
  /** A rule asks what stands behind a stand-in. */
  isAsked: boolean;
}

/** A text inside the text. */
interface Inner {
  readonly text: string;
  readonly format: Format;
  readonly context: Context;
  readonly syntax: Syntax;
  readonly depth: number;
  /** Encodings taken off on the way here. */
  readonly taken: number;
}

const PERCENT = 1;
const BACKSLASH = 2;
const FOLDED = 4;
const BASE64 = 8;
const ENTITIES = 16;
/** What numeric character references begin with; named ones stand for no sign of a value. */
export const REFERENCE = "&#";

/** Text inside text: finds parts by syntax, and looks at each with its name and without its encoding. */
export class TextReader {
  readonly #arrangement: Arrangement;
  readonly #scratch: Scratch;
  readonly #keyDetector: number;
  readonly #names = new InnerNames();
  readonly #forms = new WeakMap<SignalRules, PlainForms>();

  constructor(arrangement: Arrangement, scratch: Scratch, keyDetector: number) {
    this.#arrangement = arrangement;
    this.#scratch = scratch;
    this.#keyDetector = keyDetector;
  }

  /** Whether ASCII bytes in this format hold nothing that reading would add to what detectors see. */
  isPlain(format: Format, bytes: Buffer, start: number, end: number, rules: SignalRules): boolean {
    let forms = this.#forms.get(rules);
    if (forms === undefined) {
      forms = new PlainForms(
        (key) =>
          sensitiveType(key, LONG_VALUE) === undefined &&
          !isTelling(this.#names.get(rules, key, key), rules) &&
          rules.otherKeys.kind === "scan",
      );
      this.#forms.set(rules, forms);
    }
    return forms.isPlain(format, bytes, start, end);
  }

  /**
   * All that detectors saw in the text as it is (`judged`, whose candidates had `bits`) and what its parts add. `text` may
   * have stand-ins that `original` has not; undefined where a name or an encoded value has one, and its rule may ask for it.
   */
  read(
    text: string,
    original: string,
    format: Format,
    bits: number,
    judged: readonly Judged[],
    rules: SignalRules,
    context: Context,
    syntax: Syntax,
  ): Placed[] | undefined {
    const pass: Pass = {
      rules,
      keyDetector: this.#keyDetector,
      original: text === original ? undefined : original,
      left: text.length * MAX_GROWTH + FREE_CHARS,
      isAsked: false,
    };
    const found = this.#read({ text, format, context, syntax, depth: 0, taken: 0 }, bits, judged, pass);
    if (pass.original === undefined) return found;
    return pass.isAsked || found.some((one) => one.value !== undefined && differs(one, text, original))
      ? undefined
      : found;
  }

  #name(pass: Pass, path: string, key: string): Name {
    if (pass.original !== undefined && (holdsStandIn(path) || holdsStandIn(key))) pass.isAsked = true;
    return this.#names.get(pass.rules, path, key);
  }

  #read(inner: Inner, bits: number, judged: readonly Judged[], pass: Pass): Placed[] {
    const { text, format, depth } = inner;
    if (format === "ip" || format === "user_agent" || depth > MAX_DEPTH)
      return judged.map((one) => ({ ...one, syntax: inner.syntax }));
    const sight = inner.depth === 0 ? inner.context.work?.sight : undefined;
    const layout = layoutOf(text, format, bits, (key, path = key) => {
      if (sight?.isWhole === true && this.#names.tellsDigits(pass.rules, path, key)) sight.isWhole = false;
      return isTelling(this.#name(pass, path, key), pass.rules);
    });
    if (sight !== undefined) {
      sight.parts = layout.parts.flatMap(({ start, end }) => [start, end]);
      if (layout.structured.length > 0) sight.parts = [0, text.length];
      if (!isBare(text, bits)) sight.isWhole = false;
    }
    const plain = outsideFrames(text, format, judged, inner.syntax);
    const certain = judged.length === 0 ? judged : judged.filter(isCertain);
    this.#decodings(inner, bits, layout, certain, pass, plain);
    const found: Placed[] = [];
    // A value of several words may hold what looked like the next name.
    let end = 0;
    for (const part of layout.parts) if (part.start >= end) end = this.#part(inner, part, layout, certain, pass, found);
    if (sight !== undefined && found.length > 0) sight.isWhole = false;
    for (const one of plain)
      for (const piece of layout.table === undefined ? [one] : cutAtCells(text, one, layout.table))
        if (!isHeading(text, piece, layout)) fit(text, piece, layout, found);
    return found;
  }

  /** The text with whole-text encodings off, looked at once more. */
  #decodings(
    inner: Inner,
    bits: number,
    layout: Layout,
    certain: readonly Judged[],
    pass: Pass,
    plain: Placed[],
  ): void {
    const { text, taken, format } = inner;
    const isProse = !STRICT.has(format);
    if (isProse && (bits & TRIGGER_BIT.percent) !== 0 && (taken & PERCENT) === 0 && !areDecoded(text, layout.parts)) {
      if (areAllWithin(text, certain)) for (const one of certain) plain.push(unescaped(text, one));
      else plain.push(...this.#whole(inner, decodePercent(text, 0, text.length, false), PERCENT, "percent", pass));
    }
    if (isProse && (bits & TRIGGER_BIT.escape) !== 0 && (taken & BACKSLASH) === 0 && !covers(layout, text.length)) {
      plain.push(...this.#whole(inner, decodeBackslashes(text, 0, text.length), BACKSLASH, "json", pass));
    }
    if (isProse && (taken & ENTITIES) === 0 && text.includes(REFERENCE)) {
      plain.push(...this.#whole(inner, decodeEntities(text, 0, text.length), ENTITIES, "entities", pass));
    }
    if ((bits & TRIGGER_BIT.non_ascii) !== 0 && (taken & FOLDED) === 0) {
      const folded = foldLookAlikes(text);
      if (folded !== undefined) plain.push(...this.#whole(inner, folded, FOLDED, "none", pass));
    }
    if ((taken & BASE64) === 0 && ((bits & TRIGGER_BIT.token) !== 0 || text.includes(BASE64_JSON)))
      this.#base64(inner, certain, pass, plain);
  }

  #whole(inner: Inner, decoded: Decoded, taken: number, escape: Escape, pass: Pass): Placed[] {
    if (decoded.text === inner.text) return [];
    const found = this.#inspect(
      { ...inner, text: decoded.text, depth: inner.depth + 1, taken: inner.taken | taken },
      pass,
    );
    return found.map((one): Placed => {
      const here = mapped(one, decoded.text, decoded.starts, decoded.ends, escape);
      if (escape === "none") return { ...here, syntax: inner.syntax };
      return escape === "percent" && here.syntax === "text" ? { ...here, syntax: "url" } : here;
    });
  }

  /** A run of base64 is replaced as a whole: part of it says nothing. What is certain is replaced anyway. */
  #base64(inner: Inner, certain: readonly Judged[], pass: Pass, plain: Placed[]): void {
    for (const run of base64Texts(inner.text, certain)) {
      const { context } = inner;
      const found = this.#inspect(
        {
          text: run.text,
          format: "auto",
          context,
          syntax: "text",
          depth: inner.depth + 1,
          taken: inner.taken | BASE64,
        },
        pass,
      );
      for (const one of found) {
        const value = one.value ?? run.text.slice(one.start, one.end);
        plain.push({ ...one, start: run.start, end: run.end, value, syntax: inner.syntax, escapes: [] });
      }
    }
  }

  #inspect(inner: Inner, pass: Pass): Placed[] {
    const { text } = inner;
    pass.left -= text.length;
    if (pass.left < 0) throw new RangeError("a text holds too much text inside itself");
    spend(inner.context.work, COST.text + text.length * COST.unit);
    const candidates = scanText(text, this.#arrangement, this.#scratch);
    if (candidates.count < 0) throw new RangeError("a text has too many candidates");
    let bits = 0;
    for (let i = 0; i < candidates.count; i++) bits |= candidates.triggers[i] ?? 0;
    return this.#read(inner, bits, judge(text, candidates, 0, this.#arrangement, inner.context), pass);
  }

  /** Looks at one part; returns where the next may begin. */
  #part(inner: Inner, part: Part, layout: Layout, certain: readonly Judged[], pass: Pass, found: Placed[]): number {
    const { text } = inner;
    const sight = inner.depth === 0 ? inner.context.work?.sight : undefined;
    spend(inner.context.work, COST.part);
    const decoded = decodedPart(text, part);
    if (decoded !== undefined) (layout.decoded ??= new Map()).set(part, decoded);
    const name = part.key === "" ? undefined : this.#name(pass, part.path, part.key);
    if (sight?.isWhole === true && this.#names.tellsDigits(pass.rules, part.path, part.key)) sight.isWhole = false;
    if (name?.rule.kind === "never" && part.strict === true && /[._-]/.test(part.path)) {
      (layout.guarded ??= new Set()).add(part);
      return part.end;
    }
    const span = name === undefined ? part : spanOf(text, part, name);
    const isCertain = decoded === undefined && certain.some((one) => one.start <= span.start && one.end >= span.end);
    // An allow list may have these digits and no others, and what is certain with these may be nothing with others.
    if (sight?.isWhole === true && (isCertain || part.claim !== undefined || name?.rule.kind === "act"))
      sight.isWhole = !/\d/.test(text.slice(span.start, span.end));
    if (this.#byName(inner, span, decoded, name, pass, found) || isCertain) return span.end;
    const format = part.format ?? (name?.rule.kind === "scan" ? name.rule.format : "auto");
    const hints = name === undefined ? 0 : hintsAt(text, part, name, span);
    if (
      decoded === undefined &&
      hints === 0 &&
      (format === "auto" || format === "text") &&
      !(part.strict === true && mayHoldMore(text, part))
    )
      return part.end;
    const value = decoded?.text ?? text.slice(span.start, span.end);
    // Without a digit it is the same in every text of the shape.
    if (sight !== undefined && (decoded !== undefined || /\d/.test(value))) sight.isWhole = false;
    const taken = inner.taken | (part.escape === "percent" || part.escape === "form" ? PERCENT : 0);
    const freeText = inner.context.freeText || (name?.rule.kind === "scan" && name.rule.freeText);
    const context: Context = { ...inner.context, key: part.key, hints, freeText };
    const syntax = part.syntax === "sql" ? "text" : part.syntax;
    for (const one of this.#inspect({ text: value, format, context, syntax, depth: inner.depth + 1, taken }, pass)) {
      if (decoded !== undefined) found.push(mapped(one, value, decoded.starts, decoded.ends, part.escape));
      else if (part.syntax === "json_bare") found.push({ ...one, start: part.start, end: part.end });
      else found.push({ ...one, start: one.start + span.start, end: one.end + span.start });
    }
    return span.end;
  }

  /** What name or place decide alone; true where they did. */
  #byName(
    { text, depth }: Inner,
    part: Part,
    decoded: Decoded | undefined,
    name: Name | undefined,
    pass: Pass,
    found: Placed[],
  ): boolean {
    const rule = name?.rule;
    const type = rule?.kind === "act" ? rule.type : part.claim;
    if (type === undefined || isReplaced(text, part.start, part.end)) return false;
    const [start, end] = part.claim === "SQL_LITERAL" ? sqlInner(text, part.start, part.end) : [part.start, part.end];
    const value = decoded?.text ?? ((depth === 0 ? pass.original : undefined) ?? text).slice(start, end);
    if (pass.original !== undefined && holdsStandIn(value)) pass.isAsked = true;
    if (isToken(value) || (part.syntax === "json_bare" && value === "null")) return true;
    const action = rule?.kind === "act" ? rule.action : undefined;
    if (actionOf(value, type, pass.rules, action).kind === "keep") return false;
    found.push({
      start: part.start,
      end: part.end,
      type,
      prior: 1,
      score: 1,
      evidence: EVIDENCE.key,
      detector: pass.keyDetector,
      syntax: part.syntax,
      certain: true,
      value,
      ...(decoded !== undefined && { escapes: [part.escape] }),
      ...(action && { action }),
    });
    return true;
  }
}

/** Whether a stand-in, or a part of one, stands where something was found. */
function differs({ start, end }: Placed, text: string, original: string): boolean {
  return text.slice(start, end) !== original.slice(start, end);
}

/** What detectors saw, but for what lies in frames of stack traces. */
export function outsideFrames(text: string, format: Format, judged: readonly Judged[], syntax: Syntax): Placed[] {
  const plain: Placed[] = [];
  const mayHaveFrames = judged.length > 0 && !STRICT.has(format) && format !== "sql" && text.includes("at ");
  for (const one of judged) if (!mayHaveFrames || !isInFrame(text, one.start, one.end)) plain.push({ ...one, syntax });
  return plain;
}

const INSIDE = TRIGGER_BIT.percent | TRIGGER_BIT.escape | TRIGGER_BIT.scheme | TRIGGER_BIT.non_ascii;

/** Whether nothing in the text is encoded and it is no table, whatever its digits. */
function isBare(text: string, bits: number): boolean {
  return (
    (bits & INSIDE) === 0 &&
    !mayBeTable(text) &&
    !text.includes(REFERENCE) &&
    !text.includes(BASE64_JSON) &&
    ((bits & TRIGGER_BIT.token) === 0 || !holdsBase64Run(text))
  );
}

/** Words of a table's first line: names of columns are no address, whatever the tagger makes of words side by side. */
function isHeading(text: string, one: Placed, { table }: Layout): boolean {
  if (table === undefined || one.end > table.firstRow || one.type !== "POSTAL_ADDRESS") return false;
  return !/\d/.test(text.slice(one.start, one.end));
}

/** Formats whose parts carry their encoding themselves. */
const STRICT: ReadonlySet<Format> = new Set<Format>(["url", "url_path", "url_query", "form"]);

/** Whether every percent sign lies in one of the matches. */
function areAllWithin(text: string, matches: readonly Judged[]): boolean {
  if (matches.length === 0) return false;
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1))
    if (!matches.some((one) => at >= one.start && at < one.end)) return false;
  return true;
}

/** A match in text with percent signs, with what it stands for. */
function unescaped(text: string, one: Judged): Placed {
  const value = decodePercent(text, one.start, one.end, false).text;
  return { ...one, syntax: "url", value, escapes: ["percent"] };
}

/** Whether every percent sign lies in a part that is looked at decoded. */
function areDecoded(text: string, parts: readonly Part[]): boolean {
  let next = 0;
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
    while (next < parts.length && parts[next]!.end <= at) next++;
    const part = parts[next];
    if (part === undefined || part.start > at || (part.escape !== "percent" && part.escape !== "form")) return false;
  }
  return true;
}

/** Names with values, or a URL, inside a value. */
function mayHoldMore(text: string, part: Part): boolean {
  for (let i = part.start + 1; i < part.end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x3d) return true;
    if (unit !== 0x3a) continue;
    const next = text.charCodeAt(i + 1);
    if (next === 0x20 || (next === 0x2f && text.charCodeAt(i + 2) === 0x2f)) return true;
  }
  return false;
}

/** A finding in decoded text, where it stands in the encoded one. */
function mapped(one: Placed, text: string, starts: Int32Array, ends: Int32Array, escape: Escape): Placed {
  return {
    ...one,
    start: starts[one.start] ?? 0,
    end: ends[one.end - 1] ?? 0,
    value: one.value ?? text.slice(one.start, one.end),
    escapes: escape === "none" ? (one.escapes ?? []) : [...(one.escapes ?? []), escape],
  };
}
