import { EdgeError } from "../errors.ts";
import type { LoadAppealPage } from "./appeal-file.ts";
import type { CliCommand } from "./command.ts";
import { journalAppeal } from "./journal-appeal.ts";
import { journalDay } from "./journal-day.ts";
import { journalEvidence } from "./journal-evidence.ts";
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
       proofmark journal evidence JOURNAL|--config F --job ID --out FILE [--photos DIR] [--trust FILE] [--archive DIR] [--json]
       proofmark journal evidence --config F --job ID --out FILE --redacted [--salts-out FILE] [--trust FILE] [--archive DIR] [--json]
       proofmark journal appeal JOURNAL|--config F --job ID --out FILE [--photos DIR] [--trust FILE] [--archive DIR] [--json]
       proofmark journal appeal --config F --job ID --out FILE --redacted [--salts-out FILE] [--trust FILE] [--archive DIR] [--json]
       proofmark journal day JOURNAL|--config F --day DATE --out FILE [--zone NAME] [--archive DIR] [--json]

The first five are for the journal of a station that is stopped; while it runs they are refused. Each that changes or copies it is an
entry of the journal, with who did it. evidence, appeal and day only read, also while the station runs.

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
evidence everything that the record of one job was made from, as one file that leaves the station: its entries, with what shows that
         they stand in the log, and the photos that they name. verify checks it, and replay makes the record of it again, without the
         journal. The record needs a receipt. It holds names, plates and photos. With --redacted it is for others: the signals and the
         rules, and a result in which what tells of persons is hidden, signed by the record key. verify checks it; nothing replays it.
appeal   the same evidence as one HTML page, for whoever doubts the result: it checks itself where it is opened, without a network, and
         shows how the job went (docs/appeal.md). With --trust the trust list is in it; with --redacted it is for others, as above.
day      the records and withdrawals that ended on one day, with the one before and the one after, as one file: verify says whether
         one is missing between them.

  --config F   station file
  --out DIR    the directory to make
  --archive DIR  where the oldest segments were let go: the folder in which they are
  --from DIR   the copy; of photos, a copy or a folder of them
  --photos DIR   the folder of photos, where it is not in the copy
  --job ID     the job whose record it is
  --trust FILE   a trust list that goes along in the file, whole or the station's part of it
  --redacted     without names, plates, acts, notes, papers and photos
  --salts-out FILE  for the person concerned: what was hidden, with what it takes to show it
  --day DATE   a day of the calendar, as 2026-11-30; --zone NAME by which zone, where no station file says it: Asia/Shanghai
  --replace    also where entries of the present journal are left out
  --by NAME    who acts; without it the user of the system
  --json       one JSON document

Exit codes: 0 done, 1 done, but photos that the journal names are missing, spoilt or unreadable: each is told, 2 wrong call, a station
that runs, a copy that may not take the place, evidence that cannot be made yet, or a journal that its receipt speaks against, 3 the
journal or the copy is damaged.

Example: npx proofmark journal export --config config/stations/example.yaml --out /media/backup/journal-2026-11`;

export function createJournalCommand(
  load: LoadStationData,
  copyRecords: CopyRecords,
  appealPage: LoadAppealPage,
): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [what, ...rest] = args;
      if (what === "export") return journalExport(rest, io, load);
      if (what === "restore") return journalRestore(rest, io, load);
      if (what === "photos") return journalPhotos(rest, io, load);
      if (what === "reindex") return journalReindex(rest, io, load);
      if (what === "records") return journalRecords(rest, io, load, copyRecords);
      if (what === "evidence") return journalEvidence(rest, io, load);
      if (what === "appeal") return journalAppeal(rest, io, load, appealPage);
      if (what === "day") return journalDay(rest, io, load);
      throw new EdgeError(
        "USAGE",
        `proofmark journal: found ${JSON.stringify(what ?? "")}, allowed: export, restore, photos, reindex, records, evidence, appeal, day.`,
      );
    },
  };
}
