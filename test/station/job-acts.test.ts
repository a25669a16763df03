import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import { laneAndCourse, type Rig, STATION } from "../support/lane-and-course.ts";

/** Goal: what a person does to a job stands in the journal with who and where, and in the record with who; nobody else's name stands there. */
const EXAMINER = { person: "P-7K3M9Q2X", from: "192.0.2.7", session: "00112233aabbccdd" };
const BY = { by: asId<"actor">(EXAMINER.person), at: { from: EXAMINER.from, session: EXAMINER.session } };
const DEDUCT = { name: "deduct", rule: "s2.gen.stall", note: "" };

async function rig(store?: MemoryJournalStore): Promise<Rig> {
  const made = await laneAndCourse({ acting: [], ...(store && { store }) });
  onTestFinished(() => made.close());
  return made;
}

function command(at: Rig, job: string, value: unknown): Answer[] {
  const answers: Answer[] = [];
  at.station.command(asId<"job">(job), BY, value, (answer) => answers.push(answer));
  return answers;
}

const opened = (at: Rig): string => {
  const opening = at.ask("exam", { by: EXAMINER });
  if (opening?.kind !== "opened") throw new Error(`not opened: ${JSON.stringify(opening)}`);
  at.clock.advanceBy(1_000);
  return opening.job;
};

describe("what a person does to a job", () => {
  test("stands in its record with who and when, and the journal says the same", async () => {
    const at = await rig();
    const job = opened(at);
    expect(command(at, job, DEDUCT)).toEqual([{ kind: "accepted" }]);
    at.clock.advanceBy(1_000);
    expect(command(at, job, { ...DEDUCT, rule: "no-such-rule" })[0]?.kind).toBe("refused");
    expect(command(at, job, { name: "abort", reason: "candidate-unwell", note: "" })).toEqual([
      { kind: "accepted" },
    ]);
    at.clock.advanceBy(5_000);
    const [record] = at.records();
    expect(record?.acts?.map(({ act, by }) => `${act} ${by}`)).toEqual([
      "exam.open P-7K3M9Q2X",
      "exam.deduct P-7K3M9Q2X",
      "exam.abort P-7K3M9Q2X",
    ]);
    const times = record?.acts?.map((act) => Date.parse(act.at)) ?? [];
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    // Where they were is the station's affair, and stays in its journal; so does what was refused.
    expect(JSON.stringify(record)).not.toContain(EXAMINER.from);
    const inputs = at.entries().filter((entry) => entry.type === "job-input");
    const refused = inputs.find(({ rejected }) => rejected !== undefined);
    expect(refused?.input).toMatchObject({ kind: "command", by: EXAMINER.person, at: BY.at });
    expect(at.journalProblems()).toEqual([]);
  });

  test("an item that is stopped by hand is void with the reason and whoever gave it, and stands among the acts", async () => {
    const at = await rig();
    const opening = at.ask("inspection", { by: EXAMINER });
    if (opening?.kind !== "opened") throw new Error("not opened");
    at.clock.advanceBy(1_000);
    command(at, opening.job, { name: "begin" });
    const stop = { name: "stop-item", reason: "vehicle-unfit", note: "轮胎漏气" };
    const reasons = (): unknown[] =>
      at.station.screen.snapshot().jobs.flatMap(({ items }) => items.flatMap((item) => item.reasons));
    for (let times = 0; times < 9 && !JSON.stringify(reasons()).includes("STOPPED_FOR"); times++) {
      command(at, opening.job, stop);
      at.clock.advanceBy(1_000);
    }
    command(at, opening.job, { name: "abort", reason: "vehicle-left", note: "" });
    at.clock.advanceBy(5_000);
    const [record] = at.records();
    expect(record?.items.flatMap((item) => item.reasons)).toContainEqual({
      code: "STOPPED_FOR",
      params: { by: EXAMINER.person, choice: "vehicle-unfit", note: "轮胎漏气" },
      zh: `由 ${EXAMINER.person} 停止：车辆不适合本项目检测（轮胎漏气）`,
      en: `stopped by the ${EXAMINER.person}: the vehicle is not fit for this item (轮胎漏气)`,
    });
    const acts = record?.acts?.map(({ act }) => act) ?? [];
    expect(acts[0]).toBe("inspection.open");
    expect(acts).toContain("inspection.stop-item");
    expect(acts.at(-1)).toBe("inspection.abort");
    expect(at.journalProblems()).toEqual([]);
  });

  test("what the station does by itself bears nobody's name", async () => {
    const at = await rig();
    const job = at.open("exam");
    at.clock.advanceBy(1_000);
    at.command(job ?? "", { name: "abort", reason: "other", note: "a test" });
    at.clock.advanceBy(5_000);
    expect(at.records()).toHaveLength(1);
    expect(at.records()[0]).not.toHaveProperty("acts");
  });

  test("a record that names somebody else, or leaves an act out, is contradicted by the journal", async () => {
    const at = await rig();
    const job = opened(at);
    command(at, job, { name: "abort", reason: "candidate-unwell", note: "" });
    at.clock.advanceBy(5_000);
    const evidence = new JournalEvidence(STATION, sha256);
    for (const [index, entry] of at.entries().entries()) {
      if (entry.type === "record-sealed") {
        const document = documentOf(entry.envelope);
        expect(evidence.contradictionOf(document, entry.job)).toBe(null);
        const acts = document.acts ?? [];
        for (const lie of [
          acts.slice(1),
          acts.map((act) => ({ ...act, by: "P-00000000" })),
          [...acts, ...acts],
        ])
          expect(evidence.contradictionOf({ ...document, acts: lie }, entry.job)).toMatchObject({
            reason: { code: "JOURNAL_CONTRADICTED", params: { field: "acts" } },
          });
      }
      evidence.note(entry, index);
    }
  });

  test("a restart in the middle forgets none and doubles none", async () => {
    const store = new MemoryJournalStore();
    const before = await laneAndCourse({ acting: [], store });
    command(before, opened(before), DEDUCT);
    before.ask("inspection", { by: EXAMINER });
    before.clock.advanceBy(1_000);
    await before.close();
    const at = await rig(store);
    at.clock.advanceBy(1_000);
    const [inspection] = at.station.openJobs();
    command(at, inspection ?? "", { name: "abort", reason: "other", note: "车辆已离开" });
    at.clock.advanceBy(5_000);
    // An exam does not go on over a gap: it ends by itself, and what was done to it before stays.
    expect(at.records().map(({ acts }) => acts?.map(({ act }) => act))).toEqual([
      ["exam.open", "exam.deduct"],
      ["inspection.open", "inspection.abort"],
    ]);
    expect(at.journalProblems()).toEqual([]);
  });

  test("whoever has an interest in the subject opens nothing", async () => {
    const at = await rig();
    const seen: unknown[] = [];
    const why = reason("INTEREST_SELF", { name: "王海" });
    const before = at.entries().length;
    const opening = at.ask("inspection", {
      by: EXAMINER,
      objection: (subject) => {
        seen.push(subject);
        return why;
      },
    });
    expect(opening).toMatchObject({ kind: "refused", about: "station", reason: why });
    expect(seen).toEqual([expect.objectContaining({ plate: expect.any(String) })]);
    expect(at.entries()).toHaveLength(before);
  });
});

