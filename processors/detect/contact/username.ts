import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { seeDigits } from "../sight.ts";
import { buildTrie, longestAt } from "../trie.ts";
import type { Work } from "../work.ts";
import { NOT_NAMES, SYSTEM_ACCOUNTS } from "./system-accounts.ts";
import { isUncommonName } from "./uncommon-name.ts";
import { loginOfKey } from "./username-keys.ts";
import { CLAIMED, HEX_ID, NAME, SHAPES_OF, type Shape, WORDS } from "./username-shapes.ts";

const TRIE = buildTrie(WORDS);

function at(text: string, index: number, { work }: Context): Match | undefined {
  const unit = text.charCodeAt(index);
  if (unit === 0x3a) return tildeInUrl(text, index, work);
  if (unit === 0x2e) return inAccessLog(text, index, work);
  for (const shape of SHAPES_OF[longestAt(TRIE, text, index, true)] ?? []) {
    const match = confirm(text, index, shape, work);
    if (match !== undefined) return match;
  }
  return undefined;
}

function confirm(text: string, index: number, shape: Shape, work: Work | undefined): Match | undefined {
  shape.lead.lastIndex = index;
  if (!shape.lead.test(text)) return undefined;
  if (shape.before !== undefined) return inFront(text, index, shape, shape.before, work);
  const start = shape.lead.lastIndex;
  if (shape.path === true) {
    if (!isHomePath(text, index, start, work)) return undefined;
  } else if (index > 0 && /[\w]/.test(text[index - 1] ?? "") && text[index - 1] !== "_") {
    // `superuser=`, `enduser:`: the word goes on in front; only camel case starts a word inside.
    if (!/[a-z]/.test(text[index - 1] ?? "") || !/[A-Z]/.test(text[index] ?? "")) return undefined;
  }
  const end = nameEnd(text, start, shape);
  if (end === undefined) return undefined;
  seeDigits(work, text, start, end);
  const name = text.slice(start, end);
  if (!isName(name, shape)) return undefined;
  // `invalid user input`: a word, unless the line goes on as sshd writes it.
  if (
    shape.claimed === true &&
    NOT_NAMES.has(name.toLowerCase()) &&
    !/^ (?:from |\[preauth\])/.test(text.slice(end, end + 11))
  )
    return undefined;
  return { start, end, prior: shape.prior, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
}

/** How far in front of a word its name may begin. */
const FRONT = 128;

/** `ada@orders LOG:`, `[ada] OK LOGIN:`: the name, and then the word. */
function inFront(text: string, index: number, shape: Shape, before: RegExp, work: Work | undefined): Match | undefined {
  const head = Math.max(0, index - FRONT);
  const found = before.exec(text.slice(head, index));
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  seeDigits(work, name, 0, name.length);
  if (!isName(name, shape)) return undefined;
  const start = head + found.index + found[0].indexOf(name);
  return { start, end: start + name.length, prior: shape.prior, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
}

function nameEnd(text: string, start: number, shape: Shape): number | undefined {
  const pattern = shape.claimed === true ? CLAIMED : NAME;
  pattern.lastIndex = start;
  if (!pattern.test(text)) return undefined;
  let end = pattern.lastIndex;
  while (end > start && ".-".includes(text[end - 1] ?? "")) end--;
  if (shape.tail === undefined)
    return /[\w]/.test(text[end] ?? "") || /^@[\w-]+\./.test(text.slice(end, end + 40)) ? undefined : end;
  shape.tail.lastIndex = end;
  return shape.tail.test(text) ? end : undefined;
}

function isName(name: string, shape: Shape): boolean {
  const lower = name.toLowerCase();
  if (shape.claimed === true) return lower !== "root";
  if (SYSTEM_ACCOUNTS.has(lower) || /^(?:systemd-|_)/.test(lower)) return false;
  if (name.length < 2 || /^[\d._-]+$/.test(name) || /^x+$/i.test(name) || HEX_ID.test(name)) return false;
  if (shape.uncommon === true && !isUncommonName(name)) return false;
  if (shape.prose !== true) return true;
  if (NOT_NAMES.has(lower) || /^\d/.test(name)) return false;
  // Class names, constants and other code: `UserService`, `USER_ROTATION_LOCKED`, `com.example.User`.
  return (
    !/^[A-Z]+(?:_[A-Z]+)+$/.test(name) &&
    !/^[A-Za-z]+(?:\.[A-Za-z]+){2,}$/.test(name) &&
    !/^(?:[A-Z][a-z]+){3,}$/.test(name)
  );
}

const WEB_PAGES = new Set(
  "index dashboard page pages settings login logout about contact search profile help news products main default static assets css js img images api v1 v2 home welcome feed start public en de fr es it".split(
    " ",
  ),
);

/** `/home/x` and `/Users/x` are directories where a path begins there, not inside the path of a URL. */
function isHomePath(text: string, index: number, start: number, work: Work | undefined): boolean {
  const word = text.slice(index, index + 5).toLowerCase();
  if (word === "stagi" || word === "userc") return text[index - 1] === "/" || text[index - 1] === "\\";
  const separator = text[index - 1];
  if (separator === "\\") return /[A-Za-z]:\\{1,2}$/.test(text.slice(Math.max(0, index - 4), index));
  if (separator !== "/") return false;
  const before = text[index - 2];
  if (
    word.startsWith("users") &&
    !(text.startsWith("Users", index) && (before !== "/" || text.slice(index - 8, index).endsWith("file:///")))
  )
    return false;
  if (
    /^(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) ?["']?$/.test(
      text.slice(Math.max(0, index - 9), index - 1).trimStart(),
    )
  )
    return false;
  if (
    before !== undefined &&
    /[\w)}.-]/.test(before) &&
    !/(?:hdfs|file):\/\/[\w.:-]{0,60}$/.test(text.slice(Math.max(0, index - 72), index - 1)) &&
    !/^(?:\/(?:export|mnt|nfs|vol\d*|data|var|Volumes))$/.test(
      text.slice(Math.max(0, index - 9), index - 1).replace(/^[^/]*/, ""),
    )
  )
    return false;
  NAME.lastIndex = start;
  if (!NAME.test(text)) return false;
  seeDigits(work, text, start, NAME.lastIndex);
  const name = text.slice(start, NAME.lastIndex).toLowerCase();
  return !(
    WEB_PAGES.has(name) || /\.(?:html?|php|aspx?|jsp|css|js|png|jpe?g|json|xml|txt|log|sh|py|gz|zip|tar)$/.test(name)
  );
}

