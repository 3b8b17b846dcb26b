import { problemAt } from "./check.ts";
import type { ExporterConfig, ReceiverConfig } from "./config.ts";
import type { Path } from "./explain.ts";
import type { Problem } from "./problem.ts";
import { presentId } from "./schema.ts";
import { type Tree, treeAt } from "./tree.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::\]|0\.0\.0\.0|)$/i;
const ENDPOINT_KEYS = ["endpoint", "traces_endpoint", "metrics_endpoint", "logs_endpoint"] as const;

/**
 * Refuses an exporter that sends to this process: a shell in which SDKs are pointed at the proxy sets the very variable
 * that tells the proxy where to forward, and each request would circle until memory ends.
 */
export function checkLoops(
  tree: Tree,
  receivers: readonly ReceiverConfig[],
  exporters: readonly ExporterConfig[],
  problems: Problem[],
): void {
  const ports = new Set(
    receivers.flatMap(({ settings }) => [settings.protocols.grpc, settings.protocols.http]).flatMap(portOf),
  );
  for (const { id, settings } of exporters) {
    for (const key of ENDPOINT_KEYS) {
      const endpoint = (settings as Readonly<Record<string, unknown>>)[key];
      if (typeof endpoint !== "string" || !isOwn(endpoint, ports)) continue;
      problems.push(
        problemAt(tree, writtenPath(tree, id, key), "this is where the proxy itself listens; requests would circle"),
      );
    }
  }
}

function portOf(protocol: { readonly endpoint: string } | null | undefined): number[] {
  if (protocol === null || protocol === undefined) return [];
  return [Number(protocol.endpoint.slice(protocol.endpoint.lastIndexOf(":") + 1))];
}

function isOwn(endpoint: string, ports: ReadonlySet<number>): boolean {
  const authority = endpoint.replace(/^[a-z][a-z0-9+.-]*:\/{2,3}/i, "").split(/[/?#]/, 1)[0] ?? "";
  const match = /^(.*):(\d{1,5})$/.exec(authority);
  return match !== null && LOOPBACK.test(match[1] ?? "") && ports.has(Number(match[2]));
}

/** The id as it was written, which may be a former name. */
function writtenPath(tree: Tree, id: string, key: string): Path {
  const exporters = treeAt(tree, ["exporters"]);
  const ids = exporters?.kind === "map" ? [...exporters.entries.keys()] : [];
  return ["exporters", ids.find((written) => presentId(written, "exporters") === id) ?? id, key];
}
