import { foldWarnings } from "../policy/fold-rules.ts";
import type { ScrubPart } from "./build.ts";

/** What an operator should know of the policies in use, one sentence each, with the setting that names the policy. */
export function policyWarnings(scrubs: Iterable<Pick<ScrubPart, "id" | "scrubber">>): string[] {
  return [...scrubs].flatMap(({ id, scrubber }) =>
    foldWarnings(scrubber.plan.fold).map((sentence) => `processors::${id}::policy: ${sentence}`),
  );
}
