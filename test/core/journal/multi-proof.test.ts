import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { MerkleTree } from "../../../src/core/journal/merkle.ts";
import { verifyInclusion } from "../../../src/core/journal/merkle-proof.ts";
import {
  type DisclosedLeaf,
  hashesAtMost,
  multiProof,
  rootOfMultiProof,
  verifyMultiProof,
} from "../../../src/core/journal/multi-proof.ts";
import { StoredHashes } from "../../../src/core/journal/stored-hashes.ts";
import { TreeFrontier } from "../../../src/core/journal/tree-frontier.ts";

/** Goal: leaves and hashes amount to the root of the log for exactly what was disclosed, and for nothing else. */
const SIZE = 3000;
const record = (i: number): Uint8Array => new TextEncoder().encode(`record ${i}`);
const stored = new StoredHashes();
const frontier = new TreeFrontier(sha256);
for (let i = 0; i < SIZE; i++) stored.push(frontier.append(record(i)));
const tree = new MerkleTree(sha256, stored);
const disclosed = (indexes: readonly number[]): DisclosedLeaf[] =>
  indexes.map((index) => ({ index, bytes: record(index) }));

function claimOf(indexes: readonly number[], size: number) {
  return { digest: sha256, size, leaves: disclosed(indexes), hashes: multiProof(tree, indexes, size) };
}

describe("a proof of many leaves", () => {
  test("comes to the root for every set of leaves of every tree of up to nine", () => {
    for (let size = 1; size <= 9; size++)
      for (let set = 0; set < 2 ** size; set++) {
        const indexes = Array.from({ length: size }, (_, i) => i).filter((i) => (set >> i) & 1);
        const claim = claimOf(indexes, size);
        expect(verifyMultiProof(claim, tree.root(size)), `${indexes} of ${size}`).toBe(true);
      }
  });

  test("is of one leaf what an inclusion proof is, in the order of the tree", () => {
    for (let size = 1; size <= 40; size++)
      for (let index = 0; index < size; index++) {
        const { hashes } = claimOf([index], size);
        const proof = tree.inclusionProof(index, size);
        expect(new Set(hashes.map(String))).toEqual(new Set(proof.map(String)));
        expect(hashes).toHaveLength(proof.length);
      }
  });

  test("says of each of its leaves what their inclusion proofs say, in trees of any size", () => {
    const sets = fc
      .tuple(fc.integer({ min: 1, max: SIZE }), fc.array(fc.nat(SIZE - 1), { maxLength: 60 }))
      .map(([size, some]) => ({
        size,
        indexes: [...new Set(some.map((i) => i % size))].sort((a, b) => a - b),
      }));
    fc.assert(
      fc.property(sets, ({ size, indexes }) => {
        const claim = claimOf(indexes, size);
        expect(claim.hashes.length).toBeLessThanOrEqual(hashesAtMost(indexes.length));
        const root = rootOfMultiProof(claim);
        expect(root).toEqual(tree.root(size));
        for (const index of indexes) {
          const proof = tree.inclusionProof(index, size);
          const single = { digest: sha256, leaf: record(index), index, size, proof };
          expect(verifyInclusion({ ...single, root: root as Uint8Array })).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("what is not the proof of exactly these leaves", () => {
  const indexes = [3, 4, 90, 91, 92, 700, 1499];
  const size = 1500;
  const good = claimOf(indexes, size);
  const root = tree.root(size);

  test("is refused: any leaf taken away, changed or moved; any hash taken away, doubled, changed or exchanged", () => {
    expect(verifyMultiProof(good, root)).toBe(true);
    const spoilt = [
      ...indexes.flatMap((_, at) => [
        { ...good, leaves: good.leaves.filter((__, i) => i !== at) },
        {
          ...good,
          leaves: good.leaves.map((leaf, i) => (i === at ? { ...leaf, bytes: record(2000) } : leaf)),
        },
        {
          ...good,
          leaves: good.leaves.map((leaf, i) => (i === at ? { ...leaf, index: leaf.index + 1 } : leaf)),
        },
      ]),
      ...good.hashes.flatMap((hash, at) => [
        { ...good, hashes: good.hashes.filter((__, i) => i !== at) },
        { ...good, hashes: good.hashes.toSpliced(at, 0, hash) },
        {
          ...good,
          hashes: good.hashes.with(
            at,
            hash.map((byte) => byte ^ 1),
          ),
        },
        { ...good, hashes: good.hashes.with(at, hash.subarray(1)) },
      ]),
      ...good.hashes.slice(1).map((_, at) => {
        const [one, other] = [good.hashes[at], good.hashes[at + 1]] as [Uint8Array, Uint8Array];
        return { ...good, hashes: good.hashes.with(at, other).with(at + 1, one) };
      }),
      { ...good, leaves: [...good.leaves].reverse() },
      { ...good, leaves: [...good.leaves, ...good.leaves.slice(-1)] },
      { ...good, hashes: [] },
    ];
    for (const claim of spoilt) expect(verifyMultiProof(claim, root)).toBe(false);
    expect(verifyMultiProof(good, tree.root(size - 1))).toBe(false);
  });

  test("is refused whatever its size and indexes say", () => {
    for (const wrong of [-1, 0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, size - 1, size + 1])
      expect(verifyMultiProof({ ...good, size: wrong }, root)).toBe(false);
    for (const index of [-1, 0.5, Number.NaN, size, 2 ** 53]) {
      const leaves = [{ index, bytes: record(3) }];
      expect(rootOfMultiProof({ ...good, leaves })).toBeNull();
    }
  });

  test("is refused where it holds more hashes than any proof of so many leaves", () => {
    const [hash] = good.hashes as [Uint8Array];
    const hashes = Array.from({ length: hashesAtMost(1) + 1 }, () => hash);
    expect(rootOfMultiProof({ digest: sha256, size: 2, leaves: disclosed([0]), hashes })).toBeNull();
  });

  test("never throws, whatever is in it", () => {
    const claim = fc.record({
      size: fc.oneof(fc.maxSafeNat(), fc.double()),
      leaves: fc.array(
        fc.record({ index: fc.oneof(fc.nat(20), fc.double()), bytes: fc.uint8Array({ maxLength: 9 }) }),
        { maxLength: 5 },
      ),
      hashes: fc.array(fc.uint8Array({ minLength: 31, maxLength: 33 }), { maxLength: 80 }),
    });
    fc.assert(fc.property(claim, (any) => verifyMultiProof({ digest: sha256, ...any }, root) === false));
  });
});
