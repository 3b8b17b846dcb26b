import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, getCACertificates, type SecureContextOptions } from "node:tls";
import { OperatorError } from "../core/errors.ts";
import type { TlsSettings } from "./settings.ts";

/** What a client needs to know about TLS, read once at start. */
export interface ClientTls {
  readonly context: SecureContextOptions;
  readonly rejectUnauthorized: boolean;
  readonly serverName: string | undefined;
}

/** Reads the files of a `tls` block; a missing, half-given or wrong one ends the start with one sentence. */
export function readClientTls(settings: TlsSettings, id: string): ClientTls {
  const where = `exporters::${id}::tls`;
  const ca = pem(settings, "ca", where);
  const cert = pem(settings, "cert", where);
  const key = pem(settings, "key", where);
  if ((cert === undefined) !== (key === undefined))
    throw new OperatorError(`${where}: a certificate and its key must be given together.`);
  if (settings.min_version > settings.max_version)
    throw new OperatorError(`${where}: min_version is above max_version.`);
  const authorities = ca === undefined ? undefined : [ca, ...systemAuthorities(settings)];
  const context: SecureContextOptions = {
    minVersion: `TLSv${settings.min_version}`,
    maxVersion: `TLSv${settings.max_version}`,
    ...(authorities !== undefined && { ca: authorities }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  try {
    // OpenSSL passes over authorities it cannot read, and every connection would fail later.
    if (ca !== undefined) void new X509Certificate(ca);
    createSecureContext(context);
  } catch {
    // OpenSSL's text may quote the file.
    throw new OperatorError(`${where}: the certificates or the key cannot be used; are they PEM, and do they match?`);
  }
  return { context, rejectUnauthorized: !settings.insecure_skip_verify, serverName: settings.server_name_override };
}

function systemAuthorities(settings: TlsSettings): string[] {
  return settings.include_system_ca_certs_pool ? getCACertificates("default") : [];
}

function pem(settings: TlsSettings, what: "ca" | "cert" | "key", where: string): string | undefined {
  const inline = settings[`${what}_pem`];
  const path = settings[`${what}_file`];
  if (inline !== undefined && path !== undefined)
    throw new OperatorError(`${where}: ${what}_file and ${what}_pem exclude each other.`);
  if (path === undefined) return inline;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new OperatorError(`${where}: ${what}_file ${path} cannot be read (${code}).`);
  }
}
