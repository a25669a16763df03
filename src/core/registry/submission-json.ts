import { MESSAGE_BYTES_MAX } from "../delivery/messages.ts";
import { parseStrictJson, type StrictJson } from "../record/strict-json.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const DEPTH_MAX = 32;
/** A record stands in an object and in an array of it. */
const RECORD_DEPTH_MAX = DEPTH_MAX - 2;

const NAME = new TextEncoder().encode('"records":');
const NO_RECORDS = new TextEncoder().encode("[]}");

/**
 * A submission as the strict reader gives it. A text of a quarter of a megabyte is dear to the engine, so the records are read one by one where they are the
 * last member: if the message without them is JSON that ends with an empty array of that name, and each record is JSON by itself, then so is the whole, and
 * this is its value. Where any of that is not so the whole is read, which has the reasons.
 */
export function submissionJson(bytes: Uint8Array): StrictJson {
  const inPieces = bytes.length > MESSAGE_BYTES_MAX ? null : readInPieces(bytes);
  if (inPieces !== null) return { kind: "value", value: inPieces };
  return parseStrictJson(bytes, { bytesMax: MESSAGE_BYTES_MAX, depthMax: DEPTH_MAX });
}

function readInPieces(bytes: Uint8Array): unknown {
  const from = recordsStart(bytes);
  if (from === null) return null;
  const head = new Uint8Array(from + NO_RECORDS.length);
  head.set(bytes.subarray(0, from));
  head.set(NO_RECORDS, from);
  const json = parseStrictJson(head, { bytesMax: MESSAGE_BYTES_MAX, depthMax: DEPTH_MAX });
  if (json.kind === "refused" || !endsWithNoRecords(json.value)) return null;
  const records: unknown[] = [];
  let at = from + 1;
  for (;;) {
    const end = objectEnd(bytes, at);
    if (end === null) return null;
    const record = parseStrictJson(bytes.subarray(at, end), {
      bytesMax: MESSAGE_BYTES_MAX,
      depthMax: RECORD_DEPTH_MAX,
    });
    if (record.kind === "refused") return null;
    records.push(record.value);
    if (bytes[end] === CLOSE_BRACKET)
      return bytes[end + 1] === CLOSE_BRACE && end + 2 === bytes.length ? { ...json.value, records } : null;
    if (bytes[end] !== COMMA) return null;
    at = end + 1;
  }
}

/** Where the array stands that may be the records. */
function recordsStart(bytes: Uint8Array): number | null {
  for (let at = bytes.indexOf(OPEN_BRACKET); at >= 0; at = bytes.indexOf(OPEN_BRACKET, at + 1)) {
    const name = at - NAME.length;
    if (name > 0 && NAME.every((byte, i) => bytes[name + i] === byte)) return at;
  }
  return null;
}

function endsWithNoRecords(value: unknown): value is { readonly records: readonly [] } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { records } = value as { readonly records?: unknown };
  return Object.keys(value).at(-1) === "records" && Array.isArray(records) && records.length === 0;
}

/** Just after the object that begins at `from`; null where it does not end. */
function objectEnd(bytes: Uint8Array, from: number): number | null {
  if (bytes[from] !== OPEN_BRACE) return null;
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at + 1);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
    if (at < 0) return null;
  }
  return null;
}

/** Where the closing quote stands; below 0 if there is none. A quote after an odd number of backslashes is one of the text. */
function stringEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(QUOTE, from); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = at;
    while (before > from && bytes[before - 1] === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return -1;
}
