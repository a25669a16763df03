import { describe, expect, test } from "vitest";
import { slipsOfFormula } from "../../../src/core/inspection/formula-check.ts";
import { domainOfFormula } from "../../../src/core/inspection/formula-domain.ts";
import type { Compute } from "../../../src/core/inspection/formulas.ts";
import { factsOfTrade } from "../../../src/core/inspection/meaning-check.ts";
import { rangeWords } from "../../../src/core/rules/domain.ts";
import { FACT_DOMAINS } from "../../../src/core/trade/words/fact-domains.ts";
import { FACTS } from "../../../src/core/trade/words/facts.ts";

/** Goal: what a formula takes and what it gives follow from what its facts can be. */
const known = factsOfTrade();
const given = (compute: Compute, strange: ReadonlySet<string> = new Set()) => {
  const domain = domainOfFormula(compute, (fact) =>
    strange.has(fact) ? null : (known.get(fact)?.domain ?? null),
  );
  if (domain === null) return null;
  const bounds = domain.bounds === null ? "" : `, limits ${rangeWords(domain.bounds, "")}`;
  return `${rangeWords(domain, "")}${bounds}`;
};
const forces = ["brake.maxLeftN", "brake.maxRightN"];
const load = { load: "axle.loadKg", gravityNPerKg: "9.8" };

describe("what a formula gives", () => {
  test.each<[Compute, string | null]>([
    [{ formula: "value", of: "lamp.leftHeightMm" }, "100 .. 5000"],
    [{ formula: "absolute", of: "slip.mPerKm" }, "0 .. 1000"],
    [{ formula: "lowest", of: ["axle.loadKg", "vehicle.curbMassKg"] }, "-100 .. 30000"],
    [{ formula: "highest", of: ["axle.loadKg", "vehicle.curbMassKg"] }, "30 .. 100000"],
    [
      { formula: "lowest", of: ["lamp.leftMainHighCd", "lamp.rightMainHighCd"] },
      "-1000 .. 1000000, limits 500 .. 1000000",
    ],
    [{ formula: "sum", of: forces }, "-2000 .. 200000"],
    [
      { formula: "sum", of: ["lamp.leftMainHighCd", "lamp.rightMainHighCd"] },
      "-2000 .. 2000000, limits 500 .. 2000000",
    ],
    [{ formula: "quotient", of: "lamp.leftHighVerticalMm", by: "lamp.leftHeightMm" }, "-99.99 .. 99.99"],
    [{ formula: "quotient", of: "exhaust.idleCoSumPct", by: "exhaust.idleSamples" }, "-1 .. 20"],
    [{ formula: "quotient", of: "slip.mPerKm", by: "exhaust.idleSamples" }, null],
    [{ formula: "force-over-load", forces, ...load }, "-1000 .. 1000, limits 1 .. 150"],
    [{ formula: "force-over-half-load", forces, ...load }, "-1000 .. 1000, limits 1 .. 150"],
    [
      { formula: "share-of-highest", of: "brake.differenceN", among: forces },
      "-1000 .. 1000, limits 1 .. 150",
    ],
    [{ formula: "lowest-over-highest", of: forces }, "-1000 .. 1000, limits 1 .. 150"],
    [
      {
        formula: "beyond-tolerance",
        of: "axle.loadKg",
        registered: "vehicle.curbMassKg",
        relativePct: "3",
        absolute: "500",
      },
      "-30000 .. 30100",
    ],
  ])("%j", (compute, words) => {
    expect(given(compute)).toBe(words);
  });

  test("is not known where that of a fact is not", () => {
    expect(given({ formula: "sum", of: forces }, new Set([forces[1] ?? ""]))).toBeNull();
  });
});

