import { array, assert, constantFrom, property, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { PlainForms } from "../../../processors/parse/plain-form.ts";
import { OneText } from "../../support/text-scrubbing.ts";

const SEED = 20_260_303;
const one = new OneText();

test("T6 userinfo in a URL is replaced, the host stays", () => {
  expect(one.scrub("https://ada:s3cr3t@shop.example.com:8443/x", "url")).toBe(
    "https://REDACTED:REDACTED@shop.example.com:8443/x",
  );
  expect(one.scrub("https://13800138000%40example.org@shop.example.com/x", "url")).toBe(
    "https://REDACTED@shop.example.com/x",
  );
  expect(one.scrub("amqp://ada:a@b:c@mq.example.com", "url")).toBe("amqp://REDACTED:REDACTED@mq.example.com");
});

test("T6 userinfo is replaced where a password was not encoded, in JSON, and in a parameter", () => {
  expect(one.scrub("https://ada:p/w?d@shop.example.com/x", "url")).toBe("https://REDACTED:REDACTED@shop.example.com/x");
  expect(one.scrub('{"u":"https://ada:s3cr3t@shop.example.com/"}')).toBe(
    '{"u":"https://REDACTED:REDACTED@shop.example.com/"}',
  );
  expect(one.scrub("to=https%3A%2F%2Fada%3Ap%2Fw%40shop.example.com%2F&n=1", "form")).toBe(
    "to=https%3A%2F%2FREDACTED%3AREDACTED%40shop.example.com%2F&n=1",
  );
  expect(one.scrub("https://shop.example.com:8443/@ada", "url")).toBe("https://shop.example.com:8443/@ada");
});

test("T6 in schemes of actors what stands in front of the host is a part of a program", () => {
  for (const url of ["akka.tcp://workers@node-7:2552/user/a", "spark://Scheduler@node-7:7077"])
    expect(one.scrub(`driver: ${url}`)).toBe(`driver: ${url}`);
  expect(one.scrub("spark://ada:s3cr3t@node-7:7077", "url")).toBe("spark://REDACTED:REDACTED@node-7:7077");
});

test("T6 parameters that are secret or personal by name keep their name", () => {
  const conventions = [
    "X-Amz-Signature",
    "X-Amz-Credential",
    "X-Amz-Security-Token",
    "AWSAccessKeyId",
    "Signature",
    "sig",
    "X-Goog-Signature",
  ];
  for (const key of [
    ...conventions,
    "token",
    "access_token",
    "id_token",
    "code",
    "state",
    "key",
    "api_key",
    "password",
    "email",
    "phone",
  ]) {
    expect(one.scrub(`https://shop.example.com/cb?page=2&${key}=q7Vb2n&sort=asc`, "url"), key).toBe(
      `https://shop.example.com/cb?page=2&${key}=REDACTED&sort=asc`,
    );
  }
  expect(one.scrub("user%5Bemail%5D=nobody&items[][password]=x1y2", "form")).toBe(
    "user%5Bemail%5D=REDACTED&items[][password]=REDACTED",
  );
});

test("T6 a fragment is read like a query", () => {
  expect(one.scrub("https://shop.example.com/#access_token=q7Vb2n&view=a", "url")).toBe(
    "https://shop.example.com/#access_token=REDACTED&view=a",
  );
  expect(one.scrub("https://shop.example.com/#/cb?code=q7Vb2n", "url")).toBe(
    "https://shop.example.com/#/cb?code=REDACTED",
  );
});

test("T6 what is personal in a path or query is found through its encoding", () => {
  expect(one.scrub("/u/ada%40example.org/x?q=ada%2540example.org&n=%F0%9F%99%82+ada%40example.org!", "url")).toBe(
    "/u/REDACTED/x?q=REDACTED&n=%F0%9F%99%82+REDACTED!",
  );
});

test("T6 URLs quoted in a text are read where they stand", () => {
  expect(one.scrub("GET https://shop.example.com/cb?code=SplxlOBe&view=a, then 302")).toBe(
    "GET https://shop.example.com/cb?code=REDACTED&view=a, then 302",
  );
});

test("T6 what is replaced already stays, and clean URLs are not changed by a byte", () => {
  for (const url of [
    "https://REDACTED:REDACTED@shop.example.com/x?token=REDACTED",
    "/cb?token={token}&email=<email>&code=***&session=",
    "https://shop.example.com/api/v1/cart/items?page=2&sort=asc&filter%5Bcolour%5D=dark%20blue&q=a+b#top",
    "https://shop.example.com/?state=CA&code=404&keyword=x",
    "//cdn.example.com/lib.js",
    "mailto:",
    "?",
    "%",
    "%%%",
  ]) {
    expect(one.scrub(url, "url"), url).toBe(url);
  }
});

const host = constantFrom("shop.example.com", "api.example.org:8443", "203.0.113.80");
const userinfo = constantFrom("", "ada@", "ada:s3cr3t@", "ada%40example.org:p%2Fw@");
const segment = constantFrom(
  "v1",
  "users",
  "17",
  "ada%40example.org",
  "6f1c1f0e-2b3d-4c5e-8f9a-0b1c2d3e4f50",
  "a b",
  "über",
);
const pair = tuple(
  constantFrom("page", "token", "q", "email", "x[y]"),
  constantFrom("2", "", "ada%40example.org", "a+b%26c", "4111111111111111", "https%3A%2F%2Fa%3Ab%40c.example%2F"),
);
const urls = record({ host, userinfo, path: array(segment, { maxLength: 4 }), query: array(pair, { maxLength: 4 }) });

test("T5 a URL stays a URL of the same shape: parts, segments, names of parameters", () => {
  assert(
    property(urls, ({ host, userinfo, path, query }) => {
      const text = `https://${userinfo}${host}/${path.join("/")}?${query.map((entry) => entry.join("=")).join("&")}`;
      const before = new URL(text);
      const after = new URL(one.scrub(text, "url", { template: true }));
      expect(after.pathname.split("/").length).toBe(before.pathname.split("/").length);
      expect([...after.searchParams.keys()]).toEqual([...before.searchParams.keys()]);
      expect(after.username === "" ? "" : decodeURIComponent(after.username)).toBe(
        before.username === "" ? "" : "REDACTED",
      );
      expect(decodeURIComponent(after.href)).not.toMatch(/ada@|s3cr3t|4111/);
      if (host !== "203.0.113.80") expect(after.host).toBe(before.host);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("T9 the quick look never calls plain what reading would change", () => {
  const forms = new PlainForms((name) => name === "page" || name === "q");
  assert(
    property(urls, ({ host, userinfo, path, query }) => {
      const text = `https://${userinfo}${host}/${path.join("/")}?${query.map((entry) => entry.join("=")).join("&")}`;
      const bytes = Buffer.from(text);
      if (bytes.length !== text.length || !forms.isPlain("url", bytes, 0, bytes.length)) return;
      expect(userinfo).toBe("");
      expect(query.every(([name]) => name === "page" || name === "q")).toBe(true);
      expect(text).not.toContain("%");
    }),
    { seed: SEED, numRuns: 500 },
  );
});
