import { generateKeyPairSync } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDeterministicSigner } from "../../../src/adapters/keys/deterministic-signer.ts";
import { createFileSigner } from "../../../src/adapters/keys/file-signer.ts";
import { loadOrCreateKeys } from "../../../src/adapters/keys/key-directory.ts";
import { verifyingSigner } from "../../../src/adapters/keys/key-object-signer.ts";
import { loadTrustList } from "../../../src/adapters/keys/trust-list-file.ts";
import { EdgeError } from "../../../src/errors.ts";
import type { Signer, SignResult } from "../../../src/ports/signer.ts";
import { signed, signerContract } from "../../contracts/signer.contract.ts";
import { temporaryDirectory } from "../../support/journal-directory.ts";
import { KEYS, trustListText } from "../../support/sealed-results.ts";

const PEM = { type: "pkcs8", format: "pem" } as const;
const p256 = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(PEM).toString();
const ed25519 = (): string => generateKeyPairSync("ed25519").privateKey.export(PEM).toString();

function signerOf(pem: string): Signer {
  const file = join(temporaryDirectory(), "key.pem");
  writeFileSync(file, pem);
  return createFileSigner(file);
}

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof EdgeError) return error.code;
    throw error;
  }
  return "none";
}

signerContract({ name: "a P-256 file", algorithm: "ecdsa-p256-sha256", open: () => signerOf(p256()) });
signerContract({ name: "an Ed25519 file", algorithm: "ed25519", open: () => signerOf(ed25519()) });
for (const algorithm of ["ecdsa-p256-sha256", "ed25519"] as const) {
  const open = (): Signer => createDeterministicSigner("seed", algorithm);
  signerContract({ name: `a deterministic ${algorithm} signer`, algorithm, open });
}

describe("the deterministic signer", () => {
  test.each(["ecdsa-p256-sha256", "ed25519"] as const)(
    "%s: one seed, the same key and the same signature",
    async (algorithm) => {
      const message = new TextEncoder().encode("message");
      const [a, b, c] = ["one", "one", "two"].map((seed) => createDeterministicSigner(seed, algorithm)) as [
        Signer,
        Signer,
        Signer,
      ];
      expect(a.keyId).toBe(b.keyId);
      expect(a.keyId).not.toBe(c.keyId);
      expect(await signed(a, message)).toEqual(await signed(b, message));
    },
  );
});

describe("verify after sign (SG-14)", () => {
  const good = createDeterministicSigner("seed", "ecdsa-p256-sha256");

  test("a signature with a flipped bit, or a device that throws, is a failure and never leaves", () => {
    const results: SignResult[] = [];
    const raw = (message: Uint8Array): Uint8Array => {
      let made = new Uint8Array(0);
      good.sign(message, (result) => {
        if (result.kind === "signed") made = new Uint8Array(result.signature);
      });
      made[63] = (made[63] ?? 0) ^ 1;
      return made;
    };
    const gone = (): Uint8Array => {
      throw new Error("the token was removed");
    };
    verifyingSigner(good.publicKeySpki, good.algorithm, raw).sign(new Uint8Array(4), (result) =>
      results.push(result),
    );
    verifyingSigner(good.publicKeySpki, good.algorithm, gone).sign(new Uint8Array(4), (result) =>
      results.push(result),
    );
    expect(results).toEqual([
      { kind: "failed", reason: "the signature made does not verify with the public key" },
      { kind: "failed", reason: "the token was removed" },
    ]);
  });
});

