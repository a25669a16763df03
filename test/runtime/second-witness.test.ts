import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { formatCheckpoint, logName } from "../../src/core/record/checkpoint.ts";
import {
  cosignatureLine,
  cosignatureMessage,
  formatNote,
  noteMessage,
  signatureLine,
} from "../../src/core/record/signed-note.ts";
import { verifyReceipt } from "../../src/core/record/verify-checkpoint.ts";
import type { EdgeError } from "../../src/errors.ts";
import { registrySchema } from "../../src/runtime/registry-config.ts";
import { KnownLogs } from "../../src/runtime/witness/known-logs.ts";
import { forgetLog } from "../../src/runtime/witness/run-witness.ts";
import { KEYS, STATION, signatureOf, TRUSTED, verifier, WITNESS } from "../support/sealed-results.ts";

/** Goal: what files say of other witnesses is one thing, is refused where nobody could ever keep it, and is what strangers can ask for. */
const VALID = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z" };
const OTHER = "witness.example/w1";
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-witness-"));
  folders.push(directory);
  return directory;
}

describe("a station file", () => {
  const witness = { name: "proofmark-registry/witness-1", spki: "AAAA" };
  const other = { name: OTHER, spki: "BBBB" };
  const problems = (witnesses?: unknown): string[] => {
    const asked = witnesses === undefined ? {} : { witnesses };
    const read = registrySchema.safeParse({ url: "mqtt://registry:1883", witness, ...asked });
    return read.success
      ? []
      : read.error.issues.map((issue) =>
          issue.code === "custom" ? (issue.params as { why: { code: string } }).why.code : issue.code,
        );
  };

  test("asks for as many witnesses as it names, each of them once", () => {
    expect(problems()).toEqual([]);
    expect(problems({ atLeast: 2, others: [other] })).toEqual([]);
    expect(problems({ atLeast: 3, others: [other] })).toEqual(["WITNESSES_FEWER_THAN_ASKED"]);
    expect(problems({ atLeast: 2, others: [{ ...other, spki: "AAAA" }] })).toEqual(["WITNESS_TWICE"]);
    expect(problems({ atLeast: 2, others: [other, { ...other, name: "w2" }] })).toEqual(["WITNESS_TWICE"]);
    expect(problems({ atLeast: 0, others: [other] })).toEqual(["too_small"]);
  });
});

describe("whoever verifies", () => {
  // Any other key of Ed25519.
  const second = { key: KEYS.log, role: "witness", station: null, name: OTHER, ...VALID } as const;
  const trusted = [...TRUSTED, second];
  const text = formatCheckpoint({ origin: logName(STATION), size: 3, root: new Uint8Array(32) });
  const timeS = 1_795_000_000;
  const log = signatureLine(
    sha256,
    { name: logName(STATION), spki: KEYS.log.publicKeySpki },
    signatureOf(KEYS.log, noteMessage(text)),
  );
  const under = (name: string, key: typeof KEYS.log): string =>
    cosignatureLine(
      sha256,
      { name, spki: key.publicKeySpki },
      timeS,
      signatureOf(key, cosignatureMessage(text, timeS)),
    ) ?? "";
  const one = formatNote(text, [log ?? "", under(WITNESS, KEYS.witness)]);
  const two = formatNote(text, [log ?? "", under(WITNESS, KEYS.witness), under(OTHER, KEYS.log)]);
  const verified = (note: string, witnessesAtLeast: number) =>
    verifyReceipt({ ...verifier(trusted), witnessesAtLeast }, STATION, note);

  test("is told all who cosigned, and can ask for two of them", () => {
    expect(verified(two, 2)).toMatchObject({
      kind: "verified",
      witness: WITNESS,
      witnesses: [WITNESS, OTHER],
    });
    expect(verified(one, 1)).toMatchObject({ kind: "verified", witnesses: [WITNESS] });
    const few = { code: "WITNESSES_TOO_FEW", params: { found: 1, wanted: 2 } };
    expect(verified(one, 2)).toMatchObject({ kind: "refused", reason: few });
    // The same key once more under the other's name is not the other.
    const again = formatNote(text, [log ?? "", under(WITNESS, KEYS.witness), under(OTHER, KEYS.witness)]);
    expect(verified(again, 2)).toMatchObject({ kind: "refused", reason: few });
  });
});

describe("the logs that a witness knows", () => {
  const list = (keys = TRUSTED): string =>
    createTrustList({
      ...{ authority: KEYS.authority, keys, issued: VALID.notBefore, validTo: VALID.notAfter },
    });

  test("are those of the signed list, read again when it changes, and kept where the new one is not signed by the same", () => {
    const file = join(folder(), "trust.json");
    writeFileSync(file, list());
    const told: EdgeError[] = [];
    const logs = new KnownLogs(file, KEYS.authority.keyId, (error) => told.push(error));
    expect(logs.keysOf(logName(STATION))).toEqual([KEYS.log.publicKeySpki]);
    expect(logs.keysOf(logName("HB-WH-0043"))).toEqual([]);
    const moved = TRUSTED.map((entry) =>
      entry.role === "log" ? { ...entry, station: "HB-WH-0043", name: logName("HB-WH-0043") } : entry,
    );
    writeFileSync(file, `${list(moved)} `);
    logs.look();
    expect(logs.keysOf(logName("HB-WH-0043"))).toEqual([KEYS.log.publicKeySpki]);
    writeFileSync(
      file,
      createTrustList({
        ...{ authority: KEYS.record, keys: TRUSTED, issued: VALID.notBefore, validTo: VALID.notAfter },
      }),
    );
    logs.look();
    expect(told.map(({ code }) => code)).toEqual(["TRUST_LIST_INVALID"]);
    expect(logs.keysOf(logName("HB-WH-0043"))).toHaveLength(1);
    expect(() => new KnownLogs(file, "0".repeat(64), () => undefined)).toThrow();
  });

  test("of one that it never cosigned nothing can be given up", () => {
    const directory = folder();
    const file = join(directory, "witness.yaml");
    const { keyId } = KEYS.authority;
    writeFileSync(
      file,
      `schema: proofmark/witness/v1\nname: ${OTHER}\nkey: key.pem\ndata: data\ntrust: trust.json\nauthority: "${keyId}"\n`,
    );
    expect(forgetLog(file, STATION, "Zhang")).toBeNull();
  });
});
