import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, type TestContext, test } from "vitest";
import { verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { secretSource } from "../../../src/adapters/keys/secret-source.ts";
import { type Custody, KeyCustody } from "../../../src/adapters/keys/station-custody.ts";
import { EdgeError } from "../../../src/errors.ts";
import type { Signer, SignResult } from "../../../src/ports/signer.ts";
import { signed } from "../../contracts/signer.contract.ts";
import { SoftToken, softTokenMissing } from "../../support/soft-token.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Goal: a real PKCS #11 module, through the program that Debian has for it: keys are made and kept in it, and each thing that can be wrong is one sentence. */
const NEEDED_PER_MINUTE = 60;

function needsToken(ctx: TestContext): void {
  const missing = softTokenMissing();
  if (missing !== null) ctx.skip(missing);
}

const outcome = (signer: Signer): Promise<SignResult> =>
  new Promise((answered) => signer.sign(new Uint8Array(20).fill(3), answered));

interface Place {
  readonly token: SoftToken;
  readonly directory: string;
  custody(changes?: Partial<Extract<Custody, { custody: "pkcs11" }>>): KeyCustody;
}

function place(token = new SoftToken()): Place {
  const directory = join(temporaryDirectory(), "keys");
  const pin = secretSource(`file:${token.pinFile}`);
  if (pin === null) throw new Error("no source");
  return {
    token,
    directory,
    custody(changes = {}) {
      const kept = { custody: "pkcs11", module: token.module, token: token.label, pin } as const;
      const custody = new KeyCustody({
        directory,
        custody: {
          record: { ...kept, key: "record key", ...changes },
          log: { ...kept, key: "log key", ...changes },
        },
        tool: token.tool,
      });
      onTestFinished(() => custody.close());
      return custody;
    },
  };
}

async function refusal(work: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof EdgeError) return [cause.code, cause.message];
    throw cause;
  }
  throw new Error("it was not refused");
}

