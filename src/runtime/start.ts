import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readArtifact } from "../adapters/config/artifact-file.ts";
import { createPinoLog } from "../adapters/log/pino-log.ts";
import type { CliIo } from "../cli/command.ts";
import { JobPrinter } from "../cli/job-printer.ts";
import { EdgeError } from "../errors.ts";
import type { Artifact, NewJob } from "../station/station-options.ts";
import { makeDirectory } from "./data-directory.ts";
import { startLiveStation } from "./live-station.ts";
import { untilStopped } from "./shutdown.ts";
import { loadStationConfig, type StationConfig } from "./station-config.ts";

/** A station on real devices, by its configuration file. */
export async function runStation(file: string, io: CliIo): Promise<number> {
  const config = loadStationConfig(file);
  const clock = new SystemClock(config.clock);
  const stop = untilStopped();
  makeDirectory(config.data);
  const live = await startLiveStation({
    config,
    clock,
    log: createPinoLog({ file: join(config.data, "station.log") }),
    allSimulated: false,
    simulatedLines: null,
    operator: { show: () => undefined },
    nextJob: (kind) => nextWaiting(kind, config),
    onRecord: (kind, sealed, written) => io.out(`  ${kind} ${sealed.job}: ${written}`),
    onFatal: (cause) => stop.fail(cause),
  });
  const printer = new JobPrinter((line) => io.out(line));
  live.station.screen.feed.subscribe((message) => printer.take(message));
  io.out(`Proofmark ${config.station} is up. Console: ${live.console.url}`);
  const reason = await stop.stopped;
  await live.close();
  if (reason.kind === "failed") throw reason.cause;
  return 0;
}

/** The first waiting file goes to `taken/` beside it, so that a restart does not take it twice. */
function nextWaiting(kind: "inspection" | "exam", config: StationConfig): NewJob | null {
  if (config.intake === null) return null;
  const folder = config.intake[kind];
  const [name] = readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  if (name === undefined) return null;
  const dossier = readArtifact(join(folder, name));
  const rulebook = readArtifact(config.rulebooks[kind]);
  const read = (path: string | null): Artifact | null => (path === null ? null : readArtifact(path));
  if (kind === "exam" && (config.course === null || config.vehicle === null)) {
    throw new EdgeError("CONFIG_INVALID", "An exam needs a course and a vehicle in the station file.", {});
  }
  mkdirSync(join(folder, "taken"), { recursive: true });
  renameSync(join(folder, name), join(folder, "taken", name));
  const onCourse = kind === "exam";
  return {
    kind,
    dossier,
    rulebook,
    course: onCourse ? read(config.course) : null,
    vehicle: onCourse ? read(config.vehicle) : null,
  };
}
