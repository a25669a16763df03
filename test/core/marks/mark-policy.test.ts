import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import {
  dayThere,
  inspectedUntil,
  inspectionRowOf,
  type MarkPolicy,
  markPolicySchema,
  monthsAfter,
  passedUntil,
  startOfDayS,
  verifiedUntil,
} from "../../../src/core/marks/mark-policy.ts";
import { readSource } from "../../support/source-tree.ts";

/** Goal: until when a mark is good is a row of a file, with both sides of each edge; what no row answers has no mark. */
const FILE = "config/marks/cn.yaml";
const POLICY: MarkPolicy = parseYamlText(readSource(FILE), markPolicySchema, FILE).value;

interface Vehicle {
  readonly vehicleClass: string;
  readonly use: string;
  readonly check?: string;
}

function until(vehicle: Vehicle, firstRegistered: string, on: string): string | null {
  const row = inspectionRowOf(POLICY, { check: "in-use", ...vehicle });
  return row === null ? null : (inspectedUntil(POLICY, row, { firstRegistered, on })?.untilDay ?? "none");
}

const CAR = { vehicleClass: "K33", use: "A" };
const TAXI = { vehicleClass: "K33", use: "D" };
const LORRY = { vehicleClass: "H31", use: "F" };
const COACH = { vehicleClass: "K11", use: "A" };
const MOTORCYCLE = { vehicleClass: "M21", use: "A" };

describe("rows of config/marks/cn.yaml", () => {
  test.each<readonly [string, Vehicle, string, string, string]>([
    ["new", CAR, "2026-11-28", "2026-11-28", "2028-12-01"],
    ["of six years, on the day", CAR, "2020-11-28", "2026-11-28", "2028-12-01"],
    ["of six years, three months before", CAR, "2020-11-28", "2026-08-28", "2028-12-01"],
    ["of six years, a day earlier than that", CAR, "2020-11-28", "2026-08-27", "2026-12-01"],
    ["of six years, late by a year", CAR, "2020-11-28", "2027-11-28", "2028-12-01"],
    ["of ten years, on the day", CAR, "2016-11-28", "2026-11-28", "2027-12-01"],
    ["of ten years, three months before", CAR, "2016-11-28", "2026-08-28", "2027-12-01"],
    ["of ten years, a day earlier than that", CAR, "2016-11-28", "2026-08-27", "2026-12-01"],
    ["of eight years", CAR, "2018-11-28", "2026-11-28", "2028-12-01"],
    ["of sixteen years", CAR, "2010-11-28", "2026-11-28", "2027-12-01"],
    ["registered on the last of a long month", CAR, "2020-08-31", "2026-08-31", "2028-09-01"],
    ["registered on the 29th of February", CAR, "2020-02-29", "2026-02-28", "2028-03-01"],
    ["a taxi of four years", TAXI, "2022-11-28", "2026-11-28", "2027-12-01"],
    ["a taxi of five years", TAXI, "2021-11-28", "2026-11-28", "2027-06-01"],
    ["a taxi of four years and eight months", TAXI, "2022-03-28", "2026-11-28", "2027-04-01"],
    ["a lorry of nine years", LORRY, "2017-11-28", "2026-11-28", "2027-12-01"],
    ["a lorry of ten years", LORRY, "2016-11-28", "2026-11-28", "2027-06-01"],
    ["a coach that is not for hire, of nine years", COACH, "2017-11-28", "2026-11-28", "2027-12-01"],
    ["a coach that is not for hire, of ten years", COACH, "2016-11-28", "2026-11-28", "2027-06-01"],
    ["a motorcycle of nine years", MOTORCYCLE, "2018-05-28", "2026-11-28", "2028-06-01"],
    ["a motorcycle of ten years", MOTORCYCLE, "2016-11-28", "2026-11-28", "2027-12-01"],
  ])("%s", (_what, vehicle, firstRegistered, on, expected) => {
    expect(until(vehicle, firstRegistered, on)).toBe(expected);
  });

  test.each<readonly [string, Vehicle]>([
    ["a van with seats", { vehicleClass: "K39", use: "A" }],
    ["a school bus", { vehicleClass: "K18", use: "B" }],
    ["a semi-trailer", { vehicleClass: "B11", use: "F" }],
    ["a tractor", { vehicleClass: "Q11", use: "F" }],
    ["a police car", { vehicleClass: "K33", use: "H" }],
    ["a check that nobody knows", { ...CAR, check: "other" }],
  ])("%s has no row", (_what, vehicle) => {
    expect(until(vehicle, "2020-01-01", "2026-11-28")).toBeNull();
  });

  test("checked before it was registered: nothing is said", () => {
    expect(until(CAR, "2026-11-29", "2026-11-28")).toBe("none");
  });

  test("an exam is good for three years, and a verification for fifteen days, that of the check among them", () => {
    expect(passedUntil(POLICY, { rulebook: "cn-exam-c1-2022", on: "2026-11-28" })).toEqual({
      row: "subject-2",
      test: "2",
      untilDay: "2029-11-28",
      isUnverified: true,
    });
    expect(passedUntil(POLICY, { rulebook: "uk-exam", on: "2026-11-28" })).toBeNull();
    expect(verifiedUntil(POLICY, { check: "registration", on: "2026-11-28" })?.untilDay).toBe("2026-12-13");
    expect(verifiedUntil(POLICY, { check: "used-car", on: "2026-12-25" })?.untilDay).toBe("2027-01-09");
    expect(verifiedUntil(POLICY, { check: "in-use", on: "2026-11-28" })).toBeNull();
  });

  test("a day begins there at eight in the evening of UTC", () => {
    expect(dayThere(POLICY, Date.parse("2026-11-28T15:59:59.999Z"))).toBe("2026-11-28");
    expect(dayThere(POLICY, Date.parse("2026-11-28T16:00:00.000Z"))).toBe("2026-11-29");
    expect(startOfDayS(POLICY, "2026-11-29")).toBe(Date.parse("2026-11-28T16:00:00Z") / 1000);
  });

  test("months end where they end", () => {
    expect(monthsAfter("2026-01-31", 1)).toBe("2026-02-28");
    expect(monthsAfter("2024-01-31", 1)).toBe("2024-02-29");
    expect(monthsAfter("2026-12-15", 1)).toBe("2027-01-15");
    expect(monthsAfter("2026-11-30", 120)).toBe("2036-11-30");
  });
});

