import { existsSync, renameSync } from "node:fs";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import type { CliIo } from "../../cli/command.ts";
import type { CountryOptions } from "../../cli/simulate.ts";
import type { TimerHandle } from "../../ports/clock.ts";
import { endOf, type Stop, untilStopped } from "../../runtime/shutdown.ts";
import { certifyRegistry, certifyStations, signKeys, writeRevoked } from "./country-certificates.ts";
import { CountryFiles, REGIONS, WORKERS } from "./country-files.ts";
import { tellTravellers, writeFacts, writePapers } from "./country-papers.ts";
import type { Country } from "./country-parts.ts";
import { readCountryTerminal } from "./country-terminal.ts";
import { LeftBehind } from "./left-behind.ts";
import { runToEnd } from "./run-to-end.ts";
import { SupervisedProgram } from "./supervised-program.ts";

/** The list of the revoked is good for a week, and one of keys for a month. */
const LISTS_MS = 86_400_000;
const LISTS_AGAIN_MS = 600_000;

/**
 * Two stations in two regions, a broker with TLS, a registry of two workers with its database, and a witness of somebody else: each a process of its own, as
 * in a real country, until it is stopped. Throws EdgeError as `CountryFiles.lock` and `openAt`, PROGRAM_ENDED, and what the commands that it calls give.
 */
export async function runCountry(options: CountryOptions, io: CliIo): Promise<number> {
  const lock = CountryFiles.lock(options.out);
  const stop = untilStopped();
  const programs = new Map<string, SupervisedProgram>();
  const endAll = async (): Promise<void> => {
    // Last started, first ended: a station has its registry until its own end.
    for (const program of [...programs.values()].reverse()) await program.end();
  };
  try {
    const files = await CountryFiles.openAt(options.out);
    const country = { files, programs };
    const left = new LeftBehind(files.processesFile);
    await Promise.race([bring(country, left, options, io, stop), stop.stopped]);
    const lines = readCountryTerminal(country, io, stop);
    const lists = listEachDay(files, new SystemClock(), io);
    await stop.stopped;
    lists.cancel();
    lines.close();
    io.out("Stopping: stations first, then the registry. Journals and database stay; the next call goes on.");
    return await endOf(stop, async () => {
      await endAll();
      left.forget();
    });
  } catch (cause) {
    return await endOf({ failure: cause as Error }, endAll);
  } finally {
    stop.dispose();
    lock.release();
  }
}

async function bring(
  country: Country,
  left: LeftBehind,
  options: CountryOptions,
  io: CliIo,
  stop: Stop,
): Promise<void> {
  const { files, programs } = country;
  const clock = new SystemClock();
  const ended = await left.end(clock);
  if (ended > 0) io.out(`  ended first: ${ended} programs of an earlier call that was killed`);
  const start = async (name: string, words: readonly string[], ready: RegExp): Promise<SupervisedProgram> => {
    const tell = (line: string): void => io.out(`  ${line}`);
    const onGivenUp = (cause: Error): void => stop.fail(cause);
    const program = new SupervisedProgram({
      ...{ name, words, ready, clock, tell, onGivenUp },
      onStarted: (pid) => left.note(name, pid, words),
      logFile: files.logOf(name),
    });
    programs.set(name, program);
    await program.start();
    io.out(`  ${name.padEnd(12)} process ${program.pid}`);
    return program;
  };
  io.out(
    `A country in ${files.directory}; within a minute or two it is all there. What each part says is kept in logs.`,
  );
  const { database, broker } = files.ports;
  await start(
    "database",
    ["simulate", "database", "--out", files.database, "--port", String(database)],
    /^The database is up/,
  );
  await certifyRegistry(files);
  await enrolBoth(files);
  await certifyStations(files);
  await writeRevoked(files);
  await signKeys(files);
  const hosted = ["simulate", "broker", "--port", String(broker), "--tls", files.broker];
  await start("broker", hosted, /^The broker is up/);
  await start("witness", ["witness", "--config", files.witnessFile], /^Witness .* is up/);
  for (const worker of WORKERS)
    await start(worker, ["registry", "--config", files.registryFile(worker)], /^Registry .* is up/);
  const { seed, speed } = options;
  for (const { region } of REGIONS) {
    const config = ["--config", files.stationFile(region)];
    const pace = ["--seed", String(seed), "--speed", String(speed)];
    const world = ["simulate", "station", ...config, ...pace, "--no-registry", "--no-call"];
    await start(`world-${region}`, world, /^Simulators of .* are up\./);
    const station = await start(`station-${region}`, ["start", ...config], /Console: /);
    tellWhere(region, station, io);
  }
  tellTravellers((line) => io.out(line));
  io.out(`The public asks the registry at http://127.0.0.1:${files.ports.public}`);
  io.out("Type help and Enter for what can be done here, Ctrl-C to stop.");
}

