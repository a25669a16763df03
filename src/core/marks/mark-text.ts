import { readCbor, writeCbor } from "../cose/own-cbor.ts";
import { decodeBase45, encodeBase45 } from "./base45.ts";
import { unzlib, zlibOf } from "./zlib-stream.ts";

/** What a QR code holds: `PM1:` and in Base45 a mark with its status, or with null where none is stapled to it. */
export const MARK_PREFIX = "PM1:";

/** Of what is written: a QR code of level Q and version 19 holds it, which prints on 35 mm. */
export const MARK_BYTES_MAX = 400;
/** Of what is read. */
export const MARK_CHARS_MAX = 4_096;
export const MARK_OPENED_BYTES_MAX = 16_384;

const ZLIB = 0x78;

export interface MarkParts {
  /** COSE_Sign1, its bytes. */
  readonly mark: Uint8Array;
  readonly status: Uint8Array | null;
}

/** Never less than what `markBody` gives. */
export function bodyBytesMost({ mark, status }: MarkParts): number {
  return writeCbor([mark, status]).length;
}

/** Deflated only where that is shorter: signatures are noise, and most marks would grow. */
export function markBody({ mark, status }: MarkParts): Uint8Array {
  const body = writeCbor([mark, status]);
  const packed = zlibOf(body);
  return packed.length < body.length ? packed : body;
}

export function markText(body: Uint8Array): string {
  return MARK_PREFIX + encodeBase45(body);
}

/** Null for what is no mark text. What the parts are is not looked at. */
export function readMarkText(text: string): MarkParts | null {
  if (text.length > MARK_CHARS_MAX || !text.startsWith(MARK_PREFIX)) return null;
  const body = decodeBase45(text.slice(MARK_PREFIX.length));
  if (body === null) return null;
  const opened = body[0] === ZLIB ? unzlib(body, MARK_OPENED_BYTES_MAX) : body;
  const parts = opened === null ? null : readCbor(opened, MARK_OPENED_BYTES_MAX)?.value;
  if (!Array.isArray(parts) || parts.length !== 2) return null;
  const [mark, status] = parts;
  if (!(mark instanceof Uint8Array) || !(status === null || status instanceof Uint8Array)) return null;
  return { mark, status };
}
