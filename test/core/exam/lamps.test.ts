import { expect, test } from "vitest";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { DeviceRole } from "../../../src/core/trade/words/roles.ts";
import { demoCourse, demoVehicle, drive, ExamRun, legsOf } from "../../support/exam-drive.ts";

const course = demoCourse();
const vehicle = demoVehicle();
const curve = drive(course, vehicle, { legs: legsOf(course).filter((leg) => leg.item === "curve-1") });
const half = Math.floor(curve.length / 2);

class Car extends ExamRun {
  readonly #lamps = new Map<string, boolean>();
  #seen = 0;

  /** As the board would have them; `changed` is what it was told since the last look. */
  look(): { on: string[]; changed: string[] } {
    const changed: string[] = [];
    for (const effect of this.effects.slice(this.#seen)) {
      if (effect.kind !== "output") continue;
      this.#lamps.set(effect.line, effect.on);
      changed.push(`${effect.on ? "+" : "-"}${effect.line}`);
    }
    this.#seen = this.effects.length;
    return { on: [...this.#lamps].filter(([, on]) => on).map(([line]) => line), changed };
  }

  fault(role: DeviceRole, raised: boolean): void {
    const device = asId<"device">(role);
    this.feed({
      kind: "fault",
      role,
      fault: { device, code: "disconnected", raised, atMs: 0, detail: null },
    });
  }
}

function begun(): Car {
  const run = new Car();
  run.command({ name: "begin" });
  return run;
}

test("lamp-item is on while an item is judged, and is told only when it changes", () => {
  const run = begun();
  run.observe(curve.slice(0, half));
  expect(run.look()).toEqual({ on: ["lamp-item"], changed: ["+lamp-item"] });
  run.observe(curve.slice(half));
  expect(run.look()).toEqual({ on: [], changed: ["-lamp-item"] });
});

test("lamp-fault is on while an item is suspended", () => {
  const run = begun();
  const bad = curve.map((fed, i) =>
    i > half && i <= half + 4 && fed.observation.kind === "gnss-epoch"
      ? { ...fed, observation: { ...fed.observation, fix: "float" as const } }
      : fed,
  );
  run.observe(bad.slice(0, half + 3));
  expect(run.look().on).toEqual(["lamp-item", "lamp-fault"]);
  run.observe(bad.slice(half + 3, half + 8));
  expect(run.look()).toEqual({ on: ["lamp-item"], changed: ["-lamp-fault"] });
});

test("lamp-fault is on while a device fault stands, of either device", () => {
  const run = new Car();
  run.fault("gnss", true);
  expect(run.look().on).toEqual(["lamp-fault"]);
  run.fault("vehicle-io", true);
  run.fault("gnss", false);
  expect(run.look().on).toEqual(["lamp-fault"]);
  run.fault("vehicle-io", false);
  expect(run.look().on).toEqual([]);
});

test("a board that comes back is told both lamps again: it has switched them off by itself", () => {
  const run = begun();
  run.observe(curve.slice(0, half));
  run.fault("vehicle-io", true);
  run.look();
  run.fault("vehicle-io", false);
  expect(run.look()).toEqual({ on: ["lamp-item"], changed: ["+lamp-item", "-lamp-fault"] });
});

test.each([
  ["the examiner ends it", (run: Car) => run.command({ name: "end" })],
  ["an abort", (run: Car) => run.command({ name: "abort", reason: "other", note: "x" })],
  ["a restart", (run: Car) => run.feed({ kind: "resumed", atMs: 0 })],
  ["a failure", (run: Car) => run.command({ name: "deduct", rule: "s2.gen.av", note: "" })],
  [
    "positions that never come back",
    (run: Car) => run.feed({ kind: "timer", id: "exam.positions", atMs: 1e7 }),
  ],
])("%s leaves both off, whatever stood", (_, end) => {
  const run = begun();
  run.observe(curve.slice(0, half));
  run.fault("gnss", true);
  expect(run.look().on).toEqual(["lamp-item", "lamp-fault"]);
  end(run);
  expect(run.report().phase).toBe("over");
  expect(run.look()).toEqual({ on: [], changed: ["-lamp-item", "-lamp-fault"] });
});
