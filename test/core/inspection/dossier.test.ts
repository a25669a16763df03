import { describe, expect, test } from "vitest";
import { loadYamlFile, parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { workingGroup } from "../../../src/core/door/vehicle-class.ts";
import { inspectionNeeds } from "../../../src/core/inspection/admission.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { factsFor } from "../../../src/core/inspection/fact-scope.ts";
import { manualFacts } from "../../../src/core/inspection/manual/manual-facts.ts";
import { planInspection } from "../../../src/core/inspection/plan.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import { checkVin, vinFinding } from "../../../src/core/inspection/vin.ts";
import { FACTS } from "../../../src/core/trade/words/facts.ts";
import { dossierNamed, inFile, rulebook } from "./lane-fixture.ts";

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
      arithmetic: [{ code: "VIN_CHECKED", params: { expected: "8", found: "0" } }],
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
    expect(codes("demo-k3")).toEqual(["(A1)", "W1", "B1", "W2", "B2", "B0", "H", "E", "(ES)"]);
    expect(codes("demo-h3")).toEqual(["A1", "W1", "B1", "W2", "B2", "B0", "H", "E", "(ES)"]);
    expect(codes("demo-k3-electric")).toEqual(["(A1)", "W1", "B1", "W2", "B2", "B0", "H", "(E)", "(ES)"]);
    expect(codes("demo-k3-diesel")).toEqual(["(A1)", "W1", "B1", "W2", "B2", "B0", "H", "(E)", "ES"]);
  });
  test("needs the opacimeter for a diesel alone, and the analyser for the others", () => {
    const needs = (name: string) => inspectionNeeds(dossierNamed(name), rulebook).map(({ role }) => role);
    const gases = (name: string) =>
      needs(name).filter((role) => role === "opacimeter" || role === "gas-analyser");
    expect(gases("demo-k3-diesel")).toEqual(["opacimeter"]);
    expect(gases("demo-k3")).toEqual(["gas-analyser"]);
    expect(gases("demo-k3-electric")).toEqual([]);
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
    expect(planInspection(none, rulebook).find((item) => item.code === "B0")?.notApplicable).toMatchObject({
      code: "NOT_APPLICABLE_BY_RULEBOOK",
      params: { en: expect.stringContaining("parking") },
    });
  });
});

test("every fact that the dossier, the lane and inspectors give stands in the one table, and nothing else does", () => {
  const k3 = dossierNamed("demo-k3");
  const plan = planInspection(k3, rulebook);
  const given = new Set<string>();
  for (const facts of [...plan.map((item) => factsFor(item, k3, plan, {})), manualFacts({})])
    for (const [name, fact] of facts) {
      given.add(name);
      const words = FACTS.get(name);
      if (fact.kind === "number")
        expect([name, words?.kind, words?.unit]).toEqual([name, "number", fact.unit]);
      if (fact.kind === "text" && words?.values) expect(words.values).toContain(fact.value);
    }
  expect([...given].sort()).toEqual([...FACTS.keys()].sort());
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
    [
      "a misspelt fact",
      "of: slip.mPerKm",
      "of: slip.mPerKN",
      'compute.of: found "slip.mPerKN", allowed: a fact that the dossier',
    ],
    [
      "a rule of no item",
      "item: side-slip\n",
      "item: side-slap\n",
      'item: found "side-slap", allowed: the key of an item',
    ],
    ["a key twice", "key: weighing", "key: side-slip", "allowed: a value that does not stand above already"],
    [
      "a fact of a later rule",
      "{ fact: brake.axle-ratio, atLeast",
      "{ fact: brake.parking-ratio, atLeast",
      "allowed: a fact that the dossier, an item or a rule above gives",
    ],
    [
      "a value outside the domain",
      "{ fact: vehicle.group, equals: N }",
      "{ fact: vehicle.group, equals: NN }",
      'equals: found "NN", allowed: a value that this fact can have: KA, KB, HZ, G, N, M',
    ],
    [
      "a value outside the domain in a list",
      "{ fact: vehicle.fuel, in: [petrol, gas, bi-fuel, methanol, hybrid, plug-in-hybrid] }\n        - not",
      "{ fact: vehicle.fuel, in: [petrol, gasoline, bi-fuel, methanol, hybrid, plug-in-hybrid] }\n        - not",
      'in.1: found "gasoline", allowed: a value that this fact can have: petrol,',
    ],
    [
      "a text held against a figure",
      '{ fact: vehicle.grossMassKg, atMost: "3500" }',
      '{ fact: vehicle.grossMassKg, equals: "3500" }',
      'fact: found "vehicle.grossMassKg", allowed: a fact that is a text',
    ],
    [
      "a bound on a text",
      "{ fact: vehicle.lampSystem, equals: two-lamp }",
      '{ fact: vehicle.lampSystem, atLeast: "2" }',
      'fact: found "vehicle.lampSystem", allowed: a fact that is a number',
    ],
    [
      "a day held against what is no day",
      "{ fact: vehicle.lampSystem, equals: two-lamp }",
      "{ fact: vehicle.fuel, before: 2021-01-01 }",
      'fact: found "vehicle.fuel", allowed: a fact that is a day',
    ],
    [
      "a scale of another unit",
      'atLeast: "0.7", times: vehicle.curbMassKg',
      'atLeast: "0.7", times: vehicle.maxSpeedKmh',
      'times: found "vehicle.maxSpeedKmh", allowed: a fact in kg',
    ],
    [
      "a formula of what is no figure",
      "of: slip.mPerKm",
      "of: vehicle.fuel",
      'compute.of: found "vehicle.fuel", allowed: a fact that is a number',
    ],
    ["a unit that the facts do not give", 'unit: "m/km"', 'unit: "mm"', 'unit: found "mm", allowed: "m/km"'],
    ["half of a text", "    notApplicableEn: trailers have no headlamps\n", "", "notApplicableZh: found"],
    [
      "the form of before",
      "schema: proofmark/rulebook/v2\n",
      "schema: proofmark/rulebook/v1\n",
      'schema: found "proofmark/rulebook/v1", allowed: "proofmark/rulebook/v2" (a v1 file does not say',
    ],
    [
      "no jurisdiction",
      "jurisdiction: CN\n",
      "",
      "jurisdiction: found nothing, allowed: a country of ISO 3166",
    ],
    ["a jurisdiction in words", "jurisdiction: CN\n", "jurisdiction: China\n", 'jurisdiction: found "China"'],
    ["another kind", "kind: inspection\n", "kind: exam\n", 'kind: found "exam", allowed: "inspection"'],
    [
      "an item that no rule judges",
      "item: side-slip\n",
      "item: vehicle\n",
      'items.0.key: found "side-slip", allowed: an item with a rule',
    ],
    ["an unknown key", "judges: true", "judges: true\n    severity: high", "is not a known key here"],
  ])("is refused with %s", (_, right, wrong, sentence) => {
    expect(text).toContain(right);
    expect(() => parseYamlText(text.replace(right, wrong), inspectionRulebookSchema, "rules.yaml")).toThrow(
      sentence,
    );
  });
  test.each(["demo-k3", "demo-k3-registration", "demo-h3", "demo-k3-electric"])("%s is a dossier", (name) => {
    expect(dossierSchema.safeParse(inFile(dossierNamed(name))).success).toBe(true);
  });
});
