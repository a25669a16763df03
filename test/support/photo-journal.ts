import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { photoPath } from "../../src/adapters/disk/photo-files.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { photoKind } from "../../src/core/photos/photo-form.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { AT } from "./journal-day.ts";

/** Photos of a journal, and the files of them, without a station. */
export const nameOf = (bytes: Uint8Array): string => toHex(sha256(bytes));

/** An entry by which the machine of an inspection took this photo. */
export function takenEntry(
  bytes: Uint8Array,
  { part = "identity", photo = "0111", job = "J-1" } = {},
): Uint8Array {
  const event = { type: "photo-taken", part, photo, sha256: nameOf(bytes), by: "P-AAAAAAAA", atMs: 1 };
  return encodeEntry({
    type: "job-input",
    at: AT,
    job: asId<"job">(job),
    input: { kind: "command" } as never,
    events: [event],
  });
}

/** Where a station keeps it. */
export function fileOf(directory: string, bytes: Uint8Array): string {
  return join(directory, photoPath(nameOf(bytes), photoKind(bytes) ?? "jpeg"));
}

export function putPhoto(directory: string, bytes: Uint8Array, content = bytes): void {
  const file = fileOf(directory, bytes);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
