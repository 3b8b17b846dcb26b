import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions, type SecureVersion } from "node:tls";
import { OperatorError } from "../core/errors.ts";
import type { TlsSettings } from "./settings.ts";

const VERSIONS: Readonly<Record<NonNullable<TlsSettings["max_version"]>, SecureVersion>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};

/** What node:tls takes; `requestCert` is fixed at start, the rest may be reloaded. */
export interface ServerTls {
  readonly context: SecureContextOptions;
  readonly requestCert: boolean;
}

/** Reads and checks a TLS block. `setting` is its path, for the sentence an operator reads. */
export async function loadTls(settings: TlsSettings, setting: string): Promise<ServerTls> {
  // One after the other: of several files that are missing, the first one written is named, every time.
  const cert = await readPem(settings.cert_pem, settings.cert_file, `${setting}::cert_file`);
  const key = await readPem(settings.key_pem, settings.key_file, `${setting}::key_file`);
  const ca = await readPem(settings.ca_pem, settings.ca_file, `${setting}::ca_file`);
  const clientCa = await readPem(undefined, settings.client_ca_file, `${setting}::client_ca_file`);
  checkCertificate(cert, `${setting}::cert_file`);
  checkCertificate(clientCa, `${setting}::client_ca_file`);
  // `ca` is the list of authorities for client certificates; `ca_file` only completes our own chain and
  // must never widen whom mutual TLS lets in.
  const authorities = clientCa ?? ca;
  const context: SecureContextOptions = {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(authorities !== undefined && { ca: authorities }),
    minVersion: VERSIONS[settings.min_version],
    ...(settings.max_version !== undefined && { maxVersion: VERSIONS[settings.max_version] }),
  };
  checkPair(context, setting);
  return { context, requestCert: clientCa !== undefined };
}

async function readPem(
  pem: string | undefined,
  file: string | undefined,
  setting: string,
): Promise<string | undefined> {
  if (pem !== undefined) return pem;
  if (file === undefined) return undefined;
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new OperatorError(`Cannot read ${file} (${code}), named by ${setting}.`);
  }
}

function checkCertificate(pem: string | undefined, setting: string): void {
  if (pem === undefined) return;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw new OperatorError(`${setting} does not hold a certificate in PEM form.`);
  }
  if (certificate.validToDate.getTime() < Date.now()) {
    throw new OperatorError(`The certificate of ${setting} expired on ${certificate.validTo}.`);
  }
}

function checkPair(context: SecureContextOptions, setting: string): void {
  try {
    createSecureContext(context);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH" ? "the key does not belong to it" : "the key is unusable";
    throw new OperatorError(`The certificate of ${setting} cannot be used: ${reason}.`);
  }
}

/** A server whose certificate can be changed while it runs. */
interface Reloadable {
  setSecureContext(context: SecureContextOptions): void;
}

/**
 * Reads the files again each interval; what cannot be used is reported and the last good certificate stays.
 * Returns how to stop.
 */
export function reloadTls(
  server: Reloadable,
  settings: TlsSettings,
  setting: string,
  onFailure: (error: OperatorError) => void,
): () => void {
  if (settings.reload_interval === undefined || settings.reload_interval <= 0) return () => {};
  const reload = async () => {
    try {
      server.setSecureContext((await loadTls(settings, setting)).context);
    } catch (error) {
      onFailure(error instanceof OperatorError ? error : new OperatorError(`${setting} could not be reloaded.`));
    }
  };
  const timer = setInterval(() => void reload(), settings.reload_interval);
  timer.unref();
  return () => clearInterval(timer);
}
