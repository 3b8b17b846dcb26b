import { createHash, randomBytes } from "node:crypto";
import { Secret } from "../core/secret.ts";
import type { ScrubSettings } from "../processors/settings.ts";
import type { TokenKey } from "../processors/transform/token.ts";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The key of tokens: the configured one, or a random one for this run. Its id is configured or derived from it. */
export function chooseKey(settings: ScrubSettings): TokenKey {
  const secret = settings.hmac_key ?? new Secret(randomBytes(32));
  return { id: settings.hmac_key_id ?? keyId(secret), secret };
}

/** Three letters of the key's hash: tells keys apart and says nothing about them. */
function keyId(secret: Secret): string {
  const hash = createHash("sha256").update("otelscrub key id").update(secret.reveal()).digest();
  return [...hash.subarray(0, 3)].map((byte) => BASE32[byte & 31]).join("");
}
