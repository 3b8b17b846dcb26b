import { writeFileSync } from "node:fs";
import { configJsonSchema } from "../config/json-schema.ts";

/** Writes `config/config.schema.json`. The same settings give the same bytes, so that CI can compare. */
const target = new URL("../config/config.schema.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
console.log("wrote config/config.schema.json");
