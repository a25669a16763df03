import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { screenSecret, screenSecretFile, stationScreenSecret } from "../../src/runtime/screen-secret.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("the secret of the screens", () => {
  test("is made once, for the station's user alone, and is the same at each start", () => {
    const data = temporaryDirectory();
    const secret = screenSecret(data);
    expect(secret).toHaveLength(32);
    expect(statSync(screenSecretFile(data)).mode & 0o777).toBe(0o600);
    expect(screenSecret(data)).toEqual(secret);
    expect(readFileSync(screenSecretFile(data), "utf8").trim()).toBe(
      Buffer.from(secret).toString("base64url"),
    );
    expect(screenSecret(temporaryDirectory())).not.toEqual(secret);
  });

  test("taken away, it is another one: all tokens end", () => {
    const data = temporaryDirectory();
    const before = screenSecret(data);
    rmSync(screenSecretFile(data));
    expect(screenSecret(data)).not.toEqual(before);
  });

  test.each(["", "short", `${"A".repeat(43)}A`, "A".repeat(1000)])(
    "%j is none, and no other is made in its place",
    (text) => {
      const data = temporaryDirectory();
      writeFileSync(screenSecretFile(data), text);
      expect(() => screenSecret(data)).toThrow(expect.objectContaining({ code: "FILE_UNREADABLE" }));
      expect(readFileSync(screenSecretFile(data), "utf8")).toBe(text);
    },
  );

  test("where it cannot be written the station says so", () => {
    expect(() => screenSecret("/proc/nowhere")).toThrow(expect.objectContaining({ code: "FILE_UNWRITABLE" }));
  });
});

test("a secret that is gone beside a journal is made anew, and that slips and screens of before are dead is told once", () => {
  const data = temporaryDirectory();
  const told: string[] = [];
  const started = (): Uint8Array => stationScreenSecret(data, ({ en }) => told.push(en));
  started();
  expect(told, "a first start has nothing to tell").toEqual([]);
  mkdirSync(join(data, "journal"));
  writeFileSync(join(data, "journal", "00000000.segment"), "x".repeat(10_000));
  rmSync(screenSecretFile(data));
  const secret = started();
  expect(told).toEqual([
    expect.stringMatching(/screen-secret was not there and is made anew: .* open nothing any more/),
  ]);
  expect(started()).toEqual(secret);
  expect(told).toHaveLength(1);
});
