import { describe, expect, test } from "vitest";
import { loadYamlFile } from "../../../src/adapters/config/yaml-file.ts";
import { examObjections } from "../../../src/core/exam/admission.ts";
import { candidateSchema } from "../../../src/core/exam/candidate.ts";
import { followingExam, secondAttempt } from "../../../src/core/exam/second-attempt.ts";
import { createExamSession } from "../../../src/core/exam/session.ts";
import { watchedRulebookSchema } from "../../../src/core/exam/watched-rulebook.ts";
import type { ResultDocument } from "../../../src/core/record/result-document.ts";
import { demoCandidate, demoCourse, demoRulebook, demoVehicle } from "../../support/exam-drive.ts";

/** Goal: on the day a first attempt failed there is one more, linked to it; what a class keeps of it is kept, and nothing else makes a second one. */
const RECORD = "ab".repeat(32);
const TODAY = { firstOn: "2026-11-28", today: "2026-11-28" };
const SUBJECT = {
  name: "李明",
  idMasked: "420106********1234",
  idKind: "resident-id",
  learnerCertificate: "420100123456",
  licenceClass: "C1",
  attempt: "1",
  examiner: "examiner-07",
};
type Changes = Partial<Record<keyof ResultDocument, unknown>>;

const item = (name: string, verdict: string, points: number | null) => ({
  item: name,
  verdict,
  reasons: [],
  findings: [{ deduction: points === null ? null : { points } }],
});

function first(changes: Changes = {}): ResultDocument {
  return {
    kind: "exam",
    job: "HB-WH-0042-000017",
    verdict: "fail",
    subject: SUBJECT,
    items: [item("bay-1", "pass", null), item("hill-1", "pass", 10), item("curve-1", "fail", 100)],
    ...changes,
  } as unknown as ResultDocument;
}

describe("a second attempt", () => {
  test("is of the same candidate, linked to the first, and knows what was driven without a deduction", () => {
    const second = secondAttempt(RECORD, first(), TODAY);
    if (second.kind !== "may") throw new Error("refused");
    expect(second.after).toEqual({ job: "HB-WH-0042-000017", record: RECORD, clean: ["bay-1"] });
    expect(candidateSchema.parse(JSON.parse(second.dossier))).toMatchObject({ name: "李明", attempt: 2 });
  });

  test("a void attempt is nobody's fault: the same one is driven again, and nothing of it is kept", () => {
    for (const attempt of ["1", "2"]) {
      const again = secondAttempt(
        RECORD,
        first({ verdict: "void", subject: { ...SUBJECT, attempt } }),
        TODAY,
      );
      if (again.kind !== "may") throw new Error("refused");
      expect(JSON.parse(again.dossier)).toMatchObject({ attempt: Number(attempt) });
      expect(again.after.clean).toEqual([]);
    }
  });

  test.each<[string, Changes, Partial<typeof TODAY>]>([
    ["NO_SECOND_OF_INSPECTION", { kind: "inspection" }, {}],
    ["NO_THIRD_ATTEMPT", { subject: { ...SUBJECT, attempt: "2" } }, {}],
    ["FIRST_NOT_FAILED", { verdict: "pass" }, {}],
    ["FIRST_NOT_FAILED", { verdict: "undecided" }, {}],
    ["FIRST_OF_ANOTHER_DAY", {}, { today: "2026-11-29" }],
    ["FIRST_OF_ANOTHER_DAY", { verdict: "void" }, { today: "2026-11-29" }],
  ])("%s", (code, changes, days) => {
    expect(secondAttempt(RECORD, first(changes), { ...TODAY, ...days })).toMatchObject({
      kind: "refused",
      reason: { code },
    });
  });

  test("where the rules know none, it is refused at the door; a void one is driven again all the same", () => {
    const book = { ...demoRulebook(), secondAttempt: null };
    const after = { job: "J-1", record: RECORD, clean: [] };
    const codes = (attempt: number): string[] =>
      examObjections({ ...demoCandidate(), attempt }, book, "2026-06-01", after).map(
        (one) => one.reason.code,
      );
    expect(codes(2)).toEqual(["NO_SECOND_BY_RULES"]);
    expect(codes(1)).toEqual([]);
    const shipped = examObjections({ ...demoCandidate(), attempt: 2 }, demoRulebook(), "2026-06-01", after);
    expect(shipped).toEqual([]);
  });

  test("what is told to the pages of what may follow is what record and door take", () => {
    const after = { job: "J-1", record: RECORD, clean: [] };
    const taken = new Set<string | undefined>();
    for (const second of [null, { keeps: "nothing" as const }])
      for (const attempt of [1, 2])
        for (const verdict of ["pass", "fail", "void", "undecided"] as const) {
          const book = { ...demoRulebook(), secondAttempt: second };
          const subject = { ...SUBJECT, attempt: String(attempt) };
          const next = secondAttempt(RECORD, first({ verdict, subject }), TODAY);
          const candidate = next.kind === "may" ? candidateSchema.parse(JSON.parse(next.dossier)) : null;
          const isTaken =
            candidate !== null && examObjections(candidate, book, "2026-06-01", after).length === 0;
          const told = followingExam(book, { attempt }, verdict);
          expect(told !== null, `${JSON.stringify(second)} ${attempt} ${verdict}`).toBe(isTaken);
          taken.add(told?.as);
        }
    expect(taken).toEqual(new Set([undefined, "second-attempt", "same-attempt"]));
  });

  test("a class that keeps what had no deduction does not drive it again; the others drive everything", () => {
    const after = { job: "J-1", record: RECORD, clean: ["curve-1"] };
    const doneBy = (keeps: "nothing" | "items-without-deduction") =>
      createExamSession({
        candidate: { ...demoCandidate(), attempt: 2 },
        rulebook: { ...demoRulebook(), secondAttempt: { keeps } },
        course: demoCourse(),
        vehicle: demoVehicle(),
        devices: [],
        today: null,
        after,
      }).initial.items.filter(({ state }) => state === "done");
    expect(doneBy("nothing")).toEqual([]);
    expect(doneBy("items-without-deduction")).toMatchObject([
      {
        item: "curve-1",
        verdict: "pass",
        reasons: [{ code: "KEPT_OF_FIRST_ATTEMPT", params: { job: "J-1" } }],
      },
    ]);
    // The shipped book of this class keeps nothing.
    expect(demoRulebook().secondAttempt).toEqual({ keeps: "nothing" });
  });
});

test.each(["cn-exam-c1-2022", "cn-exam-c2-2022"])(
  "%s asks candidate and examiner, and keeps nothing of a first attempt",
  (book) => {
    const { signing, secondAttempt: second } = loadYamlFile(
      `config/rules/${book}.yaml`,
      watchedRulebookSchema,
    ).value;
    expect({ signing, second }).toEqual({ signing: ["candidate", "examiner"], second: { keeps: "nothing" } });
  },
);
