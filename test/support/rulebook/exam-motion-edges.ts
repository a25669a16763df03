import { firstMotion, type Motion, nextMotion } from "../../../src/core/exam/motion.ts";
import { decisionValue, type ExamRulebook, limitValue } from "../../../src/core/exam/rulebook.ts";
import { NO_SIGNALS } from "../../../src/core/exam/vehicle-signals.ts";
import type { Watch } from "../../../src/core/exam/watch/watch.ts";
import type { ExamEdge, SettingEdge } from "./exam-edges.ts";
import { ESTIMATE } from "./exam-estimate-edges.ts";
import {
  hillStartAdvanced,
  type Moment,
  motionAt,
  NOSE_M,
  oneWatchedBy,
  prepared,
  RIGHT_M,
  sightingAt,
  watched,
  watchFor,
} from "./exam-ground.ts";

/** Where the reading of motion flips. */
type Well = ExamEdge["well"];

/** A tenth of a second later, exactly where it was expected. */
function next(book: ExamRulebook, change: Parameters<typeof motionAt>[1], speedKmh: number): Motion {
  const forwardMps = speedKmh / 3.6;
  const before = motionAt(book, { eastM: 0, northM: 0, forwardMps, ...change });
  const seen = sightingAt({ northM: forwardMps / 10, speedMps: forwardMps, courseRad: 0 });
  return nextMotion(before, seen, 100, undefined, book.motion).motion;
}

const stop = { standing: true, stopFromUtcMs: 0, stopQuietUtcMs: 0, stopAlongM: 0, alongM: 0 } as const;

function hillPhase(book: ExamRulebook, change: Parameters<typeof motionAt>[1], phase: string): string {
  const moment: Moment = { motion: motionAt(book, change), progress: { phase } };
  return hillStartAdvanced(book, moment).phase;
}

/** Turned so far with no signal on: judged, and a fault. */
const turned: Well = (book, x) => {
  const signals = { lines: { "signal-left": false, "signal-right": false }, channels: {}, since: {} };
  const at = (headingRad: number): Moment => ({ motion: motionAt(book, { headingRad }), signals });
  const seen = watched(watchFor(prepared(book), oneWatchedBy(book, "turn-signal")), [
    at(0),
    at((x * Math.PI) / 180),
  ]);
  return seen.faults.length === 1;
};

const mildRollback = (book: ExamRulebook): string =>
  oneWatchedBy(book, "rollback", ({ harsher }) => harsher !== undefined);
const harshRollback = (book: ExamRulebook): string =>
  oneWatchedBy(book, "rollback", ({ harsher }) => harsher === undefined);

