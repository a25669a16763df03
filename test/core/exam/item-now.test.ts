import { describe, expect, test } from "vitest";
import { KNOWN_ITEMS } from "../../../src/core/exam/items/known-items.ts";
import { ITEM_STAGES, itemStage } from "../../../src/core/trade/words/item-stages.ts";
import { demoCourse, demoVehicle, drive, ExamRun } from "../../support/exam-drive.ts";

/** Goal: the screen says what comes next in an item, and how much of its time is left, by what the rules themselves count. */
const perfect = drive(demoCourse(), demoVehicle());

function begun(): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  return run;
}

describe("where an item stands", () => {
  test("every phase of every item that can be driven has its words, and none has words that is no phase", () => {
    const phases = Object.entries(KNOWN_ITEMS).map(([kind, { phases }]) => [kind, [...phases].sort()]);
    const words = Object.entries(ITEM_STAGES).map(([kind, stages]) => [kind, Object.keys(stages).sort()]);
    expect(Object.fromEntries(words)).toEqual(Object.fromEntries(phases));
    expect(itemStage("hill-start", "toString")).toBeNull();
    expect(itemStage("constructor", "begun")).toBeNull();
  });

  test("a faultless drive goes through the phases in their order, and the clock of the bay begins and ends within it", () => {
    const run = begun();
    const seen: string[] = [];
    const clocks = new Map<string, { of: string; seconds: number; maxS: number; isOver: boolean }[]>();
    for (const fed of perfect) {
      run.observe([fed]);
      const now = run.session.pose(run.state)?.now ?? null;
      if (now === null) continue;
      const stage = `${now.item} ${now.phase}`;
      if (seen.at(-1) !== stage) seen.push(stage);
      clocks.set(now.item, [...(clocks.get(now.item) ?? []), ...now.clocks]);
    }
    const bay = KNOWN_ITEMS["reverse-bay"]?.phases ?? [];
    expect(seen.filter((stage) => stage.startsWith("reverse-bay-1"))).toEqual(
      bay.map((phase) => `reverse-bay-1 ${phase}`),
    );
    const ofBay = (clocks.get("reverse-bay-1") ?? []).filter(({ of }) => of === "item");
    expect(ofBay[0]).toMatchObject({ of: "item", maxS: 210, isOver: false });
    // It counts from when the car last stood, which is known once it goes backward.
    expect(ofBay[0]?.seconds).toBeLessThan(1);
    const running = ofBay.filter(({ isOver }) => !isOver);
    const over = ofBay.filter(({ isOver }) => isOver);
    expect(running.length).toBeGreaterThan(100);
    expect(new Set(over.map(({ seconds }) => seconds)).size).toBe(1);
    expect(over[0]?.seconds).toBeGreaterThanOrEqual(running.at(-1)?.seconds ?? Number.POSITIVE_INFINITY);
    // Nobody stands still in a faultless drive where the item allows none.
    expect([...clocks.values()].flat().filter(({ of, seconds }) => of === "standing" && seconds > 1)).toEqual(
      [],
    );
  });
});

describe("a rule of the whole test, broken in an item", () => {
  test("stands at that item too, once among the findings, and its points count once", () => {
    const run = begun();
    let stalledAt = "";
    for (const fed of perfect) {
      const { currentItem } = run.report();
      if (stalledAt === "" && currentItem === "hill-start-1") {
        stalledAt = currentItem;
        run.command({ name: "deduct", rule: "s2.gen.stall", note: "" });
      }
      run.observe([fed]);
    }
    const report = run.report();
    const at = report.items.filter(({ meanwhile = [] }) => meanwhile.length > 0);
    expect(at.map(({ item, meanwhile }) => [item, meanwhile?.map(({ rule }) => rule)])).toEqual([
      ["hill-start-1", ["s2.gen.stall"]],
    ]);
    expect(at[0]?.meanwhile).toEqual(report.findings.filter(({ rule }) => rule === "s2.gen.stall"));
    expect(at[0]?.findings.some(({ rule }) => rule === "s2.gen.stall")).toBe(false);
    expect(report.score?.points).toBe(90);
  });

  test("between two items it stands at none; taken back it stands there as taken back", () => {
    const run = begun();
    run.command({ name: "deduct", rule: "s2.gen.stall", note: "" });
    expect(run.report().items.flatMap(({ meanwhile = [] }) => meanwhile)).toEqual([]);
    const inItem = perfect.findIndex((fed) => {
      run.observe([fed]);
      return run.report().currentItem !== null;
    });
    expect(inItem).toBeGreaterThan(0);
    run.command({ name: "deduct", rule: "s2.gen.stall", note: "" });
    const [entered] = run.report().items.flatMap(({ meanwhile = [] }) => meanwhile);
    expect(entered?.deduction).not.toBeNull();
    run.command({ name: "withdraw", entry: entered?.deduction?.entry ?? 0, note: "" });
    const [taken] = run.report().items.flatMap(({ meanwhile = [] }) => meanwhile);
    expect([taken?.rule, taken?.deduction, taken?.withdrawn?.deduction.points]).toEqual([
      entered?.rule,
      null,
      entered?.deduction?.points,
    ]);
  });
});
