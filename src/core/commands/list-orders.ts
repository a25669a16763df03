import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Acknowledgement, CommandOrder } from "./command-messages.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** In a summary: a list of keys that the registry ordered to be fetched. */
export const notedListSchema = z.strictObject({
  number: z.int().min(1),
  by: z.string(),
  issued: z.string(),
  atWallMs: z.number(),
  command: hash,
  /** The list of this number, or a later one. */
  from: z.int().min(1),
  why: z.strictObject({ zh: z.string(), en: z.string() }),
  /** The number that the station held when it was done; null while it is to be done. */
  held: z.int().min(1).nullable(),
});

export type NotedList = z.infer<typeof notedListSchema>;

/** The list that the journal has last. */
export interface HeldList {
  readonly number: number;
  /** Of the file, hex. */
  readonly sha256: string;
}

/** Orders that may wait at one station; the next one is refused. */
export const LISTS_OPEN_MAX = 32;
/** Orders that are done and still stand in a summary. */
const DONE_KEPT = 8;

export function noteListOrdered(
  lists: readonly NotedList[],
  { from, why }: Extract<CommandOrder, { kind: "take-trust-list" }>,
  noted: Pick<NotedList, "number" | "command" | "by" | "issued" | "atWallMs">,
  held: HeldList | null,
): readonly NotedList[] {
  return noteListHeld([...lists, { ...noted, from, why, held: null }], held);
}

/** A list is the one that counts from now on: it does every order that asked for it or for one before it. The same array where it does none. */
export function noteListHeld(lists: readonly NotedList[], held: HeldList | null): readonly NotedList[] {
  const isDoneBy = (one: NotedList): boolean => one.held === null && one.from <= (held?.number ?? 0);
  const changed = lists.some(isDoneBy)
    ? lists.map((one) => (isDoneBy(one) ? { ...one, held: held?.number ?? null } : one))
    : lists;
  const done = changed.filter((one) => one.held !== null).slice(0, -DONE_KEPT);
  return done.length === 0 ? changed : changed.filter((one) => !done.includes(one));
}

export function openLists(lists: readonly NotedList[]): readonly NotedList[] {
  return lists.filter(({ held }) => held === null);
}

/** Why what was ordered is still to be done; `because`: what came of the last question, null where the registry answered it. */
export function whyListOpen(
  lists: readonly NotedList[],
  held: HeldList | null,
  because: Reason | null,
): Reason | null {
  const open = openLists(lists);
  if (open.length === 0) return null;
  const from = Math.min(...open.map((one) => one.from));
  return because ?? reason("ORDERED_LIST_NOT_THERE", { from, held: held?.number ?? 0 });
}

/** What an acknowledgement says of them; nothing where none was ever ordered. */
export function listTold(
  lists: readonly NotedList[],
  held: HeldList | null,
  why: Reason | null,
): Pick<Acknowledgement, "list"> {
  if (lists.length === 0) return {};
  const isOpen = openLists(lists).length > 0;
  return { list: { number: held?.number ?? 0, sha256: held?.sha256 ?? null, why: isOpen ? why : null } };
}
