import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DurableFile, nodeDurableFs } from "../../../src/adapters/disk/durable-fs.ts";
import { errnoWords } from "../../../src/adapters/disk/errno-words.ts";
import { DiskPhotoShelf, PHOTO_FREE_BYTES_LEAST } from "../../../src/adapters/disk/photo-shelf.ts";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { toHex } from "../../../src/core/record/base64.ts";
import { PhotoDesk } from "../../../src/runtime/photo-desk.ts";
import { FaultyFs } from "../../support/faulty-fs.ts";
import { jpeg, png, webp } from "../../support/photo-bytes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const PHOTO = jpeg(1_600, 1_200);
const NAME = toHex(sha256(PHOTO));
const NONE = { kind: "none", reason: { code: "PHOTO_UNKNOWN", params: {} } };

function shelf(changes: Partial<ConstructorParameters<typeof DiskPhotoShelf>[0]> = {}) {
  const directory = join(temporaryDirectory(), "photos");
  const logged: string[] = [];
  const note = (what: string): void => void logged.push(what);
  const log = { info: note, warn: note, error: note };
  const options = { directory, freeBytes: () => null, log, ...changes };
  return { directory: options.directory, logged, photos: new DiskPhotoShelf(options) };
}

const filesIn = (directory: string): string[] =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter((name) => !lstatSync(join(directory, name)).isDirectory())
        .sort()
    : [];

