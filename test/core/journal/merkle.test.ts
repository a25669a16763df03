import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { leafHash, MerkleTree, nodeHash, storedHashCount } from "../../../src/core/journal/merkle.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/core/journal/merkle-proof.ts";
import { StoredHashes } from "../../../src/core/journal/stored-hashes.ts";
import { TreeFrontier } from "../../../src/core/journal/tree-frontier.ts";

const SIZE = 1025;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const record = (i: number): Uint8Array => new TextEncoder().encode(`record ${i}`);
const roots: Uint8Array[] = [];
const hashes = new StoredHashes();
const frontier = new TreeFrontier(sha256);
for (let i = 0; i < SIZE; i++) {
  roots.push(frontier.root());
  hashes.push(frontier.append(record(i)));
}
roots.push(frontier.root());
const tree = new MerkleTree(sha256, hashes);

const leaves = Array.from({ length: SIZE }, (_, i) => leafHash(sha256, record(i)));
const known = new Map<string, Uint8Array>();

/** The definition of RFC 6962 section 2.1, word for word, over the leaves [from, to): the second implementation. */
function naiveRoot(from: number, to: number): Uint8Array {
  const found = known.get(`${from} ${to}`);
  if (found !== undefined) return found;
  let k = 1;
  while (k * 2 < to - from) k *= 2;
  const root =
    to === from
      ? sha256(new Uint8Array(0))
      : to - from === 1
        ? (leaves[from] as Uint8Array)
        : nodeHash(sha256, naiveRoot(from, from + k), naiveRoot(from + k, to));
  known.set(`${from} ${to}`, root);
  return root;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const at = (bit >> 3) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe("the Merkle tree (JR-06)", () => {
  test("gives the roots of the reference leaves of certificate transparency", () => {
    const references = [
      "",
      "00",
      "10",
      "2021",
      "3031",
      "40414243",
      "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ];
    const expected = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    const edge = new TreeFrontier(sha256);
    const found = [hex(edge.root())];
    for (const leaf of references) {
      edge.append(Buffer.from(leaf, "hex"));
      found.push(hex(edge.root()));
    }
    expect(found).toEqual(expected);
  });

  test("agrees with the definition at every size from 0 to 1025, by all three ways to a root", () => {
    for (let size = 0; size <= SIZE; size++) {
      const expected = hex(naiveRoot(0, size));
      expect(hex(tree.root(size))).toBe(expected);
      expect(hex(roots[size] as Uint8Array)).toBe(expected);
      expect(hex(TreeFrontier.at(sha256, hashes, size).root())).toBe(expected);
    }
    expect(hashes.count).toBe(storedHashCount(SIZE));
  });

  test("proves every leaf of every size up to 70, and nothing else", () => {
    for (let size = 1; size <= 70; size++) {
      const root = tree.root(size);
      for (let index = 0; index < size; index++) {
        const proof = tree.inclusionProof(index, size);
        const claim = { digest: sha256, leaf: record(index), index, size, proof, root };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leaf: record(index + 1) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
        if (size > 1) {
          expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
        }
      }
    }
  });

  test("proves every older size to every newer one up to 70", () => {
    for (let newSize = 0; newSize <= 70; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = tree.consistencyProof(oldSize, newSize);
        const [oldRoot, newRoot] = [tree.root(oldSize), tree.root(newSize)];
        const claim = { digest: sha256, oldSize, oldRoot, newSize, newRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, newRoot: flipped(newRoot, 3) })).toBe(
          oldSize === 0 && newSize > 0,
        );
        if (oldSize > 0) expect(verifyConsistency({ ...claim, oldRoot: flipped(oldRoot, 9) })).toBe(false);
        if (oldSize > 1) expect(verifyConsistency({ ...claim, oldSize: oldSize - 1 })).toBe(false);
      }
    }
  });

  test("no single bit of a proof can change", () => {
    const sizes = fc.tuple(fc.integer({ min: 2, max: SIZE }), fc.nat(), fc.nat());
    fc.assert(
      fc.property(sizes, ([size, place, bit]) => {
        const index = place % size;
        const proof = [...tree.inclusionProof(index, size)];
        const claim = { digest: sha256, leaf: record(index), index, size, root: tree.root(size) };
        expect(verifyInclusion({ ...claim, proof })).toBe(true);
        const at = bit % proof.length;
        proof[at] = flipped(proof[at] as Uint8Array, bit % 256);
        expect(verifyInclusion({ ...claim, proof })).toBe(false);

        const oldSize = 1 + (place % (size - 1));
        const path = [...tree.consistencyProof(oldSize, size)];
        const consistency = {
          digest: sha256,
          oldSize,
          oldRoot: tree.root(oldSize),
          newSize: size,
          newRoot: tree.root(size),
        };
        expect(verifyConsistency({ ...consistency, proof: path })).toBe(true);
        const where = bit % path.length;
        path[where] = flipped(path[where] as Uint8Array, bit % 256);
        expect(verifyConsistency({ ...consistency, proof: path })).toBe(false);
      }),
      { seed: 6962, numRuns: 300 },
    );
  });

  test("hostile numbers and hashes are refused without an exception", () => {
    const root = tree.root(5);
    const proof = tree.inclusionProof(2, 5);
    const claim = { digest: sha256, leaf: record(2), index: 2, size: 5, proof, root };
    for (const index of [-1, 5, 2.5, Number.NaN, 2 ** 53])
      expect(verifyInclusion({ ...claim, index })).toBe(false);
    for (const size of [0, -5, 2, Number.POSITIVE_INFINITY])
      expect(verifyInclusion({ ...claim, size })).toBe(false);
    expect(verifyInclusion({ ...claim, proof: [new Uint8Array(31), ...proof.slice(1)] })).toBe(false);
    expect(verifyInclusion({ ...claim, root: new Uint8Array(0) })).toBe(false);
    const old = { digest: sha256, oldSize: 3, oldRoot: tree.root(3), newSize: 5, newRoot: root };
    expect(verifyConsistency({ ...old, proof: [] })).toBe(false);
    expect(verifyConsistency({ ...old, oldSize: 6, proof: tree.consistencyProof(3, 5) })).toBe(false);
  });
});
