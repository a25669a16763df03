import { describe, expect, test } from "vitest";
import { inspectedAgain } from "../../../../src/core/inspection/inspected-again.ts";
import { followingInspection, reinspectionObjections } from "../../../../src/core/inspection/reinspection.ts";
import type { InspectionRulebook } from "../../../../src/core/inspection/rulebook.ts";
import type { EarlierAttempt } from "../../../../src/core/journal/entry.ts";
import type { ResultDocument } from "../../../../src/core/record/result-document.ts";
import { reason } from "../../../../src/core/trade/reasons.ts";
import { lookAt, MANUAL_BOOK, type ManualCar, manualCar, PEOPLE, throughTheLane } from "./manual-car.ts";

/** Goal: what passed is not done again, what a repair may have changed is, and the second verdict rests on the figures of both. */
const { wang, li, zhao } = PEOPLE;
const RECORD = "cd".repeat(32);

/** What the desk makes of a finished inspection: its record and its journal. */
function comesAfter(car: ManualCar, before?: EarlierAttempt): EarlierAttempt {
  const { items, findings, verdict } = car.lane.report;
  const general = findings.some(({ outcome }) => outcome === "fail")
    ? "fail"
    : findings.some(({ outcome }) => outcome === "undecided")
      ? "undecided"
      : "pass";
  const record = {
    job: "J-1",
    verdict,
    items: [...items, { item: "general", verdict: general }].map(({ item, verdict: of }) => ({
      item,
      verdict: of,
    })),
  } as unknown as ResultDocument;
  const order = before === undefined ? {} : { after: before };
  const next = inspectedAgain(RECORD, record, { order, events: car.lane.events }, "2026-11-23");
  if (next.kind === "refused") throw new Error(next.reason.code);
  return next.after;
}

function firstOne(found: Record<string, Record<string, string>> = {}, rearParking = 1400): ManualCar {
  const car = manualCar();
  throughTheLane(car.lane, { rearParking });
  lookAt(car, wang, "identity", found.identity);
  lookAt(car, li, "chassis", found.chassis);
  car.ask(zhao, { name: "sign", note: "" });
  return car;
}

const waiting = (car: ManualCar) =>
  car.lane.state.items.filter(({ state }) => state === "waiting").map(({ code }) => code);
const open = (car: ManualCar) =>
  car.lane.report.manual?.parts.flatMap(({ items }) =>
    items.filter(({ found }) => found === null).map(({ item }) => item),
  );

