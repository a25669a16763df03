import { describe, expect, test } from "vitest";
import { readBrakeCurve, type TakenCurve } from "../../../src/core/inspection/brake-curve/brake-curve.ts";
import { NO_LOCKS } from "../../../src/core/inspection/brake-curve/imbalance.ts";
import type { SettingsOf } from "../../../src/core/inspection/procedure-settings.ts";
import { rulebook } from "./lane-fixture.ts";

/** Goal: what a driver did not do, or did too late, is no fault of the vehicle; a vehicle that brakes badly is judged all the same. */
type Settings = SettingsOf<"service-brake">;
const settings = rulebook.items.find(({ key }) => key === "service-brake")?.procedure as Settings;

/** 6.5 s of both wheels by their share of full force at each sample; rolling wheels show 60 N. */
function read(share: (ms: number) => number, more: Partial<TakenCurve> & { readonly rightN?: number } = {}) {
  const { rightN = 2900, ...rest } = more;
  const samples = Array.from({ length: 650 }, (_, i): [number, string, string] => {
    const now = Math.max(0, Math.min(1, share(i * 10)));
    return [i * 10, String(60 + Math.round(3000 * now)), String(60 + Math.round(rightN * now))];
  });
  return readBrakeCurve({ samples, sampleRateHz: 100, locks: NO_LOCKS, ...rest }, settings);
}
/** A foot that comes down so late and so fast. */
const pressed = (fromMs: number, overMs: number) => (ms: number) => (ms - fromMs) / overMs;

describe("a brake that nobody pressed", () => {
  test("voids, whoever did what else", () => {
    expect(read(() => 0)).toEqual({ kind: "void", reason: { code: "BRAKE_NOT_PRESSED", params: {} } });
    expect(read(pressed(9000, 2000))).toMatchObject({ reason: { code: "BRAKE_NOT_PRESSED" } });
  });
  test("also where it was pressed all the time, so that nobody saw it grow", () => {
    expect(read(() => 1)).toMatchObject({ reason: { code: "BRAKE_NOT_PRESSED" } });
  });
  test("is none of two spoilt samples, whichever way", () => {
    const spoilt = (hits: readonly number[], forceN: number) => {
      const samples = Array.from({ length: 650 }, (_, i): [number, string, string] => {
        const rolls = 400 + 10 * (i % 3);
        return [i * 10, String(hits.includes(i) ? forceN : rolls), String(rolls)];
      });
      return readBrakeCurve({ samples, sampleRateHz: 100, locks: NO_LOCKS }, settings);
    };
    for (const forceN of [480, 330])
      expect(spoilt([300, 301], forceN)).toMatchObject({ reason: { code: "BRAKE_NOT_PRESSED" } });
    expect(spoilt([300, 301, 302, 303, 304, 305], 480)).toMatchObject({ kind: "read" });
  });
  test("is none where one wheel brakes, or both brake badly", () => {
    expect(read(pressed(800, 2000), { rightN: 0 })).toMatchObject({
      kind: "read",
      analysis: { maxRightN: "60", differenceN: "3000" },
    });
    expect(read((ms) => 0.1 * Math.min(1, pressed(800, 2000)(ms)))).toMatchObject({ kind: "read" });
  });
  test("51 N of a wheel are no more than a cell may be off, 54 N of one are a brake", () => {
    const upTo = (forceN: number) =>
      read((ms) => (forceN / 3000) * Math.min(1, pressed(800, 2000)(ms)), { rightN: 0 });
    expect(upTo(51)).toMatchObject({ reason: { code: "BRAKE_NOT_PRESSED" } });
    expect(upTo(54)).toMatchObject({ kind: "read" });
  });
});

describe("a brake that was pressed too late", () => {
  test("voids while its force still rises at the end", () => {
    for (const fromMs of [4700, 5000, 5800])
      expect(read(pressed(fromMs, 2000))).toEqual({
        kind: "void",
        reason: { code: "FORCE_STILL_ROSE", params: {} },
      });
  });
  test("is judged where the force has stood for a second", () => {
    expect(read(pressed(3500, 2000))).toMatchObject({ kind: "read", analysis: { maxLeftN: "3060" } });
  });
  test("voids also where the bench ended in the middle of it and its rollers ran out", () => {
    const cut = (ms: number) => (ms < 5600 ? pressed(4000, 2000)(ms) : 0.8 - (ms - 5600) / 80);
    expect(read(cut)).toMatchObject({ reason: { code: "FORCE_STILL_ROSE" } });
  });
  test("a second press that was cut off takes nothing from the first", () => {
    const twice = (ms: number) =>
      ms < 4000 ? pressed(800, 2000)(ms) : Math.max(1 - (ms - 4000) / 200, pressed(4600, 2000)(ms));
    expect(read(twice)).toMatchObject({ kind: "read", analysis: { maxLeftN: "3060" } });
    const weaker = (ms: number) =>
      ms < 3200 ? 0.5 * Math.min(1, pressed(800, 2000)(ms)) : pressed(4700, 2000)(ms);
    expect(read(weaker)).toMatchObject({ reason: { code: "FORCE_STILL_ROSE" } });
  });
  test("a force that is let go, or fades, has not risen", () => {
    const letGo = (ms: number) => (ms < 4500 ? pressed(800, 2000)(ms) : 1 - (ms - 4500) / 300);
    expect(read(letGo)).toMatchObject({ kind: "read" });
    expect(read((ms) => Math.min(pressed(800, 2000)(ms), 1 - (ms - 2800) / 20_000))).toMatchObject({
      kind: "read",
    });
  });
  test("a wheel that locks ends the braking while the other one still rises", () => {
    const locks = { left: 640, right: null };
    expect(read(pressed(4700, 2000), { locks })).toMatchObject({ kind: "read" });
  });
});

test("a wheel that is said to have locked and never braked is a motor that tripped", () => {
  const locks = { left: null, right: 300 };
  expect(read(pressed(800, 2000), { rightN: 0, locks })).toEqual({
    kind: "void",
    reason: { code: "LOCK_WITHOUT_FORCE", params: { side: "right" } },
  });
});
