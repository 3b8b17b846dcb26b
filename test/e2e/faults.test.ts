import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { hangUp, startGrpcBackend, startHttpBackend } from "../support/backends.ts";
import { type Arrival, type Collector, grpcCollector, textOf } from "../support/collected.ts";
import { sumOf } from "../support/identity.ts";
import { frame, LOGS, METRICS, openCall, rawCall, rawSession, TRACES } from "../support/raw-grpc.ts";
import { until } from "../support/receivers.ts";
import { encode, logsOf, meaningOf, postOtlp, requestWith, text } from "../support/requests.ts";
import { retryDelayOf } from "../support/rpc-status.ts";
import { configFor, type PlainConfig, type Proxy, startProxy, UNFOLDED } from "../support/service.ts";

/** Must never be seen outside a request. */
const CANARY = "zq7.canary.person@example.org";
const DIRTY = logsOf([`mail ${CANARY} today`]);
const PATHS: Readonly<Record<Signal, string>> = { logs: LOGS, traces: TRACES, metrics: METRICS };

/** Everything that leaves the proxy in any direction. */
async function outputs(proxy: Proxy, arrivals: readonly Arrival[], answers: readonly unknown[]): Promise<string> {
  const health = await (await fetch(`http://127.0.0.1:${proxy.healthPort}/status`)).text();
  return [
    textOf(arrivals),
    arrivals.map((one) => one.body.toString("latin1")),
    proxy.written(),
    await proxy.metrics(),
    health,
    JSON.stringify(answers),
  ].join("\n");
}

function expectNoCanary(all: string): void {
  for (const part of [
    CANARY,
    "canary",
    encodeURIComponent(CANARY),
    Buffer.from(CANARY).toString("base64").slice(2, -4),
  ]) {
    expect(all.includes(part), `a canary came out as ${part}`).toBe(false);
  }
}

async function collector(): Promise<Collector> {
  const backend = await grpcCollector();
  onTestFinished(() => backend.stop());
  return backend;
}

function withPolicy(base: PlainConfig, policy: string): PlainConfig {
  const dir = mkdtempSync(join(tmpdir(), "otelscrub-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, "policy.yaml"), policy);
  return { ...base, processors: { memory_limiter: { limit_mib: 64 }, scrub: { policy: join(dir, "policy.yaml") } } };
}

describe("R10 what cannot be judged is replaced", () => {
  test("R10 a value over the policy's limit is replaced as a whole and counted", async () => {
    const backend = await collector();
    const config = configFor({ otlp_grpc: { endpoint: backend.endpoint } });
    const proxy = await startProxy(
      withPolicy(config, 'version: "1"\nname: short\nextends: default\nlimits: { max_value_bytes: 1024 }\n'),
    );
    const long = `${"x".repeat(2_000)} ${CANARY}`;
    for (const signal of SIGNALS) {
      const answer = await rawCall(proxy.grpcPort, frame(encode(signal, requestWith(signal, [text("detail", long)]))), {
        path: PATHS[signal],
      });
      expect(answer.status).toBe(0);
      expectNoCanary(await outputs(proxy, backend.arrivals, [answer]));
      expect(textOf(backend.arrivals)).not.toContain("xxxxxxxx");
      expect(sumOf(await proxy.metrics(), "scrubber_guard_total", { signal, reason: "value_too_long" })).toBe(1);
    }
  });

  test("R10 nesting beyond the limit is replaced and counted", async () => {
    const backend = await collector();
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    let value: object = { stringValue: CANARY };
    for (let depth = 0; depth < LIMITS.maxDepth + 8; depth++) value = { arrayValue: { values: [value] } };
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", requestWith("logs", [{ key: "deep", value }]))), {
      path: LOGS,
    });
    expectNoCanary(await outputs(proxy, backend.arrivals, [answer]));
    expect(sumOf(await proxy.metrics(), "scrubber_guard_total", { reason: "too_deep" })).toBeGreaterThan(0);
  });

  test("R10 a policy's own pattern that meets a hostile text still ends, and the canary in it is gone", async () => {
    const backend = await collector();
    const config = configFor({ otlp_grpc: { endpoint: backend.endpoint } });
    const policy =
      'version: "1"\nname: own\nextends: default\npatterns:\n  - { name: ticket, type: USER_ID, pattern: "(a+)+[0-9]", examples: ["aa1"] }\n';
    const proxy = await startProxy(withPolicy(config, policy));
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", logsOf([`${"a".repeat(50_000)}! ${CANARY}`]))), {
      path: LOGS,
    });
    expectNoCanary(await outputs(proxy, backend.arrivals, [answer]));
  });
});

