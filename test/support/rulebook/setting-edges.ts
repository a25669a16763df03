import type { ItemRule } from "../../../src/core/inspection/rulebook.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { DeviceRole } from "../../../src/core/trade/words/roles.ts";
import type { HandLane } from "../../core/inspection/lane-fixture.ts";
import type { LaneEdge } from "./lane-edges.ts";
import { isMeasured, voidsBy } from "./lane-edges.ts";

/** Edges of what every item has, of the scale, the side-slip plate, the headlamp tester and the brake bench. */
const TRUCK = "demo-h3";

function faulted(lane: HandLane, role: DeviceRole, code: "disconnected" | "silent", raised: boolean): void {
  const fault = { device: asId<"device">(`${role}-1`), code, raised, atMs: lane.nowMs, detail: null };
  lane.feed({ kind: "fault", role, fault });
}

const ROLES: Readonly<Record<string, DeviceRole>> = {
  "side-slip": "side-slip-tester",
  weighing: "axle-scale",
  "service-brake": "brake-bench",
  "parking-brake": "brake-bench",
  headlamps: "headlamp-tester",
  "double-idle": "gas-analyser",
  "free-acceleration": "opacimeter",
};

/** Items that the demo's petrol car does not get. */
const DOSSIERS: Readonly<Record<string, string>> = {
  "side-slip": TRUCK,
  "free-acceleration": "demo-k3-diesel",
};

/** Repeats, their pause, and how long a fault is waited for: the same for all. */
function common(item: string): LaneEdge[] {
  const role = ROLES[item] ?? "axle-scale";
  const dossier = DOSSIERS[item] === undefined ? {} : { dossier: DOSSIERS[item] };
  const stop = (lane: HandLane) => {
    lane.command({ name: "stop-item", reason: "other", note: "x" });
    if (lane.state.current?.waits === "person") lane.command({ name: "go-on" });
  };
  return [
    {
      item,
      setting: ["repeatsAfterVoid"],
      sense: "most",
      ...dossier,
      // Run once and `x` times again: the item is still the one that is on.
      well: (lane, x) => {
        const code = lane.report.currentItem;
        for (let i = 0; i < x; i++) stop(lane);
        return lane.report.currentItem === code;
      },
    },
    {
      item,
      setting: ["repeatsAfterRestart"],
      sense: "most",
      ...dossier,
      well: (lane, x) => {
        for (let i = 0; i < x; i++) lane.feed({ kind: "resumed", atMs: lane.nowMs });
        return lane.state.current?.waits !== "person";
      },
    },
    {
      item,
      setting: ["repeatPauseMs"],
      sense: "under",
      ...dossier,
      well: (lane, x) => {
        stop(lane);
        lane.wait(x);
        return lane.state.current?.stage === "clearing";
      },
    },
    {
      item,
      setting: ["faultPatienceMs"],
      sense: "under",
      ...dossier,
      well: (lane, x, rule) => {
        faulted(lane, role, "disconnected", true);
        // A run that was on is void, and the repeat waits its pause first.
        if (lane.state.current?.waits === null) lane.wait(rule.repeatPauseMs);
        return !voidsBy(lane, () => lane.wait(x));
      },
    },
    {
      item,
      setting: ["linePatienceMs"],
      sense: "under",
      ...dossier,
      well: (lane, x, rule) => {
        faulted(lane, role, "silent", true);
        // A plate that is already armed is void by the fault itself.
        if (lane.state.current?.stage !== "clearing") stop(lane);
        lane.wait(rule.repeatPauseMs);
        lane.wait(x);
        return lane.state.current?.stage === "clearing";
      },
    },
  ];
}

const stable = (lane: HandLane, loadKg: string) =>
  lane.observe("axle-scale", { kind: "axle-load", loadKg, stable: true });

const scale: LaneEdge[] = [
  {
    item: "weighing",
    setting: ["procedure", "stableReadings"],
    sense: "least",
    well: (lane, x) => {
      lane.beam("scale", true);
      for (let i = 0; i < x; i++) stable(lane, "820");
      return isMeasured(lane);
    },
  },
  {
    item: "weighing",
    setting: ["procedure", "minimumLoadKg"],
    sense: "least",
    well: (lane, x, { procedure }) => {
      lane.beam("scale", true);
      const count = procedure.kind === "weighing" ? procedure.stableReadings : 0;
      for (let i = 0; i < count; i++) stable(lane, String(x));
      return isMeasured(lane);
    },
  },
  {
    item: "weighing",
    setting: ["procedure", "timeLimitMs"],
    sense: "under",
    well: (lane, x) => {
      lane.beam("scale", true);
      return !voidsBy(lane, () => lane.wait(x));
    },
  },
];

/** Readings of 500 kg or 10 t, the last of them this load. */
function weighedWith(lane: HandLane, item: ItemRule, loadKg: string, lastKg: string): boolean {
  lane.beam("scale", true);
  const count = item.procedure.kind === "weighing" ? item.procedure.stableReadings : 0;
  for (let i = 1; i < count; i++) stable(lane, loadKg);
  stable(lane, lastKg);
  return isMeasured(lane);
}

