import { expect, test } from "vitest";
import { JobPrinter } from "../../src/cli/job-printer.ts";
import type { JobView } from "../../src/station/live-message.ts";

function job(name: string, more: object = {}): JobView {
  const view = { job: name, kind: "inspection", subject: { plate: "鄂A12345" }, state: "running", items: [] };
  const rest = {
    prompt: null,
    findings: [],
    verdict: null,
    reasons: [],
    notes: [],
    scope: null,
    score: null,
  };
  return { ...view, ...rest, ...more } as unknown as JobView;
}

const prompt = { id: "wait", params: {}, text: { code: "WAIT", params: {}, en: "Wait.", zh: "请稍候" } };

test("a record that is withdrawn is told once, with who did it and why, in both languages", () => {
  const lines: string[] = [];
  const printer = new JobPrinter((line) => lines.push(line));
  const take = (view: JobView): void => printer.take({ type: "job", job: view } as never);
  const why = {
    code: "WITHDRAWN_FOR",
    params: {},
    en: "withdrawn by P-1: fraud",
    zh: "由 P-1 撤销：弄虚作假",
  };
  const withdrawn = { reason: why, atWallMs: 0, record: null, receiptSize: null };
  take(job("A", { verdict: "pass" }));
  take(job("A", { verdict: "pass", withdrawn }));
  take(job("A", { verdict: "pass", withdrawn: { ...withdrawn, record: "ab", receiptSize: 9 } }));
  expect(lines.slice(-1)).toEqual([
    "A  RECORD WITHDRAWN 记录已撤销: withdrawn by P-1: fraud / 由 P-1 撤销：弄虚作假",
  ]);
  expect(lines.filter((line) => line.includes("WITHDRAWN"))).toHaveLength(1);
});

test("while two jobs run each line names its own; one alone needs no name", () => {
  const lines: string[] = [];
  const printer = new JobPrinter((line) => lines.push(line));
  const take = (view: JobView): void => printer.take({ type: "job", job: view } as never);
  take(job("A", { prompt }));
  take(job("B", { prompt }));
  take(job("A", { verdict: "pass" }));
  take(job("B", { verdict: "fail" }));
  expect(lines).toEqual([
    "",
    "A  vehicle inspection  鄂A12345",
    "  > Wait. / 请稍候",
    "",
    "B  vehicle inspection  鄂A12345",
    "[B]   > Wait. / 请稍候",
    "[A]   = PASS",
    "[B]   = FAIL",
  ]);
});

test("an item that is measured for others says its figure, and a test how many rules were kept and which are open", () => {
  const lines: string[] = [];
  const printer = new JobPrinter((line) => lines.push(line));
  const take = (view: JobView): void => printer.take({ type: "job", job: view } as never);
  const item = { nameZh: "第1轴轴荷", nameEn: "Load of axle 1", reasons: [{ en: "no limit" }], findings: [] };
  const weighed = { ...item, item: "W1", verdict: "not-applicable" };
  take(job("A", { items: [{ ...weighed, measured: [{ fact: "axle.loadKg", value: "786" }] }] }));
  expect(lines.at(-1)).toBe("  W1               Load of axle 1 / 第1轴轴荷: 786 kg (no limit)");
  const rule = (outcome: string, textEn: string) => ({
    rule: textEn,
    outcome,
    textEn,
    limits: [],
    deduction: null,
  });
  const findings = [rule("pass", "no belt"), rule("undecided", "off the route"), rule("undecided", "not in")];
  take(job("B", { kind: "exam", items: [{ ...item, item: "bay", verdict: "fail", findings }] }));
  expect(lines.slice(-2)).toEqual(
    ["    ok  1 rule kept", "    ?   not decided: off the route; not in"].map((line) => `[B] ${line}`),
  );
});

test("a subject is named in a few words, without the codes of the dossier", () => {
  const lines: string[] = [];
  const subject = {
    plate: "沪A1",
    plateKind: "new-energy",
    plateClass: "52",
    vin: "LSV",
    vehicleClass: "K33",
    use: "A",
  };
  new JobPrinter((line) => lines.push(line)).take({ type: "job", job: job("A", { subject }) } as never);
  expect(lines.at(-1)).toBe("A  vehicle inspection  沪A1 · VIN LSV · class K33");
});
