import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, type TestContext, test } from "vitest";
import { type Course, parseCourse } from "../../src/core/exam/course.ts";
import { traceEntrySchema } from "../../src/core/exam/observation-schema.ts";
import type { GnssEpoch, Observation } from "../../src/core/observation.ts";
import { trueDrive } from "../noise/exam-drives.ts";
import { demoCourse, ExamRun, type Fed } from "../support/exam-drive.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 5 of the cases: positions and car signals of a kind that once came out wrong. */
function courseOf(ctx: TestContext, name: string): Course {
  const parsed = parseCourse(JSON.parse(readFileSync(sharedCase(ctx, `courses/${name}.geojson`), "utf8")));
  if (!parsed.ok) throw new Error(parsed.reason.code);
  return parsed.course;
}

function traceOf(ctx: TestContext, name: string): Fed[] {
  const text = gunzipSync(readFileSync(sharedCase(ctx, `traces/${name}.jsonl.gz`))).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const { role, observation } = traceEntrySchema.parse(JSON.parse(line));
      return { role, observation: observation as unknown as Observation };
    });
}

function driven(course: Course, fed: readonly Fed[]): ExamRun {
  const run = new ExamRun({ course });
  run.command({ name: "begin" });
  for (const one of fed) if (run.state.phase !== "over") run.observe([one]);
  if (run.state.phase !== "over") run.command({ name: "end" }, 1e9);
  return run;
}

const rules = (run: ExamRun): string[] => run.deductions().map((one) => one.rule);

describe("a recorded item", () => {
  for (const [course, trace, expected] of [
    ["hill", "hill-sound", []],
    ["hill", "hill-slow-rollback-40cm", ["s2.gen.rollback30"]],
    ["hill", "hill-staged-rollback-45cm", ["s2.gen.rollback30"]],
    ["hill", "hill-creep-4cm-then-wait-120s", ["s2.hill.start30"]],
    ["lane", "lane-one-bad-epoch-10cm", []],
  ] as const)
    test(`${trace} costs ${expected.join() || "nothing"}`, (ctx) => {
      const run = driven(courseOf(ctx, course), traceOf(ctx, trace));
      expect(rules(run)).toEqual(expected);
      const item = run
        .report()
        .items.find((one) => one.item === (course === "hill" ? "hill-start-1" : "curve-1"));
      if (expected.length === 0) expect(item?.verdict).toBe("pass");
    });
});

describe("a whole test, told otherwise", async () => {
  const sound = await trueDrive([]);
  const told = (change: (epoch: GnssEpoch, n: number) => GnssEpoch): Fed[] => {
    let n = 0;
    return sound.map((one) =>
      one.observation.kind === "gnss-epoch" ? { ...one, observation: change(one.observation, n++) } : one,
    );
  };

  test("as it was, it is passed with 100", () => {
    const run = driven(demoCourse(), sound);
    expect([rules(run), run.report().verdict]).toEqual([[], "pass"]);
  });

  test("a position that is float for 0.3 s at 5 km/h in the curve ends nothing", () => {
    const begins = sound.findIndex((_, i) => i > sound.length * 0.86);
    const run = driven(
      demoCourse(),
      sound.map((one, i) =>
        one.observation.kind === "gnss-epoch" && i >= begins && i < begins + 9
          ? { ...one, observation: { ...one.observation, fix: "float" } }
          : one,
      ),
    );
    expect([rules(run), run.report().verdict]).toEqual([[], "pass"]);
    const curve = run.state.items.findIndex(({ item }) => item === "curve-1");
    expect(run.events).toContainEqual(expect.objectContaining({ type: "item-suspended", index: curve }));
  });

  test.each([
    [180, "the antennas were swapped"],
    [90, "the pair stands across and nobody said so"],
    [-90, "the same, the other way"],
  ])("a heading that is %i degrees off suspends: %s", (offDeg) => {
    const run = driven(
      demoCourse(),
      told((epoch) => ({ ...epoch, headingDeg: ((epoch.headingDeg ?? 0) + offDeg + 360) % 360 })),
    );
    expect([rules(run), run.report().verdict]).toEqual([[], "void"]);
  });

  test.each([
    ["two of three epochs are lost", (n: number) => n % 3 === 0],
    ["every twentieth epoch is lost", (n: number) => n % 20 !== 0],
  ])("%s: nothing is deducted", (_, kept) => {
    let n = 0;
    const run = driven(
      demoCourse(),
      sound.filter((one) => one.observation.kind !== "gnss-epoch" || kept(n++)),
    );
    expect(rules(run)).toEqual([]);
  });

  test("a receiver that repeats itself for 2.5 s while the car drives on costs nothing", () => {
    const at = 2600;
    let frozen: GnssEpoch | null = null;
    const run = driven(
      demoCourse(),
      told((epoch, n) => {
        if (n === at) frozen = epoch;
        if (frozen === null || n > at + 25) return epoch;
        const { latitudeDeg, longitudeDeg, headingDeg } = frozen;
        return { ...epoch, latitudeDeg, longitudeDeg, headingDeg };
      }),
    );
    expect(rules(run)).toEqual([]);
  });
});
