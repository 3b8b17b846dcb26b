import { ENTITY_TYPES } from "../core/entity.ts";

/** What a scrub puts in the place of a value: `[EMAIL_ADDRESS]`, `[REDACTED]`, `tk1h_uid_...`, `{id}`, `{uuid}`, and `{seg}`. */
export const MARK_SOURCE = `\\{(?:id|uuid|seg)\\}|\\[(?:REDACTED|${ENTITY_TYPES.join("|")})\\]|(?<![A-Za-z0-9])tk1[a-z]_\\w+`;
