import { describe, expect, test } from "vitest";
import { computeFormula } from "../../../src/core/inspection/formulas.ts";
import { MANUAL_DERIVED_FROM, manualFacts } from "../../../src/core/inspection/manual/manual-facts.ts";
import { valuesAsked } from "../../../src/core/inspection/manual/manual-values.ts";
import { dossierFacts } from "../../../src/core/inspection/vehicle-facts.ts";
import { evaluateRule } from "../../../src/core/rules/rule.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { FACT_DOMAINS } from "../../../src/core/trade/words/fact-domains.ts";
import { FACTS, MANUAL_DERIVED_FACTS, MANUAL_FACTS } from "../../../src/core/trade/words/facts.ts";
import { dossierNamed, rulebook } from "./lane-fixture.ts";
import { vehicleOf } from "./sound-vehicle.ts";

const NOT_ENTERED = { kind: "missing", reason: reason("NOT_ENTERED", {}) };

describe("what an inspector entered, as facts", () => {
  test("nothing entered is nothing known", () => {
    const facts = manualFacts({});
    expect([...facts.keys()].sort()).toEqual(
      [...Object.keys(MANUAL_FACTS), ...Object.keys(MANUAL_DERIVED_FACTS)].sort(),
    );
    for (const fact of facts.values()) expect(fact).toEqual(NOT_ENTERED);
  });

  test("a figure is the number that was entered, in the unit of its fact", () => {
    const facts = manualFacts({ "manual.treadSteerMm": "3.20", "manual.steeringPlayDeg": "12" });
    expect(facts.get("manual.treadSteerMm")).toEqual({ kind: "number", value: "3.20", unit: "mm" });
    expect(facts.get("manual.steeringPlayDeg")).toEqual({ kind: "number", value: "12", unit: "°" });
    expect(facts.get("manual.treadOtherMm")).toEqual(NOT_ENTERED);
  });

  test.each(Object.entries(MANUAL_DERIVED_FROM))(
    "%s is exact, and missing with either side",
    (name, pair) => {
      const [left, right] = pair;
      const apart = (values: Record<string, string>) => manualFacts(values).get(name);
      const number = (value: string) => ({ kind: "number", value, unit: "mm" });
      expect(apart({ [left]: "1000.1", [right]: "1040.3" })).toEqual(number("40.2"));
      expect(apart({ [left]: "1040.3", [right]: "1000.1" })).toEqual(number("40.2"));
      expect(apart({ [left]: "1000", [right]: "1000.00" })).toEqual(number("0.00"));
      expect(apart({ [left]: "1000" })).toEqual(NOT_ENTERED);
      expect(apart({ [right]: "1000" })).toEqual(NOT_ENTERED);
    },
  );

  test("what is no number is none, and names that nobody enters are nothing", () => {
    const facts = manualFacts({ "manual.treadSteerMm": "much", toString: "1", "vehicle.axles": "9" });
    expect(facts.get("manual.treadSteerMm")).toMatchObject({ kind: "missing" });
    expect([...facts.keys()].filter((name) => !name.startsWith("manual."))).toEqual([]);
  });

  test("each says what it can be", () => {
    for (const name of Object.keys(MANUAL_FACTS) as (keyof typeof MANUAL_FACTS)[])
      expect([FACTS.has(name), Number(FACT_DOMAINS[name].from) < Number(FACT_DOMAINS[name].to)]).toEqual([
        true,
        true,
      ]);
  });
});

describe("which figures are asked of whom", () => {
  const rowOf = (code: string) => {
    const row = rulebook.requires.find((one) => one.code === code);
    if (row === undefined) throw new Error(`no ${code}`);
    return row;
  };
  const asked = (code: string, vehicle: Parameters<typeof dossierFacts>[0]): readonly string[] =>
    valuesAsked(rowOf(code), rulebook.rules, dossierFacts(vehicle));

  test("a car: both treads, four heights, the play of its wheel", () => {
    const car = dossierNamed("demo-k3");
    expect(asked("F1-18", car)).toEqual(["manual.treadSteerMm", "manual.treadOtherMm"]);
    expect(asked("F1-15", car)).toEqual(rowOf("F1-15").values);
    expect(asked("DC-43", car)).toEqual(["manual.steeringPlayDeg"]);
    expect(asked("UC-04", car)).toEqual([]);
  });

  test("a trailer has no steered wheels, a motorcycle no steering wheel, and one of two wheels no sides", () => {
    const trailer = vehicleOf("B11");
    expect(asked("F1-18", trailer)).toEqual(["manual.treadOtherMm"]);
    expect(asked("DC-43", vehicleOf("M11"))).toEqual([]);
    expect(asked("F1-15", vehicleOf("M11"))).toHaveLength(4);
    expect(asked("F1-15", vehicleOf("M21"))).toEqual([]);
  });

  test("one that steers with all of its wheels has no others", () => {
    const k3 = dossierNamed("demo-k3");
    const crane = { ...k3, axles: k3.axles.map((axle) => ({ ...axle, steered: true })) };
    expect(asked("F1-18", crane)).toEqual(["manual.treadSteerMm"]);
  });

  test("a rule that only records asks for nothing", () => {
    const rules = rulebook.rules.map((rule) => ({ ...rule, judges: false }));
    expect(valuesAsked(rowOf("F1-18"), rules, dossierFacts(dossierNamed("demo-k3")))).toEqual([]);
  });
});

test("a difference is judged, and what it follows from stands beside it", () => {
  const rule = rulebook.rules.find(({ id }) => id === "body.height-rear");
  if (rule === undefined) throw new Error("no such rule");
  const found = (values: Record<string, string>) => {
    const facts = new Map([...dossierFacts(dossierNamed("demo-k3")), ...manualFacts(values)]);
    const { outcome, value, inputs } = evaluateRule(rule, "F1-15", facts, computeFormula);
    return [outcome, value, inputs.map((input) => input.value)];
  };
  const [left, right] = ["manual.rearLeftHeightMm", "manual.rearRightHeightMm"];
  expect(found({ [left]: "700", [right]: "740" })).toEqual(["pass", "40", ["40", "700", "740"]]);
  expect(found({ [left]: "741", [right]: "700" })).toEqual(["fail", "41", ["41", "741", "700"]]);
  expect(found({ [left]: "741" })).toEqual(["undecided", null, [null, "741", null]]);
});

describe("photos of the Chinese book", () => {
  const photos = rulebook.parts.flatMap(({ manual }) => manual?.photos ?? []);
  const whenOf = (code: string) => rulebook.requires.find((row) => row.code === code)?.when;
  test.each([
    ["0157", "F1-21"],
    ["0116", "F1-23"],
    ["0118", "F1-24"],
    ["0117", "F1-28"],
    ["0127", "F1-29"],
    ["0134", "F1-31"],
    ["0130", "F1-32"],
    ["0133", "F1-33"],
    ["0168", "F1-35"],
    ["0132", "F1-36"],
    ["0188", "F1-37"],
    ["0140", "F1-38"],
    ["0126", "F1-39"],
    ["0128", "F1-39"],
    ["0163", "F1-40"],
  ])("%s is taken of whom %s is asked", (photo, code) => {
    const found = photos.find((one) => one.code === photo);
    expect(found?.when).toBeDefined();
    expect(found?.when).toEqual(whenOf(code));
  });

  test("no code stands in two parts", () => {
    expect(new Set(photos.map(({ code }) => code)).size).toBe(photos.length);
  });
});
