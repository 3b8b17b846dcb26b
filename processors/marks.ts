import { ENTITY_TYPES } from "../core/entity.ts";

/** What a scrub puts in the place of an identifier, which is also what frameworks call a parameter. */
const TEMPLATE_SOURCE = "\\{(?:id|uuid)\\}";
/** What only a scrub writes: `{seg}`, `[EMAIL_ADDRESS]`, `[REDACTED]`, `tk1h_uid_...`. */
export const OURS_SOURCE = `\\{seg\\}|\\[(?:REDACTED|${ENTITY_TYPES.join("|")})\\]|(?<![A-Za-z0-9])tk1[a-z]_\\w+`;
/** Either. */
export const MARK_SOURCE = `${TEMPLATE_SOURCE}|${OURS_SOURCE}`;
