import { LANE_ROLES, type LaneRole, type LaneScenarioPart } from "../../src/scenario/lane-scenario.ts";
import type { NoiseSubject } from "./inspection-subjects.ts";

/**
 * Other vehicles than small cars, lanes that are not in order, and people who do not do as told: sound vehicles that must not
 * fail and faulty ones that must not pass, whatever else comes of them. `--only truck`, `--only bench`, `--only scale`, `--only driver`.
 */
type Vehicle = LaneScenarioPart["vehicle"];
type Instruments = NonNullable<LaneScenarioPart["instruments"]>;
const BENCH: readonly LaneRole[] = ["brake-bench"];
const BENCH_AND_SCALE: readonly LaneRole[] = ["brake-bench", "axle-scale"];
const dossier = (name: string) => ({ dossier: `test/scenarios/dossiers/${name}.yaml` });
const diesel = { idleRpm: 620, maxRpm: 2700, diesel: {} };
const unlit = { lamps: { left: null, right: null }, engine: null };

const TRUCK = {
  axleLoadsKg: [4650, 2500, 2550],
  brakeRatios: [0.9, 0.85, 0.85],
  bogies: [{ axles: [2, 3], relief: 0.12 }],
  parkingBrake: { axles: [2, 3] },
  lamps: { heightMm: 1080 },
  engine: diesel,
};
const DUMP = {
  axleLoadsKg: [3400, 3300, 2950, 2980],
  brakeRatios: [0.85, 0.85, 0.8, 0.8],
  parkingBrake: { axles: [3, 4] },
  lamps: { heightMm: 990 },
  engine: { ...diesel, maxRpm: 2300 },
};
const TRAILER = {
  ...unlit,
  axleLoadsKg: [1750, 1790, 1800],
  brakeRatios: [0.8, 0.8, 0.8],
  bogies: [{ axles: [1, 2, 3], relief: 0.1 }],
  parkingBrake: { axles: [2, 3] },
};
const BUS = {
  axleLoadsKg: [4000, 7700],
  brakeRatios: [0.85, 0.75],
  brakes: [
    { axle: 1, lagMs: 120 },
    { axle: 2, lagMs: 160 },
  ],
  lamps: { heightMm: 880 },
  engine: diesel,
};
const THREE_WHEELER = {
  axleLoadsKg: [380, 900],
  singleWheels: [1],
  brakeRatios: [0.6, 0.75],
  engine: { ...diesel, idleRpm: 800 },
};
const MOTORCYCLE = {
  axleLoadsKg: [78, 132],
  singleWheels: [1, 2],
  brakeRatios: [0.85, 0.8],
  lamps: { heightMm: 900, left: { main: { highCd: 14_000 } }, right: null },
  engine: { idleRpm: 1300, maxRpm: 8500 },
};
const SINGLE: Instruments = { "brake-bench": { takesSingleWheels: true } };
/** Required items that no rulebook has leave a sound one undecided. */
const UNDECIDED = { verdict: "undecided" } as const;

const VEHICLES: readonly NoiseSubject[] = [
  sound("truck of three axles", TRUCK, { ...dossier("h1-three-axles"), ...UNDECIDED, lines: LANE_ROLES }),
  faulty(
    "truck of three axles, weak middle wheel",
    { ...TRUCK, brakes: [{ axle: 2, side: "right", brakeFactor: 0.35 }] },
    ["brake.axle-ratio", "brake.imbalance-of-load"],
    dossier("h1-three-axles"),
  ),
  sound("dump truck of four axles", DUMP, { ...dossier("h1-four-axles"), ...UNDECIDED }),
  faulty(
    "dump truck of four axles, parking brakes worn",
    { ...DUMP, parkingBrake: { axles: [3, 4], factor: 0.45 } },
    ["brake.parking-ratio"],
    dossier("h1-four-axles"),
  ),
  sound("semi-trailer of three axles", TRAILER, {
    ...dossier("b1-three-axles"),
    ...UNDECIDED,
    lines: LANE_ROLES,
  }),
  faulty(
    "semi-trailer, last axle worn",
    { ...TRAILER, brakes: [{ axle: 3, brakeFactor: 0.5 }] },
    ["brake.axle-ratio"],
    dossier("b1-three-axles"),
  ),
  sound("bus", BUS, { ...dossier("k1-bus"), lines: LANE_ROLES }),
  faulty("bus, side slip", { ...BUS, sideSlipMPerKm: [7.4] }, ["slip.side"], {
    ...dossier("k1-bus"),
    lines: ["side-slip-tester"],
  }),
  sound("three-wheeler", THREE_WHEELER, { ...dossier("n1-three-wheeler"), instruments: SINGLE }),
  faulty(
    "three-wheeler, worn",
    { ...THREE_WHEELER, brakes: [{ axle: 2, brakeFactor: 0.6 }] },
    ["brake.axle-ratio"],
    {
      ...dossier("n1-three-wheeler"),
      instruments: SINGLE,
    },
  ),
  sound("motorcycle", MOTORCYCLE, { ...dossier("m2-motorcycle"), instruments: SINGLE, lines: LANE_ROLES }),
  faulty(
    "motorcycle, dim lamp",
    { ...MOTORCYCLE, lamps: { heightMm: 900, left: { main: { highCd: 5500 } }, right: null } },
    ["lamp.intensity-one-lamp"],
    { ...dossier("m2-motorcycle"), instruments: SINGLE, lines: ["headlamp-tester"] },
  ),
];