describe("key files", () => {
  test("are made once, closed to others, and loaded again", () => {
    const directory = join(temporaryDirectory(), "keys");
    const first = loadOrCreateKeys(directory);
    const again = loadOrCreateKeys(directory);
    expect(readdirSync(directory).sort()).toEqual(["log.pem", "record.pem"]);
    for (const name of ["log.pem", "record.pem"])
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect([again.record.keyId, again.log.keyId]).toEqual([first.record.keyId, first.log.keyId]);
    expect([first.record.algorithm, first.log.algorithm]).toEqual(["ecdsa-p256-sha256", "ed25519"]);
  });

  test("that another user may read or replace are refused, whoever opened them", () => {
    const directory = join(temporaryDirectory(), "keys");
    loadOrCreateKeys(directory);
    for (const mode of [0o644, 0o602, 0o640, 0o620, 0o601, 0o700, 0o400]) {
      chmodSync(join(directory, "record.pem"), mode);
      expect(
        errorOf(() => loadOrCreateKeys(directory)),
        mode.toString(8),
      ).toBe("KEY_UNUSABLE");
    }
    chmodSync(join(directory, "record.pem"), 0o600);
    loadOrCreateKeys(directory);
    for (const mode of [0o755, 0o750, 0o770, 0o702]) {
      chmodSync(directory, mode);
      expect(
        errorOf(() => loadOrCreateKeys(directory)),
        mode.toString(8),
      ).toBe("KEY_UNUSABLE");
    }
    chmodSync(directory, 0o700);
    loadOrCreateKeys(directory);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "of another user are refused (only the root user can make such)",
    () => {
      const directory = join(temporaryDirectory(), "keys");
      loadOrCreateKeys(directory);
      chownSync(join(directory, "log.pem"), 12_345, 12_345);
      expect(errorOf(() => loadOrCreateKeys(directory))).toBe("KEY_UNUSABLE");
    },
  );

  test("are not made again beside what was signed with those that are missing", () => {
    const directory = join(temporaryDirectory(), "keys");
    expect(errorOf(() => loadOrCreateKeys(directory, { signedBefore: true }))).toBe("KEYS_MISSING");
    expect(existsSync(directory)).toBe(false);
    loadOrCreateKeys(directory);
    for (const name of ["record.pem", "log.pem"]) {
      const kept = readFileSync(join(directory, name));
      rmSync(join(directory, name));
      expect(errorOf(() => loadOrCreateKeys(directory, { signedBefore: true }))).toBe("KEYS_MISSING");
      expect(existsSync(join(directory, name))).toBe(false);
      writeFileSync(join(directory, name), kept, { mode: 0o600 });
    }
    loadOrCreateKeys(directory, { signedBefore: true });
  });

  test("of the wrong kind, damaged or missing are KEY_UNUSABLE, and are not replaced", () => {
    const directory = temporaryDirectory();
    loadOrCreateKeys(directory);
    const damaged = readFileSync(join(directory, "log.pem"), "utf8").slice(0, 60);
    writeFileSync(join(directory, "log.pem"), damaged);
    expect(errorOf(() => loadOrCreateKeys(directory))).toBe("KEY_UNUSABLE");
    expect(readFileSync(join(directory, "log.pem"), "utf8")).toBe(damaged);
    writeFileSync(join(directory, "log.pem"), p256());
    expect(errorOf(() => loadOrCreateKeys(directory))).toBe("KEY_UNUSABLE");
    expect(errorOf(() => createFileSigner(join(directory, "nothing.pem")))).toBe("KEY_UNUSABLE");
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(PEM).toString();
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export(PEM).toString();
    for (const pem of [rsa, p384]) expect(errorOf(() => signerOf(pem))).toBe("KEY_UNUSABLE");
    writeFileSync(join(directory, "file"), "");
    expect(errorOf(() => loadOrCreateKeys(join(directory, "file", "keys")))).toBe("KEY_UNUSABLE");
    mkdirSync(join(directory, "closed"));
    chmodSync(join(directory, "closed"), 0o700);
  });
});

describe("the trust list file", () => {
  test("is loaded, pinned, and refused with the operator's words", () => {
    const directory = temporaryDirectory();
    const file = join(directory, "trust.json");
    writeFileSync(file, trustListText());
    expect(loadTrustList(file).keys).toHaveLength(3);
    expect(loadTrustList(file, { authorityFingerprint: KEYS.authority.keyId }).authority).toBe(
      KEYS.authority.keyId,
    );
    expect(errorOf(() => loadTrustList(file, { authorityFingerprint: KEYS.stranger.keyId }))).toBe(
      "TRUST_LIST_INVALID",
    );
    writeFileSync(file, "{}");
    expect(errorOf(() => loadTrustList(file))).toBe("TRUST_LIST_INVALID");
    expect(errorOf(() => loadTrustList(join(directory, "none.json")))).toBe("FILE_UNREADABLE");
  });
});
