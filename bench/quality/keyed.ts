import { asRaw } from "../../core/bytes.ts";
import { Secret } from "../../core/secret.ts";
import type { Plan } from "../../processors/plan.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { oracle, type PlainMessage } from "../../test/support/otlp-oracle.ts";
import type { Field, GeneratedRecord, Piece } from "./records.ts";
import { countsOf, newTally, type Tally } from "./tally.ts";

const BATCH = 500;
/** Shorter runs of letters and digits that survive say nothing. */
const TELLING = /[\p{L}\p{N}]{3,}/gu;
const PLACEHOLDER = /\[([A-Z_]+)\]|tk1[a-z]_([a-z_]+)_/g;

/** What went wrong, by form and type: no values. */
export type Fault = { readonly kind: "missed" | "damaged"; readonly form: string; readonly type: string };

/** Sends records through the scrub as protobuf and compares what leaves with what was planted. */
export function measureRecords(
  records: Iterable<GeneratedRecord>,
  plan: Plan,
  onFault?: (fault: Fault, before: string, after: string) => void,
): Tally {
  const tally = newTally();
  const scrubber = new Scrubber(plan, {
    id: "qlt",
    secret: new Secret(Buffer.from("the key of measurements, 32 byte")),
  });
  let batch: GeneratedRecord[] = [];
  const flush = (): void => {
    const after = scrubbed(scrubber, batch);
    batch.forEach((record, i) => measureRecord(record, after[i] ?? new Map(), tally, onFault));
    batch = [];
  };
  for (const record of records) if (batch.push(record) === BATCH) flush();
  if (batch.length > 0) flush();
  return tally;
}

/** Texts after the scrub, by record and key. */
function scrubbed(scrubber: Scrubber, records: readonly GeneratedRecord[]): Map<string, string>[] {
  const logs = oracle("logs");
  const logRecords = records.map(
    ({ fields }): PlainMessage => ({
      body: { stringValue: textOf(fields.find(({ key }) => key === "")) },
      attributes: fields
        .filter(({ key }) => key !== "")
        .map((field) => ({ key: field.key, value: { stringValue: textOf(field) } })),
    }),
  );
  const { bytes } = scrubber.scrub(asRaw(logs.encode({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })), "logs");
  const meaning = logs.meaning(Uint8Array.from(bytes)) as {
    resourceLogs: { scopeLogs: { logRecords: Decoded[] }[] }[];
  };
  return (meaning.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? []).map(
    (record) =>
      new Map([
        ["", record.body?.stringValue ?? ""],
        ...record.attributes.map(({ key, value }): [string, string] => [key, value?.stringValue ?? ""]),
      ]),
  );
}

interface Decoded {
  readonly body: { readonly stringValue?: string } | null;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } | null }[];
}

function textOf(field: Field | undefined): string {
  return field?.pieces.map((piece) => piece.text).join("") ?? "";
}

function measureRecord(
  record: GeneratedRecord,
  after: ReadonlyMap<string, string>,
  tally: Tally,
  onFault?: (fault: Fault, before: string, after: string) => void,
): void {
  tally.cases++;
  let isDamaged = false;
  let isDirty = false;
  for (const field of record.fields) {
    const out = after.get(field.key) ?? "";
    const report = (fault: Fault): void => onFault?.(fault, textOf(field), out);
    isDirty ||= field.pieces.some((piece) => piece.planted !== undefined);
    if (measureField(field, out, record.form, tally, report)) isDamaged = true;
  }
  if (isDamaged) tally.falseCases++;
  if (isDirty) return;
  tally.cleanCases++;
  if (isDamaged) tally.changedClean++;
}

/** Lines the clean pieces up with what left; between them stands what became of the planted ones. True when a clean one was changed. */
function measureField(
  { pieces }: Field,
  out: string,
  form: string,
  tally: Tally,
  report: (fault: Fault) => void,
): boolean {
  const bounds = aligned(pieces, out);
  let isDamaged = false;
  pieces.forEach((piece, i) => {
    const [start, end] = bounds[i] ?? [0, 0];
    if (piece.planted !== undefined)
      return measurePlanted(piece, piece.planted, out.slice(start, end), out, form, tally, report);
    tally.cleanChars += piece.text.length;
    if (start >= 0) return;
    isDamaged = true;
    const types = [...out.matchAll(PLACEHOLDER)].map((match) => match[1] ?? (match[2] ?? "").toUpperCase());
    const planted = pieces.flatMap((other) => (other.planted === undefined ? [] : [other.planted.type as string]));
    const type = types.find((one) => !planted.includes(one)) ?? types[0] ?? "?";
    countsOf(tally, type).wrong++;
    tally.maskedClean += changedChars(piece.text, out);
    report({ kind: "damaged", form, type });
  });
  return isDamaged;
}

function measurePlanted(
  piece: Piece,
  planted: NonNullable<Piece["planted"]>,
  region: string,
  out: string,
  form: string,
  tally: Tally,
  report: (fault: Fault) => void,
): void {
  const counts = countsOf(tally, planted.type);
  const words = planted.value.match(TELLING) ?? [planted.value];
  const left = words.filter((word) => region.includes(word));
  tally.personalChars += planted.value.length;
  if (left.length === 0 && !out.includes(piece.text)) {
    counts.found++;
    counts.right++;
    tally.maskedPersonal += planted.value.length;
    return;
  }
  counts.missed++;
  if (!out.includes(piece.text))
    tally.maskedPersonal += Math.max(0, planted.value.length - left.reduce((sum, word) => sum + word.length, 0));
  report({ kind: "missed", form, type: planted.type });
}

/** Where each piece stands in what left; a clean piece that is not there begins at -1, a planted one fills the gap. */
function aligned(pieces: readonly Piece[], out: string): [number, number][] {
  const bounds: [number, number][] = pieces.map(() => [-1, -1]);
  let at = 0;
  pieces.forEach((piece, i) => {
    if (piece.planted !== undefined) return;
    const found =
      i === pieces.length - 1 && out.endsWith(piece.text)
        ? out.length - piece.text.length
        : out.indexOf(piece.text, at);
    if (found < at) return;
    bounds[i] = [found, found + piece.text.length];
    at = found + piece.text.length;
  });
  pieces.forEach((piece, i) => {
    if (piece.planted === undefined) return;
    const before = bounds.slice(0, i).findLast(([start]) => start >= 0)?.[1] ?? 0;
    const next =
      bounds.slice(i + 1).find(([start], k) => start >= 0 && pieces[i + 1 + k]?.planted === undefined)?.[0] ??
      out.length;
    bounds[i] = [before, next];
  });
  return bounds;
}

/** Characters of a clean piece that did not survive: what is left of it after its longest beginning and ending that did. */
function changedChars(piece: string, out: string): number {
  let head = 0;
  while (head < piece.length && out.includes(piece.slice(0, head + 1))) head++;
  let tail = 0;
  while (tail < piece.length - head && out.includes(piece.slice(piece.length - tail - 1))) tail++;
  return Math.max(1, piece.length - head - tail);
}
