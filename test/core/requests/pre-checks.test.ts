import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { inspectionPreChecks } from "../../../src/core/inspection/admission.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import type { EarlierAttempt } from "../../../src/core/journal/entry.ts";
import { decidePreChecks, preCheckNotes } from "../../../src/core/requests/pre-check-result.ts";
import type { PreCheckRule } from "../../../src/core/requests/pre-check-rule.ts";
import type { CheckAnswer } from "../../../src/core/requests/request-messages.ts";
import type { TakenReply } from "../../../src/core/requests/requests-state.ts";
import { EdgeError } from "../../../src/errors.ts";
import { ASKING, CAR, NOW_MS, RULE } from "../../support/request-world.ts";

const HOUR_MS = 3_600_000;

/** What was said of checks, each as of so long before it came. */
function reply(
  ...said: readonly (readonly [CheckAnswer["check"], CheckAnswer["answer"], number])[]
): TakenReply {
  const checks = said.map(([check, answer, agoMs]): CheckAnswer => {
    const asOf = answer === "unknown" ? null : new Date(NOW_MS - agoMs).toISOString();
    return { check, answer, asOf, on: null, km: null, station: null };
  });
  const head = {
    schema: "proofmark/reply/v1" as const,
    station: ASKING,
    request: "0".repeat(32),
    subject: CAR,
  };
  const document = { ...head, issued: new Date(NOW_MS).toISOString(), checks };
  return { document, text: "{}", takenMs: 1_000, takenWallMs: NOW_MS };
}

/** So long after the reply came. */
function decided(rules: readonly PreCheckRule[], answer: TakenReply | null, isAsking = false, afterMs = 0) {
  const at = { monoMs: 1_000 + afterMs, wallMs: NOW_MS + afterMs };
  return decidePreChecks(rules, { isAsking, answer }, at);
}

const answerOf = (decision: ReturnType<typeof decided>) =>
  decision.kind === "may" ? decision.used.checks[0]?.answer : decision.reason.code;

describe("what a rulebook makes of an answer", () => {
  test("a clear answer counts to the very millisecond of its hours, by the steady clock", () => {
    const clear = reply(["theft", "clear", HOUR_MS]);
    expect(answerOf(decided([RULE], clear, false, 23 * HOUR_MS))).toBe("clear");
    expect(answerOf(decided([RULE], clear, false, 23 * HOUR_MS + 1))).toBe("too-old");
    // The wall clock is set back by a day: no answer gets younger.
    const at = { monoMs: 1_000 + 23 * HOUR_MS + 1, wallMs: NOW_MS - 24 * HOUR_MS };
    expect(answerOf(decidePreChecks([RULE], { isAsking: false, answer: clear }, at))).toBe("too-old");
  });

  test("a hit is one however old it is", () => {
    const old = reply(["theft", "found", 1_000 * HOUR_MS]);
    expect(answerOf(decided([RULE], old))).toBe("PRE_CHECK_STOPS");
    const said = decided([{ ...RULE, whenFound: "say" }], old);
    expect(said.kind === "may" && preCheckNotes(said.used).map(({ code }) => code)).toEqual([
      "PRE_CHECK_FOUND",
    ]);
  });

  test("no answer, an unknown one and an old one come to what the row says, and never to clear", () => {
    for (const answer of [null, reply(["theft", "unknown", 0]), reply(["theft", "clear", 25 * HOUR_MS])])
      for (const [whenUnanswered, done] of [
        ["say", "told"],
        ["go-on", "passed-over"],
        ["stop", null],
      ] as const) {
        const decision = decided([{ ...RULE, whenUnanswered }], answer);
        if (decision.kind !== "may")
          expect([done, decision.reason.code]).toEqual([null, "PRE_CHECK_MISSING"]);
        else
          expect(decision.used.checks[0]).toMatchObject({ done, answer: expect.not.stringMatching("clear") });
      }
  });

  test("a hit of one check stops while another is still asked for; else what is on its way is waited for", () => {
    const two = [RULE, { ...RULE, check: "recall" as const }];
    expect(answerOf(decided(two, reply(["theft", "found", 0]), true))).toBe("PRE_CHECK_STOPS");
    expect(answerOf(decided(two, reply(["theft", "clear", 0]), true))).toBe("PRE_CHECK_ASKED");
    expect(answerOf(decided(two, reply(["theft", "clear", 0]), false))).toBe("clear");
    // What the registry does not know it does not know in a moment either.
    expect(decided(two, reply(["theft", "clear", 0], ["recall", "unknown", 0]), true).kind).toBe("may");
  });
});

describe("rows of a rulebook", () => {
  const BOOK = readFileSync("config/rules/cn-inspection-2021.yaml", "utf8").trimEnd();
  const ROW =
    "whenFound: stop, whenUnanswered: say, answerAgeHoursMax: 24, clause: null, source: x, confidence: recalled, verifiedBy: null";
  const book = (...rows: readonly string[]) =>
    parseYamlText(
      [BOOK, "preChecks:", ...rows.map((row) => `  - { ${row}, ${ROW} }`), ""].join("\n"),
      inspectionRulebookSchema,
      "a test",
    ).value;
  const dossier = (changes: Readonly<Record<string, string>> = {}) => {
    let text = readFileSync("config/dossiers/demo-k3.yaml", "utf8");
    for (const [from, to] of Object.entries(changes)) text = text.replace(from, to);
    return { ...parseYamlText(text, dossierSchema, "a test").value, inspectedOn: "2026-06-01" };
  };

  test("hold of the vehicles that they name, the first of each check", () => {
    const rules = book(
      "check: theft, when: { fact: job.check, equals: registration }",
      "check: theft",
      "check: recall, when: { fact: job.check, equals: in-use }",
    );
    const checking = inspectionPreChecks(dossier(), rules);
    expect(checking?.rules.map(({ check, when }) => [check, when === undefined])).toEqual([
      ["theft", true],
      ["recall", false],
    ]);
    const first = { job: "HB-WH-0042-000001", record: "0".repeat(64) } as unknown as EarlierAttempt;
    const before = book("check: previousResults", "check: theft");
    expect(inspectionPreChecks(dossier(), before)?.rules).toHaveLength(2);
    expect(inspectionPreChecks(dossier(), before, first)?.rules.map(({ check }) => check)).toEqual(["theft"]);
    expect(checking?.subject).toEqual({
      plate: "鄂A12345",
      vin: dossier().vin,
      odometerKm: dossier().odometerKm,
    });
    expect(
      inspectionPreChecks(dossier(), book("check: theft, when: { fact: job.check, equals: registration }")),
    ).toBeNull();
  });

  test("are refused where nothing is left for one, where a fact is none, and with hours that are none", () => {
    const refused = (...rows: readonly string[]): string => {
      try {
        book(...rows);
      } catch (error) {
        if (error instanceof EdgeError) return error.message;
        throw error;
      }
      return "";
    };
    expect(refused("check: theft", "check: theft, when: { fact: job.check, equals: in-use }")).toContain(
      "preChecks.1.check",
    );
    expect(refused("check: theft, when: { fact: job.chek, equals: in-use }")).toContain("preChecks.0.when");
    expect(refused("check: weather")).toContain("preChecks.0.check");
    expect(refused("check: theft, answerAgeHoursMin: 1")).toContain("preChecks.0");
    expect(refused("check: theft")).toBe("");
  });
});
