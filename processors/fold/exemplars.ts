import { ProtoCursor } from "../../otlp/proto-cursor.ts";
import { readAttribute } from "./attributes.ts";
import type { Context } from "./contexts.ts";
import { EXEMPLAR_TAGS } from "./export-writer.ts";
import type { LabelDecider } from "./labels/decider.ts";
import type { Output } from "./output.ts";

/** Longer ones are not kept. */
const MAX_EXEMPLAR_BYTES = 1_024;
const FILTERED_ATTRIBUTES = 7;

/**
 * Keeps exemplars of a point that was folded for the next point of its output: the newest of them, in turns. Attributes
 * that would fold as labels do not stay in them either.
 */
export function keepExemplars(
  output: Output,
  context: Context,
  labels: LabelDecider,
  most: number,
  point: { readonly bytes: Buffer; readonly start: number; readonly end: number },
): void {
  const cursor = new ProtoCursor(point.bytes, point.start, point.end);
  const field = EXEMPLAR_TAGS[context.kind]! >> 3;
  while (cursor.next()) {
    if (cursor.number !== field || cursor.wireType !== 2 || cursor.valueEnd - cursor.valueStart > MAX_EXEMPLAR_BYTES) {
      continue;
    }
    const content = withoutLabels(context, labels, point.bytes, cursor.valueStart, cursor.valueEnd);
    if (output.exemplars.length < most) output.exemplars.push(content);
    else if (most > 0) output.exemplars[output.nextExemplar++ % most] = content;
  }
}

/** An Exemplar message without the filtered attributes that fold. */
function withoutLabels(context: Context, labels: LabelDecider, bytes: Buffer, start: number, end: number): Uint8Array {
  const cursor = new ProtoCursor(bytes, start, end);
  const kept: Uint8Array[] = [];
  while (cursor.next()) {
    if (cursor.number === FILTERED_ATTRIBUTES && cursor.wireType === 2) {
      const { key, value } = readAttribute(bytes, cursor.valueStart, cursor.valueEnd);
      if (labels.decide(context.facts, key, value, context.resource.id).action !== "keep") continue;
    }
    kept.push(bytes.subarray(cursor.start, cursor.at));
  }
  return Buffer.concat(kept);
}
