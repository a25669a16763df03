import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, type TestContext, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { sharedCase } from "../support/shared-cases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Section 5 of the cases, the rows about courses: what a file must not be taken for. */
const VEHICLE = ["--vehicle", "config/vehicles/santana-c1.yaml"];
const RULES = ["--rules", "config/rules/cn-exam-c1-2022.yaml"];

async function scored(ctx: TestContext, course: string, trace: string) {
  const file = join(temporaryDirectory(), "trace.jsonl");
  writeFileSync(file, gunzipSync(readFileSync(sharedCase(ctx, `traces/${trace}.jsonl.gz`))));
  const path = sharedCase(ctx, `courses/${course}.geojson`);
  return proofmark("score", "exam", "--course", path, "--trace", file, "--json", ...VEHICLE, ...RULES);
}

const HILL = "hill-sound";
const LANE = "lane-one-bad-epoch-10cm";

for (const [course, trace, words] of [
  [
    "hill-no-right-edge",
    HILL,
    /the rule s2\.hill\.lat50 watches an edge on the right, and the file has none/,
  ],
  ["hill-for-bus", HILL, /forVehicle has a length of 11\.5 m, the vehicle file 4\.473 m/],
  [
    "hill-crs-4547",
    HILL,
    /:1:\d+: crs\.properties\.name: found "urn:ogc:def:crs:EPSG::4547", allowed: WGS 84/,
  ],
  ["hill-6-decimals", HILL, /:2:\d+: feature 0 \(hill-start-1, entry\): its coordinates have 6 decimals/],
  ["lane-no-boundary", LANE, /the rule s2\.cv\.wheel watches a boundary for wheels/],
  ["lane-inside-wrong", LANE, /:4:\d+: feature 2 \(curve-1, boundary\): inside says right, but/],
] as const)
  test(`${course} is refused, with the file and the sentence`, async (ctx) => {
    const { code, out, err } = await scored(ctx, course, trace);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(words);
    expect(err).toContain(`${course}.geojson:`);
  });

test("hill, driven without a mistake (control): the item is passed", async (ctx) => {
  const { code, out } = await scored(ctx, "hill", HILL);
  const { items, score } = JSON.parse(out);
  expect(code).toBe(1);
  expect(items.find(({ item }: { item: string }) => item === "hill-start-1")).toMatchObject({
    verdict: "pass",
  });
  expect(score.points).toBe(100);
});

test("lane with one edge alone is judged by that edge", async (ctx) => {
  const { out } = await scored(ctx, "lane", LANE);
  const curve = JSON.parse(out).items.find(({ item }: { item: string }) => item === "curve-1");
  expect(curve.findings.map(({ rule }: { rule: string }) => rule)).toContain("s2.cv.wheel");
});

test("broken is refused with line and column by check and score alike", async (ctx) => {
  const path = sharedCase(ctx, "courses/broken.geojson");
  const check = await proofmark("course", "check", path, ...VEHICLE, ...RULES);
  expect(check.code).toBe(2);
  expect(check.err).toMatch(/broken\.geojson:\d+:\d+: not valid JSON/);
  expect((await scored(ctx, "broken", HILL)).code).toBe(2);
});
