import { SEVERITY_CODES, type Severity } from "../trade/words/severities.ts";

/** What a broken limit does to the verdict: a minor defect is told and fails nothing; any other, and one that is not graded, fails. */
export function isFailing(severity: Severity | undefined): boolean {
  return severity !== "minor";
}

/** Gravest first; where nothing is graded, the one group is that of all rows. */
export function gravestFirst(severities: Iterable<Severity | undefined>): readonly (Severity | undefined)[] {
  return [...new Set(severities)].sort((a, b) => rank(b) - rank(a));
}

function rank(severity: Severity | undefined): number {
  return severity === undefined ? 0 : SEVERITY_CODES.indexOf(severity);
}
