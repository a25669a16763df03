import { workingGroup } from "../door/vehicle-class.ts";
import { type Condition, factsNamedIn } from "../rules/condition.ts";
import type { VehicleFact } from "../trade/words/facts.ts";
import { isOf } from "./contradiction.ts";
import type { DatedDossier } from "./dossier.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import { EQUIPPED_BUSES, grossMassRangeKg } from "./mass-check.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { dossierFacts, SCHOOL_USES } from "./vehicle-facts.ts";

/**
 * Words of the registry that nothing else in a dossier can bear out, and that are told here on the mild side: were one of them wrong,
 * something would be asked for less strictly or not at all. They cannot be refused, so the record and the screen name them.
 */
interface LoneWord {
  readonly fact: VehicleFact | "lamp.leftHeightMm";
  /** Facts by which a rulebook may read it, where these are others. */
  readonly readAs?: readonly VehicleFact[];
  /** Read by a procedure and not by a condition. */
  readonly byProcedure?: true;
  isMild(dossier: DatedDossier, book: BookBounds): boolean;
}

/** Where the book draws its lines. */
interface BookBounds {
  days(fact: VehicleFact): readonly string[];
  /** From which on something is asked more strictly. */
  readonly speedsKmh: readonly number[];
  /** In kg, or by the curb mass. */
  readonly grossMasses: readonly { readonly bound: number; readonly byCurb: boolean }[];
}

const group = (dossier: DatedDossier, ...groups: readonly string[]): boolean =>
  groups.includes(workingGroup(dossier) ?? "");
const is = ({ vehicleClass }: DatedDossier, ...heads: readonly string[]): boolean =>
  isOf(vehicleClass, ...heads);
const isAutomobile = (dossier: DatedDossier): boolean => group(dossier, "KA", "KB", "HZ");
const hasSpark = (dossier: DatedDossier): boolean => hasExhaust(dossier) && dossier.fuel !== "diesel";
const WITHOUT_EXHAUST: readonly string[] = ["electric", "hydrogen", "none"];
const hasExhaust = (dossier: DatedDossier): boolean =>
  isAutomobile(dossier) && !WITHOUT_EXHAUST.includes(dossier.fuel);

/** Bounds of the book on the gross mass between what is told and what its other words leave possible. */
function massesStandAlone(dossier: DatedDossier, book: BookBounds): boolean {
  const { grossMassKg, curbMassKg } = dossier;
  if (grossMassKg === null) return false;
  const [least, most] = grossMassRangeKg(dossier);
  const times = curbMassKg ?? 0;
  const bounds = book.grossMasses.map(({ bound, byCurb }) => (byCurb ? bound * times : bound));
  // Heavier ones are asked for more, but run slower at high idle.
  const isTaken = hasSpark(dossier) && grossMassKg > LIGHT_KG && least <= LIGHT_KG;
  return isTaken || bounds.some((bound) => grossMassKg <= bound && bound <= most);
}

/** A car of seven seats, or one ten years old, is looked at from below. */
const MANY_SEATS = 7;
const OLD_YEARS = 10;
/** From here on a bus, and a trailer, has to have more. */
const LONG_BUS_MM = 9000;
const LONG_TRAILER_MM = 8000;
const LIGHT_KG = 3500;
const LOW_SPEED_KMH = 70;
const DRIVEN_KM = 10_000;