describe("keys in a token", () => {
  test("are made at the first start, are the same afterwards, and sign P-256 and Ed25519", async (ctx) => {
    needsToken(ctx);
    const at = place();
    const { record, log } = await at.custody().loadOrMake(false);
    for (const signer of [record, log])
      for (const size of [0, 1, 1000]) {
        const message = new Uint8Array(size).fill(7);
        const signature = await signed(signer, message);
        expect(signature).toHaveLength(64);
        expect(verifySignature(signer.algorithm, signer.publicKeySpki, message, signature)).toBe(true);
        expect(
          verifySignature(signer.algorithm, signer.publicKeySpki, new Uint8Array(size + 1), signature),
        ).toBe(false);
      }
    const again = await at.custody().loadOrMake(true);
    expect([again.record.keyId, again.log.keyId]).toEqual([record.keyId, log.keyId]);
    // Its file is lost: the one key of that name in the token is the one.
    writeFileSync(join(at.directory, "kept"), "");
    for (const role of ["record", "log"]) {
      const file = join(at.directory, `${role}.token.json`);
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ token: "lane", label: `${role} key` });
    }
  });

  test("sign far more often than a station needs", async (ctx) => {
    needsToken(ctx);
    const { record } = await place().custody().loadOrMake(false);
    const times = 300;
    const startedMs = performance.now();
    for (let n = 0; n < times; n++) await signed(record, new Uint8Array(1000).fill(n));
    const perSecond = times / ((performance.now() - startedMs) / 1000);
    console.warn(`${Math.round(perSecond)} signatures a second in SoftHSM, made and verified`);
    expect(perSecond * 60).toBeGreaterThan(NEEDED_PER_MINUTE);
  });

  test("a next key is made beside the present one, with the same label, and each is known by its public half", async (ctx) => {
    needsToken(ctx);
    const at = place();
    const custody = at.custody();
    const { record } = await custody.loadOrMake(false);
    const next = await custody.nextOrNew("record");
    expect(next.keyId).not.toBe(record.keyId);
    expect((await custody.nextOrNew("record")).keyId).toBe(next.keyId);
    for (const signer of [record, next]) expect(await signed(signer, new Uint8Array(5))).toHaveLength(64);
    // Of two that bear one label only the file knows which one it is.
    const lost = place(at.token);
    const [code, said] = await refusal(lost.custody().loadOrMake(false));
    expect([code, said]).toEqual([
      "TOKEN_KEY_UNUSABLE",
      expect.stringMatching(/holds 2 .* name one as id:[0-9a-f]{32} and id:/),
    ]);
    const [, id = ""] = /(id:[0-9a-f]{32})/.exec(said) ?? [];
    mkdirSync(lost.directory, { recursive: true, mode: 0o700 });
    const named = await refusal(lost.custody({ key: id }).loadOrMake(true));
    // As the record key it is found; the log key of that id is of another kind.
    expect(named).toEqual(["TOKEN_KEY_UNUSABLE", expect.stringContaining("not ed25519")]);
    expect(existsSync(join(lost.directory, "record.token.json"))).toBe(true);
  });

  test("none is made where something was signed before, and a stranger's token is refused", async (ctx) => {
    needsToken(ctx);
    const at = place();
    mkdirSync(at.directory, { recursive: true, mode: 0o700 });
    expect(await refusal(at.custody().loadOrMake(true))).toEqual([
      "KEYS_MISSING",
      expect.stringContaining('nor a key "record key" in token "lane"'),
    ]);
    await at.custody().loadOrMake(false);
    const other = new SoftToken();
    const strange = new KeyCustody({
      directory: at.directory,
      custody: {
        record: { ...ofToken(other), key: "record key" },
        log: { ...ofToken(other), key: "log key" },
      },
      tool: other.tool,
    });
    onTestFinished(() => strange.close());
    const [code, said] = await refusal(strange.load(() => undefined));
    expect([code, said]).toEqual(["TOKEN_KEY_UNUSABLE", expect.stringContaining("does not hold the key")]);
  });

  test("a module, a token and a PIN file that are not there are one sentence each", async (ctx) => {
    needsToken(ctx);
    const wrong = [
      [{ module: "/nowhere/none.so" }, "TOKEN_MODULE_UNUSABLE", "/nowhere/none.so cannot be used"],
      [{ token: "lame" }, "TOKEN_MISSING", 'shows no token "lame"; it shows "lane"'],
      [{ pin: { kind: "file", path: "/nowhere/pin" } }, "SECRET_UNREADABLE", "/nowhere/pin"],
    ] as const;
    for (const [changes, code, said] of wrong)
      expect(await refusal(place().custody(changes).loadOrMake(false))).toEqual([
        code,
        expect.stringContaining(said),
      ]);
  });

  test("a PIN that is wrong is one sentence, and the token is asked once", async (ctx) => {
    needsToken(ctx);
    const at = place();
    writeFileSync(at.token.pinFile, "999999\n");
    expect(await refusal(at.custody().loadOrMake(false))).toEqual([
      "TOKEN_PIN_REFUSED",
      "The token does not take the PIN.",
    ]);
    expect((await refusal(at.custody().loadOrMake(false)))[1]).toContain("not tried again");
    writeFileSync(at.token.pinFile, "246810\n");
    await at.custody().loadOrMake(false);
  });

  test("the token away and back: each signature fails with its reason, and then they are made again", async (ctx) => {
    needsToken(ctx);
    const at = place();
    const { record } = await at.custody().loadOrMake(false);
    at.token.takeTokens();
    const gone = await outcome(record);
    expect(gone.kind).toBe("failed");
    at.token.putTokens();
    await expect
      .poll(async () => (await outcome(record)).kind, { timeout: 10_000, interval: 200 })
      .toBe("signed");
  });
});

function ofToken({ module, label, pinFile }: SoftToken) {
  return {
    custody: "pkcs11",
    module,
    token: label,
    pin: { kind: "file", path: pinFile },
  } as const;
}