describe("photos on a disk", () => {
  test("lie under their hash and are read back as they came; the folder is made with the first", async () => {
    const { directory, photos } = shelf();
    expect(await photos.read(NAME)).toEqual(NONE);
    expect(existsSync(directory)).toBe(false);
    for (const [bytes, extension, mediaType] of [
      [PHOTO, "jpg", "image/jpeg"],
      [png(800, 600), "png", "image/png"],
      [webp("VP8 ", 800, 600), "webp", "image/webp"],
    ] as const) {
      const name = toHex(sha256(bytes));
      expect(await photos.keep(bytes)).toEqual({ kind: "kept", sha256: name, isNew: true });
      const file = join(directory, name.slice(0, 2), `${name}.${extension}`);
      expect(new Uint8Array(readFileSync(file))).toEqual(bytes);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await photos.read(name)).toEqual({ kind: "photo", bytes, mediaType });
    }
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test("the same bytes again are one file, also at once and by another process", async () => {
    const { directory, photos } = shelf();
    const both = await Promise.all([photos.keep(PHOTO), photos.keep(PHOTO)]);
    expect(both.map((kept) => kept.kind === "kept" && kept.isNew)).toEqual([true, false]);
    const again = await shelf({ directory }).photos.keep(PHOTO);
    expect(again).toEqual({ kind: "kept", sha256: NAME, isNew: false });
    expect(filesIn(directory)).toHaveLength(1);
  });

  test("one that nobody wants goes, in its turn", async () => {
    const { directory, photos } = shelf();
    const [, , kept] = await Promise.all([photos.keep(PHOTO), photos.drop(NAME), photos.keep(PHOTO)]);
    expect(kept).toEqual({ kind: "kept", sha256: NAME, isNew: true });
    await photos.drop(NAME);
    await photos.drop(NAME);
    expect(filesIn(directory)).toEqual([]);
    expect(await photos.read(NAME)).toEqual(NONE);
  });

  test("what is no photo is not kept", async () => {
    const { directory, photos } = shelf();
    expect(await photos.keep(new Uint8Array(100))).toMatchObject({ reason: { code: "PHOTO_KIND_UNKNOWN" } });
    expect(existsSync(directory)).toBe(false);
  });

  test.each([
    ["other bytes", "jpg", jpeg(1_600, 1_200, 1)],
    ["half of it", "jpg", PHOTO.subarray(0, 200)],
    ["nothing", "jpg", new Uint8Array()],
    ["the extension of another kind", "png", PHOTO],
  ])(
    "a file with %s is not what its name says: it is not shown, it is told, the photo replaces it, and is not new: an entry may name it",
    async (_what, extension, bytes) => {
      const { directory, logged, photos } = shelf();
      mkdirSync(join(directory, NAME.slice(0, 2)), { recursive: true });
      writeFileSync(join(directory, NAME.slice(0, 2), `${NAME}.${extension}`), bytes);
      expect(await photos.read(NAME)).toEqual(NONE);
      expect(logged).toEqual(["a photo is not what its name says"]);
      expect(await photos.keep(PHOTO)).toMatchObject({ kind: "kept", isNew: false });
      expect(await photos.read(NAME)).toEqual({ kind: "photo", bytes: PHOTO, mediaType: "image/jpeg" });
    },
  );

  test("what is no hash is no path", async () => {
    const { directory, photos } = shelf();
    mkdirSync(directory);
    writeFileSync(join(directory, "..", "secret.jpg"), PHOTO);
    for (const name of ["../secret", "", "..", NAME.toUpperCase(), `${NAME}/..`, `${NAME}\0`]) {
      expect(await photos.read(name)).toEqual(NONE);
      await photos.drop(name);
    }
    expect(existsSync(join(directory, "..", "secret.jpg"))).toBe(true);
  });

  test("a disk that is nearly full takes no more, and gives what it has", async () => {
    let free = PHOTO_FREE_BYTES_LEAST + PHOTO.length;
    const { photos } = shelf({ freeBytes: () => free });
    expect(await photos.keep(PHOTO)).toMatchObject({ kind: "kept" });
    free -= 1;
    expect(await photos.keep(jpeg(1_600, 1_200, 1))).toEqual({
      kind: "refused",
      reason: { code: "PHOTO_DISK_NEARLY_FULL", params: { freeMiB: 128, leastMiB: 128 } },
    });
    expect(await photos.keep(PHOTO)).toMatchObject({ kind: "kept", isNew: false });
    expect(await photos.read(NAME)).toMatchObject({ mediaType: "image/jpeg" });
  });
});

test("whichever step to the disk fails, the photo is whole or not there, it is said, and it can be sent again", async () => {
  const counted = new FaultyFs({ at: Number.POSITIVE_INFINITY, applied: false, code: "EIO" });
  await shelf({ fs: counted }).photos.keep(PHOTO);
  // Two parents' names, the bytes, their sync, the name, the folder's sync.
  expect(counted.calls).toBe(6);
  for (const applied of [false, true])
    for (let at = 0; at < counted.calls; at++) {
      const { directory, photos, logged } = shelf({ fs: new FaultyFs({ at, applied, code: "ENOSPC" }) });
      const step = `step ${at}${applied ? ", done" : ""}`;
      expect(await photos.keep(PHOTO), step).toEqual({
        kind: "refused",
        reason: { code: "PHOTO_NOT_KEPT", params: { zh: "磁盘已满", en: "the disk is full" } },
      });
      expect(logged, step).toHaveLength(1);
      const seen = await shelf({ directory }).photos.read(NAME);
      if (seen.kind === "photo") expect(seen.bytes, step).toEqual(PHOTO);
      // Nothing half-written stays behind, where the disk may be full.
      expect(
        filesIn(directory).filter((name) => name.endsWith(".new")),
        step,
      ).toEqual([]);
      // What the next process finds: the same photo can be kept, and nothing half of it stays.
      const next = shelf({ directory });
      expect(await next.photos.keep(PHOTO), step).toMatchObject({ kind: "kept" });
      expect(filesIn(directory), step).toEqual([join(NAME.slice(0, 2), `${NAME}.jpg`)]);
      expect(next.logged, step).toEqual([]);
    }
});

const systemSays = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });
const RAW_FILE = join(NAME.slice(0, 2), `${NAME}.jpg`);

