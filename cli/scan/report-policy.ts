import { compilePolicy } from "../../policy/compile.ts";
import { parsePolicy } from "../../policy/parse.ts";
import type { Plan } from "../../processors/plan.ts";

/**
 * The default policy made to tell instead of to replace: what it keeps because operators need it (addresses of every
 * class, places, ages, companies, remote hosts) is told too. UUIDs and bare identifiers name no one by themselves: `all` adds them.
 */
export function reportPlan(all: boolean): Plan {
  const text = `
version: "1"
name: report
extends: default
types:
  USERNAME: redact
  USER_ID: redact
  SESSION_ID: redact
  DEVICE_ID: redact
  AGE: redact
  LOCATION: redact
  COMPANY_ID: redact
  URL: redact
  HOSTNAME: redact
  USER_AGENT: ${all ? "redact" : "keep"}
  UUID: ${all ? "redact" : "keep"}
  IDENTIFIER: ${all ? "redact" : "keep"}
  IP_ADDRESS:
    classes: { public: redact, private: redact, loopback: redact, link_local: redact, reserved: redact }
`;
  return compilePolicy(parsePolicy(text, { file: "built-in:report" }));
}
