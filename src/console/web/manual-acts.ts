import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { goTo, jobAddress } from "./address.ts";
import { askOnce } from "./asking.ts";
import { jobs, refusal } from "./live-store.ts";
import { draft, draftOf, figureOf, forgetDraft, isChanged, typedFigure } from "./manual-drafts.ts";
import { holderOf, isInReview, isOwn, type ManualItem, ownId, ownOtherPart } from "./manual-parts.ts";
import { mayDoTo } from "./permitted.ts";
import { asked } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { type TextKey, textIn } from "./texts.ts";

type Found = "in-order" | "defect";

export const beginKey = (job: string, part: string): string => `begin ${job} ${part}`;
export const endPartKey = (job: string, part: string): string => `end ${job} ${part}`;
export const enterKey = (job: string, item: string): string => `enter ${job} ${item}`;

/** Whether this person may take the part now: nobody has it, or somebody whom they take it over from. */
export function mayBegin(job: JobView, part: ManualPartView): boolean {
  const isFree = !isOwn(part) && ownOtherPart(job, part) === null;
  return job.state === "running" && !isInReview(job) && isFree && mayDoTo(job, "part-begin");
}

/** Whether this person is at it and may enter what they find. */
export function mayEnter(job: JobView, part: ManualPartView): boolean {
  return isOwn(part) && !isInReview(job) && mayDoTo(job, "part-enter");
}

/** Takes it, or takes it over, and opens it. */
export async function beginPart(job: JobView, part: ManualPartView): Promise<void> {
  refusal.value = null;
  const answer = await askOnce(
    beginKey(job.job, part.part),
    () => command(job, { name: "part-begin", part: part.part }),
    () => holderOf(partNow(job, part)) === ownId(),
  );
  if (answer === null) return;
  if (answer.kind === "done") goTo(jobAddress(job.job, part.part));
  else refusal.value = whyNotDone(answer);
}

export async function endPart(job: JobView, part: ManualPartView): Promise<Sentence | null> {
  const answer = await askOnce(
    endPartKey(job.job, part.part),
    () => command(job, { name: "part-end", part: part.part }),
    () => partNow(job, part).state === "done",
  );
  if (answer === null) return null;
  if (answer.kind !== "done") return whyNotDone(answer);
  goTo(jobAddress(job.job), { instead: true });
  return null;
}

/**
 * In order is one touch, and a second one only where a defect was said before. Nothing is sent twice: what stands there as it is pressed
 * again is no correction.
 */
export function pressInOrder(job: JobView, item: ManualItem): void {
  const typed = draftOf(job.job, item.item);
  if (item.found === "in-order" && !typed.isDefect && !isChanged(typed, item)) return;
  if (item.found === "defect" && !typed.isArmed) {
    draft(job.job, item.item, { isArmed: true, isDefect: false, problem: null });
    return;
  }
  void enter(job, item, "in-order", "");
}

/** What is wrong has to be said; `pressDefect` asks for it, `takeDown` sends it. */
export function pressDefect(job: JobView, item: ManualItem): void {
  const { note } = draftOf(job.job, item.item);
  const before = item.found === "defect" ? item.note : "";
  draft(job.job, item.item, {
    isDefect: true,
    isArmed: false,
    problem: null,
    note: note === "" ? before : note,
  });
}

export function leaveDefect(job: JobView, item: ManualItem): void {
  draft(job.job, item.item, { isDefect: false, problem: null });
}

export function takeDown(job: JobView, item: ManualItem): void {
  const note = draftOf(job.job, item.item).note.trim().replace(/\s+/g, " ");
  if (note === "") draft(job.job, item.item, { problem: { said: both("noteNeeded"), fact: null } });
  else void enter(job, item, "defect", note);
}

async function enter(job: JobView, item: ManualItem, found: Found, note: string): Promise<void> {
  const typed = draftOf(job.job, item.item);
  const figures = item.values.map((value) => [value.fact, typedFigure(typed, value).trim()] as const);
  // Who finds a defect may be unable to measure.
  const told = figures.filter(([, words]) => words !== "" || found === "in-order");
  const wrong = told.find(([, words]) => figureOf(words) === null);
  if (wrong !== undefined) {
    const [fact, words] = wrong;
    const why = both(words === "" ? "figureNeeded" : "figureForm");
    draft(job.job, item.item, { problem: { said: why, fact }, isArmed: false });
    focusFigure(item.item, fact);
    return;
  }
  const values = Object.fromEntries(told.map(([fact, words]) => [fact, figureOf(words)]));
  draft(job.job, item.item, { problem: null });
  const answer = await askOnce(
    enterKey(job.job, item.item),
    () => command(job, { name: "part-enter", item: item.item, found, note, values }),
    () => (itemNow(job, item)?.entries ?? 0) > item.entries,
  );
  if (answer === null) return;
  if (answer.kind === "done") forgetDraft(job.job, item.item);
  else draft(job.job, item.item, { problem: { said: whyNotDone(answer), fact: null }, isArmed: false });
}

/** For the eyes and the keys, wherever on a long page it is. */
function focusFigure(item: string, fact: string): void {
  document.getElementById(figureId(item, fact))?.focus();
}

export const rowId = (item: string): string => `row-${item}`;
export const figureId = (item: string, fact: string): string => `figure-${item}-${fact}`;

function command({ job }: JobView, asks: object): Promise<Answer<unknown>> {
  return asked("POST", "api/commands", { job, command: asks });
}

function partNow({ job }: JobView, part: ManualPartView): ManualPartView {
  const now = jobs.value.find((known) => known.job === job)?.manual?.parts;
  return now?.find(({ part: key }) => key === part.part) ?? part;
}

function itemNow({ job }: JobView, { item }: ManualItem): ManualItem | undefined {
  const now = jobs.value.find((known) => known.job === job)?.manual?.parts ?? [];
  return now.flatMap(({ items }) => items).find((known) => known.item === item);
}

function both(key: TextKey): Sentence {
  return { zh: textIn(key, "zh"), en: textIn(key, "en") };
}
