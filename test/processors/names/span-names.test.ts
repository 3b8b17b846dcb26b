import { expect, test } from "vitest";
import { corpus } from "../../../bench/corpus.ts";
import { asRaw } from "../../../core/bytes.ts";
import { NAME_CHANGES } from "../../../core/report.ts";
import { oracle } from "../../support/otlp-oracle.ts";
import { Rng, testSeed } from "../../support/rng.ts";
import { planWith, scrubObject } from "../../support/scrubbing.ts";
import { NamedSpans, spansRequest, textOf } from "../../support/span-names.ts";

const UUID = "7f6a0c1e-5b1d-4c37-9a52-0d8f3a1b2c4d";

test("M1 a name without identifier, raw path or query leaves as it came, whatever the attributes say", () => {
  const names = [
    { name: "GET", "http.request.method": "GET", "http.route": "/users/:id" },
    { name: "GET /users/:id", "http.request.method": "GET", "http.route": "/users/:id" },
    { name: "GET /users/{id}", "http.request.method": "GET", "http.route": "/users/{id}" },
    { name: "GET /about", "http.request.method": "GET", "http.route": "/users/:id" },
    { name: "middleware - /users/:id", "http.request.method": "GET", "http.route": "/users/:id" },
    { name: "request handler - /", "http.route": "/" },
    { name: "grpc.health.v1.Health/Check", "rpc.service": "grpc.health.v1.Health", "rpc.method": "Check" },
    { name: "SELECT orders", "db.system.name": "postgresql", "db.query.summary": "SELECT shop.orders" },
    { name: "orders publish", "messaging.operation.name": "send", "messaging.destination.name": "orders" },
    { name: "OrderService.place (v2)" },
  ];
  expect(new NamedSpans().names(names)).toEqual(names.map(({ name }) => name));
});

test("M1 clean traces leave byte for byte, however many come", () => {
  const { scrubber } = new NamedSpans();
  for (let n = 0; n < 40; n++) {
    const request = corpus("traces", 64, 0, 7_000 + n);
    const scrubbed = scrubber.scrub(asRaw(request), "traces");
    expect(scrubbed.report.changed).toBe(false);
    expect(Buffer.compare(scrubbed.bytes, request)).toBe(0);
    scrubber.release(scrubbed);
  }
});

test("M2 a name with an identifier or the raw path becomes method and route", () => {
  const http = { "http.request.method": "GET", "http.route": "/users/:name/orders" };
  expect(
    new NamedSpans().names([
      { name: "GET /users/4821734/orders", ...http },
      { name: "GET /users/alice/orders", ...http },
      { name: "GET /users/alice/orders?page=2", ...http },
      { name: "GET https://shop.example/users/alice/orders", ...http },
      { name: "/users/alice/orders", "http.method": "_OTHER", "http.route": "users/:name/orders" },
      { name: `HTTP GET ${UUID}`, "http.request.method": "GET", "url.template": "/users/{name}" },
    ]),
  ).toEqual([
    "GET /users/:name/orders",
    "GET /users/:name/orders",
    "GET /users/:name/orders",
    "GET /users/:name/orders",
    "HTTP users/:name/orders",
    "GET /users/{name}",
  ]);
});

test("M3 a raw path never takes the place of a route", () => {
  const spans = new NamedSpans();
  const [span] = spans.send([
    {
      name: "GET /users/4821734",
      "http.request.method": "GET",
      "http.route": "/users/4821734",
      "url.path": "/users/4821734",
    },
  ]);
  expect(span?.["name"]).toBe("GET /users/{id}");
  const [unrouted] = spans.send([
    { name: "GET /users/4821734", "http.request.method": "GET", "url.path": "/users/4821734" },
  ]);
  expect(textOf(unrouted, "http.route")).toBeUndefined();
});

