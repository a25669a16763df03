import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { lookAtJournal } from "../../src/adapters/disk/journal-look.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { keyHalf } from "../../src/adapters/keys/key-forms.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { signTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { readEnrolment } from "../../src/core/record/key-request.ts";
import { keyCheck } from "../../src/runtime/doctor/house-checks.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { publicKeysOf, refuseOtherKeys, signedJournal } from "../../src/runtime/station-keys.ts";
import { proofmark } from "../support/cli-run.ts";
import { openStore, temporaryDirectory, testRecords, writeOneByOne } from "../support/journal-directory.ts";
import { KEYS, signatureOf, WITNESS } from "../support/sealed-results.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { SECOND } from "../support/second-signatures.ts";
import { writeStationFile } from "../support/station-file.ts";

/** Goal: an SM2 key that is gone is not made anew without a word, a station does not start with another one, and a person who says that it is lost gets on. */
const NAME = "BENCH-0001";
const SM2 = { algorithm: "sm2-sm3", custody: "file" };
const CHECK = { digest: sha256, verify: verifySignature };
const COMMANDS = { keys: "k", reindex: "r" } as never;
let directory = "";
let config = "";
let file = "";
let out = "";

beforeEach(() => {
  directory = temporaryDirectory();
  const witness = { name: WITNESS, spki: KEYS.witness.publicKeySpki };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  keep({ second: SM2 });
  file = join(directory, "data", "keys", "second.pem");
  out = join(directory, "e.json");
});

function keep(keys: object): void {
  const station = parse(readFileSync(config, "utf8")) as Record<string, unknown>;
  writeFileSync(config, stringify({ ...station, keys }));
}

const journal = () => join(directory, "data", "journal");
const enrol = (...more: string[]) =>
  proofmark("keys", "enrol", "--config", config, "--out", out, "--by", "Wang", ...more);
const present = (): string => keyHalf(join(directory, "data", "keys"), "second")?.keyId ?? "none";

async function note(...entries: readonly (object | Uint8Array)[]): Promise<void> {
  const store = openStore(journal(), { station: NAME as never });
  const encoder = new TextEncoder();
  const bytes = entries.map((one) => (one instanceof Uint8Array ? one : encoder.encode(JSON.stringify(one))));
  expect(bytes.map(readEntry)).not.toContain(null);
  await writeOneByOne(store, bytes);
  await store.close();
}

const AT = { monoMs: 1, wallMs: 1 };
const acted = (act: object) => ({ type: "person-acted", at: AT, by: "Wang", act });
function sealedWith(keyId: string | null): Uint8Array {
  const station = new SealingStation(NAME);
  station.beside = keyId === null ? [] : [{ ...SECOND, keyId }];
  return station.entry(0);
}
const listTaken = (secondFrom: object) => ({
  type: "trust-list-taken",
  at: AT,
  list: {
    ...{ number: 1, sha256: "ab".repeat(32), authority: "cd".repeat(32), revoked: [] },
    ...{ issued: "2026-11-01T00:00:00.000Z", validTo: "2027-11-01T00:00:00.000Z", ...secondFrom },
  },
});

/** As a start does, and as the doctor does: both say the same, in one sentence; null where both find the keys well. */
async function refusedAtStart(): Promise<string | null> {
  const station = loadStationConfig(config);
  const keys = publicKeysOf(station);
  if (keys === null) throw new Error("a key is missing");
  const store = openStore(journal(), { station: NAME as never });
  let why: string | null = null;
  try {
    refuseOtherKeys(signedJournal(store), keys, station);
  } catch (cause) {
    expect(cause).toMatchObject({ code: "KEY_UNUSABLE" });
    why = (cause as Error).message;
  }
  await store.close();
  const look = lookAtJournal(journal());
  if (look === null) throw new Error("no journal");
  const signed = { newestReceipt: null, rotations: () => look.rotations, secondKey: () => look.secondKey() };
  const told = keyCheck(station, signed, COMMANDS);
  expect(told).toMatchObject(
    why === null
      ? { state: "well" }
      : { state: "wrong", found: { code: "KEYS_UNUSABLE", params: { text: why } } },
  );
  return why;
}

const OTHER = "11".repeat(32);
const NEXT = "22".repeat(32);
const KNOWN: readonly (readonly [string, (keyId: string) => object | Uint8Array])[] = [
  ["a record that it signed", sealedWith],
  [
    "an enrolment",
    (secondKeyId) => acted({ kind: "enrolment-requested", recordKeyId: OTHER, logKeyId: NEXT, secondKeyId }),
  ],
  [
    "a change of keys",
    (newKeyId) => acted({ kind: "key-rotated", role: "second", oldKeyId: OTHER, newKeyId, request: "{}" }),
  ],
  [
    "a change that was asked for",
    (oldKeyId) => acted({ kind: "rotation-requested", role: "second", oldKeyId, newKeyId: NEXT }),
  ],
];

describe("an SM2 key that is gone", () => {
  test.each([
    ...KNOWN,
    ["a list of keys", () => listTaken({ secondFrom: "2026-11-01T00:00:00.000Z" })] as const,
  ])("and that the journal knows by %s is not made again", async (_by, entry) => {
    expect(await enrol()).toMatchObject({ code: 0 });
    await note(entry(present()), ...[sealedWith(null)]);
    renameSync(file, `${file}.kept`);
    renameSync(out, `${out}.first`);
    const refused = await enrol();
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(
      /^This station has an SM2 key already.*second\.pem is not there.*--second-lost.*本站已有国密记录密钥.*\[ACT_REFUSED\]/,
    );
    expect([existsSync(file), existsSync(out)]).toEqual([false, false]);
    renameSync(`${file}.kept`, file);
    expect(await enrol()).toMatchObject({ code: 0, err: "" });
  });

  test("is followed by another when a person says that it is lost; the old one starts nothing any more", async () => {
    await enrol();
    const lost = present();
    await note(sealedWith(lost));
    expect(await refusedAtStart()).toBeNull();
    expect((await enrol("--second-lost")).err).toContain(`${lost} is not lost`);
    renameSync(file, `${file}.kept`);
    const done = await enrol("--second-lost");
    expect(done).toMatchObject({ code: 0, err: "" });
    const made = present();
    expect(made).not.toBe(lost);
    // `keys show` says nothing while the file is gone, and the registry is told both ids.
    expect(done.out).toContain(`has revoked the lost one, ${lost} (`);
    expect(done.out).toContain(`by its id ${made}`);
    expect(readEnrolment(CHECK, readFileSync(out, "utf8"))).toMatchObject({ second: { keyId: made } });
    const last = [...readJournal(journal())].map(readEntry).at(-1);
    expect(last).toMatchObject({ act: { kind: "enrolment-requested", secondKeyId: made } });
    expect(await refusedAtStart()).toBeNull();
    expect(await enrol()).toMatchObject({ code: 0 });
    renameSync(`${file}.kept`, file);
    expect(await refusedAtStart()).toContain(`(its id is ${lost})`);
    expect((await enrol()).err).toContain(`is not the one that the journal names last (${made})`);
  });

  test("goes on with the new one where the command was cut short before its entry", async () => {
    await enrol();
    await note(sealedWith(OTHER));
    expect((await enrol()).code).toBe(2);
    const made = present();
    expect(await enrol("--second-lost")).toMatchObject({ code: 0 });
    expect(present()).toBe(made);
    expect(await refusedAtStart()).toBeNull();
  });

  test("and was never made is made as before; nobody has lost it", async () => {
    keep({});
    await enrol();
    await note(...testRecords(0), sealedWith(null), listTaken({}));
    expect((await enrol("--second-lost")).err).toContain("has no keys.second");
    keep({ second: SM2 });
    const never = await enrol("--second-lost");
    expect([never.code, never.err]).toEqual([2, expect.stringContaining("names no SM2 key")]);
    expect(existsSync(file)).toBe(false);
    expect(await enrol()).toMatchObject({ code: 0, err: "" });
    expect(await refusedAtStart()).toBeNull();
  });
});

describe("a station with another SM2 key than its journal names last", () => {
  test.each(KNOWN)("by %s does not start, and the doctor says why", async (_by, entry) => {
    await enrol();
    await note(entry(present()));
    expect(await refusedAtStart()).toBeNull();
    await note(entry(NEXT), ...[sealedWith(null)]);
    expect(await refusedAtStart()).toMatch(
      new RegExp(`second\\.pem is not the SM2 key that the journal names last \\(${NEXT}\\).*--second-lost`),
    );
  });

  test("is refused by the start itself, before anything is opened", async () => {
    await enrol();
    await note(sealedWith(OTHER));
    const { code, err } = await proofmark("start", "--config", config);
    expect([code, err]).toEqual([2, expect.stringMatching(/names last \(1{64}\).*\[KEY_UNUSABLE\]/s)]);
    expect([...readJournal(journal())]).toHaveLength(1);
  });

  test("starts where the list that it holds has that key, and not where it is revoked or another station's", async () => {
    await enrol();
    await note(sealedWith(OTHER));
    const key = keyHalf(join(directory, "data", "keys"), "second");
    if (key === null) throw new Error("no key");
    const span = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2099-01-01T00:00:00.000Z" };
    const authority = {
      ...{ keyId: KEYS.authority.keyId, spki: KEYS.authority.publicKeySpki },
      sign: (message: Uint8Array) => signatureOf(KEYS.authority, message),
    };
    const list = (station: string, more: object = {}) => {
      const { keyId, algorithm, publicKeySpki } = key;
      const named = { keyId, algorithm, spki: encodeBase64(publicKeySpki), role: "record", station } as const;
      const keys = [{ ...named, name: station, ...span, ...more }];
      const issued = { issued: span.notBefore, validTo: span.notAfter };
      return signTrustList({ schema: "proofmark/trust-list/v1", ...issued, keys }, authority);
    };
    const held = join(directory, "data", "trust-list.json");
    writeFileSync(held, list(NAME), { mode: 0o600 });
    expect(await refusedAtStart()).toBeNull();
    writeFileSync(held, list("HB-WH-0042"), { mode: 0o600 });
    expect(await refusedAtStart()).not.toBeNull();
    writeFileSync(held, list(NAME, { revoked: { from: "2026-11-01T00:00:00.000Z", why: "lost" } }), {
      mode: 0o600,
    });
    expect(await refusedAtStart()).not.toBeNull();
    writeFileSync(held, "{", { mode: 0o600 });
    expect(await refusedAtStart()).not.toBeNull();
  });
});
