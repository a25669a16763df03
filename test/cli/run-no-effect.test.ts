import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EdgeError } from "../../src/errors.ts";
import { loadScenario } from "../../src/stage/scenario-file.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: nothing in a scenario is quietly without effect. What would come to nothing is refused at its line, with why. */
function refusal(lines: readonly string[]): string {
  const file = join(temporaryDirectory(), "s.yaml");
  const head = ["schema: proofmark/scenario/v1", "name: slip", "titleZh: x", "titleEn: x"];
  writeFileSync(file, `${[...head, ...lines].join("\n")}\n`);
  try {
    loadScenario(file);
  } catch (error) {
    if (error instanceof EdgeError) return error.message.slice(file.length);
    throw error;
  }
  return "taken";
}

const PASS = "expect: { verdict: pass }";
const vehicle = (words: string): string[] => ["kind: inspection", PASS, `world: { vehicle: { ${words} } }`];
const operator = (words: string): string[] => ["kind: inspection", PASS, `world: { operator: { ${words} } }`];
const fault = (words: string): string[] => [
  "kind: inspection",
  PASS,
  `world: { deviceFaults: [{ device: brake-bench, ${words} }] }`,
];
const instrument = (words: string, bench = "serial"): string[] => [
  "kind: inspection",
  PASS,
  `world: { instruments: { ${words} } }`,
  `bench: ${bench}`,
];
const driver = (words: string): string[] => ["kind: exam", PASS, `world: { driver: { ${words} } }`];
const lane = (words: string, places = "[scale]"): string[] => [
  "kind: station",
  `lanes: [{ lane: a, positions: [{ position: "1", places: ${places} }], ${words} }]`,
];
const course = (second: string): string[] => [
  "kind: station",
  `courses: [{ course: c, cars: [{ car: x, candidates: [{ ${PASS} }, { ${PASS}, world: { ${second} } }] }] }]`,
];

