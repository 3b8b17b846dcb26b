import { type Context, EVIDENCE, type Match } from "../detector.ts";
import { endsForeign } from "../foreign-keys.ts";
import { NOT_NAMES, SYSTEM_ACCOUNTS } from "./system-accounts.ts";
import { isProgram } from "./uncommon-name.ts";
import { HEX_ID, NAME } from "./username-shapes.ts";

const NAME_KEY =
  /(?:^|[^a-z])(?:user|users|username|userlogin|login|logname|uname|owner|principal|ruser|account[._-]?name|user[._-](?:name|login|id\.name)|remote[._-]?user|db[._-]?user|end[._-]?user|screen[._-]?name|nick[._-]?name|user[._-]?handle|login[._-]?id|assignee|reviewer|actor|committer|assigned[._-]?to|(?:created|updated|modified|changed|edited|deleted|removed|approved|requested|submitted|uploaded|reported|opened|closed|resolved|triggered|started|launched|signed|owned|locked|revoked|granted|invited)[._-]?by)(?:[._-]?(?:name|login))?$/i;
/** Keys of whoever did something. */
const ACTS = /(?:by|actor|committer|to)(?:[._-]?(?:name|login))?$/i;

/** The value of a key that says who somebody is, or who did something. */
export function loginOfKey(text: string, start: number, end: number, context: Context): Match | undefined {
  const key = context.key.slice(-96).replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  if (!(NAME_KEY.test(key) || endsForeign(key, "user_name"))) return undefined;
  const value = text.slice(start, end).trim();
  const from = text.indexOf(value, start);
  const name = value.replace(/^[A-Za-z0-9.-]{1,20}\\{1,2}/, "");
  NAME.lastIndex = 0;
  if (value === "" || value.length > 64 || !NAME.test(name) || NAME.lastIndex !== name.length) return undefined;
  const lower = name.toLowerCase();
  if (name.length < 2 || HEX_ID.test(name) || SYSTEM_ACCOUNTS.has(lower) || NOT_NAMES.has(lower)) return undefined;
  if (ACTS.test(key) && (isProgram(name) || /^[A-Z\d_]+$/.test(name))) return undefined;
  return { start: from, end: from + value.length, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key };
}
