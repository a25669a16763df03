import { parseOptions, required } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";

const HELP = `Usage: proofmark start --config F

Starts a station on real devices, as its configuration file says (config/stations/*.yaml, schema in config/schema).

Exit codes: 0 stopped, 2 something in the configuration or on the machine must be mended, 3 a failure while running.

Example: npx proofmark start --config config/stations/example.yaml`;

export function createStartCommand(run: (file: string, io: CliIo) => Promise<number>): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const values = parseOptions("start", args, { config: { type: "string" } });
      return run(required("start", "config", values.config), io);
    },
  };
}
