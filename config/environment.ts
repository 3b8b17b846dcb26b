import type { Problem } from "./problem.ts";

/** What the environment says about a configuration that nobody wrote. Read here and nowhere else. */
export interface Environment {
  /** Where to forward to; undefined prints instead. */
  readonly destination: Destination | undefined;
  /** The token key's variable is set. */
  readonly hmacKey: string | undefined;
}

export interface Destination {
  readonly protocol: "grpc" | "http/protobuf" | "http/json";
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: "gzip" | "none";
  readonly timeoutMs: number | undefined;
  readonly certificateFile: string | undefined;
}

const PREFIX = "OTEL_EXPORTER_OTLP_";
const PROTOCOLS = ["grpc", "http/protobuf", "http/json"] as const;

/** Names and meanings as in the OpenTelemetry specification, "OTLP Exporter Configuration". An empty variable is unset. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, problems: Problem[]): Environment {
  const read = (name: string): string | undefined => {
    const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
    return value === "" ? undefined : value;
  };
  const fault = (name: string, text: string): void => {
    problems.push({ at: { order: 0, source: `environment variable ${name}`, line: 0, column: 0 }, path: "", text });
  };
  const hmacKey = read("OTELSCRUB_HMAC_KEY");
  const endpoint = read(`${PREFIX}ENDPOINT`);
  if (endpoint === undefined) return { destination: undefined, hmacKey };
  if (!/^https?:\/\/[^\s]+$/.test(endpoint)) fault(`${PREFIX}ENDPOINT`, "expected a URL with http:// or https://");

  const protocolText = read(`${PREFIX}PROTOCOL`) ?? "http/protobuf";
  const protocol = PROTOCOLS.find((known) => known === protocolText);
  if (protocol === undefined) fault(`${PREFIX}PROTOCOL`, `expected ${PROTOCOLS.join(", ")}`);

  const compression = read(`${PREFIX}COMPRESSION`) ?? "gzip";
  if (compression !== "gzip" && compression !== "none") fault(`${PREFIX}COMPRESSION`, "expected gzip or none");

  const timeout = read(`${PREFIX}TIMEOUT`);
  if (timeout !== undefined && !/^[1-9]\d{0,8}$/.test(timeout)) fault(`${PREFIX}TIMEOUT`, "expected milliseconds");

  const headers = parseHeaders(read(`${PREFIX}HEADERS`) ?? "");
  if (headers === undefined)
    fault(`${PREFIX}HEADERS`, "expected name=value pairs with commas between them, values percent-encoded");
  return {
    hmacKey,
    destination: {
      protocol: protocol ?? "http/protobuf",
      endpoint,
      headers: headers ?? {},
      compression: compression === "none" ? "none" : "gzip",
      timeoutMs: timeout === undefined ? undefined : Number(timeout),
      certificateFile: read(`${PREFIX}CERTIFICATE`),
    },
  };
}

/** `name=value,name=value`, percent-encoded as W3C baggage. */
function parseHeaders(text: string): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null);
  for (const pair of text.split(",")) {
    if (pair.trim() === "") continue;
    const cut = pair.indexOf("=");
    if (cut < 1) return undefined;
    try {
      headers[decodeURIComponent(pair.slice(0, cut).trim())] = decodeURIComponent(pair.slice(cut + 1).trim());
    } catch {
      return undefined;
    }
  }
  return headers;
}
