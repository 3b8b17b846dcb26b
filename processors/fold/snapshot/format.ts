import { createHmac } from "node:crypto";
import type { SnapshotBinding } from "../contract.ts";

/** Why a snapshot was not taken up. */
export const SNAPSHOT_REFUSALS = [
  /** Cut off, changed, or no snapshot at all. */
  "damaged",
  /** Written by another version of this program. */
  "version",
  /** Written under another `hmac_key`. */
  "key",
  /** Written under another policy, output temporality or replica. */
  "policy",
  /** More series, or more bytes, than the settings allow. */
  "limit",
] as const;
export type SnapshotRefusal = (typeof SNAPSHOT_REFUSALS)[number];

// What a snapshot begins with: this text, the version, what says which key it is, the digest of its binding. It ends with
// an HMAC-SHA-256 over all before. Numbers are little-endian.
export const MAGIC = "otscrub-fold";
export const VERSION = 3;
export const HEADER = { version: 12, key: 16, binding: 32, bytes: 48 } as const;
export const TAG_BYTES = 32;
const SHORT_BYTES = 16;

/** One key for each use, all from the configured one. */
function derived(binding: SnapshotBinding, use: string): Buffer {
  return createHmac("sha256", binding.key).update(`otelscrub fold snapshot: ${use}`).digest();
}

export const identityKey = (binding: SnapshotBinding): Buffer => derived(binding, "identities");
/** Of the hashes in memory: retries of deltas are known by them after a restart too. */
export const hashKey = (binding: SnapshotBinding): Buffer => derived(binding, "hashes").subarray(0, SHORT_BYTES);
export const sealKey = (binding: SnapshotBinding): Buffer => derived(binding, "seal");

/** The first bytes of a snapshot. */
export function headerOf(binding: SnapshotBinding): Buffer {
  const header = Buffer.alloc(HEADER.bytes);
  header.write(MAGIC, "latin1");
  header.writeUInt32LE(VERSION, HEADER.version);
  derived(binding, "check").copy(header, HEADER.key, 0, SHORT_BYTES);
  derived(binding, `binding ${binding.of}`).copy(header, HEADER.binding, 0, SHORT_BYTES);
  return header;
}
