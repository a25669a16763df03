import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, type TestContext, test } from "vitest";
import { createDeterministicSigner } from "../../../src/adapters/keys/deterministic-signer.ts";
import { createFileSigner } from "../../../src/adapters/keys/file-signer.ts";
import { verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { pemOf, privateKeyOfPem } from "../../../src/adapters/keys/private-key.ts";
import { isSm2Signed, signSm2, sm2PairOf } from "../../../src/adapters/keys/sm2.ts";
import { SM2_ORDER, sm2Numbers } from "../../../src/adapters/keys/sm2-der.ts";
import { Sm2Key } from "../../../src/adapters/keys/sm2-key.ts";
import { sm2Point, sm2Spki } from "../../../src/core/record/signature.ts";
import { isSigned } from "../../../src/verifier/signed/keys.ts";
import { isSm2Signed as verifierSays } from "../../../src/verifier/signed/sm2.ts";
import { sm3 } from "../../../src/verifier/signed/sm3.ts";
import { derOf, hexBytes, STANDARD_SM2, STANDARD_SM3 } from "../../support/sm2-vectors.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const text = (of: string): Uint8Array => new TextEncoder().encode(of);
const drawn = (seed: string): Uint8Array =>
  new Uint8Array(createHash("sha512").update(seed).digest().subarray(0, 48));
const openssl = spawnSync("openssl", ["version"], { encoding: "utf8" });
const needsOpenssl = ({ skip }: TestContext): void => {
  if (openssl.status !== 0) skip("openssl is not installed");
};

const POINT = hexBytes(STANDARD_SM2.point);
const SIGNATURE = derOf(STANDARD_SM2.r, STANDARD_SM2.s);
const MESSAGE = text(STANDARD_SM2.message);

/** Both of our two, which share no code. */
function bothSay(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const one = isSm2Signed(point, message, signature);
  const other = isSigned("sm2-sm3", sm2Spki(point), message, signature);
  expect(other).toBe(one);
  return one;
}

describe("the example of the standard", () => {
  test("is signed to the same bytes with the same k, and verifies in both", () => {
    const pair = { secret: hexBytes(STANDARD_SM2.secret), point: POINT };
    // What stands for chance is reduced below the order less one, and one is added.
    const entropy = hexBytes((BigInt(`0x${STANDARD_SM2.k}`) - 1n).toString(16).padStart(96, "0"));
    expect(hex(signSm2(pair, MESSAGE, entropy))).toBe(hex(SIGNATURE));
    expect(bothSay(POINT, MESSAGE, SIGNATURE)).toBe(true);
    expect(bothSay(POINT, text("message digesu"), SIGNATURE)).toBe(false);
  });

  test.each(STANDARD_SM3)("SM3 of %j", (message, digest) => {
    expect(hex(sm3(text(message)))).toBe(digest);
  });

  test("SM3 at every length up to three blocks, against the hash of OpenSSL", () => {
    for (let length = 0; length <= 200; length++) {
      const bytes = new Uint8Array(length).map((_, at) => (at * 7 + length) & 0xff);
      expect(hex(sm3(bytes))).toBe(createHash("sm3").update(bytes).digest("hex"));
    }
  });
});

describe("our two verifiers agree", () => {
  test("on signatures, and on all of which one byte was changed", () => {
    for (let round = 0; round < 12; round++) {
      const key = Sm2Key.new(drawn(`key ${round}`));
      const point = sm2Point(key.spki) as Uint8Array;
      const message = drawn(`message ${round}`).subarray(0, round * 4);
      const signature = key.sign(message);
      expect(bothSay(point, message, signature)).toBe(true);
      const at = (round * 13) % signature.length;
      const other = signature.map((byte, i) => (i === at ? byte ^ (1 << (round % 8)) : byte));
      expect(bothSay(point, message, other)).toBe(false);
      expect(bothSay(point, text(`another ${round}`), signature)).toBe(false);
    }
  }, 60_000);

  test("on any bytes at all that stand for a signature: never an exception, never true", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(bothSay(POINT, MESSAGE, bytes)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  const n = SM2_ORDER.toString(16);
  const { r, s } = STANDARD_SM2;
  const plusN = (value: string): string => (BigInt(`0x${value}`) + SM2_ORDER).toString(16).padStart(66, "0");
  const long = (at: 0 | 1): Uint8Array => {
    const [rBytes, sBytes] = [`00${r}`, `00${s}`].map((one, i) =>
      i === at ? `022200${one}` : `0221${one}`,
    ) as [string, string];
    const body = hexBytes(rBytes + sBytes);
    return Uint8Array.of(0x30, body.length, ...body);
  };
  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["r of zero", derOf("00", s)],
    ["s of zero", derOf(r, "00")],
    ["r of the order", derOf(n, s)],
    ["s of the order", derOf(r, n)],
    ["r and the order", derOf(plusN(r), s)],
    ["s and the order", derOf(r, plusN(s))],
    ["s that makes the sum of both the order", derOf(r, (SM2_ORDER - BigInt(`0x${r}`)).toString(16))],
    ["r longer than it must be", long(0)],
    ["s longer than it must be", long(1)],
    ["r without the zero that says it is not negative", hexBytes(`30450220${r}022100${s}`)],
    ["a length in two bytes", hexBytes(`308146${hex(SIGNATURE).slice(4)}`)],
    ["a length without end", hexBytes(`3080${hex(SIGNATURE).slice(4)}0000`)],
    ["one byte more", Uint8Array.of(...SIGNATURE, 0)],
    ["one byte more within", hexBytes(`3047${hex(SIGNATURE).slice(4)}00`)],
    ["one byte less", SIGNATURE.slice(0, -1)],
    ["r and s as they are", hexBytes(r + s)],
    ["a third number", hexBytes(`3049${hex(SIGNATURE).slice(4)}020101`)],
    ["r and s changed about", derOf(s, r)],
    ["ff and ff", new Uint8Array(70).fill(0xff)],
  ])("%s is no signature", (_, signature) => {
    expect(bothSay(POINT, MESSAGE, signature)).toBe(false);
  });

  test("a point that is not on the curve, and one of zeros, have no signatures", () => {
    const off = POINT.map((byte, at) => (at === 64 ? byte ^ 1 : byte));
    for (const point of [
      off,
      Uint8Array.of(4, ...new Uint8Array(64)),
      Uint8Array.of(4, ...new Uint8Array(64).fill(255)),
    ])
      expect(bothSay(point, MESSAGE, SIGNATURE)).toBe(false);
    expect(() => verifierSays(off.subarray(1), MESSAGE, SIGNATURE)).toThrow();
  });

  test("a key that is asked often answers as one that is asked once", () => {
    const key = Sm2Key.new(drawn("often"));
    const point = sm2Point(key.spki) as Uint8Array;
    const signature = key.sign(MESSAGE);
    for (let round = 0; round < 8; round++) {
      expect(isSm2Signed(point, MESSAGE, signature)).toBe(true);
      expect(isSm2Signed(point, text(`x${round}`), signature)).toBe(false);
    }
  });
});

describe("the algorithm is bound to the key", () => {
  const p256 = createDeterministicSigner("bound", "ecdsa-p256-sha256");
  const sm2 = createDeterministicSigner("bound", "sm2-sm3");
  const signed = (signer: typeof p256): Uint8Array => {
    let made: Uint8Array | null = null;
    signer.sign(MESSAGE, (result) => {
      if (result.kind === "signed") made = result.signature;
    });
    if (made === null) throw new Error("it signs at once");
    return made;
  };
  test("each under its own, none under the other's, none under the other's word", () => {
    const [byP256, bySm2] = [signed(p256), signed(sm2)];
    for (const verify of [verifySignature, isSigned]) {
      const says = (algorithm: typeof p256.algorithm, spki: Uint8Array, signature: Uint8Array): boolean =>
        verify(algorithm, spki, MESSAGE, signature);
      expect(says("ecdsa-p256-sha256", p256.publicKeySpki, byP256)).toBe(true);
      expect(says("sm2-sm3", sm2.publicKeySpki, bySm2)).toBe(true);
      expect(says("sm2-sm3", sm2.publicKeySpki, byP256)).toBe(false);
      expect(says("ecdsa-p256-sha256", p256.publicKeySpki, bySm2)).toBe(false);
      expect(says("ecdsa-p256-sha256", sm2.publicKeySpki, bySm2)).toBe(false);
      expect(says("sm2-sm3", p256.publicKeySpki, byP256)).toBe(false);
      expect(says("ed25519", sm2.publicKeySpki, bySm2)).toBe(false);
    }
  });

  test("a seed gives one key and, for one message, one signature; another message has another k", () => {
    const again = createDeterministicSigner("bound", "sm2-sm3");
    expect(again.keyId).toBe(sm2.keyId);
    expect(hex(signed(again))).toBe(hex(signed(sm2)));
    const key = Sm2Key.new(drawn("k"));
    const [one, other] = [key.sign(MESSAGE), key.sign(MESSAGE)].map((made) => sm2Numbers(made)?.r);
    expect(one).not.toBe(other);
  });
});

describe("the file of an SM2 key", () => {
  const key = Sm2Key.new(drawn("file"));

  test("is read back, and signs", () => {
    const again = privateKeyOfPem(pemOf(key)) as Sm2Key;
    expect(hex(again.pkcs8)).toBe(hex(key.pkcs8));
    const signature = again.sign(MESSAGE);
    expect(bothSay(sm2Point(key.spki) as Uint8Array, MESSAGE, signature)).toBe(true);
  });

  test("whose halves do not belong together, or with a secret that is none, is no key", () => {
    const other = Sm2Key.new(drawn("another"));
    const at = key.pkcs8.length - 65;
    const mixed = Uint8Array.of(...key.pkcs8.slice(0, at), ...other.pkcs8.slice(at));
    expect(Sm2Key.of(mixed)).toBeNull();
    for (const secret of [0n, SM2_ORDER]) {
      const bytes = Uint8Array.from(key.pkcs8);
      bytes.set(hexBytes(secret.toString(16).padStart(64, "0")), 36);
      expect(Sm2Key.of(bytes)).toBeNull();
    }
  });

  test("in another spelling is refused, for node:crypto would sign something else with it", () => {
    const file = join(temporaryDirectory(), "k.pem");
    const sec1 = Buffer.from(`306b0201010420${hex(key.pkcs8.slice(36, 68))}a00a06082a811ccf5501822d`, "hex");
    sec1[1] = sec1.length - 2;
    writeFileSync(
      file,
      `-----BEGIN EC PRIVATE KEY-----\n${sec1.toString("base64")}\n-----END EC PRIVATE KEY-----\n`,
    );
    expect(() => createFileSigner(file)).toThrow(expect.objectContaining({ code: "KEY_UNUSABLE" }));
  });
});

describe("OpenSSL", () => {
  const DISTID = "distid:1234567812345678";
  const folder = () => {
    const directory = temporaryDirectory();
    return (name: string): string => join(directory, name);
  };
  const run = (args: readonly string[]) => spawnSync("openssl", args, { encoding: "utf8" });

  test("verifies what we sign, 20 keys and messages, and refuses the same under another message", () => {
    const at = folder();
    for (let round = 0; round < 20; round++) {
      const key = Sm2Key.new(drawn(`openssl ${round}`));
      const message = drawn(`openssl message ${round}`).subarray(0, 1 + round);
      writeFileSync(at("key.pem"), pemOf(key));
      writeFileSync(at("message"), message);
      writeFileSync(at("signature"), key.sign(message));
      const verify = [
        "pkeyutl",
        "-verify",
        "-inkey",
        at("key.pem"),
        "-in",
        at("message"),
        "-sigfile",
        at("signature"),
      ];
      const raw = ["-rawin", "-digest", "sm3", "-pkeyopt", DISTID];
      expect(run([...verify, ...raw]).stdout).toContain("Signature Verified Successfully");
      if (round > 0) continue;
      writeFileSync(at("message"), "another");
      expect(run([...verify, ...raw]).status).not.toBe(0);
    }
  }, 60_000);

  test("makes keys that we read and signatures that both of ours verify", (ctx) => {
    needsOpenssl(ctx);
    const at = folder();
    for (let round = 0; round < 3; round++) {
      expect(
        run(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", at("own.pem")])
          .status,
      ).toBe(0);
      writeFileSync(at("message"), `by OpenSSL ${round}`);
      const sign = [
        "pkeyutl",
        "-sign",
        "-inkey",
        at("own.pem"),
        "-in",
        at("message"),
        "-out",
        at("signature"),
      ];
      expect(run([...sign, "-rawin", "-digest", "sm3", "-pkeyopt", DISTID]).status).toBe(0);
      const key = privateKeyOfPem(readFileSync(at("own.pem"), "utf8")) as Sm2Key;
      expect(key).toBeInstanceOf(Sm2Key);
      const point = sm2Point(key.spki) as Uint8Array;
      expect(bothSay(point, readFileSync(at("message")), new Uint8Array(readFileSync(at("signature"))))).toBe(
        true,
      );
    }
  });
});

test("chance is reduced to a secret from 1 to below the order less one", () => {
  const edge = (value: bigint): Uint8Array => hexBytes(value.toString(16).padStart(96, "0"));
  expect(hex(sm2PairOf(edge(0n)).secret)).toBe("1".padStart(64, "0"));
  expect(hex(sm2PairOf(edge(SM2_ORDER - 3n)).secret)).toBe((SM2_ORDER - 2n).toString(16));
  expect(hex(sm2PairOf(edge(SM2_ORDER - 2n)).secret)).toBe("1".padStart(64, "0"));
});
