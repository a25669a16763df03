/**
 * JX side-slip plate (docs/sources.md, side-slip plates): `sign b b` at 20 Hz while a wheel is on the plate; sign F0 is
 * plus, FC minus; four BCD digits, tenths of a metre per kilometre. Some plates end each reading with EE, and then tell
 * that the wheel has left (`FF 00 0E EE`). No checksum; BCD is never EE or FF.
 *
 * Unverified: order of the BCD bytes, and that plus is outward (toe-in): options of the device.
 */
import type { DecimalString } from "../../core/quantities/exact.ts";
import { type FrontOfLine, GARBAGE, MORE } from "../frame-scanner.ts";
import { bcdPair, isBcd, scaledDecimal } from "../wire-text.ts";
import type { JxSideSlipSettings } from "./options.ts";

export type SlipForm = Pick<JxSideSlipSettings, "ending" | "plus" | "digits">;
export type SlipFrame =
  | { readonly kind: "reading"; readonly slipMPerKm: DecimalString }
  /** The EE behind a reading that was taken without it, or the end of the crossing: nothing is measured by it. */
  | { readonly kind: "mark" };

export const LONGEST_FRAME = 4;
const PLUS = 0xf0;
const MINUS = 0xfc;
const END = 0xee;
const CROSSED = [0xff, 0x00, 0x0e, END] as const;

/** `afterReading`: the byte before was the last one of a reading without EE. */
export function readSlipFrame(
  front: Uint8Array,
  form: SlipForm,
  afterReading: boolean,
): FrontOfLine<SlipFrame> {
  const [sign, first, second, end] = front;
  if (form.ending !== "none") {
    if (sign === END && afterReading) return { kind: "frame", length: 1, frame: { kind: "mark" } };
    if (sign === CROSSED[0]) return readCrossed(front);
  }
  if (sign !== PLUS && sign !== MINUS) return GARBAGE;
  if (first === undefined) return MORE;
  if (!isBcd(first)) return GARBAGE;
  if (second === undefined) return MORE;
  if (!isBcd(second)) return GARBAGE;
  if (form.ending === "ee" && end === undefined) return MORE;
  if (form.ending === "ee" && end !== END) return GARBAGE;
  const tenths = form.digits === "high-first" ? bcdPair(first, second) : bcdPair(second, first);
  const isOutward = (sign === PLUS) === (form.plus === "outward");
  return {
    kind: "frame",
    length: form.ending === "ee" ? 4 : 3,
    frame: { kind: "reading", slipMPerKm: scaledDecimal(isOutward ? tenths : -tenths, 1) },
  };
}

function readCrossed(front: Uint8Array): FrontOfLine<SlipFrame> {
  if (front.some((byte, at) => at < CROSSED.length && byte !== CROSSED[at])) return GARBAGE;
  if (front.length < CROSSED.length) return MORE;
  return { kind: "frame", length: CROSSED.length, frame: { kind: "mark" } };
}
