import { workingGroup } from "../door/vehicle-class.ts";
import { broken, type Contradiction, isOf } from "./contradiction.ts";
import type { Dossier } from "./dossier.ts";
import { SCHOOL_USES } from "./vehicle-facts.ts";

/** Gross masses of a class in kg: [above or equal, below or equal]. Those of special ones and of trailers are recalled (GA 802). */
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
  Z5: [12_000, 100_000],
  Z7: [1, 4500],
  B1: [12_000, 100_000],
  B2: [3501, 11_999],
  B3: [1, 4500],
  G1: [12_000, 100_000],
  G2: [3501, 11_999],
  G3: [1, 4500],
};
/** No axle of a vehicle that drives itself carries more; the law allows 11 500 kg. */
const AXLE_CARRIES_KG = 13_000;
/** A person as registries count one: 65 and 75 (GB/T 12428, recalled). Of pupils less; ours. */
const PERSON_KG = 65;
const PUPIL_KG = 30;
/** With luggage, and what else a bus or car may carry for each seat; ours and wide. */
const SEAT_CARRIES_KG = 300;
/** In a cab, as registries count and with some room; where nobody says how many, two rows of them. */
const CAB_PERSON_KG = 100;
const CAB_SEATS = 6;
/** 专用客车, made to carry more than persons: ambulances, mobile offices. */
export const EQUIPPED_BUSES: readonly string[] = ["K17", "K27", "K34"];

/** The gross masses that class, seats, rated load and curb mass together leave possible: [above or equal, below or equal]. */
export function grossMassRangeKg({
  curbMassKg,
  ratedLoadKg,
  vehicleClass,
  seats,
  use,
}: Dossier): readonly [number, number] {
  const [least, most] = GROSS_MASS_KG[vehicleClass.slice(0, 2)] ?? [1, 100_000];
  if (curbMassKg === null) return [least, most];
  const within = (from: number, to: number): [number, number] => [
    Math.max(least, curbMassKg + from),
    Math.min(most, curbMassKg + to),
  ];
  if (ratedLoadKg !== null) return within(ratedLoadKg, ratedLoadKg + inCabKg(vehicleClass, seats));
  if (!isOf(vehicleClass, "K", "D") || seats === null) return within(0, most);
  const to = isOf(vehicleClass, ...EQUIPPED_BUSES) ? most : SEAT_CARRIES_KG * seats;
  return within(personKg(use) * seats, to);
}

function personKg(use: string): number {
  return SCHOOL_USES.includes(use) ? PUPIL_KG : PERSON_KG;
}

function inCabKg(vehicleClass: string, seats: number | null): number {
  return CAB_PERSON_KG * (isOf(vehicleClass, "B", "G") ? 1 : (seats ?? CAB_SEATS));
}

export function inMasses(dossier: Dossier): readonly Contradiction[] {
  const { grossMassKg, curbMassKg, vehicleClass, seats, axles, use } = dossier;
  if (grossMassKg === null) return [];
  const [least, most] = GROSS_MASS_KG[vehicleClass.slice(0, 2)] ?? [1, 100_000];
  const load = curbMassKg === null ? null : grossMassKg - curbMassKg;
  const carriesSeats = isOf(vehicleClass, "K", "D") && load !== null && load >= 0 && seats !== null;
  const each = personKg(use);
  return [
    ...broken(
      [load !== null && load < 0, "grossMassKg", "form:grossMass"],
      [
        grossMassKg < least || grossMassKg > most,
        "grossMassKg",
        `form:massOfClass:${vehicleClass}, ${least} - ${most}`,
      ],
      [carriesSeats && load < each * seats, "grossMassKg", `form:massOfSeats:${seats} x ${each}`],
      [
        carriesSeats && load > SEAT_CARRIES_KG * seats && !isOf(vehicleClass, ...EQUIPPED_BUSES),
        "grossMassKg",
        `form:massOverSeats:${seats} x ${SEAT_CARRIES_KG}`,
      ],
      [
        workingGroup(dossier) !== "G" && grossMassKg > AXLE_CARRIES_KG * axles.length,
        "axles",
        `form:axlesOfMass:${grossMassKg}`,
      ],
    ),
    ...inLoad(dossier),
  ];
}

/** 总质量 = 整备质量 + 核定载质量 + persons in the cab: each of the three bears out the other two. */
function inLoad({
  grossMassKg,
  curbMassKg,
  ratedLoadKg,
  vehicleClass,
  seats,
}: Dossier): readonly Contradiction[] {
  if (ratedLoadKg === null) return [];
  const carries = isOf(vehicleClass, "H", "N", "Z", "B", "G");
  const inCab = inCabKg(vehicleClass, seats);
  const rest = grossMassKg === null || curbMassKg === null ? null : grossMassKg - curbMassKg - ratedLoadKg;
  return broken(
    [!carries, "ratedLoadKg", `form:noRatedLoad:${vehicleClass}`],
    [carries && rest !== null && (rest < 0 || rest > inCab), "ratedLoadKg", `form:ratedLoad:${inCab}`],
  );
}
