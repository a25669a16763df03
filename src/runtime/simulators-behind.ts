import { join } from "node:path";
import { openSimulatorLine } from "../adapters/simulator/simulator-line.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { SimulatorLine } from "../ports/simulator-line.ts";
import type { JobView } from "../station/live-message.ts";
import type { LiveStation } from "./live-station.ts";
import { isSaidSimulated } from "./simulation-gate.ts";
import type { StationConfig } from "./station-config.ts";

/** Where simulators of a station leave their sockets: in its data directory, so that nobody but the station's user is heard. */
export const simulatorsDirectory = (data: string): string => join(data, "simulators");

/** The line to the simulators of a station file; null where it calls no device simulated. */
export function simulatorsOf(
  config: StationConfig,
  { clock, log }: { readonly clock: Clock & Timers; readonly log: Log },
): SimulatorLine | null {
  if (!config.devices.some(isSaidSimulated)) return null;
  return openSimulatorLine({ directory: simulatorsDirectory(config.data), clock, timers: clock, log });
}

/** People who work at simulated devices hear the prompts that people at real ones read. */
export function peopleAt(simulators: SimulatorLine): OperatorFeed {
  return {
    show({ id, action, params }, _atMs, job) {
      simulators.tell({ type: "prompt", job, prompt: { id, action, params: { ...params } } });
    },
  };
}

/**
 * Tells simulators of jobs, and hears them call for the next one: only where every device is simulated, for elsewhere a person calls. What
 * it returns ends that.
 */
export function tellSimulators(
  simulators: SimulatorLine,
  live: LiveStation,
  config: StationConfig,
): () => void {
  const hearsCalls = config.devices.every(isSaidSimulated);
  simulators.tell({ type: "station", station: config.station, hearsCalls });
  const told = new Map<string, boolean>();
  const tell = (view: JobView): void => {
    const { job, kind, site, car, subject } = view;
    const isOver = view.state !== "running";
    if (told.get(job) === isOver) return;
    told.set(job, isOver);
    simulators.tell({ type: "job", job, kind, site, car, subject: { ...subject }, isOver });
  };
  const { screen } = live.station;
  for (const job of screen.snapshot().jobs) tell(job);
  const end = screen.feed.subscribe((message) => {
    if (message.type === "job") tell(message.job);
  });
  simulators.onCall(({ kind, site, car }) => {
    if (!hearsCalls) return;
    const notCalled = (why: string): void => simulators.tell({ type: "not-called", site, car, why });
    live.startJob(kind, car === null ? { site } : { site, car }).then(
      (answer) => {
        if (answer.kind === "refused") notCalled(sentenceOf(answer.reason).en);
      },
      (cause: unknown) => notCalled(String(cause)),
    );
  });
  return end;
}
