import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  certificateFingerprint,
  ownCertificateFile,
  ownConsoleCertificate,
} from "../../../src/adapters/keys/console-certificate.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const HOSTS = ["localhost", "127.0.0.1", "::1", "lane-pc", "lane-pc.local", "192.0.2.7", "not a host!"];
const NOW = Date.UTC(2026, 10, 28);
const DAY = 24 * 60 * 60_000;

const folder = (): string => join(temporaryDirectory(), "console");

describe("the console's own certificate", () => {
  test("names all hosts, is of P-256, for a server alone, and lasts for two years less a day", async () => {
    const { cert, key } = await ownConsoleCertificate(folder(), HOSTS, NOW);
    const certificate = new X509Certificate(cert);
    for (const host of ["localhost", "lane-pc", "lane-pc.local"])
      expect(certificate.checkHost(host), host).toBe(host);
    for (const address of ["127.0.0.1", "::1", "192.0.2.7"])
      expect(certificate.checkIP(address), address).toBeDefined();
    expect(certificate.checkHost("elsewhere")).toBeUndefined();
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(Date.parse(certificate.validFrom)).toBe(NOW - DAY);
    expect(Date.parse(certificate.validTo)).toBe(NOW + 729 * DAY);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(certificateFingerprint(cert)).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  test("is for the station's user alone", async () => {
    const directory = folder();
    await ownConsoleCertificate(directory, HOSTS, NOW);
    if (process.platform === "win32") return;
    expect((statSync(ownCertificateFile(directory)).mode & 0o777).toString(8)).toBe("600");
    expect((statSync(directory).mode & 0o777).toString(8)).toBe("700");
  });

  test("stays the same until a month before its end, and is made anew then", async () => {
    const directory = folder();
    const first = await ownConsoleCertificate(directory, HOSTS, NOW);
    expect(await ownConsoleCertificate(directory, HOSTS, NOW + 698 * DAY)).toEqual(first);
    const next = await ownConsoleCertificate(directory, HOSTS, NOW + 699 * DAY);
    expect(next.cert).not.toBe(first.cert);
    expect(readFileSync(ownCertificateFile(directory), "utf8")).toBe(`${next.key}${next.cert}`);
  });

  test("is made anew for another host, for a clock that was wrong, and where it is spoilt", async () => {
    const directory = folder();
    const first = await ownConsoleCertificate(directory, ["localhost"], NOW);
    const other = await ownConsoleCertificate(directory, ["localhost", "lane-pc"], NOW);
    expect(other).not.toEqual(first);
    const early = await ownConsoleCertificate(directory, ["localhost"], NOW - 3000 * DAY);
    expect(early).not.toEqual(other);
    for (const spoilt of ["", "nonsense", `${first.key}${early.cert}`, "-----BEGIN CERTIFICATE-----"]) {
      writeFileSync(ownCertificateFile(directory), spoilt);
      const made = await ownConsoleCertificate(directory, ["localhost"], NOW);
      expect(new X509Certificate(made.cert).checkHost("localhost"), spoilt).toBe("localhost");
    }
  });

  test("that cannot be written is KEY_UNUSABLE", async () => {
    const directory = folder();
    mkdirSync(directory);
    // A folder where the file has to be: not even the superuser can write there.
    mkdirSync(ownCertificateFile(directory));
    await expect(ownConsoleCertificate(directory, HOSTS, NOW)).rejects.toMatchObject({
      code: "KEY_UNUSABLE",
    });
  });
});
