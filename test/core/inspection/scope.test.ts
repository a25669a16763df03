import { describe, expect, test } from "vitest";
import { VEHICLE_CLASSES } from "../../../src/core/door/vehicle-class.ts";
import type { DatedDossier, Dossier } from "../../../src/core/inspection/dossier.ts";
import { planInspection } from "../../../src/core/inspection/plan.ts";
import type { InspectionRulebook } from "../../../src/core/inspection/rulebook.ts";
import { scoreInspection } from "../../../src/core/inspection/score.ts";
import type { SessionReport } from "../../../src/core/session.ts";
import { rulebook, TODAY } from "./lane-fixture.ts";
import type { Items } from "./measured-fixture.ts";
import { soundItems, vehicleOf } from "./sound-vehicle.ts";

/**
 * Goal: a verdict says what the law asks of this vehicle, and what nobody did keeps it from being a pass.
 * Method: every class, fuel and kind of inspection with everything measured that the book can measure, and the book with each
 * of its items taken away.
 */
const FUELS = [
  "petrol",
  "diesel",
  "gas",
  "bi-fuel",
  "methanol",
  "hybrid",
  "plug-in-hybrid",
  "electric",
  "hydrogen",
] as const;
const CHECKS = ["in-use", "registration"] as const;
const CLASSES = VEHICLE_CLASSES.filter((code) => !code.startsWith("J"));
/** What the hand terminals do; the order says so. */
const MANUAL = ["network", "identity", "appearance", "dynamic", "chassis", "exhaust-looks"];

function score(dossier: DatedDossier, items: Items, book: InspectionRulebook = rulebook): SessionReport {
  const measurements = { schema: "proofmark/measurements/v1", items } as const;
  const scored = scoreInspection({ dossier, today: TODAY, rulebook: book, measurements });
  if (scored.kind === "refused") throw new Error(scored.reason.code);
  return scored.report;
}

const missing = (report: SessionReport): readonly string[] =>
  report.scope?.missing.map(({ code }) => code) ?? [];

const refusedFor = (report: SessionReport) => [report.verdict, report.reasons[0]?.code];

function fuelsOf(vehicleClass: string): readonly Dossier["fuel"][] {
  if (/^[BG]/.test(vehicleClass)) return ["none"];
  if (vehicleClass.startsWith("D")) return ["hybrid", "plug-in-hybrid", "electric", "hydrogen"];
  if (/^(?:M|N|H5)/.test(vehicleClass)) return ["petrol", "diesel"];
  return FUELS;
}

describe("every class, fuel and kind of inspection, all of it sound", () => {
  test.each(CHECKS)(
    "%s: what is required is done, open, missing or left, and nothing of it is lost",
    (check) => {
      const verdicts = new Map<string, number>();
      for (const vehicleClass of CLASSES)
        for (const fuel of fuelsOf(vehicleClass)) {
          const dossier = vehicleOf(vehicleClass, { fuel, check, elsewhere: MANUAL });
          const report = score(dossier, soundItems(dossier, rulebook));
          const { scope, verdict } = report;
          const name = `${vehicleClass} ${fuel}`;
          if (scope === null) throw new Error(name);
          const left = scope.elsewhere.flatMap(({ codes }) => codes);
          const all = [...scope.done, ...scope.open.map(({ code }) => code), ...missing(report), ...left];
          expect([name, all.length, new Set(all).size]).toEqual([name, scope.required, scope.required]);
          expect([name, verdict]).toEqual([name, scope.missing.length === 0 ? "pass" : "undecided"]);
          verdicts.set(verdict ?? "", (verdicts.get(verdict ?? "") ?? 0) + 1);
          expect([name, [...missing(report)].sort()]).toEqual([name, [...missingBy(dossier)].sort()]);
          if (verdict !== "pass") expect(report.reasons.at(-1)?.code).toBe("NOT_IN_RULEBOOK");
        }
      expect([...verdicts.keys()].sort()).toEqual(["pass", "undecided"]);
    },
  );
});

