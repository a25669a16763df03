import { createHash } from "node:crypto";
import { constants, deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeGzip } from "../../../src/adapters/zlib/node-gzip.ts";
import { deflate } from "../../../src/core/record/deflate.ts";
import { gunzip, gzip } from "../../../src/core/record/gzip.ts";
import { inflate } from "../../../src/core/record/inflate.ts";

const MAX = 256 * 1024;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What zlib makes of a raw stream: the bytes and where it ended; null where it refuses. */
function byZlib(stream: Uint8Array, bytesMax: number): { bytes: Buffer; end: number } | null {
  try {
    const { buffer, engine } = inflateRawSync(stream, {
      maxOutputLength: bytesMax,
      info: true,
    }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, end: engine.bytesWritten };
  } catch {
    return null;
  }
}

function agrees(stream: Uint8Array, bytesMax = MAX): void {
  const theirs = byZlib(stream, bytesMax);
  const ours = inflate(stream, 0, bytesMax);
  if (theirs === null) expect(ours.kind).toBe("refused");
  else if (ours.kind === "refused") expect(ours).toBe(theirs);
  else {
    expect(Buffer.compare(theirs.bytes, ours.bytes)).toBe(0);
    expect(ours.end).toBe(theirs.end);
  }
}

/** Bytes with something to find: repeats near and far, and letters that come seldom. */
const compressible = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }).map(utf8),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat({ max: 3000 }).map((n) => new Uint8Array(n).fill(n & 7)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat([...parts, ...parts.slice(0, 5)]));

