import type { Shape } from "./username-shapes.ts";

/** The end of a statement, or how it goes on: not another word, which would make it a person's full name. */
const BEHIND =
  /["'\])]?(?:[.,;:]?$|[.,;]\s|: (?:\d|[\da-f]{8}(?:-[\da-f]{4}-|[\da-f]{8}))|[ \t]{1,2}(?:\(|from\b|to\b|on\b|at\b|in\b|via\b|after\b|with\b|using\b|by\b|has\b|was\b|is\b|due\b|because\b|- |\d|[\da-f]{8}(?:-[\da-f]{4}-|[\da-f]{8})))/y;
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
    {
      lead: /user[ \t]{1,2}(?=\S{2,40} (?:\(\d{1,10}\) tally|account (?:temporarily |permanently )?(?:locked|unlocked|disabled|expired)|(?:added|removed|created|deleted|invited|locked) by ))/iy,
      prior: 0.75,
      prose: true,
    },
    { lead: /user[ \t](?=\S{2,40} not found: )/iy, tail: / not found/y, prior: 0.75, prose: true },
    { lead: /(?<=(?:access|shell|session|login)(?: granted)? to )user[ \t]/iy, tail: BEHIND, prior: 0.75, prose: true },
    { lead: /(?<=\bas )user[ \t]["']?/iy, tail: BEHIND, prior: 0.75, prose: true },
    { lead: /(?<=(?:locked|disabled|expired|unknown|authenticated) )user \[/iy, tail: /\]/y, prior: 0.8, prose: true },
    // Cisco ASA, Samba, ProFTPD.
    { lead: /user <(?=[^<>\s]{2,64}> ip)/iy, tail: />/y, prior: 0.85, prose: true },
    { lead: /(?<=\bfor )user \[/iy, tail: /\]/y, prior: 0.85, prose: true },
    { lead: /user (?=\S{2,40}: login (?:successful|failed|incorrect))/iy, tail: /:/y, prior: 0.85, prose: true },
    // Home directories of HDFS.
    {
      lead: /(?<=(?:src|dst|path)=\/|hdfs:\/\/[\w.:-]{1,60}\/)user\//y,
      tail: /[/\s]|$/y,
      prior: 0.8,
      prose: true,
      uncommon: true,
    },
    // Oracle's audit trail.
    { lead: /user:\[\d{1,3}\] ?["']/iy, tail: /["']/y, prior: 0.85, prose: true },
    // SLURM.
    { lead: /userid=(?=[\w.-]{2,32}\(\d{1,10}\))/iy, tail: /\(/y, prior: 0.9, prose: true },
    { lead: /username[ \t]["'](?=[^"'\s]{2,40}["'])/iy, tail: /["']/y, prior: 0.75, prose: true },
    {
      lead: /user[ \t](?=\S{3,40} (?:deleted|created|updated|renamed|archived|restored|uploaded|downloaded|exported|viewed|opened|accessed|approved|rejected|cancelled|canceled|submitted|requested|changed|modified|invited|joined|left|moved|shared)\b)/iy,
      tail: /[ \t]/y,
      prior: 0.65,
      prose: true,
      uncommon: true,
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
  login: [
    { lead: /(?<=ftp )login from [^[\r\n]{1,80}\[[\da-f.:]{3,45}\], ?/iy, tail: /[\s,]|$/y, prior: 0.85, prose: true },
    { lead: /login failed: ["'](?=[^"'\s]{2,64}["'] \()/iy, tail: /["']/y, prior: 0.8, prose: true },
    // Cyrus: host, address, name, mechanism.
    {
      lead: /login: \S{1,64} \[[\da-f.:]{3,45}\] /iy,
      tail: / (?:plain|login|cram|gssapi|digest|scram)/iy,
      prior: 0.85,
      prose: true,
    },
    { lead: /login from [\da-f.:]{3,45} as /iy, tail: BEHIND, prior: 0.8, prose: true },
  ],
  acco: [
    {
      lead: /account[ \t](?=\S{3,40}(?: (?:after|locked|unlocked|disabled|enabled|was|has been|is (?:locked|disabled|expired))\b|[.,;]?$))/iy,
      tail: BEHIND,
      prior: 0.65,
      prose: true,
      uncommon: true,
    },
  ],
  "principal ": [
    {
      lead: /principal[ \t]{1,2}["'[]?/iy,
      tail: /["'\]]|[ \t](?:on|from|at|in|has|is|was|with)\b|[.,;]?$/y,
      prior: 0.65,
      prose: true,
      uncommon: true,
    },
  ],
  // Who logs in, joins a game, or connects to a share stands in front.
  logg: [
    {
      lead: /logged (?:in|out|on|off)\b/iy,
      before: /(?:^|[\s:\]>"'])([A-Za-z_][\w.-]{2,31})["']?(?: has| just)? $/,
      prior: 0.65,
      prose: true,
      uncommon: true,
    },
    { lead: /logged in with entity/y, before: /(?:^|[\s:])(\w{3,16})\[\/[\da-f.:]{3,45}\] $/, prior: 0.85 },
  ],
  "joined the game": [{ lead: /joined the game/y, before: /(?:^|[\s:])(\w{3,16}) $/, prior: 0.8, prose: true }],
  "left the game": [{ lead: /left the game/y, before: /(?:^|[\s:])(\w{3,16}) $/, prior: 0.8, prose: true }],
  "connect to service": [
    {
      lead: /connect to service /y,
      before: /([A-Za-z_][\w.-]{1,31}) \((?:ipv[46]:)?[\da-f.:]{3,45}\) (?:signed |closed )?$/,
      prior: 0.85,
      prose: true,
    },
  ],
  "add '": [{ lead: /add ['"]/iy, tail: /['"] to (?:shadow )?group/y, prior: 0.85, prose: true }],
  "rsync on": [{ lead: /rsync on \S{1,120} from /y, tail: /@/y, prior: 0.8, prose: true }],
  // PBS.
  "request of ": [{ lead: /(?<=at )request of /iy, tail: /@/y, prior: 0.8, prose: true }],
  for: [
    {
      // What was tried or done, and for whom: `login failed for ada`.
      lead: /(?<=\b(?:log[io]n|authentication|auth|password|passwd|session|token|otp|mfa|2fa|account|access|msk) (?:reset |change |attempt |sync |link )?(?:succeeded|failed|failure|attempt|success|successful|denied|rejected|refused|requested|created|established|expired|terminated|closed|granted|revoked|issued|locked|unlocked|disabled|enabled) )for[ \t](?:account |user |username |principal )?["'[(]?/iy,
      tail: BEHIND,
      prior: 0.65,
      prose: true,
      uncommon: true,
    },
    {
      lead: /(?<=failed login (?:\(\d{1,4}\)|\d{1,4}) from \S{1,64} )for[ \t]/iy,
      tail: /,/y,
      prior: 0.85,
      prose: true,
    },
    { lead: /(?<=\bpassword )for[ \t]["']/iy, tail: /["'] (?:changed|updated|reset)/y, prior: 0.8, prose: true },
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
  by: [
    { lead: /(?<=login on \S{1,32} )by[ \t]/iy, tail: /\s|$/y, prior: 0.85, prose: true },
    { lead: /(?<=queued on \S{1,64} )by[ \t]["']?/iy, tail: /["'.\s]|$/y, prior: 0.8, prose: true },
    {
      lead: /(?<=\b(?:committed|approved|rejected|requested|reviewed|pushed|push|reported|merged|uploaded|edited|acknowledged|escalated|resolved|submitted|deleted|changed|cancelled|canceled|signed off|checked out|assigned) )by[ \t](?:user )?["']?/iy,
      tail: BEHIND,
      prior: 0.65,
      prose: true,
      uncommon: true,
    },
    { lead: /(?<=configured from \S{1,16} )by[ \t]/iy, tail: / on /y, prior: 0.8, prose: true },
  ],
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
  "principal ",
  "joined the game",
  "left the game",
  "connect to service",
  "add '",
  "rsync on",
  "request of ",
  ...POSTGRES_LEVELS,
  ...TRANSFERS,
];
