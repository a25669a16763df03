import { HASH_BYTES } from "../journal/merkle.ts";
import type { StationId } from "../quantities/ids.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { parseNote } from "./signed-note.ts";

/** C2SP tlog-checkpoint: what a log says of itself, the text of a signed note. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The name of a station's log, both as origin line and as the name of its key. */
export function logName(station: StationId | string): string {
  return `proofmark/${station}`;
}

/** Three lines, the last with its newline. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${encodeBase64(checkpoint.root)}\n`;
}

/** Null unless the text is a checkpoint; lines after the third are extensions, and are allowed. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith("\n")) return null;
  const [origin = "", sizeText = "", rootText = "", ...extensions] = text.slice(0, -1).split("\n");
  const root = decodeBase64(rootText);
  const size = Number(sizeText);
  if (origin === "" || !/^(?:0|[1-9]\d{0,15})$/.test(sizeText) || !Number.isSafeInteger(size)) return null;
  if (root === null || root.length !== HASH_BYTES || extensions.includes("")) return null;
  return { origin, size, root };
}

/** What a signed note says of a log, whoever signed it. Null unless its text is a checkpoint. */
export function checkpointInNote(text: string): Checkpoint | null {
  const parsed = parseNote(text);
  return parsed.kind === "note" ? parseCheckpoint(parsed.note.text) : null;
}