describe("compressed bytes", () => {
  test("come back as they went, by our reader and by zlib", () => {
    fc.assert(
      fc.property(fc.oneof(compressible, fc.uint8Array({ maxLength: 2000 })), (bytes) => {
        const packed = gzip(bytes);
        const opened = gunzip(packed, MAX);
        expect(opened.kind === "bytes" && Buffer.compare(opened.bytes, bytes)).toBe(0);
        expect(Buffer.compare(gunzipSync(packed), bytes)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test("are the same on every machine: what is written is written down here", () => {
    expect(Buffer.from(gzip(utf8(""))).toString("hex")).toBe(
      "1f8b08000000000000ff05c0810800000000207feb030000000000000000",
    );
    expect(Buffer.from(gzip(utf8('{"a":"合格","b":"合格","c":"合格"}'.repeat(3)))).toString("hex")).toBe(
      "1f8b08000000000000ffadca311100200840d12e7f36816dd4189ebba3110c421dc8c1080118dfdddb0c3afaae7da1313356e0543f07d32142ac78000000",
    );
  });

  test("are the same on every machine, of a text as long as a record", () => {
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const words = ["rule", "合格", "limit", "brake", "不合格", "value", "unit", "null"];
    let text = "";
    while (text.length < 20_000)
      text += `{"${words[next(8)]}":"${next(900)}","${words[next(8)]}":${next(3)}}`;
    const packed = gzip(utf8(text));
    expect([packed.length, createHash("sha256").update(packed).digest("hex")]).toEqual([
      4376,
      "b22658c9aa6e2a72958329cfa6f6323ca65a036487ec807334c9c74710028567",
    ]);
  });

  test("of any length and window", () => {
    for (const length of [1, 2, 3, 4, 257, 258, 259, 32_767, 32_768, 32_769, 65_537, MAX]) {
      const bytes = Uint8Array.from({ length }, (_, i) => ((i * i) >> 7) & 31);
      expect(Buffer.compare(inflateRawSync(deflate(bytes)), bytes), String(length)).toBe(0);
    }
  });

  test("codes as long as a code can be, in a stream of every kind of count", () => {
    // Counts like Fibonacci's make the deepest tree.
    const counts = [1, 1];
    while (counts.length < 23) counts.push((counts.at(-1) ?? 0) + (counts.at(-2) ?? 0));
    const order = counts.flatMap((count, letter) => new Array<number>(Math.min(count, 12_000)).fill(letter));
    // Shuffled by steps, so that no repeats hide the letters.
    const bytes = Uint8Array.from(order, (_, i) => order[(i * 7919) % order.length] ?? 0).subarray(0, MAX);
    expect(Buffer.compare(inflateRawSync(deflate(bytes)), bytes)).toBe(0);
    agrees(deflate(bytes));
  });
});

describe("a reader of compressed bytes", () => {
  test("opens what zlib writes at any level and by any strategy, blocks that are only stored among them", () => {
    const { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
    fc.assert(
      fc.property(
        compressible,
        fc.constantFrom(0, 1, 3, 6, 9),
        fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE),
        (bytes, level, strategy) => {
          const stream = deflateRawSync(bytes, { level, strategy });
          const opened = inflate(stream, 0, MAX);
          expect(opened).toMatchObject({ kind: "inflated", end: stream.length });
          expect(opened.kind === "inflated" && Buffer.compare(opened.bytes, bytes)).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("agrees with zlib on streams that were spoilt, cut off or made up", () => {
    const spoilt = fc
      .tuple(
        compressible,
        fc.constantFrom(0, 1, 6),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }),
        fc.nat(),
      )
      .map(([bytes, level, changes, cut]) => {
        const stream = Uint8Array.from(deflateRawSync(bytes.subarray(0, 600), { level }));
        for (const [at, byte] of changes) stream[at % stream.length] = byte;
        return cut % 3 === 0 ? stream.subarray(0, cut % (stream.length + 1)) : stream;
      });
    // The head of a block, and then whatever comes: most of what a code can be wrong in stands there.
    const made = fc
      .tuple(fc.nat({ max: 7 }), fc.uint8Array({ minLength: 1, maxLength: 120 }))
      .map(([head, rest]) => {
        rest[0] = ((rest[0] ?? 0) & 0xf8) | head;
        return rest;
      });
    fc.assert(
      fc.property(fc.oneof(spoilt, made, fc.uint8Array({ maxLength: 60 })), (stream) => agrees(stream)),
      { numRuns: process.env.PROOFMARK_FULL === "1" ? 60_000 : 6000 },
    );
  });

  /** A last block with its own codes, by the lengths of its literal and distance codes, and then some bits. */
  function block(
    literals: readonly number[],
    distances: readonly number[],
    more = "1010101010101010",
  ): Uint8Array {
    // Each length is told by itself, by a code of five bits for each of the 16 lengths.
    const lengths = [...literals, ...distances];
    const number = (value: number, bits: number): string =>
      [...value.toString(2).padStart(bits, "0")].reverse().join("");
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    const bits = [
      "101",
      number(literals.length - 257, 5),
      number(distances.length - 1, 5),
      number(order.length - 4, 4),
      ...order.map((symbol) => number(symbol < 16 ? 4 : 0, 3)),
      ...lengths.map((length) => length.toString(2).padStart(4, "0")),
      more,
    ].join("");
    return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
      Number.parseInt([...bits.slice(8 * i, 8 * i + 8).padEnd(8, "0")].reverse().join(""), 2),
    );
  }
  const literalCode = (changed: Readonly<Record<number, number>>, length = 257): number[] =>
    Array.from({ length }, (_, symbol) => changed[symbol] ?? 0);

  test.each<[string, readonly number[], readonly number[], boolean]>([
    ["one literal and the end", literalCode({ 97: 1, 256: 1 }), [0], true],
    ["the end alone, in one bit", literalCode({ 256: 1 }), [0], true],
    ["the end alone, in two bits", literalCode({ 256: 2 }), [0], false],
    ["no end", literalCode({ 97: 1, 98: 1 }), [0], false],
    ["room that nothing takes", literalCode({ 97: 2, 256: 2 }), [0], false],
    ["more than there is room for", literalCode({ 97: 1, 98: 1, 256: 1 }), [0], false],
    ["one distance in one bit", literalCode({ 97: 1, 256: 1 }), [1], true],
    ["one distance in two bits", literalCode({ 97: 1, 256: 1 }), [2], false],
    ["two distances and room", literalCode({ 97: 1, 256: 1 }), [2, 2], false],
    ["too many distances for their room", literalCode({ 97: 1, 256: 1 }), [1, 1, 1], false],
    ["287 literals", literalCode({ 97: 1, 256: 1 }, 287), [0], false],
    ["31 distances", literalCode({ 97: 1, 256: 1 }), Array.from({ length: 31 }, () => 0), false],
    ["a match, and the end", literalCode({ 97: 2, 256: 2, 257: 1 }, 258), [1], true],
  ])("agrees with zlib on a code of %s", (_, literals, distances, isSound) => {
    // Ends at once: the end of the block is the longer or the later of the codes.
    const stream = block(literals, distances, "1111111111111111");
    const opened = inflate(stream, 0, MAX);
    agrees(stream);
    for (const more of ["0000000000000000", "0101010101010101", "1011101110111011", ""])
      agrees(block(literals, distances, more));
    if (!isSound) expect(opened.kind).toBe("refused");
  });

  test("ends where it is told, whatever a stream would become", () => {
    const bomb = deflateRawSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    expect(inflate(bomb, 0, MAX)).toEqual({
      kind: "refused",
      reason: { code: "STREAM_TOO_LONG", params: { bytesMax: MAX } },
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MAX);
    const just = deflateRawSync(Buffer.alloc(MAX));
    expect(inflate(just, 0, MAX).kind).toBe("inflated");
    expect(inflate(just, 0, MAX - 1).kind).toBe("refused");
    agrees(just, MAX);
    agrees(just, MAX - 1);
  });

  test("takes one gzip member with its own head, and says what else is there", () => {
    const bytes = utf8('{"verdict":"pass"}');
    const packed = gzip(bytes);
    const at = (from: Uint8Array, index: number, byte: number): Uint8Array => {
      const changed = Uint8Array.from(from);
      changed[index < 0 ? changed.length + index : index] = byte;
      return changed;
    };
    const codeOf = (from: Uint8Array): string => {
      const opened = gunzip(from, MAX);
      return opened.kind === "bytes" ? "bytes" : opened.reason.code;
    };
    expect(codeOf(packed)).toBe("bytes");
    const cases: [string, Uint8Array, string][] = [
      ["nothing", new Uint8Array(0), "STREAM_HEAD_WRONG"],
      ["JSON", bytes, "STREAM_HEAD_WRONG"],
      [
        "a name in the head",
        Buffer.from("1f8b080800000000000061002b0000000000000000", "hex"),
        "STREAM_HEAD_WRONG",
      ],
      ["a time in the head", at(packed, 4, 1), "STREAM_HEAD_WRONG"],
      ["another system", at(packed, 9, 3), "STREAM_HEAD_WRONG"],
      ["cut off in the stream", packed.subarray(0, 20), "STREAM_CUT_OFF"],
      ["cut off in the checksum", packed.subarray(0, -1), "STREAM_CUT_OFF"],
      ["a byte after the end", Buffer.concat([packed, Buffer.of(0)]), "STREAM_GOES_ON"],
      ["a second member", Buffer.concat([packed, packed]), "STREAM_GOES_ON"],
      ["another checksum", at(packed, -5, 0x55 ^ (packed.at(-5) ?? 0)), "STREAM_CHECKSUM_WRONG"],
      ["another length", at(packed, -1, 1), "STREAM_CHECKSUM_WRONG"],
    ];
    for (const [name, from, code] of cases) expect(codeOf(from), name).toBe(code);
    expect(gunzip(packed, bytes.length).kind).toBe("bytes");
    expect(gunzip(packed, bytes.length - 1)).toMatchObject({ reason: { code: "STREAM_TOO_LONG" } });
  });

  test("two spellings of one content are both opened: which one counts is for whoever signed it", () => {
    const bytes = utf8("合格".repeat(100));
    const stored = Uint8Array.from(gzipSync(bytes, { level: 0 }));
    [stored[8], stored[9]] = [0, 255];
    expect(gunzip(stored, MAX)).toEqual({ kind: "bytes", bytes });
    expect(Buffer.compare(stored, gzip(bytes))).not.toBe(0);
  });
});

test("what a live station compresses by zlib, and what our own does, open to the same document", () => {
  for (const length of [0, 1, 300, 22_000, 200_000]) {
    const bytes = new TextEncoder().encode("轴制动率 brake 2890 N ".repeat(length).slice(0, length));
    for (const compress of [gzip, nodeGzip]) {
      const packed = compress(bytes);
      expect(gunzip(packed, 1_000_000)).toEqual({ kind: "bytes", bytes });
      expect(new Uint8Array(gunzipSync(packed))).toEqual(bytes);
    }
  }
});
