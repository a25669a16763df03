import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { refuseLockedDirectory } from "../adapters/disk/directory-lock.ts";
import {
  finishRestore,
  type Present,
  presentAgainst,
  type ReadJournal,
  readWhole,
  restoreJournal,
} from "../adapters/disk/journal-restore.ts";
import { bringPhotos, PhotoNames } from "../adapters/disk/photo-copies.ts";
import { actTold } from "../core/journal/acts-told.ts";
import type { PersonActed } from "../core/journal/entry.ts";
import type { ActOf } from "../core/journal/person-act.ts";
import { toHex } from "../core/record/base64.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { exitCodeOf, type PhotosTold, photoLines, photosTold } from "./journal-photos.ts";
import { photoFolder } from "./record-photos.ts";
import type { LoadStationData } from "./station-data.ts";
import { actorOf, actRefused, entriesOf, inBoth, noteAct, withStoppedJournal } from "./stopped-station.ts";

const COMMAND = "journal restore";
const OPTIONS = {
  config: { type: "string" },
  from: { type: "string" },
  photos: { type: "string" },
  replace: { type: "boolean" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, JOURNAL_LOCKED, JOURNAL_CORRUPT, JOURNAL_ALTERED, JOURNAL_FORMAT,
 * DIRECTORY_UNWRITABLE or ACT_REFUSED.
 */
export async function journalRestore(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config, from } = requireAll(COMMAND, { config: values.config, from: values.from });
  const by = actorOf(COMMAND, values.by);
  const { journal, station, photos: shelf } = load(config);
  refuseLockedDirectory(journal);
  if (finishRestore(journal)) {
    const { index, entry } = await lastRestore(journal, station);
    // Its photos came before it.
    const act = entry.act as Restored;
    return tell(io, { journal, index, by: entry.by, act, photos: null, shelf, json: values.json === true });
  }
  const names = new PhotoNames();
  const copy = readWhole(resolve(from), (record) => names.note(record));
  const photosFrom = photoFolder(values.photos)?.directory ?? from;
  const present = presentAgainst(journal, copy);
  const why = whyNotRestored(station, copy, present, values.replace === true);
  if (why !== null) throw actRefused(why, { journal, from });
  const aside = present.kind === "none" ? null : freeName(journal);
  const act: Restored = {
    kind: "journal-restored",
    entries: copy.entries,
    root: toHex(copy.root),
    setAside: aside === null ? null : { folder: aside, ...figuresOf(present) },
  };
  let photos: PhotosTold | null = null;
  const index = await restoreJournal({
    journal,
    from: resolve(from),
    root: copy.root,
    station,
    aside,
    note: (directory) => {
      const brought = bringPhotos(names.all().keys(), { from: resolve(photosFrom), to: shelf });
      photos = photosTold(names, brought, copy, null);
      return noteAct({ journal: directory, station }, by, act);
    },
  });
  return tell(io, { journal, index, by, act, photos, shelf, json: values.json === true });
}

type Restored = ActOf<"journal-restored">;

/** Null where the copy may take the place of what is there. */
function whyNotRestored(
  station: string,
  copy: ReadJournal,
  present: Present,
  isAsked: boolean,
): Reason | null {
  const { entries } = copy;
  if (copy.station !== station) return reason("RESTORE_OF_OTHER", { found: copy.station, station });
  switch (present.kind) {
    case "none":
    case "ahead":
      return null;
    case "same":
      return reason("RESTORE_SAME", { entries });
    case "behind":
      return isAsked ? null : reason("RESTORE_BEHIND", { entries, present: present.entries });
    case "other":
      return isAsked ? null : reason("RESTORE_OTHER_HISTORY", { entries, present: present.entries });
    case "unreadable":
      return isAsked ? null : reason("RESTORE_UNREADABLE", { entries, why: present.why });
  }
}

function figuresOf(present: Present): { entries: number | null; root: string | null } {
  return "entries" in present
    ? { entries: present.entries, root: toHex(present.root) }
    : { entries: null, root: null };
}

/** `journal.2026-11-27T08-00-00Z`, beside the journal. */
function freeName(journal: string): string {
  const date = new Date(new SystemClock().wallMs()).toISOString().slice(0, 19).replaceAll(":", "-");
  const name = `${basename(journal)}.${date}Z`;
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name}-${n}`;
    if (!existsSync(join(dirname(journal), tried))) return tried;
  }
}

/** Of the restore that was cut short before it could say so. */
async function lastRestore(
  journal: string,
  station: string,
): Promise<{ readonly index: number; readonly entry: PersonActed }> {
  return withStoppedJournal({ journal, station }, async (store) => {
    const restored = [...entriesOf(store, "person-acted")].filter(
      ({ entry }) => entry.act.kind === "journal-restored",
    );
    return restored[restored.length - 1] as { index: number; entry: PersonActed };
  });
}

interface Told {
  readonly journal: string;
  readonly index: number;
  readonly by: string;
  readonly act: Restored;
  /** Null where they were brought by an earlier call. */
  readonly photos: PhotosTold | null;
  readonly shelf: string;
  readonly json: boolean;
}

function tell(io: CliIo, { journal, index, by, act, photos, shelf, json }: Told): number {
  const exitCode = photos === null ? 0 : exitCodeOf(photos);
  if (json) {
    io.out(JSON.stringify({ journal, entry: index, by, act, photos }));
    return exitCode;
  }
  io.out(`${inBoth(actTold(by, act))} (entry ${index} of ${journal})`);
  for (const line of photos === null ? [] : photoLines(photos, shelf)) io.out(line);
  io.out("Start the station next: it asks the registry what it holds before it begins a job.");
  return exitCode;
}
