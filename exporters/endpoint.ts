import { OperatorError } from "../core/errors.ts";
import type { Signal } from "../core/signal.ts";
import type { OtlpHttpSettings } from "./settings.ts";

export interface GrpcEndpoint {
  readonly host: string;
  readonly port: number;
  readonly plaintext: boolean;
  /** `host:port` as gRPC writes targets and authorities. */
  readonly authority: string;
}

/**
 * Reads a gRPC endpoint as the collector does: `host:port`, `dns:///host:port`, or a URL whose scheme decides about
 * TLS. Without a scheme TLS is on unless `tls.insecure` says otherwise.
 */
export function readGrpcEndpoint(endpoint: string, insecure: boolean, id: string): GrpcEndpoint {
  const where = `exporters::${id}::endpoint`;
  const isUrl = /^https?:\/\//i.test(endpoint);
  const bare = endpoint.replace(/^dns:\/{0,3}/i, "");
  const url = parseUrl(isUrl ? endpoint : `grpc://${bare}`, where);
  if (url.hostname === "") throw new OperatorError(`${where}: expected host:port or http(s)://host:port.`);
  if (!["", "/"].includes(url.pathname) || url.search !== "")
    throw new OperatorError(`${where}: a gRPC endpoint has no path.`);
  const plaintext = isUrl ? url.protocol === "http:" : insecure;
  // URL drops the default ports 80 and 443 of http and https; gRPC's default is 4317.
  const port = url.port === "" ? defaultPort(endpoint, isUrl) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { host, port, plaintext, authority: `${url.hostname}:${port}` };
}

function defaultPort(endpoint: string, isUrl: boolean): number {
  const written = isUrl ? /:(80|443)\/?$/.exec(endpoint) : null;
  return written === null ? 4317 : Number(written[1]);
}

/** The URL of each signal: its own endpoint as it is, else the base plus `/v1/<signal>`. */
export function readHttpEndpoints(settings: OtlpHttpSettings, id: string): Readonly<Record<Signal, URL>> {
  const of = (signal: Signal): URL => {
    const own = settings[`${signal}_endpoint`];
    const url = parseUrl(
      own ?? settings.endpoint ?? "",
      `exporters::${id}::${own ? `${signal}_endpoint` : "endpoint"}`,
    );
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new OperatorError(`exporters::${id}: an HTTP endpoint begins with http:// or https://.`);
    if (own === undefined) url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/${signal}`;
    return url;
  };
  return { logs: of("logs"), traces: of("traces"), metrics: of("metrics") };
}

function parseUrl(text: string, where: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new OperatorError(`${where}: this is not an address.`);
  }
  // Credentials belong in `headers`, where print-config hides them.
  if (url.username !== "" || url.password !== "")
    throw new OperatorError(`${where}: credentials do not belong into an endpoint; use headers.`);
  return url;
}
