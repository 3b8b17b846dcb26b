import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

/** Keys in which `age` is a time to live or the like, not somebody's. */
const TECHNICAL =
  /header|http|cache|max|min|ttl|file|log|cookie|index|partition|segment|page|image|message|token|conn|queue|data|lag|average|usage|storage/i;

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (!/^\d{1,3}$/.test(value) || Number(value) < 1 || Number(value) > 120 || TECHNICAL.test(context.key))
    return undefined;
  return { start, end, prior: 0.3, evidence: EVIDENCE.shape | EVIDENCE.key };
}

export const detector: Detector = {
  id: "age",
  type: "AGE",
  description: "Ages in years, only by key.",
  source: "none: a number from 1 to 120 whose key says so",
  triggers: [],
  hints: ["age"],
  examples: [{ text: "42", key: "patient.age", finds: ["42"] }],
  counterExamples: ["age 42", "42"],
  whole,
};
