import { PLATE_CLASSES } from "../../../src/core/door/plate.ts";
import { VEHICLE_CLASSES } from "../../../src/core/door/vehicle-class.ts";
import type { Dossier, DossierAxle } from "../../../src/core/inspection/dossier.ts";
import { EXHAUST_METHODS, VEHICLE_FACTS } from "../../../src/core/trade/words/facts.ts";

/** One word or number of a dossier told otherwise: which field, from what to what, and the dossier with it. */
export interface ToldOtherwise {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly dossier: Dossier;
}

/** Numbers of the rulebook's limits and of the table of classes, each with its neighbours. */
const MASSES_KG = [1000, 1800, 2500, 3000, 3500, 4500, 5000, 10_000, 12_000, 14_400, 16_000, 18_000, 25_000];
const SEATS = [1, 2, 5, 6, 7, 9, 10, 19, 20, 45];
const LENGTHS_MM = [3500, 6000, 8000, 9000, 12_000];
const SPEEDS_KMH = [20, 50, 70, 100, 140];
const RATED_RPM = [1000, 2000, 3000, 4000, 6000];
const LAMP_HEIGHTS_MM = [500, 1000, 1500, 3000];
/** Days on which a rule begins, by which the vehicle is built or registered before or after. */
const DAYS = [
  ...["1990-01-01", "2001-07-01", "2005-02-01", "2012-09-01", "2013-03-01", "2013-05-01", "2013-09-01"],
  ...[
    "2014-01-01",
    "2014-09-01",
    "2015-01-10",
    "2015-03-02",
    "2016-11-25",
    "2016-11-26",
    "2020-01-01",
    "2026-11-25",
  ],
  ...["2026-11-26", "2026-11-27"],
];
const YES_NO = [true, false, null];

const around = (numbers: readonly number[]): number[] =>
  numbers.flatMap((number) => (FULL ? [number - 1, number, number + 1] : [number, number + 1]));
const FULL = process.env.PROOFMARK_FULL === "1";
/** The full suite takes them all; otherwise one class in three beside those whose make-up is the same, and the uses that a rule names. */
const USES = FULL ? VEHICLE_FACTS["vehicle.use"].values : [..."ABCDEFLNPR"];

type Told = Readonly<Partial<Record<keyof Dossier, readonly unknown[]>>>;

function valuesOf({ vehicleClass, grossMassKg, curbMassKg }: Dossier): Told {
  const tied = (base: number | null, shares: readonly number[]): number[] =>
    base === null ? [] : shares.flatMap((share) => around([Math.round(base * share)]));
  return {
    vehicleClass: VEHICLE_CLASSES.filter(
      (code, i) => FULL || i % 3 === 0 || code.slice(2) === vehicleClass.slice(2),
    ),
    use: USES,
    plate: ["鄂A12345", "鄂AD12345", "鄂A12345D", "鄂A1234挂", "鄂A1234学", "鄂A1234警", "使123456", null],
    plateClass: PLATE_CLASSES,
    passengerCar: [true, false],
    grossMassKg: [
      ...around(MASSES_KG),
      ...tied(curbMassKg, [1, 1.2, 1.3]),
      ...tied(grossMassKg, [0.8, 0.95, 1.05, 1.2]),
      null,
    ],
    curbMassKg: [
      ...around(MASSES_KG),
      ...tied(grossMassKg, [1 / 1.2, 1]),
      ...tied(curbMassKg, [0.8, 0.95, 1.05, 1.2]),
      null,
    ],
    highBeamIndependentlyAdjustable: YES_NO,
    lampHeightMm: [...around(LAMP_HEIGHTS_MM), null],
    brakeCircuits: ["single", "dual", null],
    ratedEngineSpeedRpm: [...RATED_RPM, null],
    maxSpeedKmh: [...around(SPEEDS_KMH), null],
    limitSet: ["a", "b"],
    check: VEHICLE_FACTS["job.check"].values,
    seats: [...around(SEATS).filter((seats) => seats > 0), null],
    body: [...VEHICLE_FACTS["vehicle.body"].values, null],
    articulated: [true, false],
    drive: [...VEHICLE_FACTS["vehicle.drive"].values, null],
    load: VEHICLE_FACTS["vehicle.load"].values,
    abs: YES_NO,
    retarder: YES_NO,
    catalyst: YES_NO,
    casualtyAccident: YES_NO,
    disabilityAid: YES_NO,
    lampSystem: VEHICLE_FACTS["vehicle.lampSystem"].values,
    produced: [...DAYS, null],
    firstRegistered: [...DAYS, null],
    fuel: VEHICLE_FACTS["vehicle.fuel"].values,
    engineNumber: ["E1", null],
    motorNumber: ["TZ1", null],
    odometerKm: [0, 100, 100_000, null],
    exhaustMethod: [...EXHAUST_METHODS, null],
  };
}

function dimensionsOf({ dimensions }: Dossier): readonly unknown[] {
  if (dimensions === null) return [];
  return [
    null,
    ...around(LENGTHS_MM).map((lengthMm) => ({ ...dimensions, lengthMm })),
    ...[1000, 2550, 2551].map((widthMm) => ({ ...dimensions, widthMm })),
    ...[1000, 4000, 4001].map((heightMm) => ({ ...dimensions, heightMm })),
  ];
}

const PLAIN: DossierAxle = {
  position: "rear",
  steered: false,
  suspension: "non-independent",
  parkingBrake: true,
};

function axlesOf({ axles }: Dossier): readonly (readonly [string, readonly DossierAxle[]])[] {
  const each = axles.flatMap((axle, i) =>
    (
      [
        ["position", { position: axle.position === "front" ? "rear" : "front" }],
        ["steered", { steered: !axle.steered }],
        ["suspension independent", { suspension: "independent" }],
        ["suspension null", { suspension: null }],
        ["suspension non-independent", { suspension: "non-independent" }],
        ["parkingBrake", { parkingBrake: !axle.parkingBrake }],
      ] as const
    ).map(([name, change]): readonly [string, readonly DossierAxle[]] => [
      `${axle.position} ${name}`,
      axles.map((one, j) => (i === j ? { ...one, ...change } : one)),
    ]),
  );
  return [
    ...each,
    ...axles.map((_, i): readonly [string, readonly DossierAxle[]] => [
      "one left out",
      axles.toSpliced(i, 1),
    ]),
    ["one more behind", [...axles, PLAIN]],
    ["one more in front", [...axles.slice(0, 1), ...axles]],
  ];
}

/** The dossier with each of its words told otherwise, one at a time. */
export function* toldOtherwise(dossier: Dossier): Generator<ToldOtherwise> {
  for (const [name, values] of Object.entries(valuesOf(dossier))) {
    const field = name as keyof Dossier;
    for (const to of values)
      if (to !== dossier[field])
        yield { field, from: dossier[field], to, dossier: { ...dossier, [field]: to } };
  }
  for (const to of dimensionsOf(dossier))
    yield {
      field: "dimensions",
      from: dossier.dimensions,
      to,
      dossier: { ...dossier, dimensions: to as Dossier["dimensions"] },
    };
  for (const [to, axles] of axlesOf(dossier))
    yield { field: "axles", from: "", to, dossier: { ...dossier, axles: [...axles] } };
  yield {
    field: "extension",
    from: "",
    to: "a word",
    dossier: { ...dossier, extension: { "hubei.fleet": "T-1" } },
  };
  for (const field of ["regionOfTest", "regionOfRegistration"] as const)
    yield { field, from: dossier[field], to: "上海", dossier: { ...dossier, [field]: "上海" } };
}
