import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { errnoOf } from "../../adapters/disk/errno-words.ts";
import type { CliIo } from "../../cli/command.ts";
import { EdgeError } from "../../errors.ts";
import type { Stop } from "../../runtime/shutdown.ts";
import { signKeys, writeRevoked } from "./country-certificates.ts";
import { REGIONS, WORKERS } from "./country-files.ts";
import { type Country, programNamed } from "./country-parts.ts";
import { callProofmark, runToEnd } from "./run-to-end.ts";

const HELP = [
  "kill PART           ends it at once, in whatever it is doing; it is started again after a moment",
  "freeze PART         it stands still and keeps what it holds; thaw PART lets it go on",
  "wipe database       its data is deleted; the registry begins with nothing but the stations' first requests and its own keys",
  "audit [REGION]      holds the station's journal and the registry against each other",
  "REGION WORDS        typed at the simulators of that region, as: HB vehicle electric, HB next, GD help",
  "parts               what runs here",
  "quit                ends it all, as Ctrl-C does",
];

/** Lines typed while it runs, one after the other: one sentence for whatever is not understood, with what is allowed. */
export function readCountryTerminal(country: Country, io: CliIo, stop: Stop): Interface {
  const lines = createInterface({ input: process.stdin });
  let before: Promise<void> = Promise.resolve();
  lines.on("line", (line) => {
    before = before
      .then(() => obey(line, country, io, stop))
      .catch((cause: Error) => {
        if (cause instanceof EdgeError) io.out(`  ${cause.message}`);
        else stop.fail(cause);
      });
  });
  return lines;
}

async function obey(line: string, country: Country, io: CliIo, stop: Stop): Promise<void> {
  const [word = "", ...rest] = line.trim().split(/\s+/);
  const region = REGIONS.find((one) => one.region === word);
  if (region !== undefined) {
    programNamed(country, `world-${region.region}`).type(rest.join(" "));
    return;
  }
  switch (word) {
    case "":
      return;
    case "help":
      for (const row of HELP) io.out(`  ${row}`);
      return;
    case "parts":
      for (const [name, { pid }] of country.programs) io.out(`  ${name.padEnd(12)} process ${pid ?? "none"}`);
      return;
    case "kill":
    case "freeze":
    case "thaw":
      return strike(word, rest[0] ?? "", country, io);
    case "wipe":
      return wipe(rest[0] ?? "", country, io);
    case "audit":
      return audit(rest[0] ?? null, country, io);
    case "quit":
    case "q":
      return stop.request();
    default:
      io.out(
        `  ${JSON.stringify(word)} is not understood; allowed: kill, freeze, thaw, wipe, audit, parts, help, quit, ${REGIONS.map((one) => one.region).join(", ")}.`,
      );
  }
}

const SIGNALS = { kill: "SIGKILL", freeze: "SIGSTOP", thaw: "SIGCONT" } as const;
const DONE = { kill: "killed", freeze: "frozen", thaw: "going on" } as const;

function strike(how: keyof typeof SIGNALS, name: string, country: Country, io: CliIo): void {
  const program = programNamed(country, name);
  const server = name === "database" ? databaseProcess(program.lines) : null;
  // The server itself, not only whoever watches it.
  const isStruck = server === null ? program.signal(SIGNALS[how]) : signalTo(server, SIGNALS[how]);
  io.out(`  ${name} is ${isStruck ? DONE[how] : "not running just now"}`);
}

/** False where it has ended already: a second press finds nobody. */
function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (cause) {
    if (errnoOf(cause) !== "ESRCH") throw cause;
    return false;
  }
}

function databaseProcess(lines: readonly string[]): number | null {
  const pid = /^The database is up: .*, process (\d+)$/.exec(
    lines.findLast((line) => line.startsWith("The database is up")) ?? "",
  )?.[1];
  return pid === undefined ? null : Number(pid);
}

/** What `keys show --json` prints, as far as it is needed here. */
interface ShownKeys {
  readonly keys: readonly { readonly role: string; readonly trustListEntry: { readonly keyId: string } }[];
}

/** Stations keep their journals, and deliver again what the registry says it does not have. */
async function wipe(what: string, country: Country, io: CliIo): Promise<void> {
  if (what !== "database") {
    io.out(`  ${JSON.stringify(what)} cannot be wiped; allowed: database.`);
    return;
  }
  const { files } = country;
  const program = programNamed(country, "database");
  await program.pause(() => rmSync(join(files.database, "data"), { recursive: true, force: true }));
  const registry = files.registryFile(WORKERS[0]);
  for (const { region } of REGIONS) {
    // The invitations are gone with the rest, and a request with one would be held to it: whoever takes them up again has a request without, and the keys'
    // ids from the stations.
    const shown = await runToEnd(["keys", "show", "--config", files.stationFile(region), "--json"]);
    const { keys } = JSON.parse(shown.join("\n")) as ShownKeys;
    const idOf = (role: string): string =>
      keys.find((key) => key.role === role)?.trustListEntry.keyId ?? "missing";
    await runToEnd([
      ...["registry", "enrol", "--config", registry, "--request", files.plainRequestFile(region)],
      ...["--region", region, "--record-key", idOf("record"), "--log-key", idOf("log")],
    ]);
  }
  await signKeys(files);
  await writeRevoked(files);
  await runToEnd(["registry", "papers", "--config", registry, "--file", files.papersFile]);
  io.out(
    "  the database has both stations and the papers of travellers, and nothing else; the stations deliver again",
  );
}

async function audit(region: string | null, { files }: Country, io: CliIo): Promise<void> {
  const asked = REGIONS.filter((one) => region === null || one.region === region);
  if (asked.length === 0) {
    io.out(
      `  ${JSON.stringify(region)} is no region here; allowed: ${REGIONS.map((one) => one.region).join(", ")}.`,
    );
    return;
  }
  for (const one of asked) {
    const { code, lines } = await callProofmark([
      ...["audit", files.journal(one.region), "--registry", files.registryFile(WORKERS[0])],
      ...["--trust", files.trustFile],
    ]);
    for (const line of lines) io.out(`  ${one.region}: ${line}`);
    io.out(`  ${one.region}: audit gave ${code}`);
  }
}
