import { statSync } from "node:fs";
import { isDirectoryLocked } from "../adapters/disk/directory-lock.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { comparePlaces, type EventPlace, type StationEvent } from "../core/events/station-event.ts";
import { EdgeError } from "../errors.ts";
import { parseWords } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";
import { filesTold } from "./journal-text.ts";
import { type EventsParts, ToldJournal } from "./told-journal.ts";

const HELP = `Usage: proofmark events JOURNAL [--after PLACE] [--job ID] [--archive DIR] [--json]

What happened at a station, step by step, as its journal has it: login, start of the process, of an item, its data, its end, end of
the process, photos, review, verdict, withdrawal. Each event follows from one entry and has the place of it; whoever asks again is told
the same, and whoever names the last place that they know is told what came after it. Also while the station runs.

  --after PLACE  those after this place, as printed: entry and number in it, 118.0
  --job ID       of this job alone
  --archive DIR  where the oldest segments were let go: the folder in which they are
  --json         one JSON document a line, with the place of the event before it

Exit codes: 0 done, 1 some jobs cannot be opened by this software and are told in part, or the journal ends in a part of an entry, 2 wrong
input, 3 the journal is damaged.

Example: npx proofmark events .proofmark/journal --after 118.0 --json`;

const PLACE = /^(\d{1,15})\.(\d{1,6})$/;

export function createEventsCommand(parts: EventsParts): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("events", args, {
        after: { type: "string" },
        job: { type: "string" },
        archive: { type: "string" },
        json: { type: "boolean" },
      });
      const [directory] = words;
      if (directory === undefined || words.length > 1)
        throw new EdgeError("USAGE", "proofmark events needs one journal directory.");
      if (statSync(directory, { throwIfNoEntry: false })?.isFile() === true)
        throw new EdgeError(
          "USAGE",
          `proofmark events: ${directory} is a file; it takes a journal directory.`,
        );
      const after = values.after === undefined ? null : placeOf(values.after);
      const isLive = isDirectoryLocked(directory);
      const reader = new JournalReader(directory, { archive: values.archive });
      try {
        const told = new ToldJournal(reader, parts);
        let isThere = values.job === undefined;
        for (const event of told.events()) {
          isThere ||= event.job === values.job;
          if (after !== null && comparePlaces(event.at, after) <= 0) continue;
          if (values.job !== undefined && event.job !== values.job) continue;
          io.out(values.json === true ? JSON.stringify(event) : lineOf(event));
        }
        if (!isThere) throw new EdgeError("USAGE", `The journal has no job ${values.job}.`);
        const { remarks, unfinished } = filesTold(reader, isLive);
        for (const line of remarks) io.err(line);
        if (unfinished !== null) io.err(`${unfinished} [UNFINISHED_ENTRY]`);
        return toldInPart(io, told.unread) === 1 || unfinished !== null ? 1 : 0;
      } finally {
        reader.close();
      }
    },
  };
}

function toldInPart(io: CliIo, unread: readonly string[]): 0 | 1 {
  if (unread.length === 0) return 0;
  io.err(
    `Of ${unread.length} jobs only login and verdict are told, since this software cannot open them: ${unread.slice(0, 5).join(", ")}${unread.length > 5 ? ", ..." : ""}.`,
  );
  return 1;
}

function placeOf(typed: string): EventPlace {
  const [, index, part] = PLACE.exec(typed) ?? [];
  if (index === undefined || part === undefined)
    throw new EdgeError(
      "USAGE",
      `proofmark events --after: found ${JSON.stringify(typed)}, allowed: an entry and a number in it, as 118.0.`,
    );
  return { index: Number(index), part: Number(part) };
}

/** For a person: place, time, job and what happened, of which only single words are told. */
function lineOf({ at, wallMs, job, event }: StationEvent): string {
  const { what, ...says } = event;
  const words = Object.entries(says).flatMap(([name, value]) => {
    if (typeof value === "string") return value === "" ? [] : [`${name} ${short(value)}`];
    if (typeof value === "number") return [`${name} ${value}`];
    if (value === true) return [name];
    return [];
  });
  const time = new Date(wallMs).toISOString();
  return [`${at.index}.${at.part}`.padEnd(9), time, job, what.padEnd(14), words.join("  ")]
    .join("  ")
    .trimEnd();
}

const HASH = /^[0-9a-f]{64}$/;

function short(value: string): string {
  return HASH.test(value) ? `${value.slice(0, 12)}...` : value;
}
