import { describe, expect, test } from "vitest";
import { reason } from "../../../../src/core/trade/reasons.ts";
import { dossierNamed } from "../lane-fixture.ts";
import { IDENTITY, lookAt, MANUAL_BOOK, manualCar, PEOPLE, SHA, throughTheLane } from "./manual-car.ts";

/** Goal: what people look at counts as what instruments measure does: nobody passes unseen, quicker than can be, or by their own signature. */
const { wang, li, zhao } = PEOPLE;
const enter = (item: string, found = "in-order", note = "") => ({
  name: "part-enter",
  item,
  found,
  note,
  values: {},
});

describe("an inspection of which parts are looked at by hand", () => {
  test("two inspectors work beside the lane, the signatory signs, and only then there is a result", () => {
    const car = manualCar();
    const { lane } = car;
    lane.command({ name: "begin" });
    lookAt(car, wang, "identity");
    expect(lane.report.manual?.parts.map(({ part, state, by }) => [part, state, by])).toEqual([
      ["identity", "done", [wang]],
      ["chassis", "waiting", []],
    ]);
    throughTheLane(lane);
    expect(lane.report).toMatchObject({
      phase: "running",
      verdict: null,
      prompt: { action: "look-by-hand" },
    });
    lookAt(car, li, "chassis");
    expect(lane.report).toMatchObject({
      phase: "signing",
      verdict: null,
      signing: { next: "signatory", fourEyes: true, verdict: "pass", signed: [] },
      prompt: { action: "review" },
    });
    expect(lane.effects.some(({ kind }) => kind === "conclude")).toBe(false);
    expect(car.why(wang, { name: "sign", note: "" })).toBe("OWN_WORK");
    expect(car.why(li, { name: "send-back", items: ["UC-04"], note: "again" })).toBe("OWN_WORK");
    expect(car.why(zhao, { name: "sign", note: "照片清楚" })).toBeNull();
    expect(lane.report).toMatchObject({
      phase: "over",
      verdict: "pass",
      signing: { next: null, signed: [{ who: "signatory", by: zhao, agrees: true, note: "照片清楚" }] },
    });
    expect(lane.effects.filter(({ kind }) => kind === "conclude")).toHaveLength(1);
    for (const code of IDENTITY) expect(lane.report.scope?.done).toContain(code);
    expect(lane.report.scope?.missing).toEqual([]);
    expect(lane.replayed()).toEqual(lane.state);
  });

  test("a defect fails the vehicle with who found it and their words", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    lookAt(car, wang, "identity", { "UC-04": "车辆识别代号有打磨痕迹" });
    lookAt(car, li, "chassis");
    car.ask(zhao, { name: "sign", note: "" });
    const item = car.lane.report.items.find((one) => one.item === "UC-04");
    expect(item).toMatchObject({ verdict: "fail", state: "done" });
    expect(item?.findings[0]).toMatchObject({
      rule: "UC-04",
      outcome: "fail",
      inputs: [
        { name: "entered-by", value: wang },
        { name: "note", value: "车辆识别代号有打磨痕迹" },
      ],
      arithmetic: [reason("FOUND_DEFECT", {})],
    });
    expect(car.lane.report.verdict).toBe("fail");
    expect(car.lane.report.unverifiedRules).toContain("UC-04");
  });

  test("what nobody looked at is void when it is ended early, and never a pass", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    car.ask(wang, { name: "part-begin", part: "identity" });
    car.ask(wang, enter("UC-02"));
    car.lane.command({ name: "abort", reason: "电力中断" });
    const { items, verdict } = car.lane.report;
    expect(verdict).toBe("void");
    expect(items.find(({ item }) => item === "UC-02")?.verdict).toBe("pass");
    expect(items.find(({ item }) => item === "UC-03")?.verdict).toBe("void");
  });

  test("an inspection that nobody called for is as before: nobody is there to look or to sign", () => {
    const car = manualCar({ isAttended: false });
    throughTheLane(car.lane);
    expect(car.lane.report).toMatchObject({
      phase: "over",
      verdict: "undecided",
      manual: null,
      signing: null,
    });
    expect(car.lane.report.scope?.missing.map(({ code }) => code)).toEqual(
      expect.arrayContaining([...IDENTITY]),
    );
  });

  test("what the order leaves to others is not looked at here", () => {
    const car = manualCar({ dossier: dossierNamed("demo-k3") });
    expect(car.lane.report.manual).toBeNull();
    throughTheLane(car.lane);
    expect(car.lane.report).toMatchObject({
      phase: "signing",
      signing: { next: "signatory", verdict: "pass" },
    });
    car.ask(wang, { name: "sign", note: "" });
    expect(car.lane.report.verdict).toBe("pass");
  });

  test("a book that asks no four eyes says so, and whoever looked at it signs it or sends it back", () => {
    const { review } = MANUAL_BOOK;
    if (review === undefined) throw new Error("no review");
    const car = manualCar({ rules: { ...MANUAL_BOOK, review: { ...review, fourEyes: false } } });
    throughTheLane(car.lane);
    lookAt(car, wang, "identity");
    lookAt(car, wang, "chassis");
    expect(car.lane.report).toMatchObject({ phase: "signing", signing: { fourEyes: false } });
    expect(car.why(wang, { name: "send-back", items: ["UC-04"], note: "again" })).toBeNull();
    lookAt(car, wang, "identity");
    expect(car.why(wang, { name: "sign", note: "" })).toBeNull();
    expect(car.lane.report).toMatchObject({ phase: "over", signing: { next: null, fourEyes: false } });
  });

  test("a book without a review has its result at once", () => {
    const { review: _, ...rules } = MANUAL_BOOK;
    const car = manualCar({ rules });
    throughTheLane(car.lane);
    lookAt(car, wang, "identity");
    lookAt(car, wang, "chassis");
    expect(car.lane.report).toMatchObject({ phase: "over", verdict: "pass", signing: null });
  });
});

