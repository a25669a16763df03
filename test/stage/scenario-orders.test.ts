import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: what a scenario orders and what never comes is told at its line, whatever kind of order it is; such a scenario would quietly test nothing. */
const head = (kind: string): string =>
  `schema: proofmark/scenario/v1\nkind: ${kind}\nname: never\ntitleZh: x\ntitleEn: x\n`;

/** What was missed, by line: `path: why`. */
async function unmet(text: string): Promise<Record<string, string>> {
  const file = join(temporaryDirectory(), "never.yaml");
  writeFileSync(file, text);
  const { out } = await proofmark("run", file);
  const found: Record<string, string> = {};
  for (const [, line, path, why] of out.matchAll(
    / {7}line (\d+): (?:lane-1 \d: )?(\S+) \([^)]*\): expected to come, found that it never did\n {9}because (?:the job ended before |of )(.*)/g,
  ))
    found[`${line} ${path}`] = why ?? "";
  return found;
}

describe("an order that never comes is told with its line and what it waited for", () => {
  test("of a lane: faults by time and by prompt, on a line that says nothing, and what a driver would do", async () => {
    const text = `${head("inspection")}world:
  operator:
    ignores: [full-throttle]
    drivesOffEarly: { place: headlamp, afterMs: 500000 }
    liftsEarly: { presses: [1], afterMs: 100 }
  deviceFaults:
    - { device: axle-scale, kind: corrupt, afterMs: 9000000 }
    - { device: brake-bench, kind: disconnect, onPrompt: { action: press-brake, occurrence: 9 } }
    - { device: opacimeter, kind: stuck }
    - { device: axle-scale, kind: duplicate, onPrompt: { action: drive-onto } }
expect: { verdict: pass }
`;
    expect(await unmet(text)).toEqual({
      "8 world.operator.ignores.0": "full-throttle was asked for",
      "9 world.operator.drivesOffEarly": "it had stood at the headlamp for 500000 ms",
      "10 world.operator.liftsEarly.presses.0": "the accelerator was pressed to the floor 1 times",
      "12 world.deviceFaults.0": "9000000 ms had passed",
      "13 world.deviceFaults.1": expect.stringMatching(/^press-brake was asked for \d more times$/),
      "14 world.deviceFaults.2": "any reading was asked of it",
    });
  });

  test("of a course: mistakes at the wheel, events of receiver and board, faults of their lines", async () => {
    const text = `${head("exam")}world:
  driver:
    defects:
      - { kind: touches-bay-line, item: reverse-bay-1, byMm: 60 }
      - { kind: forgets-signal, item: side-parking-1 }
  gnss:
    events:
      - { item: curve-1, disturbance: { kind: time-gap, forS: 2 } }
  car:
    events:
      - { afterS: 4000, defect: { kind: reset } }
  deviceFaults:
    - { device: gnss, kind: drop, onPrompt: { action: item-begin, occurrence: 7 } }
expect: { verdict: fail, score: 0, failed: [s2.rp.bodyout] }
`;
    expect(await unmet(text)).toEqual({
      "10 world.driver.defects.1": "it was driven to",
      "13 world.gnss.events.0": "the car had come to curve-1",
      "16 world.car.events.0": "4000 s after that had passed",
      "18 world.deviceFaults.0": "item-begin was asked for 6 more times",
    });
  });

  test("of one of several vehicles in a lane, when it left before it came to the device", async () => {
    const text = `${head("station")}lanes:
  - lane: lane-1
    positions:
      - { position: "1", places: [scale, bench] }
      - { position: "2", places: [headlamp, exhaust] }
    vehicles:
      - expect: { verdict: pass }
      - steps: [{ at: { prompt: press-brake, afterS: 1 }, do: abort, reason: vehicle-left }]
        world:
          deviceFaults:
            - { device: gas-analyser, kind: wedge }
            - { device: brake-bench, kind: drift, perMinute: 1 }
        expect: { verdict: void, reason: ABORTED_FOR }
`;
    expect(await unmet(text)).toEqual({
      "16 lanes.0.vehicles.1.world.deviceFaults.0": "it had come to the gas-analyser",
    });
  });
});

test("what only people do is refused where nobody called the job, at its line", async () => {
  const file = join(temporaryDirectory(), "alone.yaml");
  const steps = "steps:\n  - { at: { afterS: 5 }, do: part-begin, part: identity }\n";
  writeFileSync(file, `${head("inspection")}world: {}\n${steps}expect: { verdict: pass }\n`);
  const { code, err } = await proofmark("run", file);
  expect(code).toBe(2);
  expect(err).toMatch(
    /alone\.yaml:8:\d+: steps\.0\.do: .*nobody is there for part-begin; calledBy says who is/,
  );
});
