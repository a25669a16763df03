import { crc32, deflateRawSync } from "node:zlib";
import { type Compress, gzipMember } from "../../core/record/gzip.ts";

/** Of 1 to 9: a car's record is a sixteenth longer than at the best of them, in half of the time. */
const LEVEL = 3;

/**
 * By zlib, in a fifth of the time that our own takes; another version of it may give other bytes for the same document, which a
 * live station does not mind: what is signed are the bytes as they stand.
 */
export const nodeGzip: Compress = (bytes) =>
  gzipMember(deflateRawSync(bytes, { level: LEVEL }), bytes.length, crc32(bytes));
