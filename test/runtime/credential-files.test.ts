import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EdgeError } from "../../src/errors.ts";
import { type CredentialFiles, readCredentials } from "../../src/runtime/credential-files.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { opensslEnvironment, opensslMissing, TestAuthority } from "../support/test-certificates.ts";

/** Goal: what is wrong with a file is told at the start, in one sentence that says what to do, and not at the first connection. */
const missing = opensslMissing();
if (missing !== null) console.warn(`credential-files: skipped, ${missing}`);

// A minute on: an authority that is made now is valid from now, to the second.
const NOW = Date.now() + 60_000;

function refused(files: CredentialFiles): EdgeError {
  try {
    readCredentials(files, NOW);
  } catch (error) {
    if (error instanceof EdgeError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

function written(text: string | Uint8Array, mode = 0o600): string {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe("a password file", () => {
  const passwordOf = (text: string): string | undefined =>
    readCredentials({ username: "u", passwordFile: written(text) }, NOW).credentials.password;

  test.each<[text: string, password: string]>([
    ["secret", "secret"],
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    [" with blanks \n", " with blanks "],
    ["密码🔑\n", "密码🔑"],
  ])("%j holds %j", (text, password) => {
    expect(passwordOf(text)).toBe(password);
  });

  test.each<[what: string, text: string | Uint8Array, code: string, sentence: RegExp]>([
    ["nothing", "", "CREDENTIALS_UNUSABLE", /is empty; write the password into it/],
    ["an end of line", "\n", "CREDENTIALS_UNUSABLE", /is empty/],
    ["two ends of line", "secret\n\n", "CREDENTIALS_UNUSABLE", /more than one line; only the password/],
    ["two lines", "one\ntwo\n", "CREDENTIALS_UNUSABLE", /more than one line/],
    ["a byte order mark", "\ufeffsecret\n", "CREDENTIALS_UNUSABLE", /byte order mark; save it as UTF-8/],
    ["no UTF-8", Uint8Array.of(0xc3, 0x28), "CONFIG_INVALID", /not UTF-8/],
    ["a control", "sec\u0007ret\n", "CONFIG_INVALID", /U\+0007/],
    ["more than any password", "x".repeat(5000), "CONFIG_INVALID", /too large, 4 KiB at most/],
  ])("with %s is refused, and not shown", (_what, text, code, sentence) => {
    const error = refused({ username: "u", passwordFile: written(text) });
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(sentence)]);
    expect(error.message).not.toContain("secret");
  });

  test("that everybody may read is refused", () => {
    const error = refused({ username: "u", passwordFile: written("secret\n", 0o644) });
    expect(error.code).toBe("CREDENTIALS_UNUSABLE");
    expect(error.message).toMatch(/^Every user of this machine may read .* \(mode 644\); .* chmod 600/);
    expect(
      readCredentials({ username: "u", passwordFile: written("s", 0o640) }, NOW).credentials.password,
    ).toBe("s");
  });

  test("that is not there, or is a folder, is an unreadable file", () => {
    const directory = temporaryDirectory();
    for (const passwordFile of [join(directory, "none"), directory])
      expect(refused({ username: "u", passwordFile }).code).toBe("FILE_UNREADABLE");
  });
});

describe.skipIf(missing !== null)("certificates and keys", () => {
  let authority: TestAuthority;
  beforeAll(() => {
    authority = new TestAuthority(mkdtempSync(join(tmpdir(), "proofmark-files-")));
    authority.issue("own", { subject: "TEST-0001" });
    authority.issue("ended", { subject: "TEST-0001", validity: "past" });
    authority.issue("early", { subject: "TEST-0001", validity: "future" });
    const openssl = (words: string): void => {
      execFileSync("openssl", words.split(" "), {
        cwd: authority.directory,
        stdio: "pipe",
        env: opensslEnvironment(),
      });
    };
    openssl("pkcs8 -topk8 -in own.key -out encrypted.key -passout pass:x");
    openssl("ec -in own.key -aes128 -out encrypted-old.key -passout pass:x");
    openssl("x509 -in own.crt -outform der -out own.der");
    openssl("req -x509 -newkey rsa:512 -nodes -days 30 -subj /CN=short -keyout short.key -out short.crt");
    for (const name of ["own", "ended", "early", "encrypted", "encrypted-old", "short"])
      chmodSync(authority.path(`${name}.key`), 0o600);
  });
  afterAll(() => rmSync(authority.directory, { recursive: true, force: true }));

  const pair = (cert: string, key: string): CredentialFiles => ({
    cert: authority.path(cert),
    key: authority.path(key),
  });

  test("a pair with its authority is read as it stands", () => {
    const files = { ...pair("own.crt", "own.key"), ca: authority.path("ca.crt") };
    const { credentials, outOfDate } = readCredentials(files, NOW);
    expect(outOfDate).toBeNull();
    expect(credentials).toEqual({
      ca: authority.text("ca.crt"),
      own: { cert: authority.text("own.crt"), key: authority.text("own.key") },
    });
    expect(readCredentials({}, NOW)).toEqual({ credentials: {}, outOfDate: null, isCaOutOfDate: false });
  });

  test.each<[what: string, files: () => CredentialFiles, sentence: RegExp]>([
    [
      "an authority that is no PEM",
      () => ({ ca: written("hello\n") }),
      /no certificate in PEM .* turns DER into it/,
    ],
    ["a key as a certificate", () => pair("own.key", "own.key"), /no certificate in PEM/],
    [
      "a certificate as a key",
      () => pair("own.crt", "own.crt"),
      /Every user|no private key in PEM .* name the key/,
    ],
    [
      "a key of another certificate",
      () => pair("own.crt", "ended.key"),
      /does not belong to the first certificate in .*; name a pair/,
    ],
    ["an encrypted key", () => pair("own.crt", "encrypted.key"), /is encrypted, .* openssl pkey/],
    ["an encrypted key of the old form", () => pair("own.crt", "encrypted-old.key"), /is encrypted/],
    ["a key that is too short", () => pair("short.crt", "short.key"), /TLS library does not take .* P-256/],
    [
      "a damaged certificate",
      () => ({
        ...pair("own.crt", "own.key"),
        cert: written(authority.text("own.crt").replace(/\nMI.{20}/, "\nMIxx")),
      }),
      /certificate number 1 in .* is damaged; copy the file again/,
    ],
  ])("%s", (_what, files, sentence) => {
    const error = refused(files());
    expect([error.code, error.message]).toEqual(["CREDENTIALS_UNUSABLE", expect.stringMatching(sentence)]);
    expect((error.context as { problem: { zh: string } }).problem.zh).toMatch(/\p{Script=Han}/u);
  });

  test("DER is not taken for text, and a key that everybody may read is refused", () => {
    expect(refused({ ca: authority.path("own.der") }).code).toBe("CONFIG_INVALID");
    const open = written(authority.text("own.key"), 0o604);
    expect(refused({ cert: authority.path("own.crt"), key: open }).message).toMatch(/Every user/);
    expect(refused({ ca: written("x".repeat(1_100_000)) }).message).toMatch(/too large, 1 MiB/);
  });

  test("what is out of date is told apart, for the clock may be wrong", () => {
    const ended = readCredentials(pair("ended.crt", "ended.key"), NOW);
    expect(ended.outOfDate?.message).toMatch(
      /ended on 2020-01-02T00:00Z, and the clock of this machine says \d{4}-.*renewed/,
    );
    expect(ended.credentials.own?.cert).toBe(authority.text("ended.crt"));
    expect(readCredentials(pair("early.crt", "early.key"), NOW).outOfDate?.message).toMatch(
      /valid only from 2040-01-01T00:00Z, .* check the clock/,
    );
    expect(readCredentials(pair("ended.crt", "ended.key"), Date.UTC(2020, 0, 1, 12)).outOfDate).toBeNull();
    // Of several authorities one is enough; of the station's own chain the first counts.
    const both = written(authority.text("ended.crt") + authority.text("ca.crt"));
    expect(readCredentials({ ca: both }, NOW).outOfDate).toBeNull();
    const chain = written(authority.text("ended.crt") + authority.text("ca.crt"));
    expect(readCredentials({ cert: chain, key: authority.path("ended.key") }, NOW).outOfDate).not.toBeNull();
  });
});