/** A system that fails for a moment: at the opening of a file, or at the reading of it. */
function failing(code: string, step: "open" | "read") {
  const system = { fails: false };
  const openToRead = async (path: string): Promise<FileHandle> => {
    if (system.fails && step === "open") throw systemSays(code);
    const file = await open(path, "r");
    if (system.fails) file.read = () => Promise.reject(systemSays(code));
    return file;
  };
  return { system, openToRead };
}

describe("a photo that the journal names and that cannot be read for a moment", () => {
  test.each([
    ["EMFILE", "open"],
    ["ENFILE", "open"],
    ["EACCES", "open"],
    ["ESTALE", "open"],
    ["EIO", "open"],
    ["EIO", "read"],
  ] as const)(
    "(%s at %s) is not taken for absent: the upload is refused with a sentence, and it stays whatever the machine says",
    async (code, step) => {
      const { system, openToRead } = failing(code, step);
      const { directory, photos } = shelf({ openToRead });
      await photos.keep(PHOTO);
      system.fails = true;
      const desk = new PhotoDesk(photos, () => true);
      const never = async () => expect.fail("the machine is not told");
      const answer = await desk.take("J-1", PHOTO, never);
      expect(answer).toMatchObject({ kind: "refused", reason: { code: "PHOTO_NOT_KEPT" } });
      expect(await photos.read(NAME)).toMatchObject({ kind: "none", reason: { code: "PHOTO_NOT_READ" } });
      system.fails = false;
      expect(await photos.read(NAME)).toMatchObject({ kind: "photo" });
      const no = { kind: "refused", reason: { code: "NOTHING_BY_HAND", params: {} } } as const;
      await desk.take("J-1", PHOTO, async () => no);
      expect(filesIn(directory)).toEqual([RAW_FILE]);
    },
  );

  test.each([
    ["spoilt", "jpg", jpeg(1_600, 1_200, 1)],
    ["of no byte", "jpg", new Uint8Array()],
    ["of another extension", "png", PHOTO],
  ])("(a file %s) is mended, and stays though the machine refuses it", async (_what, extension, bytes) => {
    const { directory, photos } = shelf();
    mkdirSync(join(directory, NAME.slice(0, 2)), { recursive: true });
    writeFileSync(join(directory, NAME.slice(0, 2), `${NAME}.${extension}`), bytes);
    const no = { kind: "refused", reason: { code: "NOTHING_BY_HAND", params: {} } } as const;
    await new PhotoDesk(photos, () => true).take("J-1", PHOTO, async () => no);
    expect(await photos.read(NAME)).toMatchObject({ kind: "photo" });
  });

  test("behind a link that leads nowhere for a moment is not taken for absent, and the link stays", async () => {
    const { directory, photos } = shelf();
    const elsewhere = join(directory, "..", "elsewhere");
    mkdirSync(join(directory, NAME.slice(0, 2)), { recursive: true });
    symlinkSync(elsewhere, join(directory, RAW_FILE));
    expect(await photos.keep(PHOTO)).toMatchObject({ reason: { code: "PHOTO_NOT_KEPT" } });
    expect(await photos.read(NAME)).toMatchObject({ reason: { code: "PHOTO_NOT_READ" } });
    writeFileSync(elsewhere, PHOTO);
    expect(await photos.keep(PHOTO)).toMatchObject({ kind: "kept", isNew: false });
    expect(await photos.read(NAME)).toMatchObject({ kind: "photo" });
  });
});