const LONE_WORDS: readonly LoneWord[] = [
  {
    fact: "vehicle.class",
    readAs: ["vehicle.category", "vehicle.group"],
    isMild: (dossier) =>
      is(dossier, "Q", "Z", "D", "N", "M2") ||
      (is(dossier, "H", "B", "G") && dossier.body === null) ||
      is(dossier, ...EQUIPPED_BUSES) ||
      (is(dossier, "K") && dossier.seats === null),
  },
  {
    fact: "vehicle.use",
    readAs: ["vehicle.group", "vehicle.schoolBus"],
    isMild: (dossier) => !is(dossier, "M") && dossier.use !== "R" && !isSchoolBusByClass(dossier),
  },
  {
    fact: "vehicle.passengerCar",
    // The brakes of a heavy one, and treads of any that is no saloon (轿车) by its class.
    isMild: (dossier) =>
      dossier.passengerCar &&
      (dossier.grossMassKg === null || dossier.grossMassKg > LIGHT_KG || !is(dossier, "K33", "K43")),
  },
  { fact: "vehicle.grossMassKg", isMild: massesStandAlone },
  { fact: "vehicle.curbMassKg", isMild: massesStandAlone },
  {
    fact: "vehicle.seats",
    isMild: (dossier) => group(dossier, "KA") && dossier.seats !== null && dossier.seats < MANY_SEATS,
  },
  {
    fact: "vehicle.lengthMm",
    isMild: (dossier) =>
      dossier.dimensions !== null &&
      ((is(dossier, "K1", "D1") && dossier.dimensions.lengthMm <= LONG_BUS_MM) ||
        (group(dossier, "G") && dossier.dimensions.lengthMm <= LONG_TRAILER_MM)),
  },
  {
    fact: "vehicle.frontSuspension",
    isMild: (dossier) =>
      isAutomobile(dossier) &&
      !is(dossier, "H1", "H2", "Q1", "Q2") &&
      dossier.axles[0]?.suspension === "independent",
  },
  { fact: "vehicle.articulated", isMild: (dossier) => is(dossier, "D") && dossier.articulated },
  {
    fact: "vehicle.maxSpeedKmh",
    isMild: (dossier, { speedsKmh }) => {
      const { maxSpeedKmh } = dossier;
      if (maxSpeedKmh === null || !isAutomobile(dossier)) return false;
      // A class of low speed bears out that it is below that.
      const isBorneOut = is(dossier, "H5");
      return (
        (is(dossier, "Z") && maxSpeedKmh < LOW_SPEED_KMH) ||
        (!isBorneOut && speedsKmh.some((bound) => maxSpeedKmh < bound))
      );
    },
  },
  { fact: "vehicle.lampSystem", isMild: ({ lampSystem }) => lampSystem === "one-lamp" },
  {
    fact: "vehicle.highBeamIndependent",
    isMild: (dossier) => group(dossier, "KB", "HZ") && dossier.highBeamIndependentlyAdjustable === false,
  },
  {
    fact: "lamp.leftHeightMm",
    isMild: (dossier) => group(dossier, "KB", "HZ") && dossier.lampHeightMm !== null,
  },
  { fact: "vehicle.abs", isMild: (dossier) => group(dossier, "KB", "HZ", "G") && dossier.abs === false },
  { fact: "vehicle.catalyst", isMild: (dossier) => hasExhaust(dossier) && dossier.catalyst === false },
  {
    fact: "vehicle.casualtyAccident",
    isMild: (dossier) => group(dossier, "KA") && dossier.casualtyAccident === false,
  },
  {
    fact: "vehicle.disabilityAid",
    isMild: (dossier) => group(dossier, "KA") && dossier.disabilityAid === false,
  },
  { fact: "vehicle.brakeCircuits", isMild: ({ brakeCircuits }) => brakeCircuits === "dual" },
  {
    fact: "vehicle.produced",
    isMild: ({ produced, firstRegistered, inspectedOn }, { days }) =>
      produced !== null &&
      days("vehicle.produced").some((day) => produced < day && day <= (firstRegistered ?? inspectedOn)),
  },
  {
    fact: "vehicle.firstRegistered",
    readAs: ["vehicle.ageYears"],
    isMild: (dossier, { days }) =>
      isYoungCar(dossier) ||
      (dossier.produced === null &&
        days("vehicle.firstRegistered").some(
          (day) => (dossier.firstRegistered ?? dossier.inspectedOn) < day,
        )),
  },
  {
    fact: "vehicle.fuel",
    isMild: (dossier) =>
      isAutomobile(dossier) &&
      !["diesel", "bi-fuel"].includes(dossier.fuel) &&
      (hasExhaust(dossier) || dossier.motorNumber === null),
  },
  {
    fact: "vehicle.ratedEngineSpeedRpm",
    byProcedure: true,
    isMild: (dossier) => hasExhaust(dossier) && dossier.ratedEngineSpeedRpm !== null,
  },
  {
    fact: "job.exhaustMethod",
    isMild: (dossier) =>
      hasExhaust(dossier) &&
      (dossier.fuel === "diesel"
        ? dossier.exhaustMethod === "free-acceleration"
        : dossier.exhaustMethod === null || dossier.exhaustMethod === "double-idle"),
  },
  { fact: "job.limitSet", isMild: (dossier) => hasExhaust(dossier) && dossier.limitSet === "a" },
  {
    fact: "job.check",
    isMild: ({ check, odometerKm }) =>
      check === "in-use" ? odometerKm === null || odometerKm <= DRIVEN_KM : odometerKm === null,
  },
];