/** By hand from the tables: what no item of the book does, of a vehicle with two axles whose manual parts are left to others. */
function missingBy({ vehicleClass, use, fuel, check, exhaustMethod }: DatedDossier): readonly string[] {
  const is = (heads: string): boolean => heads.split(" ").some((head) => vehicleClass.startsWith(head));
  const goods = is("H Q Z");
  const trailer = is("B G");
  const automobile = is("K D") || goods;
  const isNew = check === "registration";
  return [
    ...(trailer ? ["L"] : []),
    ...(isNew && (goods || trailer || is("N M1")) ? ["Z1"] : []),
    ...(is("H1 H2 Q1 Q2 Z1 Z2 Z5") ||
    trailer ||
    (isNew && (is("K1 K2 D") || (is("K") && use !== "A") || goods || is("M1")))
      ? ["M1"]
      : []),
    ...(automobile && fuel === "diesel" && exhaustMethod === null ? ["ELD"] : []),
    ...(automobile && fuel === "bi-fuel" ? ["E-2"] : []),
  ];
}

describe("what nobody does keeps a verdict from being a pass", () => {
  const k33 = (more: Partial<Dossier> = {}): DatedDossier =>
    vehicleOf("K33", { passengerCar: true, ...more });
  const sound = (dossier: DatedDossier): SessionReport => score(dossier, soundItems(dossier, rulebook));

  test("an order that says nothing leaves the manual parts of everyday vehicles to others, and of no other", () => {
    expect(sound(k33()).verdict).toBe("pass");
    expect(sound(k33({ check: "registration", firstRegistered: "2026-11-20", produced: null })).verdict).toBe(
      "undecided",
    );
    expect(missing(sound(vehicleOf("H31", { use: "R" })))).toEqual(
      expect.arrayContaining(["F1-40", "UC-04", "DC-45"]),
    );
    expect(missing(sound(vehicleOf("K21", { use: "P" })))).toEqual(
      expect.arrayContaining(["F1-39", "F1-29"]),
    );
  });

  test("an order that leaves nothing to others asks for all of it", () => {
    const report = sound(k33({ elsewhere: [] }));
    expect(report.verdict).toBe("undecided");
    expect(missing(report)).toEqual(expect.arrayContaining(["NQ-01", "UC-04", "F1-18"]));
    expect(report.reasons).toMatchObject([
      { code: "NOT_IN_RULEBOOK", params: { rulebook: "cn-inspection-2021" } },
    ]);
  });

  test("a part that the rulebook has to do itself can be left to nobody", () => {
    for (const part of ["exhaust", "brakes"])
      expect(refusedFor(sound(k33({ elsewhere: [...MANUAL, part] })))).toEqual([
        "undecided",
        "PART_NOT_LEFT",
      ]);
  });

  test("methods that this book does not know are asked for where the network allows no other", () => {
    expect(missing(sound(k33({ exhaustMethod: "asm" })))).toEqual(["E-ASM"]);
    expect(missing(sound(k33({ exhaustMethod: "vmas" })))).toEqual(["E-VMAS"]);
    expect(missing(sound(k33({ fuel: "diesel", exhaustMethod: "lug-down" })))).toEqual(["ELD"]);
    expect(missing(sound(k33({ fuel: "diesel", exhaustMethod: "free-acceleration" })))).toEqual([]);
    expect(missing(sound(k33({ fuel: "diesel" })))).toEqual(["ELD"]);
  });

  test("rollers cannot test full-time four-wheel drive", () => {
    const report = sound(k33({ drive: "full-time-four-wheel" }));
    expect([report.verdict, missing(report)]).toEqual(["undecided", ["B", "B0"]]);
  });

  test("inner axles want the loaded test, and a second front axle lets nobody off the side slip", () => {
    const { axles } = vehicleOf("H11");
    const [front, rear] = axles;
    if (front === undefined || rear === undefined) throw new Error("two axles");
    const heavy = { curbMassKg: 12_000, grossMassKg: 31_000 };
    const three = vehicleOf("H11", { ...heavy, axles: [front, rear, rear] });
    expect(missing(sound(three))).toEqual(expect.arrayContaining(["L", "M1"]));
    const independent = vehicleOf("H11", { axles: [{ ...front, suspension: "independent" }, rear] });
    expect(missing(sound(independent))).toContain("A1");
  });

  test("what is recommended is told and asked of nobody", () => {
    const report = sound(k33({ fuel: "electric" }));
    expect([report.verdict, report.scope?.voluntary.map(({ code }) => code)]).toEqual([
      "pass",
      ["EV-C", "EV-D", "EV-E"],
    ]);
    expect(report.notes.map(({ code }) => code)).toEqual(["LEFT_TO_OTHERS", "VOLUNTARY_NOT_DONE"]);
  });

  test("an item that was measured and judged by no limit has done nothing", () => {
    const open = {
      ...rulebook,
      rules: rulebook.rules.map((rule) => ({ ...rule, judges: rule.item !== "headlamps" && rule.judges })),
    };
    const dossier = k33();
    const report = score(dossier, soundItems(dossier, rulebook), open);
    expect([report.verdict, missing(report)]).toEqual(["undecided", ["H"]]);
  });

  test("a registration is that of today or of no day yet, and of no day to come", () => {
    const isNew = (firstRegistered: string | null): DatedDossier =>
      k33({ check: "registration", produced: null, elsewhere: MANUAL, firstRegistered });
    expect(refusedFor(sound(isNew("2026-11-27")))).toEqual(["undecided", "REGISTERED_AFTER_TODAY"]);
    expect(sound(isNew(TODAY)).verdict).toBe("pass");
    expect(sound(isNew(null)).verdict).toBe("pass");
    // The same car in use: a day before today at the latest.
    expect(refusedFor(sound({ ...isNew("2026-11-27"), check: "in-use" }))).toEqual([
      "undecided",
      "REGISTERED_LATER",
    ]);
    expect(sound({ ...isNew("2026-11-25"), check: "in-use" }).verdict).toBe("pass");
  });

  test("a wheeled machine, and a car first registered today, are not taken as vehicles in use", () => {
    const fresh = k33({ firstRegistered: TODAY, produced: null });
    expect(refusedFor(sound(fresh))).toEqual(["undecided", "REGISTERED_LATER"]);
    const machine = { ...vehicleOf("N11"), vehicleClass: "J11" };
    expect(refusedFor(score(machine, {}))).toEqual(["undecided", "VEHICLE_CLASS_NOT_SERVED"]);
  });
});

