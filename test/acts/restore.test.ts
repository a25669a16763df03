import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { finishRestore, restoreJournal } from "../../src/adapters/disk/journal-restore.ts";
import { noteAct } from "../../src/cli/stopped-station.ts";
import type { PersonAct } from "../../src/core/journal/person-act.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { stationKeys } from "../../src/runtime/station-keys.ts";
import { proofmark } from "../support/cli-run.ts";
import { FaultyFs } from "../support/faulty-fs.ts";
import {
  filesOf,
  openStore,
  STATION,
  temporaryDirectory,
  testRecords,
  textsOf,
  writeOneByOne,
} from "../support/journal-directory.ts";
import { rootOf } from "../support/receipted-journal.ts";
import { writeStationFile } from "../support/station-file.ts";

/** A copy that `journal export` made takes the place of the journal, or it is said why not; nothing is ever deleted. */
const SPKI = new Uint8Array(Buffer.from(`302a300506032b6570032100${"11".repeat(32)}`, "hex"));
let directory = "";
let config = "";
let journal = "";
let copy = "";

beforeEach(async () => {
  directory = temporaryDirectory();
  const witness = { name: "registry.example/witness", spki: SPKI };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  writeFileSync(config, readFileSync(config, "utf8").replace("BENCH-0001", STATION));
  journal = join(directory, "data", "journal");
  copy = join(directory, "copy");
  await write(testRecords(9));
  expect((await proofmark("journal", "export", "--config", config, "--out", copy)).code).toBe(0);
});

async function write(records: readonly Uint8Array[], at = journal): Promise<void> {
  const store = openStore(at);
  await writeOneByOne(store, records);
  await store.close();
}

const restore = (...words: string[]) =>
  proofmark("journal", "restore", "--config", config, "--from", copy, ...words);
const lastOf = (at: string): { type: string; by: string; act: PersonAct } =>
  JSON.parse(textsOf(readJournal(at)).at(-1) ?? "");

