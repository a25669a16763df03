import { expect, test } from "vitest";
import { courseGenerate } from "../../src/cli/course-generate.ts";
import { parseCourse } from "../../src/core/exam/course.ts";

async function generate(...args: string[]): Promise<string> {
  const out: string[] = [];
  const code = await courseGenerate(args, { out: (line) => out.push(line), err: () => {} });
  expect(code).toBe(0);
  return out.join("\n");
}

const VEHICLE = ["--vehicle", "config/vehicles/santana-c1.yaml"];

test("lays out the items asked for, in that order, where asked", async () => {
  const text = await generate(...VEHICLE, "--origin", "45.8,126.5,120", "--items", "curve,reverse-bay,curve");
  const result = parseCourse(JSON.parse(text));
  expect(result.ok && result.course.items.map((item) => item.item)).toEqual([
    "curve-1",
    "reverse-bay-1",
    "curve-2",
  ]);
  expect(result.ok && result.course.frame.origin).toEqual({
    latitudeDeg: 45.8,
    longitudeDeg: 126.5,
    heightM: 120,
  });
});

test("the same call gives the same bytes", async () => {
  const args = [...VEHICLE, "--origin", "30.5,114.4,25"];
  expect(await generate(...args)).toBe(await generate(...args));
});

test.each([
  [["--origin", "30.5,114.4"], "needs --vehicle"],
  [[...VEHICLE, "--origin", "91,114"], "--origin"],
  [[...VEHICLE, "--origin", "30.5,114.4", "--items", "loop"], "--items: found loop"],
  [[...VEHICLE, "--orgin", "1,2"], "--orgin"],
])("refuses %j", async (args, words) => {
  await expect(courseGenerate(args, { out: () => {}, err: () => {} })).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(words),
  });
});
