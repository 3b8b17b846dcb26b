import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { see } from "../sight.ts";
import { ALPHABETS, runEnd } from "./shape.ts";
import { isStandIn, isTokenLike } from "./value.ts";

/** Cookies and parameters in which well-known servers and frameworks keep the session. */
const NAMES = [
  "jsessionid",
  "phpsessid",
  "asp.net_sessionid",
  "aspsessionid",
  "connect.sid",
  "laravel_session",
  "ci_session",
  "sessionid",
  "session_id",
  "sessid",
  "wordpress_logged_in",
  "wp_session",
  "_session_id",
  "sails.sid",
  "express.sid",
  "rack.session",
  "play_session",
  "cfid",
  "cftoken",
  "sap-contextid",
  "moodlesession",
  "symfony",
  "frontend_session",
  "session",
  "sid",
  "gitlab_session",
];
const NAME =
  /(?:jsessionid|phpsessid|asp\.net_sessionid|aspsessionid\w{0,12}|connect\.sid|sails\.sid|express\.sid|rack\.session|laravel_session|ci_session|sessionid|session_id|sessid|session(?==)|gitlab_session|sid(?==)|wordpress_logged_in_\w{1,40}|wp_session|play_session|cftoken|moodlesession\w{0,20})["']?[ \t]{0,2}[=:][ \t]{0,2}["']?(?:s%3A|s:)?/iy;
const VALUE = ALPHABETS.dotted | ALPHABETS.base64;

function at(text: string, index: number, context: Context): Match | undefined {
  NAME.lastIndex = index;
  if (!NAME.test(text)) return undefined;
  const start = NAME.lastIndex;
  const end = runEnd(text, start, VALUE, 512);
  const value = text.slice(start, end);
  // Short ids and numbers behind `sessionid` count sessions, they do not open one.
  if (value.length < 20 || !/[A-Za-z]/.test(value) || !/\d/.test(value)) return undefined;
  // Security identifiers of Windows are called so as well (MS-DTYP 2.4.2).
  if (/^S-1-\d{1,2}-/.test(value)) return undefined;
  see(context.work);
  if (!isTokenLike(value, true)) return undefined;
  return { start, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key };
}

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (
    !/(?:^|[^a-z])(?:session|sess|sid|jsessionid|phpsessid|sessionid)(?:[._-]?(?:id|key|token|previous_id))?$/i.test(
      context.key.replace(/([a-z])([A-Z])/g, "$1_$2"),
    )
  )
    return undefined;
  if (value.length < 8 || value.length > 512 || /\s/.test(value) || isStandIn(value) || !/\d/.test(value))
    return undefined;
  return { start, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key };
}

export const detector: Detector = {
  tellsSight: true,
  id: "session_id",
  type: "SESSION_ID",
  description:
    "Session identifiers: cookies and parameters of well-known servers and frameworks, and whole values under session keys.",
  source: "OWASP Session Management Cheat Sheet; Jakarta Servlet, PHP and ASP.NET documentation",
  triggers: ["word"],
  words: NAMES.map((name) => name.replace(/^_/, "")),
  hints: ["session"],
  examples: [
    { text: "GET /cart;jsessionid=1A530637289A03B07199A44E8D531427 200", finds: ["1A530637289A03B07199A44E8D531427"] },
    { text: "Cookie: PHPSESSID=el4ukv0kqbvoirg7nkp4dncpk3; lang=de", finds: ["el4ukv0kqbvoirg7nkp4dncpk3"] },
    { text: "8f14e45fceea167a5a36dedd4bea2543", key: "session.id", finds: ["8f14e45fceea167a5a36dedd4bea2543"] },
  ],
  counterExamples: [
    "opened session 0x2ab41907cd50003 with timeout 30000",
    "sessionid:0x2ab41907cd50003 type:open",
    "session_id=42",
    "PHPSESSID=deleted",
  ],
  at,
  whole,
};
