import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { loadOrCreateKeys } from "../adapters/keys/key-directory.ts";
import { createPinoLog } from "../adapters/log/pino-log.ts";
import type { CliIo } from "../cli/command.ts";
import type { DemoOptions } from "../cli/demo.ts";
import { JobPrinter } from "../cli/job-printer.ts";
import { EdgeError } from "../errors.ts";
import { DemoQueue } from "./demo-queue.ts";
import { startDemoRegistry } from "./demo-registry.ts";
import { DEMO_COURSE, DEMO_VEHICLE, startDemoSimulators } from "./demo-simulators.ts";
import { loadDemoSubjects } from "./demo-subjects.ts";
import { type LiveStation, startLiveStation } from "./live-station.ts";
import { DEFAULT_RULEBOOKS } from "./scenario-file.ts";
import { untilStopped } from "./shutdown.ts";
import { packageRoot } from "./software-identity.ts";

const STATION = "DEMO-0001";
/** Prompts for whoever sits in the exam car; all others are for whoever works at the lane. */
const COURSE_ACTIONS: ReadonlySet<string> = new Set(["drive-off", "item-begin", "test-over"]);

/** The whole demo: simulators, broker, registry, station, console; one vehicle and one candidate go through by themselves. */
export async function runDemo(options: DemoOptions, io: CliIo): Promise<number> {
  const clock = new SystemClock("informative");
  const startedMs = clock.monoMs();
  makeDirectory(options.data);
  const log = createPinoLog({ file: join(options.data, "station.log") });
  const subjects = loadDemoSubjects();
  const keys = loadOrCreateKeys(join(options.data, "keys"));
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const registry = await startDemoRegistry({
      data: options.data,
      station: STATION,
      keys,
      wallMs: () => clock.wallMs(),
    });
    closers.push(() => registry.close());
    const sims = await startDemoSimulators({ clock, subjects, bench: options.bench, seed: options.seed });
    closers.push(() => sims.close());
    const stop = untilStopped();
    let live: LiveStation | null = null;
    const queue = new DemoQueue(subjects, sims);
    live = await startLiveStation({
      config: {
        schema: "proofmark/station/v1",
        station: STATION,
        data: options.data,
        console: { host: "127.0.0.1", port: options.port },
        registry: {
          url: registry.broker.url,
          witness: {
            name: registry.witness.name,
            spki: Buffer.from(registry.witness.spki).toString("base64"),
          },
        },
        rulebooks: DEFAULT_RULEBOOKS,
        course: join(packageRoot(), DEMO_COURSE),
        vehicle: join(packageRoot(), DEMO_VEHICLE),
        clock: "informative",
        devices: sims.devices,
        intake: null,
      },
      clock,
      log,
      allSimulated: true,
      simulatedLines: sims.lines,
      operator: {
        show(prompt, atMs) {
          const who = COURSE_ACTIONS.has(prompt.action) ? sims.course.operator : sims.lane.operator;
          who.show(prompt, atMs);
        },
      },
      nextJob: (kind) => queue.job(kind),
      onRecord: (kind, sealed, file) => {
        if (kind === "sealed") queue.done(sealed.kind);
        if (kind === "sealed") io.out(`  record  ${sealed.record}`);
        else
          io.out(
            `  receipt ${sealed.job} is in the registry's cosigned log; check it offline:\n    npx proofmark verify ${file} --trust ${registry.trustFile}`,
          );
      },
      onFatal: (cause) => stop.fail(cause),
    });
    const running = live;
    closers.push(() => running.close());
    const printer = new JobPrinter((line) => io.out(line));
    running.station.screen.feed.subscribe((message) => printer.take(message));
    io.out(
      `Proofmark ${STATION}: simulated lane and course, ready in ${((clock.monoMs() - startedMs) / 1000).toFixed(1)} s`,
    );
    io.out(`Console: ${running.console.url}`);
    io.out("Type i and Enter for the next vehicle, e and Enter for the next candidate, q or Ctrl-C to stop.");
    firstSubjects(running, options);
    const keysIn = readKeys(running, io, () => stop.request());
    const reason = await stop.stopped;
    keysIn.close();
    io.out("\nStopping: the journal keeps what was running; the next start goes on.");
    await closeAll();
    if (reason.kind === "failed") throw reason.cause;
    return 0;
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Jobs that the journal left open come first; then one vehicle and one candidate, unless told otherwise. */
function firstSubjects(live: LiveStation, options: DemoOptions): void {
  if (!options.autostart) return;
  live.startJob("inspection");
  live.startJob("exam");
}

function readKeys(live: LiveStation, io: CliIo, quit: () => void): { close(): void } {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const word = line.trim().toLowerCase();
    if (word === "q") quit();
    if (word !== "i" && word !== "e") return;
    const outcome = live.startJob(word === "i" ? "inspection" : "exam");
    if (outcome.kind === "refused") io.out(`  not now: ${outcome.reason}`);
  });
  return lines;
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new EdgeError(
      "DIRECTORY_UNWRITABLE",
      `Cannot make the data directory ${directory}.`,
      { directory },
      cause,
    );
  }
}
