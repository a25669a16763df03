import type { HandLane } from "../../core/inspection/lane-fixture.ts";
import { braking, type Settings, settingsOf } from "./bench-edges.ts";
import { type LaneEdge, voidsBy } from "./lane-edges.ts";

/** Edges of what makes a braking curve evidence, and of where its build-up ends. */
type Curve = (lane: HandLane, x: number, settings: Settings) => boolean;

const END = { off: true } as const;

function ended(lane: HandLane): boolean {
  return !voidsBy(lane, () => lane.bench("ended", END));
}

function measured(lane: HandLane) {
  ended(lane);
  const last = lane.events.findLast((event) => event.type === "item-measured");
  const result = last?.type === "item-measured" ? last.result : null;
  return result?.kind === "measured" ? result.measurement : null;
}

const greatestLeft = (lane: HandLane): string | undefined => {
  const facts = measured(lane)?.facts;
  return facts?.["brake.maxLeftN"] ?? facts?.["parking.maxLeftN"];
};

/** Pressed: from nothing to this force in a tenth of a second. */
function pressed(lane: HandLane, settings: Settings, force: number, right = force): void {
  braking(lane, settings);
  for (let i = 0; i <= 9; i++) lane.force(String((force * i) / 10), String((right * i) / 10));
}

function hold(lane: HandLane, count: number, left: number, right = left): void {
  for (let i = 0; i < count; i++) lane.force(String(left), String(right));
}

/** Held at 1000 N, one sample of the left side at this force. */
function oneAt(lane: HandLane, settings: Settings, left: number): boolean {
  pressed(lane, settings, 1000);
  hold(lane, 60, 1000);
  lane.force(String(left), "1000");
  hold(lane, 40, 1000);
  return greatestLeft(lane) === String(left);
}

/** The bench's own maxima behind a run to 10 000 N: the left one is told as this. */
function told(lane: HandLane, settings: Settings, ours: number, maxLeftN: string): boolean {
  pressed(lane, settings, ours);
  hold(lane, 60, ours);
  lane.bench("ended", END);
  const zero = { dragLeftN: "0", dragRightN: "0", differenceLeftN: "0", differenceRightN: "0" };
  return !voidsBy(lane, () =>
    lane.observe("brake-bench", {
      kind: "brake-bench-summary",
      ...zero,
      maxLeftN,
      maxRightN: String(ours),
    }),
  );
}

const EDGES: readonly [setting: readonly string[], sense: LaneEdge["sense"], well: Curve][] = [
  [
    ["sampleHoleMsMax"],
    "most",
    (lane, x, settings) => {
      pressed(lane, settings, 1000);
      hold(lane, 100, 1000);
      // One sample behind the hole, and the run ends: nothing comes late to fill it.
      lane.nowMs += x;
      hold(lane, 1, 1000);
      return ended(lane);
    },
  ],
  [
    ["repeatsSharePctMax"],
    "most",
    // A hundred steps between a tenth and nine tenths of 10 000 N, `x` of them of nothing.
    (lane, x, settings) => {
      braking(lane, settings);
      hold(lane, 20, 900);
      let force = 1100;
      hold(lane, 1, force);
      const step = 8000 / (100 - x);
      for (let i = 0; i < 100; i++) {
        if (i % 2 === 1 || i >= 2 * x) force += step;
        lane.force(force.toFixed(3), force.toFixed(3));
      }
      for (let i = 1; i <= 6; i++) lane.force(String(9100 + 150 * i), String(9100 + 150 * i));
      hold(lane, 110, 10_000);
      return ended(lane);
    },
  ],
  [["spikes", "apartN"], "most", (lane, x, s) => oneAt(lane, s, 1000 + 10 * s.spikes.apartPct + x)],
  [["spikes", "apartPct"], "most", (lane, x, s) => oneAt(lane, s, 1000 + 10 * x + Number(s.spikes.apartN))],
  [
    ["spikes", "riseMsMin"],
    "least",
    // From nothing to all of 3000 N, and what samples may be apart beside that, within `x`.
    (lane, x, settings) => {
      braking(lane, settings);
      hold(lane, 60, 0);
      const force = 3000 + Number(settings.spikes.apartN) + 30 * settings.spikes.apartPct;
      lane.nowMs += x - 10;
      hold(lane, 1, force);
      hold(lane, 110, 3000);
      return greatestLeft(lane) === String(force);
    },
  ],
  [
    ["spikes", "lastsMsMax"],
    "most",
    // A fall of four samples that is over after `x`: they are left out, or it is a fall and what follows rises too fast.
    (lane, x, settings) => {
      pressed(lane, settings, 3000);
      hold(lane, 150, 3000);
      hold(lane, 4, 0, 3000);
      lane.nowMs += x - 40;
      hold(lane, 60, 3000);
      return measured(lane)?.notes.samplesLeftOut === "4";
    },
  ],
  [
    ["spikes", "leftOutPctMax"],
    "most",
    (lane, x, settings) => {
      braking(lane, settings);
      lane.force("0", "0");
      for (let i = 1; i <= 9; i++) lane.force(String(100 * i), String(100 * i));
      for (let i = 0; i < 90; i++)
        lane.force(i >= 20 && i < 20 + 5 * x && i % 5 === 0 ? "9000" : "1000", "1000");
      return ended(lane);
    },
  ],
  [
    ["releasePct"],
    "least",
    // The right side has its greatest force last, when both together are at `x` percent of 2000 N.
    (lane, x, settings) => {
      braking(lane, settings);
      hold(lane, 60, 1000);
      hold(lane, 8, 20 * x - 1001, 1001);
      return measured(lane)?.notes.windowSamples === "0..60";
    },
  ],
  [
    ["collapsePct"],
    "least",
    (lane, x, settings) => {
      braking(lane, settings);
      hold(lane, 60, 1000);
      hold(lane, 10, 10 * x, 1010);
      return ended(lane);
    },
  ],
  [["summary", "withinN"], "most", (lane, x, s) => told(lane, s, 1000, String(1000 + x))],
  [
    ["summary", "withinPct"],
    "most",
    (lane, x, s) => told(lane, s, 10_000, (Math.floor((10_000 / (1 - x / 100)) * 100) / 100).toFixed(2)),
  ],
  [
    ["summary", "waitMs"],
    "under",
    (lane, x, settings) => {
      pressed(lane, settings, 1000);
      hold(lane, 60, 1000);
      lane.bench("ended", END);
      return !voidsBy(lane, () => lane.wait(x));
    },
  ],
];

export const CURVE_EDGES: readonly LaneEdge[] = (["service-brake", "parking-brake"] as const).flatMap(
  (item) =>
    EDGES.map(
      ([setting, sense, well]): LaneEdge => ({
        item,
        setting: ["procedure", ...setting],
        sense,
        summary: setting[0] === "summary",
        well: (lane, x, rule) => well(lane, x, settingsOf(rule)),
      }),
    ),
);
