import type { Dashboard, Section } from "./grafana.ts";
import { node, quantile, rate, sumBy, value } from "./metric.ts";

const promises: Section = {
  title: "Promises",
  across: 4,
  height: 5,
  panels: [
    {
      type: "stat",
      title: "Left unscrubbed",
      description: "Records that left without a scrub. Must be 0.",
      unit: "short",
      queries: [{ expr: sumBy("", value("unsanitized")) }],
      mustBeZero: true,
    },
    {
      type: "stat",
      title: "Unaccounted records",
      description:
        "Received less exported, folded, rejected and dropped. 0 at rest; what is in flight stands here too.",
      unit: "short",
      queries: [{ expr: `${sumBy("", value("received"))} - ${sumBy("", value("items"))}` }],
    },
    {
      type: "stat",
      title: "Refused of received",
      description: "Share of records whose senders were told to come again or to stop.",
      unit: "percentunit",
      queries: [{ expr: `${sumBy("", rate("rejected"))} / ${sumBy("", rate("received"))}` }],
    },
    {
      type: "table",
      title: "Policy in force",
      description: "Name, version and digest of the policy, by proxy.",
      unit: "short",
      queries: [{ expr: value("policy") }],
    },
  ],
};

const road: Section = {
  title: "The road",
  across: 2,
  height: 8,
  panels: [
    {
      type: "timeseries",
      title: "Records received",
      description: "Spans, metric points and log records, by signal.",
      unit: "cps",
      queries: [{ expr: sumBy("signal", rate("received")), legend: "{{signal}}" }],
    },
    {
      type: "timeseries",
      title: "How they ended",
      description: "Exported, folded into fewer series, rejected to the sender, or dropped by policy.",
      unit: "cps",
      queries: [{ expr: sumBy("outcome", rate("items")), legend: "{{outcome}}" }],
    },
    {
      type: "timeseries",
      title: "Rejected, by reason",
      description: "Why senders were told to come again or to stop.",
      unit: "cps",
      queries: [{ expr: `${sumBy("reason", rate("rejected"))} > 0`, legend: "{{reason}}" }],
    },
    {
      type: "timeseries",
      title: "Dropped, by reason",
      description: "Records that ended here although their senders were told OK.",
      unit: "cps",
      queries: [{ expr: `${sumBy("reason", rate("dropped"))} > 0`, legend: "{{reason}}" }],
    },
    {
      type: "timeseries",
      title: "Requests, by outcome",
      description: "Answers: success, partial success, refused.",
      unit: "reqps",
      queries: [{ expr: sumBy("outcome, transport", rate("requests")), legend: "{{outcome}} {{transport}}" }],
    },
    {
      type: "timeseries",
      title: "Requests refused unread",
      description: "Too large, not admitted, or no memory for them.",
      unit: "reqps",
      queries: [{ expr: `${sumBy("reason", rate("refusedRequests"))} > 0`, legend: "{{reason}}" }],
    },
  ],
};

const found: Section = {
  title: "What was found",
  across: 2,
  height: 8,
  panels: [
    {
      type: "timeseries",
      title: "Detections, by class",
      description: "Personal data and secrets found, the ten most frequent classes.",
      unit: "cps",
      queries: [{ expr: `topk(10, ${sumBy("class", rate("detections"))})`, legend: "{{class}}" }],
    },
    {
      type: "timeseries",
      title: "Actions",
      description: "What was done with them.",
      unit: "cps",
      queries: [{ expr: sumBy("action", rate("actions")), legend: "{{action}}" }],
    },
    {
      type: "bargauge",
      title: "Where",
      description: "Detections of the last hour by place: bodies, attributes, names, links, exemplars.",
      unit: "short",
      queries: [{ expr: `topk(10, ${sumBy("place", `increase(${value("detections")}[1h])`)})`, legend: "{{place}}" }],
    },
    {
      type: "timeseries",
      title: "Replaced because it could not be judged",
      description: "Values too long, too deep or broken: replaced without a finding.",
      unit: "cps",
      queries: [{ expr: `${sumBy("reason", rate("guards"))} > 0`, legend: "{{reason}}" }],
    },
  ],
};

