import type { JobTimeline, TimelineMark, TimelineSpan } from "../../core/inspection/job-timeline.ts";
import { DESK_ACTS, isDeskAct } from "../../core/trade/words/desk-acts.ts";
import { faultName } from "../../core/trade/words/faults.ts";
import type { JobView } from "../../station/live-message.ts";
import { partName } from "./manual-parts.ts";
import { itemName, withNames } from "./reason-words.ts";
import { said, type TextKey, text } from "./texts.ts";

/** Something that happened, told by a form, a word and a sentence: never by colour alone. */
export interface LineMark {
  readonly key: string;
  readonly kind: MarkKind;
  readonly atMs: number;
  readonly what: string;
  /** Who did it; null where nobody did. */
  readonly who: string | null;
}

export const MARK_KINDS = {
  finding: { form: "✗", name: "markFinding" },
  void: { form: "⊘", name: "markVoid" },
  again: { form: "↻", name: "markAgain" },
  "put-back": { form: "⇤", name: "markPutBack" },
  stood: { form: "‖", name: "markStood" },
  fault: { form: "!", name: "markFault" },
  defect: { form: "▲", name: "markDefect" },
  photo: { form: "■", name: "markPhoto" },
  "sent-back": { form: "↩", name: "markSentBack" },
  act: { form: "●", name: "markAct" },
} as const satisfies Record<string, { readonly form: string; readonly name: TextKey }>;
export type MarkKind = keyof typeof MARK_KINDS;

/** In order of time. What was looked at and in order is no mark: it would hide the others. */
export function lineMarks(job: JobView, timeline: JobTimeline): readonly LineMark[] {
  const all = [
    ...timeline.spans.flatMap((span) => spanMarks(job, timeline, span)),
    ...timeline.marks.flatMap((mark) => (mark.what === "entered" ? [] : [personMark(job, mark, mark.what)])),
  ];
  return all
    .sort((a, b) => a.atMs - b.atMs)
    .map((mark, at) => ({ ...mark, key: `${at} ${mark.kind} ${mark.atMs}` }));
}

type Unkeyed = Omit<LineMark, "key">;

function spanMarks(job: JobView, timeline: JobTimeline, span: TimelineSpan): readonly Unkeyed[] {
  const { what, of, fromMs, toMs, end, why, code } = span;
  if (what === "stood") return [{ kind: "stood", atMs: fromMs, what: text("nothingKnown"), who: null }];
  if (what === "fault")
    return [{ kind: "fault", atMs: fromMs, what: `${of} ${said(faultName(code ?? ""))}`, who: null }];
  if (what !== "run") return [];
  const name = itemSaid(job, of);
  if (end !== undefined && end !== "measured")
    return [
      {
        kind: end,
        atMs: toMs,
        what: `${name}${why === undefined ? "" : `${text("colon")}${withNames(said(why))}`}`,
        who: null,
      },
    ];
  // Of an item that is measured twice the last run is judged.
  const isLast = timeline.spans.findLast((one) => one.what === "run" && one.of === of) === span;
  const failed =
    job.items.find(({ item }) => item === of)?.findings.filter(({ outcome }) => outcome === "fail") ?? [];
  if (!isLast || end === undefined) return [];
  return failed.map(({ textZh, textEn }) => ({
    kind: "finding",
    atMs: toMs,
    what: `${name}${text("colon")}${said({ zh: textZh, en: textEn })}`,
    who: null,
  }));
}

function personMark(
  job: JobView,
  mark: TimelineMark,
  kind: Exclude<TimelineMark["what"], "entered">,
): Unkeyed {
  return { kind, atMs: mark.atMs, what: wordsOf(job, mark, kind), who: withNames(mark.by) };
}

function wordsOf(job: JobView, { of, at }: TimelineMark, kind: MarkKind): string {
  if (kind === "act") {
    const name = isDeskAct(of) ? said(DESK_ACTS[of].name) : of;
    return at === null ? name : `${name} · ${partSaid(job, at)}`;
  }
  if (kind !== "photo") return itemSaid(job, of);
  const photo = job.manual?.parts.flatMap(({ photos }) => photos).find((one) => one.photo === of);
  return photo === undefined ? of : `${of} ${said({ zh: photo.nameZh, en: photo.nameEn })}`;
}

export function itemSaid(job: JobView, code: string): string {
  const item = job.items.find((one) => one.item === code);
  return item === undefined ? code : `${code} ${itemName(item)}`;
}

export function partSaid(job: JobView, key: string): string {
  const part = job.manual?.parts.find((one) => one.part === key);
  return part === undefined ? key : partName(part);
}
