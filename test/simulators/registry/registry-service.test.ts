import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { isCount, strictBase64, strictJson } from "../../../simulators/registry/strict-text.ts";
import { readCheckpoint } from "../../../simulators/registry/witness-note.ts";
import {
  emptyRoot,
  isConsistent,
  leafHash,
  rootByInclusion,
} from "../../../simulators/registry/witnessed-tree.ts";
import { WITNESS_SEED } from "../../support/delivery-world.ts";
import { PlainJournal, SealingStation } from "../../support/sealing-station.ts";
import { bytesOf, checkpointNote, submissionOf } from "../../support/submissions.ts";

const FIXED = { seed: 20260105, numRuns: 200 };

describe("registry service", () => {
  test("answers any bytes with one refusal and keeps nothing", () => {
    const station = new SealingStation();
    station.seal();
    const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    const before = service.fingerprint();
    const honest = bytesOf(submissionOf(station, 0));
    const mutated = fc
      .array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = honest.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      })
      .filter((bytes) => !Buffer.from(bytes).equals(honest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(bytesOf), mutated), (bytes) => {
        const answers = service.handle(bytes, 0);
        expect(answers).toHaveLength(1);
        expect(JSON.parse(new TextDecoder().decode(answers[0])).schema).toBe("proofmark/refusal/v1");
        expect(service.fingerprint()).toBe(before);
      }),
      FIXED,
    );
  });

  test("two services with one seed give the same bytes", () => {
    const answer = () => {
      const station = new SealingStation();
      station.seal();
      const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
      return Buffer.from(service.handle(bytesOf(submissionOf(station, 0)), 5000)[0] ?? []).toString("hex");
    };
    expect(answer()).toBe(answer());
  });

  test("keeps the stations apart", () => {
    const stations = [new SealingStation("A"), new SealingStation("B")] as const;
    const service = new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: stations.map((station) => station.registration),
    });
    for (const station of stations) {
      station.seal();
      service.handle(bytesOf(submissionOf(station, 0)), 0);
    }
    expect(service.stored.map((record) => [record.station, record.index])).toEqual([
      ["A", 1],
      ["B", 1],
    ]);
    expect([service.size("A"), service.size("B"), service.size("C")]).toEqual([2, 2, 0]);
  });
});

describe("witnessed tree", () => {
  const journal = new PlainJournal();
  journal.append(
    Array.from({ length: 70 }, (_, i) => bytesOf(`entry ${i}`)),
    () => undefined,
  );
  const root = (size: number) => Buffer.from(journal.root(size));
  const buffers = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash));

  test("agrees with the two known roots of RFC 6962", () => {
    const known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(emptyRoot().toString("hex")).toBe(known);
    const leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    expect(leafHash(new Uint8Array()).toString("hex")).toBe(leaf);
  });

  test("takes every true proof up to 40 leaves and no changed one", () => {
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const path = buffers(journal.inclusionProof(index, size));
        const leaf = leafHash(journal.entries[index] ?? new Uint8Array());
        expect(rootByInclusion(leaf, index, size, path)?.equals(root(size))).toBe(true);
        expect(rootByInclusion(leaf, index + 1, size, path)?.equals(root(size))).not.toBe(true);
        expect(rootByInclusion(leaf, index, size, [...path, root(1)])?.equals(root(size))).not.toBe(true);
      }
      for (let old = 0; old <= size; old++) {
        const proof = buffers(journal.consistencyProof(old, size));
        expect(isConsistent(old, root(old), size, root(size), proof)).toBe(true);
        const wrong = createHash("sha256").update(`${old} ${size}`).digest();
        expect(isConsistent(old, wrong, size, root(size), proof)).toBe(false);
        // Everything continues the empty log.
        expect(isConsistent(old, root(old), size, wrong, proof)).toBe(old === 0);
        expect(isConsistent(old, root(old), size, root(size), [...proof, wrong])).toBe(false);
        for (let i = 0; i < proof.length; i++) {
          expect(isConsistent(old, root(old), size, root(size), proof.with(i, wrong))).toBe(false);
          expect(isConsistent(old, root(old), size, root(size), proof.toSpliced(i, 1))).toBe(false);
        }
      }
    }
  });
});

describe("strict text", () => {
  test("base64 has one spelling for each byte string", () => {
    for (const bad of ["YWJjZB==", "YWJjZA", "YWJj\n", "YW Jj", "YWJj-_8=", "====", null, 5]) {
      expect(strictBase64(bad)).toBeNull();
    }
    expect(strictBase64("YWJjZA==")?.toString()).toBe("abcd");
  });

  test("JSON with a repeated member is refused at any depth and in any spelling, other JSON is not", () => {
    for (const bad of ['{"a":1,"a":1}', '[{"x":{"b":1,"\\u0062":2}}]', '{"a":{"a":[{}]},"a" : 1}']) {
      expect(() => strictJson(bad)).toThrow(SyntaxError);
    }
    const good = '{"a":{"a":"a\\"b:"},"b":["a","a",{"a":1},{"a":1}],"c":":","":0}';
    expect(strictJson(good)).toEqual(JSON.parse(good));
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(strictJson(text)).toEqual(JSON.parse(text));
      }),
      FIXED,
    );
  });

  test("a count is a whole number from 0 to 2^53 - 1", () => {
    expect([0, 1, 2 ** 53 - 1].every((n) => isCount(n))).toBe(true);
    expect([-1, -0, 0.5, 2 ** 53, Number.NaN, "1", null].some((n) => isCount(n))).toBe(false);
  });
});

test("a checkpoint note is read whole or not at all", () => {
  const station = new SealingStation();
  station.seal();
  const note = checkpointNote(station, 2);
  expect(readCheckpoint(note)).toMatchObject({ origin: "proofmark/TEST-0001", size: 2, records: 1 });
  for (let length = 0; length < note.length; length++) {
    const cut = readCheckpoint(note.slice(0, length));
    // Cut inside the signature it may still be a note, of which the signature then fails.
    if (length < note.indexOf("\n\n") + 2) expect(cut).toBeNull();
  }
  for (const bad of [
    note.replace("\n2\n", "\n02\n"),
    note.replace("— ", "- "),
    `${note}x`,
    note.replace("\n\n", "\n"),
  ]) {
    expect(readCheckpoint(bad)).toBeNull();
  }
});
