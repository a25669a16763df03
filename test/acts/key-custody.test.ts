import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { keyHalf } from "../../src/adapters/keys/key-forms.ts";
import { createTrustList, type TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { checkUp, MACHINE } from "../../src/runtime/doctor/doctor.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { stationKeys } from "../../src/runtime/station-keys.ts";
import { nodeWords } from "../support/built-program.ts";
import { proofmark } from "../support/cli-run.ts";
import { openStore, temporaryDirectory, testRecords, writeOneByOne } from "../support/journal-directory.ts";
import { runProgram } from "../support/program-run.ts";
import { PseudoTerminal } from "../support/pseudo-terminal.ts";
import { KEYS, WITNESS } from "../support/sealed-results.ts";
import { SoftToken, softTokenMissing } from "../support/soft-token.ts";
import { ROOT } from "../support/source-tree.ts";
import { writeStationFile } from "../support/station-file.ts";

/** Goal: the commands for keys do the same whatever the keys are kept in, and a key moves from one to another without a moment in which nobody knows which one counts. */
const NAME = "BENCH-0001";
const YEAR = 365 * 86_400_000;
let directory = "";
let config = "";
let keys = "";
let secret = "";

beforeEach(() => {
  directory = temporaryDirectory();
  const witness = { name: WITNESS, spki: KEYS.witness.publicKeySpki };
  config = writeStationFile({ directory, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
  keys = join(directory, "data", "keys");
  secret = join(directory, "passphrase");
  writeFileSync(secret, "correct horse\n", { mode: 0o600 });
});

function keep(block: object | null): void {
  const { keys: _, ...station } = parse(readFileSync(config, "utf8")) as Record<string, unknown>;
  writeFileSync(
    config,
    stringify({ ...station, ...(block !== null && { keys: block }) }, { aliasDuplicateObjects: false }),
  );
}

/** Relative to the station file. */
const encrypted = { custody: "encrypted", passphrase: "file:passphrase" };

async function journalled(): Promise<void> {
  const store = openStore(join(directory, "data", "journal"), { station: NAME as never });
  await writeOneByOne(store, testRecords(2));
  await store.close();
}

function trusted(role: "record" | "log"): string {
  const half = keyHalf(keys, role, "next");
  if (half === null) throw new Error("no next key");
  const span = {
    notBefore: new Date(Date.now() - YEAR).toISOString(),
    notAfter: new Date(Date.now() + YEAR).toISOString(),
  };
  const entry: TrustListEntry = { key: half, role, station: NAME, name: `${NAME}/records`, ...span };
  const file = join(directory, "trust.json");
  const { notBefore: issued, notAfter: validTo } = span;
  writeFileSync(file, createTrustList({ authority: KEYS.authority, keys: [entry], issued, validTo }));
  return file;
}

const called = (...words: string[]) => proofmark("keys", ...words, "--config", config);

describe("encrypted", () => {
  test("a new station enrols with keys that no plain file ever held, and shows them without the passphrase", async () => {
    keep({ record: encrypted, log: encrypted });
    const out = join(directory, "enrol.json");
    expect(await called("enrol", "--out", out)).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(keys).sort()).toEqual(["log.encrypted.json", "record.encrypted.json"]);
    writeFileSync(secret, "forgotten\n");
    const shown = await called("show", "--json");
    expect(JSON.parse(shown.out).keys).toMatchObject([
      { role: "record", custody: "encrypted", mode: "600" },
      { role: "log", custody: "encrypted", mode: "600" },
    ]);
    const refused = await called("enrol", "--out", out);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("[KEY_PASSPHRASE_WRONG]")]);
  });

  test("keys encrypt: the same keys, and no plain file afterwards; what does not fit is one sentence", async () => {
    stationKeys(join(directory, "data"));
    const before = [keyHalf(keys, "record")?.keyId, keyHalf(keys, "log")?.keyId];
    expect((await called("encrypt")).err).toContain("calls the custody of no key encrypted");
    keep({ record: encrypted });
    expect((await called("certificate", "--out", "x")).code).toBe(2);
    const refused = await called("enrol", "--out", join(directory, "e.json"));
    expect(refused.err).toContain("`proofmark keys encrypt` encrypts it");
    expect(await called("encrypt")).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(keys).sort()).toEqual(["log.pem", "record.encrypted.json"]);
    expect([keyHalf(keys, "record")?.keyId, keyHalf(keys, "log")?.keyId]).toEqual(before);
    expect((await called("encrypt")).out).toContain("encrypted already");
    keep(null);
    const back = await called("enrol", "--out", join(directory, "e.json"));
    expect(back.err).toContain("write custody: encrypted there");
  });

  test("a plain key is followed by an encrypted one, where the station file says how the next one is kept", async () => {
    stationKeys(join(directory, "data"));
    await journalled();
    keep({ record: { custody: "file", next: encrypted } });
    const out = join(directory, "r.json");
    const rotate = ["rotate", "--role", "record"];
    expect(await called(...rotate, "--out", out)).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(keys, "record.next.encrypted.json"))).toBe(true);
    const next = keyHalf(keys, "record", "next")?.keyId;
    const activate = [...rotate, "--activate", "--trust", trusted("record")];
    expect(await called(...activate)).toMatchObject({ code: 0, err: "" });
    expect(await called(...activate)).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(keys).sort()).toEqual(["log.pem", "record.encrypted.json"]);
    expect(keyHalf(keys, "record")?.keyId).toBe(next);
    // Either way of saying it opens the key.
    expect((await called("enrol", "--out", out)).code).toBe(0);
    keep({ record: encrypted });
    expect((await called("enrol", "--out", out)).code).toBe(0);
  });

  test("the doctor tries a signature, and says what is wrong", async () => {
    keep({ record: encrypted });
    await called("enrol", "--out", join(directory, "e.json"));
    const found = async (): Promise<unknown> =>
      (await checkUp(config, MACHINE)).results
        .filter(({ check, about }) => check === "keys" && about !== null)
        .map(({ state, found: { code } }) => [state, code]);
    expect(await found()).toEqual([["well", "KEY_CUSTODY_WELL"]]);
    writeFileSync(secret, "another\n");
    expect(await found()).toEqual([["wrong", "KEY_CUSTODY_WRONG"]]);
    keep({ record: { ...encrypted, passphrase: "prompt" } });
    expect(await found()).toEqual([["not-known", "KEY_CUSTODY_ASKED"]]);
  }, 30_000);
});

