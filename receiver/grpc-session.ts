import type { ServerHttp2Session } from "node:http2";
import type { GrpcSettings } from "./settings.ts";

/** A peer that connects and stays silent is dropped after this long. */
const PREFACE_TIMEOUT_MS = 5_000;
/** How long a graceful GOAWAY may stay unanswered before it becomes final. */
const GOAWAY_ROUND_TRIP_MS = 1_000;
const LAST_STREAM_ID = 2 ** 31 - 1;
const SESSION_WINDOW_BYTES = 64 * 1024 * 1024;

type Keepalive = GrpcSettings["keepalive"];

/** Cares for one connection from its preface to its end. */
export class GrpcSession {
  readonly #session: ServerHttp2Session;
  readonly #keepalive: Keepalive["server_parameters"];
  readonly #timers = new Set<NodeJS.Timeout>();
  #streams = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #drained: Promise<void> | undefined;

  constructor(session: ServerHttp2Session, keepalive: Keepalive) {
    this.#session = session;
    this.#keepalive = keepalive.server_parameters;
  }

  start(): void {
    const session = this.#session;
    // The connection's window must not be what holds a large message back: each stream's own window does.
    session.setLocalWindowSize(SESSION_WINDOW_BYTES);
    const preface = this.#after(PREFACE_TIMEOUT_MS, () => session.destroy());
    session.once("remoteSettings", () => this.#cancel(preface));
    session.once("close", () => this.#clear());
    this.#watchPeer();
    this.#watchAge();
    this.#watchIdle();
  }

  /** A stream was opened on this connection; the returned function says that it ended. */
  opened(): () => void {
    this.#streams += 1;
    clearTimeout(this.#idleTimer);
    return () => {
      this.#streams -= 1;
      if (this.#streams === 0) this.#watchIdle();
    };
  }

  /**
   * Lets the peer finish: first a GOAWAY that refuses nothing, a round trip later the one that counts, so that a call
   * already on its way is served and not lost (RFC 9113 6.8). Resolves once the second is out.
   */
  async drain(): Promise<void> {
    this.#drained ??= this.#sayGoaway();
    await this.#drained;
  }

  async #sayGoaway(): Promise<void> {
    const session = this.#session;
    // nghttp2 reads no more from a connection without streams once a GOAWAY is out: no answer would ever come.
    if (this.#streams > 0 && !session.destroyed) {
      session.goaway(0, LAST_STREAM_ID);
      await new Promise<void>((resolve) => {
        this.#after(GOAWAY_ROUND_TRIP_MS, resolve);
        session.once("close", resolve);
        session.ping(() => resolve());
      });
    }
    if (!session.destroyed) session.close();
  }

  destroy(): void {
    if (!this.#session.destroyed) this.#session.destroy();
  }

  #watchPeer(): void {
    const { time, timeout } = this.#keepalive;
    if (time === 0) return;
    const probe = setInterval(() => {
      if (this.#session.destroyed) return;
      const dead = this.#after(timeout, () => this.#session.destroy());
      this.#session.ping(() => this.#cancel(dead));
    }, time);
    probe.unref();
    this.#timers.add(probe);
  }

  #watchAge(): void {
    const { max_connection_age: ageMs, max_connection_age_grace: graceMs } = this.#keepalive;
    if (ageMs === undefined) return;
    // Spread by a tenth, as grpc-go does: connections made together do not end together.
    this.#after(ageMs * (0.9 + Math.random() * 0.2), () => {
      void this.drain();
      if (graceMs !== undefined) this.#after(graceMs, () => this.#session.destroy());
    });
  }

  #watchIdle(): void {
    const idleMs = this.#keepalive.max_connection_idle;
    if (idleMs !== undefined && !this.#session.destroyed)
      this.#idleTimer = this.#after(idleMs, () => void this.drain());
  }

  #after(delayMs: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
    return timer;
  }

  #cancel(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  #clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
