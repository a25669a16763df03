import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DiskPhotoShelf } from "../../../src/adapters/disk/photo-shelf.ts";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { toHex } from "../../../src/core/record/base64.ts";
import { FaultyFs } from "../../support/faulty-fs.ts";
import { png } from "../../support/pictures.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Goal: what was said to be kept is there whole under its hash; what was not is told, and leaves nothing that looks like a photo. */
const PHOTO = png(640, 480);
const HASH = toHex(sha256(PHOTO));

function shelf(fs?: FaultyFs) {
  const directory = join(temporaryDirectory(), "photos");
  const errors: string[] = [];
  const log = { error: (what: string) => void errors.push(what) };
  const made = new DiskPhotoShelf({ directory, sha256, log, ...(fs && { fs }) });
  return { made, directory, errors, file: join(directory, HASH.slice(0, 2), `${HASH}.png`) };
}

describe("a shelf of photos", () => {
  test("makes its folder with the first photo, and keeps the same bytes once", async () => {
    const { made, directory, file } = shelf();
    expect(await made.read(HASH)).toBeNull();
    expect(existsSync(directory)).toBe(false);
    expect(await made.keep(PHOTO)).toEqual({ kind: "kept", sha256: HASH, isNew: true });
    expect(await made.keep(PHOTO)).toEqual({ kind: "kept", sha256: HASH, isNew: false });
    expect(readdirSync(join(directory, HASH.slice(0, 2)))).toEqual([`${HASH}.png`]);
    expect(new Uint8Array(readFileSync(file))).toEqual(new Uint8Array(PHOTO));
    expect(await made.read(HASH)).toMatchObject({ mediaType: "image/png" });
    await made.drop(HASH);
    expect(await made.read(HASH)).toBeNull();
  });

  test("many at once, the same and others, are each kept once", async () => {
    const { made, directory } = shelf();
    const pictures = [PHOTO, png(641, 480), PHOTO, png(642, 480), PHOTO];
    const kept = await Promise.all(pictures.map((one) => made.keep(one)));
    expect(kept.filter((one) => one.kind === "kept" && one.isNew)).toHaveLength(3);
    const files = readdirSync(directory).flatMap((folder) => readdirSync(join(directory, folder)));
    expect(files).toHaveLength(3);
    expect(files.every((name) => /^[0-9a-f]{64}\.png$/.test(name))).toBe(true);
  });

  test("bytes that were changed on the disk are shown to nobody, and mended by the next upload", async () => {
    const { made, file, errors } = shelf();
    await made.keep(PHOTO);
    const spoilt = Buffer.from(PHOTO);
    spoilt[60] = (spoilt[60] ?? 0) ^ 1;
    writeFileSync(file, spoilt);
    expect(await made.read(HASH)).toBeNull();
    expect(errors).toEqual(["a photo is not what its name says"]);
    expect(await made.keep(PHOTO)).toMatchObject({ kind: "kept", isNew: true });
    expect(await made.read(HASH)).not.toBeNull();
  });

  test("a disk that refuses any one call is told, and the photo is whole or not there", async () => {
    let failed = 0;
    for (const code of ["ENOSPC", "EIO"] as const)
      for (const applied of [false, true])
        for (let at = 0; at < 8; at++) {
          const { made, file } = shelf(new FaultyFs({ at, applied, code }));
          const first = await made.keep(PHOTO);
          if (first.kind === "refused") {
            failed++;
            expect(first.reason).toMatchObject({ code: "PHOTO_NOT_KEPT", params: { why: code } });
          }
          if (existsSync(file)) expect(new Uint8Array(readFileSync(file))).toEqual(new Uint8Array(PHOTO));
          else expect(first.kind).toBe("refused");
          // Sent again it is kept.
          expect((await made.keep(PHOTO)).kind).toBe("kept");
        }
    expect(failed).toBeGreaterThan(8);
  });
});
