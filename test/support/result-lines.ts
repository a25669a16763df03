import { createHash } from "node:crypto";
import type { ResultLine } from "../../src/core/results/result-line.ts";

/** A line of the list of results; its record's id follows from its index. */
export function aLine(changes: Partial<ResultLine> = {}): ResultLine {
  const index = changes.index ?? 0;
  return {
    index,
    record: createHash("sha256").update(String(index)).digest("hex"),
    job: "J-260000",
    kind: "inspection",
    site: "lane-1",
    car: null,
    on: "2026-11-28",
    ended: "2026-11-28T01:02:03.000Z",
    verdict: "pass",
    points: null,
    subject: { plate: "鄂A12345" },
    unverified: 0,
    simulated: true,
    again: false,
    ...changes,
  };
}
