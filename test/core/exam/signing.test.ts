import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/rules/finding.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { demoCourse, demoVehicle, drive, ExamRun, type Fed } from "../../support/exam-drive.ts";

/** Goal: what an examiner enters can be taken back until it is signed, both stay to be seen, and nothing is a result before candidate and examiner have confirmed it. */
const perfect = drive(demoCourse(), demoVehicle());

function driving(fed: readonly Fed[] = perfect.slice(0, 600)): ExamRun {
  const run = new ExamRun({ isAttended: true });
  run.command({ name: "begin" });
  run.observe(fed);
  return run;
}

const stall = { name: "deduct", rule: "s2.gen.stall", note: "" } as const;
const agrees = { name: "candidate-confirm", agrees: true, note: "" } as const;
const sign = { name: "sign", note: "" } as const;
const silent = (device: string, atMs: number) =>
  ({ device: device as never, code: "silent", detail: null, raised: true, atMs }) as const;
const byHand = (run: ExamRun): Finding[] =>
  [...run.report().findings, ...run.report().items.flatMap(({ findings }) => findings)].filter(
    ({ deduction, withdrawn }) => deduction?.entry !== undefined || withdrawn !== undefined,
  );

describe("taking an entry back", () => {
  test("gives its points back, and leaves both to be seen", () => {
    const run = driving();
    run.command(stall, 20_000);
    expect(run.report().score?.points).toBe(90);
    run.command({ name: "withdraw", entry: 1, note: "按错了" }, 25_000);
    expect(run.report().score?.points).toBe(100);
    expect(byHand(run)).toMatchObject([
      {
        rule: "s2.gen.stall",
        outcome: "not-applicable",
        deduction: null,
        withdrawn: {
          by: "examiner-07",
          note: "按错了",
          deduction: { points: 10, entry: 1, judge: "examiner" },
        },
      },
    ]);
  });

  test("it can be entered again, under another number", () => {
    const run = driving();
    run.command(stall);
    run.command({ name: "withdraw", entry: 1, note: "" });
    run.command(stall);
    run.command({ name: "withdraw", entry: 1, note: "" });
    run.command({ name: "withdraw", entry: 3, note: "" });
    expect(run.rejections).toEqual([
      reason("ENTRY_WITHDRAWN", { entry: 1 }),
      reason("ENTRY_UNKNOWN", { entry: 3 }),
    ]);
    const numbers = byHand(run).map(({ deduction, withdrawn }) => (deduction ?? withdrawn?.deduction)?.entry);
    expect(numbers).toEqual([1, 2]);
  });

  test("what the machine saw nobody takes back", () => {
    const run = driving(
      drive(demoCourse(), demoVehicle(), {
        aside: ({ leg, legTimeS }) => (leg.number === 8 ? Math.min(0.4, legTimeS * 0.1) : 0),
      }),
    );
    const machine = run.deductions().length;
    expect(machine).toBeGreaterThan(0);
    run.command({ name: "withdraw", entry: 1, note: "" });
    expect(run.rejections).toEqual([reason("ENTRY_UNKNOWN", { entry: 1 })]);
    expect(run.deductions()).toHaveLength(machine);
  });

  test("in an item that is over, the item comes to what is left", () => {
    const run = driving(perfect);
    expect(run.report().items.map(({ verdict }) => verdict)).toEqual(Array(5).fill("pass"));
    const [bay] = run.report().items;
    run.command({ ...stall, rule: "s2.rp.notin" });
    expect(run.report().items[0]?.verdict).toBe("fail");
    expect(run.report().signing?.verdict).toBe("fail");
    run.command({ name: "withdraw", entry: 1, note: "" });
    expect(run.report().items[0]?.verdict).toBe("pass");
    expect(run.report().signing?.verdict).toBe("pass");
    const told = (findings: readonly Finding[] = []): string[] =>
      findings
        .filter(({ withdrawn }) => withdrawn === undefined)
        .map(({ rule, outcome }) => `${rule} ${outcome}`);
    expect(told(run.report().items[0]?.findings).sort()).toEqual(told(bay?.findings).sort());
  });

  test("what had ended the test does not make it a pass when it is taken back", () => {
    const run = driving();
    run.command({ ...stall, rule: "s2.gen.instr" });
    expect(run.report().signing).toMatchObject({ verdict: "fail" });
    run.command({ name: "withdraw", entry: 1, note: "另一名考生" });
    expect(run.report().signing).toMatchObject({ verdict: "void" });
    run.command(agrees);
    run.command(sign);
    expect(run.report()).toMatchObject({ phase: "over", verdict: "void" });
  });

  test("a rule of the machine may be entered where the machine sees nothing, and nowhere else", () => {
    const run = driving();
    const index = run.state.current ?? -1;
    const rule = "s2.rp.bodyout";
    run.command({ ...stall, rule });
    run.feed({ kind: "fault", role: "gnss", fault: silent("rover", 30_000) });
    run.command({ ...stall, rule }, 31_000);
    expect(run.rejections).toEqual([reason("RULE_OF_MACHINE", { rule })]);
    expect(run.report().items[index]?.findings.map((finding) => finding.rule)).toContain(rule);
  });
});