describe("least times", () => {
  test("a part is not ended before its time, and the time of another does not count", () => {
    const car = manualCar();
    const { lane } = car;
    lane.command({ name: "begin" });
    car.ask(wang, { name: "part-begin", part: "identity" });
    for (const item of IDENTITY) car.ask(wang, enter(item));
    car.ask(wang, { name: "part-photo", part: "identity", photo: "0113", sha256: SHA });
    lane.wait(59_000);
    const early = car.ask(wang, { name: "part-end", part: "identity" });
    expect(early).toMatchObject({ reason: { code: "PART_TOO_SOON", params: { minimumS: 60, leftS: 1 } } });
    lane.wait(1_000);
    expect(car.why(wang, { name: "part-end", part: "identity" })).toBeNull();
  });

  test("after a restart nothing is counted that nobody saw, and what was counted stays", () => {
    const car = manualCar();
    const { lane } = car;
    lane.command({ name: "begin" });
    car.ask(wang, { name: "part-begin", part: "identity" });
    lane.wait(40_000);
    car.ask(wang, enter("UC-02"));
    lane.wait(15_000);
    // The steady clock begins anew with the process.
    lane.nowMs = 500;
    lane.feed({ kind: "resumed", atMs: 500 });
    for (const item of IDENTITY.slice(1)) car.ask(wang, enter(item));
    car.ask(wang, { name: "part-photo", part: "identity", photo: "0113", sha256: SHA });
    lane.nowMs = 20_000;
    const early = car.ask(wang, { name: "part-end", part: "identity" });
    expect(early).toMatchObject({ reason: { params: { leftS: 1 } } });
    lane.nowMs = 20_500;
    expect(car.why(wang, { name: "part-end", part: "identity" })).toBeNull();
    expect(lane.replayed()).toEqual(lane.state);
  });
});

describe("what is refused, with its reason", () => {
  const begun = () => {
    const car = manualCar();
    car.lane.command({ name: "begin" });
    car.ask(wang, { name: "part-begin", part: "identity" });
    return car;
  };
  test.each<[string, string, Record<string, unknown>]>([
    ["MANUAL_ITEM_UNKNOWN", wang, enter("UC-99")],
    ["MANUAL_ITEM_UNKNOWN", wang, enter("F1-18")],
    ["PART_NOT_BY_HAND", wang, { name: "part-begin", part: "network" }],
    ["PART_IS_YOURS", wang, { name: "part-begin", part: "identity" }],
    ["PERSON_HAS_PART", wang, { name: "part-begin", part: "chassis" }],
    ["PART_OF_ANOTHER", li, enter("UC-02")],
    ["PART_OF_ANOTHER", li, { name: "part-end", part: "identity" }],
    ["PART_NOT_TAKEN", li, { name: "part-end", part: "chassis" }],
    ["DEFECT_NEEDS_NOTE", wang, enter("UC-02", "defect")],
    ["VALUE_NOT_ASKED", wang, { ...enter("UC-02"), values: { "manual.treadSteerMm": "3" } }],
    ["PHOTO_NOT_ASKED", wang, { name: "part-photo", part: "identity", photo: "0199", sha256: SHA }],
    ["PART_NOT_COMPLETE", wang, { name: "part-end", part: "identity" }],
    ["NOT_IN_REVIEW", zhao, { name: "sign", note: "" }],
    ["NOT_IN_REVIEW", zhao, { name: "send-back", items: ["UC-02"], note: "again" }],
  ])("%s", (code, by, command) => {
    const car = begun();
    const before = car.lane.state;
    expect(car.why(by, command)).toBe(code);
    expect(car.lane.state).toBe(before);
  });

  test("before it has begun, and while it is reviewed", () => {
    const car = manualCar();
    expect(car.why(wang, { name: "part-begin", part: "identity" })).toBe("INSPECTION_NOT_BEGUN");
    throughTheLane(car.lane);
    lookAt(car, wang, "identity");
    lookAt(car, li, "chassis");
    expect(car.why(wang, { name: "part-begin", part: "identity" })).toBe("INSPECTION_IN_REVIEW");
    expect(car.why(wang, enter("UC-02", "defect", "late"))).toBe("INSPECTION_IN_REVIEW");
    expect(car.why(wang, { name: "abort", reason: "thrown away" })).toBe("INSPECTION_IS_DONE");
    expect(car.why(zhao, { name: "send-back", items: ["UC-02", "B1"], note: "again" })).toBe(
      "MANUAL_ITEM_UNKNOWN",
    );
    car.ask(zhao, { name: "sign", note: "" });
    expect(car.why(zhao, { name: "sign", note: "" })).toBe("INSPECTION_OVER");
  });
});

