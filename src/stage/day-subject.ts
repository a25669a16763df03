import type { Timers } from "../ports/clock.ts";
import type { Prompt } from "../ports/operator-feed.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Refused } from "../station/job-door.ts";
import type { Station } from "../station/station.ts";
import type { NewJob } from "../station/station-options.ts";
import type { VirtualDevices } from "./virtual-resolver.ts";

/** One who comes to a station in a scenario, and what became of it. */
export interface DaySubject {
  readonly name: string;
  readonly expect: Expectation;
  job: string | null;
  refused: Refused | null;
}

/** What a lane or a car does in a scenario of a whole station. */
export interface Day {
  readonly devices: readonly DeviceConfig[];
  readonly sims: VirtualDevices;
  readonly subjects: readonly DaySubject[];
  begin(station: () => Station): void;
  /** False if the job is not one of its own. */
  show(job: string, prompt: Prompt, atMs: number): boolean;
  problems(): readonly string[];
  stop(): void;
}

/** Whoever is refused because of the station waits and asks again, so often. */
const TRIES = 30;
const TRY_EVERY_MS = 2_000;

/** `opened` is told before the job says anything. */
export function opening(
  { station, clock }: { station: () => Station; clock: Timers },
  job: NewJob,
  subject: DaySubject,
  opened: (id: string) => void,
  tries = TRIES,
): void {
  station().open(job, (outcome) => {
    if (outcome.kind === "opened") {
      subject.job = outcome.job;
      opened(outcome.job);
    } else if (outcome.about === "station" && tries > 1) {
      clock.start("asks again", TRY_EVERY_MS, () =>
        opening({ station, clock }, job, subject, opened, tries - 1),
      );
    } else subject.refused = outcome;
  });
}
