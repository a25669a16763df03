import { readJournal } from "../adapters/disk/journal-reader.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { EdgeError } from "../errors.ts";
import type { OpenSession } from "../station/job-track.ts";
import { Replay, type ReplayedJob } from "../station/replay.ts";
import { resultBytes } from "../station/seal.ts";
import { parseWords } from "./arguments.ts";
import type { CliCommand } from "./command.ts";

const HELP = `Usage: proofmark replay JOURNAL [--job ID] [--json]

Reads a journal directory, decides every journalled input anew, and compares: the same events, and at the end the very
bytes that were sealed. Needs no station, no network and no clock.

A job that the station closed without a record, and one that this software cannot open, are told as such; the rest goes on.

Exit codes: 0 every verdict is reached again, 1 one is not or cannot be looked at, 2 wrong input, 3 the journal is damaged.

Example: npx proofmark replay .proofmark/journal`;

/** The composition root hands in how a session is opened from the journal's artifacts. */
export function createReplayCommand(openSession: OpenSession): CliCommand {
  return {
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
            `${job.outcome.padEnd(10)} ${job.job}  ${job.verdict ?? "no verdict"}  ${job.inputs} inputs${job.difference === null ? "" : `: ${job.difference.en}`}`,
          );
      }
      const count = (outcome: ReplayedJob["outcome"]): number =>
        jobs.filter((job) => job.outcome === outcome).length;
      const [same, differ, unsealed] = [count("same"), count("differs"), count("unsealed")];
      const [closed, unreadable] = [count("closed"), count("unreadable")];
      if (values.json !== true) {
        io.out(`${same} records replay to the same bytes`);
        if (differ > 0) io.out(`${differ} jobs do not replay as the journal has them`);
        if (unsealed > 0) io.out(`${unsealed} without a record so far; what stands in the journal replays`);
        if (closed > 0) io.out(`${closed} closed by the station without a record`);
        if (unreadable > 0) io.out(`${unreadable} cannot be opened by this software`);
      }
      return differ + unreadable === 0 ? 0 : 1;
    },
  };
}

export function replayDirectory(directory: string, openSession: OpenSession): Replay {
  let replay: Replay | null = null;
  let index = 0;
  for (const record of readJournal(directory)) {
    const entry = readEntry(record);
    if (entry === null)
      throw new EdgeError(
        "JOURNAL_CORRUPT",
        `Entry ${index} of ${directory} is no entry that this software reads.`,
      );
    index += 1;
    if (replay === null) {
      if (entry.type !== "station-started")
        throw new EdgeError("JOURNAL_CORRUPT", `${directory} does not begin with the start of a station.`);
      replay = new Replay({
        station: entry.station,
        openSession,
        bytesOf: (document: ResultDocument) => resultBytes(document),
      });
    }
    replay.note(entry);
  }
  if (replay === null) throw new EdgeError("FILE_UNREADABLE", `${directory} holds no journal entries.`);
  replay.finish();
  return replay;
}