/** Each is invited, asks by its code and is taken up before anything is sent; at a later call both sides know each other already. */
async function enrolBoth(files: CountryFiles): Promise<void> {
  const registry = files.registryFile(WORKERS[0]);
  const act = ["--config", registry, "--by", "country"];
  for (const { region, station } of REGIONS) {
    const request = files.requestFile(region);
    if (existsSync(request)) continue;
    const invite = ["registry", "invite", ...act, "--station", station, "--region", region, "--json"];
    const { code } = JSON.parse((await runToEnd(invite)).join("")) as { readonly code: string };
    const codeFile = files.codeFile(region);
    writeFileOrSay(codeFile, `${code}\n`, PRIVATE_FILE);
    const asked = ["--out", `${request}.asked`, "--code-file", codeFile, "--by", "country"];
    await runToEnd(["keys", "enrol", "--config", files.stationFile(region), ...asked]);
    await runToEnd(["registry", "enrol", ...act, "--request", `${request}.asked`]);
    const plain = ["--out", files.plainRequestFile(region), "--by", "country"];
    await runToEnd(["keys", "enrol", "--config", files.stationFile(region), ...plain]);
    // Under its name when it is done: a call that was broken off begins with an invitation of its own.
    renameSync(`${request}.asked`, request);
  }
  if (!existsSync(files.papersFile)) {
    writePapers(`${files.papersFile}.told`);
    await runToEnd(["registry", "papers", ...act, "--file", `${files.papersFile}.told`]);
    renameSync(`${files.papersFile}.told`, files.papersFile);
  }
  if (!existsSync(files.factsFile)) {
    writeFacts(`${files.factsFile}.told`);
    await runToEnd(["registry", "facts", ...act, "--file", `${files.factsFile}.told`]);
    renameSync(`${files.factsFile}.told`, files.factsFile);
  }
}

/** Both lists, as somebody of the registry would sign them each day. */
function listEachDay(files: CountryFiles, clock: SystemClock, io: CliIo): TimerHandle {
  let timer: TimerHandle;
  const sign = async (): Promise<void> => {
    await writeRevoked(files);
    await signKeys(files);
  };
  const later = (afterMs: number): void => {
    timer = clock.start("sign lists", afterMs, () => {
      sign().then(
        () => later(LISTS_MS),
        (cause: Error) => {
          // The database may just have been killed.
          io.out(`  no new lists: ${cause.message}`);
          later(LISTS_AGAIN_MS);
        },
      );
    });
  };
  later(LISTS_MS);
  return { cancel: () => timer.cancel() };
}

/** The link that it prints at its first start, by which whoever sets it up gets in. */
function tellWhere(region: string, { lines }: SupervisedProgram, io: CliIo): void {
  const link = lines.findLast((line) => line.includes("#link="));
  const console = lines.findLast((line) => /Console: /.test(line));
  for (const line of [link, console]) if (line !== undefined) io.out(`${region}: ${line.trim()}`);
}
