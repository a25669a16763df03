import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { HASH_FILE } from "../../src/adapters/disk/hash-file.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { keyIdOf } from "../../src/adapters/keys/node-crypto.ts";
import { storedHashIndex } from "../../src/core/journal/merkle.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { trustListSchema } from "../../src/core/record/trust-list.ts";
import { stationKeys } from "../../src/runtime/station-keys.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { proofmark } from "../support/cli-run.ts";
import {
  openStore,
  temporaryDirectory,
  testRecords,
  textsOf,
  writeOneByOne,
} from "../support/journal-directory.ts";
import { receiptOf, rootOf } from "../support/receipted-journal.ts";
import { inspection, seal } from "../support/sealed-results.ts";
import { writeStationFile } from "../support/station-file.ts";

const STATION = asId<"station">("BENCH-0001");
const SPKI = new Uint8Array(Buffer.from(`302a300506032b6570032100${"11".repeat(32)}`, "hex"));
let directory = "";
let config = "";
let journal = "";

beforeEach(() => {
  directory = temporaryDirectory();
  const witness = { name: "registry.example/witness", spki: SPKI };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  journal = join(directory, "data", "journal");
});

async function written(records: readonly Uint8Array[]): Promise<void> {
  const store = openStore(journal, { station: STATION });
  await writeOneByOne(store, records);
  await store.close();
}

const spoil = (): void => {
  const file = join(journal, HASH_FILE);
  writeFileSync(file, readFileSync(file).fill(0x5a, storedHashIndex(0, 4) * 32));
};

describe("proofmark keys show", () => {
  test("gives what a registry and an authority need, and nothing of the private keys", async () => {
    const keys = stationKeys(join(directory, "data"));
    const { code, out } = await proofmark("keys", "show", "--config", config, "--json");
    expect(code).toBe(0);
    const shown = JSON.parse(out);
    expect(shown.station).toBe("BENCH-0001");
    expect(shown.keys.map((key: { role: string; mode: string }) => [key.role, key.mode])).toEqual([
      ["record", "600"],
      ["log", "600"],
    ]);
    const entries = shown.keys.map((key: { trustListEntry: unknown }) => key.trustListEntry);
    const list = {
      schema: "proofmark/trust-list/v1",
      issued: entries[0].notBefore,
      validTo: entries[0].notAfter,
    };
    expect(trustListSchema.safeParse({ ...list, keys: entries }).success).toBe(true);
    expect(entries.map(({ keyId }: { keyId: string }) => keyId)).toEqual([keys.record.keyId, keys.log.keyId]);
    for (const { spki, keyId } of entries) expect(keyIdOf(Buffer.from(spki, "base64"))).toBe(keyId);
    const told = await proofmark("keys", "show", "--config", config);
    expect(told.out).toContain(keys.log.keyId);
    for (const file of ["record.pem", "log.pem"]) {
      const secret = readFileSync(join(directory, "data", "keys", file), "utf8").split("\n")[1] ?? "";
      expect(`${out}${told.out}`).not.toContain(secret);
    }
  });

  test("makes no keys, and says whether they were lost or not made yet", async () => {
    const none = await proofmark("keys", "show", "--config", config);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("proofmark keys enrol makes them")]);
    await written(testRecords(1));
    const lost = await proofmark("keys", "show", "--config", config);
    expect([lost.code, lost.err]).toEqual([2, expect.stringContaining("[KEYS_MISSING]")]);
    expect(existsSync(join(directory, "data", "keys"))).toBe(false);
    rmSync(journal, { recursive: true });
    stationKeys(join(directory, "data"));
    chmodSync(join(directory, "data", "keys", "log.pem"), 0o640);
    expect(await proofmark("keys", "show", "--config", config)).toMatchObject({
      code: 2,
      err: expect.stringContaining("chmod 600"),
    });
    expect((await proofmark("keys", "rotate")).code).toBe(2);
  });
});

