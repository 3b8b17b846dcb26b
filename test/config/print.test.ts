import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { printConfig } from "../../config/print.ts";

function load(configs: string[], env: Record<string, string> = {}) {
  return loadConfig({ configs, sets: [], env, readFile: (path) => readFileSync(path, "utf8") }).config;
}

describe("print-config", () => {
  test("O6 keys, PEM blocks, headers and credentials in URLs are redacted", () => {
    const secret = "s3cr3t-s3cr3t-s3cr3t";
    const text = `
receivers: { otlp: { protocols: { grpc: { tls: { cert_pem: ${secret}, key_pem: ${secret} } } } } }
processors: { scrub: { hmac_key: "\${env:KEY}" } }
exporters:
  otlphttp:
    endpoint: https://user:${secret}@backend:4318/?token=${secret}
    headers: { authorization: ${secret} }
    tls: { key_pem: ${secret}, cert_pem: ${secret} }
service:
  pipelines:
    logs: { receivers: [otlp], processors: [scrub], exporters: [otlphttp] }
`;
    const printed = printConfig(load([`yaml:${text}`], { KEY: secret }));
    expect(printed).not.toContain(secret);
    expect(printed).toContain('authorization: "[redacted]"');
    expect(printed).toContain('hmac_key: "[redacted]"');
    expect(printed).toContain("endpoint: https://backend:4318/?[redacted]");
    expect(printed).toContain("otlp_http:");
  });

  test("O14 what is printed loads again and means the same", () => {
    const built = load([], { OTEL_EXPORTER_OTLP_ENDPOINT: "http://backend:4318" });
    const again = load([`yaml:${printConfig(built)}`]);
    expect(again).toEqual(built);
  });
});
