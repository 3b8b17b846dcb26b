import { ENTITY_TYPES } from "../../core/entity.ts";
import { isToken } from "./token.ts";

/** What an earlier scrub writes: placeholders of known types, tokens, templates. */
const WRITTEN = new RegExp(
  `\\[(?:REDACTED|${ENTITY_TYPES.join("|")})\\]|\\bREDACTED(?![A-Za-z0-9])|\\{(?:uuid|id)\\}|tk1[a-z]_[a-z]{1,24}_[a-z2-7]{3}_[a-z2-7]{22}`,
  "g",
);
const MAY_BE_WRITTEN = /\[[A-Z]{2}|REDACTED|tk1[a-z]_|\{(?:id|uuid)\}/;

/**
 * The text with blanks where an earlier scrub, a hop before, wrote placeholders and whole tokens: the same length, so
 * that positions hold, and nothing to be found there. A token that is replaced again parts what it joins.
 */
export function blankOurs(text: string): string {
  const mayBe = text.includes("[") || text.includes("{") || text.includes("REDACTED") || text.includes("tk1");
  if (!mayBe || !MAY_BE_WRITTEN.test(text)) return text;
  return text.replace(WRITTEN, (written) =>
    written.startsWith("tk1") && !isToken(written) ? written : " ".repeat(written.length),
  );
}
