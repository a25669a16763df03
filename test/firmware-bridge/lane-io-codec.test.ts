import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  crc16,
  decodeLaneIo,
  encodeEnable,
  encodeHello,
  packSevenBit,
  unpackSevenBit,
} from "../../firmware-bridge/lane-io-codec.ts";
import { decodeLaneIo as boardDecodes, encodeLaneIo } from "../../simulators/firmata/lane-io-frame.ts";

const edge = Uint8Array.from(encodeLaneIo({ type: 0x82, seq: 513, timeUs: 0xfffffffe, body: [9, 1] }));

describe("the lane-io codec", () => {
  test("the CRC has the catalogue's check value", () => {
    expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x29b1);
  });

  test("packing is one little-endian bit string in groups of seven", () => {
    // FF 01 is, bit 0 first, 11111111 10000000: groups 1111111 1100000 00.
    expect([...packSevenBit(Uint8Array.of(0xff, 0x01))]).toEqual([0x7f, 0x03, 0x00]);
    expect([...(unpackSevenBit(Uint8Array.of(0x7f, 0x03, 0x00)) ?? [])]).toEqual([0xff, 0x01]);
  });

  test("packing comes back, and takes ceil(8n/7) bytes below 80h", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const packed = packSevenBit(bytes);
        expect(packed.length).toBe(Math.ceil((bytes.length * 8) / 7));
        expect(packed.every((byte) => byte < 0x80)).toBe(true);
        expect(unpackSevenBit(packed)).toEqual(bytes);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test.each([
    ["a length that packing never gives", [1]],
    ["fill bits that are not zero", [0x7f, 0x03, 0x04]],
    ["a byte with its top bit set", [0x80, 0x00]],
  ])("unpacking refuses %s", (_, data) => {
    expect(unpackSevenBit(Uint8Array.from(data))).toBeNull();
  });

  test("what we say, a board understands", () => {
    const hello = encodeHello(7);
    const enable = encodeEnable(65_535, 0x7ff, 0x03);
    expect(boardDecodes([...hello.slice(2, -1)])).toEqual({ type: 1, seq: 7, timeUs: 0, body: [] });
    expect(boardDecodes([...enable.slice(2, -1)])).toEqual({
      type: 2,
      seq: 65_535,
      timeUs: 0,
      body: [0xff, 0x07, 0x03],
    });
  });

  test.each([
    ["EDGE", 0x82, [3, 0], { type: "edge", line: 3, active: false }],
    ["READING", 0x83, [1, 0xff, 0xff, 0xff, 0xff], { type: "reading", channel: 1, value: -1 }],
    ["STATE", 0x84, [0x01, 0x80, 0x20, 3, 0, 0], { type: "state", levels: 0x8001, values: [800] }],
    ["STATE without channels", 0x84, [1, 0], { type: "state", levels: 1, values: [] }],
    ["OVERRUN", 0x85, [2, 1], { type: "overrun", lost: 258 }],
    [
      "IDENTITY",
      0x81,
      [1, 0x78, 0x56, 0x34, 0x92, 11, 2, 0x61, 0x62],
      { type: "identity", version: 1, serial: 0x92345678, lines: 11, channels: 2, profile: "ab" },
    ],
  ])("%s of the table", (_, type, body, expected) => {
    const frame = Uint8Array.from(encodeLaneIo({ type, seq: 9, timeUs: 70_000, body }));
    expect(decodeLaneIo(frame)).toEqual({ kind: "frame", frame: { seq: 9, timeUs: 70_000, ...expected } });
  });

  test.each([
    ["an unknown type", 0x86, [1]],
    ["a host's type", 0x01, []],
    ["an EDGE with a third level", 0x82, [0, 2]],
    ["an EDGE that is too long", 0x82, [0, 1, 0]],
    ["a READING that is too short", 0x83, [0, 1, 2, 3]],
    ["a STATE with half a channel", 0x84, [0, 0, 1, 2]],
    ["an IDENTITY whose profile is not text", 0x81, [1, 0, 0, 0, 0, 1, 1, 7]],
  ])("%s is damaged, whatever its CRC says", (_, type, body) => {
    expect(decodeLaneIo(Uint8Array.from(encodeLaneIo({ type, seq: 0, timeUs: 0, body }))).kind).toBe(
      "damaged",
    );
  });

  test("any single flipped bit, and any cut, is noticed", () => {
    for (let bit = 0; bit < (edge.length - 3) * 7; bit++) {
      const spoilt = edge.slice();
      const at = 2 + Math.floor(bit / 7);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << (bit % 7));
      expect(decodeLaneIo(spoilt).kind).toBe("damaged");
    }
    for (let keep = 3; keep < edge.length; keep++)
      expect(decodeLaneIo(Uint8Array.from([...edge.slice(0, keep - 1), 0xf7])).kind).toBe("damaged");
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 130 }), (data) => {
        decodeLaneIo(Uint8Array.from([0xf0, 0x0d, ...data, 0xf7]));
        decodeLaneIo(data);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
