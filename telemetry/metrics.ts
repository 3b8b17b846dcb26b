import { ACTION_KINDS } from "../core/action.ts";
import { ENTITY_TYPES } from "../core/entity.ts";
import { ERRORS, type ErrorCode } from "../core/errors.ts";
import { PLACES } from "../core/place.ts";
import { GUARDS, NAME_CHANGES } from "../core/report.ts";
import { SIGNALS } from "../core/signal.ts";

export const TRANSPORTS = ["grpc", "http"] as const;
/** How requests end badly, and what of a request the fold could not count. */
export const REJECT_REASONS: readonly (ErrorCode | "unfoldable")[] = [
  ...(Object.keys(ERRORS) as ErrorCode[]),
  "unfoldable",
];
/** Why records ended here although the sender was told OK. */
export const DROP_REASONS = ["policy", "too_large", "rejected", "partial_success", "shutdown"] as const;
export type DropReason = (typeof DROP_REASONS)[number];
/** Ways raw data could leave. Nothing in this version counts here; a value other than 0 is a defect. */
export const UNSANITIZED_REASONS = ["fail_open", "oversize", "budget"] as const;
export type UnsanitizedReason = (typeof UNSANITIZED_REASONS)[number];
export const STAGES = ["inflate", "scrub", "export"] as const;
export type Stage = (typeof STAGES)[number];
export const ITEM_OUTCOMES = ["exported", "folded", "rejected", "dropped"] as const;
export const REQUEST_OUTCOMES = ["success", "partial", "refused"] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/** Lists known only when the configuration is read; just as closed afterwards. */
export interface LabelLists {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
  readonly detectors: readonly string[];
}

export interface MetricSpec {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** Each label with every value it can have, or the name of the list that holds them; `info` labels describe one thing. */
  readonly labels: Readonly<Record<string, readonly string[] | keyof LabelLists | "info">>;
}

const signal = SIGNALS;
const atReceiver = { receiver: "receivers", transport: TRANSPORTS } as const;
const atExporter = { exporter: "exporters" } as const;
const atProcessor = { processor: "processors", otel_signal: SIGNALS } as const;

const counter = <L extends MetricSpec["labels"]>(name: string, labels: L, help: string) =>
  ({ name, help, type: "counter", labels }) as const;
const gauge = <L extends MetricSpec["labels"]>(name: string, labels: L, help: string) =>
  ({ name, help, type: "gauge", labels }) as const;
const histogram = <L extends MetricSpec["labels"]>(name: string, labels: L, help: string) =>
  ({ name, help, type: "histogram", labels }) as const;