describe("proofmark journal restore", () => {
  test("fills an empty place, and the entry says what was restored and by whom", async () => {
    rmSync(journal, { recursive: true });
    const { code, out } = await restore("--by", "Wang Li", "--json");
    expect(code).toBe(0);
    const act = { kind: "journal-restored", entries: 9, root: toHex(rootOf(testRecords(9))), setAside: null };
    expect(JSON.parse(out)).toMatchObject({ entry: 9, by: "Wang Li", act });
    expect(lastOf(journal)).toMatchObject({ type: "person-acted", by: "Wang Li", act });
    expect(textsOf(readJournal(journal)).slice(0, 9)).toEqual(textsOf(testRecords(9)));
    expect(readdirSync(join(directory, "data"))).toEqual(["journal"]);
    expect(readdirSync(journal)).not.toContain("lock");
    await openStore(journal).close();
  });

  test("is refused with the figures where the journal goes on from the copy, or is another history; --replace keeps it", async () => {
    const behind = await restore();
    expect([behind.code, behind.err]).toEqual([2, expect.stringMatching(/9 entries.* has 10.*leave 1 out/)]);
    const before = filesOf(journal);
    expect((await restore("--replace")).code).toBe(0);
    const [aside = ""] = readdirSync(join(directory, "data")).filter((name) => name.startsWith("journal."));
    expect(aside).toMatch(/^journal\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    expect(filesOf(join(directory, "data", aside))).toEqual(before);
    expect(lastOf(journal).act).toMatchObject({ setAside: { folder: aside, entries: 10 } });

    rmSync(journal, { recursive: true });
    await write(testRecords(12).slice(3));
    const other = await restore();
    expect([other.code, other.err]).toEqual([2, expect.stringMatching(/\(9 entries\).*\(9\).*不同的历史/)]);
  });

  test("needs no --replace where the copy holds all that is there, and does nothing where it is the same", async () => {
    rmSync(journal, { recursive: true });
    await write(testRecords(4));
    expect((await restore()).code).toBe(0);
    rmSync(journal, { recursive: true });
    await write(testRecords(9));
    expect(await restore("--replace")).toMatchObject({
      code: 2,
      err: expect.stringContaining("nothing to restore"),
    });
  });

  test("takes the place of a damaged journal only with --replace, and is itself checked first", async () => {
    writeFileSync(join(journal, "00000000.segment"), new Uint8Array(4096));
    expect(await restore()).toMatchObject({ code: 2, err: expect.stringContaining("cannot be read") });
    expect((await restore("--replace")).code).toBe(0);
    expect(lastOf(journal).act).toMatchObject({ setAside: { entries: null, root: null } });
    const segment = join(copy, "00000000.segment");
    const bytes = readFileSync(segment);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    expect((await restore("--replace")).code).toBe(3);
  });

  test("is refused for another station's copy, beside a running station and for wrong words", async () => {
    rmSync(copy, { recursive: true });
    const store = openStore(copy, { station: "XX-1" as typeof STATION });
    await writeOneByOne(store, testRecords(2));
    await store.close();
    expect((await restore("--replace")).err).toContain(`of station XX-1, not of ${STATION}`);
    const running = openStore(journal);
    expect((await restore("--replace")).err).toContain("[JOURNAL_LOCKED]");
    await running.close();
    expect((await proofmark("journal", "restore", "--config", config)).err).toContain("--from");
    expect((await proofmark("journal", "restore", "--config", config, "--from", directory)).code).toBe(2);
  });
});

const ACT: PersonAct = {
  kind: "journal-restored",
  entries: 9,
  root: "00".repeat(32),
  setAside: { folder: "journal.aside", entries: 10, root: "00".repeat(32) },
};

describe("a restore that is cut short", () => {
  test("anywhere leaves the old journal or the new one, and the same once more goes on", async () => {
    const before = textsOf(readJournal(journal));
    const world = temporaryDirectory();
    let cut = 0;
    for (let at = 0; ; at++) {
      for (const applied of [false, true]) {
        const data = join(world, `${at}-${applied}`);
        mkdirSync(data);
        const place = join(data, "journal");
        await write(
          before.map((text) => new TextEncoder().encode(text)),
          place,
        );
        const fs = new FaultyFs({ at, applied, code: "EIO" });
        const root = rootOf(testRecords(9));
        const order = { journal: place, from: copy, root, station: STATION, aside: "journal.aside" };
        const note = (faulty?: FaultyFs) => (draft: string) =>
          noteAct({ journal: draft, station: STATION, ...(faulty && { fs: faulty }) }, "wang", ACT);
        const failed = await restoreJournal({ ...order, fs, note: note(fs) }).then(
          () => false,
          () => true,
        );
        if (fs.calls <= at) {
          expect([failed, cut > 20]).toEqual([false, true]);
          return;
        }
        if (failed) cut++;
        // What a start finds there is never an empty place.
        finishRestore(place);
        const found = textsOf(readJournal(place));
        const isNew = found.at(-1)?.includes("journal-restored") === true;
        expect(isNew || JSON.stringify(found) === JSON.stringify(before), `${at} ${applied}`).toBe(true);
        if (!isNew) await restoreJournal({ ...order, note: note() });
        expect(textsOf(readJournal(place)).slice(0, 9)).toEqual(before.slice(0, 9));
        expect(textsOf(readJournal(join(data, "journal.aside")))).toEqual(before);
        await openStore(place).close();
      }
    }
  });

  test("by a copy that is not what was looked at leaves all as it was", async () => {
    const before = filesOf(journal);
    const order = { journal, from: copy, root: rootOf(testRecords(8)), station: STATION, aside: "aside" };
    const note = async (): Promise<number> => expect.fail("nothing is noted");
    await expect(restoreJournal({ ...order, note })).rejects.toMatchObject({ code: "JOURNAL_CORRUPT" });
    expect(filesOf(journal)).toEqual(before);
  });

  test("between its two renames is finished by the next start, and by the command", async () => {
    rmSync(join(directory, "data"), { recursive: true });
    stationKeys(join(directory, "data"));
    await write(testRecords(9), `${journal}.restored`);
    await noteAct({ journal: `${journal}.restored`, station: STATION }, "wang", ACT);
    stationKeys(join(directory, "data"));
    expect(existsSync(journal)).toBe(true);
    await write([], `${journal}.restored`);
    rmSync(`${journal}.restored`, { recursive: true });
    const store = `${journal}.restored`;
    rmSync(dirname(store), { recursive: true });
    await write(testRecords(9), store);
    await noteAct({ journal: store, station: STATION }, "wang", ACT);
    const { code, out } = await restore("--json");
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ entry: 9, by: "wang" })]);
  });
});

describe("an act that is cut short", () => {
  test("at any write leaves a journal to which the same is done once more", async () => {
    const before = textsOf(readJournal(journal));
    const world = temporaryDirectory();
    const act: PersonAct = { kind: "journal-exported", entries: 9, root: "00".repeat(32) };
    for (let at = 0; ; at++) {
      for (const applied of [false, true]) {
        const place = join(world, `${at}-${applied}`);
        await write(
          before.map((text) => new TextEncoder().encode(text)),
          place,
        );
        const fs = new FaultyFs({ at, applied, code: "EIO" });
        const order = { journal: place, station: STATION };
        const failed = await noteAct({ ...order, fs }, "wang", act).then(
          () => false,
          () => true,
        );
        if (fs.calls <= at) {
          expect([failed, at > 2]).toEqual([false, true]);
          return;
        }
        const index = await noteAct(order, "wang", act);
        const found = textsOf(readJournal(place));
        expect([found.slice(0, before.length), found.length]).toEqual([before, index + 1]);
      }
    }
  });
});
