import type { HandLane } from "../../core/inspection/lane-fixture.ts";
import {
  accelerate,
  atIdle,
  atProbe,
  blow,
  drive,
  inAir,
  look,
  looks,
  peak,
  phaseOf,
  rowOf,
  type Seen,
  STEP_MS,
  summary,
  toThrottle,
  zeroing,
} from "../../core/inspection/smoke-lane.ts";
import type { LaneEdge } from "./lane-edges.ts";
import { isMeasured, voidsBy } from "./lane-edges.ts";

/** Edges of the free-acceleration test, setting by setting. */
interface Row {
  readonly setting: readonly string[];
  readonly sense: LaneEdge["sense"];
  readonly well: (lane: HandLane, x: number) => boolean;
}

const CAR = "demo-k3-diesel";
const BASE_PER_M = 0.6;
const k = (value: number): string => value.toFixed(2);

function arrived(lane: HandLane): HandLane {
  lane.beam("exhaust", true);
  return lane;
}

function blown(lane: HandLane): HandLane {
  atIdle(arrived(lane));
  blow(lane);
  return lane;
}

/** Readings up to the one `ms` from now. */
function lookUntil(lane: HandLane, ms: number, seen: Seen): void {
  looks(lane, Math.floor((ms - 1) / STEP_MS) * STEP_MS, seen);
  lane.wait(((ms - 1) % STEP_MS) + 1 - STEP_MS);
  look(lane, seen);
}

const stageOf = (lane: HandLane): string =>
  String(Reflect.get(Object(Reflect.get(Object(lane.state.current?.progress), "drive")), "stage"));
const isFlawless = (lane: HandLane): boolean =>
  Reflect.get(Object(Reflect.get(Object(lane.state.current?.progress), "drive")), "flaw") === null;

function rowIsSteady(lane: HandLane, peaks: readonly number[]): boolean {
  blown(lane);
  for (const value of peaks) accelerate(lane, k(value));
  return phaseOf(lane) === "summary";
}

const ASKING: readonly Row[] = [
  {
    setting: ["answerTimeoutMs"],
    sense: "under",
    well: (lane, x) => !voidsBy(zeroing(arrived(lane)), () => lane.wait(x)),
  },
  {
    setting: ["clearMs"],
    sense: "under",
    well: (lane, x) => {
      arrived(lane).wait(x);
      return phaseOf(lane) === "clear";
    },
  },
  {
    setting: ["timeLimitMs"],
    sense: "under",
    well: (lane, x) => {
      const began = arrived(lane).nowMs;
      return !voidsBy(lane, () => {
        atProbe(lane);
        while (lane.nowMs + STEP_MS <= began + x) look(lane, { gas: "25" });
        lane.wait(began + x - lane.nowMs);
      });
    },
  },
  {
    setting: ["silenceMs"],
    sense: "under",
    well: (lane, x) => !voidsBy(inAir(arrived(lane)), () => lane.wait(x)),
  },
  {
    setting: ["peakTimeoutMs"],
    sense: "under",
    well: (lane, x) => {
      toThrottle(blown(lane));
      const triggered = lane.nowMs;
      return !voidsBy(lane, () => {
        drive(lane);
        while (lane.nowMs + STEP_MS <= triggered + x) look(lane);
        lane.wait(triggered + x - lane.nowMs);
      });
    },
  },
  {
    setting: ["probeDepthMm"],
    sense: "most",
    well: (lane, x) => atProbe(arrived(lane)).report.prompt?.params.depthMm === x,
  },
];

const AIR_AND_GAS: readonly Row[] = [
  {
    setting: ["airReadings"],
    sense: "least",
    well: (lane, x) => {
      inAir(arrived(lane));
      for (let i = 0; i < x; i++) look(lane, { k: "0.00", gas: "25" });
      return phaseOf(lane) === "probe";
    },
  },
  ...[1, -1].map(
    (side): Row => ({
      setting: ["airPerMMax"],
      sense: "most",
      well: (lane, x) => !voidsBy(inAir(arrived(lane)), () => look(lane, { k: k(side * x) })),
    }),
  ),
  {
    setting: ["gasRiseC"],
    sense: "least",
    well: (lane, x) => {
      look(atProbe(arrived(lane)), { gas: String(25 + x) });
      return phaseOf(lane) === "idle";
    },
  },
  {
    setting: ["oilTemperatureMinC"],
    sense: "least",
    well: (lane, x) => !voidsBy(atIdle(arrived(lane)), () => toThrottle(lane, { oil: String(x) })),
  },
  ...(["from", "to"] as const).map(
    (end): Row => ({
      setting: ["credible", "kPerM", end],
      sense: end === "from" ? "least" : "most",
      well: (lane, x) => !voidsBy(atIdle(arrived(lane)), () => look(lane, { k: k(x) })),
    }),
  ),
];

