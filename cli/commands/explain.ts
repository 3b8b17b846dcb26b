import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { OperatorError } from "../../core/errors.ts";
import { loadPolicy } from "../../policy/load.ts";
import type { KeyRule } from "../../processors/plan.ts";
import type { Command, Terminal } from "../command.ts";
import { type Explained, type Explanation, explain, type Verdict } from "../explain/explain.ts";
import { throwAwayKey } from "../scan/finder.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "Says what the engine sees in a text, why, what rule acts on it, and what comes out.",
  usage: `otelscrub explain TEXT [--key KEY] [--policy NAME|FILE] [--json]

  TEXT       shown again in the answer: give it nothing that your terminal must not keep
  --key      the attribute the text is the value of; without it, a log body
  --policy   instead of the default policy
  --json     the same for programs

Tokens in the output are made with a key that is thrown away.`,
  run(terminal) {
    const { text, key, policy, json } = flagsOf(terminal);
    const plan = loadPolicy(policy, (path) => readFileSync(path, "utf8"));
    const explanation = explain(text, key, plan, throwAwayKey());
    terminal.stdout.write(
      json ? `${JSON.stringify({ key, policy: plan.name, ...explanation })}\n` : inWords(explanation, key, plan.name),
    );
    return Promise.resolve(0);
  },
};

function flagsOf(terminal: Terminal): { text: string; key: string; policy: string; json: boolean } {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(terminal.args);
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : "The flags could not be read.");
  }
  const { values, positionals } = parsed;
  const [text] = positionals;
  if (text === undefined)
    throw new OperatorError("explain needs a text, in quotes. otelscrub explain --help says more.");
  if (positionals.length > 1) throw new OperatorError("explain takes one text; put it in quotes.");
  return { text, key: values.key ?? "", policy: values.policy ?? "default", json: values.json === true };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { key: { type: "string" }, policy: { type: "string" }, json: { type: "boolean" } },
  });
}

function inWords({ rule, hints, seen, output }: Explanation, key: string, policy: string): string {
  const lines: string[] = [];
  if (key !== "")
    lines.push(
      `key      ${key}: ${ruleInWords(rule)}${hints.length === 0 ? "" : `; its words say: ${hints.join(", ")}`}`,
    );
  lines.push(`policy   ${policy}`);
  if (seen.length === 0) lines.push("seen     nothing");
  const found = seen.filter((one) => one.verdict.kind === "acted");
  const missed = seen.filter((one) => one.verdict.kind !== "acted");
  if (found.length > 0) lines.push("", "found", ...found.flatMap(oneInWords));
  if (missed.length > 0) lines.push("", "seen, but left alone", ...missed.flatMap(oneInWords));
  lines.push("", `out      ${output}`, "");
  return lines.join("\n");
}

function oneInWords(one: Explained): string[] {
  const type = one.subtype === undefined ? one.type : `${one.type}.${one.subtype}`;
  return [
    `  ${type}  ${JSON.stringify(one.text)} at ${one.start}-${one.end}`,
    `    ${one.detector}: ${one.evidence.join(" + ") || "shape"}, confidence ${one.score.toFixed(3)}; ${verdictInWords(one.verdict)}`,
  ];
}

function ruleInWords(rule: KeyRule): string {
  switch (rule.kind) {
    case "never":
      return "protected, never touched";
    case "act":
      return `${rule.type} by definition, ${rule.action.kind}`;
    case "scan":
      return `read as ${rule.format}${rule.freeText ? ", people write here" : ""}`;
  }
}

function verdictInWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case "acted":
      return verdict.action;
    case "below_threshold":
      return `below the threshold of ${verdict.threshold}`;
    case "kept":
      return {
        allowed: "kept: it is on an allow list",
        type: "kept: the policy keeps this type in text",
        address_class: "kept: the policy keeps addresses of this class",
      }[verdict.because];
    case "overlapped":
      return verdict.by === "syntax" ? "the syntax around it decides" : `${verdict.by} claims this place`;
  }
}
