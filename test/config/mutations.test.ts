import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { OperatorError } from "../../core/errors.ts";

const KEY = "k3y-material-that-must-not-be-shown";
const text = readFileSync(new URL("../../config/examples/gateway.yaml", import.meta.url), "utf8");

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(lines: string[], random: (below: number) => number): string {
  const out = [...lines];
  for (let i = 0; i <= random(3); i++) {
    const at = random(out.length);
    const line = out[at] ?? "";
    const column = random(line.length + 1);
    const pieces = [
      "",
      ":",
      "- ",
      "{",
      "}",
      "[",
      "]",
      '"',
      "${",
      "}",
      "&a ",
      "*a",
      "<<: ",
      "\t",
      "null",
      "  ",
      "__proto__: ",
      "0x7",
      "|\n",
    ];
    switch (random(4)) {
      case 0:
        out.splice(at, 1);
        break;
      case 1:
        out.splice(random(out.length), 0, line);
        break;
      case 2:
        out[at] = line.slice(0, column) + (pieces[random(pieces.length)] ?? "") + line.slice(column);
        break;
      default:
        out[at] = line.slice(0, column) + line.slice(column + 1);
    }
  }
  return out.join("\n");
}

test("O4 O6 O7 whatever a slip of the keyboard does, the answer is a scrubbed configuration or a fault without the key", () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = generator(seed);
  const lines = text.split("\n");
  let accepted = 0;
  let refused = 0;
  for (let i = 0; i < 400; i++) {
    const source = mutate(lines, random);
    const readFile = (path: string) => (path === "c.yaml" ? source : KEY);
    try {
      const { config } = loadConfig({ configs: ["c.yaml"], sets: [], env: {}, readFile });
      for (const pipeline of config.service.pipelines) {
        expect(
          pipeline.processors.filter((id) => id.split("/")[0] === "scrub"),
          source,
        ).toHaveLength(1);
      }
      accepted++;
    } catch (error) {
      if (!(error instanceof OperatorError))
        throw new Error(`not an operator's fault, seed ${seed}:\n${source}`, { cause: error });
      expect(error.message).not.toContain(KEY);
      refused++;
    }
  }
  expect(Math.min(accepted, refused)).toBeGreaterThan(0);
});
