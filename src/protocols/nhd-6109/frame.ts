/**
 * Nanhua NHD-6109 headlamp tester, 2400 8N1 (docs/sources.md: from two public drivers, no manual at hand).
 *
 * Single command bytes, each echoed; single event bytes; the reading of a lamp is a block of 34 bytes: 01, type 12h,
 * ASCII fields without separators. There is no checksum; every field must be blanks, one sign, digits.
 *
 * Unverified: type byte 12h is the only one for a lamp; bytes 29..33 are not described and not read; whether offsets are
 * mm at 10 m or cm per 10 m is a setting of the tester; whether a fetch byte is echoed before its block (both are taken);
 * which side the events are of (the driver of the NHD-6108 shows 55, 56, 58 as left and 48, 49, 4A as right).
 */
import { type FrontOfLine, GARBAGE, moreUntil } from "../frame-scanner.ts";
import { asciiText } from "../wire-text.ts";

export const COMMAND = {
  twoLamp: 0x44,
  fourLamp: 0x46,
  highAndLow: 0x45,
  autoBoth: 0x41,
  autoLeft: 0x5a,
} as const;

export type LampPlace = `${"left" | "right"}-${"main" | "minor"}`;
export const FETCH: Readonly<Record<LampPlace, number>> = {
  "left-main": 0x4d,
  "right-main": 0x4e,
  "left-minor": 0x4f,
  "right-minor": 0x50,
};

/**
 * 4F from the tester says that the station has finished; 4F to the tester fetches the left minor lamp: the direction decides.
 * The driver of the older NHD-6108 waits for one 4F a lamp, the only one of the 6109 for 47.
 */
export const FINISHED = { station: 0x4f, measurement: 0x47 } as const;
export const BLOCK_LENGTH = 34;

const BLOCK_HEAD = 0x01;
const LAMP_TYPE = 0x12;
/** Event bytes: 4A and 58 tell of a main lamp's low beam, after its high beam. */
const PROGRESS: ReadonlyMap<number, LampPlace> = new Map([
  [0x48, "left-minor"],
  [0x49, "left-main"],
  [0x4a, "left-main"],
  [0x55, "right-minor"],
  [0x56, "right-main"],
  [0x58, "right-main"],
]);
const ECHOES: ReadonlySet<number> = new Set([...Object.values(COMMAND), 0x4d, 0x4e, 0x50]);

/** Offsets in the tester's own unit, lamp height in cm, intensity in hundreds of cd. */
export interface LampBlock {
  readonly highHorizontal: number;
  readonly highVertical: number;
  readonly highIntensityHundredCd: number;
  readonly lampHeightCm: number;
  readonly lowHorizontal: number;
  readonly lowVertical: number;
}

export type Nhd6109Frame =
  | { readonly kind: "echo"; readonly code: number }
  /** One beam of this lamp is measured. */
  | { readonly kind: "progress"; readonly place: LampPlace }
  /** 4F may be the echo of the fetch of the left minor lamp as well. */
  | { readonly kind: "finished"; readonly by: keyof typeof FINISHED }
  | { readonly kind: "block"; readonly block: LampBlock };

export function readNhd6109Frame(front: Uint8Array): FrontOfLine<Nhd6109Frame> {
  const [first = 0, type] = front;
  if (first === FINISHED.station)
    return { kind: "frame", length: 1, frame: { kind: "finished", by: "station" } };
  if (first === FINISHED.measurement)
    return { kind: "frame", length: 1, frame: { kind: "finished", by: "measurement" } };
  const place = PROGRESS.get(first);
  if (place !== undefined) return { kind: "frame", length: 1, frame: { kind: "progress", place } };
  if (ECHOES.has(first)) return { kind: "frame", length: 1, frame: { kind: "echo", code: first } };
  if (first !== BLOCK_HEAD) return GARBAGE;
  if (type !== undefined && type !== LAMP_TYPE) return GARBAGE;
  if (front.length < BLOCK_LENGTH) return moreUntil(BLOCK_LENGTH);
  const block = readBlock(front);
  return block === null ? GARBAGE : { kind: "frame", length: BLOCK_LENGTH, frame: { kind: "block", block } };
}

function readBlock(bytes: Uint8Array): LampBlock | null {
  const highHorizontal = signedField(bytes, 2, 7);
  const highVertical = signedField(bytes, 7, 12);
  const highIntensityHundredCd = plainField(bytes, 12, 16);
  const lampHeightCm = plainField(bytes, 16, 19);
  const lowHorizontal = signedField(bytes, 19, 24);
  const lowVertical = signedField(bytes, 24, 29);
  if (highHorizontal === null || highVertical === null || highIntensityHundredCd === null) return null;
  if (lampHeightCm === null || lowHorizontal === null || lowVertical === null) return null;
  return { highHorizontal, highVertical, highIntensityHundredCd, lampHeightCm, lowHorizontal, lowVertical };
}

function signedField(bytes: Uint8Array, from: number, to: number): number | null {
  const parts = /^ *([+-]?) *(\d+)$/.exec(asciiText(bytes.subarray(from, to)));
  if (parts === null) return null;
  const magnitude = Number(parts[2]);
  return parts[1] === "-" && magnitude > 0 ? -magnitude : magnitude;
}

function plainField(bytes: Uint8Array, from: number, to: number): number | null {
  const text = asciiText(bytes.subarray(from, to));
  return /^ *\d+$/.test(text) ? Number(text) : null;
}
