import { isArticulatedClass, workingGroup } from "../door/vehicle-class.ts";
import { broken, type Contradiction, isOf } from "./contradiction.ts";
import type { Dossier } from "./dossier.ts";

/**
 * What a class of vehicles is like. Sizes by the rules of registration (a page on GA 802, kept with the facts): large buses from 6 m
 * or 20 seats, heavy goods vehicles from 12 000 kg, light ones below 6 m and 4 500 kg. Bounds without a source are ours and wide.
 */
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
/** Three-wheelers: 50 km/h (GB 7258, recalled), 5200 mm with a cab (NH-STD), three wheels on two axles. */
const THREE_WHEELER_KMH = 50;
const THREE_WHEELER_LENGTH_MM = 5200;
const TWO_AXLES = 2;
/** A cab of two rows has six. */
const CAB_SEATS = 9;

export function inClass(dossier: Dossier): readonly Contradiction[] {
  const { vehicleClass, seats, dimensions, passengerCar, maxSpeedKmh, articulated, lampSystem } = dossier;
  const { axles, disabilityAid, lampHeightMm } = dossier;
  const is = (...heads: readonly string[]): boolean => isOf(vehicleClass, ...heads);
  const lengthMm = dimensions?.lengthMm ?? null;
  const large =
    (seats !== null && seats >= LARGE_SEATS) || (lengthMm !== null && lengthMm >= LARGE_LENGTH_MM);
  const group = workingGroup(dossier);
  const manySeats = seats !== null && seats > SMALL_SEATS;
  return [
    ...inBody(dossier),
    ...broken(
      [passengerCar && !is("K3", "K4"), "passengerCar", `form:passengerCar:${vehicleClass}`],
      [is("K1") && seats !== null && lengthMm !== null && !large, "vehicleClass", "form:largeBus"],
      [is("K2", "K3", "K4") && large, "vehicleClass", "form:smallerBus"],
      [is("K2") && seats !== null && !manySeats, "vehicleClass", "form:mediumBus"],
      [is("K3", "K4") && manySeats, "seats", "form:seatsOfSmall"],
      [
        is("K4", "H4", "Z4") && lengthMm !== null && lengthMm > MINI_LENGTH_MM,
        "dimensions",
        "form:lengthOfMini",
      ],
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
      [is("H", "Q", "Z") && seats !== null && seats > CAB_SEATS, "seats", `form:seatsOfCab:${CAB_SEATS}`],
      [
        is("Z3", "Z7") && lengthMm !== null && lengthMm >= LARGE_LENGTH_MM,
        "dimensions",
        `form:lengthOfLight:${vehicleClass}`,
      ],
      [
        is("N") && maxSpeedKmh !== null && maxSpeedKmh > THREE_WHEELER_KMH,
        "maxSpeedKmh",
        "form:threeWheelerSpeed",
      ],
      [
        is("N") && lengthMm !== null && lengthMm > THREE_WHEELER_LENGTH_MM,
        "dimensions",
        "form:threeWheelerLength",
      ],
      [is("N", "M") && axles.length > TWO_AXLES, "axles", "form:twoAxles"],
      [disabilityAid === true && !is("K3", "K4"), "disabilityAid", "form:disabilityAid"],
      [
        lampHeightMm !== null && dimensions !== null && lampHeightMm > dimensions.heightMm,
        "lampHeightMm",
        `form:lampBelowRoof:${dimensions?.heightMm}`,
      ],
      [is("H5") && maxSpeedKmh !== null && maxSpeedKmh >= LOW_SPEED_KMH, "maxSpeedKmh", "form:lowSpeed"],
      [is(...MOPEDS) && maxSpeedKmh !== null && maxSpeedKmh > MOPED_KMH, "maxSpeedKmh", "form:moped"],
      [articulated !== isArticulatedClass(vehicleClass) && !is("D"), "articulated", "form:articulated"],
      [articulated && axles.length < ARTICULATED_AXLES, "axles", "form:articulatedAxles"],
      [lampSystem === "one-lamp" && group !== "M" && group !== "N", "lampSystem", "form:oneLamp"],
    ),
  ];
}

type Body = NonNullable<Dossier["body"]>;

/**
 * Bodies by the last character of a class (GA 24.4 as four public programs list it): the registry says the same thing twice, and a
 * tank that is told as a box would be asked for no emergency shut-off. `other` is asked for whatever any body is, but a tank's.
 */
const GOODS_BODIES: Readonly<Record<string, readonly Body[]>> = {
  ...{
    "1": ["dropside", "other"],
    "2": ["box"],
    "3": ["closed"],
    "4": ["tank"],
    "5": ["flat"],
    "6": ["container"],
  },
  ...{ "7": ["dump"], "8": ["other"], "9": ["stake"], A: ["other", "flat"], B: ["box", "dump"], C: ["tank"] },
  ...{ D: ["flat", "dump"], E: ["container", "dump"], F: ["other", "dump"], G: ["stake", "dump"] },
};
const MINI_GOODS_BODIES: typeof GOODS_BODIES = {
  ...GOODS_BODIES,
  ...{ "5": ["dump"], "6": ["other"], "7": ["stake"] },
};
const LOW_SPEED_BODIES: typeof GOODS_BODIES = {
  ...GOODS_BODIES,
  ...{ "3": ["tank"], "4": ["dump"], "5": ["stake"] },
};
const SEMI_TRAILER_BODIES: typeof GOODS_BODIES = {
  ...{ "1": ["dropside", "other"], "2": ["box"], "3": ["tank"], "4": ["flat"], "5": ["container", "flat"] },
  ...{ "6": ["dump"], "7": ["other"], "8": ["stake"], B: ["flat"], C: ["other", "flat"], D: ["tank"] },
};
const FULL_TRAILER_BODIES: typeof GOODS_BODIES = { ...SEMI_TRAILER_BODIES, "7": ["stake"] };
/** Light ones have none for containers. */
const LIGHT_TRAILER_BODIES: typeof GOODS_BODIES = {
  ...{
    "1": ["dropside", "other"],
    "2": ["box"],
    "3": ["tank"],
    "4": ["flat"],
    "5": ["dump"],
    "6": ["stake"],
  },
};

const BODIES: readonly (readonly [head: string, bodies: typeof GOODS_BODIES])[] = [
  ["H4", MINI_GOODS_BODIES],
  ["H5", LOW_SPEED_BODIES],
  ["H", GOODS_BODIES],
  ["B3", LIGHT_TRAILER_BODIES],
  ["G3", LIGHT_TRAILER_BODIES],
  ["B", SEMI_TRAILER_BODIES],
  ["G", FULL_TRAILER_BODIES],
];

/** Null: this class says nothing of it. */
export function bodiesOfClass(vehicleClass: string): readonly Body[] | null {
  const bodies = BODIES.find(([head]) => vehicleClass.startsWith(head))?.[1];
  return bodies?.[vehicleClass.slice(2)] ?? null;
}

function inBody({ vehicleClass, body }: Dossier): readonly Contradiction[] {
  if (body === null) return [];
  const allowed = bodiesOfClass(vehicleClass);
  return broken(
    [!isOf(vehicleClass, "H", "B", "G", "N"), "body", `form:noBody:${vehicleClass}`],
    [
      allowed !== null && !allowed.includes(body),
      "body",
      `form:bodyOfClass:${vehicleClass}: ${allowed?.join(", ")}`,
    ],
  );
}
