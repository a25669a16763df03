import { z } from "zod";

/**
 * What was found wrong in a journal, at its opening or by the idle check, and put right if it could be. `index-rebuilt`: the hashes of all
 * records were made again from the records. `hashes-mended`: some of them were, while the station ran. `segment-damaged`: a
 * finished segment holds a record that is not what was written; nothing here can make it again. `tail-cut`: bytes after the last whole record, none of which was known to be durable, are gone.
 * `note-unreadable`: an earlier opening mended something, and what it noted of that cannot be read.
 */
export type JournalMending = IndexRebuilt | HashesMended | SegmentDamaged | TailCut | NoteUnreadable;

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

export interface HashesMended {
  readonly kind: "hashes-mended";
  readonly segment: number;
  readonly hashes: number;
}

export interface SegmentDamaged {
  readonly kind: "segment-damaged";
  readonly segment: number;
  /** Byte of that segment's file at which, or before which, the damage is. */
  readonly position: number;
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
  z.strictObject({ kind: z.literal("hashes-mended"), segment: count, hashes: count }),
  z.strictObject({ kind: z.literal("segment-damaged"), segment: count, position: count }),
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