describe("R11 what is malformed is refused, and nothing of it is quoted", () => {
  const bytes = encode("logs", DIRTY);
  const broken: Readonly<Record<string, string>> = {
    "a torn document": `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"${CANARY}"}`,
    "a bad number": `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"${CANARY}"}]}]}]}`,
    "a bad literal": `{"resourceLogs":${CANARY}}`,
    "a bad trace id": `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"${CANARY}"}]}]}]}`,
    "bad base64": `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"bytesValue":"${CANARY}!"}}]}]}]}`,
    "a bad name": `{"resourceLogs":[{"${CANARY}`,
    "a list where a message belongs": `{"resourceLogs":{"${CANARY}":["${CANARY}"]}}`,
    "a text": JSON.stringify(CANARY),
  };

  test.each(Object.keys(broken))("R11 JSON with %s", async (name) => {
    const backend = await collector();
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const answer = await postOtlp(proxy.httpPort, "logs", broken[name] ?? "", { "content-type": "application/json" });
    const body = await answer.text();
    expect(answer.status).toBe(400);
    expect(answer.headers.get("retry-after")).toBeNull();
    expect(backend.arrivals).toEqual([]);
    expectNoCanary(await outputs(proxy, backend.arrivals, [body, [...answer.headers]]));
  });

  test("R11 protobuf cut anywhere, wrapped in a group, or with a canary for a path, a header or an encoding", async () => {
    const backend = await collector();
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const answers: unknown[] = [];
    for (let cut = 1; cut < bytes.length; cut += 7) {
      const answer = await rawCall(proxy.grpcPort, frame(bytes.subarray(0, cut)), { path: LOGS });
      expect(answer.status).toBe(status.INVALID_ARGUMENT);
      answers.push(answer.headers, answer.details);
    }
    const group = Buffer.concat([Buffer.from([0x0b]), bytes, Buffer.from([0x0c])]);
    answers.push((await rawCall(proxy.grpcPort, frame(group), { path: LOGS })).headers);
    answers.push((await rawCall(proxy.grpcPort, frame(bytes), { path: `/${CANARY}/Export` })).headers);
    answers.push(
      (await rawCall(proxy.grpcPort, frame(bytes, 1), { path: LOGS, headers: { "grpc-encoding": CANARY } })).headers,
    );
    answers.push(
      (await rawCall(proxy.grpcPort, frame(bytes), { path: LOGS, headers: { "grpc-timeout": CANARY } })).headers,
    );
    const hostile: [string, Record<string, string>][] = [
      [`/v1/${CANARY}`, {}],
      ["/v1/logs", { "content-type": CANARY }],
      ["/v1/logs", { "content-encoding": CANARY }],
      ["/v1/logs", { "content-encoding": "gzip" }],
      ["/v1/logs", { "content-encoding": "zstd" }],
    ];
    for (const [path, headers] of hostile) {
      const answer = await fetch(`http://127.0.0.1:${proxy.httpPort}${path}`, {
        method: "POST",
        body: Buffer.from(bytes),
        headers: { "content-type": "application/x-protobuf", ...headers },
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      answers.push(await answer.text(), [...answer.headers]);
    }
    expect(backend.arrivals).toEqual([]);
    expectNoCanary(await outputs(proxy, backend.arrivals, answers));
  });

  test("R11 garbage instead of gRPC framing, and a sender that breaks off", async () => {
    const backend = await collector();
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const garbage = Buffer.from(`\x00\x00\x00\x00\x10${CANARY}${CANARY}`);
    const answer = await rawCall(proxy.grpcPort, garbage, { path: LOGS });
    expect(answer.status).not.toBe(0);
    const stream = openCall(rawSession(proxy.grpcPort), LOGS);
    stream.write(frame(bytes).subarray(0, 30));
    await until(() => proxy.service.parts.budget.used > 0);
    stream.close(8);
    await until(() => proxy.service.parts.budget.used === 0);
    expect(backend.arrivals).toEqual([]);
    expectNoCanary(await outputs(proxy, backend.arrivals, [answer.headers, answer.details]));
    const after = await rawCall(proxy.grpcPort, frame(bytes), { path: LOGS });
    expect(after.status).toBe(0);
    expect(backend.arrivals[0]?.meaning).toEqual(meaningOf("logs", logsOf(["mail [EMAIL_ADDRESS] today"])));
  });
});

describe("R12 backends that misbehave", () => {
  const quick = { retry_on_failure: { max_elapsed_time: "200ms" } };

  test("R12 a backend that quotes what it was sent is not quoted further", async () => {
    const backend = await startGrpcBackend(() => ({
      code: status.INVALID_ARGUMENT,
      message: `bad record of ${CANARY}`,
    }));
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", DIRTY)), { path: LOGS });
    expect(answer.status).toBe(status.INVALID_ARGUMENT);
    expect(retryDelayOf(answer.details ?? {})).toBeUndefined();
    expectNoCanary(await outputs(proxy, [], [answer.headers, answer.details, answer.trailers]));
    expect(sumOf(await proxy.metrics(), "scrubber_rejected_items_total", { reason: "backend_rejected" })).toBe(1);
  });

  test.each([400, 413, 429, 500, 503])("R12 HTTP %i with a page that quotes", async (code) => {
    const backend = await startHttpBackend((response) => {
      response.writeHead(code, { "content-type": "text/html", "retry-after": CANARY });
      response.end(`<h1>${CANARY}</h1>`);
    });
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_http: { endpoint: backend.endpoint, ...quick } }));
    const answer = await postOtlp(proxy.httpPort, "logs", encode("logs", DIRTY));
    expect(answer.status).toBe(code === 413 ? 413 : code === 429 || code === 503 ? 503 : 400);
    expectNoCanary(
      await outputs(
        proxy,
        [],
        [await answer.text(), [...answer.headers], backend.requests.map(({ body }) => body.toString("latin1"))],
      ),
    );
  });

  test("R12 resets, half answers and garbage in turn are retried and never lose or leak", async () => {
    const backend = await startHttpBackend((response, _body, index) => {
      if (index === 0) return hangUp(response, "reset");
      if (index === 1) return hangUp(response, "close");
      if (index === 2) {
        response.writeHead(200, { "content-length": 100 });
        response.write(CANARY);
        setImmediate(() => hangUp(response, "reset"));
        return;
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" });
      response.end(Buffer.from(CANARY));
    });
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(
      configFor({ otlp_http: { endpoint: backend.endpoint, retry_on_failure: { initial_interval: "20ms" } } }),
    );
    const answer = await postOtlp(proxy.httpPort, "logs", encode("logs", DIRTY));
    expect(answer.status).toBe(200);
    expect(backend.requests.length).toBe(4);
    expectNoCanary(
      await outputs(proxy, [], [await answer.text(), backend.requests.map(({ body }) => body.toString("latin1"))]),
    );
  });
});

describe("local destinations", () => {
  test("R2 debug prints and file writes what was scrubbed, and nothing else", async () => {
    const dir = mkdtempSync(join(tmpdir(), "otelscrub-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const path = join(dir, "out.jsonl");
    const proxy = await startProxy(configFor({ debug: { verbosity: "detailed" }, file: { path } }, UNFOLDED));
    for (const signal of SIGNALS) {
      const bytes = encode(
        signal,
        requestWith(signal, [
          text("user.email", CANARY),
          text("detail", `mail ${CANARY}`),
          text("http.route", "/orders/{id}"),
        ]),
      );
      expect((await rawCall(proxy.grpcPort, frame(bytes), { path: PATHS[signal] })).status).toBe(0);
    }
    const file = readFileSync(path, "utf8");
    expect(file.trimEnd().split("\n").length).toBe(3);
    expect(file).toContain("/orders/{id}");
    expect(proxy.written()).toContain("/orders/{id}");
    expectNoCanary(`${file}${await outputs(proxy, [], [])}`);
  });
});
