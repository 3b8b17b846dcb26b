import { actionOf } from "./action-of.ts";
import { type Context, EVIDENCE, type Syntax } from "./detect/detector.ts";
import { hintBit, hintsOf } from "./detect/hints.ts";
import { type Arrangement, type Judged, judge, type Scratch, scanText } from "./inspect.ts";
import { keyRule } from "./key-rules.ts";
import { type Decoded, decodeBackslashes, decodeEntities, decodePercent } from "./parse/decode.ts";
import { base64Texts } from "./parse/encoded.ts";
import { foldLookAlikes } from "./parse/fold.ts";
import { readCookies, readHeaders } from "./parse/headers.ts";
import { looksLikeJson, readJson, skipSpace } from "./parse/json.ts";
import { nextWordEnd, readPairs } from "./parse/key-value.ts";
import { type Escape, isReplaced, type Part } from "./parse/part.ts";
import { PlainForms } from "./parse/plain-form.ts";
import { sensitiveType } from "./parse/query-keys.ts";
import { readSql, sqlInner } from "./parse/sql.ts";
import { isInFrame } from "./parse/stacktrace.ts";
import { quotedUrlEnd, readQuery, readUrl, schemeStart } from "./parse/url.ts";
import type { Format, KeyRule, SignalRules } from "./plan.ts";
import { TRIGGER_BIT } from "./scan/triggers.ts";
import type { Placed } from "./settle-placed.ts";
import { isToken } from "./transform/token.ts";

/** Texts inside texts inside texts: deeper ones are only scanned. */
const MAX_DEPTH = 6;
/** Characters of inner texts per character of the outer one; what needs more is refused, and so replaced. */
const MAX_GROWTH = 12;
const FREE_CHARS = 65_536;
const MAX_QUOTED_JSON = 64;
/** A length at which every sensitive name counts. */
const LONG_VALUE = 64;
/** Names remembered per set of rules. */
const MAX_NAMES = 4_096;
/** What a name in running text does not say surely enough: `name: nginx`, `host.name=`, `address: 0x7f`, ids of sessions of machines. */
const VAGUE_HINTS =
  hintBit("person") |
  hintBit("address") |
  hintBit("city") |
  hintBit("session") |
  hintBit("user_name") |
  hintBit("user_id") |
  hintBit("age") |
  hintBit("geo");
/** Names that say `person` also where a quoted value follows in running text. */
const OF_A_PERSON =
  /first|last|full|given|family|sur|customer|contact|holder|recipient|patient|employee|member|beneficiary/i;
const SCHEMES: ReadonlySet<string> = new Set(["bearer", "basic", "digest", "token", "apikey", "negotiate"]);

/** JSON in base64 begins so; it may hold no digit for long, as the scan wants one. */
export const BASE64_JSON = "eyJ";

/** What a name inside a text says about its value. */
interface Name {
  readonly rule: KeyRule;
  readonly hints: number;
}