describe("a re-inspection", () => {
  test("of what was looked at alone needs no lane, and is done when that is", () => {
    const first = firstOne({ identity: { "UC-06": "颜色不符" } });
    expect(first.lane.report.verdict).toBe("fail");
    const again = manualCar({ after: comesAfter(first) });
    expect(waiting(again)).toEqual([]);
    expect(open(again)).toEqual(["UC-06"]);
    again.lane.command({ name: "begin" });
    expect(again.lane.state.laneDone).toBe(true);
    expect(again.lane.report.subject.inspection).toBe("2");
    lookAt(again, wang, "identity");
    again.ask(zhao, { name: "sign", note: "" });
    const { items, verdict } = again.lane.report;
    expect(verdict).toBe("pass");
    expect(items.find(({ item }) => item === "B1")).toMatchObject({
      verdict: "pass",
      reasons: [reason("KEPT_OF_EARLIER", { job: "J-1" })],
    });
    // Judged by the figures of the first one, which stand in it.
    expect(items.find(({ item }) => item === "B1")?.findings.map(({ value }) => value)).toContain("62.8");
    expect(items.find(({ item }) => item === "UC-02")?.reasons).toEqual([
      reason("KEPT_OF_EARLIER", { job: "J-1" }),
    ]);
    expect(again.lane.replayed()).toEqual(again.lane.state);
  });

  test("of a brake does every brake of the vehicle again, and weighs it", () => {
    const first = firstOne({}, 200);
    expect(first.lane.report.items.find(({ item }) => item === "B0")?.verdict).toBe("fail");
    const again = manualCar({ after: comesAfter(first) });
    expect(waiting(again)).toEqual(["W1", "B1", "W2", "B2", "B0"]);
    expect(open(again)).toEqual([]);
  });

  test("what was looked at can change what is measured", () => {
    const first = firstOne({ chassis: { "C1-50": "制动软管龟裂" } });
    const again = manualCar({ after: comesAfter(first) });
    expect(waiting(again)).toEqual(["W1", "B1", "W2", "B2", "B0"]);
    expect(open(again)).toEqual(["C1-50"]);
  });

  test("counts on: a third one keeps what the first and the second found", () => {
    const first = firstOne({ identity: { "UC-06": "颜色不符", "UC-03": "型号不符" } });
    const second = manualCar({ after: comesAfter(first) });
    second.lane.command({ name: "begin" });
    lookAt(second, wang, "identity", { "UC-03": "型号仍不符" });
    second.ask(zhao, { name: "sign", note: "" });
    const kept = comesAfter(second, comesAfter(first));
    expect(kept.kept).toMatchObject({ times: 3, on: "2026-11-23" });
    const third = manualCar({ after: kept });
    expect(open(third)).toEqual(["UC-03"]);
    expect(waiting(third)).toEqual([]);
    third.lane.command({ name: "begin" });
    lookAt(third, li, "identity");
    third.ask(zhao, { name: "sign", note: "" });
    expect(third.lane.report).toMatchObject({ verdict: "pass", subject: { inspection: "3" } });
  });

  test("of one that was ended early does what it had not done", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    lookAt(car, wang, "identity");
    car.lane.command({ name: "abort", reason: "送检人离开" });
    const again = manualCar({ after: comesAfter(car) });
    expect(waiting(again)).toEqual([]);
    expect(open(again)?.every((item) => item.startsWith("C1-"))).toBe(true);
  });

  test("where a rule of the whole vehicle was not passed, and no row says what it rests on, does everything again", () => {
    const first = comesAfter(firstOne({ identity: { "UC-06": "颜色不符" } }));
    const kept = first.kept ?? null;
    if (kept === null) throw new Error("nothing was kept");
    const again = manualCar({ after: { ...first, kept: { ...kept, openRules: true } } });
    expect(waiting(again)).toEqual(["W1", "B1", "W2", "B2", "B0", "H", "E"]);
    expect(open(again)).toHaveLength(10);
    const rows = MANUAL_BOOK.reinspection;
    if (rows === undefined) throw new Error("no rows");
    const rules = {
      ...MANUAL_BOOK,
      reinspection: { ...rows, affects: [{ of: ["vehicle"], also: ["service-brake"] }, ...rows.affects] },
    };
    const brakes = manualCar({ rules, after: { ...first, kept: { ...kept, openRules: true } } });
    expect(waiting(brakes)).toEqual(["W1", "B1", "W2", "B2", "B0"]);
  });
});

describe("no re-inspection", () => {
  const earlier = comesAfter(firstOne({ identity: { "UC-06": "颜色不符" } }));
  const { reinspection: _, ...without } = MANUAL_BOOK;
  test.each<[string, InspectionRulebook, string, string | undefined]>([
    ["in time", MANUAL_BOOK, "2026-12-03", undefined],
    ["a day late", MANUAL_BOOK, "2026-12-04", "REINSPECTION_LATE"],
    ["by a book that knows none", without, "2026-11-23", "NO_REINSPECTION"],
  ])("%s", (_name, rules, today, code) => {
    expect(reinspectionObjections(earlier, rules, today)[0]?.reason.code).toBe(code);
  });

  test("of one that passed", () => {
    expect(() => comesAfter(firstOne())).toThrow("NOTHING_TO_REINSPECT");
  });
});

describe("what is told to the pages of what may follow", () => {
  const { reinspection: _, ...without } = MANUAL_BOOK;
  const earlier = comesAfter(firstOne({ identity: { "UC-06": "颜色不符" } }));

  test("is what the door takes: nothing of what passed, and nothing by a book that knows none", () => {
    const first = { as: "re-inspection", withinDays: 10, from: null };
    for (const verdict of ["fail", "void", "undecided"] as const)
      expect(followingInspection(MANUAL_BOOK, undefined, verdict)).toEqual(first);
    expect(followingInspection(MANUAL_BOOK, undefined, "pass")).toBeNull();
    expect(followingInspection(without, undefined, "fail")).toBeNull();
  });

  test("counts its days from the first of them all", () => {
    expect(followingInspection(MANUAL_BOOK, earlier, "fail")?.from).toBe("2026-11-23");
  });
});
