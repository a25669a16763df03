import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { refuseLockedDirectory } from "../adapters/disk/directory-lock.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { IN_FILES } from "../adapters/keys/station-custody.ts";
import type { CliIo } from "../cli/command.ts";
import type { DemoOptions } from "../cli/demo.ts";
import { JobPrinter } from "../cli/job-printer.ts";
import { WARN_DAYS } from "../core/calendar/validity-calendar.ts";
import { OUTAGE_LIMITS } from "../core/outages/outage-limits.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { makeDirectory } from "../runtime/data-directory.ts";
import { IntakeSource, type IntakeSourceOptions } from "../runtime/intake-source.ts";
import { PASSING } from "../runtime/job-desk.ts";
import { type LiveStation, startLiveStation } from "../runtime/live-station.ts";
import { OrderedRulebooks } from "../runtime/ordered-rulebooks.ts";
import { packageRoot } from "../runtime/package-files.ts";
import { endOf, type Stop, untilStopped } from "../runtime/shutdown.ts";
import type { StationConfig } from "../runtime/station-config.ts";
import { stationKeys } from "../runtime/station-keys.ts";
import { stationLog } from "../runtime/station-log.ts";
import { openDemoRegistry, refuseOtherRegistry } from "./choose-registry.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import { type DemoPerson, demoPerson } from "./demo-person.ts";
import { DemoQueue } from "./demo-queue.ts";
import type { DemoRegistry } from "./demo-registry.ts";
import { DEMO_COURSE, DEMO_VEHICLE, type DemoSimulators, startDemoSimulators } from "./demo-simulators.ts";
import { atPace, loadDemoSubjects } from "./demo-subjects.ts";
import { type DemoPlace, RecordTeller, tellLink, tellStarting, tellWhereToLook } from "./demo-words.ts";
import { ownRegistryPass } from "./own-registry.ts";

const STATION = "DEMO-0001";
/** Whoever looks at a demonstration does other things meanwhile. */
const DEMO_LOCK_MINUTES = 60;

