import { crc32Of } from "../crc32.ts";

/** CRC-32C (Castagnoli), reflected. */
export const crc32c = crc32Of(0x82f63b78);
