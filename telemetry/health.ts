import type { Answer } from "./server.ts";

const HEALTH_STATES = ["starting", "ok", "stopping", "fatal"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** The collector's words and codes (health check v2): a fatal fault is 500, everything else that is not OK 503. */
const STATUS: Readonly<Record<HealthState, { readonly name: string; readonly http: number }>> = {
  starting: { name: "StatusStarting", http: 503 },
  ok: { name: "StatusOK", http: 200 },
  stopping: { name: "StatusStopping", http: 503 },
  fatal: { name: "StatusFatalError", http: 500 },
};

/** Whether the service is ready, as probes ask. Says nothing of the configuration. */
export class Health {
  #state: HealthState = "starting";
  #changedAt = new Date();
  readonly #startedAt = new Date();

  get state(): HealthState {
    return this.#state;
  }

  set(state: HealthState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changedAt = new Date();
  }

  /** The short answer of health check v1, for `/`. */
  brief(): Answer {
    const isOk = this.#state === "ok";
    const upMs = Date.now() - this.#changedAt.getTime();
    return json(STATUS[this.#state].http, {
      status: isOk ? "Server available" : "Server not available",
      upSince: isOk ? this.#changedAt.toISOString() : "0001-01-01T00:00:00Z",
      uptime: isOk ? `${upMs / 1000}s` : "",
    });
  }

  /** The answer of health check v2, for `/status`. */
  status(): Answer {
    const { name, http } = STATUS[this.#state];
    return json(http, {
      start_time: this.#startedAt.toISOString(),
      healthy: this.#state === "ok",
      status: name,
      status_time: this.#changedAt.toISOString(),
    });
  }
}

function json(status: number, body: object): Answer {
  return { status, contentType: "application/json", body: JSON.stringify(body) };
}
