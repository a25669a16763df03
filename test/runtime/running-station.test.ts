import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { lockDirectory } from "../../src/adapters/disk/directory-lock.ts";
import { ownConsoleCertificate } from "../../src/adapters/keys/console-certificate.ts";
import { namedCommands } from "../../src/runtime/doctor/named-commands.ts";
import { runningStation } from "../../src/runtime/doctor/running-station.ts";
import { leaveLocalToken, localTokenFile, readLocalToken } from "../../src/runtime/local-token.ts";
import type { StationConfig } from "../../src/runtime/station-config.ts";
import { served } from "../console/served-console.ts";
import { configWith } from "../support/rulebook/editions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A data directory whose station runs, as far as its lock says. */
function locked(): string {
  const data = temporaryDirectory();
  const journal = join(data, "journal");
  mkdirSync(journal);
  const lock = lockDirectory(journal);
  onTestFinished(() => lock.release());
  return data;
}

function configOf(data: string, port: number, tls: StationConfig["console"]["tls"] = null): StationConfig {
  return {
    ...configWith({ inspection: [], exam: [] }),
    data,
    console: { host: "127.0.0.1", port, names: [], lockMinutes: 15, tls },
  };
}

async function asked(config: StationConfig) {
  const { view, results } = await runningStation(config, 5000, namedCommands("station.yaml"));
  return { view, codes: results.map(({ found }) => found.code) };
}

describe("the token of a station", () => {
  test("is another one at each start, for the station's user alone, and gone at the end", () => {
    const data = temporaryDirectory();
    expect(readLocalToken(data)).toBeNull();
    const first = leaveLocalToken(data);
    expect(readLocalToken(data)).toBe(first.token);
    if (process.platform !== "win32")
      expect((statSync(localTokenFile(data)).mode & 0o777).toString(8)).toBe("600");
    const second = leaveLocalToken(data);
    expect(second.token).not.toBe(first.token);
    expect(readFileSync(localTokenFile(data), "utf8")).toBe(`${second.token}\n`);
    second.remove();
    second.remove();
    expect(readLocalToken(data)).toBeNull();
  });

  test("that cannot be written is an operating failure; what is none is not shown to anybody", () => {
    const data = temporaryDirectory();
    expect(() => leaveLocalToken(join(data, "nothing"))).toThrow(
      expect.objectContaining({ code: "FILE_UNWRITABLE" }),
    );
    for (const text of ["", "short", "x".repeat(5000), "a b".repeat(15)]) {
      writeFileSync(localTokenFile(data), text);
      expect(readLocalToken(data)).toBeNull();
    }
  });
});

describe("the doctor asks the console", () => {
  test("with the token it gets the status, without or with another it does not", async () => {
    const data = locked();
    const { token } = leaveLocalToken(data);
    const { port } = await served({ localToken: token });
    expect(await asked(configOf(data, port))).toMatchObject({
      view: { station: "TEST-0001" },
      codes: ["STATION_RUNS", "CONSOLE_SERVED"],
    });
    leaveLocalToken(data);
    expect((await asked(configOf(data, port))).view).toBeNull();
  });

  test("where no station runs the token is shown to nobody", async () => {
    const data = temporaryDirectory();
    const { token } = leaveLocalToken(data);
    const { port } = await served({ localToken: token });
    expect((await asked(configOf(data, port))).view).toBeNull();
  });

  test("over TLS only whoever shows the station's certificate", async () => {
    const data = locked();
    const { token } = leaveLocalToken(data);
    const files = { certificate: join(data, "a.crt"), key: join(data, "a.key") };
    const keep = ({ cert, key }: { cert: string; key: string }): void => {
      writeFileSync(files.certificate, cert);
      writeFileSync(files.key, key, { mode: 0o600 });
    };
    const tls = await ownConsoleCertificate(join(data, "one"), ["localhost"], Date.now());
    keep(tls);
    const { port, people } = await served({ localToken: token, tls });
    expect((await asked(configOf(data, port, files))).view).toMatchObject({ station: "TEST-0001" });
    keep(await ownConsoleCertificate(join(data, "two"), ["localhost"], Date.now()));
    const before = people.entries.length;
    expect((await asked(configOf(data, port, files))).view).toBeNull();
    // It was not even asked.
    expect(people.entries).toHaveLength(before);
    const plain = await served({ localToken: token });
    expect((await asked(configOf(data, plain.port, files))).view).toBeNull();
  });
});
