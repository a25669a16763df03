import { parseOptions, required } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";

const HELP = `Usage: proofmark start --config F [--set-up-link]

Starts a station on real devices, as its configuration file says (config/stations/*.yaml, schema in config/schema).

  --set-up-link    prints a one-time link that makes a manager, also where there are some already who cannot sign in any more
                   (while nobody can manage the station it is printed at each start)

Exit codes: 0 stopped, 2 something in the configuration or on the machine must be mended, 3 a failure while running.

Example: npx proofmark start --config config/stations/example.yaml`;

export function createStartCommand(
  run: (file: string, io: CliIo, isSetUpAsked: boolean) => Promise<number>,
): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const values = parseOptions("start", args, {
        config: { type: "string" },
        "set-up-link": { type: "boolean" },
      });
      return run(required("start", "config", values.config), io, values["set-up-link"] === true);
    },
  };
}
