import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { dirname } from "node:path";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { signerOfKey } from "./key-object-signer.ts";
import { refuseReadableByOthers, writePrivateFileOnce } from "./private-file.ts";

const PEM_CHARS_MAX = 64 * 1024;

/** The key of a file; made where the file is missing, on disk before it is used. Throws EdgeError KEY_UNUSABLE. */
export function keptKey(file: string, make: () => KeyObject): KeyObject {
  refuseReadableByOthers(file);
  try {
    return createPrivateKey(pemIn(file) ?? newPem(file, make));
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause;
    throw new EdgeError("KEY_UNUSABLE", `The key file ${file} cannot be used.`, { file }, cause);
  }
}

/** Who signs marks, or statuses: P-256. Throws EdgeError KEY_UNUSABLE. */
export function loadOrCreateIssuerKey(file: string): Signer {
  const signer = signerOfKey(
    keptKey(file, () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
    file,
  );
  if (signer.algorithm === "ecdsa-p256-sha256") return signer;
  throw new EdgeError("KEY_UNUSABLE", `${file} is no P-256 key, as whoever reads a mark needs.`, { file });
}

function pemIn(file: string): string | null {
  try {
    const text = readTextUpTo(file, PEM_CHARS_MAX);
    if (text === null) throw new EdgeError("KEY_UNUSABLE", `${file} is larger than a key may be.`, { file });
    return text;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return null;
    throw cause;
  }
}

function newPem(file: string, make: () => KeyObject): string {
  const pem = make().export({ format: "pem", type: "pkcs8" }).toString();
  makeDirectories(dirname(file), PRIVATE_FOLDER);
  writePrivateFileOnce(file, pem);
  // Another worker may have made one in the same moment: what is on disk counts.
  return pemIn(file) ?? pem;
}
