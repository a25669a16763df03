import { crc32Of } from "../crc32.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { deflate } from "./deflate.ts";
import { inflate } from "./inflate.ts";

/**
 * What is signed is compressed: one gzip member (RFC 1952), which any computer can open. Its head is always the same ten bytes: no name, no
 * comment and no time rides along beside what was signed for.
 */
const HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
const TAIL_BYTES = 8;

/** ISO-HDLC, as gzip has it. */
const crc32 = crc32Of(0xedb88320);

export type Unpacked =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Bytes as one member, which `gunzip` gives back. */
export type Compress = (bytes: Uint8Array) => Uint8Array;

/** A member as bytes, as `gunzip` gives them. */
export type Decompress = (packed: Uint8Array, bytesMax: number) => Unpacked;

/** The same bytes for the same bytes, wherever it runs: for whatever has to come out alike twice. */
export const gzip: Compress = (bytes) => gzipMember(deflate(bytes), bytes.length, crc32(bytes));

/** `stream`: deflated (RFC 1951); `length` and `checksum` of what was. */
export function gzipMember(stream: Uint8Array, length: number, checksum: number): Uint8Array {
  const packed = new Uint8Array(HEAD.length + stream.length + TAIL_BYTES);
  packed.set(HEAD);
  packed.set(stream, HEAD.length);
  const tail = new DataView(packed.buffer, HEAD.length + stream.length);
  tail.setUint32(0, checksum, true);
  tail.setUint32(4, length, true);
  return packed;
}

export interface GzipMember {
  /** Deflated (RFC 1951), and nothing after it if the member is one. */
  readonly stream: Uint8Array;
  /** What it says of the bytes in it. */
  readonly checksum: number;
  readonly length: number;
}

/** Head and tail taken off; null where the head is another one. Nothing is said yet of what is between. */
export function gzipParts(packed: Uint8Array): GzipMember | null {
  if (!hasHead(packed)) return null;
  const end = packed.length - TAIL_BYTES;
  const tail = new DataView(packed.buffer, packed.byteOffset + end, TAIL_BYTES);
  const stream = packed.subarray(HEAD.length, end);
  return { stream, checksum: tail.getUint32(0, true), length: tail.getUint32(4, true) };
}

/** Exactly one member and nothing after it, at most `bytesMax` bytes long when it is opened. Total: any bytes give an answer. */
export function gunzip(packed: Uint8Array, bytesMax: number): Unpacked {
  if (!hasHead(packed)) return refused(reason("STREAM_HEAD_WRONG", {}));
  const opened = inflate(packed, HEAD.length, bytesMax);
  if (opened.kind === "refused") return opened;
  const { bytes, end } = opened;
  if (end + TAIL_BYTES > packed.length) return refused(reason("STREAM_CUT_OFF", {}));
  if (end + TAIL_BYTES < packed.length) return refused(reason("STREAM_GOES_ON", {}));
  const tail = new DataView(packed.buffer, packed.byteOffset + end, TAIL_BYTES);
  const isWhole = tail.getUint32(0, true) === crc32(bytes) && tail.getUint32(4, true) === bytes.length;
  return isWhole ? { kind: "bytes", bytes } : refused(reason("STREAM_CHECKSUM_WRONG", {}));
}

function hasHead(packed: Uint8Array): boolean {
  return packed.length >= HEAD.length + TAIL_BYTES && HEAD.every((byte, i) => packed[i] === byte);
}

function refused(why: Reason): Unpacked {
  return { kind: "refused", reason: why };
}
