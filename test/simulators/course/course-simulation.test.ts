import { describe, expect, test } from "vitest";
import { type CourseSimulation, createCourseSimulation } from "../../../simulators/course-simulation.ts";
import { ENABLE, encodeLaneIo } from "../../../simulators/firmata/lane-io-frame.ts";
import { AutoStepper } from "../../../simulators/kit/auto-stepper.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { type CourseScenarioPart, courseScenarioSchema } from "../../../src/scenario/course-scenario.ts";
import { COURSE_TEXT, VEHICLE_TEXT } from "./recorded-drive.ts";

interface Bench {
  readonly clock: VirtualClock;
  readonly simulation: CourseSimulation;
  /** Everything each device has sent, as text with one character a byte. */
  readonly heard: { gnss: string; "vehicle-io": string };
  prompt(action: string): void;
}

function bench(part: CourseScenarioPart = {}, seed = 1): Bench {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 1, 0, 0));
  const simulation = createCourseSimulation({
    scenario: courseScenarioSchema.parse(part),
    seed,
    clock,
    timers: clock,
    courseText: COURSE_TEXT,
    vehicleText: VEHICLE_TEXT,
  });
  const heard = { gnss: "", "vehicle-io": "" };
  for (const role of ["gnss", "vehicle-io"] as const) {
    const stepper = new AutoStepper({
      device: simulation.devices[role],
      clock,
      timers: clock,
      onOutput: (bytes) => {
        heard[role] += Buffer.from(bytes).toString("latin1");
      },
    });
    stepper.start();
    stepper.connected();
    if (role === "vehicle-io")
      clock.start("enable", 200, () =>
        stepper.receive(
          Uint8Array.from(encodeLaneIo({ type: ENABLE, seq: 0, timeUs: 0, body: [0xff, 7, 3] })),
        ),
      );
  }
  return {
    clock,
    simulation,
    heard,
    prompt: (action) =>
      simulation.operator.show(
        { id: action, item: null, action, params: {}, text: reason("PROMPT_IDLE", {}) },
        clock.monoMs(),
        "job",
      ),
  };
}

/** Quality field of every GGA, one character an epoch. */
function qualities(text: string): string {
  return [...text.matchAll(/\$GNGGA,[\d.]+,[\d.]*,N?,[\d.]*,E?,(\d)/g)].map((m) => m[1]).join("");
}

describe("course simulation", () => {
  test("it waits for the announcement, drives, and stops when the test is over", () => {
    const b = bench();
    b.clock.advanceTo(5000);
    const start = b.simulation.truth();
    b.prompt("drive-off");
    b.clock.advanceTo(9000);
    b.prompt("item-begin");
    b.clock.advanceTo(30_000);
    expect(b.simulation.truth().x - start.x).toBeGreaterThan(20);
    expect(b.simulation.truth().speedKmh).toBeGreaterThan(2);
    b.prompt("test-over");
    b.clock.advanceTo(32_000);
    const stopped = b.simulation.truth();
    expect(stopped.speedKmh).toBe(0);
    b.clock.advanceTo(60_000);
    expect(b.simulation.truth()).toEqual(stopped);
    expect(b.simulation.misunderstood).toEqual([]);
    b.prompt("sing");
    expect(b.simulation.misunderstood).toEqual(["sing"]);
  });

  test("a whole drive: ten epochs a second, edges and readings, nothing misused", () => {
    const b = bench();
    b.prompt("drive-off");
    b.clock.advanceTo(270_000);
    expect(b.simulation.world.active).toBe(false);
    expect(b.simulation.truth().y).toBeGreaterThan(40);
    expect(qualities(b.heard.gnss)).toBe("4".repeat(2699));
    expect(b.heard["vehicle-io"].length).toBeGreaterThan(5000 * 15);
    expect(b.simulation.devices.gnss.misuse).toEqual([]);
    expect(b.simulation.devices["vehicle-io"].misuse).toEqual([]);
    expect(b.simulation.sentences).toEqual(["GGA", "RMC", "HPR"]);
  });

  test("the same seed gives the same bytes on both lines", () => {
    const drive = (seed: number) => {
      const b = bench({ gnss: { receiver: { sentences: "ksxt-crc32", rateHz: 20 } } }, seed);
      b.prompt("drive-off");
      b.clock.advanceTo(60_000);
      return b.heard;
    };
    expect(drive(11)).toEqual(drive(11));
    expect(drive(12).gnss).not.toBe(drive(11).gnss);
  });

  test("RTK is lost for eight seconds, counted from the entry of an item", () => {
    const b = bench({
      gnss: {
        events: [
          { item: "reverse-bay-1", afterS: 2, disturbance: { kind: "rtk-lost", forS: 8, fix: "float" } },
        ],
      },
    });
    b.prompt("drive-off");
    b.clock.advanceTo(60_000);
    const text = qualities(b.heard.gnss);
    expect(text.match(/5+/g)?.map((run) => run.length)).toEqual([80]);
    expect(text.indexOf("5")).toBeGreaterThan(100);
    expect(text.indexOf("5")).toBeLessThan(180);
  });

  test("the board is reset in the middle of the hill, and says who it is again", () => {
    const b = bench({ car: { events: [{ item: "hill-start-1", defect: { kind: "reset" } }] } });
    b.prompt("drive-off");
    b.clock.advanceTo(150_000);
    const versions = b.heard["vehicle-io"].split("\u00f9\u0002\u0006").length - 1;
    expect(versions).toBe(2);
  });

  test("a second drive begins at the start; the next candidate finds the car there, engine off", () => {
    const b = bench({ driver: { defects: [{ kind: "forgets-belt" }] } });
    b.prompt("drive-off");
    b.clock.advanceTo(40_000);
    expect(b.simulation.world.cabin.belt).toBe(false);
    b.prompt("test-over");
    b.clock.advanceTo(45_000);
    b.prompt("drive-off");
    b.clock.advanceTo(45_100);
    expect(b.simulation.truth().x).toBeLessThan(1);
    expect(b.simulation.world.cabin.belt).toBe(true);
    b.clock.advanceTo(60_000);
    b.simulation.newCandidate(courseScenarioSchema.parse({}));
    expect(b.simulation.truth()).toMatchObject({ speedKmh: 0 });
    expect(b.simulation.truth().x).toBeLessThan(1);
    expect(b.simulation.world.car.powertrain.engineRpm).toBe(0);
    expect(b.simulation.world.active).toBe(false);
  });

  test("stop ends its timers", () => {
    const b = bench({ gnss: { events: [{ afterS: 5, disturbance: { kind: "time-gap", forS: 1 } }] } });
    b.prompt("drive-off");
    b.clock.advanceTo(1000);
    b.simulation.stop();
    const at = b.simulation.world.car.travelM;
    expect(at).toBe(0);
    b.clock.advanceTo(20_000);
    expect(qualities(b.heard.gnss).length).toBe(199);
  });

  test("it refuses a scenario that names what is not there", () => {
    expect(() =>
      bench({ gnss: { events: [{ item: "moon", disturbance: { kind: "heading-lost", forS: 1 } }] } }),
    ).toThrow(/moon/);
    const toaster = { deviceFaults: [{ device: "toaster", kind: "drop" }] };
    expect(courseScenarioSchema.safeParse(toaster).success).toBe(false);
    expect(() => bench({ driver: { defects: [{ kind: "rolls-back", item: "moon", byCm: 5 }] } })).toThrow(
      /moon/,
    );
    expect(courseScenarioSchema.safeParse({ weather: "fine" }).success).toBe(false);
  });
});
