import { encode } from "cborg";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CborNode, entryOf, shownNode } from "../../../src/core/cbor/cbor-node.ts";
import { DETERMINISTIC, embeddedIn, readCbor, readWithin } from "../../../src/core/cbor/read-cbor.ts";
import { cbor, Tagged } from "../../support/cbor-bytes.ts";
import { hex } from "../../support/licence-vectors.ts";

/** Goal: received CBOR means one thing or is refused with the place; what is read keeps the bytes it came in. */
function node(text: string): CborNode {
  const read = readCbor(hex(text));
  if (read.kind === "refused") throw new Error(`${read.fault} at ${read.at}`);
  return read.node;
}

describe("values", () => {
  test.each([
    ["00", "0"],
    ["17", "23"],
    ["1818", "24"],
    ["1b001fffffffffffff", "9007199254740991"],
    ["20", "-1"],
    ["3903e7", "-1000"],
    ["f4", "false"],
    ["f6", "null"],
    ["f7", "undefined"],
    ["f93c00", "1"],
    ["f90001", "5.960464477539063e-8"],
    ["f97c00", "Infinity"],
    ["fa47c35000", "100000"],
    ["fb3ff199999999999a", "1.1"],
    ["63e6b189", '"汉"'],
    ["4401020304", "bytes(4)"],
    ["9f0102ff", "array(2)"],
    ["5f42010243030405ff", "bytes(5)"],
    ["c0613a", "tag(0)"],
  ])("%s is %s", (text, shown) => {
    expect(shownNode(node(text))).toBe(shown);
  });

  test("beyond 2^53 it is carried and is no number", () => {
    expect(node("1b0020000000000000").kind).toBe("wide-integer");
    expect(node("3bffffffffffffffff").kind).toBe("wide-integer");
    expect(node("3b001ffffffffffffe")).toMatchObject({ kind: "integer", value: -9007199254740991 });
    expect(node("3b001fffffffffffff").kind).toBe("wide-integer");
  });

  test('a byte order mark is a letter, and 1 and "1" are different keys', () => {
    expect(node("63efbbbf")).toMatchObject({ kind: "text", value: "\ufeff" });
    const map = node("a201616161316162");
    if (map.kind !== "map") throw new Error("no map");
    expect(shownNode(entryOf(map, 1))).toBe('"a"');
  });

  test("each thing has its place and its bytes, within tag 24 as well", () => {
    const whole = cbor({ a: new Tagged(24, cbor(["x", 1])), b: 2 });
    const read = readCbor(whole, undefined, 100);
    if (read.kind === "refused" || read.node.kind !== "map") throw new Error("refused");
    const inner = embeddedIn(entryOf(read.node, "a"));
    if (inner === null) throw new Error("not embedded");
    expect(Buffer.from(inner.whole).toString("hex")).toBe("d8184482617801");
    const within = readWithin(inner);
    if (within.kind === "refused" || within.node.kind !== "array") throw new Error("refused");
    const { at, bytes } = within.node.items[1] as CborNode;
    expect(whole.subarray(at - 100, at - 100 + bytes.length)).toEqual(Buffer.from([1]));
  });
});

describe("refusals", () => {
  test.each([
    ["", "ends-early", 0],
    ["18", "ends-early", 0],
    ["1c", "reserved-head", 0],
    ["1f", "reserved-head", 0],
    ["df00", "reserved-head", 0],
    ["ff", "stray-break", 0],
    ["8201", "ends-early", 0],
    ["820102ff", "trailing-bytes", 3],
    ["0000", "trailing-bytes", 1],
    ["a2616101616102", "duplicate-key", 4],
    ["a20100180100", "duplicate-key", 3],
    ["a18001", "key-kind", 1],
    ["a1f401", "key-kind", 1],
    ["61ff", "bad-text", 0],
    ["63eda080", "bad-text", 0],
    ["7f61c26180ff", "bad-text", 1],
    ["5f6161ff", "mixed-pieces", 1],
    ["5f5f4101ffff", "mixed-pieces", 1],
    ["5f4101", "ends-early", 3],
    ["9b7fffffffffffffff", "ends-early", 0],
    ["5b00000000ffffffff", "ends-early", 0],
    ["bbffffffffffffffff", "ends-early", 0],
    ["e0", "simple-value", 0],
    ["f8ff", "simple-value", 0],
    ["c001", "tag-content", 0],
    ["c1613a", "tag-content", 0],
    ["d81801", "tag-content", 0],
    ["d903ec01", "tag-content", 0],
    ["dbffffffffffffffff00", "unknown-tag", 0],
  ])("%s: %s at %i", (text, fault, at) => {
    expect(readCbor(hex(text))).toEqual({ kind: "refused", fault, at });
  });

  test("16 levels are read and 17 are not, and 100 000 do not break the stack", () => {
    const nested = (levels: number) => hex(`${"81".repeat(levels - 1)}00`);
    expect(readCbor(nested(16)).kind).toBe("read");
    expect(readCbor(nested(17))).toMatchObject({ fault: "too-deep" });
    expect(readCbor(nested(100_000))).toMatchObject({ fault: "too-deep" });
  });

  test("size and number of things are capped", () => {
    expect(readCbor(new Uint8Array(256 * 1024 + 1))).toMatchObject({ fault: "too-large" });
    expect(readCbor(cbor(Array.from({ length: 19_999 }, () => 0))).kind).toBe("read");
    expect(readCbor(cbor(Array.from({ length: 20_000 }, () => 0)))).toMatchObject({ fault: "too-many" });
  });
});

describe("what we write ourselves", () => {
  test.each([
    ["1801", "longer-head"],
    ["1900ff", "longer-head"],
    ["5801aa", "longer-head"],
    ["9f01ff", "indefinite-length"],
    ["7f6161ff", "indefinite-length"],
    ["a22000181800", "unsorted-keys"],
    ["f93c00", "float-here"],
    ["f7", "simple-value"],
    ["1b0020000000000000", "wide-number"],
    ["d903e601", "unknown-tag"],
  ])("%s is read of others, and of our own refused: %s", (text, fault) => {
    expect(readCbor(hex(text)).kind).toBe("read");
    expect(readCbor(hex(text), DETERMINISTIC)).toMatchObject({ kind: "refused", fault });
  });

  test("24 comes before -1", () => {
    expect(readCbor(hex("a21818002000"), DETERMINISTIC).kind).toBe("read");
  });
});

describe("any bytes", () => {
  test("what another hand encodes is read, and the parts of it are the whole", () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
        fc.string({ unit: "binary" }),
        fc.uint8Array(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true }),
        fc.array(tie("any"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("any"), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        const bytes = encode(any);
        const read = readCbor(bytes);
        if (read.kind === "refused") return read.fault === "too-deep";
        return Buffer.from(read.node.bytes).equals(Buffer.from(bytes)) && partsFill(read.node);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test("nothing throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) =>
        ["read", "refused"].includes(readCbor(bytes).kind),
      ),
      { numRuns: 5000, seed: 2 },
    );
  });
});

/** Children lie one after the other, and end where their parent ends. */
function partsFill(parent: CborNode): boolean {
  const children =
    parent.kind === "array"
      ? parent.items
      : parent.kind === "map"
        ? parent.entries.flatMap(({ key, value }) => [key, value])
        : [];
  if (children.length === 0) return true;
  let at = (children[0] as CborNode).at;
  for (const child of children) {
    if (child.at !== at || !partsFill(child)) return false;
    at += child.bytes.length;
  }
  return at === parent.at + parent.bytes.length;
}
