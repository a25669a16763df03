/**
 * Yaohua XK3190-A9 continuous output (docs/sources.md, scales): `STX sign D6 P X2 ETX`, the point P digits from the right, X2
 * the exclusive or of sign to P in two hexadecimal digits. The frame has neither unit nor status.
 *
 * Unverified: that P goes to 4 at most; capital letters in X2 (both are taken).
 */
import type { DecimalString } from "../../core/quantities/exact.ts";
import { type FrontOfLine, GARBAGE, moreUntil } from "../frame-scanner.ts";
import { asciiText, scaledDecimal } from "../wire-text.ts";

export const LONGEST_FRAME = 12;
const STX = 0x02;
const ETX = 0x03;
const BODY = /^([+-])(\d{6})([0-4])$/;

/** The load as it was sent, in whatever unit the indicator is set to. */
export function readXk3190A9Frame(front: Uint8Array, checkBytes: boolean): FrontOfLine<DecimalString> {
  if (front[0] !== STX) return GARBAGE;
  const length = checkBytes ? LONGEST_FRAME : LONGEST_FRAME - 2;
  if (front.length < length) return moreUntil(length);
  if (front[length - 1] !== ETX) return GARBAGE;
  const body = front.subarray(1, 9);
  if (checkBytes && asciiText(front.subarray(9, 11)).toUpperCase() !== checkOf(body)) return GARBAGE;
  const [, sign, digits, point] = BODY.exec(asciiText(body)) ?? [];
  if (digits === undefined) return GARBAGE;
  const scaled = Number(digits);
  return { kind: "frame", length, frame: scaledDecimal(sign === "-" ? -scaled : scaled, Number(point)) };
}

function checkOf(bytes: Uint8Array): string {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum.toString(16).toUpperCase().padStart(2, "0");
}
