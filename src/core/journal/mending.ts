import { z } from "zod";

/**
 * What the opening of a journal had to put right before it could be written on. `index-rebuilt`: the hashes of all records were
 * made again from the records. `tail-cut`: bytes after the last whole record, none of which was known to be durable, are gone.
 * `note-unreadable`: an earlier opening mended something, and what it noted of that cannot be read.
 */
export type JournalMending = IndexRebuilt | TailCut | NoteUnreadable;

export interface IndexRebuilt {
  readonly kind: "index-rebuilt";
  /** `short`: it ended before the last segment began, which no crash does. */
  readonly found: "missing" | "short" | "damaged";
  /** The first record of the last segment whose stored hashes were not its own; null where that was not looked for or is none. */
  readonly record: number | null;
  /** Records whose hashes were made. */
  readonly records: number;
  /** True where a person asked for it, and so took the records as they are where nothing proved them. */
  readonly asked: boolean;
}

export interface TailCut {
  readonly kind: "tail-cut";
  /** Of the recovery table, `@I`. */
  readonly row: string;
  readonly segment: number;
  /** Where the last whole record ends in that segment's file, and how many bytes stood after it. */
  readonly position: number;
  readonly bytes: number;
  /** The record that would have stood there. */
  readonly record: number;
  /** What the hash index knew of that record: that it was not written yet, or nothing, because there was none. */
  readonly index: "behind" | "missing";
}

export interface NoteUnreadable {
  readonly kind: "note-unreadable";
}

const count = z.int().min(0);

export const mendingSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("index-rebuilt"),
    found: z.enum(["missing", "short", "damaged"]),
    record: count.nullable(),
    records: count,
    asked: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("tail-cut"),
    row: z.string(),
    segment: count,
    position: count,
    bytes: count,
    record: count,
    index: z.enum(["behind", "missing"]),
  }),
  z.strictObject({ kind: z.literal("note-unreadable") }),
]);
