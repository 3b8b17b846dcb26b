import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

/** A name of two labels or more whose last is a top-level domain's; longer ones are no host names (RFC 1035 2.3.4). */
const NAME = "[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_-]{1,63}){1,10}";
const IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";
/** How daemons write the name of who connects. */
const LEADS: readonly RegExp[] = [
  new RegExp(`(rhost=)(${NAME})`, "iy"),
  new RegExp(`(connection from ${IPV4} \\()(${NAME})\\)`, "iy"),
  new RegExp(`(connect(?:ion)? from |client=|getaddrinfo for )(${NAME}) ?\\[${IPV4}\\]`, "iy"),
];
/** Names inside a house (RFC 6762, RFC 8375) and of examples say nothing about a person. */
const INNER = /\.(?:local|localdomain|lan|internal|intranet|corp|home\.arpa|svc|test|invalid)$/i;

function at(text: string, index: number, _context: Context): Match | undefined {
  for (const lead of LEADS) {
    lead.lastIndex = index;
    const [, before = "", name = ""] = lead.exec(text) ?? [];
    if (name === "" || !/\.[a-z]{2,24}$/i.test(name) || INNER.test(name)) continue;
    const start = index + before.length;
    return { start, end: start + name.length, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
  }
  return undefined;
}

export const detector: Detector = {
  id: "remote_host",
  type: "HOSTNAME",
  description:
    "Names of machines that connect, as mail, ftp and ssh daemons write them: the reverse name of a customer's address often holds the address itself.",
  source: "Message formats of OpenSSH, Linux-PAM, vsftpd and Postfix",
  triggers: ["word"],
  words: ["rhost", "connection", "connect", "client", "getaddrinfo"],
  examples: [
    {
      text: "pam_unix: rhost=dsl-203-0-113-7.isp.example",
      finds: ["dsl-203-0-113-7.isp.example"],
    },
    { text: "connection from 203.0.113.7 (host7.pool.isp.example), passive mode", finds: ["host7.pool.isp.example"] },
    { text: "connect from mail.quartz.example[203.0.113.9]", finds: ["mail.quartz.example"] },
  ],
  counterExamples: [
    "rhost=203.0.113.7",
    "rhost=localhost",
    "client=web.internal[10.0.0.1]",
    "connection from pool lost",
    "connect from worker-7",
  ],
  knownMisses: ["names in other messages, unless a policy's pattern finds them"],
  at,
};
