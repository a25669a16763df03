import { plateKind } from "../door/plate.ts";
import { isArticulatedClass, workingGroup } from "../door/vehicle-class.ts";
import type { Dossier, DossierAxle } from "./dossier.ts";

/** Where a dossier contradicts itself, and what would be allowed there, as a key of door/forms.ts. */
export interface Contradiction {
  readonly path: string;
  readonly message: string;
}

/**
 * Class, masses, plate, fuel, use and dates of one vehicle have to tell the same story: where they do not, one of them is wrong, and
 * a wrong one would choose a milder limit or leave an item out. Sizes of classes by the rules of registration (a page on GA 802,
 * kept with the facts): large buses from 6 m or 20 seats, heavy goods vehicles from 12 000 kg, light ones below 6 m and 4 500 kg.
 * Bounds without a source are ours and wide.
 */
export function contradictionsIn(dossier: Dossier): readonly Contradiction[] {
  return [
    ...inAxles(dossier),
    ...inMasses(dossier),
    ...inClass(dossier),
    ...inPlate(dossier),
    ...inEngine(dossier),
    ...inDates(dossier),
  ];
}

type Check = readonly [broken: boolean, path: string, message: string];

function broken(...checks: readonly Check[]): readonly Contradiction[] {
  return checks.filter(([isBroken]) => isBroken).map(([, path, message]) => ({ path, message }));
}

/** Only these have two steered axles in front. */
const TWIN_STEER: readonly string[] = ["K1", "H1", "H2", "Q1", "Q2", "Z"];

function inAxles(dossier: Dossier): readonly Contradiction[] {
  const { axles } = dossier;
  const group = workingGroup(dossier);
  if (group === "G" || group === null) return [];
  const fronts = axles.filter(({ position }) => position === "front");
  const rears = axles.filter(({ position }) => position === "rear");
  const [first] = axles;
  // A three-wheeler with front axles alone is not refused: none of its brakes is judged, and that leaves it undecided.
  if (group === "N" && rears.length === 0) return [];
  return broken(
    [first?.position !== "front", "axles", "form:firstAxle"],
    [rears.length === 0, "axles", "form:rearAxle"],
    [axles.slice(fronts.length).some(({ position }) => position === "front"), "axles", "form:frontsFirst"],
    [first?.position === "front" && !first.steered, "axles", "form:firstSteered"],
    [fronts.length > 1 && !mayHaveTwinFronts(dossier, fronts), "axles", "form:secondFront"],
    [axles.length === 2 && rears.some(({ steered }) => steered), "axles", "form:rearSteered"],
    [
      group !== "M" && group !== "N" && !axles.some(({ parkingBrake }) => parkingBrake),
      "axles",
      "form:parkingAxle",
    ],
  );
}

function mayHaveTwinFronts({ vehicleClass, axles }: Dossier, fronts: readonly DossierAxle[]): boolean {
  const mayHave = TWIN_STEER.some((category) => vehicleClass.startsWith(category));
  return mayHave && axles.length > 2 && fronts.length === 2 && fronts.every(({ steered }) => steered);
}

/** Gross masses of a class in kg: [above or equal, below or equal]. */
const GROSS_MASS_KG: Readonly<Record<string, readonly [number, number]>> = {
  K1: [3501, 100_000],
  D1: [3501, 100_000],
  K3: [1, 5000],
  K4: [1, 2500],
  H1: [12_000, 100_000],
  H2: [3501, 11_999],
  H3: [1, 4500],
  H4: [1, 1800],
  H5: [1, 4500],
  Q1: [12_000, 100_000],
  Q2: [3501, 11_999],
  Q3: [1, 4500],
  // Three-wheelers weigh 3000 kg at most (GA 802, recalled).
  N1: [1, 3000],
  M1: [1, 2000],
  M2: [1, 1000],
};
/** No axle of a vehicle that drives itself carries more; the law allows 11 500 kg. */
const AXLE_CARRIES_KG = 13_000;
/** A person with nothing in the pockets; registries count 65 and 75. */
const PERSON_KG = 50;

function inMasses(dossier: Dossier): readonly Contradiction[] {
  const { grossMassKg, curbMassKg, vehicleClass, seats, axles } = dossier;
  if (grossMassKg === null) return [];
  const [least, most] = GROSS_MASS_KG[vehicleClass.slice(0, 2)] ?? [1, 100_000];
  const group = workingGroup(dossier);
  const load = curbMassKg === null ? null : grossMassKg - curbMassKg;
  const isBus = vehicleClass.startsWith("K") || vehicleClass.startsWith("D");
  return broken(
    [load !== null && load < 0, "grossMassKg", "form:grossMass"],
    [
      grossMassKg < least || grossMassKg > most,
      "grossMassKg",
      `form:massOfClass:${vehicleClass}, ${least} - ${most}`,
    ],
    [
      isBus && load !== null && load >= 0 && seats !== null && load < PERSON_KG * seats,
      "grossMassKg",
      `form:massOfSeats:${seats}`,
    ],
    [
      group !== "G" && grossMassKg > AXLE_CARRIES_KG * axles.length,
      "axles",
      `form:axlesOfMass:${grossMassKg}`,
    ],
  );
}

