import { ERRORS } from "../core/errors.ts";
import { ACCEPTED, type Accepted, type Outcome, type Refused } from "../core/outcome.ts";
import type { CleanBatch, Exporter } from "./exporter.ts";

/**
 * Sends a batch to all destinations at once; each has its own retries, so a dead one does not hold up the others' send
 * (C2). Accepted only when every one accepted: the sender may then forget the data.
 */
export async function sendToAll(exporters: readonly Exporter[], batch: CleanBatch): Promise<Outcome> {
  const only = exporters[0];
  if (exporters.length === 1 && only !== undefined) return only.send(batch);
  return combineOutcomes(await Promise.all(exporters.map((exporter) => exporter.send(batch))));
}

/**
 * One outcome for several destinations. A refusal that may pass wins over a final one, since trying again can still
 * deliver; rejected records are the most that any destination rejected.
 */
export function combineOutcomes(outcomes: readonly Outcome[]): Outcome {
  const refused = outcomes.filter((outcome): outcome is Refused => outcome.kind === "refused");
  const transient = refused.filter((outcome) => ERRORS[outcome.code].retryable);
  const worst = transient[0] ?? refused[0];
  if (worst !== undefined) {
    if (transient.length === 0) return worst;
    const waits = transient.map((outcome) => outcome.retryAfterMs ?? 0);
    return { ...worst, retryAfterMs: Math.max(...waits) };
  }
  const accepted = outcomes.filter((outcome): outcome is Accepted => outcome.kind === "accepted");
  const rejecting = accepted.reduce<Accepted>(
    (most, next) => (next.rejectedItems > most.rejectedItems ? next : most),
    accepted.find((outcome) => outcome.message !== undefined) ?? ACCEPTED,
  );
  return rejecting;
}
