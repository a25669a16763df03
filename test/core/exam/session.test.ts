import { expect, test } from "vitest";
import { demoCourse, demoVehicle, drive, ExamRun } from "../../support/exam-drive.ts";

test("a perfect drive along the demo course's own route passes with 100 points", () => {
  const run = new ExamRun();
  run.command({ name: "begin" });
  run.observe(drive(demoCourse(), demoVehicle()));
  const report = run.report();
  console.log(
    run.deductions(),
    report.items.map((i) => [i.item, i.state, i.verdict, i.reason]),
    report.verdict,
    report.reasons,
  );
  expect(run.deductions()).toEqual([]);
  expect(report.verdict).toBe("pass");
});
