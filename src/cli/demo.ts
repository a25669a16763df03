import { EdgeError } from "../errors.ts";
import { parseWords, wholeNumber } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";

/** Where a demo delivers: to the product's own registry, or to what stands for one in tests. */
export const REGISTRY_KINDS = ["own", "stand-in"] as const;
export type RegistryKind = (typeof REGISTRY_KINDS)[number];

export interface DemoOptions {
  readonly data: string;
  readonly port: number;
  readonly bench: "serial" | "plc";
  readonly line: "tcp" | "pty";
  readonly seed: number;
  readonly pace: "demo" | "real";
  readonly autostart: boolean;
  /** Null: as the data directory began. */
  readonly registry: RegistryKind | null;
}

const HELP = `Usage: proofmark demo [--data DIR] [--port N] [--bench plc|serial] [--line tcp|pty] [--seed N]
                      [--pace demo|real] [--registry own|stand-in] [--no-autostart]

Starts a whole station with simulated hardware on this machine: a lane, a course, a broker, the registry with its database, and
the console. One vehicle and one candidate go through by themselves; then one each time you ask.

  --data DIR       where the journal, the keys and the records are kept (default .proofmark)
  --port N         of the console (default 8080)
  --bench plc      the brake bench behind OPC UA (default), or serial: the one with a serial protocol
  --line tcp       the other instruments behind TCP ports (default), or pty: behind serial device files (needs socat)
  --seed N         of the simulated noise (default 1)
  --pace demo      people at the lane and in the car are brisk (default), or real: they take the time that people take;
                   instruments, rules and least times are the same, and the record has the times that really passed
  --registry own   Proofmark's own registry with PostgreSQL in the data directory (default; where it does not start, the
                   stand-in, and why is said), or stand-in: one that keeps its state in files. A data directory stays with the
                   one with which it began
  --no-autostart   nobody goes through by themselves

Exit codes: 0 stopped, 2 wrong input or something the operator must mend, 3 a failure while running.`;

export function createDemoCommand(run: (options: DemoOptions, io: CliIo) => Promise<number>): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("demo", args, {
        data: { type: "string", default: ".proofmark" },
        port: { type: "string", default: "8080" },
        bench: { type: "string", default: "plc" },
        line: { type: "string", default: "tcp" },
        seed: { type: "string", default: "1" },
        pace: { type: "string", default: "demo" },
        registry: { type: "string" },
        "no-autostart": { type: "boolean" },
      });
      if (words[0] !== undefined)
        throw new EdgeError("USAGE", `proofmark demo takes no words, found ${JSON.stringify(words[0])}.`);
      return run(
        {
          data: values.data,
          port: wholeNumber("demo", "port", values.port, 0, 65_535),
          bench: oneOf("bench", values.bench, ["plc", "serial"]),
          line: oneOf("line", values.line, ["tcp", "pty"]),
          seed: wholeNumber("demo", "seed", values.seed, 0, 2 ** 31 - 1),
          pace: oneOf("pace", values.pace, ["demo", "real"]),
          registry: values.registry === undefined ? null : oneOf("registry", values.registry, REGISTRY_KINDS),
          autostart: values["no-autostart"] !== true,
        },
        io,
      );
    },
  };
}

function oneOf<Word extends string>(option: string, found: string, allowed: readonly Word[]): Word {
  const word = allowed.find((each) => each === found);
  if (word !== undefined) return word;
  throw new EdgeError(
    "USAGE",
    `proofmark demo --${option}: found ${JSON.stringify(found)}, allowed: ${allowed.join(", ")}.`,
  );
}