describe("a passphrase that is in no file", () => {
  const words = (out: string): string[] => [
    ...nodeWords("src/runtime/main.ts"),
    ...["keys", "enrol", "--config", config, "--out", out],
  ];

  test("comes by a descriptor that the caller opened", async () => {
    keep({ record: { ...encrypted, passphrase: "descriptor:3" } });
    const child = spawn(process.execPath, words(join(directory, "e.json")), {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    (child.stdio[3] as Writable).end("by a pipe\n");
    expect(await once(child, "close")).toEqual([0, null]);
    keep({ record: encrypted });
    writeFileSync(secret, "by a pipe\n");
    expect((await called("enrol", "--out", join(directory, "f.json"))).code).toBe(0);
  }, 30_000);

  test("is typed at the terminal, corrected by a backspace, and not shown", async (ctx) => {
    if (PseudoTerminal.missing !== null) ctx.skip(PseudoTerminal.missing);
    keep({ record: { ...encrypted, passphrase: "prompt" } });
    const call = [process.execPath, ...words(join(directory, "e.json"))].join(" ");
    const socat = spawn("socat", ["-", `SYSTEM:"cd ${ROOT} && exec ${call}",pty,setsid,ctty`], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    let [shown, isTyped] = ["", false];
    socat.stdout.on("data", (bytes: Buffer) => {
      shown += bytes.toString("utf8");
      if (isTyped || !shown.includes(": ")) return;
      isTyped = true;
      socat.stdin.write("t\u00fcx\u007fped\r");
    });
    await once(socat, "close");
    expect(shown).toContain("the passphrase of the record key: ");
    expect(shown).not.toContain("ped");
    keep({ record: encrypted });
    writeFileSync(secret, "t\u00fcped\n");
    expect((await called("enrol", "--out", join(directory, "f.json"))).code).toBe(0);
  }, 30_000);

  test("without a terminal it is said that there is none", async () => {
    keep({ record: { ...encrypted, passphrase: "prompt" } });
    const child = spawn("setsid", ["-w", process.execPath, ...words(join(directory, "e.json"))], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (bytes: Buffer) => {
      err += bytes.toString();
    });
    expect(await once(child, "close")).toEqual([2, null]);
    expect(err).toContain("there is no terminal");
  }, 30_000);
});

describe("in a token", () => {
  test("enrolled, shown, followed by the next one and looked at by the doctor; the plain log key stays a file", async (ctx) => {
    const missing = softTokenMissing();
    if (missing !== null) ctx.skip(missing);
    const token = new SoftToken();
    keep({ record: token.custody("lane 1 records") });
    const on = (...words: string[]) => runProgram([...words, "--config", config], { env: token.env });
    const out = join(directory, "enrol.json");
    expect(await on("keys", "enrol", "--out", out)).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(keys).sort()).toEqual(["log.pem", "record.token.json"]);
    const shown = await on("keys", "show");
    expect(shown.out).toMatch(/token {7}lane, key lane 1 records \(id:[0-9a-f]{32}\)/);
    await journalled();
    expect(await on("keys", "rotate", "--role", "record", "--out", out)).toMatchObject({ code: 0, err: "" });
    const next = keyHalf(keys, "record", "next")?.keyId;
    const trust = trusted("record");
    const activated = await on("keys", "rotate", "--role", "record", "--activate", "--trust", trust);
    expect(activated).toMatchObject({ code: 0, err: "" });
    expect(keyHalf(keys, "record")?.keyId).toBe(next);
    const well = await on("doctor", "--json");
    expect(JSON.parse(well.out).results).toContainEqual(
      expect.objectContaining({ check: "keys", about: "record", state: "well" }),
    );
    token.takeModule();
    const wrong = JSON.parse((await on("doctor", "--json")).out).results;
    expect(wrong).toContainEqual(
      expect.objectContaining({
        check: "keys",
        about: "record",
        state: "wrong",
        found: expect.objectContaining({ en: expect.stringContaining("libsofthsm2.so") }),
      }),
    );
  }, 60_000);

  test("the PIN is in no command line and no environment of any process", async (ctx) => {
    const missing = softTokenMissing();
    if (missing !== null) ctx.skip(missing);
    const token = new SoftToken("lane", "7391824650");
    keep({ record: token.custody("k") });
    // In the place of the program that speaks to tokens: it writes down what anybody could see of it and of who started it, and goes on as that program.
    const [tools, seen] = [join(directory, "tools"), join(directory, "seen")];
    mkdirSync(tools);
    const path = process.env.PATH ?? "";
    const real = spawnSync("sh", ["-c", "command -v p11-kit"], { encoding: "utf8" }).stdout.trim();
    const looked = `cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline /proc/$PPID/environ >> ${seen}`;
    writeFileSync(join(tools, "p11-kit"), `#!/bin/sh\n${looked}\nexec ${real} "$@"\n`, { mode: 0o755 });
    const out = join(directory, "e.json");
    const { code } = await runProgram(["keys", "enrol", "--config", config, "--out", out], {
      env: { ...token.env, PATH: `${tools}:${path}` },
    });
    expect(code).toBe(0);
    const words = readFileSync(seen, "latin1");
    expect(words).toContain("p11-kit\0remote");
    expect(words).toContain("enrol");
    expect(words).not.toContain(token.pin);
  }, 60_000);
});

describe("the block keys of a station file", () => {
  const block = (keep: unknown): string => {
    const station = parse(readFileSync(config, "utf8")) as object;
    const file = join(directory, "other.yaml");
    writeFileSync(file, stringify({ ...station, keys: keep }));
    try {
      return JSON.stringify(loadStationConfig(file).keys);
    } catch (cause) {
      return String(cause);
    }
  };

  test("both roles are plain files where nothing is said, and paths are relative to the file", () => {
    mkdirSync(join(directory, "x"), { recursive: true });
    expect(JSON.parse(block({}))).toEqual({ record: { custody: "file" }, log: { custody: "file" } });
    const token = { custody: "pkcs11", module: "lib/m.so", token: "t", key: "k", pin: "file:x/pin" };
    expect(JSON.parse(block({ record: { custody: "file", next: token } })).record.next).toEqual({
      ...token,
      module: join(directory, "lib/m.so"),
      pin: { kind: "file", path: join(directory, "x/pin") },
    });
  });

  test.each([
    [{ record: { custody: "encrypted", passphrase: "hunter2" } }, "file:PATH, credential:NAME"],
    [{ record: { custody: "encrypted", passphrase: "descriptor:1" } }, "descriptor:N (3 to 999)"],
    [{ record: { custody: "encrypted", passphrase: "credential:../x" } }, "credential:NAME"],
    [{ record: { custody: "encrypted" } }, "passphrase"],
    [{ record: { custody: "pkcs11", module: "m", token: "t", key: "k" } }, "pin"],
    [{ record: { custody: "vault" } }, "custody"],
    [{ record: { custody: "file", passphrase: "prompt" } }, "passphrase"],
    [{ witness: {} }, "witness"],
  ])("%j is refused in one sentence", (keep, said) => {
    const told = block(keep);
    expect(told).toContain(said);
    expect(told).toMatch(/keys/);
  });
});
