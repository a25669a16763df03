import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { signTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { buildProof } from "../../src/core/record/proof-bundle.ts";
import type { TrustListDocument } from "../../src/core/record/trust-list.ts";
import { verify } from "../../src/verifier/verify.ts";
import { proofmark } from "../support/cli-run.ts";
import { goodDay } from "../support/journal-day.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { KEYS, receiptNote, signatureOf, trustListText } from "../support/sealed-results.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";

/** Goal: that a record is of before its key was revoked is shown by a witness or is the key's own word, and a reader is told which. */
const RECORD_AT = 4;
const WITNESSED_S = Date.parse("2026-11-23T09:00:00.000Z") / 1_000;
const day = goodDay();
const [bytes = new Uint8Array(0)] = [...day.store.read(RECORD_AT)];
const entry = readEntry(bytes);
if (entry?.type !== "record-sealed") throw new Error("no record there");
const size = day.store.size();
const PROOF = buildProof({
  ...{ digest: sha256, entry: bytes, index: RECORD_AT, size },
  inclusion: day.store.inclusionProof(RECORD_AT, size),
  checkpoint: receiptNote(size, day.store.root(size), { timeS: WITNESSED_S }),
});
const whole = JSON.parse(
  Buffer.from(JSON.parse(trustListText()).envelope.payload, "base64").toString("utf8"),
) as TrustListDocument;
const authority = {
  keyId: KEYS.authority.keyId,
  spki: KEYS.authority.publicKeySpki,
  sign: (message: Uint8Array) => signatureOf(KEYS.authority, message),
};

/** The key of records revoked from so much after the witness saw them. */
function listWith(afterMs: number): string {
  const revoked = {
    from: new Date(WITNESSED_S * 1_000 + afterMs).toISOString(),
    why: "compromised" as const,
  };
  const keys = whole.keys.map((one) => (one.role === "record" ? { ...one, revoked } : one));
  return signTrustList({ ...whole, keys }, authority);
}

describe("a key of records that was revoked later", () => {
  test.each([
    ["a proof that a witness saw before", PROOF, 1_000, false],
    ["a proof that it saw in that moment", PROOF, 0, true],
    ["a bare record", entry.envelope, 1_000, true],
  ])("%s", async (_name, text, afterMs, isTold) => {
    const folder = temporaryDirectory();
    const [record, trust] = [join(folder, "r.json"), join(folder, "trust.json")];
    writeFileSync(record, text);
    writeFileSync(trust, listWith(afterMs));
    const { code, out } = await proofmark("verify", record, "--trust", trust);
    expect([code, out.includes("[RECORD_KEY_REVOKED_LATER]")], out).toEqual([0, isTold]);
    const own = verify(bytesOfText(text), contextWith({ trust: bytesOfText(listWith(afterMs)) }));
    const codes = own.notes.map((note) => note.code);
    expect([own.word, codes.includes("RECORD_KEY_REVOKED_LATER")]).toEqual(["verified", isTold]);
  });
});
