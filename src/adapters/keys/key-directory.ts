import { generateKeyPairSync } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { MODE_BITS, PRIVATE_FILE, PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { createFileSigner } from "./file-signer.ts";
import { writePrivateFile } from "./private-file.ts";
import { type PrivateKey, pemOf } from "./private-key.ts";
import { Sm2Key } from "./sm2-key.ts";

export interface StationKeys {
  /** P-256: signs records. */
  readonly record: Signer;
  /** Ed25519: signs checkpoints of the station's log. */
  readonly log: Signer;
  /** SM2: signs records beside the first, where the station file has such a key. */
  readonly second?: Signer;
}

/** Roles of a station's keys; `second` is there by the station file alone. */
export type KeyRole = keyof StationKeys;

/** What anybody may know of them. */
export interface PublicKeys {
  readonly record: PublicKey;
  readonly log: PublicKey;
  readonly second?: PublicKey;
}
export type PublicKey = Pick<Signer, "keyId" | "algorithm" | "publicKeySpki">;

export const KEY_KINDS = {
  record: "ecdsa-p256-sha256",
  log: "ed25519",
  second: "sm2-sm3",
} as const;

/** Where the keys of a directory are. */
export function keyFiles(directory: string): { readonly record: string; readonly log: string } {
  return { record: join(directory, "record.pem"), log: join(directory, "log.pem") };
}

/**
 * `record.pem` and `log.pem` of a directory, made on the first start with mode 0600 and on disk before they are used. With
 * `signedBefore` they are not made: what was signed with those that are missing would be of another station's hand.
 * Throws EdgeError KEY_UNUSABLE or KEYS_MISSING.
 */
export function loadOrCreateKeys(
  directory: string,
  options: { readonly signedBefore?: boolean } = {},
): StationKeys {
  const { record, log } = keyFiles(directory);
  if (options.signedBefore === true) refuseMissing(directory);
  try {
    makeDirectories(directory, PRIVATE_FOLDER);
    if (!isThere(record)) writeKey(record, newKey("record"));
    if (!isThere(log)) writeKey(log, newKey("log"));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot create keys in ${directory}.`, { directory }, cause);
  }
  return keysIn(directory);
}

/** Those that are there. Throws EdgeError KEY_UNUSABLE or KEYS_MISSING; makes nothing. */
export function loadKeys(directory: string): StationKeys {
  refuseMissing(directory);
  return keysIn(directory);
}

/** Of the kind that this role has. */
export function newKey(role: KeyRole): PrivateKey {
  if (role === "second") return Sm2Key.new();
  const pair =
    role === "record" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return pair.privateKey;
}

function keysIn(directory: string): StationKeys {
  const { record, log } = keyFiles(directory);
  refuseIfOpen(directory, PRIVATE_FOLDER);
  return { record: keyFrom(record, KEY_KINDS.record), log: keyFrom(log, KEY_KINDS.log) };
}

function refuseMissing(directory: string): void {
  const files = Object.values(keyFiles(directory));
  let missing: readonly string[];
  try {
    missing = files.filter((file) => !isThere(file));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot look at the keys in ${directory}.`, { directory }, cause);
  }
  if (missing.length === 0) return;
  throw new EdgeError("KEYS_MISSING", `The station's key is not there: ${missing.join(" and ")}.`, {
    missing,
  });
}

/** Throws EdgeError KEY_UNUSABLE. */
export function keyFrom(file: string, algorithm: Signer["algorithm"]): Signer {
  refuseIfOpen(file, PRIVATE_FILE);
  const signer = createFileSigner(file);
  if (signer.algorithm !== algorithm) {
    throw new EdgeError("KEY_UNUSABLE", `${file} holds a key for ${signer.algorithm}, not ${algorithm}.`, {
      file,
    });
  }
  return signer;
}

/** A key that another user of the machine may have read, or put there, proves nothing any more. */
export function refuseIfOpen(path: string, allowed: number): void {
  if (process.platform === "win32") return;
  const { mode, uid } = statOf(path);
  const own = process.getuid?.() ?? uid;
  if (uid !== own) {
    throw new EdgeError(
      "KEY_UNUSABLE",
      `${path} belongs to user ${uid}, and this is user ${own}: a key belongs to the user that the station runs as.`,
      { path, uid },
    );
  }
  const found = mode & MODE_BITS;
  if (found === allowed) return;
  const mend = `chmod ${allowed.toString(8)} ${path}`;
  throw new EdgeError(
    "KEY_UNUSABLE",
    `${path} has mode ${found.toString(8)}, and ${allowed.toString(8)} is allowed: make new keys if another user may have read them, or ${mend} if nobody has.`,
    { path, mode: found },
  );
}

/** Only "it does not exist" means that a key is to be made: a disk that cannot answer must not cost the old one. */
export function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return false;
    throw cause;
  }
}

function statOf(file: string): { readonly mode: number; readonly uid: number } {
  try {
    return statSync(file);
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot look at the key ${file}.`, { file }, cause);
  }
}

/** On disk before it returns, for the station's user alone. Throws what the file system throws. */
export function writeKey(file: string, key: PrivateKey): void {
  writePrivateFile(file, pemOf(key));
}
