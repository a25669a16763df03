import { signal } from "@preact/signals";
import { parseCourse } from "../../../core/exam/course.ts";
import type { DrivenTrace } from "../../../core/exam/driven-trace.ts";
import type { JobTimeline } from "../../../core/inspection/job-timeline.ts";
import type { RulebookTexts } from "../../../core/record/rulebook-texts.ts";
import { jobAgain } from "../../../station/job-again.ts";
import type { JobAgain, JobView } from "../../../station/live-message.ts";
import { sessionOpener } from "../../../station/session-opener.ts";
import { type CourseMap, mapOf } from "../../course-map.ts";
import { beginsAt } from "../inspection-line.tsx";
import { courses, takeCurves } from "../live-store.ts";
import { agrees } from "./agreement.ts";
import { wayOfTrace } from "./drawn-way.ts";
import { type EntryRow, entryRows } from "./entry-rows.ts";
import { jobTexts, valueIn } from "./job-texts.ts";
import { moment } from "./moment.ts";
import { textsOfBook } from "./record-job.ts";
import { bytesOf, type ShownBundle } from "./shown-bundle.ts";
import { firstLoss } from "./told-signals.ts";

/** What the entries of a bundle lead to when they are gone through once more. It explains; what is to be believed the verifier has said. */
export type Explained =
  | { readonly kind: "working" }
  | { readonly kind: "none"; readonly why: "withheld" | "failed"; readonly rows: readonly EntryRow[] }
  | ExplainedJob;

export interface ExplainedJob {
  readonly kind: "job";
  readonly job: JobView;
  readonly trace: DrivenTrace | null;
  readonly timeline: JobTimeline | null;
  readonly map: CourseMap | null;
  readonly rows: readonly EntryRow[];
  /** False: the record says something else, and the record counts. */
  readonly agrees: boolean;
}

export const explained = signal<Explained>({ kind: "working" });
/** What the rulebook says, as far as it came along. */
export const rulebook = signal<RulebookTexts | null>(null);

/** So long at a time, so that the page stays alive. */
const SLICE_MS = 25;

export async function explain(bundle: ShownBundle): Promise<void> {
  const texts = textsOf(bundle);
  rulebook.value = textsOfBook(texts.get(bundle.document.rulebook.sha256));
  const rows = entryRows(bundle);
  try {
    const again = await foldedInSlices(bundle, texts);
    explained.value = again === null ? none("withheld", rows) : shown(again, bundle, texts, rows);
    const line = again?.timeline ?? null;
    beginAt(again === null || line === null ? firstOfTest(bundle, rows) : beginsAt(again.job, line));
  } catch (cause) {
    // What was withheld cannot be opened; that anything else cannot is told as well.
    console.info("the job was not gone through once more", cause);
    explained.value = none(isWhole(bundle, texts) ? "failed" : "withheld", rows);
  }
}

/** What somebody comes for: what was deducted first, or the device that spoilt the test. */
function firstOfTest({ document }: ShownBundle, rows: readonly EntryRow[]): number | null {
  const found = document.items.flatMap(({ findings }) =>
    findings.flatMap(({ deduction }) => deduction ?? []),
  );
  return found.length === 0 ? firstLoss(rows) : Math.min(...found.map(({ utcMs }) => utcMs));
}

function beginAt(atMs: number | null): void {
  if (atMs !== null) moment.value ??= atMs;
}

function none(why: "withheld" | "failed", rows: readonly EntryRow[]): Explained {
  return { kind: "none", why, rows };
}

/** Of a bundle of which nothing is withheld, every text that its opening names is there. */
function isWhole({ document, entries }: ShownBundle, texts: ReadonlyMap<string, string>): boolean {
  return texts.has(document.rulebook.sha256) && entries.some(({ entry }) => entry.type === "job-opened");
}

function shown(
  again: JobAgain,
  { document }: ShownBundle,
  texts: ReadonlyMap<string, string>,
  rows: readonly EntryRow[],
): ExplainedJob {
  const { job, told, trace, timeline } = again;
  const map = document.course === null ? null : mapIn(texts.get(document.course.sha256));
  if (map !== null) courses.value = { [job.site]: map };
  const way = trace === null ? [] : [{ type: "track", job: job.job, pieces: wayOfTrace(trace) } as const];
  takeCurves([...told.filter(({ type }) => type !== "track"), ...way]);
  return { kind: "job", job, trace, timeline, map, rows, agrees: agrees(job, document) };
}

function mapIn(text: string | undefined): CourseMap | null {
  const result = text === undefined ? null : parseCourse(valueIn(text, "course"));
  return result?.ok === true ? mapOf(result.course) : null;
}

function textsOf({ entries }: ShownBundle): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { entry } of entries)
    if (entry.type === "artifact-stored") texts.set(String(entry.sha256), String(entry.text));
  return texts;
}

async function foldedInSlices(bundle: ShownBundle, texts: Map<string, string>): Promise<JobAgain | null> {
  const { document, entries } = bundle;
  const fold = jobAgain({
    entries: bytesInTurn(entries),
    job: document.job,
    count: entries.length,
    openSession: sessionOpener(jobTexts),
    localDate: (wallMs) => new Date(wallMs).toISOString().slice(0, 10),
    texts,
    outcome: { record: null, receiptSize: 0 },
  });
  for (;;) {
    const untilMs = performance.now() + SLICE_MS;
    while (performance.now() < untilMs) {
      const step = fold.next();
      if (step.done === true) return step.value;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function* bytesInTurn(entries: ShownBundle["entries"]): Generator<Uint8Array> {
  for (const { entry } of entries) yield bytesOf(entry);
}
