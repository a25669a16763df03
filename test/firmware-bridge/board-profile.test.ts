import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import { EXAM_CAR_V1 } from "../../simulators/firmata/board-profile.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { ROOT } from "../support/source-tree.ts";

const examCar = loadYamlFile(join(ROOT, "config/boards/exam-car-v1.yaml"), boardProfileSchema).value;

function problems(change: (profile: Record<string, unknown>) => void): readonly string[] {
  const profile = structuredClone(examCar) as unknown as Record<string, unknown>;
  change(profile);
  const result = boardProfileSchema.safeParse(profile);
  return result.success ? [] : result.error.issues.map((issue) => issue.message);
}

describe("the exam-car board profile", () => {
  test("has the lines and channels of README.md, in its order", () => {
    const readme = readFileSync(join(ROOT, "firmware-bridge/README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| (\d+) \| ([a-z-]+) \| (.+) \|$/gm)].map((row) => ({
      number: Number(row[1]),
      name: row[2],
    }));
    expect(rows).toEqual([
      ...examCar.lines.map(({ line, name }) => ({ number: line, name })),
      ...examCar.channels.map(({ channel, name }) => ({ number: channel, name })),
    ]);
  });

  test("fits the simulated board", () => {
    expect(examCar.id).toBe(EXAM_CAR_V1.name);
    expect(examCar.lines.map(({ name }) => name)).toEqual(EXAM_CAR_V1.lines);
    for (const { pin } of examCar.outputs) {
      expect(pin).toBeLessThan(EXAM_CAR_V1.pinCount);
      expect(EXAM_CAR_V1.linePins).not.toContain(pin);
    }
  });
});

describe("a board profile", () => {
  test.each([
    ["a key nobody knows", (p: Record<string, unknown>) => Object.assign(p, { baud: 1 })],
    [
      "a name that stands twice",
      (p: Record<string, unknown>) => Object.assign(p, { outputs: [{ name: "belt", pin: 13 }] }),
    ],
    [
      "a pin that stands twice",
      (p: Record<string, unknown>) =>
        Object.assign(p, {
          outputs: [
            { name: "lamp-a", pin: 13 },
            { name: "lamp-b", pin: 13 },
          ],
        }),
    ],
    [
      "a line beyond the mask",
      (p: Record<string, unknown>) =>
        Object.assign(p, { lines: [{ line: 16, name: "belt", activeMeans: "fastened" }] }),
    ],
    [
      "a range upside down",
      (p: Record<string, unknown>) =>
        Object.assign(p, {
          channels: [{ channel: 0, name: "engine-speed", unit: "rpm", valueMin: 1, valueMax: 0 }],
        }),
    ],
  ])("refuses %s", (_, change) => {
    expect(problems(change)).not.toEqual([]);
    expect(problems(() => undefined)).toEqual([]);
  });
});
