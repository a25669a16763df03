import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { bringPhotos } from "../../src/adapters/disk/photo-copies.ts";
import { proofmark } from "../support/cli-run.ts";
import { FaultyFs } from "../support/faulty-fs.ts";
import {
  openStore,
  STATION,
  temporaryDirectory,
  testRecords,
  writeOneByOne,
} from "../support/journal-directory.ts";
import { jpeg, png, webp } from "../support/photo-bytes.ts";
import { fileOf, nameOf, putPhoto, takenEntry } from "../support/photo-journal.ts";
import { trustListText } from "../support/sealed-results.ts";
import { writeStationFile } from "../support/station-file.ts";

/** Goal: photos go where their journal goes, byte for byte, and what is missing is told by its name and by the exit code. */
const SPKI = new Uint8Array(Buffer.from(`302a300506032b6570032100${"11".repeat(32)}`, "hex"));
const [ONE, TWO, THREE] = [jpeg(1_600, 1_200), png(800, 600), webp("VP8X", 800, 600)];
const STRANGER = jpeg(1_600, 1_200, 9);

let directory = "";
let config = "";
let journal = "";
let photos = "";
let out = "";

beforeEach(async () => {
  directory = temporaryDirectory();
  const witness = { name: "registry.example/witness", spki: SPKI };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  writeFileSync(config, readFileSync(config, "utf8").replace("BENCH-0001", STATION));
  journal = join(directory, "data", "journal");
  photos = join(directory, "data", "photos");
  out = join(directory, "copy");
  writeFileSync(join(directory, "trust.json"), trustListText());
  const store = openStore(journal);
  await writeOneByOne(store, [
    ...testRecords(3),
    takenEntry(ONE),
    takenEntry(TWO, { photo: "0112", job: "J-2" }),
    takenEntry(ONE, { photo: "0113", job: "J-3" }),
    takenEntry(THREE, { part: "chassis", photo: "0323" }),
  ]);
  await store.close();
  for (const bytes of [ONE, TWO, THREE, STRANGER]) putPhoto(photos, bytes);
});

const journalCommand = async (what: string, ...words: string[]) => {
  const { code, out: said, err } = await proofmark("journal", what, "--config", config, ...words);
  return { code, said, err };
};
const exported = (...words: string[]) => journalCommand("export", "--out", out, ...words);
const photosOf = (said: string) =>
  (JSON.parse(said) as { photos: Record<string, unknown> & { away: { code: string }[] } }).photos;
const filesIn = (at: string): string[] =>
  existsSync(at)
    ? readdirSync(at, { recursive: true, encoding: "utf8" })
        .filter((name) => statSync(join(at, name)).isFile())
        .sort()
    : [];
const bytesIn = (at: string) =>
  Object.fromEntries(filesIn(at).map((name) => [name, readFileSync(join(at, name)).toString("base64")]));

