import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Secrets } from "../../../src/adapters/keys/secret-source.ts";
import { KeyCustody } from "../../../src/adapters/keys/station-custody.ts";
import { EdgeError } from "../../../src/errors.ts";
import type { Signer, SignResult } from "../../../src/ports/signer.ts";
import { signed } from "../../contracts/signer.contract.ts";
import { nodeWords } from "../../support/built-program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/**
 * Goal: whatever a token, its module or the program between does, a signature that leaves is right, nothing hangs, and a token is never locked by us. The other side is a
 * stand-in written apart; SoftHSM is in soft-token.test.ts.
 */
interface Rig {
  readonly directory: string;
  /** Wrong PINs that the token has counted. */
  wrongPins(): number;
  custody(secret?: string): KeyCustody;
  nowMs: number;
}

function rig(mode: string): Rig {
  const above = temporaryDirectory();
  const [directory, state] = [join(above, "keys"), join(above, "state")];
  mkdirSync(directory, { mode: 0o700 });
  const token = { custody: "pkcs11", module: "maker.so", token: "fake", pin: { kind: "prompt" } } as const;
  const made: Rig = {
    directory,
    nowMs: 0,
    wrongPins: () => (existsSync(state) ? readFileSync(state, "utf8").length : 0),
    custody: (secret = "1234") => {
      const custody = new KeyCustody({
        directory,
        custody: { record: { ...token, key: "record" }, log: { ...token, key: "log" } },
        secrets: { read: () => Promise.resolve(secret) } as unknown as Secrets,
        tool: [process.execPath, ...nodeWords("test/support/fake-token-child.ts"), mode, state],
        monoMs: () => made.nowMs,
      });
      onTestFinished(() => custody.close());
      return custody;
    },
  };
  return made;
}

const outcome = (signer: Signer): Promise<SignResult> =>
  new Promise((told) => signer.sign(new Uint8Array(20).fill(3), told));

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof EdgeError) return { code: cause.code, message: cause.message };
    throw cause;
  }
  throw new Error("it was not refused");
}

