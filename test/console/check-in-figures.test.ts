import { describe, expect, test } from "vitest";
import {
  dayTyped,
  figureTyped,
  plateTyped,
  vehicleNumberTyped,
} from "../../src/console/web/check-in-figures.ts";
import { hasRightCheck, ID_KINDS, idProblem } from "../../src/core/door/identity-document.ts";
import { maskedIdentity } from "../../src/core/door/identity-mask.ts";

/** Goal: figures, days and numbers are taken as people type them, and what is none is refused and not guessed at. */
describe("what people type", () => {
  test.each([
    ["1820", 1820],
    ["１８２０", 1820],
    ["1,820", 1820],
    ["1，820", 1820],
    ["12 345", 12345],
    [" 5 ", 5],
    ["0", 0],
    ["1,5", null],
    ["1.5", null],
    ["1,82", null],
    ["1820 kg", null],
    ["-3", null],
    ["12345678", null],
    ["", null],
  ])("the figure %j is %j", (typed, figure) => {
    expect(figureTyped(typed)).toBe(figure);
  });

  test.each([
    ["2013-08-20", "2013-08-20"],
    ["2013.8.20", "2013-08-20"],
    ["２０１３/８/２０", "2013-08-20"],
    ["2013年8月20日", "2013-08-20"],
    ["20130820", "2013-08-20"],
    ["2021-02-31", null],
    ["20.8.2013", null],
    ["13-08-20", null],
  ])("the day %j is %j", (typed, day) => {
    expect(dayTyped(typed)).toBe(day);
  });

  test("plates and vehicle numbers are half-width capitals", () => {
    expect(plateTyped(" 鄂ａ·1２345 ")).toBe("鄂A12345");
    expect(vehicleNumberTyped("lfv2a21k8d 4123456")).toBe("LFV2A21K8D4123456");
  });
});

describe("the mask of an identity number", () => {
  test.each([
    ["resident-id", "420106199001011234", "420106********1234"],
    ["resident-id", "42010619900101123x", "420106********123X"],
    ["resident-id", "420106900101123", "420106******123"],
    ["hk-macau-residence-permit", "810000199001011234", "810000********1234"],
    ["foreign-permanent-residence", "CHN420100123456", "CHN42******3456"],
    ["hk-macau-travel-permit", "H12345678", "H12****78"],
    ["taiwan-travel-permit", "12345678", "12****78"],
    ["passport", "e12345678", "E12****78"],
    ["other", "ABCD1234", "AB****34"],
    ["resident-id", "420106********1234", "420106********1234"],
  ] as const)("of %s %s is %s, and may be stored", (idKind, typed, mask) => {
    expect(maskedIdentity(typed)).toBe(mask);
    expect(idProblem({ idKind, idMasked: mask })).toBeNull();
  });

  test("shows of no number as much as the door refuses", () => {
    expect(ID_KINDS).toContain("passport");
    for (let length = 6; length <= 30; length++) {
      const mask = maskedIdentity("A1B2C3D4E5F6G7H8J9K1L2M3N4P5Q6".slice(0, length));
      expect(mask.replace(/[^*]/g, "").length, mask).toBeGreaterThanOrEqual(Math.round(length * 0.4));
    }
    expect(hasRightCheck("420106********1234")).toBe(false);
  });
});
