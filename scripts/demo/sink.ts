import * as v from "valibot";
import { Budget } from "../../core/budget.ts";
import type { Envelope } from "../../core/envelope.ts";
import { ACCEPTED } from "../../core/outcome.ts";
import { inflate } from "../../otlp/inflate.ts";
import { protobufToJson } from "../../otlp/json-write.ts";
import { REPLICA_KEY } from "../../pipeline/fold-parts.ts";
import { createGrpcReceiver } from "../../receiver/grpc.ts";
import { otlpReceiverSettings } from "../../receiver/settings.ts";
import { STEP_KEY } from "./steps.ts";

/** A data point whose only label is gone. */
const FOLDED = "(the label is folded: what it counted is in the series of all)";

/** What arrived at the backend, by step. */
export interface Sink {
  readonly port: number;
  readonly arrived: ReadonlyMap<number, string>;
  /** Everything that arrived, as OTLP/JSON. */
  readonly raw: readonly string[];
  stop(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value?: { readonly stringValue?: string; readonly intValue?: string };
}

interface Record_ {
  readonly name?: string;
  readonly body?: { readonly stringValue?: string };
  readonly attributes?: readonly Attribute[];
}

/** An embedded backend: it takes OTLP over gRPC and remembers the text of each step. */
export async function startSink(): Promise<Sink> {
  const arrived = new Map<number, string>();
  const raw: string[] = [];
  const { grpc } = v.parse(otlpReceiverSettings, { protocols: { grpc: { endpoint: "localhost:0" } } }).protocols;
  if (!grpc) throw new Error("the sink has no settings");
  const receiver = createGrpcReceiver({
    settings: grpc,
    budget: new Budget(64 * 1024 * 1024),
    events: { refused: () => {} },
    handle: (envelope) => {
      const json = readJson(envelope);
      raw.push(json);
      for (const record of recordsIn(JSON.parse(json))) remember(record, arrived);
      return Promise.resolve(ACCEPTED);
    },
  });
  await receiver.start();
  return { port: receiver.address().port, arrived, raw, stop: () => receiver.stop(performance.now() + 1_000) };
}

function readJson({ body, compression, maxBytes, signal }: Envelope): string {
  return Buffer.from(protobufToJson(inflate(body, compression, maxBytes), signal)).toString("utf8");
}

/** Every object that carries attributes and is no resource or scope. */
function* recordsIn(node: unknown): Generator<Record_> {
  if (Array.isArray(node)) for (const item of node) yield* recordsIn(item);
  else if (node !== null && typeof node === "object") {
    if ("attributes" in node && Array.isArray(node.attributes)) yield node as Record_;
    for (const [key, child] of Object.entries(node))
      if (key !== "attributes" && key !== "resource" && key !== "scope") yield* recordsIn(child);
  }
}

function remember(record: Record_, arrived: Map<number, string>): void {
  const attributes = record.attributes ?? [];
  const step = attributes.find((attribute) => attribute.key === STEP_KEY)?.value?.intValue;
  if (step === undefined) return;
  const other = attributes.find(({ key }) => key !== STEP_KEY && key !== REPLICA_KEY)?.value?.stringValue;
  arrived.set(Number(step), other ?? record.body?.stringValue ?? record.name ?? FOLDED);
}
