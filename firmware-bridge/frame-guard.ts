/**
 * Stands between a board's bytes and everything that believes them. Cuts the stream into whole frames, lets through only
 * what this bridge uses, in lengths the Firmata protocol 2.6 document allows, with pins that the board has, and only
 * after the board has said its version; the rest is dropped and counted. Holds at most `FRAME_BYTES_MAX` bytes. Never
 * throws.
 */
export const FRAME_BYTES_MAX = 600;
const PINS_MAX = 128;
/** firmata-io appends its list of analog pins at each mapping answer; a board that repeats it must not grow it for ever. */
const MAPPINGS_MAX = 8;

export const START_SYSEX = 0xf0;
const END_SYSEX = 0xf7;
const REPORT_VERSION = 0xf9;
export const LANE_IO = 0x0d;

export interface GuardedFrame {
  /** `evidence`: a lane-io frame, unjudged but for its length. `firmata`: safe for firmata-io as it is. */
  readonly kind: "evidence" | "firmata";
  /** The whole frame, from its command byte (F0, 9x, F9) to its last byte. */
  readonly bytes: Uint8Array;
}

export interface FrameCutter {
  push(bytes: Uint8Array): readonly Uint8Array[];
  dropped(): number;
  droppedEvidence(): number;
  /** Bytes of a frame that is not complete yet; at most `FRAME_BYTES_MAX`. */
  heldBytes(): number;
}

/** Whole frames of the commands F0..F7, 90..9F and F9; everything between them is skipped. */
export function createFrameCutter(): FrameCutter {
  const buffer = new Uint8Array(FRAME_BYTES_MAX);
  let length = 0;
  let dropped = 0;
  let droppedEvidence = 0;
  let skipping = false;

  const skip = () => {
    if (length > 0 || !skipping) dropped++;
    if (length > 1 && buffer[0] === START_SYSEX && buffer[1] === LANE_IO) droppedEvidence++;
    length = 0;
    skipping = true;
  };

  const start = (byte: number) => {
    if (byte !== START_SYSEX && byte !== REPORT_VERSION && (byte < 0x90 || byte > 0x9f)) {
      skip();
      return;
    }
    buffer[0] = byte;
    length = 1;
    skipping = false;
  };

  /** True when `byte` ends a frame. */
  const take = (byte: number): boolean => {
    const sysex = buffer[0] === START_SYSEX;
    if (length > 0 && byte >= 0x80 && !(sysex && byte === END_SYSEX)) skip();
    if (length === 0) {
      start(byte);
      return false;
    }
    if (length === FRAME_BYTES_MAX) {
      skip();
      return false;
    }
    buffer[length++] = byte;
    return sysex ? byte === END_SYSEX : length === 3;
  };

  return {
    push(bytes) {
      const frames: Uint8Array[] = [];
      for (const byte of bytes) {
        if (!take(byte)) continue;
        frames.push(buffer.slice(0, length));
        length = 0;
      }
      return frames;
    },
    dropped: () => dropped,
    droppedEvidence: () => droppedEvidence,
    heldBytes: () => length,
  };
}

export interface FrameJudge {
  /** Null for a frame that must not be passed on. */
  judge(frame: Uint8Array): GuardedFrame["kind"] | null;
}

/**
 * Which answers this bridge needs, and when firmata-io 2.3.0 survives them. A judge belongs to one board object and is
 * asked for every frame that object is to get, in order: what the judge knows of the board (version seen, number of pins)
 * is what firmata-io knows.
 */
export function createFrameJudge(): FrameJudge {
  let versionSeen = false;
  let pinCount = 0;
  let mappings = 0;

  const sysex: Readonly<Record<number, (frame: Uint8Array) => boolean>> = {
    // F0 79 major minor (two 7-bit halves a character)* F7
    121: (frame) => frame.length >= 5 && frame.length % 2 === 1,
    // F0 6C ((mode resolution)* 7F){pins} F7
    108: (frame) => {
      const pins = capabilityPins(frame);
      if (pins === null || (pinCount !== 0 && pins !== pinCount)) return false;
      pinCount = pins;
      return true;
    },
    // F0 6A (channel){pins} F7
    106: (frame) => {
      if (pinCount === 0 || frame.length !== pinCount + 3 || mappings === MAPPINGS_MAX) return false;
      mappings++;
      return true;
    },
    // F0 6E pin mode state{1..3} F7
    110: (frame) => frame.length >= 6 && frame.length <= 8 && (frame[2] ?? PINS_MAX) < pinCount,
    // F0 71 (two 7-bit halves a character)* F7
    113: (frame) => frame.length % 2 === 1,
  };

  return {
    judge(frame) {
      const command = frame[0];
      if (command === REPORT_VERSION) {
        versionSeen = true;
        return "firmata";
      }
      if (command === START_SYSEX && frame[1] === LANE_IO) return "evidence";
      if (!versionSeen) return null;
      if (command !== START_SYSEX) return ((command ?? 0) & 0x0f) * 8 < pinCount ? "firmata" : null;
      const fits = sysex[frame[1] ?? 0];
      return fits?.(frame) === true ? "firmata" : null;
    },
  };
}

/** Number of pins (1..128) of a capability answer, or null if it is not one. */
function capabilityPins(frame: Uint8Array): number | null {
  let pins = 0;
  let at = 2;
  const end = frame.length - 1;
  while (at < end) {
    if (frame[at] === 0x7f) {
      pins++;
      at++;
    } else at += 2;
  }
  const closed = at === end && frame[end - 1] === 0x7f;
  return closed && pins >= 1 && pins <= PINS_MAX ? pins : null;
}