/** The whole demo: simulators, broker, registry, station, console; one vehicle and one candidate go through by themselves. */
export async function runDemo(options: DemoOptions, io: CliIo): Promise<number> {
  makeDirectory(options.data, options.registry === "stand-in" ? PRIVATE_FOLDER : ownRegistryPass());
  // The registry keeps its files beside the journal: a second demo must not get as far as opening them.
  refuseLockedDirectory(join(options.data, "journal"));
  refuseOtherRegistry(options);
  tellStarting(io, options.data);
  const closers: Closer[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  const stop = untilStopped();
  try {
    const { live, person } = await openDemo(options, io, stop, closers);
    firstSubjects(live, options, io, stop);
    const keysIn = readKeys(live, person, io, stop);
    await stop.stopped;
    keysIn.close();
    io.out("");
    io.out("Stopping: the journal keeps what was running; the next start goes on.");
    return await endOf(stop, closeAll);
  } catch (cause) {
    return await endOf({ failure: cause as Error }, closeAll);
  } finally {
    stop.dispose();
  }
}

type Closer = () => Promise<void>;

interface OpenDemo {
  readonly live: LiveStation;
  readonly person: DemoPerson;
}

/** Starts everything in order; whatever has started stands in `closers`, also when a later part fails. */
async function openDemo(options: DemoOptions, io: CliIo, stop: Stop, closers: Closer[]): Promise<OpenDemo> {
  const clock = new SystemClock();
  const startedMs = clock.monoMs();
  const log = stationLog(options.data, io);
  const subjects = atPace(loadDemoSubjects(), options.pace);
  const keys = stationKeys(options.data);
  const wallMs = (): number => clock.wallMs();
  const { data, bench, line, seed, registry: wanted } = options;
  const [registry, sims] = await bothStarted(
    openDemoRegistry({ data, station: STATION, keys, wallMs, io, wanted }),
    startDemoSimulators({ clock, subjects, bench, line, seed }),
    closers,
  );
  const config = demoConfig(options, registry, sims);
  const books = new OrderedRulebooks(config, (why) => io.err(`${sentenceOf(why).en} ${sentenceOf(why).zh}`));
  const withBooks = books.over(config);
  const intake = demoIntake(withBooks, { clock, log, notice: (sentence) => io.err(sentence) });
  const { rulebooks } = withBooks;
  const queue = new DemoQueue({ subjects, pace: options.pace, sims, ...intake, clock, rulebooks });
  const place: DemoPlace = {
    data: options.data,
    stationFile: stationFileOf(config),
    registry,
  };
  const records = new RecordTeller(io, place);
  const live = await startLiveStation({
    config: withBooks,
    clock,
    log,
    allSimulated: true,
    simulatedLines: sims.lines,
    operator: queue.people,
    source: queue,
    books,
    registry: registry.which,
    arrivals: intake.intake,
    settleQueue: (opened, desk) => queue.settle(opened, desk),
    tell: (line) => io.out(line),
    onRecord: (kind, sealed, file) => {
      if (kind === "sealed" && sealed.withdraws === undefined) queue.done(sealed.kind, sealed.job);
      records.tell(kind, sealed, file);
    },
    onNotice: (sentence) => io.err(sentence),
    onFatal: (cause) => stop.fail(cause),
  });
  closers.push(() => live.close());
  const printer = new JobPrinter((line) => io.out(line));
  live.station.screen.feed.subscribe((message) => printer.take(message));
  const readyS = ((clock.monoMs() - startedMs) / 1000).toFixed(1);
  io.out(`Proofmark ${STATION}: simulated lane and course, ready in ${readyS} s`);
  const person = await demoPerson(live);
  await tellLink(person, io);
  // After the link: whoever opens the first address they see is to be signed in there.
  io.out(`Console: ${live.console.url} (it asks for a sign-in; the link above is one)`);
  writeStationFile(config, live.console.url);
  tellWhereToLook(io, place);
  return { live, person };
}

interface Started {
  close(): Promise<void>;
}

/** At once, since a database is made by programs of its own. Throws what the first of them throws; the other stands in `closers` then. */
async function bothStarted<First extends Started, Second extends Started>(
  first: Promise<First>,
  second: Promise<Second>,
  closers: Closer[],
): Promise<readonly [First, Second]> {
  const settled = await Promise.allSettled([first, second]);
  for (const each of settled) if (each.status === "fulfilled") closers.push(() => each.value.close());
  const [one, other] = settled;
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
  return [one.value, other.value];
}

/** The folders where those wait whom somebody takes in at the console. */
function demoIntake(
  config: StationConfig,
  on: Omit<IntakeSourceOptions, "config">,
): { readonly intake: IntakeSource; readonly folders: Readonly<Record<JobKind, string>> } {
  const { intake: folders } = config;
  if (folders === null) throw new Error("the demo has an intake");
  for (const folder of Object.values(folders)) makeDirectory(folder);
  const intake = new IntakeSource({ config, ...on });
  intake.check();
  return { intake, folders };
}

function demoConfig(options: DemoOptions, registry: DemoRegistry, sims: DemoSimulators): StationConfig {
  const { authority, witness } = registry;
  const { name, spki } = witness;
  return {
    schema: "proofmark/station/v1",
    station: STATION,
    licences: null,
    data: options.data,
    console: { host: "127.0.0.1", port: options.port, names: [], lockMinutes: DEMO_LOCK_MINUTES, tls: null },
    keys: IN_FILES,
    registry: {
      url: registry.broker.url,
      witness: { name, spki: Buffer.from(spki).toString("base64") },
      ...(authority !== null && { authority }),
      events: true,
    },
    rulebooks: {
      inspection: [join(packageRoot(), DEFAULT_RULEBOOKS.inspection)],
      exam: [join(packageRoot(), DEFAULT_RULEBOOKS.exam)],
    },
    sites: [],
    course: join(packageRoot(), DEMO_COURSE),
    vehicle: join(packageRoot(), DEMO_VEHICLE),
    timeZone: "Asia/Shanghai",
    calibration: { warnDays: WARN_DAYS },
    outages: OUTAGE_LIMITS,
    devices: sims.devices,
    intake: { inspection: join(options.data, "intake/inspection"), exam: join(options.data, "intake/exam") },
    journal: null,
  };
}

const stationFileOf = ({ data }: Pick<StationConfig, "data">): string => join(data, "station.yaml");

/** JSON is YAML. With the ports that were free at this start, so that other commands find the same station. */
function writeStationFile(config: StationConfig, consoleUrl: string): void {
  const console = { ...config.console, port: Number(new URL(consoleUrl).port) };
  const devices = config.devices.map((device) => ({ ...device, simulated: true }));
  const { intake: folders } = config;
  const intake =
    folders === null ? null : { inspection: resolve(folders.inspection), exam: resolve(folders.exam) };
  const written = { ...config, data: resolve(config.data), console, devices, intake };
  writeFileOrSay(stationFileOf(config), `${JSON.stringify(written, null, 2)}\n`, PRIVATE_FILE);
}

/** Jobs that the journal left open come first; then one vehicle and one candidate, unless told otherwise. */
function firstSubjects(live: LiveStation, options: DemoOptions, io: CliIo, stop: Stop): void {
  if (!options.autostart) return;
  for (const kind of ["inspection", "exam"] as const) {
    live.startJob(kind).then(
      (answer) => {
        // What the journal left open comes first; that is no refusal worth telling.
        if (answer.kind === "refused" && answer.reason.code !== "JOB_BUSY") tellRefusal(io, answer.reason);
      },
      (cause: Error) => stop.fail(cause),
    );
  }
}

/** All others are told by whoever refuses. */
function tellRefusal(io: CliIo, why: Reason): void {
  if (!PASSING.has(why.code)) return;
  const { en, zh } = sentenceOf(why);
  io.out(`  not now: ${en} ${zh}`);
}

function readKeys(live: LiveStation, person: DemoPerson, io: CliIo, stop: Stop): { close(): void } {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const word = line.trim().toLowerCase();
    if (word === "q") stop.request();
    if (word === "l") tellLink(person, io).catch((cause: Error) => stop.fail(cause));
    if (word !== "i" && word !== "e") return;
    live.startJob(word === "i" ? "inspection" : "exam").then(
      (answer) => {
        if (answer.kind === "refused") tellRefusal(io, answer.reason);
      },
      (cause: Error) => stop.fail(cause),
    );
  });
  return lines;
}
