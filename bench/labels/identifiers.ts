import { createHash } from "node:crypto";
import type { Rng } from "../../test/support/rng.ts";

/** A kind of identifier: how its values are made, and the key they stand under (`label` says nothing). */
export interface IdentifierKind {
  readonly name: string;
  readonly key: string;
  readonly make: (rng: Rng) => string;
}

const HEX = "0123456789abcdef";
const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const BASE62 = DIGITS + UPPER + LOWER;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Of Kubernetes' generated names. */
const POD = "bcdfghjklmnpqrstvwxz2456789";
const WORKLOADS = ["web", "checkout", "cart-api", "kafka-consumer", "nginx-ingress", "report-worker-v2", "http2-proxy"];
const ENTITIES = ["order", "user", "cust", "invoice", "session", "req"];
const EPOCH_S = 1_500_000_000;
const EPOCH_SPAN_S = 600_000_000;

const of = (alphabet: string, length: number) => (rng: Rng) =>
  Array.from({ length }, () => alphabet[rng.int(alphabet.length)] ?? "").join("");
const digits = (rng: Rng, length: number): string => of("123456789", 1)(rng) + of(DIGITS, length - 1)(rng);
const base64 = (rng: Rng, bytes: number): string => Buffer.from(rng.bytes(bytes)).toString("base64");
const base64url = (value: string): string => Buffer.from(value).toString("base64url");
const instant = (rng: Rng): Date => new Date((EPOCH_S + rng.int(EPOCH_SPAN_S)) * 1000 + rng.int(1000));

function uuid(rng: Rng): string {
  const hex = of(HEX, 32)(rng);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${"89ab"[rng.int(4)] ?? "8"}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function ulid(rng: Rng): string {
  let time = instant(rng).getTime();
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = (CROCKFORD[time % 32] ?? "") + head;
    time = Math.floor(time / 32);
  }
  return head + of(CROCKFORD, 16)(rng);
}

/** 32 bits of seconds since 2014, then 128 random bits, in base62 (the KSUID specification). */
function ksuid(rng: Rng): string {
  let value = BigInt(Math.floor(instant(rng).getTime() / 1000) - 1_400_000_000);
  for (const byte of rng.bytes(16)) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 27; i++) {
    text = (BASE62[Number(value % 62n)] ?? "") + text;
    value /= 62n;
  }
  return text;
}

const snowflake = (rng: Rng): string =>
  String((BigInt(instant(rng).getTime() - 1_288_834_974_657) << 22n) | BigInt(rng.int(4_194_304)));
const octets = (rng: Rng): string => [rng.between(1, 223), rng.int(256), rng.int(256), rng.between(1, 254)].join(".");

function ipv6(rng: Rng): string {
  const groups = Array.from({ length: 8 }, () => of(HEX, 4)(rng).replace(/^0{1,3}/, ""));
  return rng.chance(0.5) ? groups.join(":") : `2001:db8:${groups.slice(0, 2).join(":")}::${groups[7] ?? "1"}`;
}

function jwt(rng: Rng): string {
  const header = base64url(JSON.stringify({ alg: "HS256", typ: "JWT" }));
  return `${header}.${base64url(JSON.stringify({ sub: digits(rng, 9) }))}.${Buffer.from(rng.bytes(32)).toString("base64url")}`;
}

/** Base64 of the PHP and Java session kinds is hex or base32hex; `node0` is what load balancers append. */
const phpSession = of("0123456789abcdefghijklmnopqrstuv", 26);
const pod = (rng: Rng): string => `${rng.pick(WORKLOADS)}-${of(POD, rng.between(8, 10))(rng)}-${of(POD, 5)(rng)}`;
const anId = (rng: Rng): string => rng.pick([uuid, ulid, (r: Rng) => digits(r, r.between(1, 12)), of(HEX, 24)])(rng);
const path = (rng: Rng): string =>
  `/api/v1/${rng.pick(["users", "orders", "carts"])}/${anId(rng)}/${rng.pick(["items", "status", "events"])}`;

