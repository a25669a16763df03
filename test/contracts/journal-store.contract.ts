import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { verifyConsistency, verifyInclusion } from "../../src/core/journal/merkle-proof.ts";
import { verifyMultiProof } from "../../src/core/journal/multi-proof.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";

export interface JournalStoreSubject {
  readonly name: string;
  /** A new, empty store. */
  open(): JournalStore;
}

const record = (i: number): Uint8Array => new TextEncoder().encode(`record ${i} ${"x".repeat(i % 50)}`);
const texts = (records: Iterable<Uint8Array>): string[] =>
  [...records].map((r) => new TextDecoder().decode(r));

/** Resolves with the first index when the records are durable. */
export function appended(store: JournalStore, records: readonly Uint8Array[]): Promise<number> {
  return new Promise((resolve, reject) => {
    store.onFatal(reject);
    store.append(records, resolve);
  });
}

/** The promises of the JournalStore port; every implementation runs them. */
export function journalStoreContract({ name, open }: JournalStoreSubject): void {
  describe(`${name} keeps the journal's promises`, () => {
    test("an empty journal has the empty root and nothing to read", async () => {
      const store = open();
      expect(store.size()).toBe(0);
      expect([...store.read(0)]).toEqual([]);
      expect(Buffer.from(store.root(0)).toString("hex")).toMatch(/^e3b0c442/);
      await store.close();
    });

    test("indexes are consecutive and callbacks come once each, in call order, not before the size says so", async () => {
      const store = open();
      const seen: string[] = [];
      await new Promise<void>((resolve) => {
        let next = 0;
        for (let call = 0; call < 40; call++) {
          const count = call % 4;
          const expected = next;
          next += count;
          store.append(
            Array.from({ length: count }, (_, i) => record(expected + i)),
            (firstIndex) => {
              expect(firstIndex).toBe(expected);
              expect(store.size()).toBeGreaterThanOrEqual(expected + count);
              seen.push(`call ${call}`);
              if (call === 39) resolve();
            },
          );
        }
      });
      expect(seen).toEqual(Array.from({ length: 40 }, (_, call) => `call ${call}`));
      expect(texts(store.read(0))).toEqual(
        Array.from({ length: 60 }, (_, i) => new TextDecoder().decode(record(i))),
      );
      await store.close();
    });

    test("what a callback appends comes after what was appended before it", async () => {
      const store = open();
      const order: number[] = [];
      await new Promise<void>((resolve) => {
        store.append([record(0)], (first) => {
          order.push(first);
          store.append([record(2)], (then) => {
            order.push(then);
            resolve();
          });
        });
      });
      expect(order).toEqual([0, 1]);
      await store.close();
    });

    test("a caller may use his buffer again", async () => {
      const store = open();
      const mine = record(1).slice();
      const done = appended(store, [mine]);
      mine.fill(0);
      await done;
      expect(texts(store.read(0))).toEqual([new TextDecoder().decode(record(1))]);
      await store.close();
    });

    test("reads from any index, lazily, and not beyond what was durable when the reading began", async () => {
      const store = open();
      await appended(
        store,
        Array.from({ length: 300 }, (_, i) => record(i)),
      );
      for (const from of [0, 1, 63, 64, 65, 255, 299, 300]) {
        const found = texts(store.read(from));
        expect(found).toHaveLength(300 - from);
        expect(found[0]).toBe(from === 300 ? undefined : new TextDecoder().decode(record(from)));
      }
      const reading = store.read(299)[Symbol.iterator]();
      expect(reading.next().done).toBe(false);
      await appended(store, [record(300)]);
      expect(reading.next().done).toBe(true);
      await store.close();
    });

    test("proofs verify between any two sizes", async () => {
      const store = open();
      for (let i = 0; i < 20; i++) await appended(store, [record(i)]);
      for (let size = 1; size <= 20; size++) {
        for (let index = 0; index < size; index++) {
          const proof = store.inclusionProof(index, size);
          const claim = { digest: sha256, leaf: record(index), index, size, proof, root: store.root(size) };
          expect(verifyInclusion(claim)).toBe(true);
          expect(
            verifyConsistency({
              digest: sha256,
              oldSize: index,
              oldRoot: store.root(index),
              newSize: size,
              newRoot: store.root(size),
              proof: store.consistencyProof(index, size),
            }),
          ).toBe(true);
        }
        const leaves = [0, 3, 4, 11, 19].filter((index) => index < size);
        const disclosed = leaves.map((index) => ({ index, bytes: record(index) }));
        const hashes = store.multiProof(disclosed, size);
        const claim = { digest: sha256, size, leaves: disclosed, hashes };
        expect(verifyMultiProof(claim, store.root(size))).toBe(true);
      }
      await store.close();
    });

    test("refuses a record of no bytes, a root beyond its size and an append after close", async () => {
      const store = open();
      expect(() => store.append([new Uint8Array(0)], () => undefined)).toThrow("1 byte");
      expect(() => store.root(1)).toThrow();
      await store.close();
      expect(() => store.append([record(0)], () => undefined)).toThrow("closed");
    });

    test("close waits for what is staged", async () => {
      const store = open();
      const seen: number[] = [];
      for (let i = 0; i < 10; i++) store.append([record(i)], (first) => seen.push(first));
      await store.close();
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
  });
}
