import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { PRIVATE_FILE, PUBLIC_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import { selfSigned } from "../../adapters/keys/console-certificate.ts";
import { loadCa, newSerial } from "../../adapters/keys/registry-ca.ts";
import { BROKER_FILES } from "./broker-host.ts";
import { type CountryFiles, REGIONS, WORKERS } from "./country-files.ts";
import { runToEnd } from "./run-to-end.ts";

const DAY_MS = 86_400_000;
/** A call of the country may run for long; the next one makes them anew. */
const OWN_DAYS = 365;
const RENEW_DAYS = 30;

/** Those of the broker and of the workers, made anew at each call. Throws EdgeError KEY_UNUSABLE, FILE_UNWRITABLE. */
export async function certifyRegistry(files: CountryFiles): Promise<void> {
  const nowMs = new SystemClock().wallMs();
  const broker = await selfSigned("Broker of a simulated country", ["localhost"], nowMs);
  writeFileOrSay(join(files.broker, BROKER_FILES.key), broker.key, PRIVATE_FILE);
  writeFileOrSay(join(files.broker, BROKER_FILES.cert), broker.cert, PUBLIC_FILE);
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ca = await loadCa(files.ca);
  const cert = await ca.issue({
    ...{ commonName: "registry", serial: newSerial() },
    spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })),
    ...{ fromMs: nowMs - DAY_MS, toMs: nowMs + OWN_DAYS * DAY_MS },
  });
  const { registryPair } = files;
  const key = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  writeFileOrSay(registryPair.key, key, PRIVATE_FILE);
  writeFileOrSay(registryPair.cert, cert, PUBLIC_FILE);
}

/** Each station asks with its log key and is given one by the registry, as two people would carry the files. Throws EdgeError PROGRAM_ENDED. */
export async function certifyStations(files: CountryFiles): Promise<void> {
  for (const { region } of REGIONS) {
    const certificate = files.certificateOf(region);
    if (existsSync(certificate) && daysLeft(certificate) > RENEW_DAYS) continue;
    const request = files.certificateRequest(region);
    await runToEnd(["keys", "certificate", "--config", files.stationFile(region), "--out", request]);
    const issue = ["registry", "certificate", "issue", "--config", files.registryFile(WORKERS[0])];
    await runToEnd([...issue, "--request", request, "--out", certificate, "--by", "country"]);
  }
}

/** Who is not let in any more, for the broker: it reads the list again when there is a new one. Throws EdgeError PROGRAM_ENDED. */
export async function writeRevoked(files: CountryFiles): Promise<void> {
  const out = join(files.broker, BROKER_FILES.crl);
  await runToEnd(["registry", "ca", "crl", "--config", files.registryFile(WORKERS[0]), "--out", out]);
}

/** The next list of keys: for the witness and whoever verifies as a file, and for each station its part of it. Throws EdgeError PROGRAM_ENDED. */
export async function signKeys(files: CountryFiles): Promise<void> {
  const { trustFile } = files;
  // A registry that has lost its own goes on from the number that others have seen.
  const after = existsSync(trustFile) ? ["--after", trustFile] : [];
  const sign = ["registry", "trust", "--config", files.registryFile(WORKERS[0]), "--out", trustFile];
  await runToEnd([...sign, ...after, "--by", "country"]);
}

function daysLeft(file: string): number {
  const { validTo } = new X509Certificate(readFileSync(file));
  return (Date.parse(validTo) - new SystemClock().wallMs()) / DAY_MS;
}