/** Every shape; the last ones are short and stand under a key that says what they are. */
const KINDS: readonly (readonly [string, (rng: Rng) => string, string?])[] = [
  ["uuid", uuid],
  ["uuid, capitals", (rng) => uuid(rng).toUpperCase()],
  ["uuid in braces", (rng) => `{${uuid(rng)}}`],
  ["uuid as urn", (rng) => `urn:uuid:${uuid(rng)}`],
  ["ulid", ulid],
  ["ulid, small", (rng) => ulid(rng).toLowerCase()],
  ["ksuid", ksuid],
  ["nanoid", of(`${BASE62}_-`, 21)],
  ["base62, 22", of(BASE62, 22)],
  ["base62, 32", of(BASE62, 32)],
  ["hex, 8", hexWithDigit(8)],
  ["hex, 12 (container)", hexWithDigit(12)],
  ["hex, 16 (span)", of(HEX, 16)],
  ["hex, 24 (object id)", of(HEX, 24)],
  ["hex, 32 (trace)", of(HEX, 32)],
  ["hex, 40 (git)", of(HEX, 40)],
  ["digest", (rng) => `sha256:${createHash("sha256").update(rng.bytes(8)).digest("hex")}`],
  ["container URL", (rng) => `containerd://${of(HEX, 64)(rng)}`],
  ["number, 9 to 16", (rng) => digits(rng, rng.between(9, 16))],
  ["snowflake", snowflake],
  ["epoch, s", (rng) => String(Math.floor(instant(rng).getTime() / 1000))],
  ["epoch, ms", (rng) => String(instant(rng).getTime())],
  ["epoch, us", (rng) => String(instant(rng).getTime() * 1000 + rng.int(1000))],
  ["epoch, ns", (rng) => String(BigInt(instant(rng).getTime()) * 1_000_000n + BigInt(rng.int(1_000_000)))],
  ["ISO time", (rng) => instant(rng).toISOString()],
  ["IPv4", octets],
  ["IPv4 and port", (rng) => `${octets(rng)}:${rng.between(1024, 65_535)}`],
  ["IPv6", ipv6],
  ["MAC", (rng) => Array.from({ length: 6 }, () => of(HEX, 2)(rng)).join(rng.pick([":", "-"]))],
  ["e-mail", (rng) => `${of(LOWER, rng.between(3, 9))(rng)}.${of(LOWER, 5)(rng)}@mail.example`],
  ["phone", (rng) => `+${digits(rng, 2)} ${digits(rng, 3)} ${digits(rng, 7)}`],
  ["JWT", jwt],
  ["base64, 18 bytes and more", (rng) => withSign(base64(rng, 3 * rng.between(6, 16) + rng.int(2) + 1))],
  ["path", path],
  ["URL", (rng) => `https://api.example.com${path(rng)}?page=${rng.int(9)}`],
  ["pod of a ReplicaSet", pod],
  ["pod of a CronJob", (rng) => `backup-${rng.between(27_000_000, 31_000_000)}-${of(POD, 5)(rng)}`],
  ["ARN", (rng) => `arn:aws:ecs:us-east-1:${digits(rng, 12)}:task/prod/${of(HEX, 32)(rng)}`],
  ["EC2 instance", (rng) => `i-0${of(HEX, 16)(rng)}`],
  ["word and number", (rng) => `${rng.pick(ENTITIES)}-${rng.between(10_000, 99_999_999)}`],
  ["word and base62", (rng) => `${rng.pick(["cus", "ch", "pi", "tok"])}_${of(BASE62, 14)(rng)}`],
  ["session, 26 (PHP)", phpSession],
  ["session with node (Java)", (rng) => `${of("0123456789ABCDEF", 32)(rng)}.node${rng.int(9)}`],
  ["queue with uuid", (rng) => `reply-queue-${uuid(rng)}`],
  ["words with a number", (rng) => `could not load order ${digits(rng, 6)} of customer ${uuid(rng)}`],
  ["number, 1 to 8, user_id", (rng) => digits(rng, rng.between(1, 8)), "user_id"],
  ["word, userId", of(LOWER, 8), "userId"],
  ["hex, 7, commit_id", hexWithDigit(7), "commit_id"],
  ["number, 5, order.id", (rng) => digits(rng, 5), "order.id"],
  ["pod of a DaemonSet, k8s_pod", (rng) => `node-exporter-${of(POD, 5)(rng)}`, "k8s_pod"],
];

export const IDENTIFIERS: readonly IdentifierKind[] = KINDS.map(([name, make, key = "label"]) => ({ name, make, key }));

/** Hex as systems print it has a digit nearly always; one without is as likely a word. */
function hexWithDigit(length: number): (rng: Rng) => string {
  return (rng) => {
    for (;;) {
      const text = of(HEX, length)(rng);
      if (/\d/.test(text) && /[a-f]/.test(text)) return text;
    }
  };
}

/** Base64 without padding, plus or slash is base62. */
function withSign(text: string): string {
  return /[+/=]/.test(text) ? text : `${text.slice(0, 7)}+${text.slice(8)}`;
}
