import { resolve } from "node:path";
import { lockDirectory } from "../adapters/disk/directory-lock.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import {
  bringPhotos,
  lookForPhotos,
  PhotoNames,
  type PhotosBrought,
  photosNotNamed,
  photosOfRecord,
  whyAway,
} from "../adapters/disk/photo-copies.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { photoFolder } from "./record-photos.ts";
import type { LoadStationData } from "./station-data.ts";

const COMMAND = "journal photos";
const OPTIONS = {
  config: { type: "string" },
  from: { type: "string" },
  archive: { type: "string" },
  json: { type: "boolean" },
} as const;
const SHOWN = 20;

/** What a command says of the photos that a journal names. */
export interface PhotosTold {
  readonly named: number;
  readonly copied: number;
  readonly there: number;
  /** A word for each that is neither there nor could be brought. */
  readonly away: readonly Told[];
  /** Hashes of photos in the station's folder that no entry names; null where nobody looked. */
  readonly unnamed: readonly string[] | null;
}

/**
 * Whether the photos that the journal names are in the station's folder; with `--from` those that are not are brought from there. Throws EdgeError
 * USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, JOURNAL_CORRUPT, JOURNAL_ALTERED, JOURNAL_ARCHIVED or DIRECTORY_UNWRITABLE.
 */
export function journalPhotos(args: readonly string[], io: CliIo, load: LoadStationData): number {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config } = requireAll(COMMAND, { config: values.config });
  const { journal, photos } = load(config);
  const from = photoFolder(values.from);
  const names = new PhotoNames();
  const reader = new JournalReader(journal, { archive: values.archive });
  try {
    const lock = lockDirectory(journal);
    try {
      for (const record of reader.records()) names.note(record);
      const brought =
        from === null
          ? lookForPhotos(names.all().keys(), photos)
          : bringPhotos(names.all().keys(), { from: resolve(from.directory), to: photos });
      const said = photosTold(names, brought, reader, photosNotNamed(photos, names));
      if (values.json === true) io.out(JSON.stringify({ journal, photos: { folder: photos, ...said } }));
      else for (const line of photoLines(said, photos)) io.out(line);
      return exitCodeOf(said);
    } finally {
      lock.release();
    }
  } finally {
    reader.close();
  }
}

/** Of each that is away the entry is read once more that named it first. */
export function photosTold(
  names: PhotoNames,
  { copied, there, away }: PhotosBrought,
  reader: Pick<JournalReader, "again">,
  unnamed: readonly string[] | null,
): PhotosTold {
  const words = away.flatMap(({ sha256, found }): Reason[] => {
    const record = reader.again(names.all().get(sha256) ?? 0);
    const named = photosOfRecord(record).find((photo) => photo.sha256 === sha256);
    return named === undefined ? [] : [whyAway(named, found)];
  });
  return { named: names.all().size, copied, there, away: words.map(told), unnamed };
}

/** 1: not all of them are there. */
export function exitCodeOf({ away }: PhotosTold): 0 | 1 {
  return away.length === 0 ? 0 : 1;
}

/** Nothing where nobody ever took a photo. `folder`: where those that are there are, and those that nobody names. */
export function photoLines({ named, copied, there, away, unnamed }: PhotosTold, folder: string): string[] {
  const lines: string[] = [];
  if (named > 0)
    lines.push(`${named} photos named: ${copied} copied, ${there} there already, ${away.length} missing.`);
  lines.push(...away.slice(0, SHOWN).map(({ code, en, zh }) => `  ${en} ${zh} [${code}]`));
  if (away.length > SHOWN) lines.push(`  ... and ${away.length - SHOWN} more (--json has all of them)`);
  if (unnamed !== null && unnamed.length > 0) {
    const { en, zh } = told(reason("PHOTOS_NAMED_BY_NOBODY", { photos: unnamed.length, path: folder }));
    lines.push(`${en} ${zh}`);
  }
  return lines;
}
