import { describe, expect, test } from "vitest";
import { loadYamlFile } from "../../../src/adapters/config/yaml-file.ts";
import { daysInOrder, isCivilDay } from "../../../src/core/door/civil-day.ts";
import { FORMS, formWords } from "../../../src/core/door/forms.ts";
import { canonicalPlate, plateKind } from "../../../src/core/door/plate.ts";
import { VEHICLE_CLASSES } from "../../../src/core/door/vehicle-class.ts";
import { vehicleNumberKind } from "../../../src/core/door/vehicle-number.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { subjectOf } from "../../../src/core/inspection/session-report.ts";
import { vinFinding } from "../../../src/core/inspection/vin.ts";

describe("a plate", () => {
  test.each([
    ["鄂A12345", "civil"],
    ["鄂a·12b45", "civil"],
    ["鄂A-1234B", "civil"],
    ["沪AD12345", "new-energy"],
    ["沪A12345D", "new-energy"],
    ["鄂A1234学", "training"],
    ["鄂A1234警", "police"],
    ["鄂A1234挂", "trailer"],
    ["粤Z1234港", "hong-kong"],
    ["粤Z1234澳", "macau"],
    ["使014578", "embassy"],
    ["224578使", "embassy"],
    ["沪A0023领", "consulate"],
    ["临鄂A12345", "temporary"],
    ["鄂A12345临", "temporary"],
    ["鄂A1234试", "trial"],
    ["鄂A1234超", "oversize"],
    ["京X1234应急", "emergency"],
    ["WJ京12345", "armed-police"],
    ["VA12345", "military"],
    ["鄂01·12345", "agricultural"],
    ["民航A1234", "civil-aviation"],
    ["TÜ-AB 123", "other"],
    ["А123ВС 77", "other"],
    ["鄂A123", "other"],
  ])("%s is %s", (text, kind) => expect(plateKind(canonicalPlate(text))).toBe(kind));

  test.each([
    "",
    " ",
    "·",
    "鄂",
    "鄂Ａ12345",
    "鄂A１2345",
    "鄂A12345\u200b",
    "鄂A\u300012345",
    "鄂A1234567890ABCDE",
    "A_1",
    "=1+1",
    "\u3164\u3164",
    "A1\n",
  ])("%j is refused", (text) => expect(plateKind(canonicalPlate(text))).toBeNull());

  test("a canonical one stays as it is", () => {
    expect(canonicalPlate("鄂a·123 4-b")).toBe("鄂A1234B");
    expect(canonicalPlate("鄂A1234B")).toBe("鄂A1234B");
  });
});

describe("the number of a vehicle", () => {
  test.each([
    ["LFV2A21K8D4123456", "vin"],
    ["LFV2A21K8D412345O", "frame-number"],
    ["JZS155-0012345", "frame-number"],
    ["*AB12.3/4*", null],
    ["AB12.3/4*", "frame-number"],
    ["A".repeat(30), "frame-number"],
    ["A".repeat(31), null],
    ["lfv2a21k8d4123456", null],
    ["ＬFV2A21K8D4123456", null],
    ["", null],
    ["AB 12", null],
  ])("%s: %s", (number, kind) => expect(vehicleNumberKind(number)).toBe(kind));

  test("a frame number is said to be one, and equal characters prove nothing", () => {
    expect(vinFinding("JZS155-0012345")).toMatchObject({
      outcome: "not-applicable",
      textEn: expect.stringContaining("frame number"),
    });
    expect(vinFinding("1".repeat(17))).toMatchObject({
      outcome: "not-applicable",
      arithmetic: [{ code: "VIN_PROVES_NOTHING", params: { characters: 17 } }],
    });
  });
});

test("a day is a day of the calendar", () => {
  for (const day of ["2021-02-28", "2024-02-29", "2000-02-29", "2099-12-31", "1900-01-01"])
    expect([day, isCivilDay(day)]).toEqual([day, true]);
  const wrong = ["2021-02-31", "2021-13-45", "2023-02-29", "2100-02-29", "2021-00-10", "2021-01-00"];
  for (const day of [
    ...wrong,
    "2021-1-1",
    "20210101",
    "1899-12-31",
    "2021-01-01T00",
    "２021-01-01",
    "2021-01-01\n",
  ])
    expect([day, isCivilDay(day)]).toEqual([day, false]);
  expect(daysInOrder({ validFrom: "2021-01-02", validTo: "2021-01-01" })).toBe(false);
  expect(daysInOrder({ validFrom: "2021-01-02", validTo: "2021-01-02" })).toBe(true);
});

describe("a dossier", () => {
  const k3 = loadYamlFile("config/dossiers/demo-k3.yaml", dossierSchema).value;
  const taken = (change: object) => dossierSchema.safeParse({ ...k3, ...change });

  test("may be without a plate at the registration only, and the subject stays texts", () => {
    expect(taken({ plate: null }).success).toBe(false);
    const fresh = taken({ plate: null, check: "registration" });
    expect(fresh.success && subjectOf(fresh.data)).toMatchObject({ plate: "无号牌", plateKind: "none" });
    for (const value of Object.values(subjectOf(k3))) expect(typeof value).toBe("string");
    expect(subjectOf(k3)).toMatchObject({ plateKind: "civil", vinKind: "vin" });
  });

  test.each([
    { plateClass: "00" },
    { plateClass: "77" },
    { vehicleClass: "K99" },
    { vehicleClass: "H00" },
    { vehicleClass: "Z99" },
    { vehicleClass: "K3" },
    { firstRegistered: "2021-02-31" },
    { regionOfTest: " 天津" },
    { regionOfRegistration: "" },
    { vin: "" },
    { job: "J 1" },
  ])("with %j is refused", (change) => expect(taken(change).success).toBe(false));

  test("the classes of the facts are known", () => {
    for (const code of [
      "K11",
      "K33",
      "K39",
      "K49",
      "D11",
      "H11",
      "H31",
      "H51",
      "Q11",
      "Z51",
      "B11",
      "G12",
      "N11",
      "M11",
      "M22",
    ])
      expect(VEHICLE_CLASSES).toContain(code);
    expect(new Set(VEHICLE_CLASSES).size).toBe(VEHICLE_CLASSES.length);
  });
});

test("every form has words in both languages, and other messages have none", () => {
  for (const [key, { zh, en }] of Object.entries(FORMS)) {
    expect([key, zh]).toEqual([key, expect.stringMatching(/\p{Script=Han}/u)]);
    expect([key, en]).toEqual([key, expect.stringMatching(/[a-z]/)]);
  }
  expect(formWords("form:text:64")?.en).toContain("1 to 64");
  expect(formWords("form:constructor")).toBeNull();
  expect(formWords("12 digits")).toBeNull();
});
