import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { IndexComparison } from "../../../src/core/journal/index-comparison.ts";
import { TreeFrontier } from "../../../src/core/journal/tree-frontier.ts";

type Spoil = (hash: Uint8Array, record: number, level: number) => Uint8Array | null;

const other = (hash: Uint8Array): Uint8Array => hash.map((byte) => byte ^ 0x3c);
const oneBit = (hash: Uint8Array): Uint8Array => hash.map((byte, i) => (i === 7 ? byte ^ 8 : byte));

/** So many records, against the index that was made from them and then spoilt. */
function compared(records: number, spoil: Spoil): IndexComparison {
  const frontier = new TreeFrontier(sha256);
  const comparison = new IndexComparison();
  for (let record = 0; record < records; record++) {
    const made = frontier.append(Uint8Array.of(record));
    const stored = made.map((hash, level) => spoil(hash, record, level));
    comparison.note(record, made, stored);
  }
  return comparison;
}

describe("records against an index", () => {
  test("agree, also where the index does not go so far", () => {
    const sound = compared(9, (hash, record) => (record < 6 ? hash : null));
    expect([sound.firstDifference, sound.suspect()]).toEqual([null, null]);
  });

  test("one leaf that is another: the pair above it vouches for its record", () => {
    const damaged = compared(8, (hash, record, level) => (record === 4 && level === 0 ? other(hash) : hash));
    expect([damaged.firstDifference, damaged.suspect()]).toEqual([4, null]);
  });

  test("a pair that is another: its records vouch for themselves", () => {
    const damaged = compared(8, (hash, _, level) => (level === 2 ? other(hash) : hash));
    expect([damaged.firstDifference, damaged.suspect()]).toEqual([3, null]);
  });

  test("a record that was exchanged differs in every hash above it, and nothing vouches for it", () => {
    const above = (record: number, level: number): boolean => record >= 5 && record + 1 - 2 ** level <= 5;
    const edited = compared(11, (hash, record, level) => (above(record, level) ? other(hash) : hash));
    expect([edited.firstDifference, edited.suspect()]).toEqual([5, 5]);
    edited.prove(5);
    expect(edited.suspect()).toBe(5);
    edited.prove(6);
    expect(edited.suspect()).toBeNull();
  });

  test("the last leaf of all has nothing above it: a bit of it that is another is damage, another hash is not", () => {
    const last = (how: (hash: Uint8Array) => Uint8Array) =>
      compared(7, (hash, record, level) => (record === 6 && level === 0 ? how(hash) : hash));
    expect([last(oneBit).firstDifference, last(oneBit).suspect()]).toEqual([6, null]);
    expect(last(other).suspect()).toBe(6);
  });

  test("a pair that differs makes a suspect of the one whose own hash was never stored", () => {
    const unstored = compared(2, (hash, record, level) =>
      level === 1 ? other(hash) : record === 1 ? null : hash,
    );
    expect(unstored.suspect()).toBe(1);
  });
});
