import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { jpeg, png } from "../support/photo-bytes.ts";
import { inspection, seal, trustListText } from "../support/sealed-results.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const FRONT = jpeg(1_600, 1_200);
const PLATE = png(800, 600);
const nameOf = (bytes: Uint8Array): string => toHex(sha256(bytes));
const PHOTOS = [
  { part: "identity", photo: "0111", sha256: nameOf(FRONT), by: "P-AAAAAAAA" },
  { part: "identity", photo: "0113", sha256: nameOf(PLATE), by: "P-BBBBBBBB" },
];

let folder = "";
let photos = "";

beforeEach(() => {
  folder = temporaryDirectory();
  photos = join(folder, "photos");
  mkdirSync(photos);
  writeFileSync(join(folder, "trust.json"), trustListText());
  writeFileSync(join(folder, "r.json"), seal(inspection({ photos: PHOTOS })).envelope);
  writeFileSync(join(folder, "none.json"), seal(inspection({ sequence: 1 })).envelope);
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const listed = { name: "verify", summary: "", load: async () => createVerifyCommand([]) };
  const words = ["verify", ...args, "--trust", join(folder, "trust.json")];
  const code = await runCli({ commands: [listed], version: () => "" }, words, io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const verified = (...more: string[]) => run(join(folder, "r.json"), "--photos", photos, ...more);
const codes = (out: string): unknown =>
  (JSON.parse(out) as { failures: { code: string; where: string }[] }).failures.map(
    ({ code, where }) => `${where}: ${code}`,
  );

function put(bytes: Uint8Array, path: string): void {
  mkdirSync(join(photos, path, ".."), { recursive: true });
  writeFileSync(join(photos, path), bytes);
}

describe("photos that a record names", () => {
  test("are counted where nobody gives their folder, and that their bytes were not looked at is said", async () => {
    const { code, out } = await run(join(folder, "r.json"));
    expect(code).toBe(0);
    expect(out).toMatch(
      /note +The record names 2 photos, whose bytes were not looked at .*\[PHOTOS_NOT_LOOKED_AT\]/,
    );
    expect((await run(join(folder, "none.json"))).out).not.toContain("photo");
  });

  test("are found as a station keeps them, and side by side", async () => {
    put(FRONT, `${nameOf(FRONT).slice(0, 2)}/${nameOf(FRONT)}.jpg`);
    put(PLATE, `${nameOf(PLATE)}.png`);
    const { code, out } = await verified();
    expect(out).toContain("checked  bytes of the photos that it names: 2");
    expect(out).not.toContain("not looked at");
    expect(code).toBe(0);
    expect((await run(join(folder, "none.json"), "--photos", photos)).code).toBe(0);
  });

  test("that are missing or others are refused, each with its code", async () => {
    put(
      FRONT.map((byte, at) => (at === FRONT.length - 9 ? byte ^ 1 : byte)),
      `${nameOf(FRONT)}.jpg`,
    );
    const one = await verified("--json");
    expect(one.code).toBe(1);
    expect(codes(one.out)).toEqual([
      "photo identity 0111: PHOTO_DIFFERENT",
      "photo identity 0113: PHOTO_MISSING",
    ]);
    // What is called like it and is no file of that size is not it.
    renameSync(join(photos, `${nameOf(FRONT)}.jpg`), join(photos, "elsewhere.jpg"));
    put(PLATE, `${nameOf(PLATE)}.png`);
    mkdirSync(join(photos, `${nameOf(FRONT)}.jpg`));
    expect(codes((await verified("--json")).out)).toEqual(["photo identity 0111: PHOTO_DIFFERENT"]);
    // One that is right beside it is enough.
    put(FRONT, `${nameOf(FRONT).slice(0, 2)}/${nameOf(FRONT)}.jpg`);
    expect((await verified()).code).toBe(0);
  });

  test("in a folder that is none stop the command", async () => {
    for (const directory of [join(folder, "nowhere"), join(folder, "r.json")]) {
      const { code, err } = await run(join(folder, "r.json"), "--photos", directory);
      expect([code, err]).toEqual([2, expect.stringContaining("FILE_UNREADABLE")]);
    }
  });
});