const TILDE = /\/~([a-z][a-z0-9_.-]{1,31})(?=[/?#\s"']|$)/g;

/** `https://host/~ada/`: the user's page of a shared web server. */
function tildeInUrl(text: string, index: number, work: Work | undefined): Match | undefined {
  const url = text.slice(index, index + 256);
  const stop = url.search(/[\s"'<>]/);
  TILDE.lastIndex = 0;
  const name = TILDE.exec(stop < 0 ? url : url.slice(0, stop + 1))?.[1];
  if (name === undefined) return undefined;
  seeDigits(work, name, 0, name.length);
  if (SYSTEM_ACCOUNTS.has(name)) return undefined;
  const start = index + url.indexOf(`/~${name}`) + 2;
  return { start, end: start + name.length, prior: 0.75, evidence: EVIDENCE.shape };
}

const ACCESS_LOG = /\.\d{1,3}\.\d{1,3}\.\d{1,3} \S{1,64} ([A-Za-z][^\s"[\]]{1,63}) \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/y;

/** `203.0.113.7 - ada [10/Oct/2026:13:55:36 +0000]`: the third field of the common log format. */
function inAccessLog(text: string, index: number, work: Work | undefined): Match | undefined {
  ACCESS_LOG.lastIndex = index;
  const name = ACCESS_LOG.exec(text)?.[1];
  if (name === undefined) return undefined;
  seeDigits(work, name, 0, name.length);
  if (SYSTEM_ACCOUNTS.has(name.toLowerCase())) return undefined;
  const end = text.indexOf(" [", index);
  return { start: end - name.length, end, prior: 0.85, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
}

export const detector: Detector = {
  id: "username",
  type: "USERNAME",
  description:
    "Login names where logs write them: `user=x`, `for user x`, sshd, PAM, su and sudo lines, home directories, user pages, Hadoop and Spark lines. Accounts of operating systems and images are left.",
  source:
    "OpenSSH auth.c, Linux-PAM pam_unix, sudoers manual, useradd(8), FHS 3.0 (home), Apache Hadoop and Spark sources",
  triggers: ["word", "scheme", "dots"],
  tellsSight: true,
  words: WORDS,
  hints: ["user_name"],
  examples: [
    { text: "user=fenwick7 (attempt 2)", finds: ["fenwick7"] },
    { text: "Failed password for invalid user ada from 203.0.113.7 port 4711 ssh2", finds: ["ada"] },
    { text: "Accepted publickey for grace.h from 203.0.113.7 port 4711 ssh2", finds: ["grace.h"] },
    {
      text: "pam_unix(su:session): session opened for user mlovelace by ahopper(uid=1000)",
      finds: ["mlovelace", "ahopper"],
    },
    {
      text: "sudo:    ahopper : TTY=pts/0 ; PWD=/home/ahopper ; USER=root ; COMMAND=/bin/ls",
      finds: ["ahopper", "ahopper"],
    },
    { text: "open /home/ahopper/.ssh/config failed", finds: ["ahopper"] },
    { text: "C:\\Users\\ahopper\\AppData\\Local", finds: ["ahopper"] },
    { text: "user=ahopper action=login", finds: ["ahopper"] },
    { text: "Access denied for user 'ahopper'@'localhost'", finds: ["ahopper"] },
    { text: "GET https://www.example.edu/~lovelace/notes", finds: ["lovelace"] },
    { text: '203.0.113.7 - ahopper [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1"', finds: ["ahopper"] },
    { text: "login attempt uid=ahopper,ou=people,dc=example failed", finds: ["ahopper"] },
    { text: "User a.hopper added to group wheel", finds: ["a.hopper"] },
    { text: "My username is ahopper", finds: ["ahopper"] },
    { text: "imap-login: Login: user=<ahopper>, method=PLAIN", finds: ["ahopper"] },
    { text: '<Data Name="TargetUserName">ahopper</Data>', finds: ["ahopper"] },
    { text: "UsernameNotFoundException: User a.hopper not found", finds: ["a.hopper"] },
    { text: "Duplicate entry 'ahopper' for key 'accounts.username_UNIQUE'", finds: ["ahopper"] },
    { text: "ORA-01017: logon denied for AHOPPER", finds: ["AHOPPER"] },
    { text: "Subject: Security ID: CONTOSO\\ahopper Logon ID: 0x1", finds: ["ahopper"] },
    { text: "Contact: <sip:ahopper@203.0.113.7:5060>", finds: ["ahopper"] },
    { text: "Auth: Login OK: [ahopper] (from client ap-3)", finds: ["ahopper"] },
    { text: "H=(host) A=plain:ahopper S=1832", finds: ["ahopper"] },
    { text: "CRON[4711]: (ahopper) CMD (/usr/bin/true)", finds: ["ahopper"] },
    { text: "imap(ahopper)<4711><x>: Logged out", finds: ["ahopper"] },
    { text: "Disconnecting: Too many authentication failures for ahopper [preauth]", finds: ["ahopper"] },
    { text: "pam_unix(passwd:chauthtok): password changed for ahopper", finds: ["ahopper"] },
    { text: "useradd[4711]: new user: name=ahopper, UID=1001", finds: ["ahopper"] },
    { text: "Changing modify acls to: alovelace,ahopper", finds: ["alovelace", "ahopper"] },
    { text: "AH01617: user ahopper: authentication failure for /private", finds: ["ahopper"] },
    { text: "Login failed for user 'CORP\\ahopper'.", finds: ["ahopper"] },
    { text: "TCP_MISS/200 512 GET http://www.example.org/ ahopper HIER_DIRECT/203.0.113.7 -", finds: ["ahopper"] },
    { text: "ahopper", key: "db.user", finds: ["ahopper"] },
    { text: "ahopper", key: "ticket.createdBy", finds: ["ahopper"] },
    { text: "[4711] ahopper@orders LOG:  duration: 12.1 ms", finds: ["ahopper"] },
    { text: "UTC:203.0.113.7(40122):ahopper@orders:[4711]:ERROR:  canceling statement", finds: ["ahopper"] },
    { text: "[pid 2] [ahopper] OK LOGIN: Client 203.0.113.7", finds: ["ahopper"] },
    { text: "smbd_audit: CORP\\ahopper|203.0.113.7|share|open|ok", finds: ["ahopper"] },
    { text: "Group <vpn> User <ahopper> IP <203.0.113.7>", finds: ["ahopper"] },
    { text: "Authentication for user [ahopper] -> [x] FAILED", finds: ["ahopper"] },
    { text: "cmd=open src=/user/ahopper/part-1 dst=null", finds: ["ahopper"] },
    { text: "login: host.example [203.0.113.7] ahopper PLAIN+TLS User logged in", finds: ["ahopper"] },
    { text: "Login Succeeded for ahopper on registry.example", finds: ["ahopper"] },
    { text: "committed by ahopper", finds: ["ahopper"] },
    { text: "committed by ahopper b63ea63e34b3d0f2", finds: ["ahopper"] },
    { text: "user: ahopper c4d19e52-a16b-4f08-9b4d-2ea85c70f1da", finds: ["ahopper"] },
    { text: "Locked account ahopper after 5 failed attempts", finds: ["ahopper"] },
    { text: "ahopper logged in successfully", finds: ["ahopper"] },
    { text: "login[1]: LOGIN ON tty1 BY ahopper", finds: ["ahopper"] },
    { text: "pam_tally2(sshd:auth): user ahopper (1001) tally 3", finds: ["ahopper"] },
    {
      text: "ahopper (ipv4:203.0.113.7:5123) connect to service docs initially as user ahopper (uid=1001)",
      finds: ["ahopper", "ahopper"],
    },
    { text: "sched: Allocate JobId=12 UserId=ahopper(1001)", finds: ["ahopper"] },
    { text: "granting access to user ahopper", finds: ["ahopper"] },
    { text: "arn:aws:iam::444455556666:user/ops/ahopper", finds: ["ahopper"] },
  ],
  counterExamples: [
    "User b63ea63e34b3d0f29 logged in",
    '{"user":"b63ea63e34b3d0f2"}',
    "session opened for user root by (uid=0)",
    "uid=10118(com.example.mail) identical 3 lines",
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1"',
    "the username is required",
    "check pass; user unknown",
    "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7 user=root",
    "start for uid 10250, user=0 USER_MODE_FIXED",
    "GET /home/dashboard HTTP/1.1",
    "GET /api/users/profile HTTP/1.1",
    "user agent: Mozilla/5.0",
    "invalid user input",
    "User session not found",
    "User com.example.Login not found",
    "Duplicate entry '4711' for key 'orders.PRIMARY'",
    "INVITE sip:+12125550123@gw.example;user=phone SIP/2.0",
    "chdir /home/build/app",
    "got user-level exception, user data not found",
    "userService: started user session for request",
    "pam: password changed for security",
    "cron[4711]: (root) CMD (true)",
    "TCP_MISS/200 512 GET http://www.example.org/ - HIER_DIRECT/203.0.113.7 -",
    "[4711] app@orders LOG:  checkpoint starting: time",
    "[unknown]@[unknown] FATAL:  the database system is starting up",
    "mail queued for host@mail.example.org ERROR:  none",
    "arn:aws:iam::444455556666:role/ops/deployer",
    "Authentication failed for request 4711",
    "cmd=open src=/user/hive/warehouse dst=null",
    "session expired for order-service",
    "Access denied for resource, retrying",
    "token issued for web-frontend-2",
    "committed by leader in term 4",
    "submitted by kubelet",
    "changed by terraform, version 1.2.0",
    "Client logged out, connection closed",
    "account balance was updated",
    "user preferences updated",
    "user cart changed in 4 ms",
    "principal component of the matrix",
    "[worker 3] OK LOGIN: none",
  ],
  knownMisses: [
    "names in running text without a word that announces them",
    "user names under a path that only one system uses",
  ],
  at,
  whole: loginOfKey,
};
