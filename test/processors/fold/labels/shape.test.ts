import { describe, expect, it } from "vitest";
import { shapeOf } from "../../../../processors/fold/labels/shape.ts";
import { SHAPE, SHAPES } from "../../../../processors/fold/labels/shapes.ts";
import { templateOf } from "../../../../processors/fold/labels/template.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const named = (text: string): string => SHAPES[shapeOf(text)] ?? "?";

describe("A3 shapes of identifiers", () => {
  it.each([
    ["6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93", "uuid"],
    ["{6F1C9A52-3B0E-4C8D-9F57-2A4BE1C07D93}", "uuid"],
    ["urn:uuid:6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93", "uuid"],
    ["01JD3Z8V7QK4M5N6P7R8S9T0VW", "ulid"],
    ["7c1e09ab", "hex"],
    ["0x7c1e09ab", "hex"],
    ["4f2a9be10c77d5e3", "hex"],
    ["2xQ9vT4mLp0ZsR7kWc1YbN8gHfA", "random"],
    ["K3v_x9QzR1-mT7wYp4LdS", "random"],
    ["q83vEjRWeJCrze8SNA==", "base64"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLW9mLXRlc3Rz", "jwt"],
    ["481529637", "number"],
    ["175928847299117063", "snowflake"],
    ["1795428000", "epoch"],
    ["1795428000123", "epoch"],
    ["20261121101112", "time"],
    ["2026-11-21T10:11:12Z", "time"],
    ["192.0.2.17", "ipv4"],
    ["192.0.2.17:4317", "ipv4"],
    ["2001:db8::17", "ipv6"],
    ["[2001:db8::17]:443", "ipv6"],
    ["00:1b:44:11:3a:b7", "mac"],
    ["001b.4411.3ab7", "mac"],
    ["ada@mail.example", "email"],
    ["+49 151 5550123", "phone"],
    ["order-48213", "prefixed"],
    ["cus_N4frFe7fNV2Hib", "prefixed"],
    ["i-0a91bc72de45f6038", "prefixed"],
    ["ORD482139", "prefixed"],
    ["web-7d9f8b6c5d-x2x4z", "pod"],
    ["backup-29512345-x2x4z", "pod"],
    ["arn:aws:lambda:us-east-1:480215963074:function:resize", "arn"],
    ["/users/17/orders", "path"],
    ["https://api.example/v1/users/17?page=2", "url"],
    ["reply-queue-6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93", "name"],
    ["could not load order 48213", "text"],
  ])("A3 %s is of shape %s", (text, shape) => {
    expect(named(text)).toBe(shape);
  });

  it.each([
    "us-east-1",
    "europe-west12-a",
    "sha256",
    "oauth2",
    "x86_64",
    "v1.28.3",
    "1.0.0-rc.1+build.5",
    "10.0.19045.3803",
    "142.0.0.0",
    "v0.0.0-20261121101112-abcdef123456",
    "ip-10-0-0-1",
    "kafka-broker-proxy",
    "redis-cluster-0",
    "localhost:50051",
    "kafka:29092",
    "deadbeef",
    "getUserProfileV2Handler",
    "TLS_AES_128_GCM_SHA256",
    "ORA-00942",
    "shard-00012",
    "dc1rk12sw03",
    "sfo3-lb-02-vip-a1",
    "iPhone15ProMax",
    "/api/v1/users/{id}",
    "/oauth2/token",
    "/404",
    "application/vnd.api+json",
    "1000-5000",
    "0.95",
    "+Inf",
    "20:11:08",
    "text",
    "std::vector",
    "",
  ])("A4 %s is none", (text) => {
    expect(named(text)).toBe("none");
  });

  it.each([
    ["200", "short_number"],
    ["8", "short_number"],
    ["65535", "short_number"],
    ["abad1dea", "short_hex"],
    ["cafe2026", "short_hex"],
    ["1f3a9b2", "short_hex"],
    ["2026-11-21", "date"],
    ["20261121", "date"],
  ])("A4 %s is too little by itself: %s", (text, shape) => {
    expect(named(text)).toBe(shape);
  });

  it("A3 text of any kind has a shape of the list, and its template holds no more than it", () => {
    const seed = testSeed();
    const rng = new Rng(seed);
    const signs = [
      ..."abcXYZ019-_./:@ +=%{}[]éß中\u0000\ud800".split(""),
      "/users/",
      "0x",
      "eyJ",
      "arn:",
      "://",
      "tk1",
    ];
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: rng.int(40) }, () => rng.pick(signs)).join("");
      const shape = shapeOf(text);
      expect(SHAPES[shape], `seed ${seed}`).toBeDefined();
      expect(templateOf(text, shape).length, `seed ${seed}`).toBeLessThanOrEqual(text.length * 5 + 16);
    }
  });

  it("A3 a very long value is judged in bounded time and becomes a short text", () => {
    const text = "x7".repeat(50_000);
    expect(shapeOf(text)).toBe(SHAPE.text);
    expect(templateOf(text, SHAPE.text).length).toBeLessThanOrEqual(256);
  });
});

describe("A5 templates", () => {
  it.each([
    ["/users/17/orders/6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93?x=1#y", "/users/{id}/orders/{uuid}"],
    ["/search?q=shoes", "/search"],
    ["https://api.example/v1/users/17", "https://api.example/v1/users/{id}"],
    ["web-7d9f8b6c5d-x2x4z", "web-{pod}"],
    ["arn:aws:ecs:us-east-1:480215963074:task/prod/4f2a9be10c77d5e3", "arn:aws:ecs:us-east-1:{id}:task/prod/{id}"],
    ["reply-queue-6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93", "reply-queue-{uuid}"],
    ["could not load order 48213 of 192.0.2.17.", "could not load order {id} of {ipv4}."],
    ["6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93", "{uuid}"],
    ["4f2a9be10c77d5e3", "{id}"],
  ])("A5 %s becomes %s, and what it became stays", (text, template) => {
    const made = templateOf(text, shapeOf(text));
    expect(made).toBe(template);
    expect(templateOf(made, shapeOf(made))).toBe(template);
  });
});
