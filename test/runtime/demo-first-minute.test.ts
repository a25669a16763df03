import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readArtifact } from "../../src/adapters/config/artifact-file.ts";
import { atPace, DEMO_PACES, loadDemoSubjects } from "../../src/stage/demo-subjects.ts";
import { proofmark } from "../support/cli-run.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { processesIn } from "../support/processes-in.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: who has never seen a station sees a fail, a deduction and a receipt, and what the terminal prints works as printed. How fast is a figure of `npm run bench demo`. */
const CAP_MS = 240_000;

test.each(DEMO_PACES)("the first pair fails an item and costs points, at the pace of %s", async (pace) => {
  const { first } = atPace(loadDemoSubjects(), pace);
  const at = await laneAndCourse({ lane: first.inspection.world, course: first.exam.world });
  onTestFinished(() => at.close());
  at.ask("inspection", { dossier: readArtifact(first.inspection.dossier) });
  at.ask("exam", { dossier: readArtifact(first.exam.candidate) });
  at.clock.advanceBy(600_000);
  const [car, learner] = ["inspection", "exam"].map((kind) => at.records().find((one) => one.kind === kind));
  expect(car?.verdict).toBe("fail");
  expect(car?.items.filter(({ verdict }) => verdict === "fail").map(({ item }) => item)).toEqual(["B1"]);
  expect(learner?.score?.points).toBe(0);
  const deducted = learner?.items
    .flatMap(({ findings }) => findings)
    .filter(({ deduction }) => deduction !== null);
  expect(deducted?.map(({ rule }) => rule)).toEqual(["s2.rp.bodyout"]);
});

/** What comes of it on a machine with other things to do is not said: rollers that are late are void, and never a fail. */
test(
  "it is receipted, and the commands printed after the first receipt work as they stand there",
  async () => {
    const directory = temporaryDirectory();
    // Root's database runs as somebody else, who has to get there.
    chmodSync(directory, 0o711);
    const data = join(directory, "data");
    const demo = await new LiveDemo({ data, autostart: true, registry: null }).up();
    expect(demo.lines[0], "the first line comes before anything is opened").toBe(
      `Starting a station with simulated instruments, its journal in ${data}. The link to open follows within seconds.`,
    );
    await demo.until(
      "it says where to look and what can be typed",
      () =>
        demo.line(/^Look first at /) !== undefined &&
        demo.line(/^Here: i and Enter for the next vehicle/) !== undefined,
      CAP_MS,
    );
    await demo.until(
      "the first receipt is explained",
      () => demo.line(/^The first receipt\./) !== undefined,
      CAP_MS,
    );
    await demo.until("and the second came", () => receipts(demo).length === 2, CAP_MS);
    const [verify, replay, audit] = demo.lines.flatMap(
      (line) => /^ {2}npx proofmark (.*)$/.exec(line)?.[1] ?? [],
    );
    expect(await proofmark(...(verify ?? "").split(" "))).toMatchObject({ code: 0 });
    expect(await proofmark(...(replay ?? "").split(" "))).toMatchObject({ code: 0 });
    if (demo.line(/^Registry: a stand-in, since /) !== undefined) return;
    const looked = await proofmark(...(audit ?? "").split(" "));
    expect(looked).toMatchObject({ code: 0, out: expect.stringContaining("2 records: 0 missing") });
    expect((await demo.interrupt()).code).toBe(0);
    expect(processesIn(data)).toEqual([]);
  },
  2 * CAP_MS,
);

const receipts = (demo: LiveDemo): string[] => demo.lines.filter((line) => /^ {2}receipt /.test(line));

test("a pace hurries people alone: equipment, vehicles and mistakes stay as they are", () => {
  const real = loadDemoSubjects();
  const brisk = atPace(real, "demo");
  expect(atPace(real, "real")).toBe(real);
  for (const [at, { world, dossier }] of [brisk.first.inspection, ...brisk.inspections].entries()) {
    const was = [real.first.inspection, ...real.inspections][at];
    const { delayFactor } = was?.world.operator ?? { delayFactor: 0 };
    expect(world.operator.delayFactor).toBeLessThan(delayFactor);
    expect({ dossier, world: { ...world, operator: { ...world.operator, delayFactor } } }).toEqual(was);
  }
  for (const [at, { world, candidate }] of [brisk.first.exam, ...brisk.exams].entries()) {
    const was = [real.first.exam, ...real.exams][at];
    const { pace } = was?.world.driver ?? { pace: 0 };
    expect(world.driver.pace).toBeGreaterThan(pace);
    expect({ candidate, world: { ...world, driver: { ...world.driver, pace } } }).toEqual(was);
  }
});

test("another pace than demo or real is refused", async () => {
  const { code, err } = await proofmark("demo", "--pace", "hurry");
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining('found "hurry", allowed: demo, real.'),
  });
});
