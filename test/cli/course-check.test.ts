import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { courseCheck } from "../../src/cli/course-check.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const DEMO = "config/courses/demo-c1.geojson";
const FILES = [
  "--vehicle",
  "config/vehicles/santana-c1.yaml",
  "--rules",
  "config/rules/cn-exam-c1-2022.yaml",
];

interface Feature {
  properties: { item: string; role: string; inside?: string };
  geometry: { coordinates: [number, number][] };
}

function demoWith(change: (features: Feature[]) => void): string {
  const document = JSON.parse(readFileSync(DEMO, "utf8"));
  change(document.features);
  const file = join(temporaryDirectory(), "course.geojson");
  writeFileSync(file, JSON.stringify(document));
  return file;
}

test.each([
  ["c1", "5 items, 28 lines"],
  ["c2", "4 items, 23 lines"],
])("demo-%s: every rule has its line, and the simulated car loses no point on it", async (name, size) => {
  const { code, out, err } = await proofmark(
    ...["course", "check", `config/courses/demo-${name}.geojson`, ...FILES.slice(0, 3)],
    `config/rules/cn-exam-${name}-2022.yaml`,
  );
  expect(err).toBe("");
  expect(out.split("\n")).toEqual([
    expect.stringContaining(`${size}, every rule has its line.`),
    expect.stringContaining("the simulated car drove it once without losing a point: 100."),
  ]);
  expect(code).toBe(0);
});

test("a line that nothing in the file contradicts, but that no car can keep: item, rule and place", async () => {
  const file = demoWith((features) => {
    const edge = features.findLast(
      ({ properties: { item, role } }) => item === "right-angle-1" && role === "boundary",
    );
    const corner = edge?.geometry.coordinates[1];
    if (corner === undefined) throw new Error("the outer corner");
    corner[0] -= 0.0000060123;
    corner[1] -= 0.0000060123;
  });
  const told = await proofmark("course", "check", file, ...FILES);
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/without a mistake, and the verdict is fail/);
  expect(told.out).toMatch(
    / {2}right-angle-1, s2\.ra\.wheel, at 114\.4018\d{5}, 30\.5002\d{5}: the front right wheel crossed/,
  );
  const still = await proofmark("course", "check", file, ...FILES, "--no-drive");
  expect(still.code).toBe(0);
  expect(still.out).not.toContain("simulated");
  const { sound, drive } = JSON.parse((await proofmark("course", "check", file, ...FILES, "--json")).out);
  expect(sound).toBe(false);
  expect(drive).toMatchObject({
    verdict: "fail",
    points: 0,
    faults: [{ item: "right-angle-1", rule: "s2.ra.wheel" }],
  });
});

test("problems are told with line and column, in both languages, and nothing is driven", async () => {
  const file = demoWith((features) => {
    for (const { properties } of features) if (properties.inside !== undefined) properties.inside = "left";
  });
  const lines: string[] = [];
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  const code = await courseCheck([file, ...FILES, "--json"], io, () => {
    throw new Error("driven");
  });
  expect(code).toBe(1);
  const { sound, items, problems, drive } = JSON.parse(lines.join("\n"));
  expect({ sound, items, drive }).toEqual({ sound: false, items: 5, drive: null });
  expect(problems[0]).toMatchObject({
    severity: "refuses",
    feature: 2,
    line: 1,
    code: "COURSE_FEATURE",
    params: { item: "reverse-bay-1", role: "boundary" },
    zh: expect.stringMatching(/第 2 个要素/),
    en: expect.stringMatching(/^feature 2 \(reverse-bay-1, boundary\): inside says left/),
  });
  expect(problems[0].column).toBeGreaterThan(100);
});

test("a course that is not finished is no failure: what is missing is noted", async () => {
  const file = demoWith((features) => {
    const kept = features.filter(
      ({ properties }) => properties.item === "curve-1" && properties.role !== "route",
    );
    features.splice(0, features.length, ...kept);
  });
  const { code, out } = await proofmark("course", "check", file, ...FILES);
  expect(code).toBe(0);
  expect(out).toMatch(/note: the rulebook asks for Reverse parking/);
  expect(out).toMatch(/note: the file has no route/);
  expect(out).toMatch(/1 items, 4 lines, every rule has its line/);
});

test("as QGIS writes it (crs, Multi-geometries, 15 decimals) it is the same course", async () => {
  const document = JSON.parse(readFileSync(DEMO, "utf8"));
  document.crs = { type: "name", properties: { name: "urn:ogc:def:crs:OGC:1.3:CRS84" } };
  for (const { geometry } of document.features) {
    geometry.type = `Multi${geometry.type}`;
    geometry.coordinates = [geometry.coordinates];
  }
  const file = join(temporaryDirectory(), "qgis.geojson");
  writeFileSync(file, JSON.stringify(document));
  const { code, out } = await proofmark("course", "check", file, ...FILES);
  expect(out).toMatch(/5 items, 28 lines.*\n.*without losing a point: 100/);
  expect(code).toBe(0);
});

test("wrong words and wrong files are exit 2; help is exit 0", async () => {
  expect((await proofmark("course", "check", ...FILES)).err).toContain("needs one course file, found 0");
  expect((await proofmark("course", "check", DEMO, ...FILES.slice(0, 2))).err).toContain("needs --rules");
  expect((await proofmark("course", "checks")).err).toContain('found "checks", allowed: check, generate');
  const missing = await proofmark("course", "check", "no-such.geojson", ...FILES);
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("[FILE_UNREADABLE]") });
  const help = await proofmark("course", "--help");
  expect(help.code).toBe(0);
  expect(help.out).toContain("usage: proofmark course check FILE");
  expect(help.out).toContain("usage: proofmark course generate");
});
