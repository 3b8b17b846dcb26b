/** The three stable OTLP signals. */
export const SIGNALS = ["logs", "traces", "metrics"] as const;
export type Signal = (typeof SIGNALS)[number];

/** What one record of a signal is called in the collector's metric names. */
export const ITEM_NAMES = { logs: "log_records", traces: "spans", metrics: "metric_points" } as const;
