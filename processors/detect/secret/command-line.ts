import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { isNumberOrDate, isStandIn } from "./value.ts";

/** How far behind a command its option may stand. */
const REACH = 256;

/** Commands that take a password as an argument. The option ends where the password begins. */
const COMMANDS: readonly { readonly command: RegExp; readonly option: RegExp; readonly end?: RegExp }[] = [
  { command: /mysql(?:dump|admin|import|show)? /y, option: /[ ]-p['"]?(?=[^\s'"-])/ },
  { command: /sshpass /y, option: /[ ]-p[ ]?['"]?(?=[^\s'"])/ },
  { command: /redis-cli /y, option: /[ ]-a[ ]['"]?(?=[^\s'"])/ },
  { command: /docker login /y, option: /[ ]-p[ =]['"]?(?=[^\s'"])/ },
  { command: /ldap(?:search|modify|add|passwd|whoami) /y, option: /[ ]-w[ ]['"]?(?=[^\s'"])/ },
  { command: /openssl /y, option: /[ ](?:pass:|-k[ ]['"]?)(?=[^\s'"-])/ },
  { command: /smbclient /y, option: /[ ]-U[ ]?['"]?[\w.\\-]{1,40}%(?=[^\s'"])/ },
  { command: /mongo(?:sh|dump|restore|export|import)? /y, option: /[ ]-p[ ]['"]?(?=[^\s'"-])/ },
  { command: /(?:zip|7z|unzip|unrar) /y, option: /[ ]-P[ ]?['"]?(?=[^\s'"-])/ },
  { command: /jdbc:oracle:thin:/iy, option: /:[\w$]{1,30}\/['"]?(?=[^\s'"@]{3,64}@)/, end: /@/g },
  { command: /keytool |jarsigner /y, option: /[ ]-(?:src|dest)?(?:store|key)pass[ ]['"]?(?=[^\s'":-])/ },
  { command: /ssh-keygen /y, option: /[ ]-N[ ]?['"]?(?=[^\s'"-])/ },
  { command: /sqlcmd |bcp /y, option: /[ ]-P[ ]?['"]?(?=[^\s'"-])/ },
  {
    command: /sqlplus /y,
    option: /^.(?:-\w[ ]){0,3}['"]?[\w$]{1,30}\/['"]?(?=[^\s'"@]{3,64}(?:@|['"]?(?:\s|$)))/,
    end: /[@\s'"]|$/g,
  },
  { command: /[wx]freerdp[3]? /y, option: /[ ]\/p:['"]?(?=[^\s'"])/ },
  {
    command: /htpasswd /y,
    option: /^.(?:-\w{1,4}[ ]){0,2}-\w{0,3}b\w{0,3}[ ][^\s]{1,96}[ ][\w.@-]{1,64}[ ]['"]?(?=[^\s'"])/,
  },
  { command: /snmp(?:walk|get|getnext|bulkwalk|bulkget|set|trap|table|status) /y, option: /[ ]-c[ ]['"]?(?=[^\s'"-])/ },
  // Calls whose last argument is the password: `getConnection(url, "user", "...")`, `smtp.login("user", "...")`.
  { command: /getConnection\(/y, option: /,\s{0,3}["'][^"']{1,64}["'],\s{0,3}["'](?=[^\s"']{0,64}\d)/ },
  { command: /login\(/y, option: /^.["'][^"']{1,64}["'],\s{0,3}["'](?=[^\s"']{0,64}\d)/ },
  { command: /net use /iy, option: /[ ](?:[A-Z]:|\*)[ ]\\\\\S{1,80}[ ]['"]?(?=[^\s'"/]\S{2,64} \/user:)/i },
  // Lines of configuration without a sign between: Redis, SNMP daemons and devices.
  { command: /(?:requirepass|masterauth) /iy, option: /^ ['"]?(?=[^\s'"])/ },
  { command: /snmp-server community /iy, option: /^ (?:[078] )?['"]?(?=[^\s'"])/ },
  { command: /r[ow]community6? /y, option: /^ (?=[^\s'"])/ },
  {
    command: /(?:enable|username \S{1,64}(?: privilege \d{1,2})?) (?:secret|password) /iy,
    option: /^ (?:(?:0|4|5|7|8|9|sha512|sha256) (?=[^\s'"]{6})|(?=[^\s'"]{6})(?=\S*\d))/,
  },
  {
    command: /set (?:password|passwd|psksecret|passphrase|auth-pwd|priv-pwd|secret|key) ENC /y,
    option: /^ (?=[^\s'"]{6})/,
  },
  // RFC 4616 and 4954: user and password in base64.
  {
    command: /auth (?:plain|login) (?=[A-Za-z0-9+/]{12,256}={0,2}(?:\s|$))(?=\S*[A-Z])(?=\S*[a-z])(?=\S*[\d=])/iy,
    option: /^ /,
  },
  { command: /net use /iy, option: /[ ]\/user:\S{1,64}[ ]['"]?(?=[^\s'"/])/i },
];

const END = /[\s'"]|$/g;

function at(text: string, index: number, _context: Context): Match | undefined {
  for (const { command, option, end = END } of COMMANDS) {
    command.lastIndex = index;
    if (!command.test(text)) continue;
    const line = text.slice(command.lastIndex - 1, index + REACH);
    const found = option.exec(line);
    if (found === null) continue;
    const from = found.index + found[0].length;
    end.lastIndex = from;
    const to = end.exec(line)?.index ?? line.length;
    const value = line.slice(from, to);
    if (value.length < 3 || isStandIn(value) || (isNumberOrDate(value) && value.length < 4)) return undefined;
    const start = command.lastIndex - 1 + from;
    return {
      start,
      end: start + value.length,
      prior: 0.6,
      evidence: EVIDENCE.shape | EVIDENCE.contextWord,
      subtype: "PASSWORD",
    };
  }
  return undefined;
}

export const detector: Detector = {
  id: "secret_command_line",
  type: "SECRET",
  description:
    "Passwords given to commands as arguments: database clients, sshpass, docker login, LDAP tools, openssl, archivers.",
  source:
    "Manual pages of mysql(1), sshpass(1), redis-cli, docker-login(1), ldapsearch(1), openssl(1), smbclient(1), mongosh, zip(1); Windows net use; htpasswd(1), Net-SNMP",
  triggers: ["word"],
  words: [
    "mysql",
    "sshpass",
    "redis-cli",
    "docker",
    "ldap",
    "openssl",
    "smbclient",
    "mongo",
    "zip",
    "unzip",
    "unrar",
    "net use",
    "jdbc:oracle",
    "keytool",
    "jarsigner",
    "ssh-keygen",
    "sqlcmd",
    "bcp",
    "sqlplus",
    "xfreerdp",
    "wfreerdp",
    "getconnection",
    "login(",
    "htpasswd",
    "snmpwalk",
    "snmpget",
    "snmpbulk",
    "snmpset",
    "snmptrap",
    "snmptable",
    "snmpstatus",
    "requirepass",
    "masterauth",
    "snmp-server comm",
    "rocommunity",
    "rwcommunity",
    "enable secret",
    "enable password",
    "username ",
    "set password enc",
    "set passwd enc",
    "set psksecret enc",
    "set passphrase enc",
    "set auth-pwd enc",
    "set priv-pwd enc",
    "set secret enc",
    "set key enc",
    "auth plain",
    "auth login",
  ],
  examples: [
    { text: "exec: mysqldump -u shop -pGr33nHat orders", finds: ["Gr33nHat"] },
    { text: "sshpass -p 'Gr33nHat' ssh ada@host", finds: ["Gr33nHat"] },
    { text: "keytool -list -storepass Gr33nHat -v", finds: ["Gr33nHat"] },
    { text: "htpasswd -b /etc/web/.htpasswd ada Gr33nHat", finds: ["Gr33nHat"] },
    { text: "snmpwalk -v2c -c Gr33nHat 192.0.2.9 system", finds: ["Gr33nHat"] },
    { text: "sqlplus shop/Gr33nHat@XE", finds: ["Gr33nHat"] },
    { text: "sqlcmd -S db -U shop -P Gr33nHat", finds: ["Gr33nHat"] },
    { text: 'DriverManager.getConnection(url, "shop", "Gr33nHat")', finds: ["Gr33nHat"] },
    { text: 'smtp.login("bot", "Gr33nHat")', finds: ["Gr33nHat"] },
    { text: "mysqladmin -u root -p'Gr33nHat' status", finds: ["Gr33nHat"] },
    { text: "openssl enc -aes-256-cbc -k Gr33nHat -in a", finds: ["Gr33nHat"] },
    { text: "url=jdbc:oracle:thin:shop/Gr33nHat@//db:1521/XE", finds: ["Gr33nHat"] },
    { text: "ldapsearch -x -D cn=admin -w Gr33nHat", finds: ["Gr33nHat"] },
    { text: "requirepass Gr33nHat", finds: ["Gr33nHat"] },
    { text: "snmp-server community Gr33nHat RO", finds: ["Gr33nHat"] },
    { text: "rocommunity Gr33nHat 192.0.2.0/24", finds: ["Gr33nHat"] },
    { text: "enable password 7 0822455D0A16544541", finds: ["0822455D0A16544541"] },
    { text: "username ops privilege 15 secret Gr33nHat", finds: ["Gr33nHat"] },
    { text: "set psksecret ENC q7Vb2nXk9LmP4sRtW1yZ8cDf3gHj", finds: ["q7Vb2nXk9LmP4sRtW1yZ8cDf3gHj"] },
    { text: "C: AUTH PLAIN AHNob3AAR3IzM25IYXQ=", finds: ["AHNob3AAR3IzM25IYXQ="] },
  ],
  counterExamples: [
    "mysql -u root -p",
    "enable secret rotation for the account",
    "username is required",
    "auth plain mechanism not supported",
    "auth login failed",
    "S: 250-AUTH PLAIN LOGIN",
    "requirepass ${REDIS_PASSWORD}",
    "htpasswd -c /etc/web/.htpasswd ada",
    'page.login("home", "dashboard")',
    "sqlplus / as sysdba",
    "docker run -p 8080:80 nginx",
    "mysql server has gone away",
    "openssl version 3.0.2",
    "jdbc:oracle:thin:@//db:1521/XE",
    "net use of resources",
  ],
  knownMisses: ["commands that are not in the list"],
  at,
};
