import { describe, expect, it } from "vitest";
import { loadPolicy } from "../../../../policy/load.ts";
import { token } from "../../../../processors/transform/token.ts";
import { Asking, foldPlanOf, LABEL_KEY, metricOf } from "../../../support/labels.ts";

const UUID = "6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93";
const PERSON = token("Ada Example", "PERSON", LABEL_KEY);
const MAIL = token("ada@mail.example", "EMAIL_ADDRESS", LABEL_KEY);

describe("A1 the order of decision", () => {
  it("A1 a rule of the policy decides before everything else", () => {
    const asking = new Asking(
      foldPlanOf("labels:", "  - { key: tenant, mode: keep }", "  - { key: http.request.method, mode: drop }"),
    );
    expect(asking.told("tenant", UUID)).toBe("keep");
    expect(asking.told("tenant", PERSON)).toBe("keep");
    expect(asking.ask("http.request.method", "GET")).toMatchObject({ action: "drop", reason: "policy" });
  });

  it("A1 the first rule that covers metric, key and service decides; the own policy's stand before the extended one's", () => {
    const asking = new Asking(
      foldPlanOf(
        "labels:",
        '  - { key: zone, metric: "shop.*", service: "check*", mode: keep }',
        '  - { key: "z*", metric: "shop.*", mode: placeholder }',
        '  - { key: "z*", mode: drop }',
      ),
    );
    expect(asking.told("zone", "a", 1, metricOf("shop.x", "checkout"))).toBe("keep");
    expect(asking.told("zone", "a", 1, metricOf("shop.x", "cart"))).toBe("{value}");
    expect(asking.told("zone", "a", 1, metricOf("other"))).toBe("drop");
  });

  it("A1 personal values fold before the conventions are asked", () => {
    expect(new Asking(foldPlanOf()).ask("http.route", PERSON)).toMatchObject({ action: "drop", reason: "personal" });
  });

  it("A1 a policy that says nothing of a fold, or switches it off, keeps every label", () => {
    for (const plan of [foldPlanOf("enabled: false"), { ...foldPlanOf(), enabled: false }])
      expect(new Asking(plan).told("user_id", UUID)).toBe("keep");
  });

  it("A1 the strict policy folds as the default one does", () => {
    expect(loadPolicy("strict", () => "").fold).toEqual(loadPolicy("default", () => "").fold);
  });
});

describe("A20 gauges without a function", () => {
  it("A20 keep every label that no rule names, and fold where a function covers them", () => {
    const gauge = (name: string) => ({ ...metricOf(name), kind: "gauge" as const });
    const asking = new Asking(foldPlanOf("labels:", "  - { key: tenant, mode: drop }"));
    expect(asking.told("user_id", UUID, 1, gauge("shop.queue.depth"))).toBe("keep");
    expect(asking.told("owner", PERSON, 1, gauge("shop.queue.depth"))).toBe("keep");
    expect(asking.told("tenant", "a", 1, gauge("shop.queue.depth"))).toBe("drop");
    expect(asking.told("user_id", UUID, 1, gauge("system.cpu.utilization"))).toBe("drop");
  });
});

describe("A2 single-writer keys", () => {
  it.each([
    "service.name",
    "service.instance.id",
    "host.id",
    "host.name",
    "k8s.pod.uid",
    "k8s.pod.name",
    "container.id",
    "process.pid",
    "telemetry.sdk.version",
    "cloud.resource_id",
    "service_instance_id",
    "instance",
    "job",
    "le",
  ])("A2 %s keeps any value", (key) => {
    const asking = new Asking(foldPlanOf());
    for (const value of [UUID, PERSON, "48213", "web-7d9f8b6c5d-x2x4z"]) expect(asking.told(key, value)).toBe("keep");
  });

  it("A2 a glob does not reach them; their own name does", () => {
    const glob = new Asking(foldPlanOf("labels:", '  - { key: "service.*", mode: drop }'));
    expect(glob.told("service.instance.id", UUID)).toBe("keep");
    const own = new Asking(foldPlanOf("labels:", "  - { key: service.instance.id, mode: drop }"));
    expect(own.told("service.instance.id", UUID)).toBe("drop");
  });
});

describe("A6 personal values", () => {
  const asking = new Asking(foldPlanOf());

  it("A6 a token or a typed placeholder as a whole is dropped, in any key", () => {
    for (const value of [PERSON, MAIL, "[EMAIL_ADDRESS]", "[REDACTED]"])
      expect(asking.ask("who", value)).toMatchObject({ action: "drop", reason: "personal" });
  });

  it("A6 tokens inside a text become typed placeholders, as records show them", () => {
    expect(asking.told("note", `for ${PERSON} <${MAIL}>`)).toBe("for [PERSON] <[EMAIL_ADDRESS]>");
    expect(asking.told("url.path", `/users/${MAIL}/orders/48213`)).toBe("/users/[EMAIL_ADDRESS]/orders/{id}");
  });

  it("A6 the policy says what becomes of them", () => {
    expect(new Asking(foldPlanOf("personal: placeholder")).told("who", MAIL)).toBe("[EMAIL_ADDRESS]");
    expect(new Asking(foldPlanOf("personal: keep")).told("who", MAIL)).toBe("keep");
    expect(new Asking(foldPlanOf("personal: exemplar")).ask("who", MAIL)).toMatchObject({
      action: "drop",
      toExemplar: true,
      text: MAIL,
    });
  });
});

