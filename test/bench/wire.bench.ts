import { HONEST, SENTENCE_SETS, type Solution } from "../../simulators/gnss/sentences.ts";
import { evolveExam } from "../../src/core/exam/evolve-exam.ts";
import type { ExamTurn } from "../../src/core/exam/exam-turn.ts";
import { judgeEpoch } from "../../src/core/exam/judge-epoch.ts";
import { prepareExam } from "../../src/core/exam/prepared-exam.ts";
import type { GnssEpoch } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { Turn } from "../../src/core/turn.ts";
import { createNmeaSession, type NmeaSession } from "../../src/protocols/nmea/session.ts";
import { NO_NOISE, noisy, type ReceiverNoise } from "../noise/exam-drives.ts";
import { demoCourse, demoRulebook, demoVehicle, drive, ExamRun, type Fed } from "../support/exam-drive.ts";
import type { Measure } from "./main.ts";

const ROUNDS = 40;
/** The budget that the noise grid holds. */
const NOISE: ReceiverNoise = {
  ...NO_NOISE,
  whiteM: 0.01,
  whiteDeg: 0.2,
  speedMps: 0.02,
  bouncesPerS: 0.2,
};

/** What comes to the station: sentences of one epoch from the receiver, or a reading of the board. */
type Coming = { readonly bytes: Uint8Array; readonly atMs: number } | Fed;

/**
 * The five-item course at 20 Hz with the noise of a receiver, from three sentences an epoch to findings: codec, merging of the
 * sentences, gate, estimate of the motion, watches.
 */
export async function bench(): Promise<Measure[]> {
  const fed = noisy(drive(demoCourse(), demoVehicle()), NOISE, 1);
  const coming = fed.map((one): Coming => {
    const { observation } = one;
    return observation.kind === "gnss-epoch"
      ? { bytes: Buffer.from(sentences(observation), "latin1"), atMs: observation.atMs }
      : one;
  });
  engine(coming, 5);
  session(coming, 5);
  return [
    {
      name: "exam: bytes of GGA, RMC, HPR to findings, 5 items, with noise",
      value: engine(coming, ROUNDS),
      unit: "epochs/s",
      atLeast: 60_000,
    },
    {
      name: "exam: the same through decide and evolve, board included",
      value: session(coming, ROUNDS),
      unit: "epochs/s",
    },
  ];
}

function receiver(): NmeaSession {
  const opened = createNmeaSession({ device: asId("rover"), sentences: ["GGA", "RMC", "HPR"] });
  opened.connected(0);
  return opened;
}

function engine(coming: readonly Coming[], rounds: number): number {
  const exam = prepareExam(demoCourse(), demoVehicle(), demoRulebook());
  const run = new ExamRun();
  run.command({ name: "begin" });
  const begun = run.state;
  const count = { good: 0, epochs: 0 };
  const from = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    const gnss = receiver();
    let state = begun;
    for (const one of coming) {
      if (!("bytes" in one)) continue;
      for (const observation of gnss.receive(one.bytes, one.atMs).observations) {
        if (observation.kind !== "gnss-epoch") continue;
        const turn: ExamTurn = new Turn(state, evolveExam);
        judgeEpoch(exam, turn, observation);
        state = turn.state;
        counted(count, observation);
      }
    }
  }
  return perSecond(count, from);
}

function session(coming: readonly Coming[], rounds: number): number {
  const run = new ExamRun();
  run.command({ name: "begin" });
  const begun = run.state;
  const { decide, evolve } = run.session;
  const count = { good: 0, epochs: 0 };
  const from = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    const gnss = receiver();
    let state = begun;
    for (const one of coming) {
      if (state.phase === "over") break;
      const fed: readonly Fed[] =
        "bytes" in one
          ? gnss
              .receive(one.bytes, one.atMs)
              .observations.map((observation) => ({ role: "gnss", observation }))
          : [one];
      for (const { role, observation } of fed) {
        if (observation.kind === "gnss-epoch") counted(count, observation);
        const answer = decide(state, { kind: "observation", role, observation });
        if (answer.kind === "accepted") for (const event of answer.events) state = evolve(state, event);
      }
    }
  }
  return perSecond(count, from);
}

function counted(count: { good: number; epochs: number }, { quality }: GnssEpoch): void {
  count.epochs++;
  if (quality === "good") count.good++;
}

/** Epochs that were refused would be quick. */
function perSecond({ good, epochs }: { good: number; epochs: number }, from: bigint): number {
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  if (good < epochs || good === 0) throw new Error(`${good} of ${epochs} epochs are good`);
  return epochs / seconds;
}

function sentences(epoch: GnssEpoch): string {
  const solution: Solution = {
    utcMs: epoch.utcMs,
    latitudeDeg: epoch.latitudeDeg,
    longitudeDeg: epoch.longitudeDeg,
    heightM: epoch.heightM ?? 0,
    geoidM: -13.2,
    fix: "fixed",
    satellites: epoch.satellites ?? 0,
    correctionAgeS: epoch.correctionAgeS ?? 0,
    station: 1,
    speedMPerS: (epoch.speedKmh ?? 0) / 3.6,
    courseDeg: epoch.courseDeg ?? 0,
    velocityEnu: [0, 0, 0],
    headingDeg: epoch.headingDeg ?? 0,
    pitchDeg: 0,
    headingFix: "fixed",
    headingSatellites: 25,
    ...HONEST,
  };
  return SENTENCE_SETS["gga-rmc-hpr"](solution);
}