describe("proofmark journal export", () => {
  test("carries the photos that its entries name, once each, and says which nobody names", async () => {
    const { code, said } = await exported("--json");
    expect([code, photosOf(said)]).toEqual([
      0,
      { named: 3, copied: 3, there: 0, away: [], unnamed: [nameOf(STRANGER)] },
    ]);
    for (const bytes of [ONE, TWO, THREE])
      expect(new Uint8Array(readFileSync(fileOf(join(out, "photos"), bytes)))).toEqual(bytes);
    expect(filesIn(join(out, "photos"))).toHaveLength(3);
    expect(existsSync(fileOf(photos, STRANGER))).toBe(true);
    expect(statSync(join(out, "photos")).mode & 0o777).toBe(0o700);
    expect(statSync(fileOf(join(out, "photos"), ONE)).mode & 0o777).toBe(0o600);
  });

  test("of a journal without photos makes no folder of them and says nothing", async () => {
    rmSync(join(directory, "data"), { recursive: true });
    const store = openStore(journal);
    await writeOneByOne(store, testRecords(3));
    await store.close();
    const { code, said } = await exported();
    expect([code, /photo/.test(said), existsSync(join(out, "photos"))]).toEqual([0, false, false]);
  });

  test("tells of what is missing, spoilt or unreadable by its name and by exit code 1; the rest is copied", async () => {
    rmSync(fileOf(photos, ONE));
    putPhoto(photos, TWO, STRANGER);
    rmSync(fileOf(photos, THREE));
    mkdirSync(fileOf(photos, THREE));
    const { code, said } = await exported("--json");
    expect([code, photosOf(said)]).toMatchObject([
      1,
      {
        named: 3,
        copied: 0,
        away: [
          {
            code: "PHOTO_AWAY",
            params: { job: "J-1", part: "identity", photo: "0111", sha256: nameOf(ONE) },
          },
          { code: "PHOTO_SPOILT", params: { job: "J-2", photo: "0112", file: fileOf(photos, TWO) } },
          { code: "PHOTO_UNREADABLE", params: { part: "chassis", photo: "0323" } },
        ],
      },
    ]);
    expect(filesIn(join(out, "photos"))).toEqual([]);
    rmSync(out, { recursive: true });
    const words = await exported();
    expect(words.code).toBe(1);
    expect(words.said).toMatch(
      /3 photos named: 0 copied, 0 there already, 3 missing[\s\S]*缺少任务 J-1 的照片/,
    );
  });

  test("into one folder of photos is done twice without writing anything twice, and mends what was spoilt there", async () => {
    const shared = join(directory, "backup");
    expect((await exported("--photos", shared)).code).toBe(0);
    expect(existsSync(join(out, "photos"))).toBe(false);
    const before = bytesIn(shared);
    for (const bytes of [ONE, TWO, THREE]) utimesSync(fileOf(shared, bytes), 1, 1);
    putPhoto(shared, TWO, ONE.subarray(0, 100));
    rmSync(out, { recursive: true });
    const { code, said } = await exported("--photos", shared, "--json");
    expect([code, photosOf(said)]).toMatchObject([0, { copied: 1, there: 2 }]);
    expect(bytesIn(shared)).toEqual(before);
    expect(statSync(fileOf(shared, ONE)).mtimeMs).toBe(1_000);
  });

  test("to a place that takes no photos leaves nothing that looks like a copy", async () => {
    writeFileSync(join(directory, "file"), "");
    const { code, err } = await exported("--photos", join(directory, "file"));
    expect([code, err]).toEqual([2, expect.stringContaining("[DIRECTORY_UNWRITABLE]")]);
    expect([existsSync(out), existsSync(`${out}.new`)]).toEqual([false, false]);
  });
});

describe("photos that are brought", () => {
  test("and whose bringing fails at any step are whole or not there; once more it goes on, and nothing half is left", () => {
    const names = [ONE, TWO, THREE].map(nameOf);
    const counted = new FaultyFs({ at: Number.POSITIVE_INFINITY, applied: false, code: "EIO" });
    bringPhotos(names, { from: photos, to: join(directory, "counted"), fs: counted });
    // Of each its bytes, their sync and its name; then its folder's names, those of the folders, and of the folder of all.
    expect(counted.calls).toBe(3 * 3 + 3 + 2);
    const again = new FaultyFs({ at: Number.POSITIVE_INFINITY, applied: false, code: "EIO" });
    bringPhotos(names, { from: photos, to: join(directory, "counted"), fs: again });
    // What is there may have its name only since a call that was cut short.
    expect(again.calls).toBe(3 + 2);
    for (const applied of [false, true])
      for (let at = 0; at < counted.calls; at++) {
        const to = join(directory, `${at}-${applied}`);
        const fs = new FaultyFs({ at, applied, code: "ENOSPC" });
        expect(() => bringPhotos(names, { from: photos, to, fs })).toThrow(/the disk is full/);
        for (const bytes of [ONE, TWO, THREE])
          if (existsSync(fileOf(to, bytes)))
            expect(new Uint8Array(readFileSync(fileOf(to, bytes)))).toEqual(bytes);
        expect(filesIn(to).filter((name) => name.endsWith(".new"))).toEqual([]);
        expect(bringPhotos(names, { from: photos, to })).toMatchObject({ away: [] });
        expect(bytesIn(to)).toEqual(bytesIn(join(directory, "counted")));
      }
  });

  test("after a kill in the middle of one go on: its half is nobody's photo", () => {
    const to = join(directory, "killed");
    putPhoto(to, ONE);
    renameSync(fileOf(to, ONE), `${fileOf(to, ONE)}.new`);
    writeFileSync(`${fileOf(to, ONE)}.new`, ONE.subarray(0, 100));
    expect(bringPhotos([nameOf(ONE)], { from: photos, to })).toMatchObject({ copied: 1, away: [] });
    expect(filesIn(to)).toHaveLength(1);
  });
});