describe("proofmark journal export", () => {
  test("is a journal with the same entries and the same root, and one entry tells of it", async () => {
    await written(testRecords(20));
    const out = join(directory, "copy");
    const { code, out: said } = await proofmark(
      "journal",
      "export",
      "--config",
      config,
      "--out",
      out,
      "--json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(said)).toMatchObject({
      entries: 20,
      root: toHex(rootOf(testRecords(20))),
      bytesLeftOut: 0,
    });
    expect(textsOf(readJournal(out))).toEqual(textsOf(testRecords(20)));
    const [last, ...before] = textsOf(readJournal(journal)).reverse();
    expect(before.reverse()).toEqual(textsOf(testRecords(20)));
    const act = { kind: "journal-exported", entries: 20, root: toHex(rootOf(testRecords(20))) };
    expect(JSON.parse(last ?? "")).toMatchObject({ type: "person-acted", by: expect.any(String), act });
    const again = await proofmark("journal", "export", "--config", config, "--out", out);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("is there already")]);
  });

  test("leaves nothing behind where the journal is not whole, and is refused while a station runs", async () => {
    await written(testRecords(9));
    const out = join(directory, "copy");
    const store = openStore(journal, { station: STATION });
    const running = await proofmark("journal", "export", "--config", config, "--out", out);
    expect([running.code, running.err]).toEqual([2, expect.stringContaining("[JOURNAL_LOCKED]")]);
    await store.close();
    spoil();
    expect((await proofmark("journal", "export", "--config", config, "--out", out)).code).toBe(3);
    expect([out, `${out}.new`].some((path) => existsSync(path))).toBe(false);
    expect(existsSync(join(journal, "lock"))).toBe(false);
  });
});

describe("proofmark journal reindex", () => {
  test("takes the records as they are where nothing proves them, and the next opening tells of it", async () => {
    await written(testRecords(9));
    spoil();
    expect(() => openStore(journal, { station: STATION })).toThrow("hash index");
    const { code, out } = await proofmark("journal", "reindex", "--config", config, "--json");
    expect(code).toBe(0);
    const mended = [{ kind: "index-rebuilt", found: "damaged", record: 4, records: 9, asked: true }];
    expect(JSON.parse(out)).toMatchObject({ entries: 9, mended });
    const store = openStore(journal, { station: STATION });
    expect(store.mended?.mendings).toEqual(mended);
    expect(store.root(9)).toEqual(rootOf(testRecords(9)));
    const running = await proofmark("journal", "reindex", "--config", config);
    expect([running.code, running.err]).toEqual([2, expect.stringContaining("[JOURNAL_LOCKED]")]);
    store.mended?.told();
    await store.close();
    const whole = await proofmark("journal", "reindex", "--config", config);
    expect([whole.code, whole.out]).toEqual([0, expect.stringContaining("nothing was changed")]);
  });

  test("not against the registry's newest receipt, nor where there is no journal", async () => {
    const nothing = await proofmark("journal", "reindex", "--config", config);
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining("[FILE_UNREADABLE]")]);
    expect(existsSync(journal)).toBe(false);
    const records = testRecords(5);
    await written([...records, receiptOf(testRecords(6).slice(1))]);
    const altered = await proofmark("journal", "reindex", "--config", config);
    expect([altered.code, altered.err]).toEqual([2, expect.stringContaining("[JOURNAL_ALTERED]")]);
    mkdirSync(join(directory, "x"));
    expect((await proofmark("journal", "restore", "--config", config)).code).toBe(2);
  });
});

describe("proofmark journal records", () => {
  test("writes the files that somebody has deleted, from the journal, and changes nothing of it", async () => {
    const at = { monoMs: 1, wallMs: 1_795_000_000_000 };
    const { record, envelope } = seal(inspection());
    const entries = [
      encodeEntry({ type: "record-sealed", at, job: asId<"job">("job-1"), record, envelope }),
      ...testRecords(3),
    ];
    await written([...entries, receiptOf(entries)]);
    const records = join(directory, "data", "records");
    const before = textsOf(readJournal(journal));
    const { code, out } = await proofmark("journal", "records", "--config", config, "--json");
    expect([code, JSON.parse(out)]).toEqual([0, { records }]);
    expect(readFileSync(join(records, `${record}.json`), "utf8")).toBe(envelope);
    expect(readFileSync(join(records, `${record}.proof.json`), "utf8")).toContain(envelope);
    expect(textsOf(readJournal(journal))).toEqual(before);
  });

  test("says why it cannot, and is refused while a station runs", async () => {
    const { record, envelope } = seal(inspection());
    const at = { monoMs: 1, wallMs: 1_795_000_000_000 };
    await written([encodeEntry({ type: "record-sealed", at, job: asId<"job">("job-1"), record, envelope })]);
    writeFileSync(join(directory, "data", "records"), "a file");
    const refused = await proofmark("journal", "records", "--config", config);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("[FILE_UNWRITABLE]")]);
    const store = openStore(journal, { station: STATION });
    const running = await proofmark("journal", "records", "--config", config);
    expect([running.code, running.err]).toEqual([2, expect.stringContaining("[JOURNAL_LOCKED]")]);
    await store.close();
  });
});