test("M4 database, RPC and messaging names with values become what their conventions ask for", () => {
  const db = { "db.system.name": "postgresql", "db.operation.name": "SELECT", "db.collection.name": "orders" };
  const query = "SELECT * FROM orders WHERE id = 42";
  expect(
    new NamedSpans().names([
      { name: `SELECT ${UUID}`, ...db, "db.query.summary": "SELECT shop.orders" },
      { name: query, ...db, "db.query.text": query },
      { name: query, "db.system": "mysql", "db.statement": query },
      { name: `Get ${UUID}`, "rpc.service": "shop.Orders", "rpc.method": "Get" },
      {
        name: `orders.${UUID} publish`,
        "messaging.operation.name": "publish",
        "messaging.destination.template": "orders.{tenant}",
      },
      {
        name: `orders.${UUID} publish`,
        "messaging.operation.name": "publish",
        "messaging.destination.name": `orders.${UUID}`,
      },
    ]),
  ).toEqual([
    "SELECT shop.orders",
    "SELECT orders",
    "mysql",
    "shop.Orders/Get",
    "publish orders.{tenant}",
    "orders.{uuid} publish",
  ]);
});

test("M5 a word beside identifiers is hidden until enough sources have shown it, from the first value on", () => {
  const spans = new NamedSpans({ sources: 3 });
  expect(spans.names(["GET /users/4821734", "GET /users/alice/orders"], "one")).toEqual([
    "GET /users/{id}",
    "GET /users/{seg}/orders",
  ]);
  expect(spans.names(["GET /users/search", "GET /users/search"], "one")).toEqual([
    "GET /users/{seg}",
    "GET /users/{seg}",
  ]);
  expect(spans.names(["GET /users/search"], "two")).toEqual(["GET /users/{seg}"]);
  expect(spans.names(["GET /users/search"], "three")).toEqual(["GET /users/search"]);
  expect(spans.names(["GET /users/search", "GET /users/alice"], "one")).toEqual([
    "GET /users/search",
    "GET /users/{seg}",
  ]);
});

test("M16 the structure of an API is shown at once, beside identifiers as well", () => {
  const spans = new NamedSpans({ sources: 3 });
  const clean = [
    "GET /health",
    "GET /.well-known/openid-configuration",
    "POST /api/v2/orders",
    "GET /v1.2/items",
    "GET /metrics",
    "GET /404",
  ];
  expect(spans.names(["GET /4821734", ...clean])).toEqual(["GET /{id}", ...clean]);
  // Only where structure begins: below, such a word may be somebody.
  expect(spans.names(["GET /users/4821734", "GET /users/ping", "GET /users/v2"])).toEqual([
    "GET /{seg}/{id}",
    "GET /{seg}/{seg}",
    "GET /{seg}/v2",
  ]);
});

test("M16 a name that is the span's own RPC method stays", () => {
  const rpc = { "rpc.system": "grpc", "rpc.service": "shop.v1.OrderService", "rpc.method": "Place" };
  expect(
    new NamedSpans().names([
      "GET /4821734",
      { name: "/shop.v1.OrderService/Place", ...rpc },
      { name: "/shop.v1.OrderService/Place", "rpc.system.name": "grpc", "rpc.method": "shop.v1.OrderService/Place" },
      { name: "/shop.v1.OrderService/Other", ...rpc },
      { name: `/shop.${UUID}/Place`, "rpc.service": `shop.${UUID}`, "rpc.method": "Place" },
    ]),
  ).toEqual([
    "GET /{id}",
    "/shop.v1.OrderService/Place",
    "/shop.v1.OrderService/Place",
    "/{seg}/Other",
    expect.not.stringContaining(UUID),
  ]);
});

test("M5 what the end of a request teaches holds for its beginning", () => {
  expect(new NamedSpans().names(["GET /users/alice", `GET /users/${UUID}`])).toEqual([
    "GET /users/{seg}",
    "GET /users/{uuid}",
  ]);
});

test("M5 people are sources where a span names them", () => {
  const spans = new NamedSpans({ sources: 3 });
  spans.names(["GET /users/4821734"]);
  const shown = ["ada.l", "grace.h", "joan.c", "mary.s"].map((user) =>
    spans.names([{ name: "GET /users/search", "user.id": user }]),
  );
  expect(shown).toEqual([["GET /users/{seg}"], ["GET /users/{seg}"], ["GET /users/search"], ["GET /users/search"]]);
  for (let n = 0; n < 9; n++)
    expect(spans.names([{ name: "GET /users/alice", "user.id": "ada.l" }], `process ${n}`)).toEqual([
      "GET /users/{seg}",
    ]);
});