const weak: Vehicle = { brakes: [{ axle: 1, side: "right", brakeFactor: 0.6 }] };
const wet: Vehicle = { adhesion: { left: 0.75, right: 0.62 } };
const VOID = { verdict: "void" } as const;
const onBench = (setting: Instruments["brake-bench"]): Instruments => ({ "brake-bench": setting });
const motor = (trips: "start" | "drag" | "braking", afterMs = 0, side: "left" | "right" = "left") =>
  onBench({ motor: { side, trips, afterMs } });

const BENCHES: readonly NoiseSubject[] = [
  sound("bench keeps 150 N", {}, { instruments: onBench({ residualN: 150 }) }),
  faulty("bench keeps 150 N, weak wheel", weak, ["brake.imbalance"], {
    instruments: onBench({ residualN: 150 }),
  }),
  sound(
    "bench drifts and is zeroed",
    {},
    {
      instruments: onBench({ zeroDriftNPerMin: { left: 300 } }),
      options: { "brake-bench": { zeroFirst: true } },
    },
  ),
  sound("bench, left motor dead", {}, { instruments: motor("start"), ...VOID }),
  sound("bench, right motor dead", {}, { instruments: motor("start", 0, "right"), ...VOID }),
  sound("bench, motor trips before the braking", {}, { instruments: motor("drag", 200), ...VOID }),
  ...[100, 900, 1600, 2200].map((afterMs) =>
    sound(
      `bench, motor trips ${afterMs} ms into the braking`,
      {},
      { instruments: motor("braking", afterMs), ...VOID },
    ),
  ),
  sound("bench, lift comes up", {}, { instruments: onBench({ liftRisesAfterMs: 6500 }), ...VOID }),
  sound(
    "bench with a lift",
    {},
    {
      instruments: onBench({ lift: "works" }),
      options: { "brake-bench": { lift: true } },
    },
  ),
  sound("bench sends samples twice", {}, { instruments: onBench({ sentTimes: 2 }), ...VOID }),
  faulty("bench sends samples twice, weak wheel", weak, ["brake.imbalance"], {
    instruments: onBench({ sentTimes: 2 }),
    ...VOID,
  }),
  sound(
    "bench has a hole at the peak",
    {},
    { instruments: onBench({ hole: { fromN: 2600, forMs: 300 } }), ...VOID },
  ),
  sound("bench, one wheel locks", wet, {}),
  sound("bench, one wheel locks untold", wet, { instruments: onBench({ tellsLocks: "none" }), ...VOID }),
  sound(
    "bench behind a PLC, stamped 3 ms apart",
    {},
    { bench: "plc", instruments: onBench({ plc: { skewMs: 3 } }) },
  ),
];

const SCALES: readonly NoiseSubject[] = [
  scale("scale in pounds", { unit: "lb" }),
  scale("scale in tonnes, blank tare", { unit: "t", decimals: 3, tare: "blank" }),
  scale("scale of 10 kg steps", { decimals: -1 }),
  scale("scale without check byte", { checksum: false }, { checkByte: false }),
  scale(
    "scale without STX and check byte",
    { startByte: false, checksum: false },
    { startByte: false, checkByte: false },
  ),
  scale("scale A9 without check digits", { model: "xk3190-a9", checksum: false }, { checkBytes: false }),
  sound(
    "scale A9 in pounds, told as kilograms",
    {},
    {
      instruments: { "axle-scale": { model: "xk3190-a9", unit: "lb" } },
      lines: BENCH_AND_SCALE,
      verdict: "undecided",
    },
  ),
];

const PEOPLE: readonly NoiseSubject[] = [
  sound("driver presses twice", {}, { operator: { pressesTwice: { holdsMs: 2600, restsMs: 500 } } }),
  faulty("driver presses twice, weak wheel", weak, ["brake.imbalance"], {
    operator: { pressesTwice: { holdsMs: 2600, restsMs: 500 } },
  }),
  sound("driver presses 4.6 s late", {}, { operator: { pressesLateMs: 4600 }, ...VOID }),
  sound("driver presses too late", {}, { operator: { pressesLateMs: 9000 }, ...VOID }),
  sound(
    "driver takes the accelerator once",
    {},
    {
      operator: { confuses: [{ asked: "press-brake", does: "full-throttle" }] },
    },
  ),
  faulty(
    "driver takes the accelerator once, all brakes worn",
    { brakeRatios: [0.5, 0.3] },
    ["brake.axle-ratio", "brake.whole-ratio"],
    { operator: { confuses: [{ asked: "press-brake", does: "full-throttle" }] } },
  ),
  sound(
    "driver rolls off the bench",
    {},
    { operator: { drivesOffEarly: { place: "bench", afterMs: 7500 } } },
  ),
];

export const NOISE_WORLDS: readonly NoiseSubject[] = [...VEHICLES, ...BENCHES, ...SCALES, ...PEOPLE];

function sound(name: string, vehicle: Vehicle, more: Partial<NoiseSubject>): NoiseSubject {
  return { name: `${name}, sound`, vehicle, broken: [], lines: BENCH, ...more };
}

function faulty(
  name: string,
  vehicle: Vehicle,
  broken: readonly string[],
  more: Partial<NoiseSubject>,
): NoiseSubject {
  return { name, vehicle, broken, lines: BENCH, ...more };
}

function scale(
  name: string,
  setting: Instruments["axle-scale"],
  told: Record<string, unknown> = {},
): NoiseSubject {
  return sound(
    name,
    {},
    {
      instruments: { "axle-scale": setting },
      options: { "axle-scale": told },
      lines: ["axle-scale"],
    },
  );
}
