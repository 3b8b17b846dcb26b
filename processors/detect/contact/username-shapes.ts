import { SERVICE_WORDS, SERVICES } from "./username-services.ts";

/** A login name: letters, digits and `. _ -`, as useradd, Active Directory and web services take them; up to 32 characters. */
export const NAME = /[A-Za-z_\u00c0-\u024f\u0400-\u04ff][\w.\u00c0-\u024f\u0400-\u04ff-]{0,31}\$?/y;
/** A digest in hex is an identifier, as a UUID is: three digits and more tell it from a word. */
export const HEX_ID = /^(?=(?:[a-f]*\d){3})[0-9a-f]{16,}$/;
/** Where a log tells that nobody has the name, anything may stand: `invalid user 0101`. */
export const CLAIMED = /[^\s'"@,;:()[\]<>=/]{1,32}/y;

/** How a log announces a name. */
export interface Shape {
  /** Tried at the candidate's word. What it matches ends where the name begins. */
  readonly lead: RegExp;
  /** What must follow the name. */
  readonly tail?: RegExp;
  readonly prior: number;
  /** The log itself says that this is what someone typed as a name. */
  readonly claimed?: boolean;
  /** Ordinary words may follow the lead: refuse them. */
  readonly prose?: boolean;
  /** Parts of programs may stand there too. */
  readonly uncommon?: boolean;
  /** The name is a directory: the path in front decides. */
  readonly path?: boolean;
  /** The name stands in front of the word: its first group, in what ends where the word begins. */
  readonly before?: RegExp;
}

const QUOTE = String.raw`\\{0,3}["'\x60]?`;
/** Not what is assigned or called, but `user=ada1 (attempt 2)`. */
const KEY_TAIL =
  /(?=[\s,;&)\]}"'`|<\\/:@]|$)(?!["']?(?:\s{0,2}[={]|\(|[ \t]{1,2}\((?![a-z]{1,20} )))(?!:\/\/)(?!@[\w-]+\.)/y;
