import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readRotation as registryReads } from "../../simulators/registry/key-rotation.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { loadKeys, type StationKeys } from "../../src/adapters/keys/key-directory.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { parseEnvelope } from "../../src/core/record/dsse.ts";
import { enrolmentSchema, readRotation } from "../../src/core/record/key-request.ts";
import { refuseOtherKeys, signedJournal, stationKeys } from "../../src/runtime/station-keys.ts";
import { proofmark } from "../support/cli-run.ts";
import {
  openStore,
  temporaryDirectory,
  testRecords,
  textsOf,
  writeOneByOne,
} from "../support/journal-directory.ts";
import { KEYS, WITNESS } from "../support/sealed-results.ts";
import { writeStationFile } from "../support/station-file.ts";

/** Nothing is signed with a key that the world does not know, and nobody is taken for a stranger whose key said who follows it. */
const NAME = "BENCH-0001";
const YEAR = 365 * 86_400_000;
let directory = "";
let config = "";
let data = "";
let keys = "";

beforeEach(() => {
  directory = temporaryDirectory();
  const witness = { name: WITNESS, spki: KEYS.witness.publicKeySpki };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  data = join(directory, "data");
  keys = join(data, "keys");
});

const journalled = async (records: readonly Uint8Array[]): Promise<void> => {
  const store = openStore(join(data, "journal"), { station: NAME as never });
  await writeOneByOne(store, records);
  await store.close();
};
const acts = () =>
  textsOf(readJournal(join(data, "journal")))
    .map((text) => JSON.parse(text))
    .filter(({ type }) => type === "person-acted")
    .map(({ act }) => act);
const rotate = (...words: string[]) => proofmark("keys", "rotate", "--config", config, ...words);
const span = (from = -YEAR, to = YEAR) => ({
  notBefore: new Date(Date.now() + from).toISOString(),
  notAfter: new Date(Date.now() + to).toISOString(),
});

function trust(entries: readonly TrustListEntry[], validMs = YEAR): string {
  const file = join(directory, "trust.json");
  const list = createTrustList({
    authority: KEYS.authority,
    keys: entries,
    issued: new Date(Date.now() - YEAR).toISOString(),
    validTo: new Date(Date.now() + validMs).toISOString(),
  });
  writeFileSync(file, list);
  return file;
}

const logEntry = (key: StationKeys["log"], when = span()): TrustListEntry => ({
  key,
  role: "log",
  station: NAME,
  name: logName(NAME),
  ...when,
});

describe("proofmark keys enrol", () => {
  test("makes a new station's keys, and a request that both of them signed", async () => {
    const out = join(directory, "enrol.json");
    const { code } = await proofmark("keys", "enrol", "--config", config, "--out", out, "--json");
    expect(code).toBe(0);
    const { record, log } = loadKeys(keys);
    const parsed = parseEnvelope(readFileSync(out, "utf8").trim());
    if (parsed.kind !== "envelope") throw new Error("no envelope");
    const { payload, signatures } = parsed.envelope;
    const document = enrolmentSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
    expect(document).toMatchObject({ station: NAME, log: logName(NAME) });
    expect([document.recordKey.keyId, document.logKey.keyId]).toEqual([record.keyId, log.keyId]);
    expect(signatures.map(({ keyId }) => keyId)).toEqual([record.keyId, log.keyId]);
    expect(existsSync(join(data, "journal"))).toBe(false);
  });

  test("is an entry where there is a journal, and makes no keys beside one that lost them", async () => {
    stationKeys(data);
    await journalled(testRecords(2));
    const words = ["keys", "enrol", "--config", config, "--out", join(directory, "e.json"), "--by", "Wang"];
    expect((await proofmark(...words)).code).toBe(0);
    expect(acts()).toEqual([expect.objectContaining({ kind: "enrolment-requested" })]);
    rmSync(keys, { recursive: true });
    expect(await proofmark(...words)).toMatchObject({
      code: 2,
      err: expect.stringContaining("[KEYS_MISSING]"),
    });
    expect((await proofmark("keys", "enrol", "--config", config)).err).toContain("--out");
  });
});