describe("A7 keys say what short values are", () => {
  const asking = new Asking(foldPlanOf());
  const number = (key: string, value: bigint): string =>
    asking.decider.decide(metricOf(), key, { kind: "int", value }, 1).action;

  it.each(["user_id", "userId", "order.id", "http.requestID", "customer-uuid", "session_id", "orderid"])(
    "A7 %s folds numbers and words alike, as text and as integer",
    (key) => {
      for (const value of ["17", "48213", "ada", UUID]) expect(asking.told(key, value)).toBe("drop");
      expect(number(key, 17n)).toBe("drop");
    },
  );

  it.each([
    "shard_id",
    "partition.id",
    "worker_id",
    "port",
    "http.status_code",
    "server.port",
    "le",
    "cpu",
    "exit_code",
  ])("A7 %s keeps numbers of any size", (key) => {
    for (const value of ["0", "17", "48213", "4821396", "481529637"]) expect(asking.told(key, value)).toBe("keep");
    expect(number(key, 481529637048n)).toBe("keep");
  });

  it("A7 without a telling key only long numbers are identifiers", () => {
    expect(asking.told("label", "48213")).toBe("keep");
    expect(asking.told("label", "481529637")).toBe("drop");
    expect(number("label", 16_777_216n)).toBe("keep");
    expect(number("label", 175928847299117063n)).toBe("drop");
  });

  it("A7 nobody is nobody: empty values under such a key stay", () => {
    for (const value of ["", "-", "none", "anonymous", "unknown"]) expect(asking.told("user_id", value)).toBe("keep");
  });

  it("A7 versions that look like addresses or dates stay under a key of versions", () => {
    for (const value of ["10.1.2.3", "2026-11-21", "4f2a9be10c77d5e3"])
      expect(asking.told("app_version", value)).toBe("keep");
    expect(asking.told("app_version", UUID)).toBe("drop");
  });

  it("A7 lists and maps fold under a key of identifiers and stay elsewhere", () => {
    const list = { kind: "other" } as const;
    expect(asking.decider.decide(metricOf(), "user_ids", list, 1).action).toBe("drop");
    expect(asking.decider.decide(metricOf(), "label", list, 1).action).toBe("keep");
  });
});

describe("A21 metrics that are nothing but their labels", () => {
  const asking = new Asking(foldPlanOf("labels:", "  - { key: owner, mode: drop }"));
  it.each(["build_info", "target_info", "kube_pod_info", "shop.build.info"])("A21 %s keeps them", (name) => {
    const metric = metricOf(name);
    for (const value of [UUID, "8f3a1c2d4e5b6a7980716253443526170819a0b1", "2026-05-17T10:12:13Z"])
      for (const key of ["commit", "uid", "built_at"]) expect(asking.told(key, value, 1, metric)).toBe("keep");
    expect(asking.told("owner", "ada", 1, metric)).toBe("drop");
  });

  it("A21 other names that end so do not", () => {
    expect(asking.told("user_id", UUID, 1, metricOf("shop.reinfo"))).toBe("drop");
  });
});

describe("A22 what scrapers and receivers call machines, devices and clients", () => {
  const asking = new Asking(foldPlanOf());

  it.each([
    ["node", "gke-prod-default-pool-1a2b3c4d-x5z9"],
    ["hostname", "i-0abcdef1234567890"],
    ["namespace", "preview-4821340"],
    ["mountpoint", "/run/user/1000"],
    ["mountpoint", "/snap/core20/1974"],
    ["device", "veth1a2b3c4"],
    ["device", "/dev/mapper/vg0-root"],
    ["host", "10.0.0.5"],
    ["server", "10.0.0.5:8080"],
    ["upstream", "10.0.0.5:8080"],
    ["target", "10.0.0.5:9100"],
    ["address", "127.0.0.1:9090"],
    ["client-id", "consumer-checkout-1"],
    ["dag_id", "daily_orders_v2"],
    ["store_id", "12"],
    ["rule_id", "100015"],
    ["git_commit", "8f3a1c2d4e5b6a7980716253443526170819a0b1"],
    ["commit_sha", "8f3a1c2d4e5b6a7980716253443526170819a0b1"],
  ])("A22 %s keeps %s", (key, value) => {
    expect(asking.told(key, value)).toBe("keep");
  });

  it("A22 what is nothing but an identifier folds there too", () => {
    for (const key of ["device", "host", "server", "upstream", "target", "address", "client-id", "dag_id"])
      expect([key, asking.told(key, UUID)]).toEqual([key, "drop"]);
  });

  it("A22 words under `id` are no identifier for a digit in one of them", () => {
    for (const value of ["G1 Eden Space", "G1 Old Gen", "mapped - 'non-volatile memory'"])
      expect(asking.told("id", value)).toBe("keep");
    for (const value of ["order 17", "A17", "G1 17", "17 G1"]) expect(asking.told("id", value)).toBe("drop");
  });
});

describe("A8 what the conventions say", () => {
  const asking = new Asking(foldPlanOf());

  it("A8 attributes that are few by definition keep their values, in Prometheus' spelling too", () => {
    for (const key of ["http.route", "http_route", "url.template", "rpc.method", "db.query.summary"])
      for (const value of ["/users/17", "481529637", UUID]) expect(asking.told(key, value)).toBe("keep");
  });

  it("A8 attributes that may be many lose what is nothing but an identifier, and keep addresses and numbers", () => {
    expect(asking.told("messaging.destination.name", `reply-${UUID}`)).toBe("reply-{uuid}");
    expect(asking.told("server.address", "192.0.2.17")).toBe("keep");
    expect(asking.told("server.address", "api-7.example.com")).toBe("keep");
  });
});
