import { describe, expect, test } from "vitest";
import { poseAt, stageAt, TraceTaken } from "../../../src/core/exam/driven-trace.ts";
import type { ExamPose } from "../../../src/core/exam/exam-pose.ts";
import { demoCourse, demoVehicle, drive, ExamRun } from "../../support/exam-drive.ts";

/** Goal: a test looked through afterwards shows the vehicle where it was, and nothing where nobody knew. */
function driven(): ExamPose[] {
  const run = new ExamRun();
  run.command({ name: "begin" });
  return drive(demoCourse(), demoVehicle()).flatMap((fed) => {
    run.observe([fed]);
    const pose = run.session.pose(run.state);
    return pose === null || fed.observation.kind !== "gnss-epoch" ? [] : [pose];
  });
}

const poses = driven();
const taken = new TraceTaken();
for (const pose of poses) taken.note(pose);
const { trace } = taken;
if (trace === null) throw new Error("it was driven");

const farthestM = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? Number.NaN))));

describe("a drive taken down", () => {
  test("shows every body of the drive to the centimetres that ten rows a second can, and the car's own words", () => {
    expect(poses.length).toBeGreaterThan(4_000);
    for (const pose of poses) {
      const again = poseAt(trace, pose.utcMs);
      if (again === null) throw new Error(`${pose.utcMs} is no gap`);
      expect(farthestM(pose.outline, again.outline)).toBeLessThan(0.02);
      expect(farthestM(pose.wheels, again.wheels)).toBeLessThan(0.02);
      expect([again.lines, again.linesOff]).toEqual([pose.lines, pose.linesOff]);
      const { now } = pose;
      const item = now === null ? null : { item: now.item, kind: now.kind, phase: now.phase };
      expect(stageAt(trace, pose.utcMs)).toEqual(item);
    }
  });

  test("is small: what goes to a page is a fifteenth of what was driven", () => {
    expect(JSON.stringify(trace).length).toBeLessThan(JSON.stringify(poses).length / 15);
  });

  test("is nothing before it, nothing after it, and nothing in a gap", () => {
    const [first, last] = [poses[0], poses.at(-1)];
    expect(poseAt(trace, (first?.utcMs ?? 0) - 1)).toBeNull();
    expect(poseAt(trace, (last?.utcMs ?? 0) + 700)).toBeNull();
    const half = new TraceTaken();
    const middle = Math.floor(poses.length / 2);
    for (const pose of [...poses.slice(0, middle), ...poses.slice(middle + 40)]) half.note(pose);
    const broken = half.trace;
    if (broken === null) throw new Error("it was driven");
    expect(poseAt(broken, poses[middle + 20]?.utcMs ?? 0)).toBeNull();
    expect(poseAt(broken, poses[middle - 20]?.utcMs ?? 0)).not.toBeNull();
    expect(poseAt(broken, poses[middle + 60]?.utcMs ?? 0)).not.toBeNull();
  });

  test("of a vehicle that was never anywhere there is none", () => {
    expect(new TraceTaken().trace).toBeNull();
  });
});
