import { readJournal } from "../adapters/disk/journal-reader.ts";
import type { JournalEntry } from "../core/journal/entry.ts";
import { parseEnvelope } from "../core/record/dsse.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { EdgeError } from "../errors.ts";
import type { OpenSession } from "../station/job-track.ts";
import { Replay } from "../station/replay.ts";
import { resultBytes } from "../station/seal.ts";
import { parseWords } from "./arguments.ts";
import type { CliCommand } from "./command.ts";

const HELP = `Usage: proofmark replay JOURNAL [--job ID] [--json]

Reads a journal directory, decides every journalled input anew, and compares: the same events, and at the end the very
bytes that were sealed. Needs no station, no network and no clock.

Exit codes: 0 every verdict is reached again, 1 one is not, 2 wrong input, 3 the journal is damaged.

Example: npx proofmark replay .proofmark/journal`;

/** The composition root hands in how a session is opened from the journal's artifacts. */
export function createReplayCommand(openSession: OpenSession): CliCommand {
  return {
    name: "replay",
    summary: "verdicts recomputed from the evidence in a journal, and compared",
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("replay", args, {
        job: { type: "string" },
        json: { type: "boolean" },
      });
      const [directory] = words;
      if (directory === undefined || words.length > 1)
        throw new EdgeError("USAGE", "proofmark replay needs one journal directory.");
      const replay = replayDirectory(directory, openSession);
      const jobs = replay.jobs.filter((job) => values.job === undefined || job.job === values.job);
      if (values.job !== undefined && jobs.length === 0)
        throw new EdgeError("USAGE", `The journal has no job ${values.job}.`);
      for (const job of jobs) {
        if (values.json === true) io.out(JSON.stringify(job));
        else
          io.out(
            `${job.outcome.padEnd(8)} ${job.job}  ${job.verdict ?? "no verdict"}  ${job.inputs} inputs${job.difference === null ? "" : `: ${job.difference}`}`,
          );
      }
      const differ = jobs.filter((job) => job.outcome === "differs").length;
      if (values.json !== true)
        io.out(`${jobs.length - differ} of ${jobs.length} jobs replay to the same bytes`);
      return differ === 0 ? 0 : 1;
    },
  };
}

export function replayDirectory(directory: string, openSession: OpenSession): Replay {
  let replay: Replay | null = null;
  const decoder = new TextDecoder();
  for (const record of readJournal(directory)) {
    const entry = JSON.parse(decoder.decode(record)) as JournalEntry;
    if (replay === null) {
      if (entry.type !== "station-started")
        throw new EdgeError("JOURNAL_CORRUPT", `${directory} does not begin with the start of a station.`);
      replay = new Replay({
        station: entry.station,
        openSession,
        payloadOf: (envelope) => {
          const parsed = parseEnvelope(envelope);
          return parsed.kind === "envelope" ? parsed.envelope.payload : null;
        },
        bytesOf: (document: ResultDocument) => resultBytes(document),
      });
    }
    replay.note(entry);
  }
  if (replay === null) throw new EdgeError("FILE_UNREADABLE", `${directory} holds no journal entries.`);
  replay.finish();
  return replay;
}
