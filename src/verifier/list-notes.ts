import { tell } from "./told.ts";
import type { Told } from "./words/word-shape.ts";

/** What a reader has to know of a list of keys that is believed. `pinned`: the authority that the person insists on. */
export function listNotes(
  { validTo, authority }: { readonly validTo: string; readonly authority: string },
  nowMs: number | null,
  pinned: string | null,
): readonly Told[] {
  return [
    ...(nowMs !== null && Date.parse(validTo) < nowMs ? [tell("LIST_PAST", { validTo })] : []),
    ...(pinned === null ? [tell("AUTHORITY_NOT_PINNED", { authority })] : []),
  ];
}
