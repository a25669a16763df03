import type { JobView } from "../../../station/live-message.ts";
import type { EntryRow } from "./entry-rows.ts";
import type { ExplainedJob } from "./explained-job.ts";

type Finding = JobView["findings"][number];

/** Something that was deducted or not passed, and when that was. */
export interface Fault {
  readonly key: string;
  readonly finding: Finding;
  /** Null where the record does not say, and nothing else does. */
  readonly atMs: number | null;
  readonly item: JobView["items"][number] | null;
}

/** In the order of time; what has none last. */
export function faultsOf(job: JobView, again: ExplainedJob | null): readonly Fault[] {
  const own = job.items.flatMap((item) => item.findings.map((finding) => ({ finding, item })));
  const general = job.findings.map((finding) => ({ finding, item: null }));
  return [...general, ...own]
    .filter(({ finding }) => finding.outcome === "fail" || finding.deduction !== null)
    .map(({ finding, item }, at) => ({
      key: `${at} ${finding.rule}`,
      ...{ finding, item },
      atMs: finding.deduction?.utcMs ?? endOfRun(item?.item, again),
    }))
    .sort((a, b) => (a.atMs ?? Number.POSITIVE_INFINITY) - (b.atMs ?? Number.POSITIVE_INFINITY));
}

/** An item of an inspection is judged when its run is over. */
function endOfRun(item: string | undefined, again: ExplainedJob | null): number | null {
  const run = again?.timeline?.spans.findLast(({ what, of }) => what === "run" && of === item);
  return run === undefined ? null : Math.round((run.fromMs + run.toMs) / 2);
}

const AROUND = 2;

/** The entry whose events deducted this, and those of the same kind about it; empty where none says so. */
export function samplesOf({ finding, atMs }: Fault, rows: readonly EntryRow[]): readonly EntryRow[] {
  const { rule } = finding;
  const told = rows.flatMap((row, at) => (row.rules.includes(rule) ? [at] : []));
  const distance = (at: number): number => Math.abs((rows[at]?.atMs ?? 0) - (atMs ?? 0));
  const nearest = atMs === null ? told[0] : told.toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest === undefined ? [] : rows.slice(Math.max(0, nearest - AROUND), nearest + 1 + AROUND);
}
