import type { ManualReport } from "../session.ts";

/** What of a report says who worked on it: the pages are told as much. */
export interface WorkedOn {
  readonly parts: readonly {
    readonly by: readonly string[];
    readonly items: readonly Pick<ManualReport["parts"][number]["items"][number], "by" | "kept">[];
    readonly photos: readonly Pick<ManualReport["parts"][number]["photos"][number], "by">[];
  }[];
}

/** Whether this person entered something of it by hand: asked by the machine before a signature, and by the pages before they offer one. */
export function isOwnWork(manual: WorkedOn | null, person: string): boolean {
  return (manual?.parts ?? []).some(
    ({ by, items, photos }) =>
      by.includes(person) ||
      // What an earlier inspection left was not entered in this one.
      items.some((item) => item.by === person && !item.kept) ||
      photos.some((photo) => photo.by === person),
  );
}
