import { EdgeError } from "../errors.ts";
import { parseWords, requireAll, wholeNumber } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";

const HELP = `Usage: proofmark national --config F [--events FILE] [--once]
       proofmark national status --config F [--json]
       proofmark national settle --config F --station S --job ID (--taken | --again)
       proofmark national table MAPPING
       proofmark national stand-in [--port N]

Sends what stations told to a national system: inspection 18Cxx, driving test 17Cxx. It reads events, a JSON line each, from standard
input or a file, and goes on where it was, after any crash. Each job's calls keep their order; a job that waits holds up no other.

  status       how far it is, and every job that waits: why, and what to do
  settle       a person has looked at the other side: --taken, the call that waits is there or was seen to by hand; --again, it is sent
  table        a mapping as a table: which event becomes which call, by which fields, and what is not known
  stand-in     a simulated other side to try a file against; when it is stopped it prints the calls that it took
  --config F   the file of this way (config/national)
  --events F   a file instead of standard input
  --once       what fails is not tried again
  --port N     where the stand-in listens on this machine; unless told, any that is free
  --json       one JSON document a line

Exit codes: 0 all is sent, 1 something waits, 2 wrong input, 3 a failure while running.

Example: npx proofmark registry events --config R --follow | npx proofmark national --config F`;

export interface NationalAsked {
  readonly file: string;
  /** Null: standard input. */
  readonly events: string | null;
  readonly isOnce: boolean;
}

export interface SettleAsked {
  readonly file: string;
  readonly station: string;
  readonly job: string;
  readonly isTaken: boolean;
}

export interface NationalParts {
  readonly run: (asked: NationalAsked, io: CliIo) => Promise<number>;
  readonly status: (file: string, io: CliIo, isJson: boolean) => Promise<number>;
  readonly settle: (asked: SettleAsked, io: CliIo) => Promise<number>;
  readonly table: (file: string, io: CliIo) => Promise<number>;
  readonly standIn: (port: number, io: CliIo) => Promise<number>;
}

const OPTIONS = {
  config: { type: "string" },
  events: { type: "string" },
  once: { type: "boolean" },
  json: { type: "boolean" },
  station: { type: "string" },
  job: { type: "string" },
  taken: { type: "boolean" },
  again: { type: "boolean" },
  port: { type: "string" },
} as const;

/** Which options go with which word. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "": ["config", "events", "once"],
  status: ["config", "json"],
  settle: ["config", "station", "job", "taken", "again"],
  table: [],
  "stand-in": ["port"],
};

export function createNationalCommand(parts: NationalParts): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("national", args, OPTIONS);
      const [word = "", ...more] = words;
      const allowed = ALLOWED[word];
      if (allowed === undefined || more.length > (word === "table" ? 1 : 0))
        throw new EdgeError(
          "USAGE",
          `proofmark national takes status, settle, table MAPPING, stand-in or no word, found ${JSON.stringify(words.join(" "))}.`,
        );
      const name = `national ${word}`.trim();
      const wrong = Object.keys(values).find((key) => !allowed.includes(key));
      if (wrong !== undefined) throw new EdgeError("USAGE", `proofmark ${name} takes no --${wrong}.`);
      if (word === "table") {
        const [mapping] = more;
        if (mapping === undefined)
          throw new EdgeError("USAGE", "proofmark national table needs the file of a mapping.");
        return parts.table(mapping, io);
      }
      if (word === "stand-in")
        return parts.standIn(wholeNumber(name, "port", values.port ?? "0", 0, 65_535), io);
      const { config: file } = requireAll(name, { config: values.config });
      if (word === "status") return parts.status(file, io, values.json === true);
      if (word === "")
        return parts.run({ file, events: values.events ?? null, isOnce: values.once === true }, io);
      const { station, job } = requireAll(name, { station: values.station, job: values.job });
      if ((values.taken === true) === (values.again === true))
        throw new EdgeError("USAGE", "proofmark national settle needs --taken or --again, one of both.");
      return parts.settle({ file, station, job, isTaken: values.taken === true }, io);
    },
  };
}
