import { spawn } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createFileSigner } from "../../src/adapters/keys/file-signer.ts";
import { createCa, loadCa, newSerial } from "../../src/adapters/keys/registry-ca.ts";
import { nextCertificateFile, OwnCertificateFiles } from "../../src/runtime/own-certificate.ts";
import { nodeWords } from "../support/built-program.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { TOY_STATION } from "../support/toy-station.ts";

/** Goal: wherever a station is killed while one certificate takes the place of another, there is a whole one for its key, and none that it had called its own is lost. */
const KILLS = process.env.PROOFMARK_FULL ? 24 : 6;
const CERTIFICATES = 400;
/** A life takes a second and more: most of it is the start of node. */
const LIMIT_MS = KILLS * 20_000;

/** Runs one life, kills it a while after it began to write, and gives how many it had called in their place; null where it ended before. */
function liveAndDie(words: readonly string[], promises: string, afterMs: number): Promise<number | null> {
  writeFileSync(promises, "    -1");
  const child = spawn(process.execPath, [...nodeWords("test/support/certificate-child.ts"), ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let complained = "";
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), afterMs));
    child.stderr.on("data", (chunk: Buffer) => {
      complained += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve(Number(readFileSync(promises, "utf8") || -1));
      else if (code === 0) resolve(null);
      else reject(new Error(`the station ended by itself with ${code}: ${complained}`));
    });
  });
}

test(
  "a station killed while it changes its certificate has a whole one, for its key, and goes on",
  async () => {
    const directory = temporaryDirectory();
    const at = (name: string): string => join(directory, name);
    const [cert, key, line, promises] = [at("own.crt"), at("own.key"), at("line.json"), at("promised")];
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(key, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
    const files = { key: at("ca.key"), cert: at("ca.crt") };
    const startMs = Date.now();
    await createCa(files, "one", startMs);
    const ca = await loadCa(files);
    const { publicKeySpki: spki } = createFileSigner(key);
    const given: string[] = [];
    for (let n = 0; n <= CERTIFICATES; n++)
      given.push(
        await ca.issue({
          ...{ commonName: TOY_STATION, spki, serial: newSerial() },
          ...{ fromMs: startMs - 1_000, toMs: startMs + (n + 1) * 86_400_000 },
        }),
      );
    const [first = "", ...rest] = given;
    writeFileSync(cert, first);
    writeFileSync(line, JSON.stringify(rest));
    const own = createPrivateKey(readFileSync(key));
    const random = new SeededRandom(31);
    const place = (file: string): number => {
      const found = new X509Certificate(readFileSync(file));
      expect(found.checkPrivateKey(own)).toBe(true);
      return Math.round((Date.parse(found.validTo) - startMs) / 86_400_000) - 2;
    };
    let killed = 0;
    for (let life = 0; killed < KILLS && life < KILLS * 10; life++) {
      const told = await liveAndDie([cert, key, files.cert, line, promises], promises, random.unit() * 120);
      if (told === null) writeFileSync(cert, first);
      else {
        killed++;
        expect(place(cert)).toBeGreaterThanOrEqual(told);
        const next = nextCertificateFile(cert);
        if (existsSync(next)) expect(place(next)).toBeGreaterThan(place(cert));
        // Whoever starts on it has one to connect with.
        expect(place(new OwnCertificateFiles({ cert, key }).forAttempt())).toBeGreaterThanOrEqual(told);
      }
    }
    expect(killed).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
