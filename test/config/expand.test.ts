import { describe, expect, test } from "vitest";
import { expandTree } from "../../config/expand.ts";
import { parseYaml } from "../../config/parse.ts";
import type { Problem } from "../../config/problem.ts";
import { toPlain, treeAt } from "../../config/tree.ts";

const env = { NAME: "value", PORT: "4317", LIST: "[a, b]", DOLLAR: "a$b${NAME}", YES: "true", ZERO: "0123", EMPTY: "" };
const files: Record<string, string> = {
  "/key": "secret-text\n",
  "/pem": "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n",
};

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  return text;
}

function expand(value: string): { value: unknown; problems: string[] } {
  const problems: Problem[] = [];
  const tree = expandTree(parseYaml(`a: ${value}\n`, 0, "c.yaml").tree, { env, readFile }, problems);
  return {
    value: (toPlain(tree) as { a: unknown }).a,
    problems: problems.map((p) => `${p.at.line}:${p.at.column} ${p.path}: ${p.text}`),
  };
}

describe("references", () => {
  test.each([
    ["${env:NAME}", "value"],
    ["${NAME}", "value"],
    ["${env:ABSENT:-other}", "other"],
    ["${env:NAME:-other}", "value"],
    ["${env:ABSENT:-}", null],
    ["${env:EMPTY}", null],
    ["${file:/key}", "secret-text"],
    ["http://${env:NAME}:${env:PORT}/x", "http://value:4317/x"],
    ["${env:ABSENT:-${env:NAME}}", "value"],
    ["'${env:ABSENT:-http://localhost:4317}'", "http://localhost:4317"],
  ])("O2 %s is replaced", (written, expected) => {
    expect(expand(written)).toEqual({ value: expected, problems: [] });
  });

  test.each([
    ["${env:PORT}", 4317],
    ["${env:YES}", true],
    ["${env:LIST}", ["a", "b"]],
    ["'${env:PORT}'", 4317],
    ["x${env:PORT}", "x4317"],
  ])("O2 a value that is one reference is read as YAML, one that is more stays text: %s", (written, expected) => {
    expect(expand(written).value).toEqual(expected);
  });

  test("O2 text of several lines keeps its line ends", () => {
    expect(expand("${file:/pem}").value).toBe("-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----");
  });

  test.each([
    ["$$", "$"],
    ["$${env:NAME}", "${env:NAME}"],
    ["$NAME and $", "$NAME and $"],
    ["'a$$b${NAME}'", "a$bvalue"],
  ])("O2 %s keeps its dollar sign", (written, expected) => {
    expect(expand(written).value).toBe(expected);
  });

  test("O3 what a reference gives is not expanded again", () => {
    expect(expand("${env:DOLLAR}").value).toBe("a$b${NAME}");
    expect(expand("x${env:DOLLAR}").value).toBe("xa$b${NAME}");
  });

  test.each([
    ["${env:ABSENT}", "the environment variable ABSENT is not set; set it, or write ${env:ABSENT:-default}"],
    ["${env:1X}", "a variable's name must be letters"],
    ["${env:toString}", "the environment variable toString is not set"],
    ["${file:/absent}", "the file /absent cannot be read (ENOENT)"],
    ["${vault:secret/x}", 'only "env" and "file" can be referenced'],
    ["'${env:NAME'", 'a reference opened with "${" is not closed'],
  ])("O3 %s is an error with its place", (written, text) => {
    const { problems } = expand(written);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`1:4 a: ${text}`);
  });

  test("O8 only a whole reference without a default in use counts as one", () => {
    const text = "a: ${env:NAME}\nb: ${env:ABSENT:-x}\nc: x${env:NAME}\nd: ${env:NAME:-x}\n";
    const tree = expandTree(parseYaml(text, 0, "c.yaml").tree, { env, readFile }, []);
    const origins = ["a", "b", "c", "d"].map((key) => {
      const part = treeAt(tree, [key]);
      return part?.kind === "scalar" ? part.origin : undefined;
    });
    expect(origins).toEqual(["reference", "literal", "literal", "reference"]);
  });
});
