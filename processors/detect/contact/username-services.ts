import type { Shape } from "./username-shapes.ts";

/** Levels as PostgreSQL writes them, in front of two blanks. */
const POSTGRES_LEVELS = ["log:  ", "error:  ", "fatal:  ", "detail:  ", "warning:  "];
/** `ada@orders LOG:`, `...(40122):ada@orders:[4711]:LOG:`: user and database in front of the level; a host has a dot. */
const POSTGRES = /(?:^|[\s\]:)])([A-Za-z_][\w.-]{1,31})@[A-Za-z_][\w-]{0,62}(?: |:\[\d{1,8}\]:)$/;
/** What vsftpd tells of a login or a file. */
const TRANSFERS = ["ok", "fail"].flatMap((word) =>
  ["login", "upload", "download", "delete", "mkdir", "rmdir", "rename", "chmod"].map((verb) => `${word} ${verb}:`),
);
const IN_BRACKETS = /\[([A-Za-z_][\w.-]{1,31})\] $/;

/** How servers and tools write the names of those who log in, by the first letters of the word that announces them. */
export const SERVICES: Readonly<Record<string, readonly Shape[]>> = {
  user: [
    // Apache, ProFTPD, Open Directory: `user ada: authentication failure`.
    {
      lead: /user[ \t]{1,2}(?=\S{2,40}(?:: (?:authentication (?:failure|failed)|password mismatch|no such user)| not found in|: ?not found))/iy,
      prior: 0.75,
      prose: true,
    },
    // What a configuration tool says of an account: `user ada exists`.
    {
      lead: /(?<=(?:ensure|create|remove) )user[ \t](?=[\w.-]{2,32} (?:exists|is (?:present|absent)))/iy,
      prior: 0.7,
      prose: true,
    },
    // Amazon resource names of users.
    {
      lead: /(?<=arn:aws[\w-]{0,8}:iam::\d{0,12}:)user\/(?:[\w-]{1,64}\/){0,3}/iy,
      tail: /["'\s,;)\]]|$/y,
      prior: 0.8,
    },
    // Slow queries of MySQL.
    { lead: /user@host: /iy, tail: /\[/y, prior: 0.85 },
  ],
  "host: ": [{ lead: /(?<=user@)host: [\w.-]{1,32}\[/iy, tail: /\] @ /y, prior: 0.85 }],
  auth: [
    {
      lead: /authenticat(?:e|ed|ing|ion of)(?: user)? \[/iy,
      tail: /\]/y,
      prior: 0.75,
      prose: true,
    },
  ],
  logo: [{ lead: /logon account:[ \t]{1,8}/iy, tail: /\s|$/y, prior: 0.8, prose: true }],
  for: [
    {
      lead: /(?<=authentication (?:failures|attempts exceeded) )for[ \t](?:invalid user |illegal user )?/iy,
      tail: / from | \[preauth\]|$/y,
      prior: 0.85,
      claimed: true,
    },
    { lead: /(?<=session: (?:shell|command|subsystem)[^\r\n]{0,40} )for[ \t]/iy, tail: / from /y, prior: 0.85 },
    {
      lead: /(?<=[)\]]: (?:password|passwd|shell|expiry) changed )for[ \t]["']?/iy,
      tail: /["']?(?: by |[.,;]?(?:\s|$))/y,
      prior: 0.75,
      prose: true,
    },
    // SpamAssassin: whose mail it was.
    {
      lead: /(?<=(?:clean message|identified spam|processing message)[^\r\n]{0,80} )for[ \t]/iy,
      tail: /:\d/y,
      prior: 0.8,
    },
  ],
  by: [{ lead: /(?<=configured from \S{1,16} )by[ \t]/iy, tail: / on /y, prior: 0.8, prose: true }],
  cron: [
    {
      lead: /cron(?:d|tab)?\[\d{1,8}\]: ?\(/iy,
      tail: /\) (?:CMD|LIST|BEGIN|END|REPLACE|RELOAD|DELETE|AUTH|MAIL|INFO|STARTUP)/y,
      prior: 0.85,
    },
  ],
  "new user": [{ lead: /new user: name=/iy, tail: /,/y, prior: 0.9 }],
  "new client": [{ lead: /new client connected from \S{3,64} as \S{1,64} \([\w, ]{1,40}u'/iy, tail: /'/y, prior: 0.8 }],
  "uuid of": [{ lead: /uuid of player /iy, tail: / is /y, prior: 0.8, prose: true }],
  // What Samba's full_audit writes of a share: who, from where, what.
  smbd_audit: [
    { lead: /smbd_audit(?:\[\d{1,8}\])?:[ \t]{1,3}(?:[A-Z][\w.-]{0,19}\\{1,2})?/iy, tail: /\|/y, prior: 0.8 },
  ],
  ...Object.fromEntries(POSTGRES_LEVELS.map((word) => [word, [{ lead: /[A-Z]/y, before: POSTGRES, prior: 0.8 }]])),
  ...Object.fromEntries(TRANSFERS.map((word) => [word, [{ lead: /[A-Z]/y, before: IN_BRACKETS, prior: 0.85 }]])),
  // Dovecot names the service and whom it serves.
  "imap(": [{ lead: /imap\(/y, tail: /\)(?:<|:)/y, prior: 0.85 }],
  "pop3(": [{ lead: /pop3\(/y, tail: /\)(?:<|:)/y, prior: 0.85 }],
  "lmtp(": [{ lead: /lmtp\(/y, tail: /\)(?:<|:)/y, prior: 0.85 }],
  "managesieve(": [{ lead: /managesieve\(/y, tail: /\)(?:<|:)/y, prior: 0.85 }],
  "sql(": [{ lead: /(?<=auth[\w():-]{0,24}: )sql\(/y, tail: /,[\da-f]/y, prior: 0.8 }],
  "pam(": [{ lead: /(?<=auth[\w():-]{0,24}: )pam\(/y, tail: /,[\da-f]/y, prior: 0.8 }],
  "passwd-file(": [{ lead: /(?<=auth[\w():-]{0,24}: )passwd-file\(/y, tail: /,[\da-f]/y, prior: 0.8 }],
  // Exim with the authenticators of Dovecot.
  dovecot_: [{ lead: /(?<=[ \t]A=)dovecot_\w{3,12}:/y, tail: /[ \t]|$/y, prior: 0.8 }],
  // Squid's native format: who asked stands between the URL and how it was reached.
  tcp_: [
    {
      lead: /TCP_[A-Z_]{3,30}\/\d{3} \d{1,12} [A-Z]{3,10} \S{1,300} /y,
      tail: / (?:HIER_|DIRECT|NONE|DEFAULT_PARENT|FIRSTUP_PARENT)/y,
      prior: 0.85,
    },
  ],
};

/** Words that begin the shapes above and no others. */
export const SERVICE_WORDS: readonly string[] = [
  "host: ",
  "cron",
  "new user",
  "new client",
  "uuid of",
  "imap(",
  "pop3(",
  "lmtp(",
  "managesieve(",
  "sql(",
  "pam(",
  "passwd-file(",
  "dovecot_",
  "tcp_",
  "smbd_audit",
  ...POSTGRES_LEVELS,
  ...TRANSFERS,
];
