/**
 * Mettler-Toledo continuous output (docs/sources.md, scales): `STX SWA SWB SWC W6 T6 CR [CHK]`, about seven frames a second.
 *
 * Unverified: the meaning of the SWB bits is from memory of the public tables, not from a manual at hand; SWC is not
 * interpreted; weight and tare are read as right-aligned digits with leading spaces;
 * an indicator out of range may show blanks, which count as zero of bad quality.
 */
import { type DecimalString, exact, multiply, roundHalfUp } from "../../core/quantities/exact.ts";
import { type FrontOfLine, GARBAGE, MORE } from "../frame-scanner.ts";
import { asciiText, scaledDecimal } from "../wire-text.ts";

export interface ToledoForm {
  /** A check byte follows CR. */
  readonly checksum: boolean;
  /** False for the short form, which leaves out the six tare characters. */
  readonly tareField: boolean;
}

export interface ToledoFrame {
  readonly loadKg: DecimalString;
  readonly net: boolean;
  readonly outOfRange: boolean;
  readonly motion: boolean;
  readonly powerUp: boolean;
}

export const LONGEST_FRAME = 18;
const STX = 0x02;
const CR = 0x0d;
const KG_PER_LB = exact("0.45359237");
const DIGITS = /^ *\d+$/;

/** Two's complement of the low seven bits of the sum of all characters, STX and CR included, parity stripped. */
export function toledoChecksum(characters: Uint8Array): number {
  let sum = 0;
  for (const character of characters) sum += character & 0x7f;
  return -sum & 0x7f;
}

export function readToledoFrame(front: Uint8Array, form: ToledoForm): FrontOfLine<ToledoFrame> {
  if (((front[0] ?? 0) & 0x7f) !== STX) return GARBAGE;
  const crAt = form.tareField ? 16 : 10;
  const length = crAt + (form.checksum ? 2 : 1);
  if (front.length < length) return MORE;
  const bytes = front.map((byte) => byte & 0x7f);
  if (bytes[crAt] !== CR) return GARBAGE;
  if (form.checksum && bytes[crAt + 1] !== toledoChecksum(bytes.subarray(0, crAt + 1))) return GARBAGE;
  const frame = interpret(bytes, crAt);
  return frame === null ? GARBAGE : { kind: "frame", length, frame };
}

function interpret(bytes: Uint8Array, crAt: number): ToledoFrame | null {
  const [, swa = 0, swb = 0] = bytes;
  const weight = asciiText(bytes.subarray(4, 10));
  const tare = asciiText(bytes.subarray(10, crAt));
  const always = 0x20;
  if ((swa & always) === 0 || (swb & always) === 0) return null;
  const outOfRange = (swb & 0x04) !== 0;
  const blank = outOfRange && weight.trim() === "";
  if (!blank && !DIGITS.test(weight)) return null;
  if (tare !== "" && !DIGITS.test(tare)) return null;
  const load = decimal(Number(weight), swa & 0x07);
  if (load === null) return null;
  const negative = (swb & 0x02) !== 0 && /[1-9]/.test(load);
  const signed = negative ? `-${load}` : load;
  return {
    loadKg: (swb & 0x10) !== 0 ? signed : fromPounds(signed),
    net: (swb & 0x01) !== 0,
    outOfRange,
    motion: (swb & 0x08) !== 0,
    powerUp: (swb & 0x40) !== 0,
  };
}

/** Code 2 is whole units, 3 to 6 are one to four decimals, 0 and 1 are hundreds and tens; 7 is not defined. */
function decimal(digits: number, code: number): DecimalString | null {
  if (code === 7) return null;
  if (code < 2) return (digits * (code === 0 ? 100 : 10)).toString();
  return scaledDecimal(digits, code - 2);
}

function fromPounds(pounds: DecimalString): DecimalString {
  const decimals = (pounds.split(".")[1]?.length ?? 0) + 8;
  return roundHalfUp(multiply(exact(pounds), KG_PER_LB), decimals);
}
