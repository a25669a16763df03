import type { ScenarioProblem } from "../../simulators/course-simulation.ts";
import { PLACE_OF_ROLE } from "../../simulators/lane-instruments.ts";
import type { DeviceFault } from "../scenario/device-faults.ts";
import { FIRST_SCALE } from "../scenario/lane-instruments.ts";
import type { OperatorQuirks } from "../scenario/lane-operator.ts";
import { LANE_ROLES, type LaneRole, type LaneScenario } from "../scenario/lane-scenario.ts";
import type { VehicleSpec } from "../scenario/lane-vehicle.ts";
import type { Given } from "./given.ts";

/** What stands in the lane that a vehicle comes to. */
export interface LaneAround {
  readonly bench: "serial" | "plc";
  /** Null: all of them, in one position. */
  readonly places: readonly string[] | null;
}

/** What a vehicle, its driver or a fault is said to have, and nothing would come of. */
export function vehicleProblems(
  world: Omit<LaneScenario, "instruments">,
  given: Given,
  around: LaneAround,
): ScenarioProblem[] {
  return [
    ...axleProblems(world.vehicle, given.at("vehicle")),
    ...(around.places === null
      ? given
          .at("vehicle", "longVehicle")
          .refused(
            "a vehicle alone in its lane reaches into nobody's position; it matters in a scenario of kind station",
          )
      : []),
    ...operatorProblems(world.operator, given.at("operator"), around),
    ...faultProblems(world.deviceFaults, given.at("deviceFaults")),
    ...world.deviceFaults.flatMap(({ device }, i) => {
      const at = given.at("deviceFaults", i, "device");
      if (device === "brake-bench" && around.bench === "plc")
        return [
          at.problem(
            "the bench behind a PLC has no line that could be spoilt; see instruments.brake-bench.plc",
          ),
        ];
      return isThere(device as LaneRole, around) ? [] : [at.problem(`this lane has no ${device}`)];
    }),
  ];
}

function isThere(role: LaneRole, { places }: LaneAround): boolean {
  return places === null || places.includes(PLACE_OF_ROLE[role]);
}

function axleProblems(vehicle: VehicleSpec, given: Given): ScenarioProblem[] {
  const count = vehicle.axleLoadsKg.length;
  const tooMany = `the vehicle has ${count} axle${count === 1 ? "" : "s"}, by axleLoadsKg`;
  const beyond = (axles: readonly number[], at: Given): ScenarioProblem[] =>
    axles.flatMap((axle, i) => (axle > count ? [at.at(i).problem(tooMany)] : []));
  const extra = (name: "brakeRatios" | "sideSlipMPerKm"): ScenarioProblem[] =>
    (vehicle[name]?.length ?? 0) > count && given.at(name).isThere ? [given.at(name).problem(tooMany)] : [];
  return [
    ...extra("brakeRatios"),
    ...extra("sideSlipMPerKm"),
    ...beyond(vehicle.singleWheels, given.at("singleWheels")),
    ...beyond(vehicle.parkingBrake.axles ?? [], given.at("parkingBrake", "axles")),
    ...vehicle.bogies.flatMap(({ axles }, i) => beyond(axles, given.at("bogies", i, "axles"))),
    ...vehicle.brakes.flatMap(({ axle, brakeFactor, dragN, lagMs }, i) => {
      const at = given.at("brakes", i);
      if (axle > count) return [at.at("axle").problem(tooMany)];
      return brakeFactor === 1 && dragN === 0 && lagMs === 0
        ? [at.problem("nothing is wrong with this brake; give brakeFactor, dragN or lagMs")]
        : [];
    }),
  ];
}

function operatorProblems(quirks: OperatorQuirks, given: Given, { places }: LaneAround): ScenarioProblem[] {
  const early = quirks.drivesOffEarly;
  const nowhere = early !== undefined && places !== null && !places.includes(early.place);
  return [
    ...(nowhere ? [given.at("drivesOffEarly", "place").problem(`this lane has no ${early.place}`)] : []),
    ...quirks.confuses.flatMap(({ asked, does }, i) => {
      const at = given.at("confuses", i);
      if (asked === does) return [at.at("does").problem("that is what was asked")];
      return quirks.ignores.includes(asked)
        ? [at.at("asked").problem(`${asked} stands in ignores too, and is never done`)]
        : [];
    }),
  ];
}

const OF_BYTES: ReadonlySet<string> = new Set(["drop", "delay", "corrupt", "truncate", "duplicate", "noise"]);

/** Settings of a fault that are of another kind of fault. */
export function faultProblems(faults: readonly DeviceFault[], given: Given): ScenarioProblem[] {
  return faults.flatMap(({ kind, rate }, i) => {
    const at = given.at(i);
    return [
      ...(kind === "delay" ? [] : at.at("delayMs").refused(`only a delay has it, and this is ${kind}`)),
      ...(kind === "drift" ? [] : at.at("perMinute").refused(`only a drift has it, and this is ${kind}`)),
      ...(OF_BYTES.has(kind)
        ? []
        : at.at("direction").refused(`only what spoils bytes has it, and this is ${kind}`)),
      ...(kind === "reset" && rate === undefined
        ? at.at("forMs").refused("a reset is over at once; with a rate it comes again for so long")
        : []),
    ];
  });
}

/** What the second scale has not. */
const OF_FIRST_SCALE = [
  "line",
  "tare",
  "netKg",
  "startByte",
  "fixedBits",
  "powerUpBit",
  "expanded",
  "capacityKg",
];

/** Instruments as they were set up, where that comes to nothing. */
export function instrumentProblems(
  instruments: LaneScenario["instruments"],
  given: Given,
  around: LaneAround,
): ScenarioProblem[] {
  const bench = given.at("brake-bench");
  const scale = instruments["axle-scale"].model;
  return [
    ...LANE_ROLES.flatMap((role) =>
      isThere(role, around) ? [] : given.at(role).refused(`this lane has no ${role}`),
    ),
    ...(scale === FIRST_SCALE
      ? []
      : given.at("axle-scale").none(OF_FIRST_SCALE, `the model ${scale} has no such setting`)),
    ...(around.bench === "plc" ? [] : bench.at("plc").refused("the bench is serial; say bench: plc")),
    ...(around.bench === "serial"
      ? []
      : bench.none(["sentTimes", "liftRisesAfterMs"], "the bench behind a PLC has no such setting")),
  ];
}
