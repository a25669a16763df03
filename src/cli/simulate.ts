import { EdgeError } from "../errors.ts";
import { parseWords, required, wholeNumber } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";

export const SIMULATED = ["lane", "course", "registry", "station"] as const;

export interface SimulateOptions {
  readonly what: (typeof SIMULATED)[number];
  /** The station file. */
  readonly config: string;
  readonly seed: number;
  /** How many times as brisk as people their simulated ones are. */
  readonly speed: number;
  /** Where the registry stand-in has its keys; null: in the station's data directory. */
  readonly keys: string | null;
  /** The first one that waits is called when the station is there. */
  readonly calls: boolean;
  /** Of a whole station: broker and registry stand-in too. */
  readonly registry: boolean;
}

/** A broker or a database as a program of its own. */
export interface HostOptions {
  readonly out: string;
  readonly port: number;
}

export interface BrokerHostOptions {
  readonly port: number;
  /** The folder of its files; null: without TLS. */
  readonly tls: string | null;
}

export interface CountryOptions {
  readonly out: string;
  readonly seed: number;
  readonly speed: number;
}

export interface PrepareOptions {
  readonly config: string;
  readonly out: string;
}

const OTHERS = ["prepare", "country", "broker", "database"] as const;
const SPEED_MOST = 5;
const PORT_MOST = 65_535;
const HELP = `Usage: proofmark simulate lane|course|registry|station --config F [--seed N] [--speed N] [--keys DIR] [--no-call] [--no-registry]
       proofmark simulate prepare  --config F --out DIR
       proofmark simulate country  --out DIR [--seed N] [--speed N]
       proofmark simulate broker   --port N [--tls DIR]
       proofmark simulate database --port N --out DIR

Puts simulators at exactly the addresses that a station file writes, for \`proofmark start --config F\` in another terminal; which of the two
is started first does not matter.

  lane             the instruments and lines of its lanes, with vehicles and drivers who do what the station asks
  course           receivers and boards of its cars, with candidates at the wheel
  registry         broker and registry stand-in, which puts records of simulated devices in force
  station          all of these
  prepare          makes a copy of a station file for practice in DIR: every address, the data and the intake on this machine, every device
                   simulated
  country          two stations in two regions with their instruments, a broker with TLS, a registry of two workers with PostgreSQL, and
                   a witness beside it, each a process of its own that can be killed and frozen from the terminal (docs/country.md); DIR
                   keeps it all, and a second call goes on with it
  broker           a broker alone, at 127.0.0.1
  database         the PostgreSQL that comes with the packages alone, with its data in DIR

  --config F       the station file; only its devices that say simulated: true are simulated
  --out DIR        of prepare: a folder that is not there yet, or is empty; of country and database: where it is kept
  --port N         where to listen
  --seed N         of the simulated noise (default 1)
  --speed N        people are N times as brisk, 1 to ${SPEED_MOST} (default 1); instruments and rules keep their times
  --keys DIR       where the registry stand-in has its keys and its records (default registry-stand-in in the data directory)
  --tls DIR        of broker: with TLS, by the files there: broker.crt and broker.key are its own, ca.crt has signed whoever is let in, and
                   crl.pem says who is not any more. The common name of a certificate is a station at its own topics, or registry
  --no-call        the first one that waits is not called by itself
  --no-registry    of station: without broker and registry stand-in, which are elsewhere

Once it runs, type help and Enter: faults are switched on and off, vehicles and candidates sent to the intake, the next one called.

Only addresses on this machine can be simulated: serial lines as pseudo terminals (with socat), tcp:// and opc.tcp:// on loopback, boards
behind either, and lines of a bank at sim:NAME. Lines of the machine's own (gpio:), encrypted PLCs and brokers with TLS cannot.

Exit codes: 0 stopped, 2 wrong input or something a person must mend, 3 a failure while running.

Example: npx proofmark simulate prepare --config config/stations/example.yaml --out practice
         npx proofmark simulate station --config practice/station.yaml`;

export function createSimulateCommand(commands: {
  run(options: SimulateOptions, io: CliIo): Promise<number>;
  prepare(options: PrepareOptions, io: CliIo): Promise<number>;
  country(options: CountryOptions, io: CliIo): Promise<number>;
  broker(options: BrokerHostOptions, io: CliIo): Promise<number>;
  database(options: HostOptions, io: CliIo): Promise<number>;
}): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("simulate", args, {
        config: { type: "string" },
        out: { type: "string" },
        port: { type: "string" },
        seed: { type: "string", default: "1" },
        speed: { type: "string", default: "1" },
        keys: { type: "string" },
        tls: { type: "string" },
        "no-call": { type: "boolean" },
        "no-registry": { type: "boolean" },
      });
      const [word, ...more] = words;
      const what = SIMULATED.find((known) => known === word);
      if (more.length > 0 || (what === undefined && !OTHERS.some((known) => known === word)))
        throw new EdgeError(
          "USAGE",
          `proofmark simulate: found ${JSON.stringify(words.join(" "))}, allowed: ${[...SIMULATED, ...OTHERS].join(", ")}.`,
        );
      const seed = wholeNumber("simulate", "seed", values.seed, 0, 2 ** 31 - 1);
      const speed = wholeNumber("simulate", "speed", values.speed, 1, SPEED_MOST);
      const out = (): string => required("simulate", "out", values.out);
      const port = (): number =>
        wholeNumber("simulate", "port", required("simulate", "port", values.port), 1, PORT_MOST);
      if (word === "country") return commands.country({ out: out(), seed, speed }, io);
      if (word === "broker") return commands.broker({ port: port(), tls: values.tls ?? null }, io);
      if (word === "database") return commands.database({ out: out(), port: port() }, io);
      const config = required("simulate", "config", values.config);
      if (what === undefined) return commands.prepare({ config, out: out() }, io);
      const [calls, registry] = [values["no-call"] !== true, values["no-registry"] !== true];
      return commands.run({ what, config, seed, speed, keys: values.keys ?? null, calls, registry }, io);
    },
  };
}
