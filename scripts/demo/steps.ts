/** One piece of invented telemetry, sent by the real SDK over one protocol. All people, numbers and keys are made up. */
export interface Step {
  readonly id: number;
  readonly signal: "logs" | "traces" | "metrics";
  readonly protocol: "grpc" | "http/protobuf" | "http/json";
  /** Where the text stands. */
  readonly place: "body" | "name" | "attribute" | "label";
  /** Attribute or label name. */
  readonly key?: string;
  readonly text: string;
}

const PROTOCOLS = ["grpc", "http/protobuf", "http/json"] as const;

const TEXTS: readonly Omit<Step, "id" | "protocol">[] = [
  { signal: "logs", place: "body", text: "login of ada.lovelace@example.org from 203.0.113.77 failed" },
  { signal: "logs", place: "body", text: "charged card 4111 1111 1111 1111 for order 10482" },
  { signal: "logs", place: "body", text: "refund to IBAN DE89 3704 0044 0532 0130 00 queued" },
  { signal: "logs", place: "body", text: "call +1 202 555 0143 back about ticket 88213" },
  { signal: "logs", place: "body", text: "applicant ssn 536-90-4399 verified in 12 ms" },
  { signal: "logs", place: "body", text: "GET https://svc:s3cretPassw0rd@db.example.org/v1/health 200" },
  {
    signal: "logs",
    place: "attribute",
    key: "http.request.header.authorization",
    text: "Bearer q7Gk2vXw9TnLr4ZsP1bYc8Hd",
  },
  { signal: "logs", place: "attribute", key: "db.password", text: "correct-horse-battery" },
  { signal: "logs", place: "attribute", key: "client.address", text: "203.0.113.77" },
  { signal: "logs", place: "attribute", key: "service.version", text: "1.4.2-rc1+5e1f0c2" },
  { signal: "traces", place: "name", text: "GET /users/4821/orders/3f2b8a60-7c1d-4e57-9b8a-0d6c5e4f3a21" },
  {
    signal: "traces",
    place: "attribute",
    key: "url.full",
    text: "https://shop.example.org/users/4821?email=ada%40example.org&page=2",
  },
  { signal: "traces", place: "attribute", key: "user.id", text: "u-4821" },
  { signal: "traces", place: "attribute", key: "http.route", text: "/users/{user_id}/orders/{order_id}" },
  { signal: "metrics", place: "label", key: "user.email", text: "ada.lovelace@example.org" },
  { signal: "metrics", place: "label", key: "http.response.status_code", text: "200" },
];

/** Every step, spread over the three protocols. */
export const STEPS: readonly Step[] = TEXTS.map((text, id) => ({
  ...text,
  id,
  protocol: PROTOCOLS[id % PROTOCOLS.length] ?? "grpc",
}));

/** Name of the attribute by which the backend tells steps apart. */
export const STEP_KEY = "demo.step";
