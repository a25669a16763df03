import { DECISION_CHARS_MAX } from "../core/delivery/registry-decision.ts";
import { parseStrictJson } from "../core/record/strict-json.ts";
import { type VehicleFact, vehicleFactSchema } from "../core/requests/vehicle-fact.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll, required } from "./arguments.ts";
import { namedText } from "./bounded-text.ts";
import { type CliCommand, type CliIo, outLines } from "./command.ts";
import { writeRequest } from "./keys-enrol.ts";
import { actorOf } from "./stopped-station.ts";

const HELP = `Usage: proofmark registry --config F [--check]
       proofmark registry enrol  --config F --request FILE [--region R] [--by NAME]
       proofmark registry rotate --config F --request FILE [--by NAME]
       proofmark registry resume --config F --station S --size N --out FILE [--by NAME]
       proofmark registry facts  --config F --file FILE [--by NAME]
       proofmark registry status --config F [--json]

The central registry (docs/registry.md): takes what stations submit, verifies it, keeps it in PostgreSQL, and answers with cosigned checkpoints.
Any number of workers share one database and one broker; each is started with a registry file of its own name.

  (no word)        a worker, until it is stopped; brings the tables of the database up to date
  enrol            takes up a station by its request (proofmark keys enrol)
  rotate           takes up a new key of a station by its request (proofmark keys rotate)
  resume           decides that a station's log goes on from an earlier size, after its journal was restored; the station
                   takes the decision with proofmark unlock
  facts            takes in what an authority knows of vehicles, which stations ask about before an inspection: one JSON
                   document a line (config/schema/vehicle-fact.schema.json), all of them or none
  status           the stations, and how far each one's log is cosigned

  --config F       registry file (config/registries/*.yaml, schema in config/schema)
  --check          only looks whether database and files can be used
  --request FILE   what the station wrote
  --file FILE      the facts
  --region R       where the station is; empty unless given
  --size N         entries of the log that stay
  --out FILE       where the decision is written
  --by NAME        who acts; without it the user of the system
  --json           one JSON document a line

Exit codes: 0 stopped or done, 1 the request is not one that can be taken, 2 something must be mended, 3 a failure while running.

Example: npx proofmark registry --config config/registries/example.yaml --check`;

const OPTIONS = {
  config: { type: "string" },
  check: { type: "boolean" },
  request: { type: "string" },
  file: { type: "string" },
  region: { type: "string" },
  station: { type: "string" },
  size: { type: "string" },
  out: { type: "string" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

export interface StationStatus {
  readonly station: string;
  readonly region: string;
  readonly size: number;
  readonly records: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  /** RFC 3339; null where nothing was cosigned yet. */
  readonly cosigned: string | null;
}

/** What the composition does for it. Sentences of a refusal are for people; null where it was done. */
export interface RegistryCommands {
  run(file: string, io: CliIo): Promise<number>;
  check(file: string, io: CliIo): Promise<number>;
  enrol(
    file: string,
    act: { readonly request: string; readonly region: string; readonly by: string },
  ): Promise<RegistryActTold>;
  rotate(file: string, act: { readonly request: string; readonly by: string }): Promise<RegistryActTold>;
  resume(
    file: string,
    act: { readonly station: string; readonly size: number; readonly by: string },
  ): Promise<RegistryActTold & { readonly decision?: string }>;
  facts(
    file: string,
    act: { readonly facts: readonly VehicleFact[]; readonly by: string },
  ): Promise<RegistryActTold>;
  status(file: string): Promise<readonly StationStatus[]>;
}

export interface RegistryActTold {
  readonly isDone: boolean;
  readonly sentence: string;
}

const FACTS_CHARS_MAX = 64 * 1024 * 1024;

const WORDS = ["enrol", "rotate", "resume", "facts", "status"] as const;

export function createRegistryCommand(registry: RegistryCommands): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [word, ...rest] = args;
      const isWord = WORDS.some((known) => known === word);
      if (word !== undefined && !word.startsWith("-") && !isWord)
        throw new EdgeError(
          "USAGE",
          `proofmark registry knows ${WORDS.join(", ")}, or no word; found ${JSON.stringify(word)}.`,
        );
      const name = isWord ? `registry ${word}` : "registry";
      const values = parseOptions(name, isWord ? rest : args, OPTIONS);
      const config = required(name, "config", values.config);
      const by = actorOf(name, values.by);
      const done = (told: RegistryActTold): number => {
        (told.isDone ? io.out : io.err)(told.sentence);
        return told.isDone ? 0 : 1;
      };
      switch (word) {
        case "enrol":
          return done(
            await registry.enrol(config, {
              request: namedText(required(name, "request", values.request), DECISION_CHARS_MAX, "request"),
              region: values.region ?? "",
              by,
            }),
          );
        case "rotate":
          return done(
            await registry.rotate(config, {
              request: namedText(required(name, "request", values.request), DECISION_CHARS_MAX, "request"),
              by,
            }),
          );
        case "resume": {
          const { station, size, out } = requireAll(name, {
            station: values.station,
            size: values.size,
            out: values.out,
          });
          if (!/^(?:0|[1-9]\d{0,14})$/.test(size))
            throw new EdgeError(
              "USAGE",
              `proofmark ${name}: --size is a number of entries, 0 or more; found ${JSON.stringify(size)}.`,
            );
          const told = await registry.resume(config, { station, size: Number(size), by });
          if (told.decision !== undefined) writeRequest(out, told.decision);
          return done(told);
        }
        case "facts":
          return done(
            await registry.facts(config, { facts: factsIn(required(name, "file", values.file)), by }),
          );
        case "status":
          return show(await registry.status(config), io, values.json === true);
        default:
          return values.check === true ? registry.check(config, io) : registry.run(config, io);
      }
    },
  };
}

/** Read as a whole before anything is taken in. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
function factsIn(file: string): readonly VehicleFact[] {
  const lines = namedText(file, FACTS_CHARS_MAX, "file of facts").split("\n");
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const json = parseStrictJson(new TextEncoder().encode(line));
    const fact = json.kind === "refused" ? null : vehicleFactSchema.safeParse(json.value);
    if (fact?.success === true) return [fact.data];
    const why = json.kind === "refused" ? sentenceOf(json.reason).en : fieldOf(fact?.error);
    throw new EdgeError("CONFIG_INVALID", `${file}, line ${at + 1}: ${why}.`, { file, line: at + 1 });
  });
}

function fieldOf(
  error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] } | undefined,
): string {
  return `no fact about a vehicle (at ${error?.issues[0]?.path.map(String).join(".") || "the whole line"})`;
}

function show(stations: readonly StationStatus[], io: CliIo, isJson: boolean): number {
  if (isJson) for (const station of stations) io.out(JSON.stringify(station));
  else if (stations.length === 0) io.out("No station is enrolled yet: proofmark registry enrol.");
  else
    outLines(
      io,
      stations
        .map(
          (one) =>
            `${one.station}${one.region === "" ? "" : ` (${one.region})`}: size ${one.size}, ${one.records} records, ${one.withdrawn} withdrawn, ${one.quarantined} kept apart; ${one.cosigned === null ? "nothing cosigned yet" : `cosigned ${one.cosigned}`}`,
        )
        .join("\n"),
    );
  return 0;
}
