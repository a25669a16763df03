import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SecretFile } from "../../../src/adapters/keys/secret-file.ts";
import type { SecretKind } from "../../../src/core/people/console-act.ts";
import type { SecretCheck } from "../../../src/ports/secret-vault.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const P1 = "P-00000001";
const P2 = "P-00000002";

interface Opened {
  readonly vault: SecretFile;
  readonly directory: string;
  readonly file: string;
  readonly notices: string[];
}

function opened(directory = join(temporaryDirectory(), "people")): Opened {
  const notices: string[] = [];
  const vault = new SecretFile({ directory, onNotice: (sentence) => notices.push(sentence) });
  return { vault, directory, file: join(directory, "secrets.json"), notices };
}

function set(vault: SecretFile, text: string, person = P1, secret: SecretKind = "password") {
  return new Promise<string | null>((kept) => vault.set(person, secret, text, kept));
}

function check(
  vault: SecretFile,
  text: string,
  verifierSha256: string | null,
  person = P1,
  secret: SecretKind = "password",
) {
  return new Promise<SecretCheck>((told) => vault.check({ person, secret, text, verifierSha256 }, told));
}

describe("what passwords are checked by", () => {
  test("the right one is right, any other is wrong, of this person and this kind alone", async () => {
    const { vault } = opened();
    const hash = (await set(vault, "quiet harbour 47")) ?? "";
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await check(vault, "quiet harbour 47", hash)).toBe("right");
    expect(await check(vault, "quiet harbour 4", hash)).toBe("wrong");
    expect(await check(vault, "", hash)).toBe("wrong");
    expect(await check(vault, "quiet harbour 47", null)).toBe("wrong");
    expect(await check(vault, "quiet harbour 47", hash, P2)).toBe("altered");
    expect(await check(vault, "quiet harbour 47", hash, P1, "pin")).toBe("altered");
    expect([vault.holds(P1, "password", hash), vault.holds(P2, "password", hash)]).toEqual([true, false]);
  });

  test("it stands on the disk as a salted scrypt verifier that only the station's user may read, and not as itself", async () => {
    const { vault, directory, file, notices } = opened();
    await set(vault, "quiet harbour 47");
    await set(vault, "quiet harbour 47", P2);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain("harbour");
    const verifiers = JSON.parse(text).secrets.map((kept: { verifiers: string[] }) => kept.verifiers[0]);
    for (const verifier of verifiers) expect(verifier).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$.{22}\$.{43}$/);
    expect(verifiers[0]).not.toBe(verifiers[1]);
    if (process.platform === "win32") return;
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect((statSync(directory).mode & 0o777).toString(8)).toBe("700");
    expect(notices).toEqual([]);
    chmodSync(file, 0o644);
    expect(opened(directory).notices).toEqual([expect.stringContaining("has mode 644")]);
  });

  test("it is there after a restart", async () => {
    const { vault, directory } = opened();
    const hash = await set(vault, "quiet harbour 47");
    expect(await check(opened(directory).vault, "quiet harbour 47", hash)).toBe("right");
  });

  test("the process ended between disk and journal: whichever the journal names holds, and the other opens nothing", async () => {
    const { vault, directory } = opened();
    const old = await set(vault, "the old one");
    const fresh = await set(vault, "the new one");
    const { vault: again } = opened(directory);
    expect(await check(again, "the old one", old)).toBe("right");
    expect(await check(again, "the new one", old)).toBe("wrong");
    expect(await check(again, "the new one", fresh)).toBe("right");
    expect(await check(again, "the old one", fresh)).toBe("wrong");
    await set(again, "a third one");
    expect(await check(again, "the old one", old)).toBe("altered");
    expect(await check(again, "the new one", fresh)).toBe("right");
  });

  test("a verifier that was exchanged on the disk opens nothing", async () => {
    const { vault, directory, file } = opened();
    const hash = await set(vault, "mine");
    await set(vault, "the thief's", P2);
    const text = JSON.parse(readFileSync(file, "utf8"));
    text.secrets[0].verifiers = text.secrets[1].verifiers;
    writeFileSync(file, JSON.stringify(text));
    const { vault: again } = opened(directory);
    expect(await check(again, "the thief's", hash)).toBe("altered");
    expect(await check(again, "mine", hash)).toBe("altered");
    expect(again.holds(P1, "password", hash ?? "")).toBe(false);
  });

  test.each([
    ["nothing", ""],
    ["half of it", '{"schema": "proofmark/secrets/v1", "secrets": ['],
    ["another schema", '{"schema": "proofmark/secrets/v2", "secrets": []}'],
    ["more than is written", '{"schema": "proofmark/secrets/v1", "secrets": [], "by": "me"}'],
    [
      "a cheap verifier",
      `{"schema": "proofmark/secrets/v1", "secrets": [{"person": "${P1}", "secret": "password", "verifiers": ["$scrypt$ln=1,r=1,p=1$${"A".repeat(22)}$${"A".repeat(43)}"]}]}`,
    ],
  ])("a file with %s is told, lets nobody in, and is put aside at the next password", async (_what, text) => {
    const first = opened();
    const hash = await set(first.vault, "mine");
    writeFileSync(first.file, text);
    const { vault, notices, file } = opened(first.directory);
    expect(notices).toEqual([expect.stringMatching(/not as the station writes it/)]);
    expect(await check(vault, "mine", hash)).toBe("altered");
    const again = await set(vault, "mine");
    expect(await check(vault, "mine", again)).toBe("right");
    expect(readFileSync(`${file}.malformed`, "utf8")).toBe(text);
    expect(opened(first.directory).notices).toEqual([]);
  });

  test("where the disk does not take it, it is not kept, and the one before still holds", async () => {
    const { vault, directory, file } = opened();
    const hash = await set(vault, "mine");
    rmSync(directory, { recursive: true });
    // A file where the folder has to be: not even the superuser can write there.
    writeFileSync(directory, "");
    expect(await set(vault, "another")).toBeNull();
    expect(await set(vault, "another", P2)).toBeNull();
    expect(await check(vault, "mine", hash)).toBe("right");
    expect(vault.holds(P1, "password", hash ?? "")).toBe(true);
    rmSync(directory);
    expect(await set(vault, "123456", P2, "pin")).not.toBeNull();
    expect(JSON.parse(readFileSync(file, "utf8")).secrets).toHaveLength(2);
  });

  test("some wait and no more: the next are told so, and nobody is let in by it", async () => {
    const directory = join(temporaryDirectory(), "people");
    const vault = new SecretFile({ directory, onNotice: () => undefined, waitingMax: 2 });
    const found: SecretCheck[] = [];
    const asked = { person: P1, secret: "password", text: "x", verifierSha256: null } as const;
    for (let n = 0; n < 10; n++) vault.check(asked, (answer) => found.push(answer));
    await eventually("all are answered", () => found.length === 10);
    expect(found).toEqual([...Array(7).fill("busy"), ...Array(3).fill("wrong")]);
  });

  test("one text is one text, however a keyboard composed it", async () => {
    const { vault } = opened();
    const hash = await set(vault, "cafe\u0301 im hafen");
    expect(await check(vault, "caf\u00e9 im hafen", hash)).toBe("right");
  });

  test("nobody takes as long as somebody", async () => {
    const { vault } = opened();
    const hash = await set(vault, "mine");
    const took = async (verifierSha256: string | null): Promise<number> => {
      const begin = performance.now();
      for (let n = 0; n < 2; n++) await check(vault, "wrong", verifierSha256);
      return performance.now() - begin;
    };
    const [somebody, nobody] = [await took(hash), await took(null)];
    expect(nobody).toBeGreaterThan(somebody / 3);
  });
});
