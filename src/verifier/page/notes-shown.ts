import type { Code, Told } from "../told.ts";
import type { Verdict } from "../verdict.ts";

/** That it is good for nothing real: said in red below the word, whatever the word is. */
const OF_TRIAL: ReadonlySet<Code> = new Set<Code>(["MARK_OF_TRIAL", "RECORD_SIMULATED"]);
/** The page says them in a place of their own, and larger. */
const SAID_ALREADY: ReadonlySet<Code> = new Set<Code>([
  "MARK_GOOD",
  "STATUS_AGE",
  "MARK_UNVERIFIED_RULES",
  "RULES_UNVERIFIED",
  "NOT_PROVEN",
]);

export interface NotesShown {
  readonly red: readonly Told[];
  readonly others: readonly Told[];
}

/** `isUncompared`: then that is said over everything. */
export function notesShown({ notes }: Verdict, isUncompared: boolean): NotesShown {
  const isOf = (codes: ReadonlySet<Code>, { code }: Told): boolean => codes.has(code as Code);
  return {
    red: notes.filter((note) => isOf(OF_TRIAL, note)),
    others: notes.filter(
      (note) =>
        !isOf(OF_TRIAL, note) &&
        !isOf(SAID_ALREADY, note) &&
        !(isUncompared && note.code === "AUTHORITY_NOT_PINNED"),
    ),
  };
}
