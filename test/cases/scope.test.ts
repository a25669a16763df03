import { describe, expect, test } from "vitest";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { dossierSchema } from "../../src/core/inspection/dossier.ts";
import { measurementFileSchema } from "../../src/core/inspection/measurements.ts";
import { inspectionRulebookSchema } from "../../src/core/inspection/rulebook.ts";
import { scoreInspection } from "../../src/core/inspection/score.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 2 of the cases: everything that is measured is sound, and items that the law asks for were neither done nor known. */
const { value: rulebook } = loadYamlFile("config/rules/cn-inspection-2021.yaml", inspectionRulebookSchema);

interface Row {
  readonly dossier: string;
  readonly measured: string;
  readonly verdict: "pass" | "fail" | "undecided";
  /** Codes that are missing, open or, of the pass, told as recommended. */
  readonly names: readonly string[];
}

const ROWS: readonly Row[] = [
  { dossier: "k33-diesel", measured: "k33-no-exhaust", verdict: "undecided", names: ["ELD"] },
  { dossier: "k33-electric", measured: "k33-no-exhaust", verdict: "pass", names: ["EV-C", "EV-D", "EV-E"] },
  {
    dossier: "k33-new-registration",
    measured: "k33-sound",
    verdict: "undecided",
    names: ["UC-04", "F1-15", "C1-47"],
  },
  { dossier: "h11-3axle-diesel", measured: "h11-3axle", verdict: "undecided", names: ["L", "M1", "ELD"] },
  { dossier: "h11-hazardous", measured: "h11-3axle", verdict: "undecided", names: ["L", "F1-35", "F1-40"] },
  { dossier: "n11-all-front", measured: "n11", verdict: "undecided", names: ["B", "B0"] },
  { dossier: "b11-no-parking", measured: "b11", verdict: "undecided", names: ["B0", "L"] },
  { dossier: "k11-coach", measured: "k11-rear-22", verdict: "fail", names: ["ELD"] },
];

describe("what the rulebook does not know is no pass", () => {
  for (const { dossier, measured, verdict, names } of ROWS)
    test(`${dossier}: ${verdict}`, (ctx) => {
      const scored = scoreInspection({
        dossier: loadYamlFile(sharedCase(ctx, `dossiers/${dossier}.yaml`), dossierSchema).value,
        today: "2026-11-26",
        rulebook,
        measurements: loadYamlFile(sharedCase(ctx, `measurements/${measured}.yaml`), measurementFileSchema)
          .value,
      });
      if (scored.kind === "refused") throw new Error(scored.reason.code);
      const { scope, notes } = scored.report;
      expect(scored.report.verdict).toBe(verdict);
      const told = [...(scope?.missing ?? []), ...(scope?.open ?? []), ...(scope?.voluntary ?? [])];
      expect(told.map(({ code }) => code)).toEqual(expect.arrayContaining([...names]));
      // Never a bare pass: what it does not speak of stands beside it.
      if (verdict === "pass") expect(notes.map(({ code }) => code)).toContain("LEFT_TO_OTHERS");
    });

  test("a coach that is told to be a passenger car is no dossier", (ctx) => {
    const file = sharedCase(ctx, "dossiers/k11-coach-as-passenger-car.yaml");
    expect(() => loadYamlFile(file, dossierSchema)).toThrow(
      /passengerCar: found true, allowed: false, since K11/,
    );
  });
});
