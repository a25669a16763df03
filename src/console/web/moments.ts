import type { JobView } from "../../station/live-message.ts";

type Finding = JobView["findings"][number];
export type DeductedFinding = Finding & { readonly deduction: NonNullable<Finding["deduction"]> };

/** All deductions of a job, general ones first. */
export function deductionsOf(job: JobView): readonly DeductedFinding[] {
  return [...job.findings, ...job.items.flatMap((item) => item.findings)].filter(
    (finding): finding is DeductedFinding => finding.deduction !== null,
  );
}

export function momentKey(job: string, finding: DeductedFinding): string {
  return `${job} ${finding.rule} ${finding.deduction.utcMs}`;
}
