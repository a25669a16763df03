import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32c } from "../../../src/core/journal/crc32c.ts";
import { advanceCrc32c, CrcShift, prefixesOfCrc32c } from "../../../src/core/journal/crc32c-parts.ts";
import {
  FRAME_HEADER_BYTES,
  frameBytes,
  RECORD_BYTES_MAX,
  writeFrame,
} from "../../../src/core/journal/frame.ts";
import { type LaterFrame, laterFrames } from "../../../src/core/journal/later-frames.ts";

/** Goal: the quick search finds what the plain one does, which takes a checksum at every offset; no more and no less. */
function plainSearch(tail: Uint8Array, index: number): LaterFrame[] {
  const found: LaterFrame[] = [];
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = 1; at + FRAME_HEADER_BYTES < tail.length; at++) {
    const head = view.getUint32(at, true);
    const length = head % 2 ** 22;
    const end = at + FRAME_HEADER_BYTES + length;
    if (length === 0 || end > tail.length) continue;
    const sum = crc32c(tail, at + FRAME_HEADER_BYTES, end, crc32c(tail, at, at + 4));
    const mask = (sum ^ view.getUint32(at + 4, true)) >>> 0;
    const ahead = (mask - (index % 2 ** 32) + 2 ** 32) % 2 ** 32;
    if (ahead < 1 || ahead > at / (FRAME_HEADER_BYTES + 1)) continue;
    found.push({ at, index: index + ahead, batchStart: index + ahead - Math.floor(head / 2 ** 22) });
  }
  return found;
}

interface Piece {
  readonly record: Uint8Array;
  readonly sinceSync: number;
  readonly ahead: number;
  /** Bytes that stand there in place of a frame. */
  readonly foreign: Uint8Array | null;
  readonly cut: number;
  readonly flip: number | null;
}

const rarely = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some });

const piece: fc.Arbitrary<Piece> = fc.record({
  record: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  sinceSync: fc.nat(1023),
  ahead: fc.integer({ min: 0, max: 12 }),
  foreign: rarely(fc.uint8Array({ maxLength: 40 })),
  cut: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60) }),
  flip: rarely(fc.nat()),
});

function tailFrom(pieces: readonly Piece[], index: number): Uint8Array {
  const parts = pieces.map(({ record, sinceSync, ahead, foreign, cut, flip }) => {
    if (foreign !== null) return foreign;
    const bytes = new Uint8Array(frameBytes(record));
    writeFrame(bytes, 0, record, index + ahead, sinceSync);
    if (flip !== null) bytes[flip % bytes.length] = (bytes[flip % bytes.length] ?? 0) ^ (1 << (flip % 8));
    return bytes.subarray(0, Math.max(0, bytes.length - cut));
  });
  return new Uint8Array(Buffer.concat(parts));
}

const someIndex = fc.constantFrom(0, 1, 41, 2 ** 32 - 3, 2 ** 32, 2 ** 40 + 5);

describe("the search behind damage", () => {
  test("finds what the plain search finds, in frames whole, cut, flipped and between foreign bytes", () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), someIndex, (pieces, index) => {
        const tail = tailFrom(pieces, index);
        const plain = plainSearch(tail, index);
        expect([...laterFrames(tail, index)]).toEqual(plain);
        found += plain.length;
      }),
      { numRuns: 300, seed: 27 },
    );
    expect(found).toBeGreaterThan(200);
  });

  test("of lengths that need every digit of the shift", () => {
    for (const length of [255, 256, 32_767, 32_768, 70_001, RECORD_BYTES_MAX]) {
      const record = new Uint8Array(length).map((_, i) => (i * 7) ^ (i >>> 5));
      const tail = new Uint8Array(30 + frameBytes(record) + 3).fill(0xff);
      writeFrame(tail, 30, record, 8, 2);
      expect([...laterFrames(tail, 7)]).toEqual([{ at: 30, index: 8, batchStart: 6 }]);
    }
  });

  test("a record that has no room before it is not there", () => {
    const record = new TextEncoder().encode('{"type":"job-input"}');
    const tail = new Uint8Array(300).fill(0x20);
    writeFrame(tail, 200, record, 44, 2);
    expect([...laterFrames(tail, 41)]).toEqual([{ at: 200, index: 44, batchStart: 42 }]);
    expect([...laterFrames(tail, 44)]).toEqual([]);
    // Sixty records do not fit into two hundred bytes.
    writeFrame(tail, 200, record, 101, 2);
    expect([...laterFrames(tail, 41)]).toEqual([]);
    for (let length = 0; length < 10; length++)
      expect([...laterFrames(new Uint8Array(length), 0)]).toEqual([]);
  });
});

describe("a checksum in parts", () => {
  test("of any part of a text follows from its beginnings", () => {
    const bytes = new Uint8Array(3000).map((_, i) => (i * 73) ^ (i >>> 3));
    const upTo = prefixesOfCrc32c(bytes);
    const shift = new CrcShift();
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [5, 300],
      [17, 2999],
      [1, 3000],
    ] as const) {
      const state = shift.past(-1 ^ (upTo[from] ?? 0), to - from) ^ (upTo[to] ?? 0);
      expect(~state >>> 0).toBe(crc32c(bytes, from, to));
    }
  });

  test("a shift is that many zero bytes", () => {
    const shift = new CrcShift();
    for (const bytes of [0, 1, 127, 255, 256, 33_000, 2 ** 22 - 1]) {
      let state = 0x1234567;
      for (let i = 0; i < bytes; i++) state = advanceCrc32c(state, 0);
      expect(shift.past(0x1234567, bytes) >>> 0).toBe(state >>> 0);
    }
  });
});