describe("confirming", () => {
  test("the drive is over, the result is not, before both have confirmed it in their turn", () => {
    const run = driving(perfect);
    expect(run.report()).toMatchObject({
      phase: "signing",
      verdict: null,
      signing: { next: "candidate", verdict: "pass" },
    });
    expect(run.effects.some(({ kind }) => kind === "conclude")).toBe(false);
    run.command(sign);
    run.command({ ...agrees, agrees: false });
    run.command(agrees, 900_000);
    run.command(agrees);
    expect(run.report()).toMatchObject({ phase: "signing", signing: { next: "examiner" } });
    run.command({ name: "end" });
    run.command({ name: "abort", reason: "other", note: "fire drill" });
    run.command(sign, 901_000);
    expect(run.report()).toMatchObject({ phase: "over", verdict: "pass", signing: { next: null } });
    expect(run.report().signing?.signed.map(({ who, by, agrees: yes }) => [who, by, yes])).toEqual([
      ["candidate", "examiner-07", true],
      ["examiner", "examiner-07", true],
    ]);
    expect(run.effects.filter(({ kind }) => kind === "conclude")).toHaveLength(1);
    expect(run.rejections).toEqual([
      reason("NOT_TO_SIGN", { who: "examiner", next: "candidate" }),
      reason("SAY_WHY_NOT", {}),
      reason("NOT_TO_SIGN", { who: "candidate", next: "examiner" }),
      reason("TEST_IS_DRIVEN", {}),
      reason("TEST_IS_DRIVEN", {}),
    ]);
  });

  test("a candidate who does not agree says why, and it stands", () => {
    const run = driving(perfect);
    run.command({ name: "candidate-confirm", agrees: false, note: "没有熄火" });
    run.command(sign);
    expect(run.report()).toMatchObject({ phase: "over", verdict: "pass" });
    expect(run.report().signing?.signed[0]).toMatchObject({
      who: "candidate",
      agrees: false,
      note: "没有熄火",
    });
  });

  test("whatever is entered after it asks for the confirmation again", () => {
    const run = driving(perfect);
    run.command(agrees);
    run.command(stall);
    expect(run.report().signing).toMatchObject({ next: "candidate", signed: [] });
    run.command(agrees);
    run.command({ name: "withdraw", entry: 1, note: "" });
    expect(run.report().signing).toMatchObject({ next: "candidate", signed: [] });
  });

  test("nothing that the instruments say after the drive changes it", () => {
    const run = driving(perfect);
    const before = run.state;
    run.observe(perfect.slice(-200));
    run.feed({ kind: "fault", role: "vehicle-io", fault: silent("board", 1) });
    expect(run.state).toBe(before);
  });

  test("a restart goes on waiting for whoever has to confirm, and the station's own abort voids", () => {
    const run = driving(perfect);
    run.command(agrees);
    run.feed({ kind: "resumed", atMs: 1 });
    expect(run.report().signing).toMatchObject({ next: "examiner", signed: [{ who: "candidate" }] });
    expect(run.effects.at(-1)).toMatchObject({ kind: "prompt", prompt: { action: "sign" } });
    run.command({ name: "abort", reason: reason("STATION_STOPPING", {}) });
    expect(run.report()).toMatchObject({ phase: "over", verdict: "void" });
  });

  test("where nobody called for it, nobody is asked", () => {
    const run = new ExamRun();
    run.command({ name: "begin" });
    run.observe(perfect);
    expect(run.report()).toMatchObject({ phase: "over", verdict: "pass", signing: null });
  });
});
