import { CHECKS } from "./checksum.ts";
import { APPS } from "./providers-apps.ts";
import { CLOUD } from "./providers-cloud.ts";
import { CODE } from "./providers-code.ts";
import { parseShape, type Shape } from "./shape.ts";

/** A token that announces itself. */
export interface ProviderToken {
  readonly provider: string;
  readonly prefix: string;
  /** What follows the prefix. */
  readonly rest: Shape;
  /** Redundancy of the token; undefined where the provider publishes none. */
  readonly check: ((token: string) => boolean) | undefined;
  readonly source: string;
}

function parseTable(table: string): ProviderToken[] {
  return table
    .split("\n")
    .filter((line) => line.includes(" | "))
    .map((line) => {
      const [provider = "", prefix = "", rest = "", check = "", source = ""] = line
        .split("|")
        .map((cell) => cell.trim());
      if (prefix === "" || source === "" || (check !== "" && CHECKS[check] === undefined)) {
        throw new RangeError(`token table: cannot read the row of ${provider}`);
      }
      return { provider, prefix, rest: parseShape(rest), check: CHECKS[check], source };
    });
}

/** Every token known by its prefix. */
export const PROVIDER_TOKENS: readonly ProviderToken[] = Object.freeze([CLOUD, CODE, APPS].flatMap(parseTable));