/** What stays the same while one text is read, and what may still be spent on it. */
interface Pass {
  readonly rules: SignalRules;
  readonly keyDetector: number;
  left: number;
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

/** Text inside text: finds parts by syntax, and looks at each with its name and without its encoding. */
export class TextReader {
  readonly #arrangement: Arrangement;
  readonly #scratch: Scratch;
  readonly #keyDetector: number;
  readonly #names = new WeakMap<SignalRules, Map<string, Name>>();
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
          !isTelling(this.#name(rules, key, key), rules) &&
          rules.otherKeys.kind === "scan",
      );
      this.#forms.set(rules, forms);
    }
    return forms.isPlain(format, bytes, start, end);
  }

  /** All that detectors saw in the text as it is (`judged`, whose candidates had `bits`) and what its parts add. */
  read(
    text: string,
    format: Format,
    bits: number,
    judged: readonly Judged[],
    rules: SignalRules,
    context: Context,
    syntax: Syntax,
  ): Placed[] {
    const pass: Pass = { rules, keyDetector: this.#keyDetector, left: text.length * MAX_GROWTH + FREE_CHARS };
    return this.#read({ text, format, context, syntax, depth: 0, taken: 0 }, bits, judged, pass);
  }

  #read(inner: Inner, bits: number, judged: readonly Judged[], pass: Pass): Placed[] {
    const { text, format, depth } = inner;
    if (format === "ip" || format === "user_agent" || depth > MAX_DEPTH)
      return judged.map((one) => ({ ...one, syntax: inner.syntax }));
    const layout = this.#layout(text, format, bits, pass);
    const plain: Placed[] = [];
    const mayHaveFrames = judged.length > 0 && !STRICT.has(format) && format !== "sql" && text.includes("at ");
    for (const one of judged)
      if (!mayHaveFrames || !isInFrame(text, one.start, one.end)) plain.push({ ...one, syntax: inner.syntax });
    this.#decodings(inner, bits, layout, pass, plain);
    const found: Placed[] = [];
    // A value of several words may hold what looked like the next name.
    let end = 0;
    for (const part of layout.parts) if (part.start >= end) end = this.#part(inner, part, layout, pass, found);
    for (const one of plain) fit(text, one, layout, found);
    return found;
  }

  /** The parts of a text, in order, without overlaps. */
  #layout(text: string, format: Format, bits: number, pass: Pass): Layout {
    const parts: Part[] = [];
    const layout: Layout = { parts, structured: [], decoded: new Map(), guarded: new Set(), isCode: format === "sql" };
    const sink = (part: Part): void => void parts.push(part);
    const { length } = text;
    switch (format) {
      case "url":
      case "url_path":
        readUrl(text, 0, length, sink);
        break;
      case "url_query":
        readQuery(text, text.charCodeAt(0) === 0x3f ? 1 : 0, length, sink);
        break;
      case "form":
        readQuery(text, 0, length, sink);
        break;
      case "sql":
        if (looksLikeJson(text, skipSpace(text, 0, length), length)) this.#prose(text, format, bits, layout, pass);
        else readSql(text, 0, length, sink);
        break;
      case "headers":
        readHeaders(text, 0, length, sink);
        break;
      case "cookies":
        readCookies(text, 0, length, sink);
        break;
      default:
        this.#prose(text, format, bits, layout, pass);
    }
    return layout;
  }

  /** Text of no stated format: JSON from its first character on or inside, and between: names with values, and URLs. */
  #prose(text: string, format: Format, bits: number, layout: Layout, pass: Pass): void {
    const { parts, structured } = layout;
    const sink = (part: Part): void => void parts.push(part);
    const first = skipSpace(text, 0, text.length);
    let at = 0;
    let json = format === "json" || looksLikeJson(text, first, text.length) ? first : text.indexOf('{"');
    for (let count = 0; json >= 0 && count < MAX_QUOTED_JSON; count++) {
      this.#pairs(text, at, json, bits, parts, pass);
      at = readJson(text, json, text.length, sink);
      if (at > json) structured.push(json, at);
      json = text.indexOf('{"', Math.max(at, json + 1));
    }
    this.#pairs(text, at, text.length, bits, parts, pass);
  }

  #pairs(text: string, from: number, to: number, bits: number, parts: Part[], pass: Pass): void {
    if (to - from < 3) return;
    const mark = parts.length;
    if ((bits & TRIGGER_BIT.scheme) !== 0) {
      for (
        let scheme = text.indexOf("://", from);
        scheme >= 0 && scheme < to;
        scheme = text.indexOf("://", scheme + 3)
      ) {
        const end = quotedUrlEnd(text, scheme, to);
        readUrl(text, schemeStart(text, scheme, from), end, (part) => void parts.push(part));
        scheme = Math.max(scheme, end - 3);
      }
    }
    const urls = parts.length;
    readPairs(
      text,
      from,
      to,
      (key) => isTelling(this.#name(pass.rules, key, key), pass.rules),
      (part) => void parts.push(part),
    );
    if (urls > mark && parts.length > urls) mergeFrom(parts, mark);
  }

  /** The text with whole-text encodings off, looked at once more. */
  #decodings(inner: Inner, bits: number, layout: Layout, pass: Pass, plain: Placed[]): void {
    const { text, taken, format } = inner;
    const isProse = !STRICT.has(format);
    if (isProse && (bits & TRIGGER_BIT.percent) !== 0 && (taken & PERCENT) === 0) {
      plain.push(...this.#whole(inner, decodePercent(text, 0, text.length, false), PERCENT, "percent", pass));
    }
    if (isProse && (bits & TRIGGER_BIT.escape) !== 0 && (taken & BACKSLASH) === 0 && !covers(layout, text.length)) {
      plain.push(...this.#whole(inner, decodeBackslashes(text, 0, text.length), BACKSLASH, "json", pass));
    }
    if ((bits & TRIGGER_BIT.non_ascii) !== 0 && (taken & FOLDED) === 0) {
      const folded = foldLookAlikes(text);
      if (folded !== undefined) plain.push(...this.#whole(inner, folded, FOLDED, "none", pass));
    }
    if ((taken & BASE64) === 0 && ((bits & TRIGGER_BIT.token) !== 0 || text.includes(BASE64_JSON)))
      this.#base64(inner, pass, plain);
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

  /** A run of base64 is replaced as a whole: part of it says nothing. */
  #base64(inner: Inner, pass: Pass, plain: Placed[]): void {
    for (const run of base64Texts(inner.text)) {
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
    const candidates = scanText(text, this.#arrangement, this.#scratch);
    if (candidates.count < 0) throw new RangeError("a text has too many candidates");
    let bits = 0;
    for (let i = 0; i < candidates.count; i++) bits |= candidates.triggers[i] ?? 0;
    return this.#read(inner, bits, judge(text, candidates, 0, this.#arrangement, inner.context), pass);
  }

  /** Looks at one part; returns where the next may begin. */
  #part(inner: Inner, part: Part, layout: Layout, pass: Pass, found: Placed[]): number {
    const { text } = inner;
    const decoded = decodedPart(text, part);
    if (decoded !== undefined) layout.decoded.set(part, decoded);
    const name = part.key === "" ? undefined : this.#name(pass.rules, part.path, part.key);
    if (name?.rule.kind === "never" && part.strict === true && /[._-]/.test(part.path)) {
      layout.guarded.add(part);
      return part.end;
    }
    const span = name === undefined ? part : spanOf(text, part, name);
    if (this.#byName(text, span, decoded, name, pass, found)) return span.end;
    const format = part.format ?? (name?.rule.kind === "scan" ? name.rule.format : "auto");
    const hints = name === undefined ? 0 : hintsAt(part, name);
    if (
      decoded === undefined &&
      hints === 0 &&
      (format === "auto" || format === "text") &&
      !(part.strict === true && mayHoldMore(text, part))
    )
      return part.end;
    const value = decoded?.text ?? text.slice(span.start, span.end);
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
    text: string,
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
    const value = decoded?.text ?? text.slice(start, end);
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

  #name(rules: SignalRules, path: string, key: string): Name {
    let names = this.#names.get(rules);
    if (names === undefined || names.size >= MAX_NAMES) this.#names.set(rules, (names = new Map()));
    const id = path === key ? key : `${path}\n${key}`;
    let name = names.get(id);
    if (name === undefined) {
      name = { rule: keyRule(rules, path, key), hints: hintsOf(key) };
      if (id.length <= 512) names.set(id, name);
    }
    return name;
  }
}

/** Formats whose parts carry their encoding themselves. */
const STRICT: ReadonlySet<Format> = new Set<Format>(["url", "url_path", "url_query", "form"]);

interface Layout {
  readonly parts: Part[];
  /** Pairs of offsets between which every character outside of parts is syntax. */
  readonly structured: number[];
  readonly decoded: Map<Part, Decoded>;
  /** Parts whose names are protected. */
  readonly guarded: Set<Part>;
  readonly isCode: boolean;
}

/** Whether a name in running text is worth a look at its value. A rule for all other names means attributes, not words. */
function isTelling(name: Name, rules: SignalRules): boolean {
  if (name.hints !== 0) return true;
  return (
    (name.rule.kind === "act" && name.rule !== rules.otherKeys) ||
    (name.rule.kind === "scan" && name.rule.format !== "auto" && name.rule.format !== "text")
  );
}

function covers(layout: Layout, length: number): boolean {
  return layout.structured[0] === 0 && layout.structured[1] === length;
}

/** Puts two runs of parts, each in order, into one order; of two that overlap the first stays. */
function mergeFrom(parts: Part[], mark: number): void {
  const sorted = parts.splice(mark).sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  for (const part of sorted) {
    if (part.start < end) continue;
    parts.push(part);
    end = part.end;
  }
}

function decodedPart(text: string, part: Part): Decoded | undefined {
  const { start, end, escape } = part;
  switch (escape) {
    case "none":
      return undefined;
    case "json":
      return has(text, start, end, 0x5c) ? decodeBackslashes(text, start, end) : undefined;
    case "percent":
      return has(text, start, end, 0x25) ? decodePercent(text, start, end, false) : undefined;
    case "form":
      return has(text, start, end, 0x25) || has(text, start, end, 0x2b)
        ? decodePercent(text, start, end, true)
        : undefined;
    case "entities":
      return has(text, start, end, 0x26) ? decodeEntities(text, start, end) : undefined;
  }
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

function has(text: string, start: number, end: number, unit: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === unit) return true;
  return false;
}

/** What a name says about its value here: in running text less than in JSON, headers and forms. */
function hintsAt(part: Part, name: Name): number {
  if (part.strict === true || part.syntax === "url") return name.hints;
  if (part.syntax !== "text" && OF_A_PERSON.test(part.key)) return name.hints;
  return name.hints & ~VAGUE_HINTS;
}

/** A value without quotes goes on behind its first word, where its name says so. */
function spanOf(text: string, part: Part, name: Name): Part {
  if (part.syntax !== "text" || part.strict === true || part.escape !== "none") return part;
  if (name.rule.kind === "act" && name.rule.type === "COOKIE") {
    const line = text.indexOf("\n", part.end);
    return { ...part, end: line < 0 ? text.length : line };
  }
  const isScheme = name.rule.kind === "act" && SCHEMES.has(text.slice(part.start, part.end).toLowerCase());
  return isScheme ? { ...part, end: nextWordEnd(text, part.end, text.length) } : part;
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

/**
 * Fits a finding of the plain scan to the parts it lies in: the replacement is written as they are, never begins or ends
 * within an escape, and leaves syntax between parts alone.
 */
function fit(text: string, one: Placed, layout: Layout, found: Placed[]): void {
  if (layout.parts.length === 0 && !layout.isCode) return void found.push(one);
  const { parts } = layout;
  // Names and addresses are looked for in prose: key words and columns of a query are none.
  const isGuess = (one.evidence & (EVIDENCE.model | EVIDENCE.lexicon)) !== 0;
  const structured = isInStructure(layout, one);
  let at = firstEndingBehind(parts, one.start);
  for (; at < parts.length && parts[at]!.start < one.end; at++) {
    const part = parts[at]!;
    const isInside = one.start >= part.start && one.end <= part.end;
    if (layout.guarded.has(part)) {
      if (isInside) return;
    } else if (structured) found.push(within(text, one, part, layout));
    else if (isInside) return void found.push(within(text, one, part, layout));
    // An e-mail address of password and host, or an address with a path segment as its prefix: what follows stays.
    else if (
      part.closed === true &&
      one.start >= part.start &&
      (one.type === "EMAIL_ADDRESS" || one.type === "IP_ADDRESS")
    ) {
      if (!isReplaced(text, part.start, part.end)) found.push({ ...one, end: part.end, syntax: part.syntax });
      return;
    }
  }
  if (!structured && !(layout.isCode && isGuess)) found.push(one);
}

function firstEndingBehind(parts: readonly Part[], position: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parts[middle]!.end <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function within(text: string, one: Placed, part: Part, layout: Layout): Placed {
  const { syntax } = part;
  const [first, last] = syntax === "sql" ? sqlInner(text, part.start, part.end) : [part.start, part.end];
  // Numbers become strings as a whole.
  if (syntax === "json_bare" || (syntax === "sql" && first === part.start))
    return { ...one, start: part.start, end: part.end, syntax };
  let start = Math.max(one.start, first);
  let end = Math.min(one.end, last);
  const decoded = layout.decoded.get(part);
  if (decoded !== undefined) {
    start = decoded.starts[lastAtMost(decoded.starts, start)] ?? start;
    end = decoded.ends[lastAtMost(decoded.starts, end - 1)] ?? end;
  }
  return { ...one, start, end, syntax: syntax === "sql" ? "text" : syntax };
}

function lastAtMost(offsets: Int32Array, position: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= position) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function isInStructure(layout: Layout, one: Placed): boolean {
  const { structured } = layout;
  for (let i = 0; i < structured.length; i += 2)
    if (one.start >= structured[i]! && one.end <= structured[i + 1]!) return true;
  return false;
}
