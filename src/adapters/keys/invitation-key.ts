import { createHmac, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { CODE_RANDOM_BYTES, codeFrom, type InvitationCode } from "../../core/record/invitation-code.ts";

/** As of passwords (secret-verifier.ts); the code has 80 random bits besides. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;
/** Both sides make the key from the code alone, so that what it is salted with is known to both. */
const SALT = "proofmark/invitation/v1";

export function drawCode(): InvitationCode {
  return codeFrom(randomBytes(CODE_RANDOM_BYTES));
}

/** 32 bytes, by scrypt: 0.3 to 1 s of one core and 32 MiB. All that is kept of a code. */
export function invitationKey({ label, whole }: InvitationCode): Uint8Array {
  return new Uint8Array(scryptSync(whole, `${SALT} ${label}`, KEY_BYTES, COST));
}

/** HMAC-SHA256, lower-case hex. */
export function invitationProof(key: Uint8Array, message: Uint8Array): string {
  return createHmac("sha256", key).update(message).digest("hex");
}

/** `proof`: 64 hex digits. */
export function isInvitationProof(key: Uint8Array, message: Uint8Array, proof: string): boolean {
  return timingSafeEqual(Buffer.from(invitationProof(key, message), "hex"), Buffer.from(proof, "hex"));
}