/** Seats and lengths of the classes of buses: a large one has one of the two, a smaller one neither. */
const LARGE_SEATS = 20;
const LARGE_LENGTH_MM = 6000;
const SMALL_SEATS = 9;
const MINI_LENGTH_MM = 3500;
/** Below this a vehicle is one of low speed, with milder lamps. */
const LOW_SPEED_KMH = 70;
const LOW_SPEED: readonly string[] = ["H5", "N", "M", "Z", "J", "G", "B"];
const MOPED_KMH = 50;
/** Two bodies on a pivot stand on no fewer. */
const ARTICULATED_AXLES = 3;
const MOPEDS: readonly string[] = ["M12", "M22"];

function inClass(dossier: Dossier): readonly Contradiction[] {
  const { vehicleClass, seats, dimensions, passengerCar, maxSpeedKmh, articulated, lampSystem, axles } =
    dossier;
  const is = (...heads: readonly string[]): boolean => heads.some((head) => vehicleClass.startsWith(head));
  const lengthMm = dimensions?.lengthMm ?? null;
  const large =
    (seats !== null && seats >= LARGE_SEATS) || (lengthMm !== null && lengthMm >= LARGE_LENGTH_MM);
  const group = workingGroup(dossier);
  const manySeats = seats !== null && seats > SMALL_SEATS;
  return broken(
    [passengerCar && !is("K3", "K4"), "passengerCar", `form:passengerCar:${vehicleClass}`],
    [is("K1") && seats !== null && lengthMm !== null && !large, "vehicleClass", "form:largeBus"],
    [is("K2", "K3", "K4") && large, "vehicleClass", "form:smallerBus"],
    [is("K2") && seats !== null && !manySeats, "vehicleClass", "form:mediumBus"],
    [is("K3", "K4") && manySeats, "seats", "form:seatsOfSmall"],
    [is("K4", "H4") && lengthMm !== null && lengthMm > MINI_LENGTH_MM, "dimensions", "form:lengthOfMini"],
    [
      is("H3") && lengthMm !== null && lengthMm >= LARGE_LENGTH_MM,
      "dimensions",
      `form:lengthOfLight:${vehicleClass}`,
    ],
    [
      maxSpeedKmh !== null && maxSpeedKmh < LOW_SPEED_KMH && !is(...LOW_SPEED),
      "maxSpeedKmh",
      `form:speedOfClass:${vehicleClass}`,
    ],
    [is("H5") && maxSpeedKmh !== null && maxSpeedKmh >= LOW_SPEED_KMH, "maxSpeedKmh", "form:lowSpeed"],
    [is(...MOPEDS) && maxSpeedKmh !== null && maxSpeedKmh > MOPED_KMH, "maxSpeedKmh", "form:moped"],
    [articulated !== isArticulatedClass(vehicleClass) && !is("D"), "articulated", "form:articulated"],
    [articulated && axles.length < ARTICULATED_AXLES, "axles", "form:articulatedAxles"],
    [lampSystem === "one-lamp" && group !== "M" && group !== "N", "lampSystem", "form:oneLamp"],
  );
}

const NEW_ENERGY_PLATES: readonly string[] = ["51", "52"];
const LARGE_PLATES: readonly string[] = ["01", "51"];
const SMALL_PLATES: readonly string[] = ["02", "52"];
const MOTORCYCLE_PLATES: readonly string[] = ["07", "08", "09", "10", "11", "12", "17", "19", "21", "24"];
const MOPED_PLATE = "08";
const TRAILER_PLATE = "15";
const LOW_SPEED_PLATE = "13";
const TRAINING_PLATES: readonly string[] = ["16", "17"];
const POLICE_PLATES: readonly string[] = ["23", "24"];
/** Carriage of passengers by the seat, and school buses. */
const BUS_USES: readonly string[] = ["B", "C", "E", "O", "P", "Q", "S"];
/** Plates of everyday traffic, whose class says what stands under them; those of visitors, embassies and tests say less. */
const ORDINARY_PLATES: readonly string[] = ["01", "02", "07", "08", "13", "15", "51", "52"];

