import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { BLOCK_RECORDS, BlockHashes } from "../../../src/core/journal/block-hashes.ts";
import {
  MerkleTree,
  storedHashCount,
  storedHashIndex,
  storedHashPlace,
} from "../../../src/core/journal/merkle.ts";
import { StoredHashes } from "../../../src/core/journal/stored-hashes.ts";
import { TreeFrontier } from "../../../src/core/journal/tree-frontier.ts";

/** Goal: what is kept of blocks, and what is read again, give every root and proof that all hashes give. */
const BLOCKS = 300;
const SIZE = (BLOCKS + 1) * BLOCK_RECORDS + 3;
const record = (i: number): Uint8Array => new TextEncoder().encode(`record ${i}`);
const added: (readonly Uint8Array[])[] = [];
const stored = new StoredHashes();
const edge = new TreeFrontier(sha256);
for (let i = 0; i < SIZE; i++) {
  const hashes = edge.append(record(i));
  added.push(hashes);
  stored.push(hashes);
}
const whole = new MerkleTree(sha256, stored);

/** Of so many records; `recordOf` is what the disk has when it is asked again. */
function blocksOf(size: number, recordOf: (index: number) => Uint8Array | null = record) {
  const asked: number[] = [];
  const hashes = new BlockHashes(sha256, {
    *records(from, to) {
      asked.push(from);
      for (let i = from; i < to; i++) {
        const bytes = recordOf(i);
        if (bytes === null) return;
        yield bytes;
      }
    },
    changed: (from) => new Error(`changed from ${from}`),
  });
  for (const one of added.slice(0, size)) hashes.push(one);
  return { hashes, tree: new MerkleTree(sha256, hashes), asked };
}

const nearBorder = (blocksMax: number) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: blocksMax }),
      fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: 0, max: 63 })),
    )
    .map(([block, off]) => Math.max(0, block * BLOCK_RECORDS + off));

describe("hashes kept by blocks", () => {
  test("every stored hash has a place, and each place its hash", () => {
    for (let leaf = 0; leaf < 3000; leaf++) {
      const from = storedHashCount(leaf);
      for (let index = from; index < storedHashCount(leaf + 1); index++)
        expect(storedHashPlace(index)).toEqual({ leaf, level: index - from });
    }
    for (let level = 0; level < 50; level++) {
      const index = 2 ** (50 - level) - 1;
      const place = { leaf: (index + 1) * 2 ** level - 1, level };
      expect(storedHashPlace(storedHashIndex(level, index))).toEqual(place);
    }
  });

  test("give the roots and proofs of all hashes, at every size near the border of a block, and far back", () => {
    const olds = fc.array(fc.tuple(nearBorder(BLOCKS), fc.nat()), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(nearBorder(BLOCKS), olds, (size, asked) => {
        const { hashes, tree } = blocksOf(size);
        expect(hashes.size).toBe(size);
        expect(tree.root(size)).toEqual(whole.root(size));
        for (const [wanted, place] of asked) {
          const old = Math.min(size, wanted);
          expect(tree.root(old)).toEqual(whole.root(old));
          expect(tree.consistencyProof(old, size)).toEqual(whole.consistencyProof(old, size));
          if (old === 0) continue;
          const index = place % old;
          for (const of of [old, size])
            expect(tree.inclusionProof(index, of)).toEqual(whole.inclusionProof(index, of));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("the newest blocks are not read again, an older one once, and a hash of many records never", () => {
    const { tree, asked } = blocksOf(SIZE);
    for (let back = 0; back < 255 * BLOCK_RECORDS; back += 37) tree.root(SIZE - back);
    for (let block = 0; block <= BLOCKS; block++) tree.root(block * BLOCK_RECORDS);
    expect(asked).toEqual([]);
    for (const size of [10, 20, 63, 10]) tree.root(size);
    expect(asked).toEqual([0]);
    for (let block = 1; block <= 8; block++) tree.root(block * BLOCK_RECORDS + 1);
    tree.root(8 * BLOCK_RECORDS + 5);
    tree.root(10);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 0].map((block) => block * BLOCK_RECORDS));
  });

  test("give the same on both sides of what is kept whole, wherever the newest block ends", () => {
    for (let off = 0; off < 3; off++) {
      const size = SIZE - off * 33;
      const { tree } = blocksOf(size);
      for (let back = 253 * BLOCK_RECORDS; back < 259 * BLOCK_RECORDS; back += 5)
        expect(tree.root(size - back)).toEqual(whole.root(size - back));
    }
  });

  test.each([
    ["another record", (i: number) => (i === 70 ? record(71) : record(i))],
    ["one record less", (i: number) => (i === 127 ? null : record(i))],
    ["none at all", () => null],
  ])("a block that has %s when it is asked for again is refused", (_, recordOf) => {
    const { tree } = blocksOf(SIZE, recordOf);
    expect(() => tree.root(65)).toThrow("changed from 64");
    expect(() => tree.inclusionProof(100, SIZE)).toThrow("changed from 64");
    expect(tree.root(128)).toEqual(whole.root(128));
    expect(tree.inclusionProof(16_300, SIZE)).toEqual(whole.inclusionProof(16_300, SIZE));
  });
});
