import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { clearHalf, encryptedKeyText, openEncryptedKey } from "../../../src/adapters/keys/encrypted-key.ts";
import { activateNextKey, encryptKeyFile } from "../../../src/adapters/keys/key-change.ts";
import { loadOrCreateKeys } from "../../../src/adapters/keys/key-directory.ts";
import { keyFile, keyHalf } from "../../../src/adapters/keys/key-forms.ts";
import { isSameKey } from "../../../src/adapters/keys/private-key.ts";
import { KeyCustody, type StationCustody } from "../../../src/adapters/keys/station-custody.ts";
import { EdgeError } from "../../../src/errors.ts";
import { signed } from "../../contracts/signer.contract.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let directory = "";
let secret = "";
beforeEach(() => {
  const above = temporaryDirectory();
  directory = join(above, "keys");
  secret = join(above, "passphrase");
  writeFileSync(secret, "correct horse\n", { mode: 0o600 });
});

const encryptedBy = (path: string): StationCustody => {
  const custody = { custody: "encrypted", passphrase: { kind: "file", path } } as const;
  return { record: custody, log: custody };
};

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof EdgeError) return cause.code;
    throw cause;
  }
  return "none";
}

describe("an encrypted key file", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });

  test("opens with its passphrase, composed either way, and shows its public half without", async () => {
    const file = join(temporaryDirectory(), "k.json");
    const text = await encryptedKeyText(privateKey, "caf\u00e9");
    writeFileSync(file, text);
    expect(isSameKey(await openEncryptedKey(file, "cafe\u0301", "x"), privateKey)).toBe(true);
    expect(Buffer.from(clearHalf(file).spki).equals(spki)).toBe(true);
    const scalar = (privateKey.export({ format: "jwk" }) as { d: string }).d;
    const der = privateKey.export({ format: "der", type: "pkcs8" });
    expect(text).not.toContain(scalar);
    expect(text).not.toContain(der.toString("base64").slice(40, 80));
  });

  test("another passphrase, and every changed part of the file, is refused", async () => {
    const file = join(temporaryDirectory(), "k.json");
    const text = await encryptedKeyText(privateKey, "one");
    /** `changed`: of the part at that path. */
    const change = async (path: readonly string[], changed: (was: string) => unknown): Promise<string> => {
      const document = JSON.parse(text);
      const [last = "", ...above] = [...path].reverse();
      const part = above.reverse().reduce((at, name) => at[name], document);
      part[last] = changed(part[last]);
      writeFileSync(file, JSON.stringify(document));
      return codeOf(openEncryptedKey(file, "one", "x"));
    };
    const other = createPublicKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
    const flipped = (base64: string): string => {
      const bytes = Buffer.from(base64, "base64");
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return bytes.toString("base64");
    };
    const edits: readonly (readonly [string, readonly string[], (was: string) => unknown])[] = [
      ["none", ["key"], (was) => was],
      ["KEY_PASSPHRASE_WRONG", ["key"], flipped],
      ["KEY_PASSPHRASE_WRONG", ["kdf", "salt"], flipped],
      ["KEY_PASSPHRASE_WRONG", ["kdf", "ln"], () => 16],
      ["KEY_PASSPHRASE_WRONG", ["cipher", "tag"], flipped],
      [
        "KEY_PASSPHRASE_WRONG",
        ["spki"],
        () => other.export({ format: "der", type: "spki" }).toString("base64"),
      ],
      // Nothing that asks for the memory of the whole machine.
      ["KEY_UNUSABLE", ["kdf", "ln"], () => 40],
      ["KEY_UNUSABLE", ["cipher", "tag"], () => "AAAA"],
      ["KEY_UNUSABLE", ["extra"], () => 1],
    ];
    for (const [code, path, edit] of edits) expect([path, await change(path, edit)]).toEqual([path, code]);
    writeFileSync(file, text);
    expect(await codeOf(openEncryptedKey(file, "two", "x"))).toBe("KEY_PASSPHRASE_WRONG");
    writeFileSync(file, text.slice(0, 100));
    expect(await codeOf(openEncryptedKey(file, "one", "x"))).toBe("KEY_UNUSABLE");
  }, 30_000);
});

