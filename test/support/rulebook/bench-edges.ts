import type { SettingsOf } from "../../../src/core/inspection/procedure-settings.ts";
import type { ItemRule } from "../../../src/core/inspection/rulebook.ts";
import type { InstrumentCommand } from "../../../src/core/trade/words/commands.ts";
import { type HandLane, SAMPLE_RATE_HZ } from "../../core/inspection/lane-fixture.ts";
import type { LaneEdge } from "./lane-edges.ts";
import { voidsBy } from "./lane-edges.ts";

/** Edges of a run on the brake rollers, the service and the parking brake alike. */
export type Settings = SettingsOf<"service-brake" | "parking-brake">;
type Bench = (lane: HandLane, x: number, settings: Settings) => boolean;

export function settingsOf(item: ItemRule): Settings {
  const { procedure } = item;
  if (procedure.kind !== "service-brake" && procedure.kind !== "parking-brake") throw new Error("no bench");
  return procedure;
}

function arrived(lane: HandLane): void {
  lane.beam("bench", true);
}

function started(lane: HandLane, { restMs }: Settings): void {
  arrived(lane);
  lane.wait(restMs);
}

export function braking(lane: HandLane, settings: Settings): void {
  started(lane, settings);
  lane.bench("none");
  lane.bench("brake");
}

/** Samples at the bench's rate, rising; `forces` by index. */
function sampled(
  lane: HandLane,
  count: number,
  forces: (i: number) => readonly [string, string] = rising,
): void {
  for (let i = 1; i <= count; i++) lane.force(...forces(i));
}

const rising = (i: number): readonly [string, string] => [String(10 * i), String(10 * i)];
const commanded = (lane: HandLane, name: InstrumentCommand["name"]): number =>
  lane.effects.filter((effect) => effect.kind === "instrument" && effect.command.name === name).length;

/** The samples' own instants, so that a run of so many expected has exactly `count`. */
function spread(lane: HandLane, count: number, overMs: number): void {
  const begin = lane.nowMs;
  for (let i = 0; i < count; i++) {
    lane.nowMs = begin + Math.round((i * overMs) / (count - 1));
    const force = String(Math.min(10 * i, 300));
    lane.observe("brake-bench", { kind: "brake-force", leftN: force, rightN: force });
  }
}

function windowEndOf(lane: HandLane): string {
  const last = lane.events.findLast((event) => event.type === "item-measured");
  const result = last?.type === "item-measured" ? last.result : null;
  return result?.kind === "measured" ? (result.measurement.notes.windowEnd ?? "") : "";
}

/** A run in which the left side comes to `left` and the right one to `right`. */
function weakSide(lane: HandLane, settings: Settings, left: number, right: number): string {
  braking(lane, settings);
  sampled(lane, 60, (i) => [String((left * i) / 60), String((right * i) / 60)]);
  lane.bench("ended", { off: true });
  return windowEndOf(lane);
}

const EDGES: readonly [setting: keyof Settings, sense: LaneEdge["sense"], well: Bench][] = [
  [
    "restMs",
    "under",
    (lane, x) => {
      arrived(lane);
      const before = commanded(lane, "brake.start");
      lane.wait(x);
      return commanded(lane, "brake.start") === before;
    },
  ],
  [
    "startTimeoutMs",
    "under",
    (lane, x, settings) => {
      started(lane, settings);
      return !voidsBy(lane, () => lane.wait(x));
    },
  ],
  [
    "noticeTimeoutMs",
    "under",
    (lane, x, settings) => {
      started(lane, settings);
      lane.bench("none");
      return !voidsBy(lane, () => lane.wait(x));
    },
  ],
  [
    "timeLimitMs",
    "under",
    (lane, x, settings) => {
      braking(lane, settings);
      const before = lane.nowMs;
      sampled(lane, 60);
      lane.wait(before + x - lane.nowMs);
      return lane.state.current?.stage === "measuring";
    },
  ],
  [
    "afterLockMs",
    "under",
    (lane, x, settings) => {
      braking(lane, settings);
      sampled(lane, 60);
      lane.bench("none", { locked: true });
      lane.wait(x);
      return lane.state.current?.stage === "measuring";
    },
  ],
  [
    "sampleGapMsMax",
    "most",
    (lane, x, settings) => {
      braking(lane, settings);
      lane.force("10", "10");
      lane.nowMs += x - 10;
      return !voidsBy(lane, () => lane.force("20", "20"));
    },
  ],
  [
    "samplesMin",
    "least",
    (lane, x, settings) => {
      braking(lane, settings);
      sampled(lane, x);
      return !voidsBy(lane, () => lane.bench("ended", { off: true }));
    },
  ],
  [
    "samplesSharePctMin",
    "least",
    // Two seconds at the rate of the written rulebook: each percent of it is so many samples.
    (lane, x, settings) => {
      braking(lane, settings);
      spread(lane, (x * SAMPLE_RATE_HZ * 2) / 100, 2000);
      return !voidsBy(lane, () => lane.bench("ended", { off: true }));
    },
  ],
  ["blockThresholdN", "most", (lane, x, settings) => weakSide(lane, settings, x, 6000) === "blocked-side"],
  [
    "blockShare",
    "under",
    (lane, x, settings) =>
      weakSide(lane, settings, x * Number(settings.blockThresholdN), Number(settings.blockThresholdN)) ===
      "blocked-side",
  ],
];

export const BENCH_EDGES: readonly LaneEdge[] = (["service-brake", "parking-brake"] as const).flatMap(
  (item) =>
    EDGES.map(
      ([setting, sense, well]): LaneEdge => ({
        item,
        setting: ["procedure", setting],
        sense,
        well: (lane, x, rule) => well(lane, x, settingsOf(rule)),
      }),
    ),
);
