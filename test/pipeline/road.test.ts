import { randomBytes } from "node:crypto";
import { status } from "@grpc/grpc-js";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { CleanBytes } from "../../core/bytes.ts";
import { ACCEPTED, type Outcome } from "../../core/outcome.ts";
import { Secret } from "../../core/secret.ts";
import type { CleanBatch, Exporter } from "../../exporters/exporter.ts";
import { createRoad, type Lanes } from "../../pipeline/road.ts";
import { defaultPlan } from "../../policy/load.ts";
import { type Absorption, IN_MEMORY, type Journal } from "../../processors/fold/contract.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { TelemetrySettingsSchema } from "../../telemetry/settings.ts";
import { createTelemetry } from "../../telemetry/telemetry.ts";
import { assertIdentity, sumOf } from "../support/identity.ts";
import { counter, metricsRequest } from "../support/metric-samples.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { frame, LOGS, METRICS, rawCall } from "../support/raw-grpc.ts";
import { MIB, startGrpc } from "../support/receivers.ts";
import { encode, logsOf } from "../support/requests.ts";
import { decodeExportResponse, retryDelayOf } from "../support/rpc-status.ts";

const CANARY = "zq7.canary.person@example.org";
const KEY = { id: "abc", secret: new Secret(randomBytes(32)) };

interface Setup {
  readonly scrubber?: Pick<Scrubber, "plan" | "scrub">;
  readonly send?: (batch: CleanBatch) => Promise<Outcome>;
  readonly budgetBytes?: number;
  /** Pipelines the request goes through. */
  readonly pipelines?: number;
  /** What becomes of metrics, one fold for each pipeline. */
  readonly folds?: readonly Omit<Absorption, "bytes" | "rejections">[];
  readonly journal?: Journal;
  /** When the folds take points in. */
  readonly closed?: () => Promise<void> | undefined;
}

/** A real receiver on a real socket, with a road whose scrub or destination may be faulty. */
async function roadWith({
  scrubber = new Scrubber(defaultPlan(), KEY),
  send = () => Promise.resolve(ACCEPTED),
  budgetBytes = 64 * MIB,
  pipelines = 1,
  folds = [],
  journal = IN_MEMORY,
  closed = () => undefined,
}: Setup) {
  const log: string[] = [];
  const sent: CleanBatch[] = [];
  const telemetry = createTelemetry({
    detectors: ["any"],
    policy: undefined,
    version: "0",
    budget: { used: 0, limit: 1 },
    settings: v.parse(TelemetrySettingsSchema, { logs: { level: "debug" } }),
    stderr: { write: (text) => log.push(text) },
  });
  const exporter: Exporter = {
    id: "stub",
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    send: (batch) => {
      sent.push(batch);
      return send(batch);
    },
  };
  const lane = { processor: "scrub", scrubber: () => scrubber as Scrubber, exporters: [exporter] };
  const logs = Array.from({ length: pipelines }, () => lane);
  const metrics = folds.map((fate) => ({
    ...lane,
    folding: {
      absorb: (bytes: CleanBytes) => ({ ...fate, bytes: fate.passed > 0 ? bytes : undefined, rejections: undefined }),
      secure: (bytes: CleanBytes) => journal.append(bytes),
      get closed() {
        return closed();
      },
    },
  }));
  const lanes: Lanes = { logs, traces: [lane], metrics };
  const handle = createRoad("otlp", lanes, telemetry.events, telemetry.spans);
  const receiver = await startGrpc({ handle, budgetBytes });
  return { receiver, sent, log, page: () => telemetry.metricsText() };
}

describe("R9 a detector that throws", () => {
  const plan = {
    ...defaultPlan(),
    userDetectors: [
      {
        id: "user.bad",
        type: "USER_ID",
        score: 1,
        find(text: string) {
          if (text.includes("trigger")) throw new Error(`cannot judge ${CANARY}`);
          return [];
        },
      },
    ],
  } as const;

  test("R9 its value is replaced and counted; other values of the request are judged as ever; its text appears nowhere", async () => {
    const { receiver, sent, log, page } = await roadWith({ scrubber: new Scrubber(plan, KEY) });
    const answer = await rawCall(
      receiver.port,
      frame(encode("logs", logsOf([`trigger ${CANARY}`, "order accepted", `mail ${CANARY}`]))),
      { path: LOGS },
    );
    expect(answer.status).toBe(0);
    const bodies = [
      ...JSON.stringify(oracle("logs").meaning(sent[0]?.bytes ?? new Uint8Array())).matchAll(
        /"body":\{"stringValue":"([^"]*)"/g,
      ),
    ].map((match) => match[1]);
    expect(bodies[0]).not.toMatch(/canary|trigger/);
    expect(bodies.slice(1)).toEqual(["order accepted", "mail [EMAIL_ADDRESS]"]);
    expect(sumOf(await page(), "scrubber_guard_total", { reason: "detector_error" })).toBe(1);
    expect(log.join("")).toContain("detector_failed");
    expect(`${log.join("")}${await page()}`).not.toContain("canary");
    assertIdentity(await page());
  });
});

