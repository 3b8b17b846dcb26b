import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { isStandIn, isTokenLike } from "./value.ts";

const MAX_USERINFO = 512;

/** Schemes whose userinfo without a password names a person or holds a token; elsewhere it names a process or a role. */
const PERSONAL = new Set([
  "http",
  "https",
  "ftp",
  "ftps",
  "sftp",
  "scp",
  "smb",
  "cifs",
  "imap",
  "imaps",
  "smtp",
  "smtps",
  "pop3",
  "ldap",
  "ldaps",
  "rtsp",
  "vnc",
  "rdp",
  "webdav",
  "dav",
  "davs",
  "afp",
  "nfs",
  "ssh",
  "mysql",
  "postgres",
  "postgresql",
  "mongodb",
  "mongodb+srv",
  "redis",
  "rediss",
  "amqp",
  "amqps",
  "sip",
  "xmpp",
]);
const DATABASES =
  /^(?:postgres|postgresql|mysql|mariadb|mongodb|redis|rediss|amqp|amqps|mssql|sqlserver|oracle|clickhouse|cockroachdb|jdbc|nats|kafka|cassandra|couchbase|neo4j|bolt|snowflake|influxdb|elasticsearch)/;

function at(text: string, index: number, _context: Context): Match | undefined {
  const start = index + 3;
  const end = userinfoEnd(text, start);
  if (end <= start) return undefined;
  const info = text.slice(start, end);
  const scheme = schemeBefore(text, index);
  const colon = info.indexOf(":") >= 0 ? info.indexOf(":") : info.indexOf("%3A");
  if (colon >= 0) return withPassword(info, start, colon, scheme);
  if (!PERSONAL.has(scheme) || isStandIn(info) || info === "git") return undefined;
  if (isTokenLike(info, true))
    return { start, end, prior: 0.9, evidence: EVIDENCE.shape | EVIDENCE.contextWord, subtype: "GENERIC" };
  // A mail address as user, percent-encoded, is found as what it is.
  if (info.includes("%40") || info.includes("@")) return undefined;
  return { start, end, prior: 0.8, evidence: EVIDENCE.shape, type: "USERNAME" };
}

function withPassword(info: string, start: number, colon: number, scheme: string): Match | undefined {
  const password = info.slice(info[colon] === ":" ? colon + 1 : colon + 3);
  if (password === "" || /^(?:\$\{|<|\{\{|\*+$|x+$|\[|REDACTED)/i.test(password)) return undefined;
  return {
    start,
    end: start + info.length,
    prior: 0.95,
    evidence: EVIDENCE.shape | EVIDENCE.contextWord | EVIDENCE.key,
    subtype: DATABASES.test(scheme) ? "CONNECTION_STRING" : "PASSWORD",
  };
}

/** Position of the `@` that ends the userinfo, or -1: the last one before the path, host and query (RFC 3986 3.2.1). */
function userinfoEnd(text: string, start: number): number {
  const stop = Math.min(text.length, start + MAX_USERINFO);
  let last = -1;
  for (let i = start; i < stop; i++) {
    const unit = text.charCodeAt(i);
    if (
      unit <= 0x20 ||
      unit === 0x22 ||
      unit === 0x3c ||
      unit === 0x3e ||
      unit === 0x2f ||
      unit === 0x3f ||
      unit === 0x23 ||
      unit === 0x5c ||
      unit === 0x60
    )
      break;
    if (unit === 0x40) last = i;
  }
  return last;
}

function schemeBefore(text: string, index: number): string {
  let start = index;
  while (start > 0 && index - start < 24 && /[A-Za-z0-9+.-]/.test(text[start - 1] ?? "")) start--;
  return text.slice(start, index).toLowerCase();
}

export const detector: Detector = {
  id: "secret_url_userinfo",
  type: "SECRET",
  description:
    "User and password in front of the host of a URL, of any scheme; a user alone where the scheme is one that people log in with.",
  source: "RFC 3986 3.2.1",
  otherTypes: ["USERNAME"],
  triggers: ["scheme"],
  examples: [
    { text: "connect postgres://shop:s3cr3t@db.internal:5432/orders", finds: ["shop:s3cr3t"] },
    { text: "clone https://x-token:8f14e45fceea167a@git.example.org/r.git", finds: ["x-token:8f14e45fceea167a"] },
    { text: "redis://:p4ss@cache:6379/0", finds: [":p4ss"] },
    { text: "GET ftp://ada@files.example.org/", finds: ["ada"] },
  ],
  counterExamples: [
    "https://example.org/@ada/post",
    "ssh://git@example.org/r.git",
    "http://10.0.0.1:8080/a@b",
    "akka.tcp://worker@10.0.0.1:2552/user/Worker",
    "https://example.org?mail=a@b",
    "postgres://app:${PASSWORD}@db/orders",
  ],
  knownMisses: ["passwords that hold an unescaped slash"],
  at,
};
