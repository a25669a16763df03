import { assert } from "../machine.ts";
import { claimedBytes, FRAME_HEADER_BYTES } from "./frame.ts";
import { laterFrames } from "./later-frames.ts";

/**
 * What to do where the run of whole frames ends. Every state a disk can be found in has one row here and one decision;
 * there is no other recovery code.
 *
 *        segment   rest         later         index      decision
 *   @A   any       none         none          not-held   continue
 *   @B   any       none         none          held       corrupt
 *   @C   earlier   some         any           any        corrupt
 *   @D   last      some         any           held       corrupt
 *   @E   last      some         later-batch   not held   corrupt
 *   @F   last      some         same-batch    missing    corrupt
 *   @G   last      some         same-batch    behind     cut
 *   @H   last      zeros        none          not held   cut
 *   @I   last      cut-short    none          not held   cut
 *   @J   last      broken       none          not held   cut
 *
 * @A  The segment ends with a whole frame and nothing is known of a further record: a clean stop, a kill between two
 *     writes, or the segment was full and the next one follows.
 * @B  The hash index, which is written only after a sync, holds the hash of a record that is gone. The file was
 *     shortened, an older copy was put in its place, or the disk acknowledged a sync that it had not done.
 * @C  A segment is followed by another only after it was synced for the last time. Nothing may be torn in it.
 * @D  The record here was durable once, because its hash is in the index; now it is not whole. Damage, not a torn write.
 * @E  A whole frame further on was written after this record had been made durable. Damage, not a torn write.
 * @F  A whole frame of the same batch follows, and there is no index to say whether the batch was acknowledged.
 *     Nobody but a person removes the index, so we do not guess.
 * @G  The disk wrote the sectors of one batch in another order than we did, and lost power before the sync returned.
 *     Nothing of this batch was acknowledged.
 * @H  The file grew and the power went before the data followed: the file system gives zeros.
 * @I  The process or the power went in the middle of a write; the frame goes beyond the end of the file.
 * @J  As @H or @I, with a part of the last batch's sectors on disk: the frame is there in length, not in content.
 */
export type RecoveryDecision = "continue" | "cut" | "corrupt";

export interface TailFacts {
  /** Is this the newest segment, the one that was being written? */
  readonly segment: "last" | "earlier";
  /** What follows the last whole frame. */
  readonly rest: "none" | "zeros" | "cut-short" | "broken";
  /** Is there a whole frame after the damage, and was this place durable when it was written? */
  readonly later: "none" | "same-batch" | "later-batch";
  /** What the hash index knows of the record that should stand here, or of any after it. */
  readonly index: "missing" | "behind" | "held";
}

export interface RecoveryRow {
  readonly label: string;
  readonly segment: readonly TailFacts["segment"][];
  readonly rest: readonly TailFacts["rest"][];
  readonly later: readonly TailFacts["later"][];
  readonly index: readonly TailFacts["index"][];
  readonly decision: RecoveryDecision;
  /** Completes the sentence "The journal ..." for the operator. */
  readonly finding: string;
}

const ANY_SEGMENT = ["last", "earlier"] as const;
const SOME = ["zeros", "cut-short", "broken"] as const;
const ANY_LATER = ["none", "same-batch", "later-batch"] as const;
const ANY_INDEX = ["missing", "behind", "held"] as const;
const NOT_HELD = ["missing", "behind"] as const;

export const RECOVERY_TABLE: readonly RecoveryRow[] = [
  row("@A", ANY_SEGMENT, ["none"], ["none"], NOT_HELD, "continue", "ends with a whole record"),
  row("@B", ANY_SEGMENT, ["none"], ["none"], ["held"], "corrupt", "lacks records whose hashes it holds"),
  row("@C", ["earlier"], SOME, ANY_LATER, ANY_INDEX, "corrupt", "is damaged inside a finished segment"),
  row("@D", ["last"], SOME, ANY_LATER, ["held"], "corrupt", "is damaged in a record that was durable"),
  row("@E", ["last"], SOME, ["later-batch"], NOT_HELD, "corrupt", "is damaged before a later record"),
  row(
    "@F",
    ["last"],
    SOME,
    ["same-batch"],
    ["missing"],
    "corrupt",
    "is damaged before a whole record, without an index",
  ),
  row(
    "@G",
    ["last"],
    SOME,
    ["same-batch"],
    ["behind"],
    "cut",
    "ends in a batch that reached the disk in parts",
  ),
  row("@H", ["last"], ["zeros"], ["none"], NOT_HELD, "cut", "ends in zeros"),
  row("@I", ["last"], ["cut-short"], ["none"], NOT_HELD, "cut", "ends in the middle of a record"),
  row("@J", ["last"], ["broken"], ["none"], NOT_HELD, "cut", "ends in a record that is not whole"),
];

export function recoveryRow(facts: TailFacts): RecoveryRow {
  const rows = RECOVERY_TABLE.filter(
    (r) =>
      r.segment.includes(facts.segment) &&
      r.rest.includes(facts.rest) &&
      r.later.includes(facts.later) &&
      r.index.includes(facts.index),
  );
  const [found] = rows;
  assert(found !== undefined && rows.length === 1, `one row for ${JSON.stringify(facts)}`);
  return found;
}

/** Reads `rest` and `later` off the bytes after the last whole frame, where record `index` should stand. */
export function tailOf(tail: Uint8Array, index: number): Pick<TailFacts, "rest" | "later"> {
  if (tail.length === 0) return { rest: "none", later: "none" };
  if (tail.every((byte) => byte === 0)) return { rest: "zeros", later: "none" };
  const claimed = claimedBytes(tail, 0);
  const rest = tail.length < FRAME_HEADER_BYTES || claimed > tail.length ? "cut-short" : "broken";
  let later: TailFacts["later"] = "none";
  for (const { batchStart } of laterFrames(tail, index)) {
    if (batchStart > index) return { rest, later: "later-batch" };
    later = "same-batch";
  }
  return { rest, later };
}

function row(
  label: string,
  segment: RecoveryRow["segment"],
  rest: RecoveryRow["rest"],
  later: RecoveryRow["later"],
  index: RecoveryRow["index"],
  decision: RecoveryDecision,
  finding: string,
): RecoveryRow {
  return { label, segment, rest, later, index, decision, finding };
}
