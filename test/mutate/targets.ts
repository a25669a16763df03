/**
 * What is mutated, and which tests could see it: first the ones beside it, which are quick; only what they leave alive
 * is shown to the wider ones.
 */
export interface Target {
  readonly code: string;
  readonly near: readonly string[];
  readonly far: readonly string[];
}

const INSPECTION = ["test/core/inspection"];
const EXAM = ["test/core/exam"];
const BOOKS = ["test/core/rules/inspection-rulebook.test.ts"];
const EXAM_BOOK = ["test/core/rules/exam-rulebook.test.ts"];
const RULES = ["condition", "editions", "in-force", "limit-check", "rule", "table-check", "truth"].map(
  (name) => `test/core/rules/${name}.test.ts`,
);
const station = (name: string): string => `test/station/${name}.test.ts`;

/** Stations as a whole, without the matrices that take minutes. */
const WHOLE = ["seal", "station", "station-end", "station-stop", "not-openable"].map(station);

export const TARGETS: readonly Target[] = [
  { code: "src/core/rules", near: RULES, far: ["test/core/rules", ...INSPECTION] },
  { code: "src/core/quantities", near: ["test/core/quantities"], far: [...BOOKS, ...INSPECTION] },
  {
    code: "src/core/exam/quality-gate.ts",
    near: ["test/core/exam/quality-gate.test.ts", ...EXAM_BOOK],
    far: EXAM,
  },
  { code: "src/core/exam/watch", near: ["test/core/exam/watches.test.ts", ...EXAM_BOOK], far: EXAM },
  { code: "src/core/inspection/items", near: BOOKS, far: INSPECTION },
  { code: "src/core/inspection/procedure-settings.ts", near: BOOKS, far: INSPECTION },
  {
    code: "src/core/inspection/reading-check.ts",
    near: ["test/core/inspection/reading-check.test.ts"],
    far: INSPECTION,
  },
  {
    code: "src/core/inspection/standing-fault.ts",
    near: ["test/core/inspection/reading-check.test.ts"],
    far: INSPECTION,
  },
  {
    code: "src/core/inspection/brake-curve",
    near: ["test/core/inspection/imbalance.test.ts", "test/core/inspection/brake-curve.test.ts"],
    far: INSPECTION,
  },
  { code: "src/core/inspection/formulas.ts", near: BOOKS, far: INSPECTION },
  { code: "src/station/sealer.ts", near: [station("sealer")], far: WHOLE },
  { code: "src/station/station-screen.ts", near: [station("station-screen")], far: WHOLE },
  { code: "src/core/delivery/receipt-check.ts", near: [station("receipt-check")], far: WHOLE },
  {
    code: "src/station/live-feed.ts",
    near: [station("station-screen"), station("live-history")],
    far: WHOLE,
  },
  { code: "src/station/live-history.ts", near: [station("live-history")], far: WHOLE },
  { code: "src/station/session-ticker.ts", near: [station("session-runner")], far: WHOLE },
];

export function targetOf(file: string): Target | undefined {
  return TARGETS.find(({ code }) => file === code || file.startsWith(`${code}/`));
}
