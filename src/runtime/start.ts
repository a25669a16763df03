import { join } from "node:path";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { createPinoLog } from "../adapters/log/pino-log.ts";
import type { CliIo } from "../cli/command.ts";
import { JobPrinter } from "../cli/job-printer.ts";
import { makeDirectory } from "./data-directory.ts";
import { IntakeSource } from "./intake-source.ts";
import { type LiveStationOptions, startLiveStation } from "./live-station.ts";
import { untilStopped } from "./shutdown.ts";
import { loadStationConfig } from "./station-config.ts";
import { unservedKinds } from "./station-files.ts";
import { identitiesOf } from "./wire-devices.ts";

/** What stands for hardware that this machine does not have, and for the person at the lane. */
export type Stage = Pick<LiveStationOptions, "allSimulated" | "simulatedLines" | "operator">;

const REAL: Stage = { allSimulated: false, simulatedLines: null, operator: { show: () => undefined } };

/** A station by its configuration file: on real devices, or on a stage that stands for some of them. */
export async function runStation(file: string, io: CliIo, stage: Stage = REAL): Promise<number> {
  const config = loadStationConfig(file);
  const clock = new SystemClock(config.clock);
  const stop = untilStopped();
  makeDirectory(config.data);
  const log = createPinoLog({ file: join(config.data, "station.log") });
  const tell = (line: string): void => io.out(line);
  const intake = new IntakeSource({ config, clock, log, tell });
  intake.check();
  const live = await startLiveStation({
    config,
    clock,
    log,
    ...stage,
    source: intake,
    settleQueue: (opened) => intake.settle(opened),
    tell,
    onRecord: (kind, sealed, written) => io.out(`  ${kind} ${sealed.job}: ${written}`),
    onFatal: (cause) => stop.fail(cause),
  });
  const printer = new JobPrinter(tell);
  live.station.screen.feed.subscribe((message) => printer.take(message));
  io.out(`Proofmark ${config.station} is up. Console: ${live.console.url}`);
  for (const line of unservedKinds(config, identitiesOf(config.devices, stage.allSimulated))) io.out(line);
  const reason = await stop.stopped;
  await live.close();
  if (reason.kind === "failed") throw reason.cause;
  return 0;
}
