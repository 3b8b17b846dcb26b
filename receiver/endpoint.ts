import type { AddressInfo, Server } from "node:net";
import { OperatorError } from "../core/errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is already in use",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "the port needs more rights than this process has",
  ENOTFOUND: "the host name is unknown",
};

/** Where a receiver listens, as written in its settings. */
export interface ListenPlace {
  readonly endpoint: string;
  /** Path of the setting, for the sentence an operator reads. */
  readonly setting: string;
}

/** Splits `host:port`; an empty host means every address. */
export function splitEndpoint(endpoint: string): { readonly host: string | undefined; readonly port: number } {
  const colon = endpoint.lastIndexOf(":");
  const name = endpoint.slice(0, colon).replace(/^\[|\]$/g, "");
  // As Go does, and so the collector: `localhost` is the IPv4 loopback wherever there is one.
  const host = name === "localhost" ? "127.0.0.1" : name;
  return { host: host === "" ? undefined : host, port: Number(endpoint.slice(colon + 1)) };
}

/** Listens, or fails with the one sentence an operator needs. */
export async function listenAt(server: Server, place: ListenPlace): Promise<void> {
  const { host, port } = splitEndpoint(place.endpoint);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ""] ?? error.code ?? "the system refused";
    reject(
      new OperatorError(`Cannot listen on ${place.endpoint}: ${reason}. Change ${place.setting} or free the address.`),
    );
  };
  server.once("error", fail);
  server.listen(host === undefined ? { port } : { host, port }, () => {
    server.off("error", fail);
    resolve();
  });
  await promise;
}

/** Where the server listens now; the port is the real one when 0 was asked for. */
export function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver is not listening.");
  return address;
}
