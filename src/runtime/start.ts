import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import type { CliIo } from "../cli/command.ts";
import { JobPrinter } from "../cli/job-printer.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import type { SimulatorLine } from "../ports/simulator-line.ts";
import type { LinkFor } from "../station/people/link-shelf.ts";
import { makeDirectory } from "./data-directory.ts";
import { IntakeSource } from "./intake-source.ts";
import { type LiveStation, type LiveStationOptions, startLiveStation } from "./live-station.ts";
import { toldWhereNamed } from "./named-files.ts";
import { OrderedRulebooks } from "./ordered-rulebooks.ts";
import { linkUrl } from "./people-wiring.ts";
import { endOf, type Stop, untilStopped } from "./shutdown.ts";
import { refuseUnsaid } from "./simulation-gate.ts";
import { peopleAt, simulatorsOf, tellSimulators } from "./simulators-behind.ts";
import { loadStationConfig, type StationConfig } from "./station-config.ts";
import { unservedKinds } from "./station-files.ts";
import { stationLog } from "./station-log.ts";
import { identitiesOf } from "./wire-devices.ts";

/** What stands for hardware that this machine does not have, and for the person at the lane. */
export type Stage = Pick<LiveStationOptions, "allSimulated" | "simulatedLines" | "operator">;

const REAL: Stage = { allSimulated: false, simulatedLines: null, operator: { show: () => undefined } };

interface StartedHow {
  readonly stage: Stage;
  /** A link for another first manager, where all who could sign in have forgotten how. */
  readonly isSetUpAsked: boolean;
}

/** A station by its configuration file: on real devices, or on a stage that stands for some of them. */
export async function runStation(file: string, io: CliIo, how: Partial<StartedHow> = {}): Promise<number> {
  const config = loadStationConfig(file);
  const stop = untilStopped();
  try {
    if ((how.stage ?? REAL) === REAL) refuseUnsaid(file, config.devices);
    return await runUntilStopped(config, stop, io, { stage: REAL, isSetUpAsked: false, ...how });
  } catch (cause) {
    throw toldWhereNamed(file, cause);
  } finally {
    stop.dispose();
  }
}

async function runUntilStopped(
  config: StationConfig,
  stop: Stop,
  io: CliIo,
  { stage, isSetUpAsked }: StartedHow,
): Promise<number> {
  const clock = new SystemClock();
  makeDirectory(config.data);
  const log = stationLog(config.data, io);
  const books = new OrderedRulebooks(config, (why) => io.err(`${sentenceOf(why).en} ${sentenceOf(why).zh}`));
  const withBooks = books.over(config);
  const intake = new IntakeSource({
    ...{ config: withBooks, clock, log },
    notice: (sentence) => io.err(sentence),
  });
  intake.check();
  const simulators = stage === REAL ? simulatorsOf(config, { clock, log }) : undefined;
  try {
    await simulators?.looked();
    const running = { config: withBooks, stop, io, stage, isSetUpAsked, clock, log, intake, simulators };
    return await untilAsked({ ...running, books });
  } finally {
    simulators?.close();
  }
}

interface Running extends StartedHow {
  readonly config: StationConfig;
  readonly stop: Stop;
  readonly io: CliIo;
  readonly clock: SystemClock;
  readonly log: Log;
  readonly intake: IntakeSource;
  readonly books: OrderedRulebooks;
  /** Absent: simulated or not, all devices are the stage's. */
  readonly simulators: SimulatorLine | null | undefined;
}

async function untilAsked(running: Running): Promise<number> {
  const { config, stop, io, stage, isSetUpAsked, clock, log, intake, books, simulators } = running;
  const tell = (line: string): void => io.out(line);
  const live = await startLiveStation({
    config,
    clock,
    log,
    ...stage,
    ...(simulators === undefined ? {} : { simulators }),
    ...(simulators ? { operator: peopleAt(simulators) } : {}),
    source: intake,
    books,
    arrivals: intake,
    settleQueue: (opened, desk) => intake.settle(opened, desk),
    tell,
    onRecord: (kind, { job, withdraws }, written) =>
      io.out(`  ${kind} ${job}${withdraws === undefined ? "" : ", withdrawal"}: ${written}`),
    onNotice: (sentence) => io.err(sentence),
    onFatal: (cause) => stop.fail(cause),
  });
  const printer = new JobPrinter(tell);
  live.station.screen.feed.subscribe((message) => printer.take(message));
  if (simulators) tellSimulators(simulators, live, config);
  if (isSetUpAsked || live.people.office.needsSetUp) await tellSetUp(live, io, isSetUpAsked);
  io.out(`Proofmark ${config.station} is up. Console: ${live.console.url}`);
  const today = civilDateIn(config.timeZone)(clock.wallMs());
  for (const line of unservedKinds(config, identitiesOf(config.devices, stage.allSimulated), today))
    io.out(line);
  await stop.stopped;
  return endOf(stop, () => live.close());
}

/** Whoever can read this terminal sets the station up; the journal says that there was such a link. */
async function tellSetUp({ people, console }: LiveStation, io: CliIo, isAsked: boolean): Promise<void> {
  const to: LinkFor = isAsked ? { kind: "set-up", isAsked } : { kind: "set-up" };
  const token = await new Promise<string>((made) => people.office.ownLink(to, made));
  io.out(`Whoever opens this link becomes the manager of the station (once, within 24 hours):`);
  io.out(`  ${linkUrl(console.url, token)}`);
}
