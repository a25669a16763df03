import { expect, onTestFinished, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { practiceCandidate } from "../../src/core/exam/practice.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { laneAndCourse, type Rig } from "../support/lane-and-course.ts";
import { asks } from "../support/manual-job.ts";

/** Goal: whoever drives for practice is judged as in an exam and has no result: no record, nothing to send, nothing to rest another try on. */
const EXAMINER = { person: "P-7K3M9Q2X", from: "192.0.2.7", session: "00112233aabbccdd" };

async function rig(
  store = new MemoryJournalStore(),
  acting: ("exam" | "inspection")[] = ["exam"],
): Promise<Rig> {
  const at = await laneAndCourse({ acting, store, isWatched: true });
  onTestFinished(() => at.close());
  return at;
}

function practised(at: Rig): string {
  const text = JSON.stringify(practiceCandidate("C1"));
  const opening = at.ask("exam", {
    dossier: { text, mediaType: "application/json" },
    practice: true,
    by: EXAMINER,
  });
  if (opening?.kind !== "opened") throw new Error(`not opened: ${JSON.stringify(opening)}`);
  return opening.job;
}

test("is driven and judged to the end, and leaves its events and no record", async () => {
  const at = await rig();
  const job = practised(at);
  at.clock.advanceBy(60_000);
  expect(at.station.screen.snapshot().jobs[0]).toMatchObject({ job, practice: true, state: "running" });
  expect(asks(at, job, EXAMINER.person, { name: "deduct", rule: "s2.gen.stall", note: "" })?.kind).toBe(
    "accepted",
  );
  at.clock.advanceBy(800_000);
  expect(at.records()).toEqual([]);
  const closed = at.entries().find((entry) => entry.type === "job-closed");
  expect(closed).toMatchObject({
    job,
    reason: { code: "PRACTICE_OVER", params: { verdict: "pass", points: 90 } },
  });
  expect(at.station.openJobs()).toEqual([]);
  const [view] = at.station.screen.snapshot().jobs;
  expect(view).toMatchObject({ practice: true, state: "closed", record: null });
  expect(view?.closed?.zh).toContain("练习不产生成绩");
  expect(at.journalProblems()).toEqual([]);
  // The next one is an exam again, with the first number of a record.
  const exam = at.open("exam");
  at.clock.advanceBy(800_000);
  expect(at.records().map(({ job: of, sequence }) => [of, sequence])).toEqual([[exam, 0]]);
});

test("ended early, or by the end of the process, has no record either", async () => {
  const at = await rig();
  const job = practised(at);
  at.clock.advanceBy(5_000);
  asks(at, job, EXAMINER.person, { name: "abort", reason: "weather", note: "" });
  at.clock.advanceBy(2_000);
  expect(at.entries().filter(({ type }) => type === "job-closed")).toHaveLength(1);
  const store = new MemoryJournalStore();
  const first = await laneAndCourse({ acting: ["exam"], store });
  const broken = practised(first);
  first.clock.advanceBy(60_000);
  await first.close();
  const second = await rig(store, []);
  second.clock.advanceBy(2_000);
  expect(second.entries().find((entry) => entry.type === "job-closed")).toMatchObject({
    job: broken,
    reason: { code: "PRACTICE_OVER", params: { verdict: "void" } },
  });
  expect(second.records()).toEqual([]);
  expect(second.station.whatIs(asId<"job">(broken))).toBeNull();
  expect(second.journalProblems()).toEqual([]);
});
