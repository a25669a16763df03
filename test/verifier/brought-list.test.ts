import { describe, expect, test } from "vitest";
import type { TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { type EvidenceBundle, writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { checkingOnce } from "../../src/verifier/signed/checked-once.ts";
import { remembering } from "../../src/verifier/signed/remembered.ts";
import { refuse } from "../../src/verifier/told.ts";
import { bundleOf, provenJournal } from "../support/evidence-world.ts";
import { goodDay } from "../support/journal-day.ts";
import { processorMs } from "../support/processor-ms.ts";
import { KEYS, STATION, signatureOf, TRUSTED, trustListText, WITNESS } from "../support/sealed-results.ts";
import { contextWith, outcomeOf } from "../support/verifier-context.ts";

/** Goal: a bundle whose own list of keys is made to keep a reader busy is answered as soon as any other. */
const day = goodDay();
const bundle = bundleOf(provenJournal(STATION, [...day.store.read(0)]), "job-1");
const context = contextWith();
const [record, log, witness] = TRUSTED as [TrustListEntry, TrustListEntry, TrustListEntry];

function broughtBy(of: EvidenceBundle, listed: readonly TrustListEntry[]): Uint8Array {
  const trust: unknown = JSON.parse(trustListText(listed));
  const written = writeEvidence({ ...of, trust }, nodeGzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

const times = (count: number, entry: TrustListEntry) => Array.from({ length: count }, () => entry);

describe("a list that a bundle brings", () => {
  test("of 1000 keys is read, of 1001 not, and that is said with both figures", () => {
    const most = [...TRUSTED, ...times(997, record)];
    expect(outcomeOf(broughtBy(bundle, most), context)).toBe("verified");
    expect(outcomeOf(broughtBy(bundle, [...most, record]), context)).toBe(
      "TRUST_LIST_UNTRUSTED > BROUGHT_LIST_TOO_LARGE",
    );
  });

  test("with one key a thousand times costs no more than with that key once", () => {
    // Each of them has its line in the note, and not one is good.
    const spoilt = (name: string): string =>
      bundle.checkpoint.replace(
        new RegExp(`(\u2014 ${name} )(\\S+)`),
        (_, head: string, line: string) => `${head}${line.slice(0, -8)}AAAAAAA=`,
      );
    const other = { ...log, station: "HB-WH-0099", name: "proofmark/HB-WH-0099" };
    const rows: readonly [string, string, TrustListEntry, readonly TrustListEntry[]][] = [
      ["WITNESS_SIGNATURE_INVALID", spoilt(WITNESS), witness, [record, log]],
      ["LOG_SIGNATURE_INVALID", spoilt(`proofmark/${STATION}`), log, [record, witness]],
      ["verified", bundle.checkpoint, record, [log, witness]],
    ];
    for (const [outcome, note, key, beside] of rows) {
      const msOf = (listed: readonly TrustListEntry[], expected: string): number => {
        const file = broughtBy({ ...bundle, checkpoint: note }, listed);
        return processorMs(() => expect(outcomeOf(file, context)).toBe(expected));
      };
      // As many keys that nobody has to try.
      const once = [...beside, key, ...times(899, other)];
      const [few, many] = [msOf(once, outcome), msOf([...beside, ...times(900, key)], outcome)];
      expect([outcome, many < 2 * few + 150]).toEqual([outcome, true]);
    }
  });
});

describe("what was worked out once", () => {
  const message = new TextEncoder().encode("message");
  const key = { ...KEYS.record, spki: KEYS.record.publicKeySpki };

  test("a pair of key and signature is not worked out again, good or not", () => {
    const good = signatureOf(KEYS.record, message);
    const isSignedBy = checkingOnce(message);
    const before = performance.now();
    expect(isSignedBy(key, good)).toBe(true);
    expect(isSignedBy(key, new Uint8Array(64))).toBe(false);
    const onceMs = Math.max(1, performance.now() - before);
    const again = performance.now();
    for (let n = 0; n < 5_000; n++) {
      expect(isSignedBy(key, good)).toBe(true);
      expect(isSignedBy(key, new Uint8Array(64))).toBe(false);
    }
    expect(performance.now() - again).toBeLessThan(500 * onceMs);
    // Another key with the same signature is another pair.
    expect(isSignedBy({ ...KEYS.stranger, spki: KEYS.stranger.publicKeySpki }, good)).toBe(false);
  });

  test("a list that was refused is known as refused, by its bytes and its authority", () => {
    let reads = 0;
    const read = remembering((bytes: Uint8Array) => {
      reads++;
      return bytes.length > 1 ? { bytes } : refuse("NOT_UTF8", {});
    });
    for (let n = 0; n < 3; n++) expect(() => read(Uint8Array.of(1), null)).toThrow("not valid UTF-8");
    expect(reads).toBe(1);
    expect(() => read(Uint8Array.of(1), "ab")).toThrow();
    expect(read(Uint8Array.of(1, 2), "ab").bytes).toEqual(Uint8Array.of(1, 2));
    expect(reads).toBe(3);
  });
});
