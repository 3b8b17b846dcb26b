import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configJsonSchema } from "../../config/json-schema.ts";
import { loadConfig } from "../../config/load.ts";

const folder = new URL("../../config/examples/", import.meta.url);
const env = { OTELSCRUB_HMAC_KEY: "0123456789abcdef0123456789abcdef" };

describe("examples", () => {
  test.each(readdirSync(folder))(
    "%s names its schema, loads, and gives nothing but the warning about a missing key",
    (name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      expect(text.startsWith("# yaml-language-server: $schema=../config.schema.json\n")).toBe(true);
      // References to files of a deployment are answered with a key; everything else is as in the file.
      const readFile = (path: string) => (path === name ? text : env.OTELSCRUB_HMAC_KEY);
      const { warnings } = loadConfig({ configs: [name], sets: [], env, readFile });
      expect(warnings.filter((line) => !line.includes("no hmac_key"))).toEqual([]);
    },
  );
});

describe("JSON Schema", () => {
  test("config.schema.json is what `node scripts/generate-config-schema.ts` writes", () => {
    const committed = readFileSync(new URL("../config.schema.json", folder), "utf8");
    expect(committed).toBe(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  });
});