describe("proofmark verify --photos", () => {
  const verified = async (...words: string[]) => {
    const { code, out: said } = await proofmark(
      "verify",
      ...words,
      "--trust",
      join(directory, "trust.json"),
      "--json",
    );
    return {
      code,
      ...(JSON.parse(said) as {
        failures: { code: string; where: string }[];
        checked: string[];
        notes?: { code: string }[];
      }),
    };
  };
  const codes = (failures: readonly { code: string; where: string }[]): string[] =>
    failures.flatMap(({ code, where }) => (code.startsWith("PHOTO") ? [`${where}: ${code}`] : []));

  test("looks at each photo that the entries of an exported directory name, in that directory", async () => {
    await exported();
    for (const folder of [out, join(out, "photos")]) {
      const { failures, checked } = await verified(out, "--photos", folder);
      expect(codes(failures)).toEqual([]);
      expect(checked).toContain("bytes of the photos that entries name: 4");
    }
    rmSync(fileOf(join(out, "photos"), ONE));
    putPhoto(join(out, "photos"), TWO, STRANGER);
    expect(codes((await verified(out, "--photos", out)).failures)).toEqual([
      "entry 3: PHOTO_AWAY",
      "entry 4: PHOTO_SPOILT",
      "entry 5: PHOTO_AWAY",
    ]);
  });

  test("left out is said", async () => {
    await exported();
    const { notes, failures } = await verified(out);
    expect(codes(failures)).toEqual([]);
    expect(notes?.map(({ code }) => code)).toEqual(["PHOTOS_OF_JOURNAL_NOT_LOOKED_AT"]);
  });
});

describe("proofmark journal restore", () => {
  const restore = (...words: string[]) => journalCommand("restore", "--from", out, "--replace", ...words);

  test("brings the photos back with the journal, mends what is spoilt, and leaves what nobody names", async () => {
    await exported();
    rmSync(fileOf(photos, ONE));
    putPhoto(photos, TWO, STRANGER);
    const { code, said } = await restore("--json");
    expect([code, photosOf(said)]).toMatchObject([
      0,
      { named: 3, copied: 2, there: 1, away: [], unnamed: null },
    ]);
    for (const bytes of [ONE, TWO, THREE, STRANGER])
      expect(new Uint8Array(readFileSync(fileOf(photos, bytes)))).toEqual(bytes);
  });

  test("into an empty data directory has all of them, from the copy or from a folder of photos", async () => {
    const shared = join(directory, "backup");
    await exported("--photos", shared);
    rmSync(join(directory, "data"), { recursive: true });
    const without = await restore("--json");
    expect([without.code, photosOf(without.said).away]).toMatchObject([
      1,
      [{ code: "PHOTO_AWAY" }, { code: "PHOTO_AWAY" }, { code: "PHOTO_AWAY" }],
    ]);
    rmSync(join(directory, "data"), { recursive: true });
    expect((await restore("--photos", shared)).code).toBe(0);
    expect(filesIn(photos)).toHaveLength(3);
    rmSync(join(directory, "data"), { recursive: true });
    expect((await restore("--photos", join(directory, "nowhere"))).code).toBe(2);
    expect(existsSync(journal)).toBe(false);
  });

  test("whose photos have no room leaves the journal as it was", async () => {
    await exported();
    rmSync(photos, { recursive: true });
    writeFileSync(photos, "");
    const before = bytesIn(journal);
    expect(await restore()).toMatchObject({
      code: 2,
      err: expect.stringContaining("[DIRECTORY_UNWRITABLE]"),
    });
    expect(bytesIn(journal)).toEqual(before);
  });
});

describe("proofmark journal photos", () => {
  test("says whether all are there and how many nobody names, changes nothing, and brings what is missing", async () => {
    const whole = await journalCommand("photos", "--json");
    expect([whole.code, photosOf(whole.said)]).toMatchObject([
      0,
      { folder: photos, named: 3, there: 3, away: [], unnamed: [nameOf(STRANGER)] },
    ]);
    await exported();
    rmSync(fileOf(photos, ONE));
    putPhoto(photos, TWO, STRANGER);
    const before = bytesIn(join(directory, "data"));
    const { code, said } = await journalCommand("photos");
    expect([code, bytesIn(join(directory, "data"))]).toEqual([1, before]);
    expect(said).toMatch(/PHOTO_AWAY[\s\S]*PHOTO_SPOILT[\s\S]*1 photo that no entry of this journal names/);
    expect((await journalCommand("photos", "--from", out)).code).toBe(0);
    expect(new Uint8Array(readFileSync(fileOf(photos, TWO)))).toEqual(TWO);
  });

  test("is refused beside a station that runs", async () => {
    const store = openStore(journal);
    expect((await journalCommand("photos")).err).toContain("[JOURNAL_LOCKED]");
    await store.close();
  });
});
