import { RE2JS } from "re2js";
import type { UserDetector } from "../processors/plan.ts";
import { passes } from "./checksums.ts";
import type { Fault, Path } from "./faults.ts";
import { isBounded, requiredLiteral, unsafeConstruct } from "./pattern-syntax.ts";
import type { ReadDocument } from "./read-yaml.ts";
import type { PatternEntry } from "./schema.ts";

type FaultAt = ReadDocument["faultAt"];
interface Span {
  readonly start: number;
  readonly end: number;
  /** Stands for all that was not looked at any more: no match to be doubted. */
  readonly rest?: true;
}
type Find = (text: string) => Generator<Span>;

/** Confidence of a finding where a pattern says none. */
const DEFAULT_SCORE = 0.8;
const DEFAULT_WITHIN = 48;
/**
 * Characters a pattern may look at in one text before what remains counts as found. One search is linear, all searches
 * of an unbounded pattern together are not: `a(.*b)?` on 20,000 letters a takes 5 s.
 */
const MAX_WORK = 16_000_000;

/** Compiles one entry of `patterns` and runs its examples; a detector only when nothing is wrong. */
export function compileUserDetector(
  entry: PatternEntry,
  path: Path,
  faultAt: FaultAt,
): { detector?: UserDetector; faults: Fault[] } {
  const faults: Fault[] = [];
  const find =
    entry.words === undefined
      ? findPattern(entry, path, faultAt, faults)
      : findWords(entry.words, path, faultAt, faults);
  if (entry.words !== undefined && (entry.pattern !== undefined || entry.validator !== undefined)) {
    faults.push(faultAt(path, "has words and a pattern or validator; make two entries of it"));
  }
  if (find === undefined || faults.length > 0) return { faults };
  const confirmed = confirm(find, entry);
  faults.push(...runExamples(entry, confirmed, path, faultAt));
  if (faults.length > 0) return { faults };
  const literal =
    entry.pattern === undefined || entry.ignore_case === true ? undefined : requiredLiteral(entry.pattern);
  const detector: UserDetector = {
    id: `user.${entry.name}`,
    type: entry.type,
    ...(literal === undefined ? {} : { literal }),
    score: entry.score ?? DEFAULT_SCORE,
    find: confirmed,
  };
  return { detector: Object.freeze(detector), faults };
}

function findPattern(entry: PatternEntry, path: Path, faultAt: FaultAt, faults: Fault[]): Find | undefined {
  const { pattern } = entry;
  const place = [...path, "pattern"];
  if (pattern === undefined) {
    faults.push(faultAt(path, 'needs "pattern" or "words"'));
    return undefined;
  }
  const unsafe = unsafeConstruct(pattern);
  if (unsafe !== undefined) {
    faults.push(
      faultAt(
        place,
        `${unsafe.name} (character ${unsafe.at}) cannot be matched in linear time; use context, validator or a group named value instead`,
      ),
    );
    return undefined;
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, entry.ignore_case === true ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    faults.push(faultAt(place, `not a pattern in RE2 syntax: ${reasonOf(error)}`));
    return undefined;
  }
  if (compiled.matcher("").find()) {
    faults.push(faultAt(place, "matches the empty text, and so everywhere; make a part of it required"));
    return undefined;
  }
  return searcher(
    compiled,
    /\(\?P?<value>/.test(pattern),
    isBounded(pattern) ? compiled.programSize() : Number.POSITIVE_INFINITY,
  );
}

/** The engine's description without the part of the pattern it quotes. */
function reasonOf(error: unknown): string {
  const description = (error as { getDescription?: () => string }).getDescription?.();
  return description ?? "it cannot be compiled";
}

function searcher(compiled: RE2JS, hasValue: boolean, reach: number): Find {
  return function* find(text) {
    const matcher = compiled.matcher(text);
    let from = 0;
    let work = 0;
    while (matcher.find()) {
      const end = matcher.end();
      work += Math.min(text.length - from, end - from + reach);
      if (work > MAX_WORK) return yield { start: matcher.start(), end: text.length, rest: true };
      const start = hasValue ? matcher.start("value") : matcher.start();
      const stop = hasValue ? matcher.end("value") : end;
      // A value group that took no part leaves the whole match as the finding.
      if (start < 0 || stop <= start) yield { start: matcher.start(), end };
      else yield { start, end: stop };
      from = end;
    }
  };
}

function findWords(words: readonly string[], path: Path, faultAt: FaultAt, faults: Fault[]): Find {
  const byFirst = new Map<string, string[]>();
  words.forEach((word, index) => {
    const first = /^[\p{L}\p{N}_]+/u.exec(word)?.[0].toLowerCase();
    if (first === undefined) faults.push(faultAt([...path, "words", index], "must start with a letter or digit"));
    else
      byFirst.set(
        first,
        [...(byFirst.get(first) ?? []), word.toLowerCase()].sort((a, b) => b.length - a.length),
      );
  });
  return function* find(text) {
    let done = 0;
    for (const token of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
      if (token.index < done) continue;
      const phrase = (byFirst.get(token[0].toLowerCase()) ?? []).find((one) => {
        const end = token.index + one.length;
        return text.slice(token.index, end).toLowerCase() === one && !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2));
      });
      if (phrase === undefined) continue;
      done = token.index + phrase.length;
      yield { start: token.index, end: done };
    }
  };
}

function confirm(find: Find, entry: PatternEntry): Find {
  const { context, validator } = entry;
  const near = context === undefined ? undefined : wordSearch(context.words, context.within ?? DEFAULT_WITHIN);
  if (near === undefined && validator === undefined) return find;
  return function* confirmed(text) {
    for (const span of find(text)) {
      const valid = validator === undefined || passes(validator, text.slice(span.start, span.end));
      if (span.rest === true || (valid && (near === undefined || near(text, span)))) yield span;
    }
  };
}

function wordSearch(words: readonly string[], within: number): (text: string, span: Span) => boolean {
  const wanted = words.map((word) => word.toLowerCase());
  return (text, span) => {
    const around =
      `${text.slice(Math.max(0, span.start - within), span.start)}\n${text.slice(span.end, span.end + within)}`.toLowerCase();
    return wanted.some((word) => {
      for (let at = around.indexOf(word); at >= 0; at = around.indexOf(word, at + 1)) {
        if (!isWordSign(around[at - 1]) && !isWordSign(around[at + word.length])) return true;
      }
      return false;
    });
  };
}

function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}

function runExamples(entry: PatternEntry, find: Find, path: Path, faultAt: FaultAt): Fault[] {
  const finds = (text: string): boolean => find(text).next().done !== true;
  const faults: Fault[] = [];
  (entry.examples ?? []).forEach((text, i) => {
    if (!finds(text)) faults.push(faultAt([...path, "examples", i], "nothing is found in this example"));
  });
  (entry.counter_examples ?? []).forEach((text, i) => {
    if (finds(text))
      faults.push(faultAt([...path, "counter_examples", i], "something is found in this counter-example"));
  });
  if (entry.pattern !== undefined && (entry.examples ?? []).length === 0)
    faults.push(faultAt(path, 'needs "examples": at least one text in which it finds something'));
  return faults;
}