const DRIVING: readonly Row[] = [
  ...(["idleRpmMin", "idleRpmMax"] as const).map(
    (setting): Row => ({
      setting: [setting],
      sense: setting === "idleRpmMin" ? "least" : "most",
      well: (lane, x) => {
        look(atProbe(arrived(lane)), { rpm: x });
        return phaseOf(lane) === "idle";
      },
    }),
  ),
  {
    setting: ["idleMs"],
    sense: "least",
    well: (lane, x) => {
      lookUntil(atIdle(arrived(lane)), x, {});
      return phaseOf(lane) === "drive";
    },
  },
  {
    setting: ["blows"],
    sense: "least",
    well: (lane, x) => {
      atIdle(arrived(lane));
      for (let i = 0; i < x; i++) blow(lane);
      looks(lane, 10_000);
      return phaseOf(lane) === "trigger";
    },
  },
  {
    setting: ["ratedSpeedPct"],
    sense: "least",
    well: (lane, x) => {
      toThrottle(blown(lane));
      look(lane, { rpm: 40 * x });
      return stageOf(lane) === "full";
    },
  },
  {
    setting: ["riseMsMax"],
    sense: "most",
    well: (lane, x) => {
      toThrottle(blown(lane));
      look(lane, { rpm: 1200 });
      lane.wait(x - STEP_MS);
      look(lane, { rpm: 2600 });
      return isFlawless(lane);
    },
  },
  {
    setting: ["holdMs"],
    sense: "least",
    well: (lane, x) => {
      toThrottle(blown(lane));
      look(lane, { rpm: 2600 });
      lane.wait(x - STEP_MS);
      look(lane, { rpm: 1600 });
      return isFlawless(lane);
    },
  },
];

const ROWS: readonly Row[] = [
  {
    setting: ["accelerations"],
    sense: "least",
    well: (lane, x) => rowIsSteady(lane, Array<number>(x).fill(BASE_PER_M)),
  },
  {
    setting: ["accelerationsMax"],
    sense: "under",
    well: (lane, x) =>
      !voidsBy(blown(lane), () => {
        for (let i = 0; i < x; i++) accelerate(lane, i % 2 === 0 ? "0.60" : "0.90");
      }),
  },
  ...[1, -1].map(
    (side): Row => ({
      setting: ["peakDiffersPerMMax"],
      sense: "most",
      well: (lane, x) => {
        toThrottle(blown(lane));
        drive(lane, { k: k(BASE_PER_M) });
        peak(lane, k(BASE_PER_M + side * x));
        look(lane);
        return rowOf(lane).length === 1;
      },
    }),
  ),
  {
    setting: ["spreadPerMMax"],
    sense: "most",
    well: (lane, x) => rowIsSteady(lane, [BASE_PER_M, BASE_PER_M + x, BASE_PER_M]),
  },
  ...[1, -1].map(
    (side): Row => ({
      setting: ["trendPerMMax"],
      sense: "most",
      well: (lane, x) => rowIsSteady(lane, [BASE_PER_M, BASE_PER_M + side * 0.05, BASE_PER_M + side * x]),
    }),
  ),
  ...[1, -1].map(
    (side): Row => ({
      setting: ["meanDiffersPerMMax"],
      sense: "most",
      well: (lane, x) => {
        rowIsSteady(lane, [BASE_PER_M, BASE_PER_M, BASE_PER_M]);
        summary(lane, k(BASE_PER_M + side * x), k(BASE_PER_M), k(BASE_PER_M), k(BASE_PER_M));
        return isMeasured(lane);
      },
    }),
  ),
];

export const SMOKE_EDGES: readonly LaneEdge[] = [...ASKING, ...AIR_AND_GAS, ...DRIVING, ...ROWS].map(
  ({ setting, ...row }) => ({
    ...row,
    item: "free-acceleration",
    setting: ["procedure", ...setting],
    dossier: CAR,
  }),
);
