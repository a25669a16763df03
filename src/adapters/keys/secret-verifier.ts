import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** OWASP's password storage cheat sheet: with 32 MiB at a time these three passes are as good as one of 128 MiB. */
const LN = 15;
const R = 8;
const P = 3;
const COST = { N: 2 ** LN, r: R, p: P, maxmem: 64 * 1024 * 1024 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** `$scrypt$ln=15,r=8,p=3$SALT$HASH`, base64 without padding: 16 and 32 bytes. */
const FORM = /^\$scrypt\$ln=15,r=8,p=3\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** Hashed against where nobody is known, so that it takes as long; nothing has this hash. */
export const VERIFIER_OF_NOBODY = `$scrypt$ln=${LN},r=${R},p=${P}$${"A".repeat(22)}$${"A".repeat(43)}`;

export function isVerifier(text: string): boolean {
  return FORM.test(text);
}

/** What the journal says of a verifier, hex. */
export function verifierSha256(verifier: string): string {
  return createHash("sha256").update(verifier).digest("hex");
}

/** A new verifier of that text: 0.3 to 1 s of one core and 32 MiB, off the main thread. */
export function makeVerifier(text: string, made: (verifier: string | null) => void): void {
  const salt = randomBytes(SALT_BYTES);
  derive(text, salt, (key) =>
    made(key === null ? null : `$scrypt$ln=${LN},r=${R},p=${P}$${bare(salt)}$${bare(key)}`),
  );
}

/** Null: it could not be looked at. */
export function checkVerifier(text: string, verifier: string, told: (isRight: boolean | null) => void): void {
  const [, salt = "", hash = ""] = FORM.exec(verifier) ?? [];
  const wanted = Buffer.from(hash, "base64");
  derive(text, Buffer.from(salt, "base64"), (key) =>
    told(key === null ? null : wanted.length === key.length && timingSafeEqual(wanted, key)),
  );
}

/** One text however it was typed: an é is one character on one keyboard and two on another. Null where the machine has no memory for it. */
function derive(text: string, salt: Buffer, derived: (key: Buffer | null) => void): void {
  scrypt(text.normalize("NFC"), salt, KEY_BYTES, COST, (error, key) => derived(error === null ? key : null));
}

function bare(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
