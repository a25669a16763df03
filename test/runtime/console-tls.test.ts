import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  certificateFingerprint,
  ownConsoleCertificate,
} from "../../src/adapters/keys/console-certificate.ts";
import { consoleFingerprint, consoleTls, speaksTls } from "../../src/runtime/console-tls.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const GIVEN = { certificate: "console.crt", key: "console.key" };
const NOW = Date.UTC(2026, 10, 28);
const consoleAt = (host: string, tls: typeof GIVEN | null = null) => ({
  host,
  port: 8080,
  names: [],
  lockMinutes: 15,
  tls,
});

test.each([
  ["127.0.0.1", false],
  ["127.0.0.9", false],
  ["::1", false],
  ["localhost", false],
  ["0.0.0.0", true],
  ["::", true],
  ["192.0.2.7", true],
  ["lane-pc", true],
  ["127.elsewhere.example", true],
])("a console at %s speaks TLS without being told: %s", (host, isTls) => {
  expect(speaksTls(consoleAt(host))).toBe(isTls);
  expect(speaksTls(consoleAt(host, GIVEN))).toBe(true);
});

describe("the certificate of a console", () => {
  test("none on loopback; elsewhere an own one, whose fingerprint stays", async () => {
    const data = temporaryDirectory();
    expect(await consoleTls({ console: consoleAt("127.0.0.1"), data }, NOW)).toBeNull();
    const config = { console: consoleAt("0.0.0.0"), data };
    expect(consoleFingerprint(config)).toBeNull();
    const made = await consoleTls(config, NOW);
    expect(made).toMatchObject({ isOwn: true, fingerprint: certificateFingerprint(made?.cert ?? "") });
    expect(await consoleTls(config, NOW + 1000)).toEqual(made);
    expect(consoleFingerprint(config)).toBe(made?.fingerprint);
  });

  test("the station file's, also where it has ended, which is said; a broken one is refused", async () => {
    const directory = temporaryDirectory();
    const { cert, key } = await ownConsoleCertificate(join(directory, "made"), ["localhost"], NOW);
    const files = { certificate: join(directory, "a.crt"), key: join(directory, "a.key") };
    writeFileSync(files.certificate, cert);
    writeFileSync(files.key, key, { mode: 0o600 });
    const config = { console: consoleAt("127.0.0.1", files), data: directory };
    const notices: string[] = [];
    const given = await consoleTls(config, NOW, (sentence) => notices.push(sentence));
    expect(given).toEqual({ cert, key, fingerprint: certificateFingerprint(cert), isOwn: false });
    expect(notices).toEqual([]);
    await consoleTls(config, NOW + 1000 * 24 * 60 * 60_000, (sentence) => notices.push(sentence));
    expect(notices).toHaveLength(1);
    writeFileSync(files.certificate, "nonsense");
    await expect(consoleTls(config, NOW)).rejects.toMatchObject({ code: "CREDENTIALS_UNUSABLE" });
  });
});

describe("the console of a station file", () => {
  const loaded = (lines: string) => {
    const directory = temporaryDirectory();
    const file = join(directory, "station.yaml");
    writeFileSync(
      file,
      `schema: proofmark/station/v1
station: TEST-0001
registry: { url: "mqtt://127.0.0.1:1883", witness: { name: w, spki: AAAA } }
rulebooks: { inspection: a.yaml, exam: b.yaml }
devices: []
${lines}
`,
    );
    return { directory, config: () => loadStationConfig(file).console };
  };

  test("has its defaults, and files beside the station file", () => {
    expect(loaded("").config()).toEqual(consoleAt("127.0.0.1"));
    expect(loaded("console: { port: 9000 }").config()).toEqual({ ...consoleAt("127.0.0.1"), port: 9000 });
    const { directory, config } = loaded(
      "console: { lockMinutes: 240, tls: { certificate: tls/console.crt, key: tls/console.key } }",
    );
    expect(config()).toEqual({
      ...consoleAt("127.0.0.1"),
      lockMinutes: 240,
      tls: { certificate: join(directory, "tls/console.crt"), key: join(directory, "tls/console.key") },
    });
  });

  test.each([
    "{ lockMinutes: 0 }",
    "{ lockMinutes: 241 }",
    "{ lockMinutes: 1.5 }",
    "{ tls: { certificate: a.crt } }",
    "{ password: secret }",
  ])("%s is refused", (words) => {
    expect(loaded(`console: ${words}`).config).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});
