import { describe, expect, test } from "vitest";
import { keepsKey, nextBy, STEP_MS } from "../../src/console/web/appeal/moment.ts";

/** Goal: the keys that the page names do what it says, wherever the reader was before. */
const plain = (key: string) => ({ key, shiftKey: false });
const shifted = (key: string) => ({ key, shiftKey: true });

describe("a key leads", () => {
  test.each([
    ["ArrowLeft", 10_000 - STEP_MS, 10_000 - 10 * STEP_MS],
    ["ArrowRight", 10_000 + STEP_MS, 10_000 + 10 * STEP_MS],
    ["n", 30_000, 30_000],
    ["N", 30_000, 30_000],
    ["p", 5_000, 5_000],
    ["P", 5_000, 5_000],
    ["x", null, null],
    ["Tab", null, null],
  ])("by %s to %s, with shift to %s", (key, toMs, shiftedMs) => {
    const faultsMs = [30_000, 5_000, 10_000];
    expect(nextBy(plain(key), 10_000, faultsMs)).toBe(toMs);
    expect(nextBy(shifted(key), 10_000, faultsMs)).toBe(shiftedMs);
  });

  test("past a fault that was between two milliseconds, and to none where there is no further one", () => {
    const faultsMs = [1_000.4, 2_000.6];
    expect(nextBy(plain("n"), 1_000, faultsMs)).toBe(2_001);
    expect(nextBy(plain("p"), 2_001, faultsMs)).toBe(1_000);
    expect(nextBy(plain("n"), 2_001, faultsMs)).toBeNull();
    expect(nextBy(plain("p"), 1_000, faultsMs)).toBeNull();
  });
});

describe("a key belongs", () => {
  const slider = { tagName: "INPUT", type: "range" };

  test("to a slider where it is a plain arrow, and to the page where it is another", () => {
    expect(keepsKey(slider, plain("ArrowLeft"))).toBe(true);
    expect(keepsKey(slider, plain("ArrowRight"))).toBe(true);
    for (const key of [plain("n"), plain("p"), shifted("N"), shifted("P"), shifted("ArrowLeft")])
      expect([key, keepsKey(slider, key)]).toEqual([key, false]);
  });

  test.each([
    [{ tagName: "INPUT", type: "text" }, true],
    [{ tagName: "TEXTAREA", type: "textarea" }, true],
    [{ tagName: "SELECT", type: "select-one" }, true],
    [{ tagName: "BUTTON", type: "submit" }, false],
    [{ tagName: "BODY" }, false],
  ])("to %j: %s", (target, is) => {
    for (const key of [plain("n"), shifted("N"), plain("ArrowLeft"), shifted("ArrowRight")])
      expect(keepsKey(target, key)).toBe(is);
  });
});
