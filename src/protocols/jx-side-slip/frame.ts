/**
 * JX side-slip plate (docs/sources.md, side-slip plates): three bytes `sign b b` at 20 Hz while a wheel is on the plate; sign F0 is
 * plus, FC minus; four BCD digits, tenths of a metre per kilometre. No checksum.
 *
 * Unverified: order of the BCD bytes (high first), and that plus is outward (toe-in).
 */
import type { DecimalString } from "../../core/quantities/exact.ts";
import { type FrontOfLine, GARBAGE, MORE } from "../frame-scanner.ts";
import { bcdPair, isBcd, scaledDecimal } from "../wire-text.ts";

export const FRAME_LENGTH = 3;
const PLUS = 0xf0;
const MINUS = 0xfc;

export function readSlipFrame(front: Uint8Array): FrontOfLine<DecimalString> {
  const [sign, high, low] = front;
  if (sign !== PLUS && sign !== MINUS) return GARBAGE;
  if (high === undefined) return MORE;
  if (!isBcd(high)) return GARBAGE;
  if (low === undefined) return MORE;
  if (!isBcd(low)) return GARBAGE;
  const tenths = bcdPair(high, low);
  return {
    kind: "frame",
    length: FRAME_LENGTH,
    frame: scaledDecimal(sign === MINUS ? -tenths : tenths, 1),
  };
}
