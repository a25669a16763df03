import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OwnCbor, readCbor, TaggedCbor, writeCbor } from "../../../src/core/cose/own-cbor.ts";
import { isOfKid, kidOf, readSign1OfOurs, unsignedSign1 } from "../../../src/core/cose/own-sign1.ts";

/** Goal: one content is one byte string. What anybody else might have written for the same content is refused. */
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const read = (text: string): unknown => readCbor(hex(text), 4_096)?.value;

describe("own CBOR", () => {
  test("keys stand in the order of their bytes, not of their lengths", () => {
    const map = new Map<number | string, OwnCbor>([
      [-1, 0],
      [24, 0],
      [-70_001, 0],
      ["a", 0],
      [65_535, 0],
      [1, 0],
    ]);
    expect(Buffer.from(writeCbor(map)).toString("hex")).toBe(
      ["a6", "0100", "181800", "19ffff00", "2000", "3a0001117000", "616100"].join(""),
    );
  });

  test.each([
    ["a head longer than it needs", "1801"],
    ["a list without an end", "9f01ff"],
    ["a text without an end", "7f6161ff"],
    ["keys out of order", "a2 02 00 01 00"],
    ["a key twice", "a2 01 00 01 01"],
    ["a float", "f93c00"],
    ["a larger float", "fb3ff0000000000000"],
    ["true", "f5"],
    ["undefined", "f7"],
    ["a number that is not safe", "1b0020000000000000"],
    ["a tag of somebody else", "c1 00"],
    ["a tag with a longer head", "d90012 80"],
    ["text that is no UTF-8", "62c328"],
    ["half a character", "63eda080"],
    ["something behind it", "0000"],
    ["nothing", ""],
    ["less than it says", "4401"],
    ["a list as a key", "a18000"],
    ["nine lists in each other", "818181818181818181 80"],
  ])("%s is refused", (_what, text) => {
    expect(readCbor(hex(text), 4_096)).toBeNull();
  });

  test("a hundred thousand lists in each other are refused and not a crash", () => {
    expect(readCbor(new Uint8Array(100_000).fill(0x81), 200_000)).toBeNull();
    expect(readCbor(Uint8Array.of(0x80), 0)).toBeNull();
  });

  test("what is ours is read", () => {
    expect(read("a1 01 d2 80")).toEqual(new Map([[1, new TaggedCbor(18, [])]]));
    expect(read("83 00 20 1b001fffffffffffff")).toEqual([0, -1, Number.MAX_SAFE_INTEGER]);
    expect(read("63e9b284")).toBe("鲄");
  });

  test("what is written is read, and any other bytes are refused or the same", () => {
    const value: fc.Arbitrary<OwnCbor> = fc.letrec<{ value: OwnCbor }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constant(null),
        fc.maxSafeInteger(),
        fc.string({ unit: "grapheme" }),
        fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
        fc.array(tie("value"), { maxLength: 4 }),
        fc
          .array(fc.tuple(fc.oneof(fc.maxSafeInteger(), fc.string({ unit: "grapheme" })), tie("value")), {
            maxLength: 4,
          })
          .map((members) => new Map(members)),
        tie("value").map((inner) => new TaggedCbor(18, inner)),
      ),
    })).value;
    fc.assert(
      fc.property(value, fc.nat(), fc.nat(255), (made, place, byte) => {
        const bytes = writeCbor(made);
        expect(readCbor(bytes, 65_536)).toEqual({ value: made });
        const spoilt = bytes.slice();
        spoilt[place % spoilt.length] = byte;
        const other = readCbor(spoilt, 65_536);
        if (other !== null) expect(writeCbor(other.value)).toEqual(spoilt);
      }),
      { numRuns: 300 },
    );
  });

  test.each<readonly [string, OwnCbor]>([
    ["a fraction", 1.5],
    ["a number beyond the safe ones", 2 ** 53],
    ["half a character", "\ud800"],
    ["not a number", Number.NaN],
  ])("%s is never written", (_what, value) => {
    expect(() => writeCbor([value])).toThrow(/our own CBOR|whole characters/);
  });
});

describe("own COSE_Sign1", () => {
  const kid = kidOf("0123456789abcdef".repeat(4));
  const payload = new Map<number, OwnCbor>([[6, 1]]);
  const unsigned = unsignedSign1({ kid, typ: "pm/test" }, payload);
  const signature = new Uint8Array(64).fill(7);
  const whole = unsigned.finish(signature);

  test("what is signed is the structure of RFC 9052 over head and payload as they stand", () => {
    const parts = [
      "84",
      "6a5369676e617475726531",
      "56a3012604480123456789abcdef1067706d2f74657374",
      "40",
      "43a10601",
    ];
    expect(Buffer.from(unsigned.toBeSigned).toString("hex")).toBe(parts.join(""));
  });

  test("it is read as it was written", () => {
    const sign1 = readSign1OfOurs(whole, 4_096);
    expect(sign1).toMatchObject({ kid, typ: "pm/test", payload, signature, toBeSigned: unsigned.toBeSigned });
    expect(isOfKid("0123456789abcdef".repeat(4), kid)).toBe(true);
    expect(isOfKid(`1${"0".repeat(63)}`, kid)).toBe(false);
  });

  const head = (entries: readonly (readonly [number, OwnCbor])[]): Uint8Array => writeCbor(new Map(entries));
  const sound: readonly (readonly [number, OwnCbor])[] = [
    [1, -7],
    [4, kid],
    [16, "pm/test"],
  ];
  const content = writeCbor(payload);
  const of = (...parts: readonly OwnCbor[]): Uint8Array => writeCbor(new TaggedCbor(18, parts));
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ["no tag", writeCbor([head(sound), new Map(), content, signature])],
    ["something unprotected", of(head(sound), new Map([[3, "x"]]), content, signature)],
    ["a payload elsewhere", of(head(sound), new Map(), null, signature)],
    ["a short signature", of(head(sound), new Map(), content, signature.slice(1))],
    ["a fifth part", of(head(sound), new Map(), content, signature, 0)],
    ["another algorithm", of(head([[1, -8], ...sound.slice(1)]), new Map(), content, signature)],
    [
      "a kid of seven bytes",
      of(
        head([
          [1, -7],
          [4, kid.slice(1)],
          [16, "x"],
        ]),
        new Map(),
        content,
        signature,
      ),
    ],
    ["no type", of(head(sound.slice(0, 2)), new Map(), content, signature)],
    ["more in its head", of(head([...sound, [33, kid]]), new Map(), content, signature)],
    ["a payload that is no map", of(head(sound), new Map(), writeCbor([1]), signature)],
    [
      "a payload with something behind it",
      of(head(sound), new Map(), Uint8Array.of(...content, 0), signature),
    ],
  ];
  test.each(wrong)("%s is refused", (_what, bytes) => {
    expect(readSign1OfOurs(bytes, 4_096)).toBeNull();
  });
});
