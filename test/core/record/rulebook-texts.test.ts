import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { rulebookTexts, rulebookTextsSchema } from "../../../src/core/record/rulebook-texts.ts";
import { finding, item } from "../../support/sealed-results.ts";

const textsOf = (name: string) =>
  rulebookTexts(rulebookTextsSchema.parse(parse(readFileSync(`config/rules/${name}.yaml`, "utf8"))));

describe("the words of a rulebook", () => {
  test("name the items of an inspection by their codes", () => {
    const { nameOf } = textsOf("cn-inspection-2021");
    const named = (code: string) => nameOf({ ...item("pass"), item: code })?.nameEn ?? null;
    expect(named("B1")).toBe("Service brake of axle 1");
    expect(named("B12")).toBe("Service brake of axle 12");
    expect(named("B0")).toBe("Parking brake");
    expect(named("general")).toBe("General");
    for (const code of ["", "B", "B01", "B123", "b1", "B1x", "Z9"])
      if (code !== "B") expect(named(code), code).toBeNull();
    // An item of axles that no axle has.
    expect(named("B")).toBe("Service brake of axle");
  });

  test("name the items of a driving test by the rules that watched them", () => {
    const { nameOf, ruleOf } = textsOf("cn-exam-c1-2022");
    const watched = { ...item("pass", { ...finding("pass"), rule: "s2.cv.gear" }), item: "the-bend" };
    expect(nameOf(watched)).toEqual({ nameZh: "曲线行驶", nameEn: "Curve driving" });
    expect(nameOf({ ...item("void"), item: "the-bend" })).toBeNull();
    expect(ruleOf("s2.cv.gear")?.textZh).toMatch(/[一-鿿]/);
    expect(ruleOf("no.such.rule")).toBeNull();
  });

  test("stand for every rule and item of every book", () => {
    for (const name of ["cn-inspection-2021", "cn-exam-c1-2022", "cn-exam-c2-2022", "uk-mot-class4-brakes"]) {
      const book = rulebookTextsSchema.parse(parse(readFileSync(`config/rules/${name}.yaml`, "utf8")));
      const { ruleOf } = rulebookTexts(book);
      expect(book.rules.length).toBeGreaterThan(3);
      for (const { id, textEn } of book.rules) expect(ruleOf(id)).toMatchObject({ textEn });
    }
  });
});
