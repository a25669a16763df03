import { isOwnWork } from "../../core/inspection/own-work.ts";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { place } from "./address.ts";
import { chosenJob, jobs } from "./live-store.ts";
import { session } from "./session-store.ts";
import { headed, said } from "./texts.ts";

export type ManualItem = ManualPartView["items"][number];
export type ManualPhoto = ManualPartView["photos"][number];

export function partName({ nameZh, nameEn }: Pick<ManualPartView, "nameZh" | "nameEn">): string {
  return said({ zh: nameZh, en: nameEn });
}

/** As a heading. */
export function partTitle({ nameZh, nameEn }: Pick<ManualPartView, "nameZh" | "nameEn">): string {
  return headed({ zh: nameZh, en: nameEn });
}

export function ownId(): string | null {
  return session.value?.person.id ?? null;
}

/** Who has it now; null where nobody does. */
export function holderOf({ state, by }: ManualPartView): string | null {
  return state === "running" ? (by.at(-1) ?? null) : null;
}

export function isOwn(part: ManualPartView): boolean {
  const holder = holderOf(part);
  return holder !== null && holder === ownId();
}

export function openItems({ items }: ManualPartView): readonly ManualItem[] {
  return items.filter(({ found }) => found === null);
}

export function openPhotos({ photos }: ManualPartView): readonly ManualPhoto[] {
  return photos.filter(({ sha256 }) => sha256 === null);
}

/** The other part of this vehicle that this person is at: one at a time. */
export function ownOtherPart({ manual }: JobView, part: ManualPartView): ManualPartView | null {
  return manual?.parts.find((other) => other.part !== part.part && isOwn(other)) ?? null;
}

/** Under review: nothing is entered any more, unless it is sent back. */
export function isInReview({ state, signing }: JobView): boolean {
  return state === "running" && signing?.next === "signatory";
}

export function openParts({ manual }: JobView): readonly ManualPartView[] {
  return (manual?.parts ?? []).filter(({ state }) => state !== "done");
}

/** The lane is done with it: it waits for inspectors or for the signatory, and needs nobody's eyes there. */
export function waitsForPeople(job: JobView): boolean {
  return isInReview(job) || (job.state === "running" && job.prompt?.action === "look-by-hand");
}

/** One that inspectors look at: it stands among the items with what is measured. */
export function isHandItem({ manual }: JobView, { item }: { readonly item: string }): boolean {
  return manual?.parts.some(({ items }) => items.some(({ item: code }) => code === item)) === true;
}

/** Whether another signatory has to review it, since this person entered something of it by hand. */
export function isForOtherEyes({ manual, signing }: JobView): boolean {
  const me = ownId();
  return signing?.fourEyes === true && me !== null && isOwnWork(manual, me);
}

/** The part that the address names, of the job that is looked at; null where there is none. */
export function chosenPart(): { readonly job: JobView; readonly part: ManualPartView } | null {
  const at = place.value;
  if (at.page !== "jobs" || at.part === null || at.job !== chosenJob.value) return null;
  const job = jobs.value.find((known) => known.job === at.job);
  const part = job?.manual?.parts.find(({ part: key }) => key === at.part);
  return job === undefined || part === undefined ? null : { job, part };
}
