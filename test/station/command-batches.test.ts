import { describe, expect, test } from "vitest";
import type { InspectionState } from "../../src/core/inspection/inspection-state.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { Signer, SignResult } from "../../src/ports/signer.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import { laneAndCourse, type Rig, refusalProblem } from "../support/lane-and-course.ts";

/**
 * Goal: a disk that takes its time changes nothing of what a command comes to: one answer each, machines at rest at the end, a journal
 * that replays; and a job that does not run, not yet or not any more, says so.
 */
const abort = { name: "abort", reason: "other", note: "the test says so" };
const stopItem = { name: "stop-item", reason: "other", note: "smoke" };

function outcome(answers: readonly Answer[]): string {
  return answers
    .map((answer) => {
      if (answer.kind === "accepted") return "accepted";
      expect(refusalProblem(answer.reason)).toBeNull();
      return answer.reason.code;
    })
    .join(", ");
}

const isTurning = (rig: Rig): boolean => rig.goingOn().includes("rollers");
/** The vehicle stands on rollers that are about to be started. */
const isResting = (rig: Rig): boolean => {
  const current = (rig.state("inspection") as InspectionState | undefined)?.current;
  return (current?.progress as { phase?: string } | null | undefined)?.phase === "resting";
};
const braking = (rig: Rig): boolean => {
  const current = (rig.state("inspection") as InspectionState | undefined)?.current;
  return isTurning(rig) && (current?.curve.length ?? 0) > 50;
};

/** A job whose bench measures at 100 Hz onto a disk that takes `diskMs`. */
async function measuring(diskMs: number): Promise<{ rig: Rig; job: string }> {
  const rig = await laneAndCourse({ acting: ["inspection"], diskMs });
  rig.open("inspection");
  expect(rig.clock.runUntil(() => braking(rig), 120_000)).toBe("reached");
  return { rig, job: "SIM-0001-000001" };
}

async function ended(rig: Rig, job: string, verdict = "void"): Promise<void> {
  rig.clock.advanceBy(12_000);
  expect(rig.goingOn()).toEqual([]);
  expect(rig.records().find((document) => document.job === job)?.verdict).toBe(verdict);
  expect(rig.station.openJobs()).toEqual([]);
  expect(rig.journalProblems()).toEqual([]);
  expect(rig.errors).toEqual([]);
  await rig.close();
}

describe("while a batch is on its way to the disk", () => {
  test.each([5, 80, 700])("a disk of %i ms: stop-item, a wrong word, abort, abort again", async (diskMs) => {
    const { rig, job } = await measuring(diskMs);
    const given = [stopItem, { name: "begin" }, { name: "end" }, abort, abort].map((command) =>
      rig.command(job, command),
    );
    expect(given.map(outcome), "nothing is answered before it is durable").toEqual([
      "",
      "",
      "COMMAND_UNKNOWN",
      "",
      "",
    ]);
    rig.clock.advanceBy(3 * diskMs + 50);
    expect(given.map(outcome)).toEqual([
      "accepted",
      "COMMAND_REFUSED",
      "COMMAND_UNKNOWN",
      "accepted",
      "JOB_UNKNOWN",
    ]);
    await ended(rig, job);
  });

  test("several commands in one batch, each decided on what the one before led to", async () => {
    const { rig, job } = await measuring(40);
    rig.store.isHeld = true;
    rig.clock.advanceBy(300);
    expect(rig.store.waiting, "one batch, whatever comes").toBe(1);
    const given = [stopItem, stopItem, stopItem, stopItem, abort].map((command) => rig.command(job, command));
    rig.store.release();
    rig.clock.advanceBy(500);
    expect(given.map(outcome)).toEqual(["accepted", "accepted", "accepted", "accepted", "accepted"]);
    await ended(rig, job);
  });

  test("a press and an abort in one breath: the press is refused, and after the seal it is taken", async () => {
    const { rig, job } = await measuring(100);
    const answers = rig.command(job, abort);
    expect(rig.open("inspection")).toBeNull();
    rig.clock.advanceBy(1_000);
    expect(outcome(answers)).toBe("accepted");
    rig.open("inspection");
    rig.clock.advanceBy(1_000);
    expect(rig.station.openJobs()).toEqual(["SIM-0001-000002"]);
    rig.command("SIM-0001-000002", abort);
    await ended(rig, job);
  });

  test("the station is stopped in the middle of a batch: everybody is answered once, and the rollers stop", async () => {
    const { rig, job } = await measuring(40);
    rig.store.isHeld = true;
    rig.clock.advanceBy(200);
    const given = [rig.command(job, stopItem), rig.command(job, abort)];
    expect(rig.station.makeSafe(), "as who closes a station does first, for the bytes to leave").toBe(true);
    rig.clock.advanceBy(300);
    const stopped = rig.station.stop();
    expect(given.map(outcome)).toEqual(["JOB_UNKNOWN", "JOB_UNKNOWN"]);
    rig.store.release();
    await stopped;
    expect(given.map(outcome)).toEqual(["JOB_UNKNOWN", "JOB_UNKNOWN"]);
    expect(outcome(rig.command(job, abort))).toBe("JOB_UNKNOWN");
    expect(rig.station.freeSeat("inspection", {}), "it goes on at the next start").toEqual({
      kind: "refused",
      reason: reason("JOB_BUSY", { job: job ?? "" }),
    });
    rig.clock.advanceBy(5_000);
    expect(isTurning(rig)).toBe(false);
    expect(rig.journalProblems()).toEqual([]);
  });

  test("made safe before the stop: no job sets anything going in between", async () => {
    const rig = await laneAndCourse({ acting: ["inspection"] });
    const job = rig.open("inspection") ?? "";
    // The moment before the rollers are started.
    expect(rig.clock.runUntil(() => isResting(rig), 120_000)).toBe("reached");
    expect(rig.station.makeSafe()).toBe(true);
    rig.clock.advanceBy(10_000);
    expect(rig.goingOn()).toEqual([]);
    expect(outcome(rig.command(job, abort))).toBe("JOB_UNKNOWN");
    expect(rig.open("exam"), "nothing is opened any more").toBeNull();
    await rig.close();
    expect(rig.journalProblems()).toEqual([]);
  });

  test("a machine that is started and broken off in one batch stands still", async () => {
    const rig = await laneAndCourse({ acting: ["inspection"], diskMs: 100 });
    rig.open("inspection");
    const { clock } = rig;
    const job = "SIM-0001-000001";
    expect(clock.runUntil(() => isResting(rig), 200_000)).toBe("reached");
    // The start of the rollers is in the batch before the abort, or in the same one.
    rig.store.isHeld = true;
    clock.advanceBy(2_500);
    rig.store.isHeld = false;
    const answers = rig.command(job, abort);
    rig.store.release();
    clock.advanceBy(10_000);
    expect(outcome(answers)).toBe("accepted");
    await ended(rig, job);
  });
});