test("D30 a learned field is told in the log by its key, and no value with it", async () => {
  const { receiver, log } = await roadWith({});
  const names = ["Anna Schmidt", "Peter Miller", "Maria Rossi", "John Baker", "Sophie Martin", "Laura Fischer"];
  const logRecords = names.map((name) => ({
    attributes: [{ key: "app.peer_label", value: { stringValue: name } }],
  }));
  const request = encode("logs", { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  for (let i = 0; i < 4; i++) await rawCall(receiver.port, frame(request), { path: LOGS });
  const told = log.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => "key" in line);
  expect(told).toMatchObject([{ signal: "logs", key: "app.peer_label", type: "PERSON" }]);
  expect(log.join("")).not.toContain("Schmidt");
});

describe("R12 what throws on the road closes it", () => {
  test("R12 a scrub that throws: nothing is sent, the sender is told to come again, the error's text stays", async () => {
    const scrubber = {
      plan: defaultPlan(),
      scrub: () => {
        throw new TypeError(`cannot read ${CANARY}`);
      },
    };
    const { receiver, sent, log, page } = await roadWith({ scrubber });
    const answer = await rawCall(receiver.port, frame(encode("logs", logsOf([`mail ${CANARY}`]))), { path: LOGS });
    expect(answer.status).toBe(status.UNAVAILABLE);
    expect(retryDelayOf(answer.details ?? {})).toBeLessThanOrEqual(3_000);
    expect(sent).toEqual([]);
    expect(`${JSON.stringify([answer.headers, answer.details])}${log.join("")}${await page()}`).not.toContain("canary");
    assertIdentity(await page());
  });

  test.each([
    ["throws at once", () => Promise.reject(new Error(CANARY))],
    [
      "throws before its promise",
      () => {
        throw new Error(CANARY);
      },
    ],
  ])(
    "R12 a destination that %s: the sender is told to come again, and records are counted as rejected",
    async (_name, send) => {
      const { receiver, log, page } = await roadWith({ send });
      const answer = await rawCall(receiver.port, frame(encode("logs", logsOf(["order accepted"]))), { path: LOGS });
      expect(answer.status).toBe(status.UNAVAILABLE);
      expect(sumOf(await page(), "scrubber_rejected_items_total", { reason: "internal" })).toBe(1);
      expect(`${JSON.stringify([answer.headers, answer.details])}${log.join("")}${await page()}`).not.toContain(
        "canary",
      );
      assertIdentity(await page());
    },
  );
});

describe("R16 memory for what the scrub makes", () => {
  const padding = "x".repeat(17_000);
  const large = logsOf(Array.from({ length: 40 }, () => `mail ${CANARY} ${padding}`));

  test("R16 what leaves takes the place of what came, also where the budget holds it only once", async () => {
    const { receiver, sent, page } = await roadWith({ budgetBytes: MIB });
    const answer = await rawCall(receiver.port, frame(encode("logs", large)), { path: LOGS });
    expect(answer.status).toBe(0);
    expect(receiver.budget.used).toBe(0);
    expect(sent[0]?.bytes.length).toBeGreaterThan(MIB / 2);
    assertIdentity(await page());
  });

  test("R16 what leaves twice and does not fit is refused with a retry, a smaller request passes", async () => {
    const { receiver, sent, page } = await roadWith({ budgetBytes: MIB, pipelines: 2 });
    const refused = await rawCall(receiver.port, frame(encode("logs", large)), { path: LOGS });
    expect(refused.status).toBe(status.UNAVAILABLE);
    expect(retryDelayOf(refused.details ?? {})).toBeGreaterThan(0);
    expect(sent).toEqual([]);
    expect(receiver.budget.used).toBe(0);
    const accepted = await rawCall(receiver.port, frame(encode("logs", logsOf([`order accepted ${padding}`]))), {
      path: LOGS,
    });
    expect(accepted.status).toBe(0);
    expect(sent.length).toBe(2);
    expect(sumOf(await page(), "scrubber_rejected_items_total", { reason: "overloaded" })).toBe(40);
    assertIdentity(await page());
  });
});

test("V23 pipelines that reject and fold differently: a point is counted once, and no count falls", async () => {
  const { receiver, page } = await roadWith({
    folds: [
      { passed: 4, folded: 6, rejected: 0 },
      { passed: 0, folded: 4, rejected: 6 },
    ],
    send: () => Promise.resolve({ kind: "accepted", rejectedItems: 4 }),
  });
  const sets = Array.from({ length: 10 }, (_, i) => ({ user: `${i}` }));
  const body = frame(encode("metrics", metricsRequest([counter("requests", 1, sets)])));
  expect((await rawCall(receiver.port, body, { path: METRICS })).status).toBe(0);
  const read = await page();
  const count = (what: string): number => sumOf(read, `scrubber_${what}_items_total`, { signal: "metrics" });
  expect([count("received"), count("exported"), count("folded"), count("rejected")]).toEqual([10, 0, 4, 6]);
  const because = (reason: string): number =>
    sumOf(read, "scrubber_rejected_items_total", { signal: "metrics", reason });
  expect([because("unfoldable"), because("backend_rejected")]).toEqual([6, 0]);
});

test("V30 OK for points that fold is said when the journal has them, and a retry is asked for when it has not", async () => {
  const held: Uint8Array[] = [];
  let isFull = false;
  const journal: Journal = {
    append(bytes) {
      held.push(Uint8Array.from(bytes));
      return isFull ? Promise.reject(new RangeError("full")) : Promise.resolve();
    },
  };
  const { receiver, page } = await roadWith({ folds: [{ passed: 0, folded: 1, rejected: 0 }], journal });
  const body = frame(encode("metrics", metricsRequest([counter("requests", 1, [{ user: "a" }])])));
  expect((await rawCall(receiver.port, body, { path: METRICS })).status).toBe(0);
  expect(held.length).toBe(1);
  isFull = true;
  expect((await rawCall(receiver.port, body, { path: METRICS })).status).toBe(14);
  const read = await page();
  const count = (what: string): number => sumOf(read, `scrubber_${what}_items_total`, { signal: "metrics" });
  expect([count("received"), count("exported"), count("folded"), count("rejected")]).toEqual([2, 0, 1, 1]);
});

test("V31 a metrics request waits while books are saved, and a request of logs does not", async () => {
  const { promise: saved, resolve: save } = Promise.withResolvers<void>();
  const order: string[] = [];
  let saving: Promise<void> | undefined = saved;
  const { receiver } = await roadWith({
    folds: [{ passed: 1, folded: 0, rejected: 0 }],
    closed: () => saving,
    send: ({ signal }) => {
      order.push(signal);
      return Promise.resolve(ACCEPTED);
    },
  });
  const metrics = frame(encode("metrics", metricsRequest([counter("requests", 1, [{ user: "a" }])])));
  const waiting = rawCall(receiver.port, metrics, { path: METRICS });
  const log = await rawCall(receiver.port, frame(encode("logs", logsOf(["order accepted"]))), { path: LOGS });
  expect([log.status, order]).toEqual([0, ["logs"]]);
  saving = undefined;
  save();
  expect([(await waiting).status, order]).toEqual([0, ["logs", "metrics"]]);
});

test("V33 what passes is refused for good: the sender is told that these points were rejected, and what folded counts", async () => {
  const refused = { kind: "refused", code: "backend_rejected", message: "no" } as const;
  const { receiver, page } = await roadWith({
    folds: [{ passed: 3, folded: 5, rejected: 2 }],
    send: () => Promise.resolve(refused),
  });
  const sets = Array.from({ length: 10 }, (_, i) => ({ user: `${i}` }));
  const body = frame(encode("metrics", metricsRequest([counter("requests", 1, sets)])));
  const answer = await rawCall(receiver.port, body, { path: METRICS });
  expect([answer.status, decodeExportResponse(answer.body.subarray(5)).partialSuccess]).toEqual([
    0,
    { rejected: 5, errorMessage: expect.stringMatching(/refused the points that pass/) },
  ]);
  const read = await page();
  const count = (what: string): number => sumOf(read, `scrubber_${what}_items_total`, { signal: "metrics" });
  expect([count("received"), count("exported"), count("folded"), count("rejected")]).toEqual([10, 0, 5, 5]);
  const because = (reason: string): number =>
    sumOf(read, "scrubber_rejected_items_total", { signal: "metrics", reason });
  expect([because("unfoldable"), because("backend_rejected")]).toEqual([2, 3]);
});

test("V33 without a point that folds, or where trying again may help, a refusal is one", async () => {
  for (const [code, folded, status] of [
    ["backend_rejected", 0, 3],
    ["backend_unavailable", 5, 14],
  ] as const) {
    const { receiver } = await roadWith({
      folds: [{ passed: 3, folded, rejected: 0 }],
      send: () => Promise.resolve({ kind: "refused", code, message: "no" }),
    });
    const body = frame(encode("metrics", metricsRequest([counter("requests", 1, [{ user: "a" }])])));
    expect((await rawCall(receiver.port, body, { path: METRICS })).status).toBe(status);
  }
});
