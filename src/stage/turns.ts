import type { Expectation } from "../scenario/expectation.ts";
import type { SingleScenario } from "../scenario/scenario-schema.ts";
import type { SubjectStep } from "../scenario/scenario-step.ts";
import type { Refused } from "../station/job-door.ts";
import type { ScenarioPath } from "./orders-unmet.ts";
import type { RunEnd } from "./run-end.ts";
import type { Ending } from "./scenario-verdict.ts";
import type { ScenarioRun } from "./virtual-station.ts";
import { withdrawnOf } from "./withdrawn.ts";

/** One job of a subject: its first, or one in which it comes again. */
export interface Turn {
  /** Where in the scenario it stands. */
  readonly at: ScenarioPath;
  /** Of those in which it comes again, from 0; null: the first. */
  readonly again: number | null;
  readonly calledBy: string | undefined;
  /** From the receipt of the one before. */
  readonly afterS: number;
  readonly steps: readonly SubjectStep[];
  readonly expect: Expectation;
}

/** What became of one turn. */
export interface TurnEnd extends Pick<Turn, "at" | "expect"> {
  /** Null where it was refused, or never asked for. */
  readonly job: string | null;
  readonly refused: Refused | null;
}

/** The jobs of a scenario's subject, in their order. */
export function turnsOf({ calledBy, steps, expect, again }: SingleScenario): readonly Turn[] {
  const first: Turn = { at: [], again: null, calledBy, afterS: 0, steps, expect };
  return [
    first,
    ...again.map((turn, at): Turn => ({ ...turn, at: ["again", at], again: at, calledBy: turn.calledBy })),
  ];
}

const NEVER_ASKED = ["it was never asked for, since the job before it has no record"];

export function endingOf(
  { job, refused }: TurnEnd,
  run: Pick<ScenarioRun, "records" | "withdrawals"> & { readonly end: Pick<RunEnd, "standing"> },
): Ending {
  return {
    refused,
    document: run.records.find(({ sealed }) => sealed.job === job)?.document,
    standing: job === null ? NEVER_ASKED : (run.end.standing.get(job) ?? []),
    withdrawn: withdrawnOf(run, job),
  };
}