test("M5 parameters that a framework wrote teach nothing", () => {
  const names = ["GET /users/{id}", "GET /users/:name", "GET /users/search", "GET /files/{uuid}", "GET /files/list"];
  expect(new NamedSpans().names(names)).toEqual(names);
});

test("M5 services learn apart", () => {
  const spans = new NamedSpans();
  spans.names(["GET /users/4821734"], "one", "shop");
  expect(spans.names(["GET /users/search"], "one", "billing")).toEqual(["GET /users/search"]);
});

test("M6 a parent with more than 64 different words hides those that are not proven", () => {
  const spans = new NamedSpans({ sources: 3 });
  for (const source of ["one", "two", "three"]) spans.names(["GET /pages/start"], source);
  const letters = (n: number): string => String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26));
  const names = new Set<unknown>();
  for (let n = 0; n < 300; n += 10)
    for (const name of spans.names(Array.from({ length: 10 }, (_, i) => `GET /pages/word${letters(n + i)}`)))
      names.add(name);
  expect(names.size).toBeLessThanOrEqual(65);
  expect(spans.names(["GET /pages/start", "GET /pages/another"])).toEqual(["GET /pages/start", "GET /pages/{seg}"]);
});

test("M7 a service has at most 1,000 different names with a path; beyond, the method stands alone", () => {
  const spans = new NamedSpans();
  const word = (n: number): string => n.toString(26).replace(/[0-9]/g, (d) => "qrstuvwxyz"[Number(d)] ?? "");
  const names = Array.from({ length: 1_500 }, (_, n) => `GET /${word(n % 39)}/${word(Math.floor(n / 39))}/list`);
  const shown = spans.names(names);
  expect(new Set(shown).size).toBeLessThanOrEqual(1_001);
  expect(shown.at(-1)).toBe("GET");
  expect(spans.names([names[0] ?? ""])).toEqual([names[0]]);
});

test("M8 paths in attributes hide the same words, but none for their number alone", () => {
  const spans = new NamedSpans();
  const [, span] = spans.send([
    { name: "GET", "url.path": "/users/4821734" },
    {
      name: "GET",
      "url.path": "/users/alice",
      "http.target": "/users/alice?page=2",
      "url.full": "https://api.example/users/alice#top",
    },
  ]);
  expect(textOf(span, "url.path")).toBe("/users/{seg}");
  expect(textOf(span, "http.target")).toBe("/users/{seg}?page=2");
  // Another host is another tree.
  expect(textOf(span, "url.full")).toBe("https://api.example/users/alice#top");
  const [routed] = spans.send([{ name: "GET", "http.route": "/users/search", "url.path": "/users/search" }]);
  expect(textOf(routed, "url.path")).toBe("/users/search");
  for (let n = 0; n < 200; n++) {
    const path = `/docs/${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`;
    expect(textOf(spans.send([{ name: "GET", "url.path": path }])[0], "url.path")).toBe(path);
  }
});

test("M9 a query or fragment is cut off a name", () => {
  expect(new NamedSpans().names(["GET /search?q=shoes", "GET /about#team", "GET /is?it HTTP/1.1"])).toEqual([
    "GET /search",
    "GET /about",
    "GET /is HTTP/1.1",
  ]);
});

test("M10 a policy that keeps identifiers or leaves the place alone keeps names and paths", () => {
  for (const yaml of [
    "types: { IDENTIFIER: keep, UUID: keep }",
    "places: { span.name: never, span.attribute: never }",
  ]) {
    const spans = new NamedSpans({ plan: planWith(yaml) });
    const [, span] = spans.send([
      { name: "GET /users/4821734", "url.path": "/users/4821734" },
      { name: "GET /users/alice", "url.path": "/users/alice" },
    ]);
    expect([span?.["name"], textOf(span, "url.path")]).toEqual(["GET /users/alice", "/users/alice"]);
  }
});