describe("what a formula takes", () => {
  const said = (compute: Compute, unit: string) =>
    slipsOfFormula({ compute, unit }, [], known).map(({ path, message }) => `${path.join(".")} ${message}`);
  const beyond = {
    formula: "beyond-tolerance",
    of: "axle.loadKg",
    registered: "vehicle.curbMassKg",
  } as const;
  test.each<[Compute, string, string | null]>([
    [{ formula: "force-over-load", forces, ...load }, "%", null],
    [
      { formula: "force-over-load", forces: ["lamp.leftMainHighCd"], ...load },
      "%",
      "compute.forces.0 form:factUnit:N",
    ],
    [
      { formula: "force-over-half-load", forces: ["axle.loadKg"], ...load },
      "%",
      "compute.forces.0 form:factUnit:N",
    ],
    [
      { formula: "force-over-load", forces, ...load, load: "brake.greatestN" },
      "%",
      "compute.load form:factUnit:kg",
    ],
    [
      { formula: "force-over-load", forces, ...load, gravityNPerKg: "9.69" },
      "%",
      "compute.gravityNPerKg form:gravity:9.7 .. 9.9 N/kg",
    ],
    [
      { formula: "force-over-load", forces, ...load, gravityNPerKg: "9.91" },
      "%",
      "compute.gravityNPerKg form:gravity:9.7 .. 9.9 N/kg",
    ],
    [{ formula: "force-over-load", forces, ...load, gravityNPerKg: "9.80665" }, "%", null],
    [
      { formula: "force-over-load", forces: [...forces, ...forces], ...load },
      "%",
      "compute.forces.2 form:once",
    ],
    [{ formula: "share-of-highest", of: "brake.maxLeftN", among: forces }, "%", null],
    [
      { formula: "share-of-highest", of: "axle.loadKg", among: forces },
      "%",
      "compute.among.0 form:oneUnit:kg",
    ],
    [
      { formula: "lowest-over-highest", of: ["brake.maxLeftN", "axle.loadKg"] },
      "%",
      "compute.of.1 form:oneUnit:N",
    ],
    [{ formula: "sum", of: ["brake.maxLeftN", "brake.maxLeftN"] }, "N", "compute.of.1 form:once"],
    [{ formula: "sum", of: forces }, "kN", 'unit form:unitOfFacts:"N"'],
    [{ formula: "quotient", of: "brake.maxLeftN", by: "axle.loadKg" }, "", "compute.by form:quotientUnit:N"],
    [{ formula: "quotient", of: "axle.loadKg", by: "vehicle.axles" }, "kg", null],
    [{ formula: "quotient", of: "axle.loadKg", by: "vehicle.axles" }, "", 'unit form:unitOfFacts:"kg"'],
    [{ formula: "value", of: "smoke.peakSumPerM" }, "m⁻¹", "compute.of form:meanOfSum:smoke.accelerations"],
    [
      { formula: "quotient", of: "slip.mPerKm", by: "smoke.peakSumPerM" },
      "",
      "compute.by form:meanOfSum:smoke.accelerations",
    ],
    [
      { formula: "quotient", of: "smoke.peakSumPerM", by: "vehicle.axles" },
      "m⁻¹",
      "compute.by form:oneOf:smoke.accelerations",
    ],
    [{ ...beyond, relativePct: "3", absolute: "500" }, "kg", null],
    [{ ...beyond, relativePct: "51", absolute: "500" }, "kg", "compute.relativePct form:tolerance:0 .. 50 %"],
    [{ ...beyond, relativePct: "3", absolute: "-1" }, "kg", "compute.absolute form:tolerance:0 .."],
    [
      { ...beyond, of: "brake.maxLeftN", relativePct: "3", absolute: "5" },
      "N",
      "compute.registered form:oneUnit:N",
    ],
  ])("%j in %s", (compute, unit, slip) => {
    expect(said(compute, unit)).toEqual(slip === null ? [] : [slip]);
  });
});

describe("what a figure can be", () => {
  test("is said of every figure and of nothing else, from less to more", () => {
    const figures = [...FACTS].filter(([, { kind }]) => kind === "number").map(([name]) => name);
    expect(Object.keys(FACT_DOMAINS).sort()).toEqual(figures.sort());
    for (const [name, { from, to, bounds, each }] of Object.entries(FACT_DOMAINS)) {
      expect([name, Number(from) < Number(to)]).toEqual([name, true]);
      for (const within of [bounds, each])
        if (within !== undefined)
          expect([name, Number(within.from) < Number(within.to)]).toEqual([name, true]);
      if (each !== undefined) expect(FACTS.get(each.countedBy)?.unit).toBe("");
    }
  });
});
