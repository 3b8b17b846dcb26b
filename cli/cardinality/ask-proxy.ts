import { OperatorError } from "../../core/errors.ts";
import type { CardinalityReport } from "../../pipeline/cardinality-report.ts";

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Asks a running proxy for its report: the page beside `/metrics`. Throws OperatorError. */
export async function askProxy(endpoint: string): Promise<CardinalityReport> {
  const url = pageOf(endpoint);
  const text = await pageText(url);
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    throw new OperatorError(`${url.href} does not answer in JSON; is it otelscrub's metrics endpoint?`);
  }
  if (!isReport(report)) throw new OperatorError(`${url.href} answers in a form that this version does not know.`);
  return report;
}

function pageOf(endpoint: string): URL {
  const url = URL.parse(/^https?:\/\//i.test(endpoint) ? endpoint : `http://${endpoint}`);
  if (url === null) throw new OperatorError("--endpoint expects a URL such as http://127.0.0.1:8888.");
  url.pathname = "/cardinality";
  return url;
}

async function pageText(url: URL): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
  } catch {
    throw new OperatorError(`${url.href} cannot be reached.`);
  }
  const size = Number(response.headers.get("content-length") ?? 0);
  if (response.status !== 200 || size > MAX_BYTES) {
    await response.body?.cancel();
    throw new OperatorError(`${url.href} answers with status ${response.status}.`);
  }
  return await response.text();
}

function isReport(value: unknown): value is CardinalityReport {
  if (typeof value !== "object" || value === null) return false;
  const { version, metrics } = value as Partial<CardinalityReport>;
  return version === 1 && Array.isArray(metrics);
}
