import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerCredentials } from "@grpc/grpc-js";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { OperatorError } from "../../core/errors.ts";
import { createExporter } from "../../exporters/create.ts";
import type { Exporter } from "../../exporters/exporter.ts";
import { OtlpGrpcSettingsSchema, OtlpHttpSettingsSchema } from "../../exporters/settings.ts";
import { startGrpcBackend, startHttpBackend } from "../support/backends.ts";
import { batchOf, collectEvents, endOf, logsRequest, type Told } from "../support/batches.ts";

let folder = "";
const file = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "otelscrub-tls-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test-ca");
  for (const [name, san] of [
    ["server", "DNS:localhost,IP:127.0.0.1"],
    ["other", "DNS:elsewhere.test"],
    ["client", "DNS:client.test"],
  ]) {
    writeFileSync(file(`${name}.ext`), `subjectAltName=${san}\n`);
    openssl("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signer, "-out", `${name}.pem`, "-extfile", `${name}.ext`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const REQUEST = logsRequest(3);
const ONCE = { enabled: false };

type Tls = NonNullable<v.InferInput<typeof OtlpGrpcSettingsSchema>["tls"]>;
type Way = "http2" | "grpc_js" | "http";

/** A TLS backend that demands a client certificate where `mutual`, and an exporter towards it. */
async function pair(way: Way, tls: Tls, over: { cert?: string; mutual?: boolean } = {}) {
  const name = over.cert ?? "server";
  const identity = { cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) };
  const ca = readFileSync(file("ca.pem"));
  const mutual = over.mutual ?? false;
  if (way === "http") {
    const server = createServer({ ...identity, ca, requestCert: mutual, rejectUnauthorized: mutual });
    const sink = await startHttpBackend((response) => response.end(), server);
    closing.push(() => sink.stop());
    return exporter(way, `https://127.0.0.1:${sink.port}`, tls);
  }
  const credentials = ServerCredentials.createSsl(
    ca,
    [{ cert_chain: identity.cert, private_key: identity.key }],
    mutual,
  );
  const sink = await startGrpcBackend(() => ({}), { credentials });
  closing.push(() => sink.stop());
  // grpc-js cannot reach an IP address over TLS on this Node: it sets the address as server name.
  return exporter(way, `${way === "grpc_js" ? "localhost" : "127.0.0.1"}:${sink.port}`, tls);
}

function exporter(way: Way, endpoint: string, tls: Tls): { exporter: Exporter; told: Told } {
  const told = collectEvents();
  const deps = { events: told, stdout: process.stdout, version: "0" };
  const common = { endpoint, tls, retry_on_failure: ONCE };
  const made =
    way === "http"
      ? createExporter("e", { type: "otlp_http", settings: v.parse(OtlpHttpSettingsSchema, common) }, deps)
      : createExporter(
          "e",
          { type: "otlp_grpc", settings: v.parse(OtlpGrpcSettingsSchema, { ...common, transport: way }) },
          deps,
        );
  closing.push(() => made.stop(performance.now() + 100));
  return { exporter: made, told };
}

describe.each(["http2", "grpc_js", "http"] as const)("%s", (way) => {
  test("L10 a backend whose certificate our CA signed is trusted, with a client certificate too", async () => {
    const plain = await pair(way, { ca_file: file("ca.pem") });
    expect(endOf(await plain.exporter.send(batchOf(REQUEST, 3)))).toBe("accepted");
    const identity = { cert_file: file("client.pem"), key_file: file("client.key") };
    const mutual = await pair(way, { ca_file: file("ca.pem"), ...identity }, { mutual: true });
    expect(endOf(await mutual.exporter.send(batchOf(REQUEST, 3)))).toBe("accepted");
  });

  test("L10 an unknown authority, a wrong name and a missing client certificate are refused", async () => {
    const cases = [
      await pair(way, {}),
      await pair(way, { ca_file: file("ca.pem") }, { cert: "other" }),
      await pair(way, { ca_file: file("ca.pem") }, { mutual: true }),
    ];
    for (const { exporter: refused } of cases)
      expect(endOf(await refused.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
  });

  test("L10 server_name_override and insecure_skip_verify do what they say", async () => {
    const named = { ca_file: file("ca.pem"), server_name_override: "elsewhere.test" };
    const overridden = await pair(way, named, { cert: "other" });
    expect(endOf(await overridden.exporter.send(batchOf(REQUEST, 3)))).toBe("accepted");
    const blind = await pair(way, { insecure_skip_verify: true });
    expect(endOf(await blind.exporter.send(batchOf(REQUEST, 3)))).toBe("accepted");
  });

  test("L10 missing, mismatched and half-given files end the start with one sentence", () => {
    const bad: Tls[] = [
      { ca_file: file("none.pem") },
      { cert_file: file("client.pem") },
      { cert_file: file("client.pem"), key_file: file("server.key") },
      { ca_file: file("ca.pem"), ca_pem: "x" },
      { min_version: "1.3", max_version: "1.2" },
    ];
    for (const tls of bad)
      expect(() => exporter(way, way === "http" ? "https://h:1" : "h:1", tls)).toThrow(OperatorError);
  });
});

test("L8 a server that prefers HTTP/2 is spoken to in HTTP/1.1", async () => {
  const versions: string[] = [];
  const identity = { cert: readFileSync(file("server.pem")), key: readFileSync(file("server.key")) };
  const server = createSecureServer({ ...identity, allowHTTP1: true });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  closing.push(() => server.close());
  server.on("request", (request, response) => {
    versions.push(request.httpVersion);
    response.end();
  });
  const { port } = server.address() as { readonly port: number };
  const { exporter: http } = exporter("http", `https://127.0.0.1:${port}`, { ca_file: file("ca.pem") });
  expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe("accepted");
  expect(versions).toEqual(["1.1"]);
});