const time: Section = {
  title: "Time",
  across: 2,
  height: 8,
  panels: [
    {
      type: "timeseries",
      title: "Until scrubbed",
      description:
        "From the admitted request to its scrubbed bytes: median, 95th and 99th percentile over all signals.",
      unit: "s",
      queries: [
        { expr: quantile(0.5, "processing", "job"), legend: "p50 {{job}}" },
        { expr: quantile(0.95, "processing", "job"), legend: "p95 {{job}}" },
        { expr: quantile(0.99, "processing", "job"), legend: "p99 {{job}}" },
      ],
    },
    {
      type: "timeseries",
      title: "Stages, 95th percentile",
      description: "Inflating, scrubbing, waiting for the destinations.",
      unit: "s",
      queries: [{ expr: quantile(0.95, "stages", "stage"), legend: "{{stage}}" }],
    },
  ],
};

const out: Section = {
  title: "Ways out",
  across: 3,
  height: 8,
  panels: [
    {
      type: "timeseries",
      title: "Accepted by destinations",
      description: "Records each destination accepted.",
      unit: "cps",
      queries: [
        { expr: sumBy("exporter", rate("sentSpans")), legend: "{{exporter}} spans" },
        { expr: sumBy("exporter", rate("sentPoints")), legend: "{{exporter}} points" },
        { expr: sumBy("exporter", rate("sentLogs")), legend: "{{exporter}} logs" },
      ],
    },
    {
      type: "timeseries",
      title: "Not accepted",
      description: "Records a destination did not accept in the end.",
      unit: "cps",
      queries: [
        { expr: sumBy("exporter", rate("sendFailedSpans")), legend: "{{exporter}} spans" },
        { expr: sumBy("exporter", rate("sendFailedPoints")), legend: "{{exporter}} points" },
        { expr: sumBy("exporter", rate("sendFailedLogs")), legend: "{{exporter}} logs" },
      ],
    },
    {
      type: "timeseries",
      title: "Waiting for an answer",
      description: "Requests that a destination has not answered yet.",
      unit: "short",
      queries: [{ expr: sumBy("exporter", value("inFlight")), legend: "{{exporter}}" }],
    },
  ],
};

const process: Section = {
  title: "The process",
  across: 4,
  height: 7,
  panels: [
    {
      type: "timeseries",
      title: "Bytes in flight",
      description: "Memory that requests take, and the limit at which new ones are refused.",
      unit: "bytes",
      queries: [
        { expr: value("inflight"), legend: "{{instance}}" },
        { expr: value("inflightLimit"), legend: "limit of {{instance}}" },
      ],
    },
    {
      type: "timeseries",
      title: "Resident memory",
      description: "All memory of the process.",
      unit: "bytes",
      queries: [{ expr: value("rss"), legend: "{{instance}}" }],
    },
    {
      type: "timeseries",
      title: "CPU",
      description: "Cores used; one thread scrubs.",
      unit: "short",
      queries: [{ expr: rate("cpu"), legend: "{{instance}}" }],
    },
    {
      type: "timeseries",
      title: "Event loop lag, 99th percentile",
      description: "How late the loop comes round: high values mean that one request keeps others waiting.",
      unit: "s",
      queries: [{ expr: node("nodejs_eventloop_lag_p99_seconds"), legend: "{{instance}}" }],
    },
  ],
};

export const OVERVIEW: Dashboard = {
  uid: "otelscrub",
  title: "otelscrub",
  description: "What comes in, what was found, how it leaves, and whether the promises hold.",
  inputs: [],
  sections: [promises, road, found, time, out, process],
};
