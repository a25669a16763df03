import { type Submission, submissionSchema } from "../delivery/messages.ts";
import { decodeBase64 } from "../record/base64.ts";
import { type Checkpoint, parseCheckpoint } from "../record/checkpoint.ts";
import { fieldOf } from "../record/signed-form.ts";
import { type Note, parseNote } from "../record/signed-note.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { submissionJson } from "./submission-json.ts";

/** A checkpoint of a station's log, with what the registry needs of its note. */
export interface LogCheckpoint extends Checkpoint {
  /** Sealed records below `size`; null where the line is missing or is not alone (RP-013). */
  readonly records: number | null;
  readonly note: Note;
}

export interface ReadRecord {
  readonly index: number;
  /** The text of the journal entry. */
  readonly entry: string;
  readonly inclusion: readonly Uint8Array[];
}

export interface ReadSubmission {
  readonly station: string;
  readonly oldSize: number;
  /** Null where it is no checkpoint in note form. */
  readonly checkpoint: LogCheckpoint | null;
  readonly consistency: readonly Uint8Array[];
  readonly records: readonly ReadRecord[];
}

export type SubmissionReading =
  | { readonly kind: "submission"; readonly submission: ReadSubmission }
  | { readonly kind: "malformed"; readonly reason: Reason };

/** Total: any bytes give an answer. Reads RP-001 to RP-007; what a message says is not believed yet. */
export function readSubmission(bytes: Uint8Array): SubmissionReading {
  const json = submissionJson(bytes);
  if (json.kind === "refused") return malformed(json.reason);
  const parsed = submissionSchema.safeParse(json.value);
  if (!parsed.success) return malformed(fieldOf(parsed.error));
  const { station, oldSize, records } = parsed.data;
  const consistency = hashesOf(parsed.data.consistency);
  if (consistency === null) return malformed(reason("NOT_BASE64", { field: "consistency" }));
  const read: ReadRecord[] = [];
  for (const { index, entry, inclusion } of records) {
    const hashes = hashesOf(inclusion);
    if (hashes === null) return malformed(reason("NOT_BASE64", { field: "records" }));
    read.push({ index, entry, inclusion: hashes });
  }
  const checkpoint = checkpointOf(parsed.data);
  return { kind: "submission", submission: { station, oldSize, checkpoint, consistency, records: read } };
}

function checkpointOf({ checkpoint: text }: Submission): LogCheckpoint | null {
  const parsed = parseNote(text);
  const checkpoint = parsed.kind === "note" ? parseCheckpoint(parsed.note.text) : null;
  if (parsed.kind === "malformed" || checkpoint === null) return null;
  return { ...checkpoint, records: recordsIn(parsed.note.text), note: parsed.note };
}

/** `records N` is the fourth line and the last one. */
function recordsIn(text: string): number | null {
  const extensions = text.slice(0, -1).split("\n").slice(3);
  const count = /^records (0|[1-9]\d{0,14})$/.exec(extensions[0] ?? "")?.[1];
  return count === undefined || extensions.length !== 1 ? null : Number(count);
}

function hashesOf(texts: readonly string[]): Uint8Array[] | null {
  const hashes: Uint8Array[] = [];
  for (const text of texts) {
    const hash = decodeBase64(text);
    if (hash === null || hash.length !== 32) return null;
    hashes.push(hash);
  }
  return hashes;
}

function malformed(why: Reason): SubmissionReading {
  return { kind: "malformed", reason: why };
}
