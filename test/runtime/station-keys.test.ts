import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { ROTATION_PAYLOAD_TYPE } from "../../src/core/record/key-request.ts";
import type { Signer } from "../../src/ports/signer.ts";
import {
  journalDirectory,
  keysDirectory,
  refuseOtherKeys,
  signedJournal,
  stationKeys,
} from "../../src/runtime/station-keys.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { AT } from "../support/journal-day.ts";
import {
  journalWith,
  openStore,
  STATION,
  temporaryDirectory,
  testRecords,
  writeOneByOne,
} from "../support/journal-directory.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { receiptedRecords } from "../support/receipted-journal.ts";
import { KEYS } from "../support/sealed-results.ts";

/** Every file and folder below, with its mode. */
function modesIn(directory: string, at = ""): [string, number][] {
  return readdirSync(join(directory, at), { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    const own: [string, number] = [path, statSync(join(directory, path)).mode & 0o777];
    return entry.isDirectory() ? [own, ...modesIn(directory, path)] : [own];
  });
}

describe("the keys of a data directory", () => {
  test("a first start that was cut short anywhere between keys and journal goes on; one with entries does not", async () => {
    const data = temporaryDirectory();
    const first = stationKeys(data);
    rmSync(join(keysDirectory(data), "log.pem"));
    const second = stationKeys(data);
    expect(second.record.keyId).toBe(first.record.keyId);
    await openStore(journalDirectory(data)).close();
    rmSync(keysDirectory(data), { recursive: true });
    stationKeys(data);
    const store = openStore(journalDirectory(data));
    await writeOneByOne(store, testRecords(1));
    await store.close();
    stationKeys(data);
    rmSync(keysDirectory(data), { recursive: true });
    expect(() => stationKeys(data)).toThrow("record.pem");
    expect(existsSync(keysDirectory(data))).toBe(false);
  });

  test("of another station, or made anew, are refused by the newest receipt of the journal", async () => {
    const directory = temporaryDirectory();
    const records = receiptedRecords(4, 2);
    const journal = await journalWith(records);
    const store = openStore(journal);
    const own = { record: KEYS.record, log: KEYS.log };
    const place = { station: STATION, data: directory };
    expect(() => refuseOtherKeys(signedJournal(store), own, place)).not.toThrow();
    expect(() => refuseOtherKeys(signedJournal(store), { ...own, log: KEYS.witness }, place)).toThrow(
      "log.pem",
    );
    await store.close();
    const none = openStore(await journalWith(testRecords(2)));
    expect(() => refuseOtherKeys(signedJournal(none), { ...own, log: KEYS.witness }, place)).not.toThrow();
    await none.close();
  });

  test("a log key that the one before it named as the next is no stranger's; one that only names itself is", async () => {
    const next = createDeterministicSigner("next log", "ed25519");
    const rotated = async (signers: readonly Signer[], named: Signer): Promise<Uint8Array> => {
      const document = {
        schema: "proofmark/key-rotation/v1",
        station: STATION,
        log: logName(STATION),
        role: "log",
        oldKey: publicKeyOf(KEYS.log),
        newKey: publicKeyOf(named),
        issued: "2026-11-27T08:00:00.000Z",
      };
      const request = await signedRequest(ROTATION_PAYLOAD_TYPE, document, signers);
      const keyIds = { oldKeyId: KEYS.log.keyId, newKeyId: next.keyId };
      const act = { kind: "key-rotated", role: "log", ...keyIds, request } as const;
      return encodeEntry({ type: "person-acted", at: AT, by: "wang", act });
    };
    const refusedWith = async (signers: readonly Signer[], log: Signer, named = next): Promise<boolean> => {
      const store = openStore(await journalWith([...receiptedRecords(4, 2), await rotated(signers, named)]));
      try {
        refuseOtherKeys(signedJournal(store), { log }, { station: STATION, data: temporaryDirectory() });
        return false;
      } catch (cause) {
        expect(cause).toMatchObject({ code: "KEY_UNUSABLE" });
        return true;
      } finally {
        await store.close();
      }
    };
    expect(await refusedWith([KEYS.log, next], next)).toBe(false);
    expect(await refusedWith([next], next)).toBe(true);
    expect(await refusedWith([KEYS.witness, next], next)).toBe(true);
    expect(await refusedWith([KEYS.log, next], KEYS.witness)).toBe(true);
    // The entry names this key, and what the old one signed names another.
    expect(await refusedWith([KEYS.log, KEYS.witness], next, KEYS.witness)).toBe(true);
  });

  test("also where nothing in the journal is whole", () => {
    const data = temporaryDirectory();
    mkdirSync(journalDirectory(data));
    writeFileSync(join(journalDirectory(data), "00000000.segment"), new Uint8Array(140));
    expect(() => stationKeys(data)).toThrow("is not there");
  });
});

describe("a station on a machine with other users", () => {
  test("whatever its umask, nobody else reads what it writes, and lost keys stop the next start", async () => {
    const data = join(temporaryDirectory(), "data");
    const through = ["sh", "-c", 'umask 0 && exec "$0" "$@"'];
    const first = await new LiveDemo({ data, through }).up();
    expect(await first.post("/api/jobs", { kind: "exam" })).toBe(201);
    await first.shown("the exam", ({ state }) => state === "running");
    expect((await first.interrupt()).code).toBe(0);
    // The exam that was cut short is void, and sealed as such: the quickest record there is.
    const second = await new LiveDemo({ data, through }).up();
    await second.shown("the first record", ({ state }) => state === "receipted");
    expect((await second.interrupt()).code).toBe(0);
    const modes = modesIn(data);
    const open = modes.filter(([path, mode]) => path !== "trust.json" && (mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(join(data, "trust.json")).mode & 0o777).toBe(0o644);
    expect(modes.map(([path]) => path)).toEqual(expect.arrayContaining(["registry/changes", "station.log"]));
    expect(modes.filter(([path]) => path.startsWith("records/"))).toHaveLength(2);

    rmSync(join(data, "keys"), { recursive: true });
    const again = new LiveDemo({ data });
    expect((await again.ended).code).toBe(2);
    expect(again.complaints.join("\n")).toContain("[KEYS_MISSING]");
    expect(existsSync(join(data, "keys"))).toBe(false);
  }, 90_000);
});