const agreement: LaneEdge[] = [
  {
    item: "weighing",
    setting: ["procedure", "agreeWithinKg"],
    sense: "most",
    well: (lane, x, item) => weighedWith(lane, item, "500", String(500 + x)),
  },
  {
    item: "weighing",
    setting: ["procedure", "agreeWithinPct"],
    sense: "most",
    well: (lane, x, item) => weighedWith(lane, item, "10000", (10_000 / (1 - x / 100)).toFixed(2)),
  },
];

const slip = (lane: HandLane, slipMPerKm: string) =>
  lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm });

const plate: LaneEdge[] = [
  {
    item: "side-slip",
    setting: ["procedure", "timeLimitMs"],
    sense: "under",
    dossier: TRUCK,
    well: (lane, x) => {
      lane.beam("slip", true);
      return !voidsBy(lane, () => lane.wait(x));
    },
  },
  {
    item: "side-slip",
    setting: ["procedure", "settleMs"],
    sense: "under",
    dossier: TRUCK,
    well: (lane, x) => {
      lane.beam("slip", true);
      for (let i = 0; i < 9; i++) slip(lane, "1.0");
      lane.beam("slip", false);
      lane.wait(x);
      return !isMeasured(lane);
    },
  },
  {
    item: "side-slip",
    setting: ["procedure", "lastReadingMsMax"],
    sense: "most",
    dossier: TRUCK,
    well: (lane, x) => {
      lane.beam("slip", true);
      for (let i = 0; i < 9; i++) slip(lane, "1.0");
      lane.wait(x);
      lane.beam("slip", false);
      lane.wait(1000);
      return isMeasured(lane);
    },
  },
  {
    item: "side-slip",
    setting: ["procedure", "axle"],
    sense: "most",
    dossier: TRUCK,
    well: (lane, x) => lane.report.prompt?.params.axle === x,
  },
];

/** A crossing with these readings, ten milliseconds apart. */
function crossed(lane: HandLane, readings: readonly string[]): string | null {
  lane.beam("slip", true);
  for (const reading of readings) {
    lane.wait(10);
    slip(lane, reading);
  }
  lane.beam("slip", false);
  lane.wait(1000);
  const last = lane.events.findLast((event) => event.type === "item-measured");
  const result = last?.type === "item-measured" ? last.result : null;
  return result?.kind === "measured" ? (result.measurement.facts["slip.mPerKm"] ?? null) : null;
}

const crossing: LaneEdge[] = [
  {
    item: "side-slip",
    setting: ["procedure", "apartMPerKm"],
    sense: "most",
    dossier: TRUCK,
    well: (lane, x) => {
      const one = (1 + x).toFixed(1);
      return crossed(lane, [...Array(9).fill("1.0"), one, ...Array(9).fill("1.0")]) === one;
    },
  },
  {
    item: "side-slip",
    setting: ["procedure", "leftOutPctMax"],
    sense: "most",
    dossier: TRUCK,
    well: (lane, x) => {
      const readings = Array.from({ length: 102 }, (_, i) => (i % 4 === 1 && i < 4 * x ? "9.0" : "1.0"));
      return crossed(lane, readings) === "1.0";
    },
  },
  {
    item: "side-slip",
    setting: ["procedure", "readingsMin"],
    sense: "least",
    dossier: TRUCK,
    well: (lane, x) => crossed(lane, Array(x + 2).fill("1.0")) === "1.0",
  },
];

const lamps: LaneEdge[] = [
  {
    item: "headlamps",
    setting: ["procedure", "readingsAgree"],
    sense: "least",
    well: (lane, x, { procedure }) => {
      lane.beam("headlamp", true);
      if (procedure.kind === "headlamps") lane.wait(procedure.leadMs);
      for (let i = 0; i < x; i++)
        for (const side of ["left", "right"] as const) lane.headlampOnce(side, "main", "20000");
      return isMeasured(lane);
    },
  },
  {
    item: "headlamps",
    setting: ["procedure", "leadMs"],
    sense: "under",
    well: (lane, x) => {
      lane.beam("headlamp", true);
      const before = lane.effects.length;
      lane.wait(x);
      return !lane.effects.slice(before).some((effect) => effect.kind === "instrument");
    },
  },
  {
    item: "headlamps",
    setting: ["procedure", "timeLimitMs"],
    sense: "under",
    well: (lane, x, { procedure }) => {
      lane.beam("headlamp", true);
      if (procedure.kind === "headlamps") lane.wait(procedure.leadMs);
      return !voidsBy(lane, () => lane.wait(x));
    },
  },
];

export const SETTING_EDGES: readonly LaneEdge[] = [
  ...Object.keys(ROLES).flatMap(common),
  ...scale,
  ...agreement,
  ...plate,
  ...crossing,
  ...lamps,
];
