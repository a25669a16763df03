import { describe, expect, test } from "vitest";
import { createCourseSimulation } from "../../../simulators/course-simulation.ts";
import { ENABLE, encodeLaneIo } from "../../../simulators/firmata/lane-io-frame.ts";
import { createMemoryEndpoint } from "../../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { type CourseScenarioPart, courseScenarioSchema } from "../../../src/scenario/course-scenario.ts";
import { COURSE_TEXT, VEHICLE_TEXT } from "./recorded-drive.ts";

interface CarPlan {
  readonly part: CourseScenarioPart;
  readonly drivesOffMs: number;
  readonly stopsMs: number;
}

/** Four that differ in everything, and drive off one after the other. */
const PLANS: Readonly<Record<string, CarPlan>> = {
  "car-1": { part: {}, drivesOffMs: 1000, stopsMs: 55_000 },
  "car-2": {
    part: {
      gnss: {
        receiver: { rateHz: 20, sentences: "ksxt-crc32" },
        events: [{ afterS: 20, disturbance: { kind: "rtk-lost", forS: 6 } }],
      },
      car: { boardSerial: 2 },
    },
    drivesOffMs: 7300,
    stopsMs: 50_000,
  },
  "car-3": {
    part: {
      driver: { pace: 0.9 },
      deviceFaults: [{ device: "gnss", kind: "corrupt", rate: 0.05, afterMs: 10_000 }],
      car: { boardSerial: 3, events: [{ afterS: 15, defect: { kind: "reset" } }] },
    },
    drivesOffMs: 12_010,
    stopsMs: 52_000,
  },
  "car-4": {
    part: {
      deviceFaults: [
        { device: "vehicle-io", kind: "disconnect", forMs: 4000, onPrompt: { action: "drive-off" } },
      ],
      car: { boardSerial: 4 },
    },
    drivesOffMs: 20_000,
    stopsMs: 48_000,
  },
};

type Heard = Record<"gnss" | "vehicle-io", string>;

/** What every one of these cars has said after a minute on one course, in one time. */
function drive(names: readonly string[], plans = PLANS, seed = 5): Map<string, Heard> {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 1, 0, 0));
  const all = new Map<string, Heard>();
  for (const name of names) {
    const plan = plans[name];
    if (plan === undefined) throw new Error(`no plan for ${name}`);
    const heard = { gnss: "", "vehicle-io": "" };
    all.set(name, heard);
    startCar(name, plan, seed, clock, heard);
  }
  clock.advanceTo(60_000);
  return all;
}

function startCar(name: string, plan: CarPlan, seed: number, clock: VirtualClock, heard: Heard): void {
  const car = createCourseSimulation({
    scenario: courseScenarioSchema.parse(plan.part),
    seed,
    name,
    clock,
    timers: clock,
    courseText: COURSE_TEXT,
    vehicleText: VEHICLE_TEXT,
  });
  for (const role of ["gnss", "vehicle-io"] as const) {
    const endpoint = createMemoryEndpoint({
      device: car.devices[role],
      clock,
      timers: clock,
      random: new SeededRandom(seed, `${name} line ${role}`),
      baudRate: 115_200,
      defects: car.defects[role],
    });
    const enable = Uint8Array.from(encodeLaneIo({ type: ENABLE, seq: 0, timeUs: 0, body: [0xff, 7, 3] }));
    const open = (): void =>
      endpoint.open({
        onOpen() {
          if (role === "vehicle-io") clock.start("enable", 200, () => void endpoint.write(enable));
        },
        onBytes(bytes) {
          heard[role] += Buffer.from(bytes).toString("latin1");
        },
        onClose: () => void clock.start("open again", 1000, open),
      });
    open();
  }
  const say = (action: string) => (): void =>
    car.operator.show(
      {
        id: action,
        item: null,
        action,
        params: {},
        text: reason("PROMPT_WAIT", { because: reason("NOT_KNOWN", {}) }),
      },
      clock.monoMs(),
      "job",
    );
  clock.start("script", plan.drivesOffMs, say("drive-off"));
  clock.start("script", plan.stopsMs, say("test-over"));
}

describe("four cars on one course", () => {
  test("each says the same bytes as when it drives alone", () => {
    const names = Object.keys(PLANS);
    const together = drive(names);
    for (const name of names) {
      const alone = drive([name]).get(name);
      expect(alone?.gnss.length).toBeGreaterThan(50_000);
      expect(alone?.["vehicle-io"].length).toBeGreaterThan(5000);
      // Compared as one truth: a difference of 100 kB is not worth printing.
      for (const role of ["gnss", "vehicle-io"] as const)
        expect(together.get(name)?.[role] === alone?.[role], `${name} ${role}`).toBe(true);
    }
  });

  test("whatever order they were made in", () => {
    const names = Object.keys(PLANS);
    const one = drive(names);
    const other = drive(names.toReversed());
    for (const name of names) expect(other.get(name)?.gnss === one.get(name)?.gnss, name).toBe(true);
  });

  test("two that are alike but for their names share no chance", () => {
    const plan = { part: {}, drivesOffMs: 1000, stopsMs: 55_000 };
    const heard = drive(["a", "b"], { a: plan, b: plan });
    const [a, b] = [heard.get("a"), heard.get("b")];
    expect(a?.gnss === b?.gnss).toBe(false);
    // Not even the people at the wheel: the edges of the car's lines come at other times.
    expect(a?.["vehicle-io"] === b?.["vehicle-io"]).toBe(false);
  });
});