describe.each(["0.24", "0.25", "0.26", "bare"])("p11-kit's way of writing %s", (mode) => {
  test("both keys are found and sign, and a second session knows them by their public halves", async () => {
    const at = rig(mode);
    const { record, log } = await at.custody().loadOrMake(false);
    expect([record.algorithm, log.algorithm]).toEqual(["ecdsa-p256-sha256", "ed25519"]);
    for (const signer of [record, log]) expect(await signed(signer, new Uint8Array(9))).toHaveLength(64);
    const file = join(at.directory, "record.token.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain("1234");
    const again = await at.custody().load();
    expect(again.record.keyId).toBe(record.keyId);
  });
});

describe("what goes wrong", () => {
  test("a signature with a flipped bit never leaves", async () => {
    const { record } = await rig("flip").custody().loadOrMake(false);
    expect(await outcome(record)).toEqual({
      kind: "failed",
      reason: "the signature made does not verify with the public key",
    });
  });

  test.each([
    ["gone", "the token answered C_Sign with CKR_DEVICE_REMOVED"],
    ["garbage", "the module maker.so cannot be used: the answer is cut short"],
  ])("%s: a reason, at once, each time", async (mode, reason) => {
    const at = rig(mode);
    const { log } = await at.custody().loadOrMake(false);
    expect(await outcome(log)).toEqual({ kind: "failed", reason });
    expect(await outcome(log)).toEqual({ kind: "failed", reason });
  });

  test("a module that hangs is ended after ten seconds, while everything else goes on", async () => {
    const { record } = await rig("silent").custody().loadOrMake(false);
    let beats = 0;
    const beating = setInterval(() => beats++, 50);
    const startedMs = performance.now();
    expect(await outcome(record)).toEqual({
      kind: "failed",
      reason: "the module maker.so cannot be used: C_Sign was not answered within 10 s",
    });
    clearInterval(beating);
    // Once with the session that was open, once with a new one.
    // A third would end after thirty.
    expect(performance.now() - startedMs).toBeLessThan(29_000);
    expect(beats).toBeGreaterThan(100);
  }, 90_000);

  test("more than 64 who wait are sent away, and the others get their signatures", async () => {
    const { record } = await rig("0.25").custody().loadOrMake(false);
    const all = await Promise.all(Array.from({ length: 80 }, () => outcome(record)));
    expect(all.filter(({ kind }) => kind === "signed")).toHaveLength(64);
    expect(all.find(({ kind }) => kind === "failed")).toEqual({
      kind: "failed",
      reason: "64 signatures wait for the token already",
    });
  });

  test("a program that is not there, and a token that is another", async () => {
    const at = rig("0.25");
    const token = {
      custody: "pkcs11",
      module: "m.so",
      token: "other",
      key: "k",
      pin: { kind: "prompt" },
    } as const;
    const of = (tool: readonly string[]): Promise<unknown> =>
      new KeyCustody({ directory: at.directory, custody: { record: token, log: token }, tool }).loadOrMake(
        false,
      );
    expect(await refusal(of(["no-such-p11-kit"]))).toEqual({
      code: "PROGRAM_MISSING",
      message: "The program no-such-p11-kit, which speaks to tokens, is not installed (package p11-kit).",
    });
    const fake = [
      process.execPath,
      ...nodeWords("test/support/fake-token-child.ts"),
      "0.25",
      join(at.directory, "s"),
    ];
    expect(await refusal(of(fake))).toEqual({
      code: "TOKEN_MISSING",
      message: 'The module m.so shows no token "other"; it shows "fake".',
    });
  });
});

describe("a PIN that the token refuses", () => {
  test("is told at once and never sent again, by this process or the next; another one is tried once", async () => {
    const at = rig("0.25");
    const custody = at.custody("0000");
    expect((await refusal(custody.loadOrMake(false))).code).toBe("TOKEN_PIN_REFUSED");
    for (let n = 0; n < 5; n++) {
      at.nowMs += 5_000;
      const told = await refusal(custody.loadOrMake(false));
      expect([told.code, told.message]).toEqual([
        "TOKEN_PIN_REFUSED",
        expect.stringContaining("not tried again"),
      ]);
    }
    expect((await refusal(at.custody("0000").loadOrMake(false))).message).toContain("not tried again");
    expect(at.wrongPins()).toBe(1);
    expect((await refusal(at.custody("1111").loadOrMake(false))).code).toBe("TOKEN_PIN_REFUSED");
    expect(at.wrongPins()).toBe(2);
    // The last try is a person's.
    const last = await refusal(at.custody("1234").loadOrMake(false));
    expect([last.code, last.message]).toEqual([
      "TOKEN_PIN_REFUSED",
      expect.stringContaining("left to a person"),
    ]);
    expect(at.wrongPins()).toBe(2);
  }, 90_000);

  test("nothing of the PIN is in the note, and the right PIN takes the note away", async () => {
    const at = rig("0.25");
    await refusal(at.custody("0000").loadOrMake(false));
    const note = join(at.directory, `refused-pin-${Buffer.from("fake").toString("hex")}`);
    expect(readFileSync(note, "utf8")).not.toContain("0000");
    expect(statSync(note).mode & 0o777).toBe(0o600);
    await at.custody("1234").loadOrMake(false);
    expect(existsSync(note)).toBe(false);
  });

  test("a note that was spoilt holds for every PIN", async () => {
    const at = rig("0.25");
    writeFileSync(join(at.directory, `refused-pin-${Buffer.from("fake").toString("hex")}`), "", {
      mode: 0o600,
    });
    expect((await refusal(at.custody("1234").loadOrMake(false))).message).toContain("not tried again");
    expect(at.wrongPins()).toBe(0);
  });
});
