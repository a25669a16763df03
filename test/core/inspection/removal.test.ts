import fc from "fast-check";
import { expect, test } from "vitest";
import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import { dossierNamed } from "./lane-fixture.ts";
import { findingOf, goodCar, scoreItems } from "./measured-fixture.ts";

const decimal = (min: number, max: number) => fc.integer({ min, max }).map(String);
const NULLABLE = ["grossMassKg", "curbMassKg", "highBeamIndependentlyAdjustable", "maxSpeedKmh"] as const;

const dossiers = ["demo-k3", "demo-k3-registration", "demo-h3", "demo-k3-electric", "demo-k3-diesel"].map(
  dossierNamed,
);

/** Cars around the limits: about half of them pass a rule, so that the verdicts differ. */
const measuredCar = fc.record({
  front: fc.tuple(decimal(2600, 3200), decimal(2600, 3200), decimal(0, 700)),
  rear: fc.tuple(decimal(1500, 2100), decimal(1500, 2100), decimal(0, 550)),
  parking: fc.tuple(decimal(1250, 1700), decimal(1250, 1700)),
  lamps: fc.tuple(
    decimal(14_000, 25_000),
    decimal(14_000, 25_000),
    decimal(14_000, 25_000),
    decimal(14_000, 25_000),
  ),
  slip: decimal(-5, 6),
  co: decimal(3, 20),
  smoke: decimal(2, 5),
});

function itemsOf(
  car: typeof measuredCar extends fc.Arbitrary<infer T> ? T : never,
  codes: readonly string[],
) {
  const items = goodCar();
  const facts: Record<string, Record<string, string>> = {
    B1: {
      "brake.maxLeftN": car.front[0],
      "brake.maxRightN": car.front[1],
      "brake.differenceN": car.front[2],
    },
    B2: { "brake.maxLeftN": car.rear[0], "brake.maxRightN": car.rear[1], "brake.differenceN": car.rear[2] },
    B0: { "parking.maxLeftN": car.parking[0], "parking.maxRightN": car.parking[1] },
    H: {
      "lamp.leftMainHighCd": car.lamps[0],
      "lamp.rightMainHighCd": car.lamps[1],
      "lamp.leftMinorHighCd": car.lamps[2],
      "lamp.rightMinorHighCd": car.lamps[3],
      "lamp.leftLowVerticalMm": "-120",
      "lamp.leftHeightMm": "700",
      "lamp.rightLowVerticalMm": "-120",
      "lamp.rightHeightMm": "700",
      "lamp.leftHighVerticalMm": "0",
      "lamp.rightHighVerticalMm": "0",
    },
    A1: { "slip.mPerKm": car.slip },
    E: { ...items.E?.facts, "exhaust.idleCoSumPct": car.co },
    ES: { "smoke.peakSumPerM": car.smoke, "smoke.accelerations": "3" },
  };
  const all: Record<string, { facts: Record<string, string> }> = { ...items };
  for (const [code, given] of Object.entries(facts)) all[code] = { facts: given };
  return Object.fromEntries(Object.entries(all).filter(([code]) => codes.includes(code)));
}

function codesOf(dossier: Dossier): string[] {
  return scoreItems(dossier, {})
    .items.filter((item) => item.verdict !== "not-applicable")
    .map((item) => item.item);
}

test("removing any datum never turns a non-pass into a pass, and never makes up a fail", () => {
  let passes = 0;
  let others = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...dossiers),
      measuredCar,
      fc.nat(),
      fc.constantFrom("item", "fact", "dossier"),
      (dossier, car, pick, what) => {
        const items = itemsOf(car, codesOf(dossier));
        const full = scoreItems(dossier, items).verdict;
        if (full === "pass") passes++;
        else others++;
        let poorDossier = dossier;
        const poorItems: Record<string, { facts: Record<string, string> }> = { ...items };
        const codes = Object.keys(items);
        const code = codes[pick % codes.length] ?? "B1";
        if (what === "item") delete poorItems[code];
        if (what === "fact") {
          const names = Object.keys(items[code]?.facts ?? {});
          const gone = names[pick % names.length];
          poorItems[code] = {
            facts: Object.fromEntries(
              Object.entries(items[code]?.facts ?? {}).filter(([name]) => name !== gone),
            ),
          };
        }
        if (what === "dossier")
          poorDossier = { ...dossier, [NULLABLE[pick % NULLABLE.length] ?? "maxSpeedKmh"]: null };
        const poor = scoreItems(poorDossier, poorItems).verdict;
        if (full !== "pass") expect(poor).not.toBe("pass");
        if (full !== "fail") expect(poor).not.toBe("fail");
      },
    ),
    { seed: 20_260_101, numRuns: 300 },
  );
  expect(passes).toBeGreaterThan(10);
  expect(others).toBeGreaterThan(10);
});

test("more braking force never makes a ratio worse, more difference never makes an imbalance better", () => {
  const car = dossierNamed("demo-k3");
  const rank = { fail: 0, undecided: 1, "not-applicable": 1, pass: 2 };
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 6000 }),
      fc.integer({ min: 1, max: 500 }),
      fc.nat(1500),
      (force, more, gap) => {
        const at = (left: number, difference: number) => {
          const items = goodCar();
          items.B1 = {
            facts: {
              "brake.maxLeftN": String(left),
              "brake.maxRightN": "2600",
              "brake.differenceN": String(difference),
            },
          };
          return scoreItems(car, items);
        };
        const outcome = (report: ReturnType<typeof at>, rule: string) =>
          rank[findingOf(report, rule, "B1").outcome];
        const ratio = "brake.axle-ratio";
        expect(outcome(at(force + more, 0), ratio)).toBeGreaterThanOrEqual(outcome(at(force, 0), ratio));
        const imbalance = "brake.imbalance";
        // Less than the maxima are apart, or more than the greater of them, no run can show.
        const apart = Math.abs(force - 2600) + gap;
        if (apart + more > Math.max(force, 2600)) return;
        expect(outcome(at(force, apart + more), imbalance)).toBeLessThanOrEqual(
          outcome(at(force, apart), imbalance),
        );
      },
    ),
    { seed: 5, numRuns: 100 },
  );
});

test("nothing measured is not a pass", () => {
  const report = scoreItems(dossierNamed("demo-k3"), {});
  expect(report.verdict).toBe("undecided");
  expect(report.items.find((item) => item.item === "B1")).toMatchObject({
    verdict: "undecided",
    reasons: [{ code: "NOT_MEASURED", params: {} }],
  });
});
