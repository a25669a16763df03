import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Broker, startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { WitnessKey } from "../../simulators/registry/witness-note.ts";
import { errnoOf } from "../adapters/disk/errno-words.ts";
import { PRIVATE_FILE, PUBLIC_FILE } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { loadOrCreateKeys, type PublicKeys, type StationKeys } from "../adapters/keys/key-directory.ts";
import { keyIdOf } from "../adapters/keys/node-crypto.ts";
import { createTrustList } from "../adapters/keys/trust-list-file.ts";
import { logName } from "../core/record/checkpoint.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { makeDirectory } from "../runtime/data-directory.ts";
import type { RegistryOf } from "../runtime/station-reports.ts";
import { registeredSecond } from "./second-key.ts";

export interface DemoRegistry {
  readonly broker: Broker;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
  /** Fingerprint of who signs the lists of keys; null where the station has to be told of none. */
  readonly authority: string | null;
  /** The signed list of keys that a stranger needs. */
  readonly trustFile: string;
  /** What it is, for the page of the station. */
  readonly which: RegistryOf;
  /** What the terminal says of it. */
  readonly lines: readonly string[];
  /** By which a journal can be audited; null where there is no database to look into. */
  readonly registryFile: string | null;
  /** The broker too. */
  close(): Promise<void>;
}

export const standInFolder = (data: string): string => join(data, "registry");

/** A broker (or that which is given) and a registry stand-in on this machine, which remember what they cosigned; and the authority that lists the keys. */
export async function startDemoRegistry(options: {
  readonly data: string;
  readonly station: string;
  readonly keys: StationKeys;
  readonly wallMs: () => number;
  readonly broker?: Broker;
}): Promise<DemoRegistry> {
  const { data, station, keys, wallMs } = options;
  const directory = standInFolder(data);
  makeDirectory(directory);
  const service = openService(directory, {
    station,
    logKeySpki: keys.log.publicKeySpki,
    recordKeySpki: keys.record.publicKeySpki,
    ...registeredSecond(keys.second),
  });
  const broker = options.broker ?? (await brokerOrSentence());
  const registry = await startMqttRegistry({ url: broker.url, service, wallMs });
  const trustFile = join(data, "trust.json");
  if (!existsSync(trustFile))
    writeFileOrSay(trustFile, trustList(data, station, keys, service, wallMs()), PUBLIC_FILE);
  return {
    broker,
    witness: { name: service.witnessName, spki: service.witnessSpki },
    authority: null,
    trustFile,
    which: { is: "stand-in", why: standInSince(reason("STAND_IN_ASKED", {})) },
    lines: ["Registry: a stand-in."],
    registryFile: null,
    close: async () => {
      await registry.close();
      await broker.close();
    },
  };
}

export const standInSince = (because: Reason): Reason => reason("REGISTRY_STAND_IN", { because });

type RegisteredStation = ConstructorParameters<typeof RegistryService>[0]["stations"][number];

/** Throws EdgeError FILE_UNREADABLE where the stand-in's own files are damaged. */
export function openService(
  directory: string,
  station: RegisteredStation,
  witnessName?: string,
): RegistryService {
  const witnessSeed = seedFile(join(directory, "witness.seed"));
  try {
    return new RegistryService({
      simulation: true,
      witnessSeed,
      directory,
      stations: [station],
      ...(witnessName === undefined ? {} : { witnessName }),
    });
  } catch (cause) {
    if (errnoOf(cause) !== null) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EdgeError(
      "FILE_UNREADABLE",
      `The registry stand-in cannot use ${directory}: ${why}.`,
      {},
      cause,
    );
  }
}

/** Throws EdgeError PORT_IN_USE, LISTEN_FAILED. */
export async function brokerOrSentence(): Promise<Broker> {
  try {
    return await startBroker({ port: 0 });
  } catch (cause) {
    const code = errnoOf(cause) === "EADDRINUSE" ? "PORT_IN_USE" : "LISTEN_FAILED";
    throw new EdgeError(code, "The demo's broker cannot listen on any port of this machine.", {}, cause);
  }
}

export function trustList(
  data: string,
  station: string,
  keys: PublicKeys,
  service: RegistryService,
  wallMs: number,
): string {
  const authority = loadOrCreateKeys(join(data, "authority")).record;
  const dayMs = 86_400_000;
  const span = {
    notBefore: new Date(wallMs - dayMs).toISOString(),
    notAfter: new Date(wallMs + 365 * dayMs).toISOString(),
  };
  const witness = {
    keyId: keyIdOf(service.witnessSpki),
    algorithm: "ed25519",
    publicKeySpki: service.witnessSpki,
  } as const;
  return createTrustList({
    authority,
    issued: new Date(wallMs).toISOString(),
    validTo: span.notAfter,
    keys: [
      { key: keys.record, role: "record", station, name: `${station}/records`, ...span },
      { key: keys.log, role: "log", station, name: logName(station), ...span },
      ...(keys.second === undefined
        ? []
        : [{ key: keys.second, role: "record" as const, station, name: `${station}/records`, ...span }]),
      { key: witness, role: "witness", station: null, name: service.witnessName, ...span },
    ],
    ...(keys.second !== undefined && { stations: [{ station, from: FROM_THE_BEGINNING }] }),
  });
}

const FROM_THE_BEGINNING = "1970-01-01T00:00:00.000Z";

/** The public key of a witness with this seed. */
export function witnessOf(seed: Uint8Array): Uint8Array {
  return new WitnessKey("", seed).spki;
}

export function seedFile(file: string): Uint8Array {
  if (!existsSync(file)) writeFileOrSay(file, randomBytes(32), PRIVATE_FILE);
  const seed = new Uint8Array(readFileSync(file));
  if (seed.length === 32) return seed;
  throw new EdgeError(
    "FILE_UNREADABLE",
    `${file} does not hold a seed of 32 bytes; remove it for a new one.`,
  );
}
