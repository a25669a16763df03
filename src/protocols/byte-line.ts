import type { AddressKind, LineSettings } from "../ports/device-model.ts";

/** How an instrument that speaks in bytes is reached. */
export const BYTE_ADDRESSES: readonly AddressKind[] = ["serial", "tcp", "sim"];

/** Eight data bits, no parity, one stop bit, as nearly all of them have it. */
export function serialLine(baudRate: number): LineSettings {
  return { baudRate, dataBits: 8, parity: "none", stopBits: 1 };
}