describe("a job that does not run", () => {
  const KINDS: readonly JobKind[] = ["inspection", "exam"];

  test.each(KINDS)("%s: unknown, or asked for and not durable, or just durable", async (kind) => {
    const rig = await laneAndCourse({ acting: [] });
    for (const job of ["SIM-0001-000001", "", "__proto__", "x\u202e\u0000y", "SIM-0001-000001\n"])
      expect(outcome(rig.command(job, abort)), job).toBe("JOB_UNKNOWN");
    rig.store.isHeld = true;
    rig.open(kind);
    const job = "SIM-0001-000001";
    expect(outcome(rig.command(job, abort)), "asked for").toBe("JOB_UNKNOWN");
    rig.store.releaseOne();
    // Durable: what stood before it is on its way to the disk, its begin behind that; it is ready and not yet begun, and no
    // item can be stopped before the lane has given the vehicle its first position.
    const given = [{ name: "end" }, stopItem, { name: "pass" }, abort, { name: "begin" }].map((command) =>
      rig.command(job, command),
    );
    rig.store.release();
    expect(given.map(outcome)).toEqual(
      kind === "exam"
        ? ["accepted", "JOB_UNKNOWN", "COMMAND_UNKNOWN", "JOB_UNKNOWN", "JOB_UNKNOWN"]
        : ["COMMAND_UNKNOWN", "COMMAND_REFUSED", "COMMAND_UNKNOWN", "accepted", "JOB_UNKNOWN"],
    );
    rig.clock.advanceBy(1_000);
    expect(rig.station.openJobs()).toEqual([]);
    expect(rig.journalProblems()).toEqual([]);
    await rig.close();
  });

  test.each(KINDS)("%s: concluded and not sealed, then sealed", async (kind) => {
    const waiting: (() => void)[] = [];
    const rig = await laneAndCourse({
      acting: [],
      signer: (real: Signer): Signer => ({
        ...real,
        sign: (message, done: (result: SignResult) => void) =>
          void waiting.push(() => real.sign(message, done)),
      }),
    });
    const job = rig.open(kind) ?? "";
    expect(outcome(rig.command(job, abort))).toBe("accepted");
    expect(outcome(rig.command(job, abort)), "concluded").toBe("JOB_UNKNOWN");
    expect(rig.station.openJobs()).toEqual([job]);
    expect(rig.open(kind), "the instruments are not yet free").toBeNull();
    for (const sign of waiting) sign();
    expect(rig.records().length).toBe(1);
    expect(outcome(rig.command(job, abort)), "sealed").toBe("JOB_UNKNOWN");
    expect(rig.journalProblems()).toEqual([]);
    await rig.close();
  });
});
