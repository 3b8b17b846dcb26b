import { describe, expect, test } from "vitest";
import { mayHoldIdentifier, pathIdentifiers } from "../../../processors/parse/path-template.ts";
import { OneText } from "../../support/text-scrubbing.ts";

function template(text: string): string {
  let out = "";
  let at = 0;
  for (const { start, end, type } of pathIdentifiers(text, 0, text.length)) {
    out += text.slice(at, start) + (type === "UUID" ? "{uuid}" : "{id}");
    at = end;
  }
  return out + text.slice(at);
}

describe("T10 identifiers in paths become templates from the first value on", () => {
  test.each([
    ["/users/17/orders/6f1c1f0e-2b3d-4c5e-8f9a-0b1c2d3e4f50", "/users/{id}/orders/{uuid}"],
    ["GET /users/17", "GET /users/{id}"],
    ["https://shop.example.com/u/4fd09e2188a1?x=17#18", "https://shop.example.com/u/{id}?x=17#18"],
    ["/o/01ARZ3NDEKTSV4RRFFQ69G5FAV/x", "/o/{id}/x"],
    ["/o/507f1f77bcf86cd799439011", "/o/{id}"],
    ["/o/1srOrx2ZWZBpBUvZwXKQmoEYga2", "/o/{id}"],
    ["/o/V1StGXR8_Z5jdHi6B-myT", "/o/{id}"],
    ["/o/order-48213/cus_4fd09e21", "/o/{id}/{id}"],
    ["/day/2024-05-17/list", "/day/{id}/list"],
    ["/users/404", "/users/{id}"],
    ["/404/orders", "/{id}/orders"],
    ["/a/-17/+4915112345678", "/a/{id}/{id}"],
  ])("%s", (text, expected) => {
    expect(template(text)).toBe(expected);
    expect(mayHoldIdentifier(Buffer.from(text), 0, text.length)).toBe(true);
  });
});

describe("T10 words, versions and placeholders stay", () => {
  test.each([
    "/api/v1/cart/items",
    "GET /404",
    "https://shop.example.com/503?from=x",
    "nightly (*/5 2-6 * * *)",
    "/v2.1/x/v1beta1",
    "/users/{userId}/orders/:id",
    "/users/[EMAIL_ADDRESS]/x",
    "/static/app.4f.css",
    "/oauth2/token",
    "/login/2fa/sha256",
    "/very-long-name-of-an-article-2-with-words",
    "/CamelCaseControllerName/getAllItems",
    "https://10.0.0.17/x",
    "https://a1b2c3d4e5f6.example.com",
  ])("%s", (text) => {
    expect(template(text)).toBe(text);
  });
});

describe("T11 in a name without a path only unmistakable identifiers go", () => {
  test.each([
    ["SELECT shop.orders", "SELECT shop.orders"],
    ["process order 48213", "process order 48213"],
    ["shop.OrderService/Place", "shop.OrderService/Place"],
    ["orders-v2 publish", "orders-v2 publish"],
    ["reply.6f1c1f0e-2b3d-4c5e-8f9a-0b1c2d3e4f50 receive", "reply.{uuid} receive"],
    ["amq.gen-6f1c1f0e-2b3d-4c5e-8f9a-0b1c2d3e4f50 publish", "amq.gen-{uuid} publish"],
    ["tmp_4bf92f3577b34da6a3ce929d0e0e4736 send", "tmp_{id} send"],
  ])("%s", (text, expected) => {
    expect(template(text)).toBe(expected);
  });
});

test("T10 what is personal in a path wins over the template", () => {
  const one = new OneText();
  expect(one.scrub("/users/ada@example.org/orders/17", "url_path", { template: true })).toBe(
    "/users/REDACTED/orders/{id}",
  );
});