describe("what is entered can be put right, and that stays to be seen", () => {
  test("a correction while the part is at hand", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    car.ask(wang, { name: "part-begin", part: "identity" });
    car.ask(wang, enter("UC-06", "defect", "颜色不符"));
    lookAt(car, wang, "identity");
    lookAt(car, li, "chassis");
    const item = car.lane.report.items.find((one) => one.item === "UC-06");
    expect(item).toMatchObject({ verdict: "pass", reasons: [reason("ENTRY_CORRECTED", { times: 1 })] });
    expect(car.lane.report.manual?.parts[0]?.items.find((one) => one.item === "UC-06")?.entries).toBe(2);
  });

  test("somebody takes a part over: both stand in it, and the time goes on", () => {
    const car = manualCar();
    car.lane.command({ name: "begin" });
    car.ask(wang, { name: "part-begin", part: "identity" });
    car.lane.wait(45_000);
    expect(car.why(li, { name: "part-begin", part: "identity" })).toBeNull();
    expect(car.why(wang, enter("UC-02"))).toBe("PART_OF_ANOTHER");
    for (const item of IDENTITY) car.ask(li, enter(item));
    car.ask(li, { name: "part-photo", part: "identity", photo: "0113", sha256: SHA });
    car.lane.wait(15_000);
    expect(car.why(li, { name: "part-end", part: "identity" })).toBeNull();
    expect(car.lane.report.manual?.parts[0]?.by).toEqual([wang, li]);
    // Whoever gave it away still worked on it.
    throughTheLane(car.lane);
    lookAt(car, li, "chassis");
    expect(car.why(wang, { name: "sign", note: "" })).toBe("OWN_WORK");
  });

  test("what is sent back is looked at again, and the record says that it was", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    lookAt(car, wang, "identity");
    lookAt(car, li, "chassis");
    expect(car.why(zhao, { name: "send-back", items: ["UC-04"], note: "照片不清楚" })).toBeNull();
    expect(car.lane.report).toMatchObject({ phase: "running", prompt: { action: "look-by-hand" } });
    const identity = () => car.lane.report.manual?.parts[0];
    expect(identity()).toMatchObject({ state: "waiting" });
    expect(identity()?.items.find(({ item }) => item === "UC-04")).toMatchObject({
      found: null,
      sentBack: { by: zhao, note: "照片不清楚" },
    });
    car.ask(wang, { name: "part-begin", part: "identity" });
    expect(car.why(wang, { name: "part-end", part: "identity" })).toBe("PART_NOT_COMPLETE");
    car.ask(wang, enter("UC-04"));
    // It was looked at long enough before.
    expect(car.why(wang, { name: "part-end", part: "identity" })).toBeNull();
    expect(car.lane.report.phase).toBe("signing");
    car.ask(zhao, { name: "sign", note: "" });
    const item = car.lane.report.items.find((one) => one.item === "UC-04");
    expect(item?.reasons).toEqual([
      reason("SENT_BACK", { note: "照片不清楚" }),
      reason("ENTRY_CORRECTED", { times: 1 }),
    ]);
    expect(car.lane.replayed()).toEqual(car.lane.state);
  });
});

describe("the lane and the people beside it", () => {
  test("nothing that devices say after the lane is done is of this vehicle", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    const before = car.lane.state;
    car.lane.beam("bench", true);
    car.lane.weigh("900");
    expect(car.lane.state).toBe(before);
    expect(car.lane.state.lane).toEqual({ holds: [], wants: null });
  });

  test("a restart while people look or review changes nothing but the count of time", () => {
    const car = manualCar();
    throughTheLane(car.lane);
    lookAt(car, wang, "identity");
    car.lane.feed({ kind: "resumed", atMs: 10 });
    expect(car.lane.report).toMatchObject({ phase: "running", prompt: { action: "look-by-hand" } });
    car.lane.nowMs = 10;
    lookAt(car, li, "chassis");
    car.lane.feed({ kind: "resumed", atMs: 20 });
    expect(car.lane.report).toMatchObject({ phase: "signing", prompt: { action: "review" } });
    car.ask(zhao, { name: "sign", note: "" });
    expect(car.lane.report.verdict).toBe("pass");
    expect(car.lane.replayed()).toEqual(car.lane.state);
  });
});
