import { describe, expect, test } from "vitest";
import { crc32c } from "../../../src/core/journal/crc32c.ts";
import { frameBytes, readFrame, writeFrame } from "../../../src/core/journal/frame.ts";
import {
  formatSegmentHeader,
  JOURNAL_FORMAT,
  journalFormatOf,
  parseSegmentHeader,
} from "../../../src/core/journal/segment-header.ts";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);

describe("CRC-32C", () => {
  test("gives the published values (RFC 3720 appendix B.4, and the check value)", () => {
    expect(crc32c(text("123456789"))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(new Uint8Array(0))).toBe(0);
  });

  test("goes on from a part", () => {
    const bytes = text("a record that is longer than eight bytes");
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(crc32c(bytes, cut, bytes.length, crc32c(bytes, 0, cut))).toBe(crc32c(bytes));
    }
  });
});

describe("a frame", () => {
  const record = text('{"type":"job-input"}');
  const bytes = new Uint8Array(frameBytes(record));
  writeFrame(bytes, 0, record, 41, 7);

  test("gives back what was written, at its index only", () => {
    const frame = readFrame(bytes, 0, 41);
    expect(frame).toEqual({ start: 8, end: bytes.length, sinceSync: 7 });
    expect(bytes.slice(frame?.start, frame?.end)).toEqual(record);
    expect(readFrame(bytes, 0, 40)).toBeNull();
  });

  test("no byte of it can change", () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 16, 128]) {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ bit;
        expect(readFrame(damaged, 0, 41)).toBeNull();
      }
    }
  });
});

describe("a segment header", () => {
  const header = {
    station: "HB-WH-0042",
    segment: 3,
    firstIndex: 2 ** 40 + 5,
    previousRoot: new Uint8Array(32).fill(9),
  };

  test("round-trips, and no byte of it can change", () => {
    const bytes = formatSegmentHeader(header);
    expect(parseSegmentHeader(bytes)).toEqual(header);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 4;
      expect(parseSegmentHeader(damaged)).toBeNull();
      expect(parseSegmentHeader(bytes.slice(0, at))).toBeNull();
    }
  });

  test("of another format is no header of ours, and says which it is", () => {
    const bytes = formatSegmentHeader(header);
    expect(journalFormatOf(bytes)).toBe(JOURNAL_FORMAT);
    const view = new DataView(bytes.buffer);
    view.setUint32(8, 1, true);
    expect(journalFormatOf(bytes)).toBeNull();
    view.setUint32(124, crc32c(bytes, 0, 124), true);
    expect(journalFormatOf(bytes)).toBe(1);
    expect(parseSegmentHeader(bytes)).toBeNull();
  });
});
