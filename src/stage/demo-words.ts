import type { CliIo } from "../cli/command.ts";
import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type { DemoPerson } from "./demo-person.ts";
import type { DemoRegistry } from "./demo-registry.ts";

/** What the demo's terminal says to whoever has never seen a station. */
export interface DemoPlace {
  readonly data: string;
  readonly stationFile: string;
  readonly registry: Pick<DemoRegistry, "trustFile" | "lines" | "registryFile">;
}

/** Said before anything is opened: a start takes seconds, on a slow machine many, and silence looks like a program that hangs. */
export function tellStarting(io: CliIo, data: string): void {
  io.out(
    `Starting a station with simulated instruments, its journal in ${data}. The link to open follows within seconds.`,
  );
}

/** A link is good once: another browser needs another one. */
export async function tellLink({ pin, link }: DemoPerson, io: CliIo): Promise<void> {
  io.out(`Open it, once: ${await link()}`);
  io.out(`You are signed in there as 演示员; where a PIN is asked for, it is ${pin}.`);
}

export function tellWhereToLook(io: CliIo, { stationFile, registry }: DemoPlace): void {
  for (const line of registry.lines) io.out(line);
  io.out(
    "Look first at the page that opens: an electric car in the lane, a learner on the course, both by themselves.",
  );
  io.out(
    "Touch either to see it measured. Within a minute one wheel brakes too little, and a car drives over a line.",
  );
  io.out(
    "Take in a vehicle or a candidate of your own: Queue, then Take in. The simulators drive a sound vehicle for it, a good driver.",
  );
  io.out("Here: i and Enter for the next vehicle, e and Enter for the next candidate, l for another link,");
  io.out("      q or Ctrl-C to stop.");
  io.out(
    `Its station file, for as long as it runs: ${stationFile} (npx proofmark doctor --config ${stationFile})`,
  );
}

/** Tells each record, and after the first receipt what can be done with one. */
export class RecordTeller {
  readonly #io: CliIo;
  readonly #place: DemoPlace;
  #isFirst = true;

  constructor(io: CliIo, place: DemoPlace) {
    this.#io = io;
    this.#place = place;
  }

  tell(kind: "sealed" | "receipted", sealed: SealedRecord, file: string): void {
    const { out } = this.#io;
    const { record, job, withdraws } = sealed;
    if (kind === "sealed") {
      out(withdraws === undefined ? `  record  ${record}` : `  record  ${record} withdraws ${withdraws}`);
      return;
    }
    const what = withdraws === undefined ? job : `the withdrawal of ${job}`;
    out(`  receipt ${what} is in the registry's cosigned log; check it offline:`);
    out(`    ${verifyCommand(file, this.#place)}`);
    if (this.#isFirst) this.#next(file);
    this.#isFirst = false;
  }

  #next(file: string): void {
    const { out } = this.#io;
    const { data, registry } = this.#place;
    out("");
    out("The first receipt. In another terminal, in this folder:");
    out(`  ${verifyCommand(file, this.#place)}`);
    out("    reads the record and its proof without the station: each item with its rule, and why it failed");
    out(`  npx proofmark replay ${data}/journal`);
    out("    computes each verdict again from the raw evidence, and compares it byte by byte");
    if (registry.registryFile !== null) {
      out(
        `  npx proofmark audit ${data}/journal --registry ${registry.registryFile} --trust ${registry.trustFile}`,
      );
      out("    holds the journal and the registry's database against each other, both ways");
    }
    out(
      "On the page: the result with the curve or the track behind each finding. Then i or e for the next one,",
    );
    out("or take one in at the desk yourself: #check-in/vehicle and #check-in/candidate of the console.");
    out("");
  }
}

function verifyCommand(file: string, { registry: { trustFile } }: DemoPlace): string {
  return `npx proofmark verify ${file} --trust ${trustFile}`;
}
