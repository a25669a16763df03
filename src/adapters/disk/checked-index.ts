import { join } from "node:path";
import { crc32c } from "../../core/journal/crc32c.ts";
import { storedHashCount } from "../../core/journal/merkle.ts";
import type { DurableFs } from "./durable-fs.ts";
import type { HashFile } from "./hash-file.ts";

/**
 * Up to where the index was found whole, and the checksum of that part of it: the part never changes again, and a checksum takes a
 * tenth of the time of its hashes. Little endian: records (8), CRC-32C of their stored hashes (4), CRC-32C of the 12 bytes
 * (4). Not synced: one that is torn, or of another index, is as none at all.
 */
const CHECK_FILE = "tree.checked";
const CHECK_BYTES = 16;
const RUN_HASHES = 32_768;

/** Records whose stored hashes are the ones that were checked once; at most `recordsMax`, 0 where nothing is known. */
export function checkedRecords(
  fs: DurableFs,
  directory: string,
  hashes: HashFile,
  recordsMax: number,
): number {
  const note = readNote(fs, directory);
  if (note === null || note.records > recordsMax) return 0;
  return checksumOf(hashes, note.records) === note.checksum ? note.records : 0;
}

/** After a check in full. Throws what the file system throws. */
export function noteChecked(fs: DurableFs, directory: string, hashes: HashFile, records: number): void {
  const note = readNote(fs, directory);
  if (records === 0 || note?.records === records) return;
  const bytes = new Uint8Array(CHECK_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(records), true);
  view.setUint32(8, checksumOf(hashes, records), true);
  view.setUint32(12, crc32c(bytes, 0, 12), true);
  const file = fs.open(join(directory, CHECK_FILE), "create");
  try {
    file.write(bytes, 0);
  } finally {
    file.close();
  }
}

function readNote(
  fs: DurableFs,
  directory: string,
): { readonly records: number; readonly checksum: number } | null {
  if (!fs.list(directory).includes(CHECK_FILE)) return null;
  const file = fs.open(join(directory, CHECK_FILE), "read");
  const bytes = new Uint8Array(CHECK_BYTES);
  try {
    if (file.read(bytes, 0) < CHECK_BYTES) return null;
  } finally {
    file.close();
  }
  const view = new DataView(bytes.buffer);
  const records = view.getBigUint64(0, true);
  const isWhole = view.getUint32(12, true) === crc32c(bytes, 0, 12) && records <= 2n ** 52n;
  return isWhole ? { records: Number(records), checksum: view.getUint32(8, true) } : null;
}

function checksumOf(hashes: HashFile, records: number): number {
  const count = storedHashCount(records);
  let checksum = 0;
  for (let at = 0; at < count; at += RUN_HASHES) {
    const run = hashes.run(at, Math.min(RUN_HASHES, count - at));
    checksum = crc32c(run, 0, run.length, checksum);
  }
  return checksum;
}
