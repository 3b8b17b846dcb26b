import type { Transport } from "../core/envelope.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import { GUARDS, type Report } from "../core/report.ts";
import { ITEM_NAMES, SIGNALS, type Signal } from "../core/signal.ts";
import type { Log } from "./logger.ts";
import {
  DROP_REASONS,
  type DropReason,
  type LabelLists,
  REJECT_REASONS,
  REQUEST_OUTCOMES,
  type RequestOutcome,
  STAGES,
  type Stage,
  TRANSPORTS,
  UNSANITIZED_REASONS,
  type UnsanitizedReason,
} from "./metrics.ts";
import { type CountedName, hitKey, type Tally } from "./tally.ts";

/** Where a request came in. */
export interface Origin {
  readonly receiver: string;
  readonly transport: Transport;
  readonly signal: Signal;
}

/** Policy in force, for `scrubber_policy_info` and the log. */
export interface PolicyInfo {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** `active`, `shadow`, `canary`. */
  readonly channel: string;
}

/** Points of a request that went to the fold. */
interface FoldedItems {
  /** In its books. */
  readonly folded: number;
  /** Among the rejected ones: those it could not count. */
  readonly unfoldable: number;
}

const UNFOLDED: FoldedItems = { folded: 0, unfoldable: 0 };

/** What happens on the road, one function per event: each writes the counters and, where somebody must know, the log. */
export interface Events {
  /** Records of a request are known; from here on they must end in `answered` or `dropped`. */
  received(signal: Signal, items: number): void;
  /**
   * A request was answered. `items` are its records less those reported to `dropped`; what the fold made of them counts
   * where the request was accepted.
   */
  answered(origin: Origin, items: number, outcome: Outcome, fold?: FoldedItems): void;
  /** A request was refused before its records were counted. */
  refusedUnread(signal: Signal | undefined, transport: Transport, code: ErrorCode): void;
  scrubbed(signal: Signal, report: Report, seconds: number, processor?: string): void;
  /** The scrub gave nothing on. */
  scrubFailed(signal: Signal, items: number, processor?: string): void;
  stage(stage: Stage, seconds: number): void;
  sent(exporter: string, signal: Signal, items: number): void;
  /** `code` in words of the protocol: `UNAVAILABLE`, `HTTP 503`, `ECONNREFUSED`. */
  sendFailed(exporter: string, signal: Signal, items: number, code: string): void;
  inFlight(exporter: string, delta: 1 | -1): void;
  /** Records ended here although the sender was told OK. */
  dropped(signal: Signal, items: number, reason: DropReason): void;
  unsanitized(items: number, reason: UnsanitizedReason): void;
  policyLoaded(policy: PolicyInfo): void;
  reloaded(successful: boolean): void;
}

/** What changes rarely and is no count. */
export interface State {
  policy: PolicyInfo | undefined;
  reloadSuccessful: boolean;
}

export function createEvents(tally: Tally, lists: LabelLists, state: State, log: Log): Events {
  return {
    ...requestEvents(tally, lists, log),
    ...scrubEvents(tally, lists, log),
    ...exportEvents(tally, lists, log),
    ...stateEvents(state, log),
  };
}

type RequestEvents = Pick<Events, "received" | "answered" | "refusedUnread" | "dropped" | "unsanitized">;

