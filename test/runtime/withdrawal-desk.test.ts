import { expect, onTestFinished, test } from "vitest";
import type { PersonRole } from "../../src/core/trade/words/person-roles.ts";
import { earlierRecord, isWithdrawal } from "../../src/runtime/earlier-record.ts";
import { type AskedWithdrawal, WithdrawalDesk } from "../../src/runtime/withdrawal-desk.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { OWN_ADDRESS, PIN, peopleWorld } from "../support/signed-in.ts";

/** Goal: whoever asks to withdraw a record is told why not, with what to do about it, and nothing is done before everything is in order. */
async function withSealedExam() {
  const rig = await laneAndCourse({ acting: [] });
  onTestFinished(() => rig.close());
  const { station, clock } = rig;
  const people = peopleWorld({
    clock,
    timers: clock,
    people: station.people,
    append: (entries, then) => station.note(entries, then),
  });
  const job = rig.open("exam") ?? "";
  clock.advanceBy(1_000);
  rig.command(job, { name: "abort", reason: "other", note: "a test" });
  clock.advanceBy(5_000);
  const textOf = (record: string): string | null => {
    const found = rig.entries().find((entry) => "record" in entry && entry.record === record);
    return found !== undefined && "envelope" in found ? found.envelope : null;
  };
  const desk = new WithdrawalDesk({
    station,
    people: people.desk,
    earlier: (record) => earlierRecord(rig.kept, textOf(record), record),
    isWithdrawal: (record) => isWithdrawal(textOf(record)),
  });
  const sealed = rig.entries().find(({ type }) => type === "record-sealed");
  if (sealed?.type !== "record-sealed") throw new Error("nothing was sealed");
  const { record } = sealed;
  const present = async (roles: readonly PersonRole[], name?: string) => {
    const person = await people.person({ roles: [...roles], ...(name !== undefined && { name }) });
    const visitor = people.desk.visitor(await people.enter(person), OWN_ADDRESS, true);
    if (visitor.kind !== "in") throw new Error("not in");
    return visitor;
  };
  const usual: AskedWithdrawal = { record, choice: "cheating", note: "", pin: PIN };
  return { rig, desk, record, present, usual, subject: rig.records()[0]?.subject ?? {} };
}

test("it is refused with a reason and what to do, and nothing stands in the journal but who tried", async () => {
  const { rig, desk, present, usual, subject } = await withSealedExam();
  const manager = await present(["manager"]);
  const said = async (change: object, who = manager) => {
    const answer = await desk.withdraw({ ...usual, ...change }, who);
    return answer.kind === "refused" ? answer.reason.code : answer.kind;
  };
  const acts = () =>
    rig.entries().filter((entry) => entry.type === "console-acted" && entry.act.kind === "record-withdrawn");
  expect(await said({}, await present(["examiner"]))).toBe("NOT_YOUR_ACT");
  expect(await said({}, await present(["signatory"]))).toBe("NOT_YOUR_ACT");
  expect(await said({ record: "0".repeat(64) }, await present(["examiner"]))).toBe("NOT_YOUR_ACT");
  expect(await said({ record: "0".repeat(64) })).toBe("WITHDRAWAL_UNKNOWN");
  expect(await said({}, await present(["manager"], subject.name))).toBe("INTEREST_SELF");
  expect(await said({ choice: "wrong-vehicle" })).toBe("COMMAND_MALFORMED");
  expect(await said({ choice: "other" })).toBe("COMMAND_MALFORMED");
  expect(await said({ note: "a\u202eb" })).toBe("COMMAND_MALFORMED");
  expect(await said({ pin: null })).toBe("PIN_NEEDED");
  expect(await said({ pin: "000000" })).toBe("PIN_WRONG");
  expect(acts()).toEqual([]);
  const denied = rig.entries().flatMap((entry) => (entry.type === "console-refused" ? [entry.why.code] : []));
  expect(denied).toEqual(expect.arrayContaining(["NOT_YOUR_ACT", "INTEREST_SELF", "PIN_WRONG"]));
  expect(await said({})).toBe("accepted");
  expect(acts()).toHaveLength(1);
});

test("it is answered when the act is durable, and is sealed, delivered and told in the name of who did it", async () => {
  const { rig, desk, record, present, usual } = await withSealedExam();
  const manager = await present(["manager"]);
  expect(await desk.withdraw({ ...usual, note: "an earpiece" }, manager)).toEqual({ kind: "accepted" });
  rig.clock.advanceBy(5_000);
  const sealed = rig.entries().find(({ type }) => type === "withdrawal-sealed");
  if (sealed?.type !== "withdrawal-sealed") throw new Error("nothing was sealed");
  expect(sealed).toMatchObject({ withdraws: record, by: manager.person.id });
  expect(rig.journalProblems()).toEqual([]);
  expect(rig.station.pendingReceipts()).toBe(0);
  expect(rig.station.screen.snapshot().jobs[0]?.withdrawn).toMatchObject({
    record: sealed.record,
    reason: { params: { by: manager.person.id, choice: "cheating", note: "an earpiece" } },
  });
  const again = await desk.withdraw(usual, manager);
  expect(again).toMatchObject({ kind: "refused", reason: { code: "WITHDRAWN_ALREADY" } });
  const ofIt = await desk.withdraw({ ...usual, record: sealed.record }, manager);
  expect(ofIt).toMatchObject({ kind: "refused", reason: { code: "WITHDRAWAL_OF_WITHDRAWAL" } });
});
