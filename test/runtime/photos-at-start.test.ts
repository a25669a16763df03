import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { doctorWorld, looked } from "../support/doctor-world.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { jpeg } from "../support/photo-bytes.ts";
import { fileOf, putPhoto } from "../support/photo-journal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

test("a start removes a photo that a killed process left half-written, and leaves a whole one that nobody names", async () => {
  const data = join(temporaryDirectory(), "data");
  const photos = join(data, "photos");
  const [whole, other] = [jpeg(1_600, 1_200), jpeg(1_600, 1_200, 1)];
  mkdirSync(data, { recursive: true, mode: 0o700 });
  putPhoto(photos, whole);
  putPhoto(photos, other);
  const half = `${fileOf(photos, whole)}.new`;
  writeFileSync(half, "half");
  const demo = await new LiveDemo({ data }).up();
  await expect.poll(() => existsSync(half), { timeout: 10_000 }).toBe(false);
  expect([whole, other].map((bytes) => existsSync(fileOf(photos, bytes)))).toEqual([true, true]);
  await demo.kill();
  await demo.gone();
});

test("a start says where the folder of photos is none, and goes on", async () => {
  const data = join(temporaryDirectory(), "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(join(data, "photos"), "");
  const demo = await new LiveDemo({ data }).up();
  const said = (): boolean =>
    [...demo.lines, ...demo.complaints].some((line) => line.includes("folder of photos"));
  await demo.until("it says so", said);
  await demo.kill();
  await demo.gone();
});

describe("the folder of photos, before the doctor", () => {
  test.each([
    ["is a file", (at: string) => writeFileSync(at, ""), "a part of the path is not a folder"],
    ["leads nowhere", (at: string) => symlinkSync(`${at}-away`, at), "it does not exist"],
  ])("that %s is wrong, and said by its path", async (_what, make, en) => {
    const world = doctorWorld();
    mkdirSync(world.data, { recursive: true });
    const path = join(world.data, "photos");
    make(path);
    const { results } = await looked(world);
    const found = results.filter(({ about }) => about === path);
    expect(found).toMatchObject([
      { check: "disk", state: "wrong", found: { code: "PHOTOS_UNUSABLE", params: { path, en } } },
    ]);
  });

  test("that is there, or is not yet, is no matter", async () => {
    const world = doctorWorld();
    const codes = async () => (await looked(world)).results.map(({ found }) => found.code);
    expect(await codes()).not.toContain("PHOTOS_UNUSABLE");
    mkdirSync(join(world.data, "photos"), { recursive: true });
    expect(await codes()).not.toContain("PHOTOS_UNUSABLE");
  });
});