describe("a place for photos that is none", () => {
  test.each([
    ["the folder of all is a file", (at: string) => writeFileSync(at, ""), "ENOTDIR"],
    ["the folder of all is a link to nowhere", (at: string) => symlinkSync(`${at}-away`, at), "EEXIST"],
    [
      "the folder of some is a file",
      (at: string) => {
        mkdirSync(at);
        writeFileSync(join(at, NAME.slice(0, 2)), "");
      },
      "ENOTDIR",
    ],
    [
      "the photo is a pipe, which somebody could write to at any time",
      (at: string) => {
        mkdirSync(join(at, RAW_FILE, ".."), { recursive: true });
        execFileSync("mkfifo", [join(at, RAW_FILE)]);
      },
      "ENXIO",
    ],
    ["the photo is a folder", (at: string) => mkdirSync(join(at, RAW_FILE), { recursive: true }), "EISDIR"],
  ])("(%s) is told at the upload, and everything stays as it is", async (_what, make, code) => {
    const { directory, photos } = shelf();
    make(directory);
    const before = filesIn(join(directory, ".."));
    expect(await photos.keep(PHOTO)).toEqual({
      kind: "refused",
      reason: { code: "PHOTO_NOT_KEPT", params: errnoWords(systemSays(code)) },
    });
    expect(await photos.read(NAME)).toMatchObject({ kind: "none" });
    expect(filesIn(join(directory, ".."))).toEqual(before);
  });

  test("is made once more where somebody took it away while the station runs", async () => {
    const { directory, photos } = shelf();
    await photos.keep(PHOTO);
    rmSync(directory, { recursive: true });
    expect(await photos.keep(PHOTO)).toMatchObject({ reason: { code: "PHOTO_NOT_KEPT" } });
    expect(await photos.keep(PHOTO)).toMatchObject({ kind: "kept", isNew: true });
    expect(filesIn(directory)).toEqual([RAW_FILE]);
  });
});

describe("a start", () => {
  const HALF = `${"ab".repeat(32)}.png.new`;

  test("removes what killed processes left half-written, in every folder, and nothing else", async () => {
    const { directory, photos } = shelf();
    await photos.keep(PHOTO);
    for (const folder of ["ab", "cd", NAME.slice(0, 2)]) {
      mkdirSync(join(directory, folder), { recursive: true });
      writeFileSync(join(directory, folder, HALF), "half");
    }
    const theirs = ["ab/notes.new", `ab/${"ab".repeat(32)}.png`, `AB/${HALF}`, `aside/${HALF}`, HALF];
    for (const path of theirs) {
      mkdirSync(join(directory, path, ".."), { recursive: true });
      writeFileSync(join(directory, path), "theirs");
    }
    expect(await shelf({ directory }).photos.sweep()).toBeNull();
    expect(filesIn(directory)).toEqual([RAW_FILE, ...theirs].sort());
  });

  test("takes nothing from a photo that is just being written", async () => {
    let synced = (): void => undefined;
    const disk = new Promise<void>((resolve) => {
      synced = resolve;
    });
    const open = (path: string, mode: "read" | "write" | "create"): DurableFile => {
      const file = nodeDurableFs.open(path, mode);
      return {
        ...{ size: () => file.size(), read: () => 0, write: () => undefined, sync: () => undefined },
        ...{ truncate: () => undefined, close: () => file.close() },
        writeLater: (bytes, position, done) => file.writeLater(bytes, position, done),
        syncLater: (done) => void disk.then(() => file.syncLater(done)),
      };
    };
    const { directory, photos } = shelf({ fs: { ...nodeDurableFs, open } });
    const kept = photos.keep(PHOTO);
    await expect.poll(() => filesIn(directory)).toEqual([`${RAW_FILE}.new`]);
    const swept = photos.sweep();
    await new Promise((resolve) => setTimeout(resolve, 50));
    synced();
    expect([await kept, await swept]).toMatchObject([{ kind: "kept", isNew: true }, null]);
    expect(filesIn(directory)).toEqual([RAW_FILE]);
  });

  test("with no folder yet says nothing; with one that is none, or cannot be reached, it says why", async () => {
    const { directory, photos } = shelf();
    expect(await photos.sweep()).toBeNull();
    writeFileSync(directory, "");
    expect(await photos.sweep()).toMatchObject({ code: "PHOTOS_UNUSABLE", params: { path: directory } });
    renameSync(directory, `${directory}-aside`);
    symlinkSync(`${directory}-away`, directory);
    expect(await photos.sweep()).toMatchObject({
      code: "PHOTOS_UNUSABLE",
      params: errnoWords(systemSays("ENOENT")),
    });
  });
});
