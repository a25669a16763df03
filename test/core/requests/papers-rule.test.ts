import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { examRulebookSchema } from "../../../src/core/exam/rulebook.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import type { PapersReply } from "../../../src/core/requests/papers-messages.ts";
import { decidePapers, type PapersRule, papersRuleOf } from "../../../src/core/requests/papers-rule.ts";
import {
  type PapersFetched,
  papersFetched,
  papersNotes,
  papersNotFetched,
  papersUsed,
  papersUsedSchema,
} from "../../../src/core/requests/papers-used.ts";

const NOW = Date.parse("2026-06-02T08:00:00.000Z");
const HOUR_MS = 3_600_000;

const RULE: PapersRule = {
  ...{ whenMissing: "say", whenChanged: "say", answerAgeHoursMax: 24 },
  ...{ clause: null, source: "a test", confidence: "recalled", verifiedBy: null },
};

function fetched(changes: Partial<PapersFetched> = {}): PapersFetched {
  const asOf = new Date(NOW - HOUR_MS).toISOString();
  const reply = { reply: "ab".repeat(32), issued: asOf, region: "GD", asOf };
  return { kind: "vehicle-dossier", answer: "found", ...reply, changed: [], ...changes };
}

const aged = (ms: number) => fetched({ asOf: new Date(NOW - ms).toISOString() });
const none = { reply: null, issued: null, region: null, asOf: null } as const;

/** What the decision comes to, and the notes that a record then has. */
function outcome(rule: PapersRule, of: PapersFetched | undefined): readonly string[] {
  const decision = decidePapers(rule, of, NOW);
  if (decision.kind === "stop") {
    const { because } = decision.reason.params as { because: { code: string } };
    return ["stop", because.code];
  }
  const { judged } = decision;
  const used =
    of === undefined
      ? papersNotFetched("vehicle-dossier", judged)
      : papersUsed(of, true, NOW, decision.judged);
  return [judged.done, ...papersNotes(used).map(({ code }) => code)];
}

test("what was ordered of a vehicle goes with its papers into the record", () => {
  const at = "2026-06-02T07:00:00.000Z";
  const document: PapersReply = {
    schema: "proofmark/papers-reply/v1",
    station: "S-1",
    request: "0".repeat(32),
    issued: at,
    answer: "found",
    asOf: at,
    region: "GD",
    kind: "vehicle-dossier",
    subject: { plate: "鄂A12345", vin: null, vinEnd: "123456" },
    papers: {},
    order: null,
    appointment: null,
    elsewhere: [],
    used: null,
  };
  const taken = (order: PapersReply["order"]) =>
    papersUsed(
      papersFetched("vehicle-dossier", { document: { ...document, order }, sha256: "ab".repeat(32) }, {}),
      true,
      NOW,
      null,
    );
  const used = taken({ number: "HB-U-1", asked: "used-car", items: ["brakes"], asOf: at });
  expect(used.order).toEqual({ number: "HB-U-1", asked: "used-car" });
  expect(papersUsedSchema.parse(JSON.parse(JSON.stringify(used)))).toEqual(used);
  expect(taken(null)).not.toHaveProperty("order");
});

describe("papers by the rulebook", () => {
  test.each([
    ["nobody fetched them", undefined, "PAPERS_NOT_FETCHED"],
    ["the registry has none", fetched({ answer: "unknown", ...none }), "PAPERS_TYPED"],
    ["no answer came", fetched({ answer: "unanswered", ...none }), "PAPERS_TYPED"],
    ["they are too old", aged(24 * HOUR_MS + 1), "PAPERS_TOO_OLD"],
    ["they have no time", fetched({ asOf: null }), "PAPERS_TOO_OLD"],
    ["they are too old and were changed", { ...aged(25 * HOUR_MS), changed: ["seats"] }, "PAPERS_TOO_OLD"],
  ])("missing, because %s: stopped, told, or passed over", (_why, of, code) => {
    expect(outcome({ ...RULE, whenMissing: "stop" }, of)).toEqual(["stop", code]);
    expect(outcome(RULE, of)).toEqual(["told", code]);
    expect(outcome({ ...RULE, whenMissing: "go-on" }, of)).toEqual(["passed-over"]);
    // What was changed is not asked of papers that count for nothing.
    expect(outcome({ ...RULE, whenMissing: "go-on", whenChanged: "stop" }, of)).toEqual(["passed-over"]);
  });

  test("to the millisecond of their age they are sound", () => {
    expect(outcome(RULE, aged(24 * HOUR_MS))).toEqual(["sound"]);
    // A registry whose clock is ahead of ours.
    expect(outcome(RULE, aged(-HOUR_MS))).toEqual(["sound"]);
  });

  test("changed at the desk: stopped or told", () => {
    const changed = fetched({ changed: ["seats"] });
    expect(outcome({ ...RULE, whenChanged: "stop" }, changed)).toEqual(["stop", "PAPERS_CHANGED"]);
    expect(outcome(RULE, changed)).toEqual(["told", "PAPERS_CHANGED"]);
  });

  test("who comes again is not asked, and without a rule nobody is", () => {
    const first = { job: "HB-WH-0042-000001", record: "0".repeat(64) } as never;
    expect(papersRuleOf({ papers: RULE })).toBe(RULE);
    expect(papersRuleOf({ papers: RULE }, first)).toBeNull();
    expect(papersRuleOf({})).toBeNull();
  });

  test.each([
    ["config/rules/cn-inspection-2021.yaml", inspectionRulebookSchema],
    ["config/rules/cn-exam-c1-2022.yaml", examRulebookSchema],
  ])("%s may say it, and is refused where it is none", (file, schema) => {
    const book = (rule: object) =>
      parseYamlText(
        `${readFileSync(file, "utf8").trimEnd()}\npapers: ${JSON.stringify(rule)}\n`,
        schema as typeof examRulebookSchema,
        "a test",
      ).value;
    expect(book(RULE).papers).toEqual(RULE);
    for (const wrong of [
      { ...RULE, whenMissing: "pass" },
      { ...RULE, whenChanged: "go-on" },
      { ...RULE, answerAgeHoursMax: 0 },
      { ...RULE, answerAgeHoursMax: 8_761 },
      { ...RULE, source: undefined },
      { ...RULE, more: 1 },
    ])
      expect(() => book(wrong)).toThrow();
  });
});
