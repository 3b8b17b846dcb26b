import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const hasPrometheus = spawnSync("prometheus", ["--version"]).status === 0;

export interface Prometheus {
  /** Result of an instant query: value by labels. */
  query(expression: string): Promise<Map<string, string>>;
}

/** Starts the real server on a free port, scraping each target under its job name as fast as it can. */
export async function startPrometheus(targets: Readonly<Record<string, string>>): Promise<Prometheus> {
  const dir = mkdtempSync(join(tmpdir(), "otelscrub-prometheus-"));
  const jobs = Object.entries(targets).map(([job, target]) => ({
    job_name: job,
    static_configs: [{ targets: [target] }],
  }));
  writeFileSync(
    join(dir, "prometheus.yml"),
    JSON.stringify({ global: { scrape_interval: "200ms", scrape_timeout: "200ms" }, scrape_configs: jobs }),
  );
  const port = await freePort();
  const flags = [
    `--config.file=${dir}/prometheus.yml`,
    `--storage.tsdb.path=${dir}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn("prometheus", flags, { stdio: "ignore" });
  onTestFinished(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    rmSync(dir, { recursive: true, force: true });
  });
  const base = `http://127.0.0.1:${port}`;
  while ((await fetch(`${base}/-/ready`).catch(() => undefined))?.status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    async query(expression) {
      const answer = await fetch(`${base}/api/v1/query?query=${encodeURIComponent(expression)}`);
      const { data } = (await answer.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return new Map(
        data.result.map(({ metric, value }) => [
          JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1))),
          value[1],
        ]),
      );
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}
