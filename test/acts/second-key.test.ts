import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { keyHalf } from "../../src/adapters/keys/key-forms.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { readEnrolment, readRotation } from "../../src/core/record/key-request.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { openStationKeys } from "../../src/runtime/station-keys.ts";
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

/** Goal: a station has an SM2 key because its station file says so, from its beginning or later, and no start makes one beside a journal by itself. */
const NAME = "BENCH-0001";
const YEAR = 365 * 86_400_000;
const CHECK = { digest: sha256, verify: verifySignature };
const SM2 = { algorithm: "sm2-sm3", custody: "file" };
let directory = "";
let config = "";
let keys = "";

beforeEach(() => {
  directory = temporaryDirectory();
  const witness = { name: WITNESS, spki: KEYS.witness.publicKeySpki };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  keys = join(directory, "data", "keys");
  writeFileSync(join(directory, "passphrase"), "correct horse\n", { mode: 0o600 });
});

function keep(second: object): void {
  const station = parse(readFileSync(config, "utf8")) as Record<string, unknown>;
  writeFileSync(config, stringify({ ...station, keys: { second } }));
}

const called = (...words: string[]) => proofmark("keys", ...words, "--config", config);
const starts = async (): Promise<readonly string[]> => {
  const opened = await openStationKeys(loadStationConfig(config), () => undefined);
  opened.close();
  return [opened.record.algorithm, opened.log.algorithm, opened.second?.algorithm ?? "none"];
};
async function journalled(): Promise<void> {
  const store = openStore(join(directory, "data", "journal"), { station: NAME as never });
  await writeOneByOne(store, testRecords(2));
  await store.close();
}
const request = (file: string): string => readFileSync(join(directory, file), "utf8").trim();

describe("an SM2 key", () => {
  test("is there from the beginning where the station file says so: enrolled, shown, used", async () => {
    keep(SM2);
    expect(await called("enrol", "--out", join(directory, "e.json"))).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(keys).sort()).toEqual(["log.pem", "record.pem", "second.pem"]);
    const read = readEnrolment(CHECK, request("e.json"));
    const second = keyHalf(keys, "second");
    expect(read).toMatchObject({ second: { keyId: second?.keyId } });
    const shown = JSON.parse((await called("show", "--json")).out).keys;
    expect(shown.map(({ role }: { role: string }) => role)).toEqual(["record", "log", "second"]);
    expect(shown[2].trustListEntry).toMatchObject({
      role: "record",
      algorithm: "sm2-sm3",
      keyId: second?.keyId,
    });
    expect(await starts()).toEqual(["ecdsa-p256-sha256", "ed25519", "sm2-sm3"]);
  });

  test("comes later to a station by a person's act alone, and a start does not make one that is lost", async () => {
    expect(await starts()).toEqual(["ecdsa-p256-sha256", "ed25519", "none"]);
    await journalled();
    keep(SM2);
    await expect(starts()).rejects.toMatchObject({ code: "KEYS_MISSING" });
    const enrolled = await called("enrol", "--out", join(directory, "e.json"), "--by", "Wang");
    expect(enrolled).toMatchObject({ code: 0, err: "" });
    expect(enrolled.out).toContain("国密记录密钥");
    const acts = textsOf(readJournal(join(directory, "data", "journal"))).map((text) => JSON.parse(text));
    expect(acts.at(-1)).toMatchObject({
      act: { kind: "enrolment-requested", secondKeyId: keyHalf(keys, "second")?.keyId },
    });
    expect(await starts()).toContain("sm2-sm3");
    rmSync(join(keys, "second.pem"));
    await expect(starts()).rejects.toMatchObject({ code: "KEYS_MISSING" });
  });

  test("is encrypted, and followed by another, as the others are", async () => {
    keep(SM2);
    await starts();
    await journalled();
    const before = keyHalf(keys, "second")?.keyId;
    keep({ ...SM2, custody: "encrypted", passphrase: "file:passphrase" });
    expect(await called("encrypt")).toMatchObject({ code: 0, err: "" });
    expect(keyHalf(keys, "second")).toMatchObject({ form: "encrypted", keyId: before });
    expect(await starts()).toContain("sm2-sm3");
    const rotate = ["rotate", "--role", "second"];
    expect(await called(...rotate, "--out", join(directory, "r.json"))).toMatchObject({ code: 0, err: "" });
    expect(readRotation(CHECK, request("r.json"))).toMatchObject({ role: "second", oldKeyId: before });
    const next = keyHalf(keys, "second", "next");
    if (next === null) throw new Error("no next key");
    const [notBefore, notAfter] = [-YEAR, YEAR].map((ms) => new Date(Date.now() + ms).toISOString());
    const span = { notBefore: notBefore as string, notAfter: notAfter as string };
    const trust = join(directory, "trust.json");
    const entry = { key: next, role: "record", station: NAME, name: "records", ...span } as const;
    const list = { issued: span.notBefore, validTo: span.notAfter };
    writeFileSync(trust, createTrustList({ authority: KEYS.authority, keys: [], ...list }));
    expect((await called(...rotate, "--activate", "--trust", trust)).err).toContain(
      "second record key (SM2)",
    );
    writeFileSync(trust, createTrustList({ authority: KEYS.authority, keys: [entry], ...list }));
    expect(await called(...rotate, "--activate", "--trust", trust)).toMatchObject({ code: 0, err: "" });
    expect(keyHalf(keys, "second")?.keyId).toBe(next.keyId);
    expect(readdirSync(keys).sort()).toEqual(["log.pem", "record.pem", "second.encrypted.json"]);
  }, 40_000);

  test("is not kept in a token, and not rotated where there is none: one sentence each", async () => {
    keep({ ...SM2, custody: "pkcs11", module: "/m.so", token: "t", key: "k", pin: "prompt" });
    const refused = await called("show");
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/keys\.second\.custody.*pkcs11.*"file", "encrypted"/);
    keep({ custody: "file" });
    expect((await called("show")).err).toContain("keys.second.algorithm");
    const station = parse(readFileSync(config, "utf8")) as Record<string, unknown>;
    writeFileSync(config, stringify({ ...station, keys: {} }));
    const none = await called("rotate", "--role", "second", "--out", join(directory, "r.json"));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("has no keys.second")]);
  });

  test("whose file is a P-256 key is none", async () => {
    keep(SM2);
    await starts();
    writeFileSync(join(keys, "second.pem"), readFileSync(join(keys, "record.pem")), { mode: 0o600 });
    await expect(starts()).rejects.toMatchObject({ code: "KEY_UNUSABLE" });
  });
});
