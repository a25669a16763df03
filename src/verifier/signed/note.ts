import { base64Of, joined, sameBytes, utf8Of } from "../bytes/octets.ts";
import { refuse } from "../told.ts";
import { digestOf, isSigned, keyIn } from "./keys.ts";

/** C2SP signed-note, with cosignatures of tlog-cosignature (v1). */
export interface Note {
  /** What is signed, with its last newline. */
  readonly text: string;
  readonly lines: readonly NoteLine[];
}

interface NoteLine {
  readonly name: string;
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

export interface NoteKey {
  readonly name: string;
  readonly spki: Uint8Array;
}

const CHARS_MAX = 16 * 1024;
const LINES_MAX = 16;
const BY_LOG = 1;
const BY_WITNESS = 4;
const STAMPED_BYTES = 72;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these.
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const LINE = /^\u2014 ([^\s+]+) (\S+)$/u;

/** Throws Refused. */
export function noteIn(source: string): Note {
  if (source.length > CHARS_MAX) refuse("TEXT_TOO_LARGE", { bytesMax: CHARS_MAX });
  if (CONTROL.test(source)) refuse("NOTE_CONTROL", {});
  const blank = source.lastIndexOf("\n\n");
  if (blank < 0 || !source.endsWith("\n")) refuse("NOTE_WITHOUT_SIGNATURES", {});
  const lines = source.slice(blank + 2, -1).split("\n");
  if (lines.length > LINES_MAX) refuse("SIGNATURES_TOO_MANY", { most: LINES_MAX });
  return { text: source.slice(0, blank + 1), lines: lines.map(lineOf) };
}

function lineOf(line: string): NoteLine {
  const [, name = "", encoded = ""] = LINE.exec(line) ?? [];
  const bytes = base64Of(encoded);
  if (name === "" || bytes === null || bytes.length < 5) return refuse("NOTE_SIGNATURE_LINE", {});
  return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** The key's line is there, and every line of that key verifies. */
export function isNoteSigned(note: Note, key: NoteKey): boolean {
  const lines = linesOf(note, key, BY_LOG);
  const message = utf8Of(note.text);
  return (
    lines.length > 0 && lines.every(({ signature }) => isSigned("ed25519", key.spki, message, signature))
  );
}

/** When the witness cosigned, in seconds since 1970, the latest time if more than once; null if it has not, or if one of its lines does not verify. */
export function cosignedAt(note: Note, key: NoteKey): number | null {
  let latest: number | null = null;
  for (const { signature } of linesOf(note, key, BY_WITNESS)) {
    if (signature.length !== STAMPED_BYTES) return null;
    const timeS = signature.subarray(0, 8).reduce((sum, byte) => sum * 256 + byte, 0);
    if (timeS > Number.MAX_SAFE_INTEGER) return null;
    const message = utf8Of(`cosignature/v1\ntime ${timeS}\n${note.text}`);
    if (!isSigned("ed25519", key.spki, message, signature.subarray(8))) return null;
    latest = Math.max(latest ?? 0, timeS);
  }
  return latest;
}

function linesOf({ lines }: Note, { name, spki }: NoteKey, kind: number): readonly NoteLine[] {
  const key = keyIn("ed25519", spki);
  if (key === null || !/^[^\s+]+$/u.test(name)) return [];
  const keyHash = digestOf(joined(utf8Of(name), Uint8Array.of(0x0a, kind), key)).subarray(0, 4);
  return lines.filter((line) => line.name === name && sameBytes(line.keyHash, keyHash));
}