describe("an item less in the book", () => {
  const KEYS = rulebook.items.map(({ key }) => key);
  const PLANNED = new Map(
    ["K33", "B11"].flatMap((code) =>
      planInspection(vehicleOf(code), rulebook).map((item) => [item.code, item.rule.key] as const),
    ),
  );
  test.each(KEYS)("%s: never turns a non-pass into a pass, and no pass stays without it", (key) => {
    const poor: InspectionRulebook = {
      ...rulebook,
      items: rulebook.items.filter((item) => item.key !== key),
      rules: rulebook.rules.filter((rule) => rule.item !== key),
    };
    let lost = 0;
    for (const vehicleClass of ["K33", "K11", "H31", "H11", "B11", "N11", "M21"])
      for (const fuel of fuelsOf(vehicleClass)) {
        const method = fuel === "diesel" ? "free-acceleration" : null;
        const dossier = vehicleOf(vehicleClass, { fuel, elsewhere: MANUAL, exhaustMethod: method });
        const full = score(dossier, soundItems(dossier, rulebook));
        const less = score(dossier, soundItems(dossier, poor), poor);
        const name = `${vehicleClass} ${fuel}`;
        if (full.verdict !== "pass") expect([name, less.verdict]).not.toEqual([name, "pass"]);
        const wasDone = full.items.some(({ item, verdict }) => verdict === "pass" && itemKey(item) === key);
        if (wasDone) expect([name, less.verdict]).not.toEqual([name, "pass"]);
        if (wasDone) lost++;
      }
    // Nobody asks for a load by itself; without one every ratio is missing.
    expect(lost > 0 || key === "weighing").toBe(true);
  });

  function itemKey(code: string): string {
    return PLANNED.get(code) ?? "";
  }
});
