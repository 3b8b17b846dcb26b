import { createHash } from "node:crypto";
import { LIMITS } from "../core/limits.ts";
import { SIGNALS, type Signal } from "../core/signal.ts";
import type { Plan, RuleSet, Selector, SignalRules, UserDetector } from "../processors/plan.ts";
import { foldPlan } from "./fold-rules.ts";
import { deepFreeze } from "./freeze.ts";
import { KEY_TABLE } from "./key-table.generated.ts";
import { buildRules, type Defaults, type Layer, tableLayer } from "./rules.ts";
import type { PolicyDocument, Section } from "./schema.ts";
import { textMatch } from "./text-match.ts";

/** A policy read and found to be without fault. */
export interface Policy {
  readonly document: PolicyDocument;
  /** The policy it extends. */
  readonly base?: Policy;
  /** Its `patterns`, compiled. */
  readonly userDetectors: readonly UserDetector[];
}

/** Turns a policy into the frozen data the scrub runs on. Layers, lowest first: conventions, extended policies, the policy; each with its signal's rules above its own; a service's rules above all. */
export function compilePolicy(policy: Policy): Plan {
  const chain = chainOf(policy);
  const documents = chain.map((one) => one.document);
  const own = policy.document;
  const [first] = documents;
  const defaults: Defaults = first?.defaults ?? { action: "redact" };
  const conventions = first?.conventions ?? true;
  const build = ruleSetBuilder(defaults, conventions, documents);
  const services = documents.toReversed().flatMap((document) => document.services ?? []);
  const plan: Plan = {
    name: own.name,
    version: String(own.version),
    digest: digestOf(documents, conventions),
    ruleSets: [build(undefined), ...services.map((service) => build(service))],
    selectors: services.map(
      ({ match }, i): Selector => ({
        attributes: Object.entries(match).map(([key, value]) => ({ key, value: textMatch(value) })),
        ruleSet: i + 1,
      }),
    ),
    limits: {
      maxValueBytes: last(documents, (one) => one.limits?.max_value_bytes) ?? LIMITS.maxValueBytes,
    },
    phoneRegions: last(documents, (one) => one.phone_regions) ?? [],
    learn: (last(documents, (one) => one.learn) ?? "on") === "on",
    ...switched(documents),
    fold: foldPlan(documents),
    userDetectors: uniqueById(chain.flatMap((one) => one.userDetectors)),
  };
  return deepFreeze(plan);
}

/** The extended policies first, the policy last. */
function chainOf(policy: Policy): Policy[] {
  return policy.base === undefined ? [policy] : [...chainOf(policy.base), policy];
}

function last<T>(
  documents: readonly PolicyDocument[],
  read: (document: PolicyDocument) => T | undefined,
): T | undefined {
  return documents.map(read).findLast((value) => value !== undefined);
}

type Service = NonNullable<PolicyDocument["services"]>[number];

/** Signals without rules of their own share one object, so that a plan stays small. */
function ruleSetBuilder(
  defaults: Defaults,
  conventions: boolean,
  documents: readonly PolicyDocument[],
): (service: Service | undefined) => RuleSet {
  const table = conventions ? [tableLayer(KEY_TABLE)] : [];
  return (service) => {
    const general = rulesOf(undefined);
    const perSignal = SIGNALS.map((signal): [Signal, SignalRules] => [
      signal,
      hasOwn(signal) ? rulesOf(signal) : general,
    ]);
    return Object.fromEntries(perSignal) as RuleSet;

    function hasOwn(signal: Signal): boolean {
      return [...documents, service].some((one) => one?.signals?.[signal] !== undefined);
    }
    function rulesOf(signal: Signal | undefined): SignalRules {
      const sections = [...documents, ...(service === undefined ? [] : [service])].flatMap((one): Section[] => {
        const inner = signal === undefined ? undefined : one.signals?.[signal];
        return inner === undefined ? [one] : [one, inner];
      });
      return buildRules(defaults, [...table, ...sections.map((section): Layer => ({ kind: "section", section }))]);
    }
  };
}

/** A later document's word about a detector stands. */
function switched(documents: readonly PolicyDocument[]): Pick<Plan, "disabledDetectors" | "enabledDetectors"> {
  const disabled = new Set<string>();
  const enabled = new Set<string>();
  for (const { detectors } of documents) {
    for (const id of detectors?.disable ?? []) {
      disabled.add(id);
      enabled.delete(id);
    }
    for (const id of detectors?.enable ?? []) {
      enabled.add(id);
      disabled.delete(id);
    }
  }
  return { disabledDetectors: disabled, enabledDetectors: enabled };
}

/** Of two patterns with one name, the later document's. */
function uniqueById(detectors: readonly UserDetector[]): UserDetector[] {
  return [...new Map(detectors.map((one) => [one.id, one])).values()];
}

/** Comments and layout make no difference to it; the key table does. */
function digestOf(documents: readonly PolicyDocument[], conventions: boolean): string {
  const effective = JSON.stringify(sorted([documents, conventions ? KEY_TABLE : {}]));
  return createHash("sha256").update(effective).digest("hex").slice(0, 12);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, inner]) => [name, sorted(inner)]);
}
