import { plateKind } from "../door/plate.ts";
import { isSchoolBusClass, workingGroup } from "../door/vehicle-class.ts";
import { inClass } from "./class-check.ts";
import { broken, type Contradiction, isOf } from "./contradiction.ts";
import type { Dossier, DossierAxle } from "./dossier.ts";
import { inMasses } from "./mass-check.ts";
import { SCHOOL_USES } from "./vehicle-facts.ts";

/**
 * Class, masses, body, plate, fuel, use and dates of one vehicle have to tell the same story: where they do not, one of them is wrong,
 * and a wrong one would choose a milder limit or leave an item out. What no second word bears out stands in lone-words.ts. Bounds
 * without a source are ours and wide.
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

const NEW_ENERGY_PLATES: readonly string[] = ["51", "52"];
const LARGE_PLATES: readonly string[] = ["01", "51"];
const SMALL_PLATES: readonly string[] = ["02", "52"];
const MOTORCYCLE_PLATES: readonly string[] = ["07", "08", "09", "10", "11", "12", "17", "19", "21", "24"];
const MOPEDS: readonly string[] = ["M12", "M22"];
const MOPED_PLATE = "08";
const TRAILER_PLATE = "15";
const LOW_SPEED_PLATE = "13";
const TRAINING_PLATES: readonly string[] = ["16", "17"];
const POLICE_PLATES: readonly string[] = ["23", "24"];
/** Carriage of passengers by the seat, taxis, and school buses. */
const BUS_USES: readonly string[] = ["B", "C", "D", "E", "O", "P", "Q", "S"];
const FREIGHT = "F";
/** Plates of everyday traffic, whose class says what stands under them; those of visitors, embassies and tests say less. */
const ORDINARY_PLATES: readonly string[] = ["01", "02", "07", "08", "13", "15", "51", "52"];

function inPlate(dossier: Dossier): readonly Contradiction[] {
  const { plate, plateClass, vehicleClass, use } = dossier;
  const is = (...heads: readonly string[]): boolean => isOf(vehicleClass, ...heads);
  const on = (...plates: readonly string[]): boolean => plates.includes(plateClass);
  const onOrdinary = on(...ORDINARY_PLATES);
  /** Only these have such a plate, and of the ordinary ones no other. */
  const unlike = (isOne: boolean, plates: readonly string[]): boolean =>
    isOne ? onOrdinary && !on(...plates) : on(...plates);
  const kind = plate === null ? null : plateKind(plate);
  const isLarge = is("K1", "K2", "D1", "H1", "H2", "Q1", "Q2", "Z1", "Z2", "Z5");
  const isSmall = is("K3", "K4", "H3", "H4", "Z3", "Z4", "Z7");
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
    [use === FREIGHT && is("K", "D"), "use", `form:freightUse:${vehicleClass}`],
    [isSchoolBusClass(vehicleClass) && !SCHOOL_USES.includes(use), "use", `form:schoolUse:${vehicleClass}`],
    [use === "R" && !is("H", "Q", "Z", "B", "G"), "use", `form:dangerousUse:${vehicleClass}`],
  );
}

/** Since when every petrol car that is registered has a catalyst with a closed loop (GB 18352.1, recalled; a year of grace). */
const CATALYST_SINCE = "2001-07-01";
/** Driven by a motor from a plug or a cell: these and no others have plates of new energy. */
const NEW_ENERGY: readonly string[] = ["electric", "hydrogen", "plug-in-hybrid"];
const WITHOUT_EXHAUST: readonly string[] = ["electric", "hydrogen"];
/** What draws its current from a line, with an engine for the way beyond it at most. */
const TROLLEY_FUELS: readonly string[] = ["electric", "hybrid", "plug-in-hybrid", "hydrogen"];
/** Exhaust tests of engines that ignite by compression; the others are for those with a spark. */
const COMPRESSION_METHODS: readonly string[] = ["lug-down", "free-acceleration"];

function inEngine(dossier: Dossier): readonly Contradiction[] {
  const { fuel, plateClass, vehicleClass, engineNumber, motorNumber, catalyst, exhaustMethod } = dossier;
  const isTrailer = workingGroup(dossier) === "G";
  const isTrolley = isOf(vehicleClass, "D");
  const onNewEnergyPlate = NEW_ENERGY_PLATES.includes(plateClass);
  const isAutomobile = /^[KDHQZ]/.test(vehicleClass);
  // A car with a motor alone may still have its plate of before; its papers then name a motor and no engine.
  const saysMotorAlone = motorNumber !== null && engineNumber === null;
  const onOldPlate = isAutomobile && !onNewEnergyPlate && !saysMotorAlone;
  const registered = dossier.firstRegistered ?? CATALYST_SINCE;
  return broken(
    [isTrailer !== (fuel === "none"), "fuel", isTrailer ? "form:fuelOfTrailer" : "form:fuelOfVehicle"],
    [onNewEnergyPlate && ![...NEW_ENERGY, "hybrid"].includes(fuel), "fuel", "form:fuelOfPlate"],
    [isTrolley && !TROLLEY_FUELS.includes(fuel), "fuel", "form:trolleyFuel"],
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

/** A vehicle that waits longer for its first registration is one whose papers somebody should look at (ours; two years need no inspection). */
const UNREGISTERED_YEARS = 3;
/** What is driven from the works to the buyer, ours and wide. */
const NEW_KM_MAX = 10_000;

function inDates({ check, plate, produced, firstRegistered, odometerKm }: Dossier): readonly Contradiction[] {
  const isNew = check === "registration";
  return broken(
    [plate === null && !isNew, "plate", "form:plateOnlyMissingWhenNew"],
    [firstRegistered === null && !isNew, "firstRegistered", "form:registeredBefore"],
    [
      produced !== null && firstRegistered !== null && produced > firstRegistered,
      "produced",
      "form:producedBefore",
    ],
    [
      produced !== null &&
        firstRegistered !== null &&
        yearsLater(produced, UNREGISTERED_YEARS) < firstRegistered,
      "produced",
      `form:producedYears:${UNREGISTERED_YEARS}`,
    ],
    [
      isNew && odometerKm !== null && odometerKm > NEW_KM_MAX,
      "odometerKm",
      `form:odometerOfNew:${NEW_KM_MAX}`,
    ],
  );
}

/** Days written as texts compare as days do; a 29th of February that does not exist lies before the 1st of March all the same. */
function yearsLater(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;
}
