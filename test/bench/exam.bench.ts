import { evolveExam } from "../../src/core/exam/evolve-exam.ts";
import type { ExamTurn } from "../../src/core/exam/exam-turn.ts";
import { judgeEpoch } from "../../src/core/exam/judge-epoch.ts";
import { prepareExam } from "../../src/core/exam/prepared-exam.ts";
import type { GnssEpoch } from "../../src/core/observation.ts";
import { Turn } from "../../src/core/turn.ts";
import { demoCourse, demoRulebook, demoVehicle, drive, ExamRun, type Fed } from "../support/exam-drive.ts";
import type { Measure } from "./main.ts";

const ROUNDS = 40;

/** The whole five-item course at 20 Hz, swept, again and again: through the engine alone, and through decide and evolve. */
export async function bench(): Promise<Measure[]> {
  const course = demoCourse();
  const vehicle = demoVehicle();
  const fed = drive(course, vehicle);
  const epochs = fed.flatMap(({ observation }) => (observation.kind === "gnss-epoch" ? [observation] : []));
  engine(epochs, 5);
  session(fed, 5);
  const inside = engine(epochs, ROUNDS);
  const whole = session(fed, ROUNDS);
  return [
    {
      name: "exam: GNSS epoch to findings, 5 items, 24 points, swept",
      value: inside,
      unit: "epochs/s",
      atLeast: 200_000,
    },
    { name: "exam: the same through decide and evolve", value: whole, unit: "epochs/s" },
  ];
}

function engine(epochs: readonly GnssEpoch[], rounds: number): number {
  const exam = prepareExam(demoCourse(), demoVehicle(), demoRulebook());
  const run = new ExamRun();
  run.command({ name: "begin" });
  const begun = run.state;
  const from = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    let state = begun;
    for (const epoch of epochs) {
      const turn: ExamTurn = new Turn(state, evolveExam);
      judgeEpoch(exam, turn, epoch);
      state = turn.state;
    }
  }
  return perSecond(epochs.length * rounds, from);
}

function session(fed: readonly Fed[], rounds: number): number {
  const run = new ExamRun();
  run.command({ name: "begin" });
  const begun = run.state;
  const { decide, evolve } = run.session;
  let epochs = 0;
  const from = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    let state = begun;
    for (const { role, observation } of fed) {
      if (state.phase === "over") break;
      if (role === "gnss") epochs++;
      const answer = decide(state, { kind: "observation", role, observation });
      if (answer.kind === "accepted") for (const event of answer.events) state = evolve(state, event);
    }
  }
  return perSecond(epochs, from);
}

function perSecond(count: number, from: bigint): number {
  return (count * 1e9) / Number(process.hrtime.bigint() - from);
}
