import type { Writable } from "node:stream";
import type { Config, PipelineConfig, ReceiverConfig } from "../config/config.ts";
import { Budget } from "../core/budget.ts";
import { OperatorError } from "../core/errors.ts";
import { SIGNALS } from "../core/signal.ts";
import { createExporter } from "../exporters/create.ts";
import type { Exporter } from "../exporters/exporter.ts";
import { loadPolicy } from "../policy/load.ts";
import type { CleanStep } from "../processors/clean-step.ts";
import { SpanNames } from "../processors/names/span-names.ts";
import type { Plan } from "../processors/plan.ts";
import { Scrubber } from "../processors/scrub.ts";
import { memoryLimitBytes, type ScrubSettings } from "../processors/settings.ts";
import { LogTemplates } from "../processors/templates/log-templates.ts";
import { detectorNames } from "../processors/text-scrub.ts";
import type { TokenKey } from "../processors/transform/token.ts";
import { createGrpcReceiver } from "../receiver/grpc.ts";
import { createHttpReceiver } from "../receiver/http.ts";
import type { Receiver, ReceiverEvents } from "../receiver/options.ts";
import { errorClass } from "../telemetry/logger.ts";
import { createTelemetry, type Telemetry } from "../telemetry/telemetry.ts";
import { cardinalityOf } from "./cardinality.ts";
import { exporterEvents, receiverEvents } from "./events.ts";
import { buildFolding, foldPlace } from "./fold-parts.ts";
import type { Folding } from "./folding.ts";
import { chooseKey } from "./keys.ts";
import { proxyReport } from "./proxy-report.ts";
import { createRoad, type Lane, type Lanes } from "./road.ts";

/** What the outside gives: streams, files, the version. */
export interface Surroundings {
  readonly stdout: Writable;
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readFile(path: string): string;
  readonly version: string;
}

/** Everything a service is made of, built and not yet started. */
export interface Parts {
  readonly telemetry: Telemetry;
  readonly budget: Budget;
  readonly scrubs: ReadonlyMap<string, ScrubPart>;
  readonly exporters: ReadonlyMap<string, Exporter>;
  /** By id of their pipeline. */
  readonly foldings: ReadonlyMap<string, Folding>;
  readonly receivers: readonly Receiver[];
}

export interface ScrubPart {
  readonly id: string;
  readonly scrubber: Scrubber;
  readonly key: TokenKey;
  readonly settings: ScrubSettings;
}

/** Builds all parts of a checked configuration. Throws OperatorError; opens no port and no file. */
export function buildParts(config: Config, surroundings: Surroundings): Parts {
  const budget = new Budget(budgetBytes(config));
  const scrubs = buildScrubs(config, surroundings);
  const foldings = new Map<string, Folding>();
  const telemetry = buildTelemetry(config, surroundings, budget, scrubs, foldings);
  const exporters = buildExporters(config, surroundings, telemetry);
  const shared: Shared = { budget, scrubs, exporters, foldings, telemetry };
  for (const pipeline of config.service.pipelines) {
    const folding = pipeline.signal === "metrics" ? foldingOf(pipeline, config, shared) : undefined;
    if (folding !== undefined) foldings.set(pipeline.id, folding);
  }
  const receivers = config.receivers.flatMap((receiver) => buildReceivers(receiver, config, shared));
  return { ...shared, receivers };
}

/** The strictest memory limiter decides; without one a quarter of the memory there is. */
function budgetBytes(config: Config): number {
  const available =
    process.constrainedMemory() > 0
      ? Math.min(process.constrainedMemory(), process.availableMemory())
      : process.availableMemory();
  const limits = config.processors.flatMap((one) =>
    one.type === "memory_limiter" ? [memoryLimitBytes(one.settings, available)] : [],
  );
  return limits.length > 0 ? Math.min(...limits) : Math.floor(available / 4);
}

function buildScrubs(config: Config, surroundings: Surroundings): ReadonlyMap<string, ScrubPart> {
  const used = new Set(config.service.pipelines.flatMap((pipeline) => pipeline.processors));
  const parts = new Map<string, ScrubPart>();
  for (const processor of config.processors) {
    if (processor.type !== "scrub" || !used.has(processor.id)) continue;
    const { id, settings } = processor;
    const plan = planFor(settings, surroundings);
    const key = chooseKey(settings);
    parts.set(id, { id, scrubber: new Scrubber(plan, key, { steps: stepsFor(settings, plan) }), key, settings });
  }
  return parts;
}

/** What follows the scrub of a processor. */
function stepsFor({ span_names, templates }: ScrubSettings, plan: Plan): CleanStep[] {
  const [first = 0, second = 0] = crypto.getRandomValues(new Int32Array(2));
  return [
    ...(span_names.enabled ? [new SpanNames({ plan, sources: span_names.sources, seeds: { first, second } })] : []),
    ...(templates ? [new LogTemplates()] : []),
  ];
}

