import { FAILED, type Terminal } from "../command.ts";
import type { Finder, Span } from "./finder.ts";
import type { ReportForm } from "./forms.ts";
import { openSource } from "./input.ts";
import { type Block, blocksOf } from "./lines.ts";
import { type Located, newTotals, type Totals } from "./located.ts";
import { findInOtlp, isOtlpLine } from "./otlp-record.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";

const CLEAN = 0;
const FOUND = 1;
/** A private key over several lines is one text; longer ones are no keys. */
const MAX_KEY_LINES = 128;
/** Lines that could not be judged are told one by one up to this number; all are counted. */
const MAX_TOLD_LINES = 10;
const KEY_BEGIN = Buffer.from("-----BEGIN ");
const KEY_END = Buffer.from("-----END ");

/** Scans files one after the other and writes the report. Resolves to the exit code. */
export async function scanFiles(
  files: readonly string[],
  terminal: Terminal,
  finder: Finder,
  out: Output,
  form: ReportForm,
): Promise<number> {
  const totals = newTotals();
  const progress = new Progress(terminal.stderr);
  const report = (found: Located): void => {
    out.put(form.finding(found, totals.findings === 0));
    totals.findings++;
    totals.types.set(found.type, (totals.types.get(found.type) ?? 0) + 1);
  };
  const tell = (sentence: string): void => {
    progress.hide();
    terminal.stderr.write(`${sentence}
`);
  };
  const failLine: FailLine = (file, line, why) => {
    if (++totals.failedLines <= MAX_TOLD_LINES) tell(`${file}:${line}: ${why}`);
  };
  out.put(form.head());
  for (const file of files) {
    if (out.isGone) break;
    try {
      const source = await openSource(file, terminal.stdin);
      progress.begin(source);
      totals.files++;
      for await (const block of blocksOf(source.chunks)) {
        scanBlock(block, source.name, finder, report, failLine, totals);
        if (terminal.stdout.isTTY) progress.hide();
        await out.settle(terminal.stdout.isTTY);
        progress.tick(totals.findings);
        if (out.isGone) break;
      }
    } catch (error) {
      totals.failedFiles++;
      tell(`${file}: ${reason(error)}`);
    }
  }
  progress.hide();
  out.put(form.tail(totals));
  await out.settle(true);
  if (totals.failedFiles + totals.failedLines > 0) return FAILED;
  return totals.findings > 0 ? FOUND : CLEAN;
}

type Report = (found: Located) => void;
type FailLine = (file: string, line: number, why: string) => void;

function scanBlock(block: Block, file: string, finder: Finder, report: Report, fail: FailLine, totals: Totals): void {
  const { bytes, bounds, firstLine } = block;
  totals.lines += bounds.length / 2;
  if (block.cut) return fail(file, firstLine, "the line is too long and was not read");
  finder.load(bytes);
  const mayHoldKey = bytes.includes(KEY_BEGIN);
  for (let i = 0; i < bounds.length; i += 2) {
    const start = bounds[i] ?? 0;
    const end = bounds[i + 1] ?? 0;
    if (start === end) continue;
    const line = firstLine + i / 2;
    try {
      const lines = mayHoldKey ? keyLines(bytes, bounds, i) : 1;
      const last = bounds[i + 2 * lines - 1] ?? end;
      scanLines(bytes, start, last, line, file, finder, report);
      i += 2 * (lines - 1);
    } catch {
      // Error texts may quote the value.
      fail(file, line, "a detector failed");
    }
  }
}

/** How many lines from this one on belong to one block of PEM (RFC 7468). */
function keyLines(bytes: Buffer, bounds: readonly number[], at: number): number {
  const begin = bytes.subarray(bounds[at], bounds[at + 1]).indexOf(KEY_BEGIN);
  if (begin < 0) return 1;
  for (let lines = 1; lines <= MAX_KEY_LINES && at + 2 * lines - 1 < bounds.length; lines++) {
    const line = bytes.subarray(bounds[at + 2 * lines - 2], bounds[at + 2 * lines - 1]);
    if (line.indexOf(KEY_END, lines === 1 ? begin : 0) >= 0) return lines;
  }
  return 1;
}

function scanLines(
  bytes: Buffer,
  start: number,
  end: number,
  line: number,
  file: string,
  finder: Finder,
  report: Report,
): void {
  const head =
    bytes[start] === 0x7b || bytes[start] === 0x20 ? bytes.toString("latin1", start, Math.min(end, start + 64)) : "";
  if (isOtlpLine(head)) {
    const records = findInOtlp(bytes.toString("utf8", start, end), finder);
    if (records !== undefined) {
      for (const { span, path } of records)
        report({ ...span, file, line, column: 1, endLine: line, endColumn: 1, path });
      return;
    }
  }
  const spans = finder.findLoaded(start, end);
  if (spans.length === 0) return;
  const text = bytes.toString("utf8", start, end);
  for (const span of spans) report(located(span, text, line, file));
}

function located(span: Span, text: string, line: number, file: string): Located {
  const [startLine, column] = position(text, span.start, line);
  const [endLine, endColumn] = position(text, span.end, line);
  return { ...span, file, line: startLine, column, endLine, endColumn };
}

function position(text: string, offset: number, line: number): [number, number] {
  let begin = 0;
  let number = line;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    number++;
    begin = at + 1;
  }
  return [number, offset - begin + 1];
}

/** A system's code, in words where it is a frequent one; its sentences may quote. */
function reason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "is a folder; name its files";
    case "EACCES":
      return "may not be read";
    default:
      return typeof code === "string" ? `could not be read (${code})` : "could not be read";
  }
}
