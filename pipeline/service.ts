import type { AddressInfo } from "node:net";
import type { Config } from "../config/config.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { buildParts, type Parts, type Surroundings } from "./build.ts";
import { policyWarnings } from "./policy-warnings.ts";
import { warmUp } from "./warm-up.ts";

/** Longest time a stop waits for what is in flight, milliseconds. */
const DRAIN_MS = 20_000;
/** Of it, what is kept for the last emission of the folds: a sender that hangs must not cost what was acknowledged. */
const LAST_EMISSION_MS = 5_000;

/** A running otelscrub. */
export interface Service {
  readonly parts: Parts;
  /** Ports of the receivers, in the order of the configuration: gRPC before HTTP. */
  addresses(): AddressInfo[];
  /** Drains and stops, within so many milliseconds; safe to call twice. */
  stop(drainMs?: number): Promise<void>;
}

/**
 * Starts a service: own pages first, so that probes are answered; then what the hot path needs is compiled; then the
 * ways out, the ways in, and only then readiness. What was started is stopped again when a later part fails.
 */
export async function startService(
  config: Config,
  surroundings: Surroundings,
  warnings: readonly string[] = [],
): Promise<Service> {
  const parts = buildParts(config, surroundings);
  const { telemetry } = parts;
  const { log, health } = telemetry;
  const service = serviceOf(parts);
  log.info("starting", {
    version: surroundings.version,
    node_version: process.version,
    pid: process.pid,
    limit_bytes: parts.budget.limit,
  });
  for (const warning of [...warnings, ...policyWarnings(parts.scrubs.values())])
    log.warn("config_warning", { config_warning: warning });
  try {
    await telemetry.start();
    logPages(telemetry);
    for (const scrub of parts.scrubs.values()) {
      warmUp(scrub.scrubber);
      const { name, version, digest } = scrub.scrubber.plan;
      telemetry.events.policyLoaded({ name, version, digest, channel: "active" });
    }
    for (const exporter of parts.exporters.values()) await exporter.start();
    for (const folding of parts.foldings.values()) await folding.start();
    for (const receiver of parts.receivers) {
      await receiver.start();
      log.info("listening", { endpoint: endpointOf(receiver.address()) });
    }
  } catch (error) {
    // Nothing is in flight, and the one sentence the operator needs comes after this.
    await letGo(parts, performance.now());
    throw error;
  }
  health.set("ok");
  log.info("ready", {});
  return service;
}

function serviceOf(parts: Parts): Service {
  let stopping: Promise<void> | undefined;
  return {
    parts,
    addresses: () => parts.receivers.map((receiver) => receiver.address()),
    stop: (drainMs = DRAIN_MS) => (stopping ??= stopParts(parts, drainMs)),
  };
}

async function stopParts(parts: Parts, drainMs: number): Promise<void> {
  const { health, log } = parts.telemetry;
  health.set("stopping");
  log.info("stopping", {});
  await letGo(parts, performance.now() + drainMs);
  log.info("stopped", {});
}

/**
 * Ways in refuse and finish what they hold; then the folds send what is in their books, then ways out finish; own pages
 * last, so that probes are answered to the end.
 */
async function letGo({ telemetry, receivers, foldings, exporters }: Parts, deadlineMs: number): Promise<void> {
  const receivedMs = deadlineMs - (foldings.size > 0 ? LAST_EMISSION_MS : 0);
  await Promise.all(receivers.map((receiver) => receiver.stop(receivedMs)));
  await Promise.all([...foldings.values()].map((folding) => folding.stop(deadlineMs)));
  await Promise.all([...exporters.values()].map((exporter) => exporter.stop(deadlineMs)));
  await telemetry.stop(deadlineMs);
}

/** Where the own pages are; the real ports when 0 was asked for. */
function logPages(telemetry: Telemetry): void {
  const { log } = telemetry;
  const [metrics, health] = [telemetry.metricsAddress(), telemetry.healthAddress()];
  if (metrics !== undefined) log.info("listening", { endpoint: endpointOf(metrics), extension: "metrics" });
  if (health !== undefined) log.info("listening", { endpoint: endpointOf(health), extension: "health_check" });
}

function endpointOf({ address, port }: AddressInfo): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
