import type { Digest } from "../journal/merkle.ts";
import { sameBytes } from "../journal/merkle-proof.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { rawEd25519, type VerifySignature } from "./signature.ts";

/**
 * C2SP signed-note, and the timestamped Ed25519 cosignature of C2SP tlog-cosignature (v1). A note's text means nothing
 * until a signature of a known key has been verified.
 */
export interface Note {
  /** Signed text, with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** First four bytes of a hash over name, kind and key. */
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** A key that may sign notes: `name` without spaces or plus signs, Ed25519 SubjectPublicKeyInfo DER. */
export interface NoteKey {
  readonly name: string;
  readonly spki: Uint8Array;
}

const NOTE_CHARS_MAX = 16 * 1024;
const NOTE_SIGNATURES_MAX = 16;
const TYPE_ED25519 = 0x01;
const TYPE_COSIGNATURE = 0x04;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these.
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const NAME = /^[^\s+]+$/u;
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) (\S+)$/u;

export type ParsedNote =
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "malformed"; readonly reason: Reason };

export function parseNote(text: string): ParsedNote {
  if (text.length > NOTE_CHARS_MAX) return malformed(reason("TEXT_TOO_LARGE", { bytesMax: NOTE_CHARS_MAX }));
  if (CONTROL.test(text)) return malformed(reason("NOTE_CONTROL", {}));
  const blank = text.lastIndexOf("\n\n");
  if (blank < 0 || !text.endsWith("\n")) return malformed(reason("NOTE_WITHOUT_SIGNATURES", {}));
  const lines = text.slice(blank + 2, -1).split("\n");
  if (lines.length > NOTE_SIGNATURES_MAX)
    return malformed(reason("SIGNATURES_TOO_MANY", { most: NOTE_SIGNATURES_MAX }));
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const parts = SIGNATURE_LINE.exec(line);
    const bytes = parts === null ? null : decodeBase64(parts[2] ?? "");
    if (parts === null || bytes === null || bytes.length < 5)
      return malformed(reason("NOTE_SIGNATURE_LINE", {}));
    signatures.push({ name: parts[1] ?? "", keyHash: bytes.slice(0, 4), signature: bytes.slice(4) });
  }
  return { kind: "note", note: { text: text.slice(0, blank + 1), signatures } };
}

/** `lines` as `signatureLine` and `cosignatureLine` make them. */
export function formatNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join("")}`;
}

/** What a log key signs. */
export function noteMessage(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a witness signs at `timeS`, seconds since 1970. */
export function cosignatureMessage(text: string, timeS: number): Uint8Array {
  return new TextEncoder().encode(`cosignature/v1\ntime ${timeS}\n${text}`);
}

/** With its newline. Null if the key is not Ed25519 or the name is not allowed in notes. */
export function signatureLine(digest: Digest, key: NoteKey, signature: Uint8Array): string | null {
  return lineOf(keyHashOf(digest, key, TYPE_ED25519), key, signature);
}

export function cosignatureLine(
  digest: Digest,
  key: NoteKey,
  timeS: number,
  signature: Uint8Array,
): string | null {
  const stamped = new Uint8Array(8 + signature.length);
  new DataView(stamped.buffer).setBigUint64(0, BigInt(timeS));
  stamped.set(signature, 8);
  return lineOf(keyHashOf(digest, key, TYPE_COSIGNATURE), key, stamped);
}

export interface NoteCheck {
  readonly digest: Digest;
  readonly verify: VerifySignature;
  readonly note: Note;
  readonly key: NoteKey;
}

/** True when the key's line is there and every line of that key verifies. */
export function verifyNoteSignature(check: NoteCheck): boolean {
  const lines = linesOf(check, TYPE_ED25519);
  return (
    lines.length > 0 &&
    lines.every((line) =>
      check.verify("ed25519", check.key.spki, noteMessage(check.note.text), line.signature),
    )
  );
}

/** The witness's time in seconds since 1970 (the latest, if it signed more than once), or null. */
export function verifyCosignature(check: NoteCheck): { readonly timeS: number } | null {
  let latest: number | null = null;
  for (const line of linesOf(check, TYPE_COSIGNATURE)) {
    if (line.signature.length !== 72) return null;
    const stamp = new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0);
    if (stamp > BigInt(Number.MAX_SAFE_INTEGER)) return null;
    const timeS = Number(stamp);
    const message = cosignatureMessage(check.note.text, timeS);
    if (!check.verify("ed25519", check.key.spki, message, line.signature.slice(8))) return null;
    latest = Math.max(latest ?? 0, timeS);
  }
  return latest === null ? null : { timeS: latest };
}

function linesOf(check: NoteCheck, type: number): readonly NoteSignature[] {
  const keyHash = keyHashOf(check.digest, check.key, type);
  if (keyHash === null) return [];
  return check.note.signatures.filter(
    (line) => line.name === check.key.name && sameBytes(line.keyHash, keyHash),
  );
}

function keyHashOf(digest: Digest, key: NoteKey, type: number): Uint8Array | null {
  const raw = rawEd25519(key.spki);
  if (raw === null || !NAME.test(key.name)) return null;
  const name = new TextEncoder().encode(key.name);
  return digest(new Uint8Array([...name, 0x0a, type, ...raw])).slice(0, 4);
}

function lineOf(keyHash: Uint8Array | null, key: NoteKey, signature: Uint8Array): string | null {
  if (keyHash === null) return null;
  return `\u2014 ${key.name} ${encodeBase64(new Uint8Array([...keyHash, ...signature]))}\n`;
}

function malformed(why: Reason): ParsedNote {
  return { kind: "malformed", reason: why };
}
