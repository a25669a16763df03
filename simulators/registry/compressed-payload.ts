import { crc32, inflateRawSync } from "node:zlib";

/**
 * The registry's own reading of what a record signs: one gzip member (RFC 1952) with the one head that a record may have, nothing after it, and
 * no more in it than a document may have.
 */
const HEAD = Buffer.from("1f8b08000000000000ff", "hex");
const TAIL_BYTES = 8;
export const DOCUMENT_BYTES_MAX = 262_144;
/** Zlib takes no smaller ones. */
const CHUNK_BYTES_MIN = 64;

/** What `info: true` gives; the types of Node do not know it. */
interface Told {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Null for anything else than such a member. */
export function openedPayload(payload: Buffer): Buffer | null {
  if (payload.length < HEAD.length + TAIL_BYTES || !payload.subarray(0, HEAD.length).equals(HEAD))
    return null;
  const stream = payload.subarray(HEAD.length);
  // One piece of the length that the tail says, be it true or not: with the default of 16 KiB a car's record takes 43 us, so it takes 23.
  const said = stream.readUInt32LE(stream.length - 4);
  const chunkSize = Math.min(Math.max(said + 1, CHUNK_BYTES_MIN), DOCUMENT_BYTES_MAX);
  const options = { maxOutputLength: DOCUMENT_BYTES_MAX, info: true, chunkSize };
  let told: Told;
  try {
    told = inflateRawSync(stream, options) as unknown as Told;
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
  const { buffer, engine } = told;
  const tail = stream.subarray(engine.bytesWritten);
  const isWhole =
    tail.length === TAIL_BYTES &&
    tail.readUInt32LE(0) === crc32(buffer) &&
    tail.readUInt32LE(4) === buffer.length;
  return isWhole ? buffer : null;
}
