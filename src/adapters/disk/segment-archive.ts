import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { reason } from "../../core/trade/reasons.ts";
import type { Archived, SegmentArchive } from "../../ports/segment-archive.ts";
import { ARCHIVED_BYTES_MAX, archivedPath } from "./archived-segment.ts";
import { errnoWords } from "./errno-words.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./file-modes.ts";
import { segmentPath } from "./journal-directory.ts";
import { makeDirectories } from "./make-directory.ts";

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Copies of finished segments, compressed, in a folder of the station's own: `00000000.segment.gz` upwards. */
export function createSegmentArchive(journal: string, archive: string): SegmentArchive {
  return {
    keep(segment, done) {
      copied(segmentPath(journal, segment), archivedPath(archive, segment)).then(done, (cause: unknown) =>
        done({
          kind: "failed",
          reason: reason("ARCHIVE_UNWRITABLE", { archive, ...errnoWords(cause) }),
        }),
      );
    },
  };
}

async function copied(from: string, to: string): Promise<Archived> {
  const bytes = await readFile(from);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const kept: Archived = { kind: "kept", sha256, bytes: bytes.length };
  if (await holds(to, bytes)) return kept;
  ownFolder(dirname(to));
  const draft = `${to}.new`;
  const file = await open(draft, "w", PRIVATE_FILE);
  try {
    await file.writeFile(await compress(bytes));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, to);
  const folder = await open(dirname(to), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  if (await holds(to, bytes)) return kept;
  return { kind: "failed", reason: reason("ARCHIVE_DIFFERS", { file: to }) };
}

/** The archive itself must be there: a disk that is not mounted must not be written to under its name. Throws what the file system throws. */
function ownFolder(folder: string): void {
  statSync(dirname(folder));
  makeDirectories(folder, PRIVATE_FOLDER);
}

/** Read back: what is not there, or cannot be read as it was written, is no copy. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const expanded = await expand(await readFile(path), { maxOutputLength: ARCHIVED_BYTES_MAX });
    return Buffer.compare(expanded, bytes) === 0;
  } catch {
    return false;
  }
}

/** The folder of one station, since several may share an archive. */
export function stationArchive(archive: string, station: string): string {
  return join(archive, station);
}
