import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase45, encodeBase45 } from "../../../src/core/marks/base45.ts";
import { markBody, markText, readMarkText } from "../../../src/core/marks/mark-text.ts";
import { unzlib, zlibOf } from "../../../src/core/marks/zlib-stream.ts";

/** Goal: one mark is one text, and whatever else a camera may give is refused. */
const utf8 = new TextEncoder();

describe("Base45", () => {
  test.each([
    ["AB", "BB8"],
    ["Hello!!", "%69 VD92EX0"],
    ["base-45", "UJCLQE7W581"],
    ["ietf!", "QED8WEX0"],
    ["", ""],
  ])("%s is %s", (text, encoded) => {
    expect(encodeBase45(utf8.encode(text))).toBe(encoded);
    expect(decodeBase45(encoded)).toEqual(utf8.encode(text));
  });

  test.each(["A", "BB8A", "GGW", ":::", "V5", "::", "bb8", "BB8 ", " BB8", "BıB", "B\u00a08", "BB8\n"])(
    "%j is refused",
    (text) => {
      expect(decodeBase45(text)).toBeNull();
    },
  );

  test("the largest of each are taken", () => {
    expect(decodeBase45("FGW")).toEqual(Uint8Array.of(255, 255));
    expect(decodeBase45("U5")).toEqual(Uint8Array.of(255));
  });

  test("bytes and texts are one to one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
    const signs = fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");
    fc.assert(
      fc.property(fc.string({ unit: signs, maxLength: 40 }), (text) => {
        const bytes = decodeBase45(text);
        if (bytes !== null) expect(encodeBase45(bytes)).toBe(text);
      }),
    );
  });
});

describe("zlib", () => {
  const bytes = utf8.encode("状态".repeat(40));

  test("what is written, any zlib opens", () => {
    expect(new Uint8Array(inflateSync(zlibOf(bytes)))).toEqual(bytes);
    expect(unzlib(zlibOf(bytes), 1_000)).toEqual(bytes);
  });

  test("what goes on, ends early, says another checksum or is too long is refused", () => {
    const packed = zlibOf(bytes);
    expect(unzlib(Uint8Array.of(...packed, 0), 1_000)).toBeNull();
    expect(unzlib(packed.slice(0, -1), 1_000)).toBeNull();
    expect(unzlib(packed, bytes.length - 1)).toBeNull();
    expect(unzlib(packed, bytes.length)).toEqual(bytes);
    for (const at of [0, 1, packed.length - 1]) {
      const spoilt = packed.slice();
      spoilt[at] = (spoilt[at] as number) ^ 1;
      expect(unzlib(spoilt, 1_000), `byte ${at}`).toBeNull();
    }
    expect(unzlib(new Uint8Array(0), 10)).toBeNull();
  });
});

describe("a mark's text", () => {
  const noise = Uint8Array.from({ length: 200 }, (_none, at) => (at * 167 + (at >> 3) * 31) & 255);

  test("noise stays as it is, and what repeats is deflated", () => {
    expect(markBody({ mark: noise, status: null })[0]).toBe(0x82);
    expect(markBody({ mark: new Uint8Array(200), status: noise.slice(0, 20) })[0]).toBe(0x78);
  });

  test("it is read as it was written", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.uint8Array({ maxLength: 100 })),
        (mark, status) => {
          const parts = { mark: new Uint8Array(mark), status: status && new Uint8Array(status) };
          expect(readMarkText(markText(markBody(parts)))).toEqual(parts);
        },
      ),
    );
  });

  test.each([
    ["no prefix", "6BF"],
    ["another prefix", "PM2:6BF"],
    ["a prefix in small letters", "pm1:6BF"],
    ["a blank before it", " PM1:6BF"],
    ["nothing", "PM1:"],
    ["a single part", `PM1:${encodeBase45(Uint8Array.of(0x81, 0x40))}`],
    ["three parts", `PM1:${encodeBase45(Uint8Array.of(0x83, 0x40, 0xf6, 0xf6))}`],
    ["a status that is a text", `PM1:${encodeBase45(Uint8Array.of(0x82, 0x40, 0x60))}`],
    ["no mark", `PM1:${encodeBase45(Uint8Array.of(0x82, 0xf6, 0xf6))}`],
    ["more than a code can hold", `PM1:${"0".repeat(4_095)}`],
    ["a bomb", `PM1:${encodeBase45(zlibOf(new Uint8Array(20_000)))}`],
  ])("%s is refused", (_what, text) => {
    expect(readMarkText(text)).toBeNull();
  });
});