test("an examiner voids the item that is driven, with a reason; what was deducted in it does not count", async () => {
  const at = await laneAndCourse({
    acting: ["exam"],
    course: { driver: { defects: [{ kind: "forgets-signal", item: "side-parking-1" }] } },
  });
  onTestFinished(() => at.close());
  const job = opened(at);
  const stop = { name: "stop-item", reason: "way-blocked", note: "行人横穿" };
  const current = (): string | null => {
    const state = at.state("exam") as { current: number | null; items: { item: string }[] };
    return state.current === null ? null : (state.items[state.current]?.item ?? null);
  };
  expect(command(at, job, stop)[0]).toMatchObject({
    reason: { params: { because: { code: "NO_ITEM_RUNS" } } },
  });
  for (let s = 0; s < 900 && current() !== "side-parking-1"; s++) at.clock.advanceBy(1_000);
  at.clock.advanceBy(20_000);
  expect(command(at, job, stop)).toEqual([{ kind: "accepted" }]);
  expect(command(at, job, { name: "abort", reason: "weather", note: "" })).toEqual([{ kind: "accepted" }]);
  at.clock.advanceBy(5_000);
  const [record] = at.records();
  const item = record?.items.find((one) => one.item === "side-parking-1");
  expect(item).toMatchObject({ verdict: "void", reasons: [{ code: "STOPPED_FOR" }] });
  expect(item?.reasons[0]?.zh).toContain("他人或他车妨碍（行人横穿）");
  expect(item?.findings.every(({ deduction }) => deduction === null)).toBe(true);
  expect(record?.acts?.map(({ act }) => act)).toContain("exam.stop-item");
  expect(at.journalProblems()).toEqual([]);
});
