import {
  type CheckResult,
  type CheckState,
  type Checkup,
  doctorDocument,
  exitCodeOf,
  wrongFirst,
} from "../core/doctor/check-result.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { parseOptions, required } from "./arguments.ts";
import { type CliCommand, type CliIo, outLines } from "./command.ts";

const HELP = `Usage: proofmark doctor --config F [--json]

What is wrong with a station, and what to do: its files, devices, calibrations, keys, journal, disk, clock, registry and console.
For a station that runs or stands still. Nothing is changed: no lock is taken and no file written. The devices of a station
that runs are not opened, its own console is asked for them; the broker is tried under another name than the station's.

  --config F  station file
  --json      one JSON document (config/schema/doctor.schema.json)

Takes ten seconds at most.

Exit codes: 0 nothing is wrong or doubtful, 1 something is, 2 wrong call or station file, 3 a failure.

Example: npx proofmark doctor --config config/stations/example.yaml`;

const MARKS: Readonly<Record<CheckState, string>> = {
  wrong: "✗ 有误 wrong    ",
  doubtful: "! 可疑 doubtful ",
  "not-known": "? 不明 not known",
  well: "✓ 正常 well     ",
};

export function createDoctorCommand(checkUp: (file: string) => Promise<Checkup>): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const values = parseOptions("doctor", args, { config: { type: "string" }, json: { type: "boolean" } });
      const checkup = await checkUp(required("doctor", "config", values.config));
      if (values.json === true) outLines(io, JSON.stringify(doctorDocument(checkup), null, 2));
      else print(checkup, io);
      return exitCodeOf(checkup.results);
    },
  };
}

function print({ station, results }: Checkup, io: CliIo): void {
  io.out(`${station}`);
  for (const result of wrongFirst(results)) printResult(result, io);
}

function printResult({ check, about, state, found, remedy }: CheckResult, io: CliIo): void {
  const { zh, en } = sentenceOf(found);
  const what = about === null ? check : `${check} ${about}`;
  io.out(`${MARKS[state]}  ${what}: ${en}`);
  io.out(`${" ".repeat(18)}${zh}`);
  // A finding that says what to do needs no second sentence for it.
  if (remedy === null || remedy.code === "DO_AS_IT_SAYS") return;
  const todo = sentenceOf(remedy);
  io.out(`${" ".repeat(18)}-> ${todo.en}`);
  io.out(`${" ".repeat(18)}-> ${todo.zh}`);
}