function requestEvents({ counts }: Tally, lists: LabelLists, log: Log): RequestEvents {
  const requestEnded = (signal: number, transport: number, outcome: RequestOutcome): void =>
    counts.requests.add(1, signal, transport, REQUEST_OUTCOMES.indexOf(outcome));
  return {
    received: (signal, items) => counts.received.add(items, SIGNALS.indexOf(signal)),
    answered({ receiver, transport, signal }, items, outcome, { folded, unfoldable } = UNFOLDED) {
      const s = SIGNALS.indexOf(signal);
      const r = lists.receivers.indexOf(receiver);
      const t = TRANSPORTS.indexOf(transport);
      if (outcome.kind === "refused") {
        counts[named(outcome.code === "internal" ? "failed" : "refused", signal)].add(items, r, t);
        counts.rejected.add(items, s, REJECT_REASONS.indexOf(outcome.code));
        requestEnded(s, t, "refused");
        log.warnSometimes("request_refused", { signal, transport, code: outcome.code, items });
        return;
      }
      const rejected = Math.min(outcome.rejectedItems, items);
      counts[named("accepted", signal)].add(items - rejected, r, t);
      counts[named("refused", signal)].add(rejected, r, t);
      counts.exported.add(items - rejected - folded, s);
      counts.folded.add(folded, s);
      const uncounted = Math.min(unfoldable, rejected);
      counts.rejected.add(uncounted, s, REJECT_REASONS.indexOf("unfoldable"));
      counts.rejected.add(rejected - uncounted, s, REJECT_REASONS.indexOf("backend_rejected"));
      requestEnded(s, t, rejected > 0 ? "partial" : "success");
    },
    refusedUnread(signal, transport, code) {
      const t = TRANSPORTS.indexOf(transport);
      counts.refusedRequests.add(1, t, REJECT_REASONS.indexOf(code));
      if (signal !== undefined) requestEnded(SIGNALS.indexOf(signal), t, "refused");
      log.warnSometimes("request_refused", { signal, transport, code });
    },
    dropped(signal, items, reason) {
      counts.dropped.add(items, SIGNALS.indexOf(signal), DROP_REASONS.indexOf(reason));
      log.warnSometimes("items_dropped", { signal, reason, items });
    },
    unsanitized(items, reason) {
      counts.unsanitized.add(items, UNSANITIZED_REASONS.indexOf(reason));
      log.error("unsanitized", { reason, items });
    },
  };
}

function scrubEvents(tally: Tally, lists: LabelLists, log: Log): Pick<Events, "scrubbed" | "scrubFailed" | "stage"> {
  const { counts, hits, processing, stages } = tally;
  const detectorError = GUARDS.indexOf("detector_error");
  return {
    scrubbed(signal, report, seconds, processor = "scrub") {
      const s = SIGNALS.indexOf(signal);
      const p = lists.processors.indexOf(processor);
      counts.incoming.add(report.items, p, s);
      counts.outgoing.add(report.items, p, s);
      processing.observe(s, seconds);
      for (const hit of report.hits) hits.add(hitKey(s, hit), 1);
      if (report.unknownFields > 0) counts.unknownFields.add(report.unknownFields, s);
      for (let g = 0; g < GUARDS.length; g++) {
        const amount = report.guards[g] ?? 0;
        if (amount > 0) counts.guards.add(amount, s, g);
      }
      for (const { key, service, type } of report.learned ?? [])
        log.info("field_learned", { signal, key, service, type });
      report.names?.forEach((amount, change) => {
        if (amount > 0) counts.names.add(amount, s, change);
      });
      if ((report.guards[detectorError] ?? 0) > 0) log.warnSometimes("detector_failed", { signal });
    },
    scrubFailed(signal, items, processor = "scrub") {
      counts.incoming.add(items, lists.processors.indexOf(processor), SIGNALS.indexOf(signal));
      log.warnSometimes("scrub_failed", { signal, items });
    },
    stage: (stage, seconds) => stages.observe(STAGES.indexOf(stage), seconds),
  };
}

function exportEvents(
  { counts }: Tally,
  lists: LabelLists,
  log: Log,
): Pick<Events, "sent" | "sendFailed" | "inFlight"> {
  return {
    sent: (exporter, signal, items) => counts[named("sent", signal)].add(items, lists.exporters.indexOf(exporter)),
    sendFailed(exporter, signal, items, code) {
      counts[named("sendFailed", signal)].add(items, lists.exporters.indexOf(exporter));
      log.warnSometimes("export_failed", { exporter, signal, items, code });
    },
    inFlight: (exporter, delta) => counts.inFlight.add(delta, lists.exporters.indexOf(exporter)),
  };
}

function stateEvents(state: State, log: Log): Pick<Events, "policyLoaded" | "reloaded"> {
  return {
    policyLoaded(policy) {
      state.policy = policy;
      const { name, version, digest, channel } = policy;
      log.info("policy_loaded", { policy: name, policy_version: version, policy_digest: digest, channel });
    },
    reloaded(successful) {
      state.reloadSuccessful = successful;
      if (successful) log.info("reloaded", {});
      else log.error("reload_failed", {});
    },
  };
}

const ITEM_SUFFIX = { spans: "Spans", metric_points: "Points", log_records: "Logs" } as const;

type PerSignal = "accepted" | "refused" | "failed" | "sent" | "sendFailed";

function named(what: PerSignal, signal: Signal): CountedName {
  return `${what}${ITEM_SUFFIX[ITEM_NAMES[signal]]}`;
}