/** Every metric of our own, once. The `otelcol_` names are the collector's, so that its dashboards and alerts fit. */
export const METRICS = {
  acceptedSpans: counter("otelcol_receiver_accepted_spans_total", atReceiver, "Spans taken over and answered with OK."),
  acceptedPoints: counter(
    "otelcol_receiver_accepted_metric_points_total",
    atReceiver,
    "Metric points taken over and answered with OK.",
  ),
  acceptedLogs: counter(
    "otelcol_receiver_accepted_log_records_total",
    atReceiver,
    "Log records taken over and answered with OK.",
  ),
  refusedSpans: counter(
    "otelcol_receiver_refused_spans_total",
    atReceiver,
    "Spans the sender was told to keep or discard.",
  ),
  refusedPoints: counter(
    "otelcol_receiver_refused_metric_points_total",
    atReceiver,
    "Metric points the sender was told to keep or discard.",
  ),
  refusedLogs: counter(
    "otelcol_receiver_refused_log_records_total",
    atReceiver,
    "Log records the sender was told to keep or discard.",
  ),
  failedSpans: counter(
    "otelcol_receiver_failed_spans_total",
    atReceiver,
    "Spans refused because of a fault in the proxy itself.",
  ),
  failedPoints: counter(
    "otelcol_receiver_failed_metric_points_total",
    atReceiver,
    "Metric points refused because of a fault in the proxy itself.",
  ),
  failedLogs: counter(
    "otelcol_receiver_failed_log_records_total",
    atReceiver,
    "Log records refused because of a fault in the proxy itself.",
  ),
  sentSpans: counter("otelcol_exporter_sent_spans_total", atExporter, "Spans a destination accepted."),
  sentPoints: counter("otelcol_exporter_sent_metric_points_total", atExporter, "Metric points a destination accepted."),
  sentLogs: counter("otelcol_exporter_sent_log_records_total", atExporter, "Log records a destination accepted."),
  sendFailedSpans: counter(
    "otelcol_exporter_send_failed_spans_total",
    atExporter,
    "Spans a destination did not accept.",
  ),
  sendFailedPoints: counter(
    "otelcol_exporter_send_failed_metric_points_total",
    atExporter,
    "Metric points a destination did not accept.",
  ),
  sendFailedLogs: counter(
    "otelcol_exporter_send_failed_log_records_total",
    atExporter,
    "Log records a destination did not accept.",
  ),
  inFlight: gauge("otelcol_exporter_in_flight_requests", atExporter, "Requests a destination has not answered yet."),
  incoming: counter("otelcol_processor_incoming_items_total", atProcessor, "Records given to a processor."),
  outgoing: counter("otelcol_processor_outgoing_items_total", atProcessor, "Records a processor gave on."),
  received: counter(
    "scrubber_received_items_total",
    { signal },
    "Records received; equals exported + folded + rejected + dropped at rest.",
  ),
  exported: counter(
    "scrubber_exported_items_total",
    { signal },
    "Records every destination of their pipeline accepted.",
  ),
  folded: counter(
    "scrubber_folded_items_total",
    { signal },
    "Metric points taken into the books of the fold; what they add leaves in points of fewer series.",
  ),
  rejected: counter(
    "scrubber_rejected_items_total",
    { signal, reason: REJECT_REASONS },
    "Records refused to the sender, by reason.",
  ),
  dropped: counter(
    "scrubber_dropped_items_total",
    { signal, reason: DROP_REASONS },
    "Records that ended here, by reason.",
  ),
  items: counter("scrubber_items_total", { signal, outcome: ITEM_OUTCOMES }, "Records by how they ended."),
  requests: counter(
    "scrubber_requests_total",
    { signal, transport: TRANSPORTS, outcome: REQUEST_OUTCOMES },
    "Requests by how they were answered.",
  ),
  refusedRequests: counter(
    "scrubber_refused_requests_total",
    { transport: TRANSPORTS, reason: REJECT_REASONS },
    "Requests refused before their records were counted.",
  ),
  detections: counter(
    "scrubber_pii_detections_total",
    { signal, detector: "detectors", class: ENTITY_TYPES, place: PLACES },
    "Personal data and secrets found.",
  ),
  actions: counter(
    "scrubber_pii_actions_total",
    { signal, class: ENTITY_TYPES, action: ACTION_KINDS },
    "What was done with findings.",
  ),
  unsanitized: counter(
    "scrubber_unsanitized_items_total",
    { reason: UNSANITIZED_REASONS },
    "Records that left without a scrub; must be 0.",
  ),
  guards: counter(
    "scrubber_guard_total",
    { signal, reason: GUARDS },
    "Values replaced without a finding because they could not be judged.",
  ),
  unknownFields: counter(
    "scrubber_unknown_fields_total",
    { signal },
    "Fields dropped because this version does not know them.",
  ),
  names: counter(
    "scrubber_names_changed_total",
    { signal, change: NAME_CHANGES },
    "Span names rebuilt or shortened, parts of paths hidden, log templates added.",
  ),
  overflow: counter(
    "scrubber_metrics_overflow_total",
    {},
    "Findings counted nowhere because a metric had too many series; must be 0.",
  ),
  processing: histogram(
    "scrubber_processing_duration_seconds",
    { signal },
    "Time from the admitted request to its scrubbed bytes.",
  ),
  stages: histogram(
    "scrubber_stage_duration_seconds",
    { stage: STAGES },
    "Time a request spends in one stage of the road.",
  ),
  policy: gauge(
    "scrubber_policy_info",
    { name: "info", version: "info", digest: "info", channel: "info" },
    "Policy in force; always 1.",
  ),
  reload: gauge(
    "scrubber_config_last_reload_successful",
    {},
    "1 when the last load of configuration and policy succeeded.",
  ),
  inflight: gauge("scrubber_inflight_bytes", {}, "Bytes of requests in flight."),
  inflightLimit: gauge("scrubber_inflight_bytes_limit", {}, "Bytes that may be in flight."),
  foldInputs: gauge("scrubber_cardinality_input_series", {}, "Series of metric points that are known."),
  foldOutputs: gauge("scrubber_cardinality_output_series", {}, "Series that folded points leave as; exact."),
  foldSaved: gauge("scrubber_cardinality_saved_series", {}, "Folded input series less the series they leave as."),
  foldPoints: counter("scrubber_cardinality_folded_points_total", {}, "Points taken into the books."),
  foldEmitted: counter("scrubber_cardinality_emitted_points_total", {}, "Points the fold made."),
  foldCollapsed: counter(
    "scrubber_cardinality_collapsed_series_total",
    { label: "info", reason: "info" },
    "Series whose label was folded when they were first seen, by label and reason.",
  ),
  foldRejected: counter(
    "scrubber_cardinality_rejected_points_total",
    { reason: "info" },
    "Points that would fold and could not be counted; their senders are told how many.",
  ),
  foldUnconserved: gauge(
    "scrubber_cardinality_unconserved",
    {},
    "Increments accepted and found in no output; must be 0.",
  ),
  foldBaselines: counter(
    "scrubber_cardinality_baselines_total",
    {},
    "First values that were only remembered: what they count began before the proxy watched.",
  ),
  foldRestarts: counter("scrubber_cardinality_restarts_total", {}, "Series that came with a new start time."),
  foldResets: counter("scrubber_cardinality_resets_total", {}, "Values that fell without a new start time."),
  foldLate: counter("scrubber_cardinality_late_points_total", {}, "Points older than what is known of their series."),
  foldDuplicates: counter("scrubber_cardinality_duplicate_points_total", {}, "Points that came before."),
  foldAlternating: gauge(
    "scrubber_cardinality_alternating_sources",
    {},
    "Sources of whose totals some exports come here and the others, it seems, to other replicas: both count them.",
  ),
  foldMarks: gauge(
    "scrubber_cardinality_source_mark",
    { slot: "info" },
    "Keyed hashes of a sample of the sources that fold; one value in two replicas is a source that both hear.",
  ),
  foldOverflowed: counter(
    "scrubber_cardinality_overflow_points_total",
    { reason: "info" },
    "Points counted in an overflow series because their metric, all metrics or those of their tenant had too many.",
  ),
  foldTenants: gauge("scrubber_cardinality_tenants", {}, "Tenants told apart."),
  foldLargestTenant: gauge("scrubber_cardinality_largest_tenant_series", {}, "Series of the tenant that has most."),
  foldLateTenants: counter(
    "scrubber_cardinality_late_tenant_metrics_total",
    {},
    "Metrics of tenants that came when there were too many to be told apart; they share what one may have.",
  ),
  foldBytes: gauge("scrubber_cardinality_memory_bytes", {}, "Memory of the fold's books."),
  foldSnapshotAge: gauge(
    "scrubber_cardinality_snapshot_age_seconds",
    {},
    "Age of the snapshot of the fold's books; nothing where none stands for them.",
  ),
  foldSnapshotFailures: counter(
    "scrubber_cardinality_snapshot_failures_total",
    { reason: "info" },
    "Snapshots of the fold's books that were refused, or could not be read or written.",
  ),
  uptime: counter("otelcol_process_uptime_seconds_total", {}, "Uptime of the process."),
  cpu: counter("otelcol_process_cpu_seconds_total", {}, "CPU time of the process, user and system."),
  rss: gauge("otelcol_process_memory_rss_bytes", {}, "Resident memory of the process."),
  heap: gauge("otelcol_process_runtime_heap_alloc_bytes", {}, "Bytes of live and not yet collected heap objects."),
} as const satisfies Record<string, MetricSpec>;

/** Upper bounds in seconds: from a small request to the longest a sender waits. */
export const DURATION_BUCKETS = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** Metrics of Node's own that are kept: promtool dislikes the gauges named `_total`. */
export const NODE_METRICS: ReadonlySet<string> = new Set([
  "process_cpu_user_seconds_total",
  "process_cpu_system_seconds_total",
  "process_cpu_seconds_total",
  "process_start_time_seconds",
  "process_resident_memory_bytes",
  "process_open_fds",
  "process_max_fds",
  "nodejs_eventloop_lag_seconds",
  "nodejs_eventloop_lag_mean_seconds",
  "nodejs_eventloop_lag_p50_seconds",
  "nodejs_eventloop_lag_p90_seconds",
  "nodejs_eventloop_lag_p99_seconds",
  "nodejs_heap_size_used_bytes",
  "nodejs_external_memory_bytes",
  "nodejs_version_info",
  "nodejs_gc_duration_seconds",
]);
