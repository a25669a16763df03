import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { journalExport } from "./journal-export.ts";
import { journalPhotos } from "./journal-photos.ts";
import { type CopyRecords, journalRecords } from "./journal-records.ts";
import { journalReindex } from "./journal-reindex.ts";
import { journalRestore } from "./journal-restore.ts";
import type { LoadStationData } from "./station-data.ts";

const HELP = `Usage: proofmark journal export --config F --out DIR [--photos DIR] [--archive DIR] [--by NAME] [--json]
       proofmark journal restore --config F --from DIR [--photos DIR] [--replace] [--by NAME] [--json]
       proofmark journal photos --config F [--from DIR] [--archive DIR] [--json]
       proofmark journal reindex --config F [--by NAME] [--json]
       proofmark journal records --config F [--json]

For the journal of a station that is stopped; while it runs all are refused. Each that changes or copies it is an entry of the
journal, with who did it.

export   reads the whole journal by the same checks as a start, and writes its entries as a journal directory of their own:
         a copy to keep elsewhere, for verify and replay, to be restored, or for an older state to be looked at. DIR must
         not exist; it appears when it is complete. The photos that its entries name are copied too, each hashed on its way, into
         DIR/photos or the folder of --photos, which may be there: what it has already is not copied again. Keys are not copied.
restore  puts such a copy in the place of the journal, after the same checks. Where a journal is there already that goes on from the
         copy, or has another history, it is refused with the figures; with --replace it is done, and what was there is kept
         beside it under a name with the date. The registry may then hold more than the journal: docs/stopped-states.md.
         The photos that the copy names come back before the journal does, from the copy or the folder of --photos.
photos   looks whether every photo that the journal names is in the station's folder, byte for byte, and says how many are there that
         no entry names; those are left. With --from those that are missing or spoilt are brought from DIR.
reindex  makes the hash index again from the entries. A start does so by itself where the entries are proven; here a person takes
         them as they are. What the registry's newest receipt speaks against is refused all the same.
records  writes the files of records and proofs again that somebody has deleted: the journal has them all. A start looks only for
         those of its last two segments.

  --config F   station file
  --out DIR    the directory to make
  --archive DIR  where the oldest segments were let go: the folder in which they are
  --from DIR   the copy; of photos, a copy or a folder of them
  --photos DIR   the folder of photos, where it is not in the copy
  --replace    also where entries of the present journal are left out
  --by NAME    who acts; without it the user of the system
  --json       one JSON document

Exit codes: 0 done, 1 done, but photos that the journal names are missing, spoilt or unreadable: each is told, 2 wrong call, a station
that runs, a copy that may not take the place, or a journal that its receipt speaks against, 3 the journal or the copy is damaged.

Example: npx proofmark journal export --config config/stations/example.yaml --out /media/backup/journal-2026-11`;

export function createJournalCommand(load: LoadStationData, copyRecords: CopyRecords): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [what, ...rest] = args;
      if (what === "export") return journalExport(rest, io, load);
      if (what === "restore") return journalRestore(rest, io, load);
      if (what === "photos") return journalPhotos(rest, io, load);
      if (what === "reindex") return journalReindex(rest, io, load);
      if (what === "records") return journalRecords(rest, io, load, copyRecords);
      throw new EdgeError(
        "USAGE",
        `proofmark journal: found ${JSON.stringify(what ?? "")}, allowed: export, restore, photos, reindex, records.`,
      );
    },
  };
}
