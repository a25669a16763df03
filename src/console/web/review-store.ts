import { computed, signal } from "@preact/signals";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { DESK_ACTS } from "../../core/trade/words/desk-acts.ts";
import type { JobView } from "../../station/live-message.ts";
import { goTo, reviewAddress } from "./address.ts";
import { askOnce } from "./asking.ts";
import { jobs } from "./live-store.ts";
import { keptForPerson } from "./manual-drafts.ts";
import { isInReview } from "./manual-parts.ts";
import { withPin } from "./pin-dialog.tsx";
import { asked } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { said, text, textIn, word } from "./texts.ts";

/** Inspections that wait for the signatory, the one that has waited longest before the others. */
export const toReview = computed(() =>
  jobs.value.filter(isInReview).sort((a, b) => waitsSince(a) - waitsSince(b) || (a.job < b.job ? -1 : 1)),
);

/** By the station's wall clock. */
export function waitsSince({ signing, startedWallMs }: JobView): number {
  return signing?.sinceWallMs ?? startedWallMs;
}

/** What the signatory has begun to say of one of them. */
export interface Review {
  /** Codes of what is to be looked at again. */
  readonly ticked: readonly string[];
  readonly why: string;
  readonly note: string;
  readonly problem: Sentence | null;
}

const UNTOUCHED: Review = { ticked: [], why: "", note: "", problem: null };
const begun = signal<Readonly<Record<string, Review>>>({});
/** What was done last, until something else is. */
export const reviewed = signal<{ readonly what: "signed" | "wasSentBack"; readonly who: string } | null>(
  null,
);

keptForPerson(() => {
  begun.value = {};
  reviewed.value = null;
});

export function reviewOf(job: string): Review {
  return begun.value[job] ?? UNTOUCHED;
}

export function review(job: string, changes: Partial<Review>): void {
  begun.value = { ...begun.peek(), [job]: { ...reviewOf(job), ...changes } };
}

export const reviewKey = (job: string): string => `review ${job}`;

/** The signatory shows with the PIN that it is they. */
export async function signInspection(job: JobView): Promise<void> {
  const { note } = reviewOf(job.job);
  const verdict = job.signing?.verdict ?? "undecided";
  await act(job, "signed", () =>
    withPin(
      {
        act: said(DESK_ACTS["inspection.sign"].name),
        who: plateOf(job),
        detail: `${word(verdict)}${text("semicolon")}${text("signDetail")}`,
      },
      (pin) =>
        asked("POST", "api/commands", { job: job.job, command: { name: "sign", note: oneLine(note) }, pin }),
    ),
  );
}

export async function sendBack(job: JobView): Promise<void> {
  const { ticked, why } = reviewOf(job.job);
  const note = oneLine(why);
  if (note === "") {
    review(job.job, { problem: { zh: textIn("fillIn", "zh"), en: textIn("fillIn", "en") } });
    return;
  }
  const command = { name: "send-back", items: ticked, note };
  await act(job, "wasSentBack", () => asked("POST", "api/commands", { job: job.job, command }));
}

async function act(
  job: JobView,
  what: "signed" | "wasSentBack",
  ask: () => Promise<Answer<unknown> | null>,
): Promise<void> {
  review(job.job, { problem: null });
  const isTold = (): boolean => !toReview.value.some((other) => other.job === job.job);
  const answer = await askOnce(reviewKey(job.job), ask, isTold);
  if (answer === null) return;
  if (answer.kind !== "done") {
    review(job.job, { problem: whyNotDone(answer) });
    return;
  }
  const { [job.job]: _, ...others } = begun.peek();
  begun.value = others;
  reviewed.value = { what, who: plateOf(job) };
  goTo(reviewAddress(), { instead: true });
}

export function plateOf({ subject, job }: JobView): string {
  return Object.values(subject)[0] ?? job;
}

function oneLine(typed: string): string {
  return typed.trim().replace(/\s+/g, " ");
}
