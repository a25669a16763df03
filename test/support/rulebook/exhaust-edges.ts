import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import {
  endsAfter,
  inBand,
  phaseOf,
  probing,
  type Row,
  type Settings,
  settingsOf,
  target,
  until,
} from "./exhaust-run.ts";
import type { LaneEdge } from "./lane-edges.ts";
import { voids, voidsBy } from "./lane-edges.ts";

/** Edges of the double-idle test, setting by setting. */

/** The rated speed of the demo's car. */
const RATED_RPM = 5500;

const ASKING: readonly Row[] = [
  {
    setting: ["answerTimeoutMs"],
    sense: "under",
    well: (lane, x) => {
      lane.beam("exhaust", true);
      return !voidsBy(lane, () => lane.wait(x));
    },
  },
  {
    setting: ["askAgainMs"],
    sense: "under",
    well: (lane, x) => {
      lane.beam("exhaust", true);
      lane.answer("gas-analyser", "gas.leak-test", "busy");
      const before = lane.effects.length;
      lane.wait(x);
      return lane.effects.length === before;
    },
  },
  {
    setting: ["timeLimitMs"],
    sense: "under",
    well: (lane, x) => {
      const began = lane.nowMs;
      probing(lane);
      const before = voids(lane);
      while (lane.nowMs + 1000 <= began + x) lane.gas({ rpm: 200 });
      lane.wait(began + x - lane.nowMs);
      return voids(lane) === before;
    },
  },
  {
    setting: ["silenceMs"],
    sense: "under",
    well: (lane, x) => {
      probing(lane);
      return !voidsBy(lane, () => lane.wait(x));
    },
  },
  {
    setting: ["probeDepthMm"],
    sense: "most",
    well: (lane, x) => {
      probing(lane);
      return lane.report.prompt?.params.depthMm === x;
    },
  },
  {
    setting: ["carbonMinPct"],
    sense: "least",
    well: (lane, x) => {
      probing(lane);
      lane.gas({ rpm: 800, co: "0", co2: String(x) });
      return phaseOf(lane) !== "probe";
    },
  },
  {
    setting: ["oilTemperatureMinC"],
    sense: "least",
    well: (lane, x) => {
      const before = voids(lane);
      until(lane, "high-hold", { oil: String(x) });
      return voids(lane) === before;
    },
  },
  {
    setting: ["dilutionMsMax"],
    sense: "under",
    well: (lane, x) => {
      until(lane, "conditioning");
      lane.gas({ rpm: target(lane), co: "0", co2: "0" });
      lane.wait(x - 1000);
      return !voidsBy(lane, () => lane.gas({ rpm: target(lane), co: "0", co2: "0" }));
    },
  },
];

/** Both ends of a band around what is asked for. */
function around(
  setting: Row["setting"],
  phase: string,
  middle: (settings: Settings) => number,
  changes: Row["changes"],
): Row[] {
  return [1, -1].map((side) => ({
    setting,
    sense: "most",
    ...(changes === undefined ? {} : { changes }),
    well: (lane, x, settings) => inBand(lane, phase, middle(settings) + side * x),
  }));
}

const LIGHT = () => ({ grossMassKg: 1800, curbMassKg: 1400 });
const HEAVY = () => ({ grossMassKg: 9000, curbMassKg: 7000 });

function highIdle(row: number, changes: () => Partial<Dossier>): Row[] {
  return [
    {
      setting: ["highIdle", row, "targetRpm"],
      sense: "most",
      changes,
      well: (lane, x) => {
        until(lane, "high-hold");
        return target(lane) === x;
      },
    },
    ...around(
      ["highIdle", row, "toleranceRpm"],
      "high-hold",
      (settings) => settings.highIdle[row]?.targetRpm ?? 0,
      changes,
    ),
  ];
}

const SPEEDS: readonly Row[] = [
  {
    setting: ["conditioning", "ratedSpeedPct"],
    sense: "most",
    well: (lane, x) => {
      until(lane, "conditioning");
      return target(lane) === Math.round((RATED_RPM * x) / 100);
    },
  },
  ...around(
    ["conditioning", "toleranceRpm"],
    "conditioning",
    ({ conditioning }) => Math.round((RATED_RPM * conditioning.ratedSpeedPct) / 100),
    undefined,
  ),
  ...highIdle(0, LIGHT),
  ...highIdle(1, HEAVY),
  {
    setting: ["highIdle", 0, "when", "atMost"],
    sense: "most",
    changes: (x) => ({ grossMassKg: x }),
    well: (lane, _, settings) => {
      until(lane, "high-hold");
      return target(lane) === settings.highIdle[0]?.targetRpm;
    },
  },
  { setting: ["idleRpmMin"], sense: "least", well: (lane, x) => inBand(lane, "idle-hold", x) },
  { setting: ["idleRpmMax"], sense: "most", well: (lane, x) => inBand(lane, "idle-hold", x) },
];

const HOLDS: readonly Row[] = [
  {
    setting: ["conditioning", "holdMs"],
    sense: "least",
    well: (lane, x) => endsAfter(lane, "conditioning", x),
  },
  { setting: ["holdMs"], sense: "least", well: (lane, x) => endsAfter(lane, "high-hold", x) },
  { setting: ["holdMs"], sense: "least", well: (lane, x) => endsAfter(lane, "idle-hold", x) },
  { setting: ["meanMs"], sense: "least", well: (lane, x) => endsAfter(lane, "high-mean", x) },
  {
    setting: ["meanSamplesMin"],
    sense: "least",
    // So many samples, evenly spread, of which only the last one ends the mean; the first had ended the hold.
    well: (lane, x, settings) => {
      until(lane, "high-mean");
      const stepMs = Math.ceil(settings.meanMs / (x - 1));
      return !voidsBy(lane, () => {
        for (let i = 1; i < x; i++) {
          lane.wait(stepMs - 1000);
          lane.gas({ rpm: target(lane) });
        }
      });
    },
  },
];

const CREDIBLE = (
  [
    ["coPct", "co"],
    ["hcPpm", "hc"],
    ["lambda", "lambda"],
  ] as const
).flatMap(([name, key]): Row[] =>
  (["from", "to"] as const).map((end) => ({
    setting: ["credible", name, end],
    sense: end === "from" ? "least" : "most",
    well: (lane, x) => {
      until(lane, "high-mean");
      return !voidsBy(lane, () => lane.gas({ rpm: target(lane), [key]: String(x) }));
    },
  })),
);

export const EXHAUST_EDGES: readonly LaneEdge[] = [...ASKING, ...SPEEDS, ...HOLDS, ...CREDIBLE].map(
  ({ setting, well, ...row }) => ({
    ...row,
    item: "double-idle",
    setting: ["procedure", ...setting],
    well: (lane, x, item) => well(lane, x, settingsOf(item)),
  }),
);