/** Rolled back between the two limits and then so far forward: not yet judged. */
const settled: Well = (book, x) => {
  const at = (alongM: number): Moment => ({
    motion: motionAt(book, { alongM, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: { ...NO_SIGNALS, channels: { gear: 1 } },
    kind: "hill-start",
  });
  const seen = watched(watchFor(prepared(book), mildRollback(book)), [at(0), at(-0.2), at(x)]);
  return seen.faults.length === 0;
};

/** Backward with reverse engaged, then on backward in first gear: noise is no reversing, so that the rest is a rollback. */
const noise: Well = (book, x) => {
  const at = (backM: number, gear: number): Moment => ({
    motion: motionAt(book, { alongM: -backM, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: { ...NO_SIGNALS, channels: { gear } },
  });
  return (
    watched(watchFor(prepared(book), harshRollback(book)), [at(0, 1), at(x, -1), at(0.4, 1)]).faults
      .length === 1
  );
};

/** Begins the item with the right wheels so far beyond the line that counts: they are beside it, and over it. */
const beside: Well = (book, x) => {
  const watch = watchFor(
    prepared(book),
    oneWatchedBy(book, "line-contact", ({ of }) => of === "wheels"),
  );
  const eastM = -RIGHT_M.wheel + decisionValue(watch.rule) / 1000 + x;
  const moments = Array.from({ length: book.motion.crossedAtLeast }, (_, i) => ({
    motion: motionAt(book, { eastM, utcMs: 100 * i }),
    first: i === 0,
  }));
  return watched(watch, moments).faults.length === 1;
};

const wheels = (book: ExamRulebook): Watch =>
  watchFor(
    prepared(book),
    oneWatchedBy(book, "line-contact", ({ of }) => of === "wheels"),
  );

/** Over the line and back again: `out` of the first `of` epochs since lie beyond it. */
function crossedFor(book: ExamRulebook, pattern: readonly boolean[], spread?: Motion["spread"]): number {
  const at = (out: boolean, i: number): Moment => ({
    motion: motionAt(book, {
      eastM: -RIGHT_M.wheel + (out ? 0.1 : -0.5),
      utcMs: 100 * i,
      ...(spread === undefined ? {} : { spread }),
    }),
  });
  return watched(wheels(book), [false, false, ...pattern, false].map(at)).faults.length;
}

const enough: Well = (book, x) => crossedFor(book, new Array<boolean>(Math.floor(x)).fill(true)) === 1;

/** The first epochs and, at the end of the window, the last one that makes enough. */
const withinWindow: Well = (book, x) => {
  const { crossedAtLeast } = book.motion;
  const first = new Array<boolean>(crossedAtLeast - 1).fill(true);
  const gap = new Array<boolean>(Math.max(0, Math.ceil(x) - crossedAtLeast)).fill(false);
  return crossedFor(book, [...first, ...gap, true]) === 1;
};

/** One epoch beyond the line, with a margin of so many standard deviations of its place. */
const surely: Well = (book, x) => {
  const { rule } = wheels(book);
  const sigmaM = (decisionValue(rule) - limitValue(rule)) / 1000 / x;
  const spread = [0, 0, 0, Math.round(sigmaM ** 2 * 1e10), 0, 0, 0, 0, 0] as const;
  return crossedFor(book, [true], spread) === 1;
};

const IN_FIRST = { ...NO_SIGNALS, channels: { gear: 1 } };

/** Rolled back from where it stood, the mean of the first moments: with the epoch at `x` in it the fault is one, without it none. */
const meaned: Well = (book, x) => {
  const at = (alongM: number, utcMs: number, standing: boolean): Moment => ({
    motion: motionAt(book, { alongM, utcMs, standing, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: IN_FIRST,
  });
  const watch = watchFor(prepared(book), harshRollback(book));
  const backM = decisionValue(watch.rule) / 1000;
  return (
    watched(watch, [at(0, 1, true), at(0.02, 1 + x * 1000, true), at(0.005 - backM, 9000, false)]).faults
      .length === 1
  );
};

/** Rolled back a little, then stands so far ahead of where it had stood: the little is judged. */
const ahead: Well = (book, x) => {
  const at = (alongM: number, stopFromUtcMs: number, stopAlongM: number): Moment => ({
    motion: motionAt(book, {
      alongM,
      stopFromUtcMs,
      stopAlongM,
      standing: true,
      utcMs: stopFromUtcMs + 5000,
    }),
    signals: IN_FIRST,
  });
  const moments = [at(0, 1, 0), at(-0.2, 1, 0), at(x, 20_000, x)];
  return watched(watchFor(prepared(book), mildRollback(book)), moments).faults.length === 1;
};

/** On the slope, far from the pole line and with no parking brake. */
const parked: Well = (book, x) =>
  hillPhase(book, { ...stop, northM: -50, stopQuietUtcMs: x * 1000 }, "begun") === "stopped";

const nearPole: Well = (book, x) =>
  hillPhase(book, { ...stop, northM: -NOSE_M - x, stopQuietUtcMs: book.motion.stopHoldS * 1000 }, "begun") ===
  "stopped";

/** The place where it stands is that of this epoch alone. */
const follows: Well = (book, x) => {
  const before = motionAt(book, { ...stop, eastM: 0, northM: 0, forwardMps: 0, alongM: 0.02, utcMs: 0 });
  const { motion } = nextMotion(
    before,
    sightingAt({ speedMps: 0, courseRad: 0 }),
    x * 1000,
    undefined,
    book.motion,
  );
  return motion.stopAlongM === motion.alongM;
};

export const MOTION: readonly SettingEdge[] = [
  ...ESTIMATE,
  ["crossedAtLeast", "least", enough],
  ["crossedOf", "most", withinWindow],
  ["crossedSigmas", "least", surely, 1e-4],
  ["quietBelowKmh", "under", (book, x) => next(book, { standing: false }, x).standing, 1e-9],
  [
    "quietBelowKmh",
    "under",
    (book, x) => firstMotion(sightingAt({ speedMps: x / 3.6 }), 0, book.motion).standing,
  ],
  ["movingAboveKmh", "most", (book, x) => next(book, stop, x).standing, 1e-9],
  ["stopLeftM", "most", (book, x) => next(book, { ...stop, alongM: x }, 0).standing],
  ["stopFollowS", "least", follows],
  [
    "rollbackSettleM",
    "most",
    (book, x) => {
      const moment: Moment = {
        motion: motionAt(book, { alongM: x, standing: false }),
        progress: { phase: "stopped", stoodAlongM: 0 },
      };
      return hillStartAdvanced(book, moment).phase === "stopped";
    },
  ],
  [
    "stopHoldS",
    "least",
    (book, x) =>
      hillPhase(book, { ...stop, northM: -NOSE_M, stopQuietUtcMs: x * 1000 }, "begun") === "stopped",
  ],
  ["parkedHoldS", "least", parked],
  ["poleReachM", "most", nearPole, 1e-9],
  [
    "directionM",
    "most",
    (book, x) => next(book, { direction: 0, alongM: x, extremeM: 0 }, 0).direction === 0,
  ],
  [
    "directionM",
    "most",
    (book, x) => next(book, { direction: 1, alongM: -x, extremeM: 0 }, 0).direction === 1,
  ],
  ["stopMeanS", "most", meaned],
  ["rollbackSettleM", "most", settled],
  ["stopAheadM", "least", ahead],
  ["rollbackNoiseM", "most", noise],
  ["besideLineM", "under", beside, 1e-6],
  ["turnDeg", "least", turned, 0.001],
];