test("M11 no word under an identifier-bearing parent is in any output before enough sources have shown it", () => {
  const seed = testSeed();
  const rng = new Rng(seed);
  const spans = new NamedSpans({ sources: 4 });
  const words = rng.list(60, () => `zq${rng.list(8, () => String.fromCharCode(97 + rng.int(26))).join("")}`);
  const sources = new Map<string, Set<string>>();
  spans.names([`GET /members/${UUID}`]);
  for (let n = 0; n < 800; n++) {
    const word = rng.pick(words);
    const instance = `process-${rng.int(6)}`;
    const shownBy = sources.get(word) ?? new Set();
    sources.set(word, shownBy.add(instance));
    const request = spansRequest(
      [
        { name: `GET /members/${word}/settings`, "url.path": `/members/${word}/settings` },
        { name: `POST /members/${word}?as=${word}` },
      ],
      instance,
      "shop",
    );
    const { bytes } = scrubObject(spans.scrubber, "traces", request);
    const isShown = Buffer.from(bytes).includes(`members/${word}`);
    expect(isShown, `seed ${seed}, request ${n}`).toBe(shownBy.size >= 4);
    expect(Buffer.from(bytes).includes(`?as=`)).toBe(false);
  }
});

test("M12 a second hop changes nothing more", () => {
  const first = new NamedSpans();
  const request = spansRequest(
    [{ name: "GET /users/4821734" }, { name: "GET /users/alice/x?y=1", "url.path": "/users/alice" }],
    "one",
    "shop",
  );
  const { bytes } = scrubObject(first.scrubber, "traces", request);
  const again = new NamedSpans().scrubber.scrub(asRaw(Uint8Array.from(bytes)), "traces");
  expect(Buffer.compare(again.bytes, bytes)).toBe(0);
});

test("M13 what was changed is counted, and the rest of a request means what it meant", () => {
  const spans = new NamedSpans();
  const request = spansRequest(
    [
      { name: `GET /users/${UUID}`, "http.request.method": "GET", "http.route": "/users/:id" },
      { name: "GET /users/4821734", "app.cart": 3 },
      { name: "GET /users/alice", "url.path": "/users/alice", "app.cart": "basket" },
      { name: "GET /a?b" },
    ],
    "one",
    "shop",
  );
  const { meaning, report } = scrubObject(spans.scrubber, "traces", request);
  const counts = Object.fromEntries(NAME_CHANGES.map((name, i) => [name, report.names?.[i]]));
  expect(counts).toEqual({ convention: 1, hidden: 1, query: 1, path: 1, budget: 0, log_template: 0 });
  const expected = oracle("traces").meaning(oracle("traces").encode(request));
  const list = JSON.stringify(expected)
    .replace(`GET /users/${UUID}`, "GET /users/:id")
    .replace("GET /users/4821734", "GET /users/{id}")
    .replaceAll("/users/alice", "/users/{seg}")
    .replace("GET /a?b", "GET /a");
  expect(JSON.stringify(meaning)).toBe(list);
});

test("M14 a service in which nothing was found is looked at seldom, and always once something was", () => {
  const spans = new NamedSpans();
  for (let n = 0; n < 100; n++) spans.names(["GET /about", "SELECT orders"]);
  let passed = 0;
  while (spans.names(["GET /search?q=shoes"])[0] !== "GET /search") passed++;
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(128);
  for (let n = 0; n < 200; n++) expect(spans.names(["GET /search?q=shoes"])).toEqual(["GET /search"]);
});

test("M14 a request in which the scrub found identifiers is looked at in any case", () => {
  const spans = new NamedSpans();
  for (let n = 0; n < 100; n++) spans.names(["GET /about"]);
  expect(spans.names(["GET /users/alice", "GET /users/4821734"])).toEqual(["GET /users/{seg}", "GET /users/{id}"]);
  for (let n = 0; n < 50; n++) expect(spans.names(["GET /users/bob"])).toEqual(["GET /users/{seg}"]);
});