describe("proofmark keys rotate", () => {
  const asked = join("", "rotation.json");

  async function requested(role: "record" | "log"): Promise<string> {
    stationKeys(data);
    await journalled(testRecords(2));
    const out = join(directory, asked);
    expect(await rotate("--role", role, "--out", out)).toMatchObject({ code: 0, err: "" });
    return readFileSync(out, "utf8");
  }

  test.each(["record", "log"] as const)(
    "the next %s key lies beside the present one until the trust list has it",
    async (role) => {
      const text = await requested(role);
      const present = loadKeys(keys)[role];
      const next = join(keys, `${role}.next.pem`);
      expect(statSync(next).mode & 0o777).toBe(0o600);
      const rotation = readRotation({ digest: sha256, verify: verifySignature }, text.trim());
      expect(rotation).toMatchObject({ station: NAME, role, oldKeyId: present.keyId });
      expect(registryReads(text)).toMatchObject({ station: NAME, role });
      expect(registryReads(text.replace(/"sig":"../, '"sig":"AA'))).toBeNull();
      // The same once more asks for the same key.
      const before = readFileSync(next, "utf8");
      await rotate("--role", role, "--out", join(directory, asked));
      expect([readFileSync(next, "utf8"), loadKeys(keys)[role].keyId]).toEqual([before, present.keyId]);
      if ("kind" in rotation) throw new Error("no rotation");
      const key = { keyId: rotation.newKeyId, algorithm: present.algorithm, publicKeySpki: rotation.newSpki };
      const entry = { ...logEntry(key as never), role, name: `${NAME}/x` };
      const refusals: [readonly TrustListEntry[], number, string][] = [
        [[], YEAR, "the authority has to list it first"],
        [[{ ...entry, station: "XX-1" }], YEAR, "the authority has to list it first"],
        [[{ ...entry, ...span(YEAR, 2 * YEAR) }], YEAR, "and not now"],
        [[{ ...entry, ...span(-2 * YEAR, -YEAR) }], YEAR, "and not now"],
        [[entry], -1000, "fetch the current one"],
      ];
      for (const [entries, validMs, said] of refusals) {
        const answer = await rotate("--role", role, "--activate", "--trust", trust(entries, validMs));
        expect([answer.code, answer.err]).toEqual([2, expect.stringContaining(said)]);
      }
      expect(loadKeys(keys)[role].keyId).toBe(present.keyId);
      const good = trust([entry]);
      const strange = await rotate("--role", role, "--activate", "--trust", good, "--authority", "00");
      expect(strange.err).toContain("[TRUST_LIST_INVALID]");
      expect(await rotate("--role", role, "--activate", "--trust", good)).toMatchObject({ code: 0, err: "" });
      expect([loadKeys(keys)[role].keyId, existsSync(next)]).toEqual([rotation.newKeyId, false]);
      expect(acts().map(({ kind }) => kind)).toEqual([
        "rotation-requested",
        "rotation-requested",
        "key-rotated",
      ]);
      const act = acts().at(-1);
      expect(act).toMatchObject({ role, oldKeyId: present.keyId, newKeyId: rotation.newKeyId });
      expect(readRotation({ digest: sha256, verify: verifySignature }, act.request)).toMatchObject({ role });
      // Once more does nothing more.
      expect((await rotate("--role", role, "--activate", "--trust", good)).code).toBe(0);
      expect(acts()).toHaveLength(3);
    },
  );

  test("cut short between entry and swap, no start signs with the old key, and the same command goes on", async () => {
    await requested("log");
    const old = readFileSync(join(keys, "log.pem"));
    const next = readFileSync(join(keys, "log.next.pem"));
    const rotation = readRotation(
      { digest: sha256, verify: verifySignature },
      readFileSync(join(directory, asked), "utf8").trim(),
    );
    if ("kind" in rotation) throw new Error("no rotation");
    const key = { keyId: rotation.newKeyId, algorithm: "ed25519", publicKeySpki: rotation.newSpki } as const;
    const activate = ["--role", "log", "--activate", "--trust", trust([logEntry(key as never)])];
    // Where the entry cannot be written, the key stays the one that it was.
    const segment = join(data, "journal", "00000000.segment");
    const whole = readFileSync(segment);
    writeFileSync(segment, new Uint8Array(whole.length));
    expect([(await rotate(...activate)).code, readFileSync(join(keys, "log.pem"))]).toEqual([3, old]);
    writeFileSync(segment, whole);
    await rotate(...activate);
    writeFileSync(join(keys, "log.next.pem"), next, { mode: 0o600 });
    writeFileSync(join(keys, "log.pem"), old, { mode: 0o600 });
    const store = openStore(join(data, "journal"), { station: NAME as never });
    expect(() => refuseOtherKeys(signedJournal(store), loadKeys(keys), { station: NAME, data })).toThrow(
      "once more",
    );
    await store.close();
    expect((await rotate(...activate)).code).toBe(0);
    expect(loadKeys(keys).log.keyId).toBe(rotation.newKeyId);
    expect(acts().filter(({ kind }) => kind === "key-rotated")).toHaveLength(1);
  });

  test("words that do not fit are one sentence", async () => {
    stationKeys(data);
    const out = join(directory, "r.json");
    for (const [words, said] of [
      [["--out", out], "--role"],
      [["--role", "witness", "--out", out], "allowed: record, log"],
      [["--role", "log"], "either --out FILE or --activate"],
      [["--role", "log", "--activate"], "--trust"],
      [["--role", "log", "--out", out], "no journal with entries"],
    ] as const) {
      const answer = await rotate(...words);
      expect([answer.code, answer.err]).toEqual([2, expect.stringContaining(said)]);
    }
    await journalled(testRecords(1));
    const none = await rotate("--role", "log", "--activate", "--trust", trust([]));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("with --out first")]);
    const store = openStore(join(data, "journal"), { station: NAME as never });
    expect((await rotate("--role", "log", "--out", out)).err).toContain("[JOURNAL_LOCKED]");
    await store.close();
  });
});
