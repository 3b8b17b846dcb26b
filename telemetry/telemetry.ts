import type { AddressInfo } from "node:net";
import type { Component } from "../core/lifecycle.ts";
import { type CardinalityView, cardinalitySources, NO_CARDINALITY } from "./cardinality.ts";
import type { Sample } from "./counts.ts";
import { createEvents, type Events, type PolicyInfo, type State } from "./events.ts";
import { Health } from "./health.ts";
import { createLog, type Log, type LogStream } from "./logger.ts";
import type { LabelLists } from "./metrics.ts";
import { createRegistry, type Sources } from "./registry.ts";
import { type Answer, PageServer } from "./server.ts";
import { type HealthCheckSettings, metricsListen, parseEndpoint, type TelemetrySettings } from "./settings.ts";
import { createSpans, type Spans } from "./spans.ts";
import { actionSamples, countedSources, detectionSamples, itemSamples, newTally, type Tally } from "./tally.ts";

/** Bytes in flight, as the memory budget knows them. */
interface BudgetView {
  readonly used: number;
  readonly limit: number;
}

export interface TelemetryOptions extends Partial<LabelLists> {
  /** Ids in the order of the registry that reports count by. */
  readonly detectors: readonly string[];
  readonly policy: PolicyInfo | undefined;
  readonly version: string;
  readonly budget: BudgetView;
  /** What the fold says about itself. */
  readonly cardinality?: () => CardinalityView;
  /** What `/cardinality` answers with, as JSON: metrics, labels, numbers; no value. Without it there is no such page. */
  readonly cardinalityReport?: (() => unknown) | undefined;
  readonly settings: TelemetrySettings;
  /** Without it there is no health endpoint. */
  readonly health?: HealthCheckSettings | undefined;
  readonly stderr: LogStream;
}

/** Everything the service says about itself. Started first, stopped last: probes must be answered while others drain. */
export interface Telemetry extends Component {
  readonly events: Events;
  readonly log: Log;
  readonly health: Health;
  readonly spans: Spans;
  /** The page Prometheus reads. */
  metricsText(): Promise<string>;
  metricsAddress(): AddressInfo | undefined;
  healthAddress(): AddressInfo | undefined;
}

export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { settings, version, detectors } = options;
  const { receivers = ["otlp"], processors = ["scrub"], exporters = [] } = options;
  const lists: LabelLists = { receivers, processors, exporters, detectors };
  const tally = newTally(lists);
  const state: State = { policy: options.policy, reloadSuccessful: true };
  const log = createLog(settings.logs, options.stderr);
  const health = new Health();
  const registry = createRegistry(
    sourcesOf(tally, lists, state, options.budget, options.cardinality ?? (() => NO_CARDINALITY)),
  );
  const metricsText = (): Promise<string> => registry.metrics();
  const pages = servers(options, metricsText, registry.contentType, health);
  return {
    events: createEvents(tally, lists, state, log),
    log,
    health,
    spans: createSpans(settings.traces, version),
    metricsText,
    metricsAddress: () => pages.metrics?.address(),
    healthAddress: () => pages.health?.address(),
    async start() {
      await pages.metrics?.start();
      await pages.health?.start();
    },
    async stop() {
      await Promise.all([pages.metrics?.stop(), pages.health?.stop()]);
    },
  };
}

interface Pages {
  readonly metrics: PageServer | undefined;
  readonly health: PageServer | undefined;
}

function servers(
  options: TelemetryOptions,
  metricsText: () => Promise<string>,
  contentType: string,
  health: Health,
): Pages {
  const metricsAt = metricsListen(options.settings.metrics);
  const healthAt = options.health === undefined ? undefined : parseEndpoint(options.health.endpoint);
  const metricsPage = async () => ({ status: 200, contentType, body: await metricsText() });
  const { cardinalityReport } = options;
  const pages: [string, () => Answer | Promise<Answer>][] = [["/metrics", metricsPage]];
  if (cardinalityReport !== undefined) pages.push(["/cardinality", () => jsonPage(cardinalityReport())]);
  const healthRoutes = new Map([
    ["/status", () => health.status()],
    [options.health?.path ?? "/", () => health.brief()],
  ]);
  return {
    metrics: metricsAt && new PageServer("service::telemetry::metrics", metricsAt, new Map(pages)),
    health: healthAt && new PageServer("extensions::health_check", healthAt, healthRoutes),
  };
}

function jsonPage(content: unknown): Answer {
  return { status: 200, contentType: "application/json", body: `${JSON.stringify(content)}\n` };
}

function sourcesOf(
  tally: Tally,
  lists: LabelLists,
  state: State,
  budget: BudgetView,
  cardinality: () => CardinalityView,
): Sources {
  const startedMs = performance.now();
  const one = (value: number): Sample[] => [{ labels: {}, value }];
  return {
    ...countedSources(tally),
    ...cardinalitySources(cardinality),
    items: () => itemSamples(tally),
    detections: () => detectionSamples(tally, lists.detectors),
    actions: () => actionSamples(tally),
    overflow: () => one(tally.hits.overflow),
    processing: () => tally.processing.samples(),
    stages: () => tally.stages.samples(),
    policy: () => (state.policy === undefined ? [] : [{ labels: policyLabels(state.policy), value: 1 }]),
    reload: () => one(state.reloadSuccessful ? 1 : 0),
    inflight: () => one(budget.used),
    inflightLimit: () => one(budget.limit),
    uptime: () => one((performance.now() - startedMs) / 1_000),
    cpu: () => one(cpuSeconds()),
    rss: () => one(process.memoryUsage.rss()),
    heap: () => one(process.memoryUsage().heapUsed),
  };
}

function policyLabels({ name, version, digest, channel }: PolicyInfo): Record<string, string> {
  return { name, version, digest, channel };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
