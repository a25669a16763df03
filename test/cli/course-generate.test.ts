import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { courseGenerate } from "../../src/cli/course-generate.ts";
import { parseCourse } from "../../src/core/exam/course.ts";
import { BUS, boxVehicle } from "../support/large-vehicles.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

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

test("a bus: the items and dimensions of its class, and what is recalled or left out is said", async () => {
  const folder = temporaryDirectory();
  const vehicle = join(folder, "bus.yaml");
  writeFileSync(vehicle, JSON.stringify(boxVehicle(BUS)));
  const bus = ["--vehicle", vehicle, "--origin", "30.5,114.4"];
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  expect(await courseGenerate([...bus, "--class", "A1"], io)).toBe(0);
  const read = parseCourse(JSON.parse(out.join("\n")));
  expect(read.ok && read.course.items.map(({ kind }) => kind)).toEqual([
    "side-parking",
    "curve",
    "right-angle",
  ]);
  expect(err).toEqual([
    expect.stringMatching(/^note: hill-start cannot be laid out for class A1: how wide/),
    expect.stringMatching(/^note: the curve of class A1 \(outer radius 12 m, lane 4 m\) is recalled/),
  ]);
  await expect(courseGenerate(bus, io)).rejects.toThrow(/no test vehicle of class C1 \(below 6 m\)/);
});

test.each([
  [["--origin", "30.5,114.4"], "needs --vehicle"],
  [[...VEHICLE, "--origin", "91,114"], "--origin"],
  [[...VEHICLE, "--origin", "30.5,114.4", "--items", "loop"], "--items: found loop"],
  [[...VEHICLE, "--orgin", "1,2"], "--orgin"],
  [[...VEHICLE, "--origin", "30.5,114.4", "--class", "C9"], "--class: found C9, allowed: A1, A2"],
  [[...VEHICLE, "--origin", "30.5,114.4", "--class", "B2"], "no test vehicle of class B2 (9 m or more)"],
  [[...VEHICLE, "--origin", "30.5,114.4", "--class", "E"], "cannot be laid out for class E"],
  [[...VEHICLE, "--origin", "30.5,114.4", "--class", "M"], "--class M: there is no item to lay out"],
  [
    [...VEHICLE, "--origin", "30.5,114.4", "--class", "C2", "--items", "hill-start"],
    "class C2 is not examined on hill-start; what can be laid out for it: reverse-bay, side-parking, curve, right-angle",
  ],
])("refuses %j", async (args, words) => {
  await expect(courseGenerate(args, { out: () => {}, err: () => {} })).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(words),
  });
});