/** By its class it is a bus for pupils, whatever its use: then the use is told twice. */
function isSchoolBusByClass({ vehicleClass, use }: DatedDossier): boolean {
  return /^K.8$/.test(vehicleClass) && SCHOOL_USES.includes(use);
}

function isYoungCar(dossier: DatedDossier): boolean {
  const age = dossierFacts(dossier).get("vehicle.ageYears");
  return group(dossier, "KA") && age?.kind === "number" && Number(age.value) < OLD_YEARS;
}

/** Those among them that this rulebook reads, by the names of facts. */
export function loneWords(dossier: DatedDossier, book: InspectionRulebook): readonly string[] {
  const conditions = conditionsOf(book);
  const read = new Set(conditions.flatMap(factsNamedIn));
  const leaves = conditions.flatMap(leavesOf);
  const bounds: BookBounds = {
    days: (fact) => leaves.flatMap((leaf) => ("before" in leaf && leaf.fact === fact ? [leaf.before] : [])),
    speedsKmh: leaves.flatMap((leaf) =>
      leaf.fact === "vehicle.maxSpeedKmh" && "atLeast" in leaf ? [Number(leaf.atLeast)] : [],
    ),
    grossMasses: leaves.flatMap(grossMassOf),
  };
  const measures = book.items.some(({ procedure }) =>
    ["gas-analyser", "opacimeter"].includes(PROCEDURES[procedure.kind].role),
  );
  return LONE_WORDS.filter(({ fact, readAs = [], byProcedure, isMild }) => {
    const isRead = byProcedure === true ? measures : [fact, ...readAs].some((name) => read.has(name));
    return isRead && isMild(dossier, bounds);
  }).map(({ fact }) => fact);
}

function conditionsOf({ parts, requires, items, rules }: InspectionRulebook): readonly Condition[] {
  return [
    ...parts.map(({ elsewhereUntold }) => elsewhereUntold),
    ...requires.map(({ when }) => when),
    ...items.map(({ appliesWhen }) => appliesWhen),
    ...rules.flatMap(({ appliesWhen, measures }) => [
      appliesWhen,
      ...measures.flatMap(({ limits }) => limits.map(({ when }) => when)),
    ]),
  ].filter((condition) => condition !== undefined);
}

type Leaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;

function leavesOf(condition: Condition): readonly Leaf[] {
  if ("all" in condition) return condition.all.flatMap(leavesOf);
  if ("any" in condition) return condition.any.flatMap(leavesOf);
  return "not" in condition ? leavesOf(condition.not) : [condition];
}

function grossMassOf(leaf: Leaf): BookBounds["grossMasses"] {
  if (leaf.fact !== "vehicle.grossMassKg" || "in" in leaf || "equals" in leaf || "before" in leaf) return [];
  const bound =
    "atLeast" in leaf
      ? leaf.atLeast
      : "atMost" in leaf
        ? leaf.atMost
        : "below" in leaf
          ? leaf.below
          : leaf.above;
  return [{ bound: Number(bound), byCurb: leaf.times === "vehicle.curbMassKg" }];
}
