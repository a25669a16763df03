import { GENERAL } from "../../../core/trade/words/general-item.ts";
import type { JobView } from "../../../station/live-message.ts";
import type { ResultDocument } from "../../../verifier/sealed/record-form.ts";

type Judged = Pick<
  ResultDocument["items"][number]["findings"][number],
  "rule" | "outcome" | "value" | "deduction"
>;

/** What a record says of an item that nobody came to. */
const UNJUDGED = "undecided";

/** Whether the entries, gone through once more, lead to the verdict, the points and the findings that the record was sealed with. */
export function agrees(job: JobView, document: ResultDocument): boolean {
  const general = document.items.find(({ item }) => item === GENERAL);
  const own = document.items.filter((item) => item !== general);
  return (
    job.verdict === document.verdict &&
    (job.score?.points ?? null) === (document.score?.points ?? null) &&
    job.items.length === own.length &&
    sameFindings(job.findings, general?.findings ?? []) &&
    job.items.every((item, at) => {
      const sealed = own[at];
      return (
        sealed !== undefined &&
        sealed.item === item.item &&
        sealed.verdict === (item.verdict ?? UNJUDGED) &&
        sameFindings(item.findings, sealed.findings)
      );
    })
  );
}

function sameFindings(one: readonly Judged[], other: readonly Judged[]): boolean {
  return one.length === other.length && one.every((finding, at) => written(finding) === written(other[at]));
}

function written(finding: Judged | undefined): string {
  const { rule, outcome, value, deduction } = finding ?? {};
  return JSON.stringify([rule, outcome, value, deduction?.points, deduction?.utcMs, deduction?.code]);
}
