import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SECRET_SOURCE_PATTERN, Secrets, secretSource } from "../../../src/adapters/keys/secret-source.ts";
import { EdgeError } from "../../../src/errors.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const WHAT = "the PIN of token X";

async function told(work: Promise<string>): Promise<string> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof EdgeError) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
}

const from = (text: string) => {
  const source = secretSource(text);
  if (source === null) throw new Error(text);
  return source;
};

describe("where a secret comes from", () => {
  test("four forms, and nothing else; an editor's pattern says the same", () => {
    expect(secretSource("file:/etc/pin")).toEqual({ kind: "file", path: "/etc/pin" });
    expect(secretSource("credential:token-pin")).toEqual({ kind: "credential", name: "token-pin" });
    expect(secretSource("descriptor:3")).toEqual({ kind: "descriptor", number: 3 });
    expect(secretSource("prompt")).toEqual({ kind: "prompt" });
    const pattern = new RegExp(SECRET_SOURCE_PATTERN, "u");
    for (const wrong of [
      "",
      "1234",
      "env:PIN",
      "file:",
      "descriptor:2",
      "descriptor:1000",
      "credential:a/b",
      "prompt ",
      " prompt",
    ]) {
      expect(secretSource(wrong)).toBeNull();
      expect(pattern.test(wrong)).toBe(false);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(secretSource(`x${text}`) === null || text.startsWith("file:")).toBe(true);
      }),
    );
  });

  test("a file: one line, closed to others, whatever ends the line", async () => {
    const file = join(temporaryDirectory(), "pin");
    const written = async (text: string | Uint8Array, mode = 0o600): Promise<string> => {
      writeFileSync(file, text, { mode });
      return told(new Secrets().read(from(`file:${file}`), WHAT));
    };
    for (const text of ["12 34", "12 34\n", "12 34\r\n"]) expect(await written(text)).toBe("12 34");
    expect(await written("")).toBe(
      `SECRET_UNREADABLE: ${file} is empty; ${WHAT} has to stand in it, in one line.`,
    );
    for (const text of ["1\n2", "\uFEFF1", new Uint8Array([0xff, 0x31]), "1\0"])
      expect(await written(text)).toBe(
        `SECRET_UNREADABLE: ${file} holds more than one line of plain UTF-8; only ${WHAT} may stand in it.`,
      );
    expect(await written("1".repeat(2000))).toContain("longer than");
    expect(await told(new Secrets().read(from("file:/nowhere/pin"), WHAT))).toBe(
      `SECRET_UNREADABLE: /nowhere/pin, which is to hold ${WHAT}, is not there.`,
    );
    const open = join(temporaryDirectory(), "open");
    writeFileSync(open, "1234", { mode: 0o640 });
    const refused = await told(new Secrets().read(from(`file:${open}`), WHAT));
    expect(refused).toContain("KEY_UNUSABLE");
    expect(refused).not.toContain("1234");
  });

  test("a credential: from the folder that systemd names, and from nowhere else", async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "pin"), "7\n", { mode: 0o400 });
    expect(await told(new Secrets(folder).read(from("credential:pin"), WHAT))).toBe("7");
    expect(await told(new Secrets(folder).read(from("credential:other"), WHAT))).toContain("is not there");
    expect(await told(new Secrets(undefined).read(from("credential:pin"), WHAT))).toContain(
      "LoadCredential=pin",
    );
    expect(secretSource("credential:..")).toBeNull();
  });

  test("a descriptor: read once, kept for as long as the process runs", async () => {
    const file = join(temporaryDirectory(), "pin");
    writeFileSync(file, "8\n");
    const number = openSync(file, "r");
    const secrets = new Secrets();
    const source = { kind: "descriptor", number } as const;
    for (let n = 0; n < 2; n++) expect(await told(secrets.read(source, WHAT))).toBe("8");
    expect(() => closeSync(number)).toThrow("EBADF");
    const closed = [...Array(997).keys()].map((n) => 999 - n).find((n) => !existsSync(`/proc/self/fd/${n}`));
    if (closed === undefined) throw new Error("no descriptor is free");
    expect(await told(new Secrets().read({ kind: "descriptor", number: closed }, WHAT))).toContain(
      `Cannot read the PIN of token X from file descriptor ${closed}`,
    );
  });
});