function planFor(settings: ScrubSettings, surroundings: Surroundings): Plan {
  const plan = loadPolicy(settings.policy, (path) => readPolicy(path, surroundings));
  return settings.phone_regions === undefined ? plan : Object.freeze({ ...plan, phoneRegions: settings.phone_regions });
}

function readPolicy(path: string, surroundings: Surroundings): string {
  try {
    return surroundings.readFile(path);
  } catch (error) {
    throw new OperatorError(`processors::scrub::policy: the policy ${path} cannot be read (${errorClass(error)}).`);
  }
}

function buildTelemetry(
  config: Config,
  surroundings: Surroundings,
  budget: Budget,
  scrubs: ReadonlyMap<string, ScrubPart>,
  foldings: ReadonlyMap<string, Folding>,
): Telemetry {
  const first = [...scrubs.values()][0];
  if (first === undefined)
    throw new OperatorError("No pipeline has a scrub processor; otelscrub does not run without one.");
  const { name, version, digest } = first.scrubber.plan;
  const health = config.extensions.find((one) => config.service.extensions.includes(one.id));
  return createTelemetry({
    receivers: config.receivers.map((one) => one.id),
    processors: [...scrubs.keys()],
    exporters: config.exporters.map((one) => one.id),
    detectors: detectorNames(first.scrubber.plan),
    policy: { name, version, digest, channel: "active" },
    version: surroundings.version,
    budget,
    cardinality: () => cardinalityOf([...foldings.values()]),
    cardinalityReport: () => proxyReport([...foldings.values()]),
    settings: config.service.telemetry,
    health: health?.settings,
    stderr: surroundings.stderr,
  });
}

function buildExporters(
  config: Config,
  surroundings: Surroundings,
  telemetry: Telemetry,
): ReadonlyMap<string, Exporter> {
  const used = new Set(config.service.pipelines.flatMap((pipeline) => pipeline.exporters));
  const deps = { events: exporterEvents(telemetry.events), stdout: surroundings.stdout, version: surroundings.version };
  return new Map(
    config.exporters.filter((one) => used.has(one.id)).map((one) => [one.id, createExporter(one.id, one, deps)]),
  );
}

type Shared = Omit<Parts, "receivers">;

function buildReceivers(receiver: ReceiverConfig, config: Config, shared: Shared): Receiver[] {
  const pipelines = config.service.pipelines.filter((pipeline) => pipeline.receivers.includes(receiver.id));
  if (pipelines.length === 0) return [];
  const { telemetry, budget } = shared;
  const events: ReceiverEvents = receiverEvents(telemetry);
  const handle = createRoad(receiver.id, lanesOf(pipelines, shared), telemetry.events, telemetry.spans);
  const { grpc, http } = receiver.settings.protocols;
  const common = { handle, budget, events };
  const setting = `receivers::${receiver.id}::protocols`;
  return [
    ...(grpc ? [createGrpcReceiver({ ...common, settings: grpc, setting: `${setting}::grpc` })] : []),
    ...(http ? [createHttpReceiver({ ...common, settings: http, setting: `${setting}::http` })] : []),
  ];
}

function foldingOf(pipeline: PipelineConfig, config: Config, shared: Shared): Folding | undefined {
  const scrub = scrubOf(pipeline, shared);
  const place = foldPlace(pipeline.id, scrub.settings, config);
  return buildFolding(scrub, exportersOf(pipeline, shared), shared.telemetry.log, place);
}

function scrubOf(pipeline: PipelineConfig, { scrubs }: Shared): ScrubPart {
  const scrub = pipeline.processors.map((id) => scrubs.get(id)).find((one) => one !== undefined);
  if (scrub === undefined) throw new OperatorError(`Pipeline ${pipeline.id} has no scrub processor.`);
  return scrub;
}

function exportersOf(pipeline: PipelineConfig, { exporters }: Shared): readonly Exporter[] {
  return pipeline.exporters.flatMap((id) => exporters.get(id) ?? []);
}

function lanesOf(pipelines: readonly PipelineConfig[], shared: Shared): Lanes {
  const laneOf = (pipeline: PipelineConfig): Lane => {
    const { id, scrubber } = scrubOf(pipeline, shared);
    const exporters = exportersOf(pipeline, shared);
    return { processor: id, scrubber: () => scrubber, exporters, folding: shared.foldings.get(pipeline.id) };
  };
  const bySignal = SIGNALS.map(
    (signal) => [signal, pipelines.filter((one) => one.signal === signal).map(laneOf)] as const,
  );
  return Object.fromEntries(bySignal) as unknown as Lanes;
}
