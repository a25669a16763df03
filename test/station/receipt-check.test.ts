import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { checkReceipt, type ReceiptKeys } from "../../src/core/delivery/receipt-check.ts";
import { formatCheckpoint } from "../../src/core/record/checkpoint.ts";
import {
  cosignatureLine,
  cosignatureMessage,
  formatNote,
  noteMessage,
  signatureLine,
} from "../../src/core/record/signed-note.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { KEYS, signatureOf } from "../support/sealed-results.ts";
import { PlainJournal } from "../support/sealing-station.ts";

/** What moves the cursor of the outbox: our own log's checkpoint, cosigned, of what this journal holds. */
const LOG = { name: "proofmark/OURS", spki: KEYS.log.publicKeySpki };
const WITNESS = { name: "witness", spki: KEYS.witness.publicKeySpki };
const keys: ReceiptKeys = { digest: sha256, verifySignature, log: LOG, formerLogs: [], witness: WITNESS };
const journal = new PlainJournal();
journal.append(
  [1, 2, 3].map((n) => new Uint8Array([n])),
  () => undefined,
);

function note(change: {
  origin?: string;
  size?: number;
  root?: Uint8Array;
  log?: Signer;
  witness?: Signer | null;
}): string {
  const { origin = LOG.name, size = 3, log = KEYS.log, witness = KEYS.witness } = change;
  const text = formatCheckpoint({ origin, size, root: change.root ?? journal.root(Math.min(size, 3)) });
  const lines = [
    signatureLine(sha256, LOG, signatureOf(log, noteMessage(text))),
    witness === null
      ? null
      : cosignatureLine(sha256, WITNESS, 1, signatureOf(witness, cosignatureMessage(text, 1))),
  ];
  return formatNote(
    text,
    lines.filter((line) => line !== null),
  );
}

const verdict = (change: Parameters<typeof note>[0]): string =>
  checkReceipt(keys, journal, note(change)).kind;

describe("a receipt", () => {
  test("of our log at any size that the journal has had is valid", () => {
    expect([1, 2, 3].map((size) => verdict({ size }))).toEqual(["valid", "valid", "valid"]);
  });
  test("of another log is none, though our keys signed it", () => {
    expect(verdict({ origin: "proofmark/OTHER" })).toBe("invalid");
  });
  test("needs both signatures, each with its own key", () => {
    expect(verdict({ log: KEYS.witness })).toBe("invalid");
    expect(verdict({ witness: null })).toBe("invalid");
    expect(verdict({ witness: KEYS.log })).toBe("invalid");
  });
  test("proves a fork by another root, and a rollback by a size that the journal has not", () => {
    expect(verdict({ root: new Uint8Array(32) })).toBe("fork");
    expect(verdict({ size: 4 })).toBe("rollback");
  });
  test("is none where it is no note", () => {
    expect(checkReceipt(keys, journal, "hello").kind).toBe("invalid");
  });
});
