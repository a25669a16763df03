import { type Motion, nextMotion } from "../../../src/core/exam/motion.ts";
import { firstEstimate, type Sighting } from "../../../src/core/exam/motion-estimate.ts";
import type { ExamMotion, ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import type { SettingEdge } from "./exam-edges.ts";
import { motionAt, sightingAt } from "./exam-ground.ts";

/** Before an epoch, as sure of itself as can be; only what a test names is unsure. */
function sureAt(
  book: ExamRulebook,
  forwardMps: number,
  spread: Partial<Record<number, number>> = {},
): Motion {
  const units = Array.from({ length: 9 }, (_, i) => Math.round((spread[i] ?? 0) * 1e10));
  return motionAt(book, { eastM: 0, northM: 0, forwardMps, spread: units as unknown as Motion["spread"] });
}

/** Nothing but what is shown makes an epoch doubtful. */
function exacting(book: ExamRulebook, change: Partial<ExamMotion>): ExamMotion {
  const none = {
    positionSigmaM: 1e-9,
    headingSigmaDeg: 1e-9,
    accelerationMps2: 1e-9,
    curvatureRatePerMs: 1e-9,
  };
  return { ...book.motion, ...none, outlierMinM: 1e-9, outlierMinDeg: 1e-9, ...change };
}

const isTrue = (before: Motion, seen: Sighting, settings: ExamMotion, dtS = 0.1): boolean =>
  nextMotion(before, seen, dtS * 1000, undefined, settings).contradiction === null;

const DEG = Math.PI / 180;
/** What the filter adds to a heading by itself: its floor, and slip over one metre. */
const HEADING_FLOOR_RAD = 0.02 * DEG;
const SLIP_RAD = 0.003;

/** What the estimate expects of car and receiver: where its numbers flip between true and not true. */
export const ESTIMATE: readonly SettingEdge[] = [
  [
    "positionSigmaM",
    "most",
    // A receiver that calls itself better than that is not believed; a worse one is.
    ({ motion }, x) => {
      const spread = (sigmaM: number | null) => firstEstimate(sightingAt({ sigmaM }), motion).spread[3];
      return spread(x) === spread(null);
    },
  ],
  [
    "headingSigmaDeg",
    "most",
    (book, x) => {
      const { headingSigmaDeg, outlierSigmas } = book.motion;
      const headingRad = outlierSigmas * Math.hypot(HEADING_FLOOR_RAD, x * DEG);
      return isTrue(sureAt(book, 0), sightingAt({ headingRad }), exacting(book, { headingSigmaDeg }));
    },
    1e-6,
  ],
  [
    "speedSigmaKmh",
    "most",
    // A speed that is far off what was expected is left out.
    (book, x) => {
      const { speedSigmaKmh, outlierSigmas } = book.motion;
      const before = sureAt(book, 1, { 2: (x / 3.6) ** 2 });
      const speedMps = 1 + (outlierSigmas * Math.SQRT2 * x) / 3.6;
      const seen = sightingAt({ northM: 0.1, speedMps, courseRad: 0 });
      return (
        nextMotion(
          before,
          seen,
          100,
          undefined,
          exacting(book, { speedSigmaKmh, speedSmoothedS: 1e-9, positionSigmaM: 10 }),
        ).motion.forwardMps > 1.0001
      );
    },
    1e-5,
  ],
  [
    "speedLagKmh",
    "most",
    (book, x) => {
      const { speedLagKmh } = book.motion;
      const seen = sightingAt({ northM: 0.1 + x / 36, speedMps: 1, courseRad: 0 });
      return isTrue(sureAt(book, 1), seen, exacting(book, { speedLagKmh }));
    },
    1e-6,
  ],
  [
    "speedSmoothedS",
    "most",
    // A speed that changed so much in the last moments may be as late as what was expected is off it.
    (book, x) => {
      const { speedSmoothedS, outlierSigmas } = book.motion;
      const [unsureMps, offMps] = [0.01, 0.5];
      const lateMps = Math.sqrt((offMps / outlierSigmas) ** 2 - unsureMps ** 2);
      // Averaged over 0.3 s, of which this epoch is one third.
      const toldSlowMps = 1 + offMps - (lateMps * 0.3 * 1.5) / x;
      const before = { ...sureAt(book, 1, { 2: unsureMps ** 2 }), toldSlowMps };
      const seen = sightingAt({ northM: 0.1, speedMps: 1 + offMps, courseRad: 0 });
      const settings = exacting(book, { speedSmoothedS, speedSigmaKmh: 1e-9, positionSigmaM: 10 });
      return nextMotion(before, seen, 100, undefined, settings).motion.forwardMps > 1.0001;
    },
    1e-5,
  ],
  [
    "accelerationMps2",
    "most",
    (book, x) => {
      const { accelerationMps2, outlierSigmas } = book.motion;
      return isTrue(
        sureAt(book, 0),
        sightingAt({ northM: (outlierSigmas * x) / 2 }),
        exacting(book, { accelerationMps2 }),
        1,
      );
    },
    1e-6,
  ],
  [
    "curvatureRatePerMs",
    "most",
    (book, x) => {
      const { curvatureRatePerMs, outlierSigmas } = book.motion;
      const headingRad = outlierSigmas * Math.hypot(x / 2, SLIP_RAD);
      return isTrue(
        sureAt(book, 1),
        sightingAt({ northM: 1, headingRad }),
        exacting(book, { curvatureRatePerMs }),
        1,
      );
    },
    1e-6,
  ],
  [
    "outlierSigmas",
    "most",
    (book, x) => isTrue(sureAt(book, 0), sightingAt({ eastM: x }), exacting(book, { positionSigmaM: 1 })),
    1e-6,
  ],
  [
    "outlierMinM",
    "most",
    (book, x) =>
      isTrue(
        sureAt(book, 0),
        sightingAt({ eastM: x }),
        exacting(book, { outlierMinM: book.motion.outlierMinM }),
      ),
  ],
  [
    "outlierMinDeg",
    "most",
    (book, x) =>
      isTrue(
        sureAt(book, 0),
        sightingAt({ headingRad: x * DEG }),
        exacting(book, { outlierMinDeg: book.motion.outlierMinDeg }),
      ),
    1e-9,
  ],
];
