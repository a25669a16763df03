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
    "  = FAIL",
  ]);
});