describe("a station whose keys are encrypted", () => {
  test("makes them so at its first start, and opens them at the next", async () => {
    const custody = encryptedBy(secret);
    const first = await new KeyCustody({ directory, custody }).loadOrMake(false);
    expect(readdirSync(directory).sort()).toEqual(["log.encrypted.json", "record.encrypted.json"]);
    const again = await new KeyCustody({ directory, custody }).loadOrMake(true);
    expect([again.record.keyId, again.log.keyId]).toEqual([first.record.keyId, first.log.keyId]);
    expect(await signed(again.record, new Uint8Array(4))).toHaveLength(64);
    writeFileSync(secret, "another\n");
    expect(await codeOf(new KeyCustody({ directory, custody }).load())).toBe("KEY_PASSPHRASE_WRONG");
    chmodSync(secret, 0o644);
    expect(await codeOf(new KeyCustody({ directory, custody }).load())).toBe("KEY_UNUSABLE");
  }, 20_000);

  test("does not start with a plain file, nor make keys beside a journal that lost them", async () => {
    loadOrCreateKeys(directory);
    const custody = encryptedBy(secret);
    await expect(new KeyCustody({ directory, custody }).loadOrMake(true)).rejects.toThrow("keys encrypt");
    const empty = join(directory, "..", "other");
    expect(await codeOf(new KeyCustody({ directory: empty, custody }).loadOrMake(true))).toBe("KEYS_MISSING");
    expect(existsSync(empty)).toBe(false);
  });
});

describe("plain becomes encrypted", () => {
  /** Each state in which a kill can leave the folder, made by hand, and the call that comes after. */
  const STATES: readonly [string, (encrypted: string) => void][] = [
    ["nothing was written yet", () => undefined],
    [
      "the new file half written",
      (text) => writeFileSync(at("encrypted", "present", ".new"), text.slice(0, 90)),
    ],
    ["both there", (text) => writeFileSync(at("encrypted"), text, { mode: 0o600 })],
    [
      "the plain one out of its place",
      (text) => {
        writeFileSync(at("encrypted"), text, { mode: 0o600 });
        move("former");
      },
    ],
    [
      "the plain one half overwritten",
      (text) => {
        writeFileSync(at("encrypted"), text, { mode: 0o600 });
        move("former");
        writeFileSync(at("file", "former"), "\u0000\u0001rubbish", { mode: 0o600 });
      },
    ],
  ];
  const at = (form: "file" | "encrypted", time: "present" | "former" = "present", more = ""): string =>
    `${keyFile(directory, "record", form, time)}${more}`;
  function move(time: "former"): void {
    writeFileSync(at("file", time), readFileSync(at("file")), { mode: 0o600 });
    rmSync(at("file"));
  }

  test.each(STATES)(
    "after a kill with %s, the same call ends it",
    async (_state, make) => {
      const { record } = loadOrCreateKeys(directory);
      const text = await encryptedKeyText(createPrivateKey(readFileSync(at("file"))), "correct horse");
      make(text);
      expect(await encryptKeyFile(directory, "record", "correct horse")).toBe("encrypted");
      expect(
        readdirSync(directory)
          .filter((name) => name.startsWith("record"))
          .sort(),
      ).toEqual(["record.encrypted.json"]);
      expect(keyHalf(directory, "record")?.keyId).toBe(record.keyId);
      expect(await encryptKeyFile(directory, "record", "correct horse")).toBe("already");
      expect(await codeOf(encryptKeyFile(directory, "record", "wrong"))).toBe("KEY_PASSPHRASE_WRONG");
    },
    20_000,
  );

  test("two files of two keys are nobody's to choose from", async () => {
    loadOrCreateKeys(directory);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(at("encrypted"), await encryptedKeyText(privateKey, "x"), { mode: 0o600 });
    expect(() => keyHalf(directory, "record")).toThrow("side by side");
    expect(await codeOf(encryptKeyFile(directory, "record", "x"))).toBe("KEY_UNUSABLE");
    expect(existsSync(at("file"))).toBe(true);
  });

  test("a next key of another form takes the place of the present one, also after a kill between", async () => {
    loadOrCreateKeys(directory);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const text = await encryptedKeyText(privateKey, "x");
    const next = keyFile(directory, "record", "encrypted", "next");
    for (const isCut of [false, true]) {
      writeFileSync(next, text, { mode: 0o600 });
      const plain = at("file");
      if (isCut) {
        // Out of its place, and nothing in it yet: the old key still is the one.
        writeFileSync(at("file", "former"), readFileSync(plain), { mode: 0o600 });
        rmSync(plain);
        expect(keyHalf(directory, "record")?.file).toBe(at("file", "former"));
      }
      activateNextKey(directory, "record");
      expect(readdirSync(directory).filter((name) => name.startsWith("record"))).toEqual([
        "record.encrypted.json",
      ]);
      activateNextKey(directory, "record");
      rmSync(at("encrypted"));
      loadOrCreateKeys(directory);
    }
  });
});
