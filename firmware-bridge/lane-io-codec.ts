/**
 * lane-io SysEx, version 1, as README.md of this folder has it: 7-bit packing, CRC-16/CCITT-FALSE, little-endian fields.
 * Decoding never throws; anything that is not exactly a frame of the table is damaged.
 */
import { type Reason, reason } from "../src/core/trade/reasons.ts";

export type LaneIoFrame = { readonly seq: number; readonly timeUs: number } & LaneIoBody;

export type LaneIoBody =
  | {
      readonly type: "identity";
      readonly version: number;
      readonly serial: number;
      readonly lines: number;
      readonly channels: number;
      readonly profile: string;
    }
  | { readonly type: "edge"; readonly line: number; readonly active: boolean }
  | { readonly type: "reading"; readonly channel: number; readonly value: number }
  | { readonly type: "state"; readonly levels: number; readonly values: readonly number[] }
  | { readonly type: "overrun"; readonly lost: number };

export type LaneIoDecoded =
  | { readonly kind: "frame"; readonly frame: LaneIoFrame }
  | { readonly kind: "damaged"; readonly why: Reason };

const HEAD_BYTES = 7;
const CRC_BYTES = 2;

export function encodeHello(seq: number): Uint8Array {
  return frameOf(0x01, seq, []);
}

/** Bit n of `lineMask` (16 bits) is line n, of `channelMask` (8 bits) channel n. */
export function encodeEnable(seq: number, lineMask: number, channelMask: number): Uint8Array {
  return frameOf(0x02, seq, [lineMask & 0xff, (lineMask >> 8) & 0xff, channelMask & 0xff]);
}

/** `frame` from F0 to F7, as the guard cut it. */
export function decodeLaneIo(frame: Uint8Array): LaneIoDecoded {
  const payload = unpackSevenBit(frame.subarray(2, -1));
  if (payload === null) return damaged(wrongForm("SysEx"));
  if (payload.length < HEAD_BYTES + CRC_BYTES) return damaged(wrongForm("SysEx"));
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const bodyEnd = payload.length - CRC_BYTES;
  if (crc16(payload.subarray(0, bodyEnd)) !== view.getUint16(bodyEnd, true))
    return damaged(reason("CHECKSUM_WRONG", {}));
  const body = bodyOf(view, bodyEnd);
  if (body === null) return damaged(wrongForm(`SysEx ${view.getUint8(0).toString(16)}h`));
  return {
    kind: "frame",
    frame: { seq: view.getUint16(1, true), timeUs: view.getUint32(3, true), ...body },
  };
}

function damaged(why: Reason): LaneIoDecoded {
  return { kind: "damaged", why };
}

function wrongForm(what: string): Reason {
  return reason("FORM_WRONG", { what });
}

function bodyOf(view: DataView, end: number): LaneIoBody | null {
  const size = end - HEAD_BYTES;
  const at = HEAD_BYTES;
  switch (view.getUint8(0)) {
    case 0x81:
      return size >= 7 ? identity(view, end) : null;
    case 0x82: {
      const level = size === 2 ? view.getUint8(at + 1) : 2;
      return level > 1 ? null : { type: "edge", line: view.getUint8(at), active: level === 1 };
    }
    case 0x83:
      if (size !== 5) return null;
      return { type: "reading", channel: view.getUint8(at), value: view.getInt32(at + 1, true) };
    case 0x84: {
      if (size < 2 || (size - 2) % 4 !== 0) return null;
      const values: number[] = [];
      for (let offset = at + 2; offset < end; offset += 4) values.push(view.getInt32(offset, true));
      return { type: "state", levels: view.getUint16(at, true), values };
    }
    case 0x85:
      return size === 2 ? { type: "overrun", lost: view.getUint16(at, true) } : null;
    default:
      return null;
  }
}

function identity(view: DataView, end: number): LaneIoBody | null {
  const at = HEAD_BYTES;
  let profile = "";
  for (let offset = at + 7; offset < end; offset++) {
    const code = view.getUint8(offset);
    if (code < 0x20 || code > 0x7e) return null;
    profile += String.fromCharCode(code);
  }
  return {
    type: "identity",
    version: view.getUint8(at),
    serial: view.getUint32(at + 1, true),
    lines: view.getUint8(at + 5),
    channels: view.getUint8(at + 6),
    profile,
  };
}

function frameOf(type: number, seq: number, body: readonly number[]): Uint8Array {
  const payload = new Uint8Array(HEAD_BYTES + body.length + CRC_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint8(0, type);
  view.setUint16(1, seq, true);
  payload.set(body, HEAD_BYTES);
  const bodyEnd = payload.length - CRC_BYTES;
  view.setUint16(bodyEnd, crc16(payload.subarray(0, bodyEnd)), true);
  return Uint8Array.from([0xf0, 0x0d, ...packSevenBit(payload), 0xf7]);
}

export function packSevenBit(payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((payload.length * 8) / 7));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const byte of payload) {
    held |= byte << bits;
    bits += 8;
    while (bits >= 7) {
      out[at++] = held & 0x7f;
      held >>= 7;
      bits -= 7;
    }
  }
  if (bits > 0) out[at] = held & 0x7f;
  return out;
}

/** Null if the length is none that packing gives, a byte has its top bit set, or the fill is not zero. */
export function unpackSevenBit(data: Uint8Array): Uint8Array | null {
  const size = Math.floor((data.length * 7) / 8);
  if (Math.ceil((size * 8) / 7) !== data.length) return null;
  const out = new Uint8Array(size);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const byte of data) {
    if (byte > 0x7f) return null;
    held |= byte << bits;
    bits += 7;
    if (bits >= 8) {
      out[at++] = held & 0xff;
      held >>= 8;
      bits -= 8;
    }
  }
  return held === 0 ? out : null;
}

/** CRC-16/CCITT-FALSE: polynomial 1021h, initial FFFFh, not reflected, no final XOR. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
