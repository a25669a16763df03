import { EdgeError } from "../errors.ts";
import { parseWords, required } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";
import { actorOf } from "./stopped-station.ts";

const HELP = `Usage: proofmark witness --config F
       proofmark witness forget --config F --station S [--by NAME]

A witness beside a registry, run by somebody else (docs/registry.md, "A second witness"): it cosigns a checkpoint of a station's log only where that log went on
from what it cosigned before, and answers POST /add-checkpoint as C2SP tlog-witness says. Its key is printed at the start: it goes into the registry file and into the station files.

  (no word)        a witness, until it is stopped
  forget           gives up what was cosigned of a station's log, which then begins anew with the next checkpoint: only when it is clear
                   why the log was set back (proofmark registry resume), and while the witness is stopped. It stays on disk, with who did it

  --config F       witness file (config/witnesses/*.yaml, schema in config/schema)
  --station S      station code
  --by NAME        who acts; without it the user of the system

Exit codes: 0 stopped or done, 1 nothing was cosigned of that log, 2 something must be mended, 3 a failure while running.

Example: npx proofmark witness --config config/witnesses/example.yaml`;

export interface WitnessCommands {
  run(file: string, io: CliIo): Promise<number>;
  /** Null where nothing is held. */
  forget(file: string, station: string, by: string): Promise<{ readonly size: number } | null>;
}

export function createWitnessCommand(witness: WitnessCommands): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("witness", args, {
        config: { type: "string" },
        station: { type: "string" },
        by: { type: "string" },
      });
      const [word, ...more] = words;
      if (more.length > 0 || (word !== undefined && word !== "forget"))
        throw new EdgeError(
          "USAGE",
          `proofmark witness knows forget, or no word; found ${JSON.stringify(words.join(" "))}.`,
        );
      if (word === undefined) return await witness.run(required("witness", "config", values.config), io);
      const name = "witness forget";
      const station = required(name, "station", values.station);
      const by = actorOf(name, values.by);
      const given = await witness.forget(required(name, "config", values.config), station, by);
      if (given === null) {
        io.err(`Nothing was cosigned of the log of ${station}.`);
        return 1;
      }
      io.out(`The log of ${station}, cosigned up to size ${given.size}, begins anew, by ${by}.`);
      return 0;
    },
  };
}
