import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DisciplineWord } from "../../src/ports/clock.ts";
import { brokerAccess } from "../../src/runtime/broker-access.ts";
import { nextCertificateFile } from "../../src/runtime/own-certificate.ts";
import type { StationConfig } from "../../src/runtime/station-config.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { opensslMissing, TestAuthority } from "../support/test-certificates.ts";

const missing = opensslMissing();
if (missing !== null) console.warn(`broker-access: partly skipped, ${missing}`);

const DISCIPLINED: DisciplineWord = { kind: "disciplined", aheadMs: 0, withinMs: 1 };
const WITNESS = { name: "w", spki: "" };

function accessTo(
  registry: Omit<StationConfig["registry"], "witness" | "events">,
  word: DisciplineWord = { kind: "free" },
) {
  const warned: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: (...all: unknown[]) => void warned.push(all),
    error: () => undefined,
  };
  const clock = { wallMs: () => Date.now(), monoMs: () => 0 };
  const discipline = { ask: (told: (word: DisciplineWord) => void) => told(word) };
  const access = brokerAccess({ ...registry, witness: WITNESS, events: false }, { clock, discipline, log });
  return { access, warned };
}

describe("access to the broker", () => {
  test("files are read again at each connection; a spoilt one leaves the last good one and is told once", async () => {
    const passwordFile = join(temporaryDirectory(), "password");
    const put = (text: string): void => {
      writeFileSync(passwordFile, text);
      chmodSync(passwordFile, 0o600);
    };
    put("first\n");
    const { access, warned } = accessTo({ url: "mqtts://h:8883", username: "u", passwordFile });
    const { credentials, notices } = await access;
    expect(notices).toEqual([]);
    expect(credentials().password).toBe("first");
    put("second\n");
    expect(credentials().password).toBe("second");
    put("");
    for (let times = 0; times < 3; times++) expect(credentials().password).toBe("second");
    expect(warned).toHaveLength(1);
    put("third\n");
    expect(credentials().password).toBe("third");
    put("");
    expect(credentials().password).toBe("third");
    expect(warned).toHaveLength(2);
  });

  test("a password without encryption is told, and goes", async () => {
    const passwordFile = join(temporaryDirectory(), "password");
    writeFileSync(passwordFile, "first\n", { mode: 0o600 });
    const { notices } = await accessTo({ url: "mqtt://h:1883", username: "u", passwordFile }).access;
    expect(notices).toEqual([
      expect.stringMatching(/goes over the network as it is \(mqtt:\/\/h:1883\): use mqtts:/),
    ]);
  });

  test("what is wrong at the start is refused", async () => {
    const passwordFile = join(temporaryDirectory(), "none");
    await expect(accessTo({ url: "mqtts://h:1", username: "u", passwordFile }).access).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
    });
  });

  test.skipIf(missing !== null)(
    "authorities that have ended stop a start only by a clock that is confirmed, and the station's own certificate stops none",
    async () => {
      const authority = new TestAuthority(temporaryDirectory());
      authority.issue("own", { subject: "TEST-0001", validity: "past" });
      chmodSync(authority.path("own.key"), 0o600);
      const registry = {
        url: "mqtts://h:1",
        cert: authority.path("own.crt"),
        key: authority.path("own.key"),
      };
      const { notices, credentials } = await accessTo(registry).access;
      expect(notices).toEqual([expect.stringMatching(/ended on 2020-01-02/)]);
      expect(credentials().own?.cert).toContain("BEGIN CERTIFICATE");
      const sure = await accessTo(registry, DISCIPLINED).access;
      expect(sure.notices).toEqual([expect.stringMatching(/own.crt ended on 2020-01-02/)]);
      const ended = { url: "mqtts://h:1", ca: authority.path("own.crt") };
      expect((await accessTo(ended).access).notices).toEqual([expect.stringMatching(/ended on 2020-01-02/)]);
      await expect(accessTo(ended, DISCIPLINED).access).rejects.toMatchObject({
        code: "CREDENTIALS_UNUSABLE",
        message: expect.stringMatching(/ended on 2020-01-02/),
      });
    },
  );

  test.skipIf(missing !== null)(
    "a next certificate that the station got before it was switched off is what it starts with",
    async () => {
      const authority = new TestAuthority(temporaryDirectory());
      authority.issue("own", { subject: "TEST-0001", validity: "past" });
      const [cert, key] = [authority.path("own.crt"), authority.path("own.key")];
      chmodSync(key, 0o600);
      // The same key, as the registry renews it.
      authority.reissue("own", "later.crt");
      const later = authority.text("later.crt");
      writeFileSync(nextCertificateFile(cert), later);
      const { notices, credentials } = await accessTo({ url: "mqtts://h:1", cert, key }, DISCIPLINED).access;
      expect(notices).toEqual([]);
      expect(credentials().own?.cert).toBe(later);
      // One of another key is of no use, and the start says what is wrong with the present one.
      authority.issue("other", { subject: "TEST-0001" });
      writeFileSync(nextCertificateFile(cert), authority.text("other.crt"));
      const spoilt = await accessTo({ url: "mqtts://h:1", cert, key }, DISCIPLINED).access;
      expect(spoilt.notices).toEqual([expect.stringMatching(/own.crt ended on 2020-01-02/)]);
      expect(spoilt.credentials().own?.cert).toBe(authority.text("own.crt"));
    },
  );
});
