import { describe, expect, test } from "vitest";
import { loadYamlFile, parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { dossierSchema, workingGroup } from "../../../src/core/inspection/dossier.ts";
import { planInspection } from "../../../src/core/inspection/plan.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import { checkVin, vinFinding } from "../../../src/core/inspection/vin.ts";
import { dossierNamed, rulebook } from "./lane-fixture.ts";

describe("the check digit of a VIN", () => {
  test.each([
    ["1M8GDM9AXKP042788", "valid"],
    ["11111111111111111", "verify"],
    ["00000000000000000", "verify"],
    ["LSVAA49J132047371", "valid"],
    ["LFV2A21K8D4123456", "valid"],
    ["LFV2A21K0D4123456", "verify"],
    ["LGBH52E08DY123456", "valid"],
    ["5GZCZ43D13S812715", "valid"],
    ["LFV2A21K8D412345", "verify"],
    ["LFV2A21K8D41234O6", "verify"],
  ])("%s: %s", (vin, kind) => {
    expect(checkVin(vin).kind).toBe(kind);
  });
  test("a wrong one is shown and decides nothing", () => {
    expect(vinFinding("LFV2A21K0D4123456")).toMatchObject({
      outcome: "not-applicable",
      arithmetic: expect.stringContaining("check digit 8, found 0"),
    });
  });
});

test("the working groups of the applicability tables", () => {
  const groups = [
    ["K33", "A"],
    ["K43", "A"],
    ["K33", "D"],
    ["K13", "A"],
    ["D11", "C"],
    ["H31", "F"],
    ["Q11", "F"],
    ["Z51", "A"],
    ["B11", "F"],
    ["G11", "F"],
    ["N11", "A"],
    ["M21", "A"],
    ["X99", "A"],
  ].map(([vehicleClass = "", use = ""]) => workingGroup({ vehicleClass, use }));
  expect(groups).toEqual(["KA", "KA", "KB", "KB", "KB", "HZ", "HZ", "HZ", "G", "G", "N", "M", null]);
});

describe("the plan", () => {
  const codes = (name: string) =>
    planInspection(dossierNamed(name), rulebook).map((item) =>
      item.notApplicable === null ? item.code : `(${item.code})`,
    );
  test("follows the lane, axle by axle, and says what does not apply", () => {
    expect(codes("demo-k3")).toEqual(["(A1)", "W1", "B1", "W2", "B2", "B0", "H", "E"]);
    expect(codes("demo-h3")).toEqual(["A1", "W1", "B1", "W2", "B2", "B0", "H", "E"]);
    expect(codes("demo-k3-electric")).toEqual(["(A1)", "W1", "B1", "W2", "B2", "B0", "H", "(E)"]);
  });
  test("measures what nobody can rule out", () => {
    const k3 = dossierNamed("demo-k3");
    const [front, rear] = k3.axles;
    if (front === undefined || rear === undefined) throw new Error("two axles");
    const unknown = { ...k3, axles: [{ ...front, suspension: null }, rear] };
    expect(planInspection(unknown, rulebook)[0]).toMatchObject({ code: "A1", notApplicable: null });
  });
  test("gives a second parking axle a code of its own, and none at all one that does not apply", () => {
    const k3 = dossierNamed("demo-k3");
    const both = { ...k3, axles: k3.axles.map((axle) => ({ ...axle, parkingBrake: true })) };
    expect(planInspection(both, rulebook).map((item) => item.code)).toContain("B0-2");
    const none = { ...k3, axles: k3.axles.map((axle) => ({ ...axle, parkingBrake: false })) };
    expect(planInspection(none, rulebook).find((item) => item.code === "B0")?.notApplicable).toContain(
      "parking",
    );
  });
});

describe("the rulebook file", () => {
  test("names a source for every number and claims no verification", () => {
    const rows = rulebook.rules.flatMap((rule) => rule.measures.flatMap((measure) => measure.limits));
    expect(rows.length).toBeGreaterThan(60);
    for (const row of rows)
      expect([row.verifiedBy, row.clause, row.source === ""]).toEqual([null, null, false]);
  });
  const { text } = loadYamlFile("config/rules/cn-inspection-2021.yaml", inspectionRulebookSchema);
  test.each([
    ["a misspelt fact", "of: slip.mPerKm", "of: slip.mPerKN", "nothing gives the fact slip.mPerKN"],
    ["a rule of no item", "item: side-slip\n", "item: side-slap\n", "no item has the key side-slap"],
    ["a key twice", "key: weighing", "key: side-slip", "stands twice"],
    [
      "a fact of a later rule",
      "{ fact: brake.axle-ratio, atLeast",
      "{ fact: brake.parking-ratio, atLeast",
      "nothing gives the fact",
    ],
    ["an unknown key", "judges: true", "judges: true\n    severity: high", "is not a known key here"],
  ])("is refused with %s", (_, right, wrong, sentence) => {
    expect(text).toContain(right);
    expect(() => parseYamlText(text.replace(right, wrong), inspectionRulebookSchema, "rules.yaml")).toThrow(
      sentence,
    );
  });
  test.each(["demo-k3", "demo-k3-registration", "demo-h3", "demo-k3-electric"])("%s is a dossier", (name) => {
    expect(dossierSchema.safeParse(dossierNamed(name)).success).toBe(true);
  });
});
