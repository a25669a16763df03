import { describe, expect, test } from "vitest";
import { MemoryJournalStore } from "../../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { buildProof, parseSealedEntry, verifyProof } from "../../../src/core/record/proof-bundle.ts";
import { encodeEntry } from "../../../src/station/journal-writer.ts";
import { inspection, KEYS, receiptNote, seal, TRUSTED, verifier } from "../../support/sealed-results.ts";

const sealed = seal(inspection());
const entry = encodeEntry({
  type: "record-sealed",
  at: { monoMs: 12.5, wallMs: 1_795_000_000_000 },
  job: asId<"job">("job-1"),
  record: sealed.record,
  envelope: sealed.envelope,
});
const INDEX = 5;
const SIZE = 9;
const store = new MemoryJournalStore();
const others = Array.from({ length: SIZE }, (_, i) => new TextEncoder().encode(`entry ${i}`));
store.append([...others.slice(0, INDEX), entry, ...others.slice(INDEX + 1)], () => undefined);
const checkpoint = receiptNote(SIZE, store.root(SIZE));
const proof = buildProof({
  digest: sha256,
  entry,
  index: INDEX,
  size: SIZE,
  inclusion: store.inclusionProof(INDEX, SIZE),
  checkpoint,
});

function outcome(text: string, by = verifier()): string {
  const result = verifyProof(by, text);
  return result.kind === "refused" ? result.reason.code : result.kind;
}
const withParts = (change: object): string => JSON.stringify({ ...JSON.parse(proof), ...change });

describe("the proof of a record", () => {
  test("verifies offline, and says where the record stands and who witnessed it", () => {
    expect(verifyProof(verifier(), proof)).toMatchObject({
      kind: "verified",
      record: sealed.record,
      index: INDEX,
      receipt: {
        witness: "registry.example/witness",
        witnessedMs: 1_795_000_000_000,
        checkpoint: { size: SIZE },
      },
    });
    expect(proof).toContain(sealed.envelope);
  });

  test("is refused with its own code for every way to be wrong", () => {
    const other = seal(inspection({ job: "job-2" }));
    const foreignEntry = Buffer.from(encodeEntry({ ...parseEntry(), job: asId<"job">("job-9") })).toString(
      "base64",
    );
    const renamed = Buffer.from(encodeEntry({ ...parseEntry(), record: asId<"record">("00".repeat(32)) }));
    expect(outcome("{}")).toBe("PROOF_MALFORMED");
    expect(outcome(withParts({ extra: 1 }))).toBe("PROOF_MALFORMED");
    expect(outcome(withParts({ entry: "AA" }))).toBe("PROOF_MALFORMED");
    expect(outcome(withParts({ record: {} }))).toBe("ENVELOPE_MALFORMED");
    expect(outcome(withParts({ record: JSON.parse(other.envelope) }))).toBe("ENTRY_MISMATCH");
    expect(outcome(withParts({ entry: foreignEntry }))).toBe("ENTRY_MISMATCH");
    expect(outcome(withParts({ entry: renamed.toString("base64") }))).toBe("ENTRY_MISMATCH");
    expect(outcome(withParts({ entry: Buffer.from("{}").toString("base64") }))).toBe("ENTRY_MISMATCH");
    expect(outcome(withParts({ checkpoint: "no note" }))).toBe("CHECKPOINT_MALFORMED");
    expect(outcome(withParts({ size: SIZE + 1 }))).toBe("CHECKPOINT_FOREIGN");
    expect(
      outcome(withParts({ checkpoint: receiptNote(SIZE, store.root(SIZE), { origin: "proofmark/X" }) })),
    ).toBe("CHECKPOINT_FOREIGN");
    expect(
      outcome(withParts({ checkpoint: receiptNote(SIZE, store.root(SIZE), { witness: KEYS.log }) })),
    ).toBe("WITNESS_SIGNATURE_INVALID");
    expect(
      outcome(withParts({ checkpoint: receiptNote(SIZE, store.root(SIZE), { log: KEYS.witness }) })),
    ).toBe("LOG_SIGNATURE_INVALID");
    expect(outcome(withParts({ checkpoint: receiptNote(SIZE, store.root(SIZE - 1)) }))).toBe(
      "INCLUSION_INVALID",
    );
    expect(outcome(withParts({ index: INDEX - 1 }))).toBe("INCLUSION_INVALID");
    expect(outcome(withParts({ index: SIZE }))).toBe("INCLUSION_INVALID");
    expect(outcome(withParts({ inclusion: [] }))).toBe("INCLUSION_INVALID");
  });

  test("a record that names evidence after itself is refused, though its place is proven", () => {
    const ahead = seal(
      inspection({
        evidence: { log: "proofmark/HB-WH-0042", firstIndex: 0, endIndex: INDEX + 1, entries: 2 },
      }),
    );
    const bytes = encodeEntry({ ...parseEntry(), record: ahead.record, envelope: ahead.envelope });
    const log = new MemoryJournalStore();
    log.append([...others.slice(0, INDEX), bytes, ...others.slice(INDEX + 1)], () => undefined);
    const text = buildProof({
      digest: sha256,
      entry: bytes,
      index: INDEX,
      size: SIZE,
      inclusion: log.inclusionProof(INDEX, SIZE),
      checkpoint: receiptNote(SIZE, log.root(SIZE)),
    });
    expect(outcome(text)).toBe("EVIDENCE_INCONSISTENT");
  });

  test("witness and log keys count only while they are valid", () => {
    const late = receiptNote(SIZE, store.root(SIZE), { timeS: Date.parse("2027-06-01T00:00:00Z") / 1000 });
    expect(outcome(withParts({ checkpoint: late }))).toBe("WITNESS_SIGNATURE_INVALID");
    const logExpired = TRUSTED.map((key) =>
      key.role === "log" ? { ...key, notAfter: "2026-02-01T00:00:00.000Z" } : key,
    );
    expect(outcome(proof, verifier(logExpired))).toBe("LOG_SIGNATURE_INVALID");
  });

  test("only a sealed record's entry is one", () => {
    expect(parseSealedEntry(entry)).toMatchObject({ job: "job-1", record: sealed.record });
    expect(parseSealedEntry(new TextEncoder().encode('{"type":"receipt"}'))).toBeNull();
    expect(parseSealedEntry(new TextEncoder().encode("not JSON"))).toBeNull();
    expect(() =>
      buildProof({
        digest: sha256,
        entry: others[0] as Uint8Array,
        index: 0,
        size: 1,
        inclusion: [],
        checkpoint,
      }),
    ).toThrow();
  });
});

function parseEntry() {
  return {
    type: "record-sealed" as const,
    at: { monoMs: 12.5, wallMs: 1_795_000_000_000 },
    job: asId<"job">("job-1"),
    record: sealed.record,
    envelope: sealed.envelope,
  };
}
