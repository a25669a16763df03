/**
 * Mettler-Toledo continuous output (docs/sources.md, scales): `STX SWA SWB SWC W6 T6 CR [CHK]`, about seven frames a second.
 * Zeros of the decimal codes 0 and 1 stand among the six digits already, so nothing is multiplied.
 *
 * Unverified: the meaning of the SWB bits is from memory of the public tables, not from a manual at hand; weight and tare are
 * read as right-aligned digits with leading spaces; an indicator out of range may show blanks, which count as zero of bad
 * quality; code 7, the expanded form of newer terminals, is refused.
 */
import { add, type DecimalString, exact, roundHalfUp } from "../../core/quantities/exact.ts";
import { type FrontOfLine, GARBAGE, moreUntil } from "../frame-scanner.ts";
import { inKilograms, isMass } from "../masses.ts";
import { asciiText, scaledDecimal } from "../wire-text.ts";
import type { MettlerToledoSettings } from "./options.ts";

export type ToledoForm = Pick<
  MettlerToledoSettings,
  "startByte" | "checkByte" | "tareField" | "blankTare" | "fixedBits" | "powerUpBit" | "unit"
>;

export interface ToledoFrame {
  readonly loadKg: DecimalString;
  /** Null where no tare was sent, or a blank one. */
  readonly tareKg: DecimalString | null;
  /** The unit that was sent, where it is none of a mass that is understood; the load is then in that unit. */
  readonly foreignUnit: string | null;
  readonly net: boolean;
  readonly outOfRange: boolean;
  readonly motion: boolean;
  readonly powerUp: boolean;
}

export const LONGEST_FRAME = 18;
const STX = 0x02;
const CR = 0x0d;
const DIGITS = /^ *\d+$/;
const FIELD = 6;
const UNITS_OF_SWC = ["lb", "g", "t", "oz", "code 4", "code 5", "ton", "N"] as const;
/** Two's complement of the low seven bits of the sum of all characters, STX and CR included, parity stripped. */
export function toledoChecksum(characters: Uint8Array): number {
  let sum = 0;
  for (const character of characters) sum += character & 0x7f;
  return -sum & 0x7f;
}

export function readToledoFrame(front: Uint8Array, form: ToledoForm): FrontOfLine<ToledoFrame> {
  const head = form.startByte ? 1 : 0;
  if (form.startByte && ((front[0] ?? 0) & 0x7f) !== STX) return GARBAGE;
  const crAt = head + 3 + FIELD + (form.tareField ? FIELD : 0);
  const length = crAt + (form.checkByte ? 2 : 1);
  if (front.length < length) return moreUntil(length);
  const bytes = withoutParity(front, length);
  if (bytes[crAt] !== CR) return GARBAGE;
  if (form.checkByte && bytes[crAt + 1] !== toledoChecksum(bytes.subarray(0, crAt + 1))) return GARBAGE;
  const frame = interpret(bytes.subarray(head, crAt), form);
  return frame === null ? GARBAGE : { kind: "frame", length, frame };
}

function withoutParity(front: Uint8Array, length: number): Uint8Array {
  const bytes = front.slice(0, length);
  for (let i = 0; i < length; i++) bytes[i] = (bytes[i] ?? 0) & 0x7f;
  return bytes;
}

function interpret(body: Uint8Array, form: ToledoForm): ToledoFrame | null {
  const [swa = 0, swb = 0, swc = 0] = body;
  const weight = asciiText(body.subarray(3, 3 + FIELD));
  const tare = asciiText(body.subarray(3 + FIELD));
  const always = 0x20;
  if (form.fixedBits && ((swa & always) === 0 || (swb & always) === 0)) return null;
  const outOfRange = (swb & 0x04) !== 0;
  const blank = outOfRange && weight.trim() === "";
  if (!blank && !DIGITS.test(weight)) return null;
  const noTare = tare === "" || (form.blankTare && tare.trim() === "");
  if (!noTare && !DIGITS.test(tare)) return null;
  const decimals = decimalsOf(swa & 0x07);
  if (decimals === null) return null;
  const unit = form.unit === "as-sent" ? unitSent(swb, swc) : form.unit;
  const kilograms = (field: string): DecimalString => {
    const sent = scaledDecimal(Number(field), decimals);
    return isMass(unit) ? inKilograms(sent, unit) : sent;
  };
  const load = kilograms(weight);
  const negative = (swb & 0x02) !== 0 && /[1-9]/.test(load);
  return {
    loadKg: negative ? `-${load}` : load,
    tareKg: noTare ? null : kilograms(tare),
    foreignUnit: isMass(unit) ? null : unit,
    net: (swb & 0x01) !== 0,
    outOfRange,
    motion: (swb & 0x08) !== 0,
    powerUp: form.powerUpBit && (swb & 0x40) !== 0,
  };
}

/** Null where the tare is not known. */
export function grossKg({ loadKg, tareKg }: ToledoFrame): DecimalString | null {
  if (tareKg === null) return null;
  const decimals = loadKg.split(".")[1]?.length ?? 0;
  return roundHalfUp(add(exact(loadKg), exact(tareKg)), decimals);
}

/** Codes 0 to 2 are whole units, 3 to 6 one to four decimals. */
function decimalsOf(code: number): number | null {
  return code === 7 ? null : Math.max(0, code - 2);
}

function unitSent(swb: number, swc: number): string {
  return (swb & 0x10) !== 0 ? "kg" : (UNITS_OF_SWC[swc & 0x07] ?? "lb");
}
