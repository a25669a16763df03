import type { ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import type { Path } from "./numbers.ts";
import { unitOf, valueAt } from "./numbers.ts";

/**
 * The edge of one number of an exam rulebook: the machine is shown the quantity that it bounds at `x` and says whether
 * that costs nothing (limits) or is still good (gate, motion). Only for tests.
 */
export interface ExamEdge {
  readonly name: string;
  /** The numbers that decide together: their sum is the bound. */
  readonly of: readonly Path[];
  /** `most`: the number itself is well; `under`: only less is; `least`: the number itself is well, less is not. */
  readonly sense: "most" | "under" | "least";
  /** Where a quantity comes out of geometry, the number itself cannot be met to the last bit: looked at a hair beside it. */
  readonly hair?: number;
  readonly well: (book: ExamRulebook, x: number) => boolean;
}

/** The edge of one number of the gate or of the reading of motion, by its name there. */
export type SettingEdge = readonly [
  setting: string,
  sense: ExamEdge["sense"],
  well: ExamEdge["well"],
  hair?: number,
];

/** Nearly one unit of the last decimal: a bound that has moved by one lies between. */
const NEARLY = 0.9;

export function examEdgeProblem(edge: ExamEdge, written: ExamRulebook, applied: ExamRulebook): string | null {
  const parts = edge.of.map((path) => Number(valueAt(written, path)));
  const bound = parts.reduce((a, b) => a + b, 0);
  const unit = Math.min(...edge.of.map((path) => unitOf(String(valueAt(written, path)))));
  const beyond = NEARLY * unit;
  const hair = edge.hair ?? 0;
  const sides: Readonly<Record<typeof edge.sense, readonly [good: number, bad: number]>> = {
    most: [bound - hair, bound + beyond],
    under: [bound - beyond, bound + hair],
    least: [bound + hair, bound - beyond],
  };
  const [good, bad] = sides[edge.sense];
  for (const [x, expected] of [
    [good, true],
    [bad, false],
  ] as const)
    if (edge.well(applied, x) !== expected)
      return `${edge.name} ${bound}: ${x} is ${expected ? "not " : ""}well`;
  return null;
}
