import type { BenchSetting } from "../src/scenario/lane-instruments.ts";
import type { LanePlace } from "../src/scenario/lane-operator.ts";
import type { LaneRole, LaneScenario } from "../src/scenario/lane-scenario.ts";
import { BrakePlcModel } from "./instruments/brake-plc-model.ts";
import { Flb100 } from "./instruments/flb-100.ts";
import { JxSideSlip } from "./instruments/jx-side-slip.ts";
import { Jxfz } from "./instruments/jxfz.ts";
import { MettlerToledo } from "./instruments/mettler-toledo.ts";
import { Nha506 } from "./instruments/nha-506.ts";
import { Nhd6109 } from "./instruments/nhd-6109.ts";
import { Xk3190A9 } from "./instruments/xk3190-a9.ts";
import type { SeededRandom } from "./kit/seeded-random.ts";
import { PlcDefects } from "./opcua/plc-defects.ts";
import type { SimDevice } from "./sim-device.ts";
import { BrakeBenchPhysics } from "./world/brake-bench-physics.ts";
import type { LaneWorld } from "./world/lane-world.ts";

export const PLACE_OF_ROLE: Readonly<Record<LaneRole, LanePlace>> = {
  "axle-scale": "scale",
  "brake-bench": "bench",
  "headlamp-tester": "headlamp",
  "gas-analyser": "exhaust",
  opacimeter: "exhaust",
  "side-slip-tester": "slip",
};

export interface LaneInstrumentsOptions {
  readonly settings: LaneScenario["instruments"];
  /** The part of the lane that an instrument looks at. */
  readonly worldOf: (role: LaneRole) => LaneWorld;
  /** Noise of an instrument; of the brake bench, that of its load cells. */
  readonly random: (role: LaneRole) => SeededRandom;
}

/** The instruments of a lane as they were set up; the PLC is the same bench as the serial one. */
export function createLaneInstruments({ settings, worldOf, random }: LaneInstrumentsOptions): {
  readonly devices: Record<LaneRole, SimDevice>;
  readonly brakePlc: BrakePlcModel;
  /** Of the server in front of it. */
  readonly plcDefects: PlcDefects;
  readonly brakePhysics: BrakeBenchPhysics;
} {
  const looking = (role: LaneRole) => ({ world: worldOf(role), random: random(role) });
  const physics = new BrakeBenchPhysics(worldOf("brake-bench"), random("brake-bench"));
  return {
    brakePhysics: physics,
    devices: {
      "axle-scale": scaleOf(settings["axle-scale"], looking("axle-scale")),
      "brake-bench": new Jxfz({ physics, ...settings["brake-bench"] }),
      "headlamp-tester": new Nhd6109({ ...looking("headlamp-tester"), ...settings["headlamp-tester"] }),
      "gas-analyser": new Nha506({ ...looking("gas-analyser"), ...settings["gas-analyser"] }),
      opacimeter: new Flb100({ ...looking("opacimeter"), ...settings.opacimeter }),
      "side-slip-tester": new JxSideSlip({ ...looking("side-slip-tester"), ...settings["side-slip-tester"] }),
    },
    brakePlc: new BrakePlcModel({ physics, ...settings["brake-bench"] }),
    plcDefects: plcDefectsOf(settings["brake-bench"]),
  };
}

function plcDefectsOf({ plc }: BenchSetting): PlcDefects {
  const defects = new PlcDefects();
  defects.setSkew("Bench.RightForceN", plc.skewMs);
  defects.untimed = plc.times === "none";
  return defects;
}

type ScaleSetting = LaneScenario["instruments"]["axle-scale"];
type Looking = { readonly world: LaneWorld; readonly random: SeededRandom };

/** A model that a scenario may name and that nobody stands for does not compile. */
const SCALES: Readonly<
  Record<ScaleSetting["model"], (setting: Looking & Omit<ScaleSetting, "model">) => SimDevice>
> = {
  "mettler-toledo": (setting) => new MettlerToledo(setting),
  "xk3190-a9": (setting) => new Xk3190A9(setting),
};

function scaleOf({ model, ...set }: ScaleSetting, looking: Looking): SimDevice {
  return SCALES[model]({ ...looking, ...set });
}

export function forEachRole<T>(make: (role: LaneRole) => T): Record<LaneRole, T> {
  return {
    "axle-scale": make("axle-scale"),
    "brake-bench": make("brake-bench"),
    "headlamp-tester": make("headlamp-tester"),
    "gas-analyser": make("gas-analyser"),
    opacimeter: make("opacimeter"),
    "side-slip-tester": make("side-slip-tester"),
  };
}
