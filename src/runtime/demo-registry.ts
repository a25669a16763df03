import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Broker, startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { loadOrCreateKeys, type StationKeys } from "../adapters/keys/key-directory.ts";
import { keyIdOf } from "../adapters/keys/node-crypto.ts";
import { createTrustList } from "../adapters/keys/trust-list-file.ts";
import { logName } from "../core/record/checkpoint.ts";
import { EdgeError } from "../errors.ts";

export interface DemoRegistry {
  readonly broker: Broker;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
  /** The signed list of keys that a stranger needs. */
  readonly trustFile: string;
  close(): Promise<void>;
}

/** A broker and a registry stand-in on this machine, which remember what they cosigned; and the authority that lists the keys. */
export async function startDemoRegistry(options: {
  readonly data: string;
  readonly station: string;
  readonly keys: StationKeys;
  readonly wallMs: () => number;
}): Promise<DemoRegistry> {
  const { data, station, keys, wallMs } = options;
  const directory = join(data, "registry");
  mkdirSync(directory, { recursive: true });
  const service = new RegistryService({
    witnessSeed: seedFile(join(directory, "witness.seed")),
    directory,
    stations: [{ station, logKeySpki: keys.log.publicKeySpki, recordKeySpki: keys.record.publicKeySpki }],
  });
  const broker = await brokerOrSentence();
  const registry = await startMqttRegistry({ url: broker.url, service, wallMs });
  const trustFile = join(data, "trust.json");
  if (!existsSync(trustFile)) writeFileSync(trustFile, trustList(data, station, keys, service, wallMs()));
  return {
    broker,
    witness: { name: service.witnessName, spki: service.witnessSpki },
    trustFile,
    close: async () => {
      await registry.close();
      await broker.close();
    },
  };
}

async function brokerOrSentence(): Promise<Broker> {
  try {
    return await startBroker({ port: 0 });
  } catch (cause) {
    throw new EdgeError(
      "PORT_IN_USE",
      "The demo's broker cannot listen on any port of this machine.",
      {},
      cause,
    );
  }
}

function trustList(
  data: string,
  station: string,
  keys: StationKeys,
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
      { key: witness, role: "witness", station: null, name: service.witnessName, ...span },
    ],
  });
}

function seedFile(file: string): Uint8Array {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return new Uint8Array(readFileSync(file));
}