/** After `user: ada`: not another word, which would make it a person's full name. */
const COLON_TAIL =
  /(?=["'`,;)\]}|<\\@]|$|[\r\n]|[ \t]{1,3}(?:[^A-Za-z\s\u0080-\uffff]|[\da-f]{8}(?:-[\da-f]{4}-|[\da-f]{8})|[\w.-]{1,24}[=:]|(?:from|by|logged|has|was|is|not|does|did|with|on|at|in|to|failed)\b))(?![ \t]{0,2}[(={])(?!:\/\/)(?!@[\w-]+\.)/y;
const AFTER_SUBJECT =
  /(?<=\d)[ \t](?:and|then|but)\b|["'`\])]?(?:[ \t]\d{1,3}\.\d|[ \t][0-9a-f]{1,4}:[0-9a-f]{0,4}:|[ \t]{1,3}(?:from|by|logged|has|was|is|not|does|did|with|on|at|in|to|failed|authenticated|attempted|tried|created|deleted|already|connected|disconnected|via|using|ssh2|\[preauth\]|rhost)\b|[ \t]{0,2}(?:[(,;:[]|\.(?:\s|$)|$|[\r\n]))/y;

/** Shapes by the first letters of the word that announces them. */
const GENERAL: Readonly<Record<string, readonly Shape[]>> = {
  user: [
    {
      lead: new RegExp(
        String.raw`user(?:s|_?names?|[_.-]names?|[_.-]?login)?${QUOTE}[ \t]{0,3}(?:=>|:=|=)[ \t]{0,3}${QUOTE}(?:[A-Z][A-Z0-9.-]{0,19}\\{1,2}(?=[A-Za-z_]))?`,
        "iy",
      ),
      tail: KEY_TAIL,
      prior: 0.85,
      prose: true,
    },
    {
      lead: new RegExp(
        String.raw`user(?:_?name|[_.-]name|[_.-]?login|)${QUOTE}:[ \t]{0,3}${QUOTE}(?:[A-Z][A-Z0-9.-]{0,19}\\{1,2}(?=[A-Za-z_]))?`,
        "iy",
      ),
      tail: COLON_TAIL,
      prior: 0.75,
      prose: true,
    },
    {
      lead: /user[ _-]?name(?:[ \t]{1,2}is[ \t]|[ \t]{0,2}[=:])[ \t]{0,2}["'`]?/iy,
      tail: KEY_TAIL,
      prior: 0.75,
      prose: true,
    },
    {
      lead: /user[ \t]{1,2}["'`](?=[^"'`]{1,40}["'`])(?:[A-Z][A-Z0-9.-]{0,19}\\{1,2}(?=[A-Za-z_]))?/iy,
      prior: 0.75,
      prose: true,
    },
    { lead: /user(?:name)?=</iy, tail: />(?:[,;\s]|$)/y, prior: 0.8, prose: true },
    // `<Data Name="TargetUserName">ada</Data>`: events of Windows.
    { lead: /user_?name["']>/iy, tail: /</y, prior: 0.8, prose: true },
    {
      // Without a word that names things alone: `User session not found`.
      lead: /user[ \t]{1,2}(?=[A-Za-z][A-Za-z-]{0,30}[\d._][\w.-]{0,30} (?:(?:was )?not found|does not exist|doesn't exist|already exists|is (?:disabled|banned|suspended|inactive)))/iy,
      prior: 0.7,
      prose: true,
    },
    {
      lead: /user[ \t]{1,2}(?=\S{2,40} (?:logged (?:in|out|on|off)|signed (?:in|out)|authenticated|connected from|disconnected|from (?:\d|[0-9a-f]*:|ip\b)))/iy,
      prior: 0.75,
      prose: true,
    },
    {
      lead: /user[ \t]{1,2}(?=\S{2,40} (?:could not (?:be authenticated|log)|(?:was )?(?:added|removed) (?:to|from) (?:the )?(?:group|role)|(?:is )?not in (?:the )?sudoers|connected to (?:share|service)|failed (?:to (?:log|auth)|login|auth)|has (?:logged|been (?:locked|disabled))|(?:is|was) locked))/iy,
      prior: 0.75,
      prose: true,
    },
    { lead: /users[ \t]{1,2}with (?:view|modify) permissions: ?Set\(/iy, tail: /[,)]/y, prior: 0.8 },
    { lead: /users[\\/]{1,4}/iy, prior: 0.8, path: true },
    { lead: /usercache\//iy, tail: /\//y, prior: 0.8, path: true },
  ],
  usrname: [{ lead: /usrname=["']?/iy, tail: KEY_TAIL, prior: 0.8, prose: true }],
  usr: [{ lead: /usr(?:_?name)?=["']?/iy, tail: KEY_TAIL, prior: 0.75, prose: true }],
  uname: [{ lead: /uname[=:][ \t]{0,2}["']?/iy, tail: KEY_TAIL, prior: 0.75, prose: true }],
  login: [
    {
      lead: new RegExp(String.raw`login(?:[_.-]?name|[_.-]?id|)${QUOTE}[ \t]{0,2}=[ \t]{0,2}${QUOTE}`, "iy"),
      tail: KEY_TAIL,
      prior: 0.75,
      prose: true,
    },
    { lead: /login (?:ok|incorrect)[^[\r\n]{0,64}: ?\[/iy, tail: /[\]/]/y, prior: 0.8, prose: true },
    {
      lead: /login (?:as|by|for|of):?[ \t]{1,2}(?:user[ \t]{1,2})?["']?/iy,
      tail: AFTER_SUBJECT,
      prior: 0.65,
      prose: true,
    },
  ],
  logo: [
    { lead: /logon (?:denied|failed|failure) for (?:user )?["']?/iy, tail: AFTER_SUBJECT, prior: 0.75, prose: true },
  ],
  "duplicate entry": [
    // MySQL names the key that has the value already.
    {
      lead: /duplicate entry '/iy,
      tail: /' for key '[\w.$-]{0,48}(?:user_?name|login|nick_?name|user_?handle)/iy,
      prior: 0.8,
    },
  ],
  "security id:": [
    { lead: /security id:[ \t]{1,8}[A-Z][\w.-]{0,19}\\{1,2}/iy, tail: /\s|$/y, prior: 0.8, prose: true },
  ],
  // RFC 3261: the user of an address without a domain.
  "sip:": [{ lead: /sip:/iy, tail: /@(?=\d{1,3}\.\d|\[)/y, prior: 0.7 }],
  "sips:": [{ lead: /sips:/iy, tail: /@(?=\d{1,3}\.\d|\[)/y, prior: 0.7 }],
  // Exim: the authenticator and who used it.
  "plain:": [{ lead: /(?<=[ \t]A=)plain:/y, tail: /[ \t]|$/y, prior: 0.75 }],
  "identity '": [{ lead: /identity '/iy, tail: /'/y, prior: 0.75, prose: true }],
  logn: [{ lead: /logname=/iy, tail: KEY_TAIL, prior: 0.85, prose: true }],
  logg: [
    {
      lead: /logged (?:in|on|out|off) (?:as|by|user)[ \t]{1,2}(?:user[ \t]{1,2})?["']?/iy,
      tail: AFTER_SUBJECT,
      prior: 0.7,
      prose: true,
    },
  ],
  ruse: [{ lead: /ruser=/iy, tail: KEY_TAIL, prior: 0.85, prose: true }],
  euse: [{ lead: /euser=/iy, tail: KEY_TAIL, prior: 0.85, prose: true }],
  suse: [{ lead: /suser(?:name)?=/iy, tail: KEY_TAIL, prior: 0.8, prose: true }],
  duse: [{ lead: /duser(?:name)?=/iy, tail: KEY_TAIL, prior: 0.8, prose: true }],
  remo: [{ lead: /remote_?user["']?[=:][ \t]{0,2}["']?/iy, tail: KEY_TAIL, prior: 0.8, prose: true }],
  acct: [{ lead: /acct=\\?["']/iy, prior: 0.8, prose: true }],
  acco: [
    {
      lead: /account[ _.]?name["']?[ \t]{0,2}[=:][\t ]{0,6}["']?(?![\w-]{1,64};AccountKey=)/iy,
      tail: KEY_TAIL,
      prior: 0.75,
      prose: true,
    },
    { lead: /account[ \t]{1,2}["'](?=[^"']{1,40}["'])/iy, prior: 0.6, prose: true },
  ],
  ugi: [{ lead: /ugi=/y, tail: /[ \t@,(]|$/y, prior: 0.85, prose: true }],
  uid: [
    { lead: /uid=\d{1,10}\(/y, tail: /\)/y, prior: 0.9, prose: true },
    // A distinguished name, RFC 4514.
    { lead: /uid=(?=[^\s,=]{2,64}, ?(?:ou|cn|dc|o)=)/iy, tail: /,/y, prior: 0.85 },
  ],
  euid: [{ lead: /euid=\d{1,10}\(/y, tail: /\)/y, prior: 0.9, prose: true }],
  auid: [{ lead: /auid="/iy, tail: /"/y, prior: 0.8, prose: true }],
  inva: [{ lead: /invalid user[ \t]/iy, tail: AFTER_SUBJECT, prior: 0.85, claimed: true }],
  ille: [{ lead: /illegal user[ \t]/iy, tail: AFTER_SUBJECT, prior: 0.85, claimed: true }],
  unkn: [{ lead: /unknown user(?:name)?[ \t:]{1,2}["']?/iy, tail: AFTER_SUBJECT, prior: 0.65, prose: true }],
  auth: [{ lead: /authenticat(?:ing|ed) user[ \t]["']?/iy, tail: AFTER_SUBJECT, prior: 0.85, prose: true }],
  disc: [{ lead: /disconnected from user[ \t]/iy, tail: AFTER_SUBJECT, prior: 0.9, prose: true }],
  sess: [
    { lead: /session \S{1,12} (?:of|for) user[ \t]/iy, prior: 0.85, prose: true },
    { lead: /session (?:opened|closed) for user[ \t]/iy, prior: 0.9, prose: true },
  ],
  for: [
    {
      lead: /for (?:local |remote |ldap |domain )?user[ \t]{1,2}["'`]?/iy,
      tail: AFTER_SUBJECT,
      prior: 0.75,
      prose: true,
    },
    { lead: /for role "/iy, tail: /"/y, prior: 0.7, prose: true },
  ],
  fail: [
    {
      lead: /failed (?:password|none|publickey|keyboard-interactive\/pam|gssapi-with-mic|hostbased) for (?:invalid user |illegal user )?/iy,
      tail: /[ \t]from[ \t]/y,
      prior: 0.9,
      claimed: true,
    },
  ],
  acce: [
    {
      lead: /accepted (?:password|publickey|keyboard-interactive\/pam|gssapi-with-mic|hostbased|none) for /iy,
      tail: /[ \t]from[ \t]/y,
      prior: 0.9,
      claimed: true,
    },
  ],
  post: [
    {
      lead: /postponed (?:publickey|keyboard-interactive) for (?:invalid user )?/iy,
      tail: /[ \t]from[ \t]/y,
      prior: 0.9,
      claimed: true,
    },
  ],
  by: [
    { lead: /by[ \t](?=[^\s()]{1,33}\(uid=\d)/y, prior: 0.9 },
    { lead: /by user[ \t]{1,2}["'`]?/iy, tail: AFTER_SUBJECT, prior: 0.7, prose: true },
  ],
  su: [
    {
      lead: /su(?:\[\d{1,8}\])?:[ \t](?:\(to \S{1,32}\)[ \t]|(?:FAILED|BAD) SU (?:\(to \S{1,32}\)[ \t])?)(?=\S{1,33} on )/y,
      prior: 0.85,
    },
    { lead: /su(?:\[\d{1,8}\])?:[ \t](?:Successful su for \S{1,32} by |FAILED su for \S{1,32} by )/y, prior: 0.9 },
    { lead: /su(?:\[\d{1,8}\])?:[ \t]{0,2}(?=[\w.-]{1,32} to [\w.-]{1,32}(?:\s|$))/y, prior: 0.75 },
  ],
  sudo: [{ lead: /sudo(?:\[\d{1,8}\])?:[ \t]{1,12}(?=\S{1,33} : )/y, prior: 0.9 }],
  home: [{ lead: /home\//y, prior: 0.8, path: true }],
  leas: [{ lead: /LeaseRenewer:/y, tail: /@/y, prior: 0.9 }],
  acls: [{ lead: /acls to: /y, tail: /\s|,|$/y, prior: 0.75, prose: true }],
  chan: [
    // The second of the list; the first is found at its own word.
    { lead: /changing (?:view|modify) acls to: [\w.-]{1,32},/iy, tail: /\s|,|$/y, prior: 0.75, prose: true },
  ],
  "with view": [{ lead: /with view permissions: ?Set\([\w.-]{1,32}, ?/iy, tail: /[,)]/y, prior: 0.8 }],
  "with modify": [{ lead: /with modify permissions: ?Set\([\w.-]{1,32}, ?/iy, tail: /[,)]/y, prior: 0.8 }],
  stag: [
    { lead: /staging\//y, tail: /\/\.staging/y, prior: 0.85, path: true },
    { lead: /staging\/history\/done_intermediate\//y, tail: /[/\]]/y, prior: 0.85, path: true },
  ],
  ssh: [{ lead: /ssh[ \t](?:-[A-Za-z](?:[ \t]?[\w./-]{1,40})?[ \t]){0,4}(?=[\w.-]{1,32}@[\w.-])/y, prior: 0.75 }],
  grant: [{ lead: /granted to user[ \t]["'`]?/iy, tail: AFTER_SUBJECT, prior: 0.7, prose: true }],
};

/** The shapes of both tables, in this order. */
function merged(
  one: Readonly<Record<string, readonly Shape[]>>,
  two: Readonly<Record<string, readonly Shape[]>>,
): Readonly<Record<string, readonly Shape[]>> {
  const keys = new Set([...Object.keys(one), ...Object.keys(two)]);
  return Object.fromEntries([...keys].map((key) => [key, [...(one[key] ?? []), ...(two[key] ?? [])]]));
}

const SHAPES: Readonly<Record<string, readonly Shape[]>> = merged(GENERAL, SERVICES);

/** Words that announce a name. */
export const WORDS: readonly string[] = [
  ...SERVICE_WORDS,
  "changing",
  "with view",
  "with modify",
  "user",
  "usr",
  "usrname",
  "logon",
  "duplicate entry",
  "security id:",
  "sip:",
  "sips:",
  "plain:",
  "identity '",
  "uname",
  "login",
  "logname",
  "logged",
  "ruser",
  "euser",
  "suser",
  "duser",
  "remote",
  "acct",
  "account",
  "ugi",
  "uid",
  "euid",
  "auid",
  "invalid",
  "illegal",
  "unknown",
  "authenticat",
  "disconnected",
  "session",
  "for",
  "failed",
  "accepted",
  "postponed",
  "by",
  "su",
  "sudo",
  "home",
  "leaserenewer",
  "acls",
  "staging",
  "ssh",
  "granted",
];

/** Shapes of each of `WORDS`, in its order. */
export const SHAPES_OF: readonly (readonly Shape[])[] = WORDS.map((word) =>
  Object.entries(SHAPES).flatMap(([key, shapes]) =>
    word === key || (key.length >= 4 && word.startsWith(key)) ? shapes : [],
  ),
);
