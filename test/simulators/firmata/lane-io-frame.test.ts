import { describe, expect, test } from "vitest";
import {
  crc16CcittFalse,
  decodeLaneIo,
  EDGE,
  encodeLaneIo,
  pack7Bit,
  unpack7Bit,
} from "../../../simulators/firmata/lane-io-frame.ts";

describe("lane-io frames", () => {
  test("the CRC is CCITT-FALSE by its check value", () => {
    expect(crc16CcittFalse(Buffer.from("123456789"))).toBe(0x29b1);
  });

  test("seven-bit packing by hand: FF 01 80 becomes 7F 03 00 04", () => {
    expect(pack7Bit([0xff, 0x01, 0x80])).toEqual([0x7f, 0x03, 0x00, 0x04]);
    expect(unpack7Bit([0x7f, 0x03, 0x00, 0x04])).toEqual([0xff, 0x01, 0x80]);
  });

  test("a payload of n bytes takes ceil(8n/7) data bytes and comes back", () => {
    for (let n = 1; n < 40; n++) {
      const bytes = Array.from({ length: n }, (_, i) => (i * 73 + 200) & 0xff);
      const packed = pack7Bit(bytes);
      expect(packed).toHaveLength(Math.ceil((8 * n) / 7));
      expect(packed.every((group) => group < 0x80)).toBe(true);
      expect(unpack7Bit(packed)).toEqual(bytes);
    }
  });

  test("an EDGE, byte by byte", () => {
    const head = [0x82, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12, 0x02, 0x01];
    const crc = crc16CcittFalse(head);
    const frame = encodeLaneIo({ type: EDGE, seq: 0x1234, timeUs: 0x12345678, body: [2, 1] });
    expect(frame.slice(0, 2)).toEqual([0xf0, 0x0d]);
    expect(frame.at(-1)).toBe(0xf7);
    expect(unpack7Bit(frame.slice(2, -1))).toEqual([...head, crc & 0xff, crc >> 8]);
    expect(decodeLaneIo(frame.slice(2, -1))).toEqual({
      type: EDGE,
      seq: 0x1234,
      timeUs: 0x12345678,
      body: [2, 1],
    });
  });

  test("a spoilt frame is refused", () => {
    const frame = encodeLaneIo({ type: EDGE, seq: 1, timeUs: 0, body: [2, 1] }, true);
    expect(decodeLaneIo(frame.slice(2, -1))).toMatch(/CRC/);
    expect(decodeLaneIo([1, 2, 3])).toMatch(/bytes/);
  });
});
