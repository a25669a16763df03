import type { UnmetOrder } from "../../simulators/kit/order-watch.ts";
import type { Timers } from "../ports/clock.ts";
import type { Prompt } from "../ports/operator-feed.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Refused } from "../station/job-door.ts";
import type { Station } from "../station/station.ts";
import type { NewJob } from "../station/station-options.ts";
import { doerOf } from "./doer.ts";
import { missedOrders, type PlacedMiss, type ScenarioPath } from "./orders-unmet.ts";
import type { StationLives } from "./station-lives.ts";
import type { SubjectSteps } from "./subject-steps.ts";
import type { VirtualDevices } from "./virtual-resolver.ts";
import type { RunRecord } from "./virtual-station.ts";

/** One who comes to a station in a scenario, and what became of it. */
export interface DaySubject {
  readonly name: string;
  /** Where in the scenario it stands. */
  readonly at: ScenarioPath;
  readonly expect: Expectation;
  job: string | null;
  refused: Refused | null;
  /** What is done to it meanwhile; null before the day has met its station. */
  steps: SubjectSteps | null;
  /** Orders that had had no effect when its record was sealed; null before. */
  unmet: readonly UnmetOrder[] | null;
}

/** Steps and orders of a day that did not come. `unmet`: of a subject that has no record. */
export function ordersMissedOf<Subject extends DaySubject>(
  subjects: readonly Subject[],
  unmet: (subject: Subject) => readonly UnmetOrder[],
): PlacedMiss[] {
  return subjects.flatMap((subject) => {
    const { name, at, steps } = subject;
    const orders = missedOrders(subject.unmet ?? unmet(subject), [...at, "world"]);
    return [...(steps?.missed(at) ?? []), ...orders].map((miss) => ({
      ...miss,
      says: `${name}: ${miss.says}`,
    }));
  });
}

/** What a lane or a car does in a scenario of a whole station. */
export interface Day {
  readonly devices: readonly DeviceConfig[];
  readonly sims: VirtualDevices;
  readonly subjects: readonly DaySubject[];
  /** Before anything begins: the station to which people do something. */
  meet(lives: StationLives): void;
  begin(station: () => Station): void;
  /** False if the job is not one of its own. */
  show(job: string, prompt: Prompt, atMs: number): boolean;
  problems(): readonly string[];
  ordersMissed(): readonly PlacedMiss[];
  /** A job has its record. */
  sealed(station: () => Station, record: RunRecord): void;
  stop(): void;
}

/** Whoever called it, as the console would say; nothing where nobody did. */
export function callerOf(calledBy: string | undefined): Pick<NewJob, "by"> {
  if (calledBy === undefined) return {};
  return { by: doerOf(calledBy) };
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
      subject.steps?.opened(outcome.job);
    } else if (outcome.about === "station" && tries > 1) {
      clock.start("asks again", TRY_EVERY_MS, () =>
        opening({ station, clock }, job, subject, opened, tries - 1),
      );
    } else subject.refused = outcome;
  });
}
