import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { journalExport } from "./journal-export.ts";
import { journalReindex } from "./journal-reindex.ts";
import type { LoadStationData } from "./station-data.ts";

const HELP = `Usage: proofmark journal export --config F --out DIR [--archive DIR] [--json]
       proofmark journal reindex --config F [--json]

For the journal of a station that is stopped; while it runs both are refused.

export   reads the whole journal by the same checks as a start, and writes its entries as a journal directory of their own:
         a copy to keep elsewhere, for verify and replay, or for an older state to be looked at. Nothing of the
         journal is changed. DIR must not exist; it appears when it is complete. Keys are not copied.
reindex  makes the hash index again from the entries. A start does so by itself where the entries are proven; here a person takes
         them as they are. What the registry's newest receipt speaks against is refused all the same. The
         next start writes into the journal that it was done.

  --config F   station file
  --out DIR    the directory to make
  --archive DIR  where the oldest segments were let go: the folder in which they are
  --json       one JSON document

Exit codes: 0 done, 2 wrong call, a station that runs or a journal that its receipt speaks against, 3 the journal is damaged.

Example: npx proofmark journal export --config config/stations/example.yaml --out /media/backup/journal-2026-11`;

export function createJournalCommand(load: LoadStationData): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [what, ...rest] = args;
      if (what === "export") return journalExport(rest, io, load);
      if (what === "reindex") return journalReindex(rest, io, load);
      throw new EdgeError(
        "USAGE",
        `proofmark journal: found ${JSON.stringify(what ?? "")}, allowed: export, reindex.`,
      );
    },
  };
}
