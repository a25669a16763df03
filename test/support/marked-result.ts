import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { exam, finding, inspection, item } from "./sealed-results.ts";

/** A result that is worth a mark, until a test takes something from it. */
export function markedResult(kind: ResultDocument["kind"]): ResultDocument {
  const common = {
    devices: [],
    unverifiedRules: [],
    time: { started: "2026-11-28T16:00:00.000Z", ended: "2026-11-28T17:00:00.000Z", status: "synchronised" },
  };
  if (kind === "exam")
    return exam({
      ...common,
      ...scored(10),
      subject: {
        name: "李明",
        idMasked: "420106********1234",
        learnerCertificate: "420100123456",
        licenceClass: "C1",
      },
      rulebook: { id: "cn-exam-c1-2022", edition: "GA 1026-2022", sha256: "ab".repeat(32) },
    });
  return inspection({
    ...common,
    subject: MARKED_VEHICLE,
    scope: WHOLE_SCOPE,
    rulebook: { id: "cn-inspection-2021", edition: "GB 38900-2020", sha256: "ab".repeat(32) },
  });
}

/** Of an exam that lost so many points. */
export function scored(points: number): Pick<ResultDocument, "score" | "items" | "verdict"> {
  const { deduction, ...lost } = finding("fail", points);
  const lossy = item("pass", { ...lost, deduction: deduction && { ...deduction, position: null } });
  return {
    verdict: points <= 20 ? "pass" : "fail",
    score: { points: 100 - points, passMark: 80, fullMark: 100 },
    items: [lossy],
  };
}

export const WHOLE_SCOPE = {
  required: 1,
  done: ["B1"],
  open: [],
  missing: [],
  elsewhere: [],
  voluntary: [],
};

export const MARKED_VEHICLE = {
  plate: "鄂A12345",
  vin: "LSVAA49J132123456",
  vehicleClass: "K33",
  use: "A",
  check: "in-use",
  firstRegistered: "2017-08-15",
};
