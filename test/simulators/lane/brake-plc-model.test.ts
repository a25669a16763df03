import { describe, expect, test } from "vitest";
import { BrakePlcModel } from "../../../simulators/instruments/brake-plc-model.ts";
import { laneBench } from "./lane-bench.ts";

/** Steps the PLC along a lane's clock, as a server would, and keeps every change. */
function plcLane(...args: Parameters<typeof laneBench>) {
  const b = laneBench(...args);
  const plc = b.lane.brakePlc;
  const seen: Record<string, boolean | number>[] = [];
  return {
    ...b,
    plc,
    seen,
    runFor(ms: number, each: () => void = () => undefined): void {
      const endMs = b.clock.monoMs() + ms;
      for (;;) {
        const nextMs = plc.nextStepMs();
        if (nextMs === null || nextMs > endMs) break;
        b.clock.advanceTo(Math.max(nextMs, b.clock.monoMs()));
        plc.step(b.clock.monoMs());
        seen.push(Object.fromEntries(Object.keys(plc.variables).map((name) => [name, plc.read(name)])));
        each();
      }
      b.clock.advanceTo(endMs);
    },
  };
}

describe("brake bench behind a PLC", () => {
  test("runs through motors, drag, brake and end, one sample index each 10 ms", () => {
    const p = plcLane();
    p.driveTo("bench");
    expect(p.plc.write("Bench.Run", 1)).toBe(true);
    let asked = false;
    p.runFor(20_000, () => {
      if (!asked && p.plc.read("Bench.Notice") === 2) {
        asked = true;
        p.prompt("press-brake");
      }
    });
    const notices = p.seen.map((s) => s["Bench.Notice"]);
    expect([...new Set(notices)]).toEqual([0, 1, 2, 3]);
    const indexes = p.seen.map((s) => Number(s["Bench.SampleIndex"]));
    for (let i = 1; i < indexes.length; i++) expect((indexes[i] ?? 0) - (indexes[i - 1] ?? 0)).toBe(1);
    expect(Math.max(...p.seen.map((s) => Number(s["Bench.LeftForceN"])))).toBeGreaterThan(2750);
    expect(p.seen.some((s) => s["Bench.LeftLocked"] === true)).toBe(true);
    const off = p.seen.find((s) => Number(s["Bench.Notice"]) === 3);
    const on = p.seen.filter((s) => s["Bench.LeftMotorOn"] === false && s["Bench.RightMotorOn"] === false);
    expect(off).toBe(on[0]);
    expect(p.seen.at(-1)).toMatchObject({
      "Bench.LeftMotorOn": false,
      "Bench.RightMotorOn": false,
      "Bench.Run": 0,
    });
    expect(p.plc.nextStepMs()).toBeNull();
  });

  test("starts at its next cycle, however long it stood", () => {
    const p = plcLane();
    p.driveTo("bench");
    p.clock.advanceBy(600_000);
    p.plc.write("Bench.Run", 2);
    p.runFor(500);
    expect(p.plc.read("Bench.SampleIndex")).toBeLessThanOrEqual(51);
    expect(p.plc.read("Bench.LeftMotorOn")).toBe(true);
    expect(p.plc.write("Bench.Run", 1)).toBe(false);
    expect(p.plc.write("Bench.Run", 0)).toBe(true);
    p.runFor(1000);
    expect([p.plc.read("Bench.LeftMotorOn"), p.plc.read("Bench.Notice")]).toEqual([false, 3]);
  });

  test("tells a third-roller fault, and refuses what it does not know", () => {
    const p = plcLane();
    p.plc.write("Bench.Run", 1);
    p.runFor(100);
    expect([p.plc.read("Bench.Notice"), p.plc.read("Bench.Run")]).toEqual([4, 0]);
    expect(p.plc.write("Bench.Run", 7)).toBe(false);
    expect(p.plc.write("Bench.Run", true)).toBe(false);
    expect(p.plc.write("Bench.LeftForceN", 1)).toBe(false);
    expect(() => p.plc.read("Bench.Colour")).toThrow("Colour");
  });

  test("the model names every variable it can be read by", () => {
    const p = plcLane();
    for (const [name, type] of Object.entries(p.plc.variables)) {
      expect(typeof p.plc.read(name)).toBe(type === "boolean" ? "boolean" : "number");
    }
    expect(p.plc).toBeInstanceOf(BrakePlcModel);
  });
});
