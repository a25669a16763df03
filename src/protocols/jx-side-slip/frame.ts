/**
 * JX side-slip plate (docs/sources.md, side-slip plates): `sign b b` at 20 Hz while a wheel is on the plate; sign F0 is
 * plus, FC minus; four BCD digits, tenths of a metre per kilometre. Some plates end each reading with EE, and then tell
 * that the wheel has left (`FF 00 0E EE`); asked with `FF 02 EE` they answer with two readings in one, of which the second is
 * their own result. No checksum; BCD is never EE or FF.
 *
 * Unverified: order of the BCD bytes, and that plus is outward (toe-in): options of the device; what the first half of the
 * result is (the driver takes its sign, and the figures of the second; where they differ the result is in doubt).
 */
import type { DecimalString } from "../../core/quantities/exact.ts";
import { type FrontOfLine, GARBAGE, MORE } from "../frame-scanner.ts";
import { bcdPair, isBcd, scaledDecimal } from "../wire-text.ts";
import type { JxSideSlipSettings } from "./options.ts";

export type SlipForm = Pick<JxSideSlipSettings, "ending" | "plus" | "digits">;
export type SlipFrame =
  | { readonly kind: "reading"; readonly slipMPerKm: DecimalString }
  /** `sure`: both halves say the same. */
  | { readonly kind: "result"; readonly slipMPerKm: DecimalString; readonly sure: boolean }
  /** The wheel has left the plate. */
  | { readonly kind: "crossed" }
  /** The EE behind a reading that was taken without it: nothing is measured by it. */
  | { readonly kind: "mark" };

/** Asks for the plate's own result. */
export const FETCH_RESULT: readonly number[] = [0xff, 0x02, 0xee];
export const LONGEST_FRAME = 8;
const PLUS = 0xf0;
const MINUS = 0xfc;
const END = 0xee;
const CROSSED = [0xff, 0x00, 0x0e, END] as const;

/** Where the line stands: behind a reading that was taken without its EE, or behind the question for the result. */
export type SlipPlace = "begin" | "after-reading" | "awaiting-result";

export function readSlipFrame(front: Uint8Array, form: SlipForm, place: SlipPlace): FrontOfLine<SlipFrame> {
  return place === "awaiting-result" ? readResult(front, form) : readReading(front, form, place);
}

function readReading(front: Uint8Array, form: SlipForm, place: SlipPlace): FrontOfLine<SlipFrame> {
  const [sign, first, second, end] = front;
  if (form.ending !== "none") {
    if (sign === END && place === "after-reading")
      return { kind: "frame", length: 1, frame: { kind: "mark" } };
    if (sign === CROSSED[0]) return readCrossed(front);
  }
  if (sign !== PLUS && sign !== MINUS) return GARBAGE;
  if (first === undefined) return MORE;
  if (!isBcd(first)) return GARBAGE;
  if (second === undefined) return MORE;
  if (!isBcd(second)) return GARBAGE;
  if (form.ending === "ee" && end === undefined) return MORE;
  if (form.ending === "ee" && end !== END) return GARBAGE;
  return {
    kind: "frame",
    length: form.ending === "ee" ? 4 : 3,
    frame: { kind: "reading", slipMPerKm: slipOf(front, form) },
  };
}

/** Sign and two BCD bytes. */
function slipOf([sign, first = 0, second = 0]: Uint8Array, form: SlipForm): DecimalString {
  const tenths = form.digits === "high-first" ? bcdPair(first, second) : bcdPair(second, first);
  const isOutward = (sign === PLUS) === (form.plus === "outward");
  return scaledDecimal(isOutward ? tenths : -tenths, 1);
}

const HALF = 4;

function readResult(front: Uint8Array, form: SlipForm): FrontOfLine<SlipFrame> {
  for (const [at, byte] of front.entries()) {
    const place = at % HALF;
    if (place === 0 ? byte !== PLUS && byte !== MINUS : place === HALF - 1 ? byte !== END : !isBcd(byte))
      return GARBAGE;
  }
  if (front.length < 2 * HALF) return MORE;
  const first = slipOf(front.subarray(0, HALF), form);
  const second = slipOf(front.subarray(HALF), form);
  const frame = { kind: "result", slipMPerKm: second, sure: first === second } as const;
  return { kind: "frame", length: 2 * HALF, frame };
}

function readCrossed(front: Uint8Array): FrontOfLine<SlipFrame> {
  if (front.some((byte, at) => at < CROSSED.length && byte !== CROSSED[at])) return GARBAGE;
  if (front.length < CROSSED.length) return MORE;
  return { kind: "frame", length: CROSSED.length, frame: { kind: "crossed" } };
}
