import type { Readable } from "node:stream";
import type { Finder, Span } from "./finder.ts";
import { evidenceNames } from "./finder.ts";
import { openSource } from "./input.ts";
import { type Block, blocksOf } from "./lines.ts";
import type { Output } from "./output.ts";

export interface JsonlOptions {
  readonly subtypes: boolean;
}

/**
 * The protocol for programs: one answer per line, in order, also for a line that cannot be read. Rejects when the input
 * itself fails.
 */
export async function answerLines(
  files: readonly string[],
  stdin: Readable,
  finder: Finder,
  out: Output,
  options: JsonlOptions,
): Promise<void> {
  for (const file of files) {
    const source = await openSource(file, stdin);
    for await (const block of blocksOf(source.chunks)) {
      await answerBlock(block, finder, out, options);
      if (out.isGone) return;
      // Who asks line by line waits for each answer.
      await out.settle(true);
    }
  }
}

async function answerBlock(block: Block, finder: Finder, out: Output, options: JsonlOptions): Promise<void> {
  const { bytes, bounds } = block;
  for (let i = 0; i < bounds.length; i += 2) {
    const line = block.firstLine + i / 2;
    const start = bounds[i] ?? 0;
    const end = bounds[i + 1] ?? 0;
    if (block.cut) out.put(fault("The line is too long.", line));
    else if (start < end) out.put(answer(bytes.toString("utf8", start, end), line, finder, options));
    await out.settle();
  }
}

/** Blank lines have no answer; all others have exactly one. */
function answer(text: string, line: number, finder: Finder, options: JsonlOptions): string {
  if (text.trim() === "") return "";
  const asked = question(text);
  if (typeof asked === "string") return fault(asked, line);
  try {
    const spans = finder.find(asked.text, asked.key).map((span) => shown(span, options.subtypes));
    return `${JSON.stringify({ id: asked.id, spans })}\n`;
  } catch {
    // Error texts may quote the value.
    return fault("A detector failed on this line.", line);
  }
}

interface Question {
  readonly id: unknown;
  readonly text: string;
  readonly key: string;
}

/** What the line asks, or what is wrong with it. */
function question(line: string): Question | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return "The line is no JSON.";
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return "The line is no JSON object.";
  const { id, text, key = "" } = parsed as Record<string, unknown>;
  if (id === undefined) return 'The line has no "id".';
  if (typeof text !== "string") return 'The line has no "text", or it is no string.';
  if (key !== null && typeof key !== "string") return 'The line\'s "key" is no string.';
  return { id, text, key: key ?? "" };
}

function fault(error: string, line: number): string {
  return `${JSON.stringify({ error, line })}\n`;
}

function shown({ start, end, type, score, detector, subtype, evidence }: Span, subtypes: boolean): object {
  const base = { start, end, type, score, detector };
  return subtypes ? { ...base, ...(subtype !== undefined && { subtype }), evidence: evidenceNames(evidence) } : base;
}
