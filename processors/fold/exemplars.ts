import { ProtoCursor } from "../../otlp/proto-cursor.ts";
import { ProtoWriter } from "../../otlp/proto-writer.ts";
import { readAttribute, stringAttribute, writeBytes } from "./attributes.ts";
import type { Context } from "./contexts.ts";
import { ATTRIBUTE_TAGS, EXEMPLAR_TAGS } from "./export-writer.ts";
import type { LabelDecider } from "./labels/decider.ts";
import type { Output } from "./output.ts";

/** Longer ones are not kept. */
const MAX_EXEMPLAR_BYTES = 1_024;
const FILTERED_ATTRIBUTES = 7;
/** Most that a tag and a length take. */
const LENGTH_BYTES = 6;

/**
 * Keeps exemplars of a point that was folded for the next point of its output: the newest of them, in turns. Attributes
 * that would fold as labels do not stay in them either; labels of the mode `exemplar` join them as tokens.
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
  let tokens: Uint8Array | undefined;
  while (cursor.next()) {
    if (cursor.number !== field || cursor.wireType !== 2 || cursor.valueEnd - cursor.valueStart > MAX_EXEMPLAR_BYTES) {
      continue;
    }
    tokens ??= tokensOf(context, labels, point.bytes, point.start, point.end);
    const own = withoutLabels(context, labels, point.bytes, cursor.valueStart, cursor.valueEnd);
    const content = tokens.length === 0 ? own : Buffer.concat([own, tokens]);
    if (output.exemplars.length < most) output.exemplars.push(content);
    else if (most > 0) output.exemplars[output.nextExemplar++ % most] = content;
  }
}

/** The labels of a point that stay with its exemplars, as filtered attributes (metrics.proto, `Exemplar`). */
function tokensOf(context: Context, labels: LabelDecider, bytes: Buffer, start: number, end: number): Uint8Array {
  const cursor = new ProtoCursor(bytes, start, end);
  const field = ATTRIBUTE_TAGS[context.kind]! >> 3;
  const writer = new ProtoWriter(64, MAX_EXEMPLAR_BYTES);
  while (cursor.next()) {
    if (cursor.number !== field || cursor.wireType !== 2) continue;
    const { key, value } = readAttribute(bytes, cursor.valueStart, cursor.valueEnd);
    const answer = labels.decide(context.facts, key, value, context.resource.id);
    if (answer.action === "keep" || answer.toExemplar !== true || answer.text === undefined) continue;
    const attribute = stringAttribute(key, answer.text);
    if (writer.at + attribute.length + LENGTH_BYTES > MAX_EXEMPLAR_BYTES) break;
    writeBytes(writer, (FILTERED_ATTRIBUTES << 3) | 2, attribute);
  }
  return writer.result();
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
