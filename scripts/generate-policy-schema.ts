// Writes policy/policy.schema.json, which editors check policies with.
import { writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { definitions, policySchema } from "../policy/schema.ts";

const schema = { title: "otelscrub policy", ...toJsonSchema(policySchema, { target: "draft-07", definitions }) };
writeFileSync(new URL("../policy/policy.schema.json", import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`);