describe("what comes to nothing is refused", () => {
  test.each([
    [
      "a brake of an axle that is not there",
      vehicle("brakes: [{ axle: 3, dragN: 1 }]"),
      /:7:\d+: .*brakes\.0\.axle: found 3; the vehicle has 2 axles/,
    ],
    [
      "a brake with nothing wrong",
      vehicle("brakes: [{ axle: 1, side: left }]"),
      /brakes\.0: .*nothing is wrong/,
    ],
    ["a third brake ratio of two axles", vehicle("brakeRatios: [1, 1, 1]"), /brakeRatios: .*2 axles/],
    ["side slip of a third axle", vehicle("sideSlipMPerKm: [1, 1, 1]"), /sideSlipMPerKm: .*2 axles/],
    ["a single wheel too far back", vehicle("singleWheels: [3]"), /singleWheels\.0: .*2 axles/],
    [
      "a parking brake too far back",
      vehicle("parkingBrake: { axles: [4] }"),
      /parkingBrake\.axles\.0: .*2 axles/,
    ],
    [
      "a bogie too far back",
      vehicle("bogies: [{ axles: [2, 3], relief: 0.1 }]"),
      /bogies\.0\.axles\.1: .*2 axles/,
    ],
    ["a long vehicle alone in its lane", vehicle("longVehicle: true"), /longVehicle: .*kind station/],
    [
      "confusing what one ignores",
      operator("ignores: [idle], confuses: [{ asked: idle, does: wait }]"),
      /confuses\.0\.asked: .*never done/,
    ],
    [
      "confusing a thing with itself",
      operator("confuses: [{ asked: idle, does: idle }]"),
      /confuses\.0\.does: .*what was asked/,
    ],
    [
      "the delay of a drop",
      fault("kind: drop, delayMs: 5"),
      /delayMs: found 5; only a delay has it, and this is drop/,
    ],
    ["the drift of what is stuck", fault("kind: stuck, perMinute: 5"), /perMinute: .*only a drift/],
    ["the direction of a plug", fault("kind: disconnect, direction: to-device"), /direction: .*spoils bytes/],
    ["how long a reset lasts", fault("kind: reset, forMs: 5"), /forMs: .*over at once/],
    [
      "a setting of the other bench",
      instrument("brake-bench: { plc: { skewMs: 5 } }"),
      /brake-bench\.plc: .*say bench: plc/,
    ],
    [
      "a setting of the other bench, the other way",
      instrument("brake-bench: { sentTimes: 2 }", "plc"),
      /sentTimes: found 2; the bench behind a PLC/,
    ],
    [
      "a setting of the other scale",
      instrument("axle-scale: { model: xk3190-a9, netKg: 5 }"),
      /netKg: found 5; the model xk3190-a9 has no such/,
    ],
    [
      "a line of a bench that has none",
      [...fault("kind: drop"), "bench: plc"],
      /deviceFaults\.0\.device: .*no line that could be spoilt/,
    ],
    [
      "the score of a vehicle",
      ["kind: inspection", "world: {}", "expect: { verdict: pass, score: 100 }"],
      /expect\.score: found 100; an inspection has no score/,
    ],
    [
      "items of who is refused",
      ["kind: inspection", "world: {}", "expect: { verdict: refused, items: { B1: pass } }"],
      /expect\.items: .*comes to none/,
    ],
    [
      "a rule twice",
      [
        "kind: inspection",
        "world: {}",
        "expect: { verdict: fail, failed: [brake.imbalance, brake.imbalance] }",
      ],
      /failed\.1: .*once already/,
    ],
    [
      "a reason that nobody gives",
      ["kind: inspection", "world: {}", "expect: { verdict: void, reason: ABORTED_FRO }"],
      /reason: found "ABORTED_FRO"; no reason has this code \(did you mean "ABORTED_FOR"\?\)/,
    ],
    [
      "a rule with a slip",
      ["kind: inspection", "world: {}", "expect: { verdict: fail, failed: [brake.imbalence] }"],
      /no such rule \(did you mean "brake\.imbalance"\?\)/,
    ],
    ["the drive in which nothing goes wrong", driver("attempt: 2"), /driver\.attempt: .*there are none/],
    [
      "one mistake twice",
      driver("defects: [{ kind: forgets-belt }, { kind: forgets-belt }]"),
      /defects\.1: .*once already/,
    ],
    [
      "a mistake in what is left out",
      driver(
        "defects: [{ kind: leaves-out, item: hill-start-1 }, { kind: stalls-on-hill, item: hill-start-1 }]",
      ),
      /defects\.1: .*left out/,
    ],
    [
      "from when, of an item",
      [
        "kind: exam",
        PASS,
        "world: { gnss: { events: [{ item: curve-1, from: driving-off, disturbance: { kind: heading-lost, forS: 1 } }] } }",
      ],
      /events\.0\.from: .*counted from its entry/,
    ],
    [
      "a fault of what this lane has not",
      lane(`vehicles: [{ ${PASS}, world: { deviceFaults: [{ device: brake-bench, kind: drop }] } }]`),
      /deviceFaults\.0\.device: .*this lane has no brake-bench/,
    ],
    [
      "an instrument that this lane has not",
      lane(`instruments: { opacimeter: { warmUpMs: 1 } }, vehicles: [{ ${PASS} }]`),
      /instruments\.opacimeter: .*this lane has no opacimeter/,
    ],
    [
      "a place that this lane has not",
      lane(`vehicles: [{ ${PASS}, world: { operator: { drivesOffEarly: { place: bench, afterMs: 1 } } } }]`),
      /drivesOffEarly\.place: .*this lane has no bench/,
    ],
    [
      "the receiver of a later candidate",
      course("gnss: { receiver: { rateHz: 20 } }"),
      /candidates\.1\.world\.gnss\.receiver: .*first candidate/,
    ],
    [
      "the car of a later candidate",
      course("car: { startStop: true }"),
      /candidates\.1\.world\.car\.startStop: .*first candidate/,
    ],
  ] as const)("%s", (_, lines, sentence) => {
    expect(refusal(lines)).toMatch(sentence);
  });

  test("what does something is taken", () => {
    expect(refusal([...fault("kind: delay, delayMs: 5, direction: to-device"), "bench: serial"])).toBe(
      "taken",
    );
    expect(refusal(vehicle("brakes: [{ axle: 2, dragN: 5 }]"))).toBe("taken");
    expect(refusal(instrument("brake-bench: { plc: { skewMs: 5 } }", "plc"))).toBe("taken");
    expect(refusal(course("car: { events: [] }"))).toBe("taken");
  });
});

describe("a key that nobody knows", () => {
  test("is told with those that are known there, and the one that was meant", () => {
    expect(refusal([...vehicle("axleLoads: [700, 500]")])).toMatch(
      /axleLoads is not a known key here; allowed: axleLoadsKg, .*\(did you mean "axleLoadsKg"\?\)/,
    );
    expect(refusal(["kind: inspektion", PASS, "world: {}"])).toMatch(
      /kind: found "inspektion", allowed: .*\(did you mean "inspection"\?\)/,
    );
  });
});
