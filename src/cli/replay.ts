import { statSync } from "node:fs";
import { isDirectoryLocked } from "../adapters/disk/directory-lock.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { EdgeError } from "../errors.ts";
import type { OpenSession } from "../station/job-track.ts";
import { Replay, type ReplayedJob } from "../station/replay.ts";
import { resultBytes } from "../station/seal.ts";
import { parseWords } from "./arguments.ts";
import type { CliCommand } from "./command.ts";
import { filesTold, textAgain } from "./journal-text.ts";
import { evidenceBytes, replayEvidence } from "./replay-evidence.ts";

const HELP = `Usage: proofmark replay JOURNAL [--job ID] [--archive DIR] [--json]
       proofmark replay EVIDENCE [--trust FILE] [--json]

Reads a journal directory, decides every journalled input anew, and compares: the same events, and at the end the very
bytes that were sealed; a withdrawal is made again from the act of the person who withdrew. Needs no station, no network and no clock.

A job that the station closed without a record, and one that this software cannot open, are told as such; the rest goes on.

Reads the files by the same rules as a start and as verify, and says what it finds in them. Where the oldest segments were let
go, --archive names the folder in which they are.

EVIDENCE is what \`proofmark journal evidence\` has written: of one job, the entries of which its record was made. It is replayed once it is found
whole: every entry in the log that its checkpoint stands for, and as many as the record says. With --trust the signatures are looked at too.

Exit codes: 0 every verdict is reached again, 1 one is not or cannot be looked at, or the journal ends in a part of an entry,
2 wrong input, evidence that is not whole, or a journal that is not what its last receipt stands for, 3 the journal is damaged.

Example: npx proofmark replay .proofmark/journal`;

/** The composition root hands in how a session is opened from the journal's artifacts. */
export function createReplayCommand(openSession: OpenSession): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("replay", args, {
        job: { type: "string" },
        archive: { type: "string" },
        trust: { type: "string" },
        json: { type: "boolean" },
      });
      const [directory] = words;
      if (directory === undefined || words.length > 1)
        throw new EdgeError(
          "USAGE",
          "proofmark replay needs one journal directory, or one file of evidence.",
        );
      const { replay, remarks, unfinished } = replayed(directory, openSession, values);
      const jobs = replay.jobs.filter((job) => values.job === undefined || job.job === values.job);
      if (values.job !== undefined && jobs.length === 0)
        throw new EdgeError("USAGE", `The journal has no job ${values.job}.`);
      for (const job of jobs) {
        if (values.json === true) io.out(JSON.stringify(job));
        else
          io.out(
            `${job.outcome.padEnd(10)} ${job.job}  ${whatOf(job)}${job.difference === null ? "" : `: ${job.difference.en}`}`,
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
      const ofFiles = unfinished === null ? remarks : [...remarks, `${unfinished} [UNFINISHED_ENTRY]`];
      for (const line of ofFiles) (values.json === true ? io.err : io.out)(line);
      return differ + unreadable === 0 && unfinished === null ? 0 : 1;
    },
  };
}

function whatOf({ verdict, inputs, withdraws }: ReplayedJob): string {
  if (withdraws !== undefined) return `withdrawal of ${withdraws}`;
  return `${verdict ?? "no verdict"}  ${inputs} inputs`;
}

/** A journal replayed, and how its files stand: what `verify` says of the same directory. */
interface ReplayedDirectory {
  readonly replay: Replay;
  /** Worth a line, and nothing against the verdicts. */
  readonly remarks: readonly string[];
  /** Bytes after the last whole entry that no station is writing just now; null where there are none. */
  readonly unfinished: string | null;
}

function replayed(
  path: string,
  openSession: OpenSession,
  { archive, trust }: { readonly archive?: string | undefined; readonly trust?: string | undefined },
): ReplayedDirectory {
  const found = statSync(path, { throwIfNoEntry: false });
  // A trust list is of evidence: what is not there was meant to be a file of it, and says so.
  const isFile = found?.isFile() === true || (found === undefined && trust !== undefined);
  const bytes = isFile ? evidenceBytes(path) : null;
  if (bytes !== null) {
    if (archive !== undefined)
      throw new EdgeError("USAGE", "proofmark replay: --archive is of a journal; evidence needs none.");
    return { ...replayEvidence({ file: path, bytes }, openSession, trust), unfinished: null };
  }
  if (trust !== undefined)
    throw new EdgeError(
      "USAGE",
      "proofmark replay: --trust is of evidence; a journal is checked by proofmark verify.",
    );
  return replayDirectory(path, openSession, archive);
}

export function replayDirectory(
  directory: string,
  openSession: OpenSession,
  archive?: string,
): ReplayedDirectory {
  if (statSync(directory, { throwIfNoEntry: false })?.isFile() === true)
    throw new EdgeError(
      "USAGE",
      `proofmark replay: ${directory} is a file; it takes a journal directory or a file of evidence. A record or proof alone is for proofmark verify.`,
    );
  const isLive = isDirectoryLocked(directory);
  const reader = new JournalReader(directory, { archive });
  try {
    const replay = replayedJournal(reader, openSession);
    return { replay, ...filesTold(reader, isLive) };
  } finally {
    reader.close();
  }
}

function replayedJournal(reader: JournalReader, openSession: OpenSession): Replay {
  const { directory } = reader;
  let replay: Replay | null = null;
  let index = 0;
  for (const record of reader.records()) {
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
        bytesOf: resultBytes,
        textAgain: (stored, sha256) => textAgain(reader, stored, sha256),
      });
    }
    replay.note(entry);
  }
  if (replay === null) throw new EdgeError("FILE_UNREADABLE", `${directory} holds no journal entries.`);
  replay.finish();
  return replay;
}
