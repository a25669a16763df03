import { generateKeyPairSync } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { createFileSigner } from "./file-signer.ts";

export interface StationKeys {
  /** P-256: signs records. */
  readonly record: Signer;
  /** Ed25519: signs checkpoints of the station's log. */
  readonly log: Signer;
}

/**
 * `record.pem` and `log.pem` of a directory, made on the first start with mode 0600 and on disk before they are used.
 * Throws EdgeError KEY_UNUSABLE.
 */
export function loadOrCreateKeys(directory: string): StationKeys {
  const record = join(directory, "record.pem");
  const log = join(directory, "log.pem");
  try {
    makeDirectories(directory, 0o700);
    if (!isThere(record)) writeKey(record, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
    if (!isThere(log)) writeKey(log, generateKeyPairSync("ed25519").privateKey);
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot create keys in ${directory}.`, { directory }, cause);
  }
  return {
    record: keyFrom(record, "ecdsa-p256-sha256"),
    log: keyFrom(log, "ed25519"),
  };
}

function keyFrom(file: string, algorithm: Signer["algorithm"]): Signer {
  refuseIfOpen(file);
  const signer = createFileSigner(file);
  if (signer.algorithm !== algorithm) {
    throw new EdgeError("KEY_UNUSABLE", `${file} holds a key for ${signer.algorithm}, not ${algorithm}.`, {
      file,
    });
  }
  return signer;
}

/** A key that any user of the machine may have read proves nothing any more. */
function refuseIfOpen(file: string): void {
  if (process.platform === "win32") return;
  const mode = modeOf(file);
  if ((mode & 0o007) === 0) return;
  throw new EdgeError(
    "KEY_UNUSABLE",
    `Every user of this machine may read ${file} (mode ${mode.toString(8)}); make a new key, or chmod 600 if nobody has.`,
    { file },
  );
}

/** Only "it does not exist" means that a key is to be made: a disk that cannot answer must not cost the old one. */
function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return false;
    throw cause;
  }
}

function modeOf(file: string): number {
  try {
    return statSync(file).mode & 0o777;
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot look at the key ${file}.`, { file }, cause);
  }
}

function writeKey(
  file: string,
  key: { export(options: { format: "pem"; type: "pkcs8" }): string | Buffer },
): void {
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    chmodSync(temporary, 0o600);
    writeSync(descriptor, key.export({ format: "pem", type: "pkcs8" }).toString());
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  const folder = openSync(join(file, ".."), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
