import { statSync } from "node:fs";
import { PRIVATE_FILE } from "../adapters/disk/file-modes.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { writeWholeOrSay } from "../adapters/disk/write-file.ts";
import type { EvidenceRefusal } from "../core/evidence/disclosed-entries.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { Reads } from "./out-file.ts";
import type { LoadStationData, StationData } from "./station-data.ts";

/** Where a command that reads a journal and leaves it as it is finds it. `data`: null where the directory itself was named. */
export interface JournalPlace {
  readonly directory: string;
  readonly data: StationData | null;
}

/** A journal directory or a station file, and not both. Throws EdgeError USAGE and what `load` throws. */
export function journalPlace(
  command: string,
  words: readonly string[],
  config: string | undefined,
  load: LoadStationData,
): JournalPlace {
  const [directory, more] = words;
  if (more !== undefined || (directory === undefined) === (config === undefined))
    throw new EdgeError(
      "USAGE",
      `proofmark ${command} needs one journal directory, or --config with a station file.`,
    );
  if (config !== undefined) {
    const data = load(config);
    return { directory: data.journal, data };
  }
  const path = directory ?? "";
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    throw new EdgeError("USAGE", `proofmark ${command}: ${path} is a file; it takes a journal directory.`);
  return { directory: path, data: null };
}

/** Without any lock: a station may write there meanwhile. Throws what a damaged journal gives. */
export function withReader<Result>(
  { directory }: JournalPlace,
  archive: string | undefined,
  use: (reader: JournalReader) => Result,
): Result {
  const reader = new JournalReader(directory, { archive });
  try {
    return use(reader);
  } finally {
    reader.close();
  }
}

/** All that such a command may read, in `mustSpare`'s sense. */
export function readFrom(
  { directory, data }: JournalPlace,
  more: {
    readonly config?: string | undefined;
    readonly archive?: string | undefined;
    readonly photos?: string | undefined;
    readonly trust?: string | undefined;
  },
): Reads {
  const { config, archive, photos, trust } = more;
  const own = data === null ? [] : [data.keys, data.records, data.photos, data.tlsKey];
  return { reads: [directory, ...own, config, archive, trust], photos };
}

/** Names, plates and photos are in it. Throws EdgeError FILE_UNWRITABLE. */
export function writeExcerpt(file: string, content: string | Uint8Array): void {
  writeWholeOrSay(file, content, PRIVATE_FILE);
}

/** Throws EdgeError EVIDENCE_NOT_MADE. */
export function notMade({ reason }: Pick<EvidenceRefusal, "reason">, directory: string): never {
  throw new EdgeError("EVIDENCE_NOT_MADE", sentenceOf(reason).en, { directory, reason });
}
