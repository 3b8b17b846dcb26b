import * as v from "valibot";
import { onTestFinished } from "vitest";
import { Budget } from "../../core/budget.ts";
import { asRaw } from "../../core/bytes.ts";
import type { Envelope, Handle } from "../../core/envelope.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { ACCEPTED } from "../../core/outcome.ts";
import { createGrpcReceiver } from "../../receiver/grpc.ts";
import type { Health } from "../../receiver/health.ts";
import { createHttpReceiver } from "../../receiver/http.ts";
import type { Receiver } from "../../receiver/options.ts";
import { grpcSettings, httpSettings } from "../../receiver/settings.ts";

export const MIB = 1024 * 1024;

export interface TestReceiver {
  readonly receiver: Receiver;
  readonly port: number;
  readonly budget: Budget;
  /** What reached the road, in order. */
  readonly seen: Envelope[];
  /** What did not. */
  readonly refused: ErrorCode[];
}

interface Setup {
  readonly settings?: object;
  readonly budgetBytes?: number;
  readonly handle?: Handle;
  readonly health?: Health;
}

export function startGrpc(setup: Setup = {}): Promise<TestReceiver> {
  const settings = v.parse(grpcSettings, { endpoint: "127.0.0.1:0", ...setup.settings });
  const health = setup.health;
  return start(setup, (common) => createGrpcReceiver({ ...common, settings, ...(health !== undefined && { health }) }));
}

export function startHttp(setup: Setup = {}): Promise<TestReceiver> {
  const settings = v.parse(httpSettings, { endpoint: "127.0.0.1:0", ...setup.settings });
  return start(setup, (common) => createHttpReceiver({ ...common, settings }));
}

type Common = Pick<Parameters<typeof createGrpcReceiver>[0], "handle" | "budget" | "events">;

async function start(setup: Setup, create: (common: Common) => Receiver): Promise<TestReceiver> {
  const budget = new Budget(setup.budgetBytes ?? 256 * MIB);
  const seen: Envelope[] = [];
  const refused: ErrorCode[] = [];
  const handle: Handle = async (envelope) => {
    // The receiver uses the memory again once the road has answered.
    seen.push({ ...envelope, body: asRaw(Buffer.from(envelope.body)) });
    return setup.handle === undefined ? ACCEPTED : await setup.handle(envelope);
  };
  const events = { refused: (_signal: unknown, _transport: unknown, code: ErrorCode) => void refused.push(code) };
  const receiver = create({ handle, budget, events });
  await receiver.start();
  onTestFinished(() => receiver.stop(performance.now()));
  return { receiver, port: receiver.address().port, budget, seen, refused };
}

/** Resolves as soon as the condition holds; the test's own time-out ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
