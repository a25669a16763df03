import { expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { demoCourse, demoVehicle, drive, ExamRun } from "../../support/exam-drive.ts";

/** The error budget of a good receiver: 8 mm a coordinate, 0.1 degree of heading, 0.02 m/s of speed. */
test.each([1, 2])("a clean drive stays clean under receiver noise, seed %i", (seed) => {
  const random = new SeededRandom(seed, "receiver");
  const run = new ExamRun();
  run.command({ name: "begin" });
  run.observe(
    drive(demoCourse(), demoVehicle(), {
      epoch: (epoch) => ({
        ...epoch,
        latitudeDeg: epoch.latitudeDeg + random.normal() * 0.008 * 9e-6,
        longitudeDeg: epoch.longitudeDeg + random.normal() * 0.008 * 1.04e-5,
        headingDeg: (epoch.headingDeg ?? 0) + random.normal() * 0.1,
        speedKmh: Math.abs((epoch.speedKmh ?? 0) + random.normal() * 0.072),
      }),
    }),
  );
  expect(run.deductions()).toEqual([]);
  expect(run.report().verdict).toBe("pass");
});
