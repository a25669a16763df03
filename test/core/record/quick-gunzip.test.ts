import { deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeGunzip } from "../../../src/adapters/zlib/node-gunzip.ts";
import { nodeGzip } from "../../../src/adapters/zlib/node-gzip.ts";
import { gunzip, gzip, gzipMember } from "../../../src/core/record/gzip.ts";

/** Goal: a worker of the registry opens a record by zlib, and for whatever bytes come it gives what our own reader gives, bytes or reason. */
const BYTES_MAX = 3_000;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function openedAlike(packed: Uint8Array, bytesMax = BYTES_MAX): "bytes" | "refused" {
  const [quick, own] = [nodeGunzip(packed, bytesMax), gunzip(packed, bytesMax)];
  if (quick.kind === "bytes" && own.kind === "bytes") {
    expect(Buffer.compare(quick.bytes, own.bytes)).toBe(0);
    return "bytes";
  }
  expect(quick).toStrictEqual(own);
  return "refused";
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.string({ unit: "binary", maxLength: 200 }).map((text) => utf8(text.repeat(6))),
  fc.nat({ max: 2 * BYTES_MAX }).map((length) => new Uint8Array(length).fill(length & 7)),
);
const member = fc
  .tuple(
    content,
    fc.constantFrom(gzip, nodeGzip, (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))),
  )
  .map(([bytes, by]) => by(bytes));

test("what is one member and no longer than it may be, and what is not", () => {
  const seen = { bytes: 0, refused: 0 };
  fc.assert(
    fc.property(member, (packed) => {
      seen[openedAlike(packed)]++;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.bytes, seen.refused)).toBeGreaterThan(10);
});

test("bits turned over, bytes cut off, put in and put behind, anywhere in a member", () => {
  const spoilt = fc.tuple(member, fc.nat(), fc.nat(), fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 12 }));
  fc.assert(
    fc.property(spoilt, ([packed, at, bit, what, more]) => {
      const place = at % packed.length;
      const changed = [...packed];
      if (what === 0) changed[place] = (changed[place] as number) ^ (1 << (bit & 7));
      else if (what === 1) changed.splice(place, 1 + (bit % 9));
      else if (what === 2) changed.splice(place, 0, ...more);
      else if (what === 3) changed.push(...more);
      else changed.splice(changed.length - 8, 0, ...more);
      openedAlike(Uint8Array.from(changed));
    }),
    { numRuns: 1_500 },
  );
});

test("a tail that lies, a second member, a stream that is not the end, and one beyond the bound", () => {
  const bytes = utf8("0123456789".repeat(50));
  const stream = deflateRawSync(bytes);
  const packed = nodeGzip(bytes);
  const checksum = new DataView(packed.buffer).getUint32(packed.length - 8, true);
  const cases: readonly Uint8Array[] = [
    gzipMember(stream, bytes.length - 1, checksum),
    gzipMember(stream, bytes.length + 1, checksum),
    gzipMember(stream, 0xffff_ffff, checksum),
    gzipMember(stream, bytes.length, checksum ^ 1),
    gzipMember(Buffer.concat([stream, Buffer.of(0)]), bytes.length, checksum),
    gzipMember(stream.subarray(0, -1), bytes.length, checksum),
    Buffer.concat([gzip(new Uint8Array(0)), packed]),
    Buffer.concat([packed, gzip(new Uint8Array(0))]),
    new Uint8Array(0),
    packed.subarray(0, 17),
  ];
  expect(cases.map((one) => openedAlike(one))).toStrictEqual(cases.map(() => "refused"));
  expect(openedAlike(packed, bytes.length)).toBe("bytes");
  expect(openedAlike(packed, bytes.length - 1)).toBe("refused");
});
