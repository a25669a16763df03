import { expect, test } from "vitest";
import { evolveExam } from "../../../src/core/exam/evolve-exam.ts";
import type { ExamState } from "../../../src/core/exam/exam-state.ts";
import type { ExamTurn } from "../../../src/core/exam/exam-turn.ts";
import { judgeEpoch } from "../../../src/core/exam/judge-epoch.ts";
import { prepareExam } from "../../../src/core/exam/prepared-exam.ts";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import { Turn } from "../../../src/core/turn.ts";
import { demoCourse, demoRulebook, demoVehicle, drive, ExamRun, legsOf } from "../../support/exam-drive.ts";

/** Goal: a prepared test is no memory. Two drives judged through one, step by step in turn, get what each gets alone. */
const course = demoCourse();
const vehicle = demoVehicle();
const ready = (): ExamState => {
  const run = new ExamRun();
  run.command({ name: "begin" });
  return run.state;
};
const epochsOf = (item: string, asideM: number): GnssEpoch[] =>
  drive(course, vehicle, {
    legs: legsOf(course).filter((leg) => leg.item === item),
    aside: () => asideM,
  }).flatMap(({ observation }) => (observation.kind === "gnss-epoch" ? [observation] : []));

test("two drives through one prepared test do not touch each other", () => {
  const drives = [epochsOf("curve-1", 0.9), epochsOf("reverse-bay-1", 0)];
  const exam = () => prepareExam(course, vehicle, demoRulebook());
  const judged = (prepared: ReturnType<typeof exam>, state: ExamState, epoch: GnssEpoch): ExamState => {
    const turn: ExamTurn = new Turn(state, evolveExam);
    judgeEpoch(prepared, turn, epoch);
    return turn.state;
  };
  const alone = drives.map((epochs) => {
    const prepared = exam();
    return epochs.reduce((state, epoch) => judged(prepared, state, epoch), ready());
  });
  const shared = exam();
  const together = drives.map(ready);
  for (let i = 0; i < Math.max(...drives.map((epochs) => epochs.length)); i++)
    for (const [which, epochs] of drives.entries()) {
      const epoch = epochs[i];
      const state = together[which];
      if (epoch !== undefined && state !== undefined) together[which] = judged(shared, state, epoch);
    }
  expect(together).toEqual(alone);
  expect(alone[0]?.points).toBe(0);
});
