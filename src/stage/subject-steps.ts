import { sha256 } from "../adapters/keys/node-crypto.ts";
import { asId } from "../core/quantities/ids.ts";
import { toHex } from "../core/record/base64.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Timers } from "../ports/clock.ts";
import type { Prompt } from "../ports/operator-feed.ts";
import { withdrawalOf } from "../runtime/withdrawal-desk.ts";
import {
  type ActStep,
  AROUND,
  type AroundStep,
  type StationStep,
  type StepMoment,
  type SubjectStep,
  type WithdrawalStep,
} from "../scenario/scenario-step.ts";
import type { Answer } from "../station/session-runner.ts";
import { actorOf, doerOf } from "./doer.ts";
import type { PlacedMiss, ScenarioPath } from "./orders-unmet.ts";
import { codesIn } from "./scenario-verdict.ts";
import type { StationLives } from "./station-lives.ts";
import type { RunRecord } from "./virtual-station.ts";

interface Progress {
  readonly step: SubjectStep;
  /** How many of its moments there were. */
  seen: number;
  done: boolean;
  answer: Answer | null;
}

/** What somebody does to one subject's job, each at its moment, by the doors that the console has. */
export class SubjectSteps {
  readonly #lives: StationLives;
  readonly #timers: Timers;
  readonly #steps: readonly Progress[];
  #job: string | null = null;
  #record: RunRecord | null = null;

  constructor(steps: readonly SubjectStep[], lives: StationLives, timers: Timers) {
    this.#lives = lives;
    this.#timers = timers;
    this.#steps = steps.map((step) => ({ step, seen: 0, done: false, answer: null }));
  }

  /** Before the job asks for anything. */
  opened(job: string): void {
    this.#job = job;
    for (const one of this.#steps) if (isFromOpening(one.step.at)) this.#due(one);
  }

  heard(prompt: Prompt): void {
    for (const one of this.#steps) {
      const { at } = one.step;
      if (isFromOpening(at) || at.record !== undefined || !isMoment(at, prompt)) continue;
      one.seen++;
      if (one.seen === at.occurrence) this.#due(one);
    }
  }

  /** The job has its record. */
  sealed(record: RunRecord): void {
    this.#record = record;
    for (const one of this.#steps) {
      if (one.step.at.record === undefined) continue;
      one.seen++;
      this.#due(one);
    }
  }

  /** Something is still to be done to the record. */
  get isWaiting(): boolean {
    return this.#steps.some(({ step, seen, done, answer }) => {
      if (step.at.record === undefined || seen === 0) return false;
      return !done || (!isAround(step) && answer === null);
    });
  }

  /** Steps that were never taken, or were answered otherwise than they say. `subject`: where in the file it stands. */
  missed(subject: ScenarioPath): PlacedMiss[] {
    return this.#steps.flatMap((one, i) => missOf(one, [...subject, "steps", i]));
  }

  #due(one: Progress): void {
    this.#timers.start(`step ${one.step.do}`, one.step.at.afterS * 1000, () => {
      one.done = true;
      if (isAround(one.step)) takeAround(one.step, this.#lives);
      else {
        const { step } = one;
        this.#lives.whenUp(() => this.#act(one, step));
      }
    });
  }

  #act(one: Progress, step: ActStep | WithdrawalStep): void {
    const { station } = this.#lives;
    if (step.do === "withdraw-record") {
      this.#withdraw(one, step);
      return;
    }
    station.command(
      asId<"job">(this.#job ?? ""),
      { by: asId<"actor">(actorOf(step.by)) },
      commandOf(step),
      (answer) => {
        one.answer = answer;
      },
    );
  }

  #withdraw(one: Progress, { reason: choice, note, by }: WithdrawalStep): void {
    if (this.#record === null) return;
    const { sealed, document } = this.#record;
    const act = withdrawalOf(sealed.record, document, choice, note);
    this.#lives.station.withdraw(act, doerOf(by), (answer) => {
      one.answer = answer;
    });
  }
}

/** As the console would send it. */
export function commandOf({ at: _at, by: _by, refused: _refused, do: name, ...words }: ActStep): object {
  if (name !== "part-photo") return { name, ...words };
  // The bytes themselves are for the console's door; the machine knows a photo by its hash alone.
  const bytes = new TextEncoder().encode(`scenario ${JSON.stringify(words)}`);
  return { name, ...words, sha256: toHex(sha256(bytes)) };
}

/** Steps of a whole station, at their times. */
export function stationSteps(
  steps: readonly StationStep[],
  lives: StationLives,
  timers: Timers,
): () => PlacedMiss[] {
  const done = new Set<StationStep>();
  for (const step of steps)
    timers.start(`step ${step.do}`, step.at.atS * 1000, () => {
      done.add(step);
      takeAround(step, lives);
    });
  return () =>
    steps.flatMap((step, i) =>
      done.has(step)
        ? []
        : [
            {
              at: ["steps", i],
              says: `steps.${i} (${step.do}): expected to be taken, found that everybody was gone by then`,
              because: [],
            },
          ],
    );
}

function takeAround(step: AroundStep | StationStep, lives: StationLives): void {
  switch (step.do) {
    case "restart":
      lives.ask({ how: step.how, downMs: step.downS * 1000 });
      return;
    case "registry-away":
      lives.outages.away(step.what, step.forS * 1000);
      return;
    case "clock-wrong":
      lives.own.clockWrong(step.byS * 1000, step.forS * 1000);
      return;
    case "signer-away":
      lives.own.signerAway(step.forS * 1000);
      return;
    case "registry-lock":
      lives.orders.lock(step.forS * 1000);
      return;
  }
}

export function isAround(step: SubjectStep): step is AroundStep {
  return AROUND.some((name) => name === step.do);
}

function isFromOpening({ prompt, item, record }: StepMoment): boolean {
  return prompt === undefined && item === undefined && record === undefined;
}

function isMoment({ prompt, item }: StepMoment, told: Prompt): boolean {
  return (prompt === undefined || told.action === prompt) && (item === undefined || told.item === item);
}

function missOf({ step, seen, done, answer }: Progress, at: ScenarioPath): PlacedMiss[] {
  const what = `${at.join(".")} (${step.do})`;
  if (!done)
    return [
      {
        at,
        says: `${what}: expected to be taken, found that it never was`,
        because: [whyNever(step.at, seen)],
      },
    ];
  if (isAround(step)) return [];
  const found = answer === null ? "no answer" : answer.kind;
  const because =
    answer?.kind === "refused" ? [`${sentenceOf(answer.reason).en} [${answer.reason.code}]`] : [];
  if (step.refused === undefined)
    return answer?.kind === "accepted"
      ? []
      : [{ at, says: `${what}: expected accepted, found ${found}`, because }];
  if (answer?.kind === "refused" && codesIn(answer.reason).includes(step.refused)) return [];
  const code = answer?.kind === "refused" ? answer.reason.code : found;
  return [{ at, says: `${what}: expected to be refused with ${step.refused}, found ${code}`, because }];
}

function whyNever(at: StepMoment, seen: number): string {
  if (isFromOpening(at)) return "the job was over, or never opened, by then";
  if (at.record !== undefined)
    return seen === 0
      ? "no record was sealed"
      : `the scenario was over before ${at.afterS} s after the record was sealed had passed`;
  const moment = [at.prompt ?? "a prompt", ...(at.item === undefined ? [] : [`in item ${at.item}`])].join(
    " ",
  );
  if (seen < at.occurrence) return `${moment} came ${seen} times, and it waits for number ${at.occurrence}`;
  return `the scenario was over before ${at.afterS} s after ${moment} had passed`;
}
