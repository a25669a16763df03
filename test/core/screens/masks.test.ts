import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskedName, maskedPlate, maskedSubject } from "../../../src/core/screens/masks.ts";
import { type ScreenScope, scopeOf, scopeText } from "../../../src/core/screens/screen-scope.ts";

describe("what is shown of a plate and a name to people whom it does not concern", () => {
  test.each([
    ["京A12345", "京A•••45"],
    ["鄂AD12345", "鄂A••••45"],
    ["粤Z1234港", "粤Z•••4港"],
    ["京1234", "京•••4"],
    ["ABC", "A•C"],
    ["AB", "A•"],
    ["A", "•"],
    ["", "•"],
  ])("plate %s: %s", (plate, masked) => {
    expect(maskedPlate(plate)).toBe(masked);
  });

  test.each([
    ["张三", "张○"],
    ["张三丰", "张○○"],
    ["欧阳修", "欧阳○"],
    ["欧阳", "欧○"],
    ["阿卜杜拉·买买提", "阿○○"],
    ["John Smith", "J○○"],
    ["张", "○"],
    ["", "○"],
  ])("name %s: %s", (name, masked) => {
    expect(maskedName(name)).toBe(masked);
  });

  test("never the whole of it, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (text) => {
        fc.pre([...text].every((character) => character !== "•" && character !== "○"));
        expect(maskedPlate(text)).not.toContain(text);
        expect(maskedName(text)).not.toContain(text.trim() === "" ? text : text.trim());
      }),
    );
  });

  test("a new vehicle has no plate to hide; who has neither is nobody", () => {
    expect(maskedSubject({ plate: "无号牌", vin: "X" })).toEqual({ zh: "无号牌", en: "no plate yet" });
    expect(maskedSubject({ name: "李四", examiner: "E-1" })).toEqual({ zh: "李○", en: "李○" });
    expect(maskedSubject({})).toEqual({ zh: "○○", en: "○○" });
  });
});

describe("what a token is made over", () => {
  const SCOPES: readonly ScreenScope[] = [
    { kind: "hall" },
    { kind: "board", site: "lane-1" },
    { kind: "job", job: "lane-1" },
    { kind: "job", job: "hall" },
    { kind: "board", site: "job:hall" },
  ];

  test("each scope has a text of its own, and it is read from it", () => {
    const texts = SCOPES.map(scopeText);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.map(scopeOf)).toEqual(SCOPES);
  });

  test.each(["", "halls", "board:", "job:", "job:a b", "board:\n", "station:x", "hall:x"])(
    "%j is none",
    (text) => {
      expect(scopeOf(text)).toBeNull();
    },
  );
});
