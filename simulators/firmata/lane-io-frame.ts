/** lane-io SysEx, version 1, as `firmware-bridge/README.md` has it: `F0 0D <seven-bit data> F7`. */
export const LANE_IO = 0x0d;
export const HELLO = 0x01;
export const ENABLE = 0x02;
export const IDENTITY = 0x81;
export const EDGE = 0x82;
export const READING = 0x83;
export const STATE = 0x84;
export const OVERRUN = 0x85;

const HEADER_BYTES = 7;
const CRC_BYTES = 2;

export interface LaneIoPayload {
  readonly type: number;
  readonly seq: number;
  readonly timeUs: number;
  readonly body: readonly number[];
}

/** CRC-16/CCITT-FALSE: polynomial 1021h, initial value FFFFh, not reflected, no final XOR. */
export function crc16CcittFalse(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** One little-endian bit string in groups of seven, the last filled with zeros. */
export function pack7Bit(bytes: readonly number[]): number[] {
  const packed: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held |= byte << bits;
    bits += 8;
    while (bits >= 7) {
      packed.push(held & 0x7f);
      held >>= 7;
      bits -= 7;
    }
  }
  if (bits > 0) packed.push(held & 0x7f);
  return packed;
}

export function unpack7Bit(packed: readonly number[]): number[] {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const group of packed) {
    held |= group << bits;
    bits += 7;
    if (bits >= 8) {
      bytes.push(held & 0xff);
      held >>= 8;
      bits -= 8;
    }
  }
  return bytes;
}

export function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

export function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}

/** The whole SysEx; `spoilCrc` flips one bit of the sum, as a bad line would. */
export function encodeLaneIo(payload: LaneIoPayload, spoilCrc = false): number[] {
  const head = [payload.type, ...u16(payload.seq), ...u32(payload.timeUs), ...payload.body];
  const crc = crc16CcittFalse(head) ^ (spoilCrc ? 1 : 0);
  return [0xf0, LANE_IO, ...pack7Bit([...head, ...u16(crc)]), 0xf7];
}

/** `data` is what stands between `F0 0D` and `F7`. A string says what is wrong with it. */
export function decodeLaneIo(data: readonly number[]): LaneIoPayload | string {
  const bytes = unpack7Bit(data);
  if (bytes.length < HEADER_BYTES + CRC_BYTES) return `lane-io frame of ${bytes.length} bytes`;
  const head = bytes.slice(0, -CRC_BYTES);
  const [low = 0, high = 0] = bytes.slice(-CRC_BYTES);
  if (crc16CcittFalse(head) !== (low | (high << 8))) return "lane-io frame with a bad CRC";
  const at = (i: number): number => head[i] ?? 0;
  return {
    type: at(0),
    seq: at(1) | (at(2) << 8),
    timeUs: (at(3) | (at(4) << 8) | (at(5) << 16) | (at(6) << 24)) >>> 0,
    body: head.slice(HEADER_BYTES),
  };
}
