import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { splitEndpoint } from "../../receiver/endpoint.ts";
import { otlpReceiverSettings } from "../../receiver/settings.ts";

const parse = (protocols: unknown) => v.safeParse(otlpReceiverSettings, { protocols });
const issueOf = (protocols: unknown) => parse(protocols).issues?.[0];
const PEM = { cert_pem: "c", key_pem: "k" };

describe("receiver settings", () => {
  test("a protocol named without settings has the collector's defaults; one not named is off", () => {
    const { output } = parse({ grpc: null });
    expect(output).toMatchObject({ protocols: { grpc: { endpoint: "localhost:4317", max_recv_msg_size_mib: 64 } } });
    expect(output).not.toHaveProperty("protocols.http");
  });

  test("durations are read as the collector writes them", () => {
    expect(parse({ http: { read_timeout: "1m30s" } }).output).toMatchObject({
      protocols: { http: { read_timeout: 90_000 } },
    });
  });

  test("an unknown key is refused where it stands", () => {
    const issue = issueOf({ grpc: { max_recv_msg_size: 4 } });
    expect(v.getDotPath(issue ?? ({} as never))).toBe("protocols.grpc.max_recv_msg_size");
  });

  const refused: Record<string, unknown> = {
    "no protocol": {},
    "an endpoint without a port": { grpc: { endpoint: "localhost" } },
    "a port above 65535": { grpc: { endpoint: "localhost:70000" } },
    "a limit above 64 MiB": { grpc: { max_recv_msg_size_mib: 65 } },
    "a body of more than 64 MiB": { http: { max_request_body_size: 64 * 1024 * 1024 + 1 } },
    "a path without a slash": { http: { logs_url_path: "logs" } },
    "a duration without a unit": { http: { read_timeout: "10" } },
    "TLS without a key": { http: { tls: { cert_pem: "c" } } },
    "two certificates": { http: { tls: { ...PEM, cert_file: "f" } } },
    "two signals on one path": { http: { logs_url_path: "/v1/traces" } },
    "a min_version above the max_version": { http: { tls: { ...PEM, min_version: "1.3", max_version: "1.2" } } },
  };
  for (const [what, protocols] of Object.entries(refused)) {
    test(`${what} is refused`, () => expect(parse(protocols).success).toBe(false));
  }

  test("an endpoint is split into host and port", () => {
    expect(["localhost:1", "0.0.0.0:2", ":3", "[::1]:4"].map(splitEndpoint)).toEqual([
      { host: "127.0.0.1", port: 1 },
      { host: "0.0.0.0", port: 2 },
      { host: undefined, port: 3 },
      { host: "::1", port: 4 },
    ]);
  });
});