describe("a file of rules for marks", () => {
  const text = readSource(FILE);
  test.each([
    ["a number without a source", text.replace(/ {6}source: "regulation.*\n/, ""), "source"],
    ["verified by nobody", text.replace("confidence: recalled", "confidence: verified"), "verifiedBy"],
    ["steps without an end", text.replace("        - { everyMonths: 12 }\n", ""), "steps"],
    [
      "steps that fall",
      text.replace(
        "- { everyMonths: 12 }",
        "- { belowMonths: 60, everyMonths: 12 }\n        - { everyMonths: 12 }",
      ),
      "steps",
    ],
    ["a key that nobody knows", text.replace("elsewhere: []", "elsewhere: []\n  other: 1"), "other"],
  ])("with %s is refused, and says where", (_what, wrong, where) => {
    expect(wrong).not.toBe(text);
    expect(() => parseYamlText(wrong, markPolicySchema, FILE)).toThrow(where);
  });

  test("one figure that somebody checked is told as checked", () => {
    const wrong = text
      .replaceAll("verifiedBy: null", 'verifiedBy: "A. Clerk, 2026-11-30"')
      .replaceAll(/confidence: (?:recalled|one-source)/g, "confidence: verified");
    const { value } = parseYamlText(wrong, markPolicySchema, FILE);
    expect(verifiedUntil(value, { check: "registration", on: "2026-11-28" })?.isUnverified).toBe(false);
    const row = inspectionRowOf(value, { check: "in-use", ...CAR });
    const asked = { firstRegistered: "2020-01-01", on: "2026-11-28" };
    expect(row && inspectedUntil(value, row, asked)?.isUnverified).toBe(false);
  });
});
