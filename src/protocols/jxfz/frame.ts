/**
 * JXFZ roller brake bench, BCD dialect, 9600 8N1 (docs/sources.md: from one public driver, no manual at hand).
 *
 * Commands and their echo `FF code EE`; notices `FF hi lo EE`; live force `AA b b EE` left, `BB b b EE` right, four BCD
 * digits of daN; result `FF [1..14] EE`. There is no checksum: strict form and BCD are all the protection there is. BCD
 * never contains AA, BB, EE or FF, so the stream finds its feet again at the next frame.
 *
 * Unverified: that the bench echoes commands; in the result, that the low nibble of byte 13 is BCD and its high nibble
 * any sign; the process difference of byte 14 stays in the raw bytes only.
 */
import { type FrontOfLine, GARBAGE, MORE } from "../frame-scanner.ts";
import { bcdPair, isBcd } from "../wire-text.ts";

export type JxfzFrame =
  | { readonly kind: "echo"; readonly code: number }
  | { readonly kind: "notice"; readonly notice: JxfzNotice }
  | { readonly kind: "force"; readonly side: "left" | "right"; readonly forceDaN: number }
  | { readonly kind: "result"; readonly result: JxfzResult };

export type JxfzNotice =
  | "left-motor-on"
  | "right-motor-on"
  | "drag"
  | "brake"
  | "third-roller-fault"
  | "ended"
  | "left-locked"
  | "right-locked"
  | "both-locked";

/** All in daN. */
export interface JxfzResult {
  readonly dragLeft: number;
  readonly dragRight: number;
  readonly maxLeft: number;
  readonly maxRight: number;
  readonly differenceLeft: number;
  readonly differenceRight: number;
}

export const COMMAND = {
  result: 0x02,
  liftUp: 0x03,
  liftDown: 0x04,
  zero: 0x05,
  start: 0x0a,
  end: 0x20,
} as const;
export const LONGEST_FRAME = 16;

const HEAD = 0xff;
const LEFT = 0xaa;
const RIGHT = 0xbb;
const END = 0xee;
const SIGN_AT = 13;
const ECHOES: ReadonlySet<number> = new Set(Object.values(COMMAND));
const NOTICES: ReadonlyMap<number, JxfzNotice> = new Map([
  [0x0001, "left-motor-on"],
  [0x0002, "right-motor-on"],
  [0x0003, "drag"],
  [0x0004, "brake"],
  [0x0005, "third-roller-fault"],
  [0x0006, "third-roller-fault"],
  [0x0007, "ended"],
  [0x0010, "left-locked"],
  [0x0020, "right-locked"],
  [0x0030, "both-locked"],
]);

export function commandFrame(code: number): Uint8Array {
  return Uint8Array.of(HEAD, code, END);
}

export function readJxfzFrame(front: Uint8Array): FrontOfLine<JxfzFrame> {
  switch (front[0]) {
    case LEFT:
      return readForce(front, "left");
    case RIGHT:
      return readForce(front, "right");
    case HEAD:
      return readHeaded(front);
    default:
      return GARBAGE;
  }
}

function readForce(front: Uint8Array, side: "left" | "right"): FrontOfLine<JxfzFrame> {
  const [, high, low, end] = front;
  if (high === undefined) return MORE;
  if (!isBcd(high)) return GARBAGE;
  if (low === undefined) return MORE;
  if (!isBcd(low)) return GARBAGE;
  if (end === undefined) return MORE;
  if (end !== END) return GARBAGE;
  return { kind: "frame", length: 4, frame: { kind: "force", side, forceDaN: bcdPair(high, low) } };
}

/** Three lengths share the head FF; the place of the first EE tells which, since no other byte may be EE. */
function readHeaded(front: Uint8Array): FrontOfLine<JxfzFrame> {
  const endAt = front.indexOf(END, 1);
  const body = front.subarray(1, endAt < 0 ? front.length : endAt);
  if (endAt === 2) {
    const [code = 0] = body;
    return ECHOES.has(code) ? { kind: "frame", length: 3, frame: { kind: "echo", code } } : GARBAGE;
  }
  if (endAt === 3) {
    const [high = 0, low = 0] = body;
    const notice = NOTICES.get((high << 8) | low);
    return notice === undefined ? GARBAGE : { kind: "frame", length: 4, frame: { kind: "notice", notice } };
  }
  if (endAt === LONGEST_FRAME - 1)
    return isResultBody(body)
      ? { kind: "frame", length: LONGEST_FRAME, frame: { kind: "result", result: readResult(front) } }
      : GARBAGE;
  if (endAt >= 0 || front.length >= LONGEST_FRAME) return GARBAGE;
  return couldGrow(body) ? MORE : GARBAGE;
}

/** One byte may be the code of an echo (0A is not BCD); two or more must look like a result, or be a notice without its end. */
function couldGrow(body: Uint8Array): boolean {
  const [first] = body;
  if (first === undefined || (body.length === 1 && ECHOES.has(first))) return true;
  return isResultBody(body);
}

function isResultBody(body: Uint8Array): boolean {
  return body.every((byte, at) => isBcd(at + 1 === SIGN_AT ? byte & 0x0f : byte));
}

function readResult(frame: Uint8Array): JxfzResult {
  const at = (place: number): number => bcdPair(frame[place] ?? 0, frame[place + 1] ?? 0);
  return {
    dragLeft: at(1),
    dragRight: at(3),
    maxLeft: at(5),
    maxRight: at(7),
    differenceLeft: at(9),
    differenceRight: at(11),
  };
}