function inPlate(dossier: Dossier): readonly Contradiction[] {
  const { plate, plateClass, vehicleClass, use } = dossier;
  const is = (...heads: readonly string[]): boolean => heads.some((head) => vehicleClass.startsWith(head));
  const on = (...plates: readonly string[]): boolean => plates.includes(plateClass);
  const onOrdinary = on(...ORDINARY_PLATES);
  /** Only these have such a plate, and of the ordinary ones no other. */
  const unlike = (isOne: boolean, plates: readonly string[]): boolean =>
    isOne ? onOrdinary && !on(...plates) : on(...plates);
  const kind = plate === null ? null : plateKind(plate);
  const isLarge = is("K1", "K2", "D1", "H1", "H2", "Q1", "Q2");
  const isSmall = is("K3", "K4", "H3", "H4");
  const strange =
    unlike(is("M"), MOTORCYCLE_PLATES) ||
    unlike(is("B", "G"), [TRAILER_PLATE]) ||
    (on(LOW_SPEED_PLATE) && !is("N", "H5")) ||
    (is("N") && onOrdinary && !on(LOW_SPEED_PLATE)) ||
    (isLarge && on(...SMALL_PLATES)) ||
    (isSmall && on(...LARGE_PLATES));
  const isCivil = kind === "civil" || kind === "new-energy";
  return broken(
    [strange, "plateClass", `form:plateOfClass:${vehicleClass}`],
    [on("07", MOPED_PLATE) && is("M") && is(...MOPEDS) !== on(MOPED_PLATE), "plateClass", "form:mopedPlate"],
    [isCivil && (kind === "new-energy") !== on(...NEW_ENERGY_PLATES), "plateClass", "form:plateOfForm"],
    [kind === "trailer" && !is("B", "G"), "vehicleClass", "form:trailerPlate"],
    [on(...TRAINING_PLATES) ? use !== "N" : onOrdinary && use === "N", "use", "form:trainingUse"],
    [on(...POLICE_PLATES) && use !== "H", "use", "form:policeUse"],
    [BUS_USES.includes(use) && !is("K", "D"), "use", `form:busUse:${vehicleClass}`],
    [use === "R" && !is("H", "Q", "Z", "B", "G"), "use", `form:dangerousUse:${vehicleClass}`],
  );
}

/** Since when every petrol car that is registered has a catalyst with a closed loop (GB 18352.1, recalled; a year of grace). */
const CATALYST_SINCE = "2001-07-01";
/** Driven by a motor from a plug or a cell: these and no others have plates of new energy. */
const NEW_ENERGY: readonly string[] = ["electric", "hydrogen", "plug-in-hybrid"];
const WITHOUT_EXHAUST: readonly string[] = ["electric", "hydrogen"];
/** Exhaust tests of engines that ignite by compression; the others are for those with a spark. */
const COMPRESSION_METHODS: readonly string[] = ["lug-down", "free-acceleration"];

function inEngine(dossier: Dossier): readonly Contradiction[] {
  const { fuel, plate, plateClass, vehicleClass, engineNumber, motorNumber, catalyst, exhaustMethod } =
    dossier;
  const isTrailer = workingGroup(dossier) === "G";
  const onNewEnergyPlate = NEW_ENERGY_PLATES.includes(plateClass);
  const isAutomobile = /^[KDHQZ]/.test(vehicleClass);
  // A car with a motor alone may still have its plate of before; its papers then name a motor and no engine.
  const saysMotorAlone = motorNumber !== null && engineNumber === null;
  const onOldPlate = isAutomobile && plate !== null && !onNewEnergyPlate && !saysMotorAlone;
  const registered = dossier.firstRegistered ?? CATALYST_SINCE;
  return broken(
    [isTrailer !== (fuel === "none"), "fuel", isTrailer ? "form:fuelOfTrailer" : "form:fuelOfVehicle"],
    [onNewEnergyPlate && ![...NEW_ENERGY, "hybrid"].includes(fuel), "fuel", "form:fuelOfPlate"],
    [WITHOUT_EXHAUST.includes(fuel) && (onOldPlate || engineNumber !== null), "fuel", "form:motorAlone"],
    [
      exhaustMethod !== null &&
        !WITHOUT_EXHAUST.includes(fuel) &&
        fuel !== "none" &&
        COMPRESSION_METHODS.includes(exhaustMethod) !== (fuel === "diesel"),
      "exhaustMethod",
      `form:methodOfFuel:${fuel}`,
    ],
    [catalyst === false && registered >= CATALYST_SINCE, "catalyst", `form:catalyst:${CATALYST_SINCE}`],
  );
}

function inDates({ check, plate, produced, firstRegistered }: Dossier): readonly Contradiction[] {
  return broken(
    [plate === null && check !== "registration", "plate", "form:plateOnlyMissingWhenNew"],
    [firstRegistered === null && check !== "registration", "firstRegistered", "form:registeredBefore"],
    [
      produced !== null && firstRegistered !== null && produced > firstRegistered,
      "produced",
      "form:producedBefore",
    ],
  );
}
