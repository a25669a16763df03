import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DiskPhotoShelf, PHOTO_FREE_BYTES_LEAST } from "../../../src/adapters/disk/photo-shelf.ts";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { toHex } from "../../../src/core/record/base64.ts";
import { FaultyFs } from "../../support/faulty-fs.ts";
import { jpeg, png, webp } from "../../support/photo-bytes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const PHOTO = jpeg(1_600, 1_200);
const NAME = toHex(sha256(PHOTO));

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
        .filter((name) => statSync(join(directory, name)).isFile())
        .sort()
    : [];

describe("photos on a disk", () => {
  test("lie under their hash and are read back as they came; the folder is made with the first", async () => {
    const { directory, photos } = shelf();
    expect(await photos.read(NAME)).toBeNull();
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
      expect(await photos.read(name)).toEqual({ bytes, mediaType });
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
    expect(await photos.read(NAME)).toBeNull();
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
    "a file with %s is not what its name says: it is not shown, it is told, and the photo replaces it",
    async (_what, extension, bytes) => {
      const { directory, logged, photos } = shelf();
      mkdirSync(join(directory, NAME.slice(0, 2)), { recursive: true });
      writeFileSync(join(directory, NAME.slice(0, 2), `${NAME}.${extension}`), bytes);
      expect(await photos.read(NAME)).toBeNull();
      expect(logged).toEqual(["a photo is not what its name says"]);
      expect(await photos.keep(PHOTO)).toMatchObject({ kind: "kept", isNew: true });
      expect(await photos.read(NAME)).toEqual({ bytes: PHOTO, mediaType: "image/jpeg" });
    },
  );

  test("what is no hash is no path", async () => {
    const { directory, photos } = shelf();
    mkdirSync(directory);
    writeFileSync(join(directory, "..", "secret.jpg"), PHOTO);
    for (const name of ["../secret", "", "..", NAME.toUpperCase(), `${NAME}/..`, `${NAME}\0`]) {
      expect(await photos.read(name)).toBeNull();
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
      if (seen !== null) expect(seen.bytes, step).toEqual(PHOTO);
      // What the next process finds: the same photo can be kept, and nothing half of it stays.
      const next = shelf({ directory });
      expect(await next.photos.keep(PHOTO), step).toMatchObject({ kind: "kept" });
      expect(filesIn(directory), step).toEqual([join(NAME.slice(0, 2), `${NAME}.jpg`)]);
      expect(next.logged, step).toEqual([]);
    }
});

test("what a killed process left unfinished goes when its folder is used again", async () => {
  const { directory, photos } = shelf();
  const folder = join(directory, NAME.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${NAME.slice(0, 2)}${"0".repeat(62)}.png.new`), "half");
  await photos.keep(PHOTO);
  expect(readdirSync(folder)).toEqual([`${NAME}.jpg`]);
});
