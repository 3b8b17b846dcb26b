import { readFileSync } from "node:fs";

/** Version of this program, from the package file beside the sources or, when built, one folder up. */
export function readVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (
        parsed !== null &&
        typeof parsed === "object" &&
        "version" in parsed &&
        "name" in parsed &&
        parsed.name === "otelscrub"
      )
        return String(parsed.version);
    } catch {
      // Not here: the next place is tried.
    }
  }
  return "0.0.0";
}
