import { join } from "node:path";
import { startMqttRegistry } from "../../../simulators/registry/mqtt-registry.ts";
import { PUBLIC_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import type { PublicKeys } from "../../adapters/keys/key-directory.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";
import { isLoopbackHost } from "../../runtime/simulation-gate.ts";
import type { StationConfig } from "../../runtime/station-config.ts";
import { publicKeysOf } from "../../runtime/station-keys.ts";
import { openService, seedFile, trustList, witnessOf } from "../demo-registry.ts";
import { listeningBroker } from "../listening-broker.ts";
import { registeredSecond } from "../second-key.ts";

export interface RegistryHost {
  readonly trustFile: string;
  close(): Promise<void>;
}

/** Where the stand-in keeps its own, unless it is told otherwise. */
export const standInDirectory = ({ data }: Pick<StationConfig, "data">, keys: string | null): string =>
  keys ?? join(data, "registry-stand-in");

const LOOK_EVERY_MS = 250;

/**
 * Broker and registry stand-in at the station file's own address, for records of simulated devices. It knows the station's keys as soon as
 * these are there. Throws EdgeError SIMULATION_IMPOSSIBLE, PORT_IN_USE, LISTEN_FAILED, FILE_UNREADABLE.
 */
export async function hostRegistry(options: {
  readonly config: StationConfig;
  readonly keys: string | null;
  readonly clock: Clock & Timers;
  tell(line: string): void;
  onFailed(cause: Error): void;
}): Promise<RegistryHost> {
  const { config, clock, tell } = options;
  const place = brokerPlace(config);
  const directory = standInDirectory(config, options.keys);
  makeDirectory(directory);
  refuseOtherWitness(config, directory);
  const broker = await listeningBroker(place, config.registry.url);
  const trustFile = join(directory, "trust.json");
  let isOver = false;
  let end: () => Promise<void> = async () => undefined;
  const begin = async (keys: PublicKeys): Promise<void> => {
    const { station } = config;
    const registered = {
      station,
      logKeySpki: keys.log.publicKeySpki,
      recordKeySpki: keys.record.publicKeySpki,
      ...registeredSecond(keys.second),
    };
    const service = openService(directory, registered, config.registry.witness.name);
    writeFileOrSay(trustFile, trustList(directory, station, keys, service, clock.wallMs()), PUBLIC_FILE);
    const registry = await startMqttRegistry({ url: broker.url, service, wallMs: () => clock.wallMs() });
    end = () => registry.close();
    if (isOver) await end();
    tell(
      `  registry stand-in for ${station}: takes records of simulated devices; keys for verify in ${trustFile}`,
    );
  };
  const look = (): void => {
    if (isOver) return;
    const keys = keysIfThere(config);
    if (keys === null) clock.start("look for the station's keys", LOOK_EVERY_MS, look);
    else begin(keys).catch((cause: Error) => options.onFailed(cause));
  };
  if (keysIfThere(config) === null)
    tell("  registry stand-in: waits for the keys that the station makes at its first start");
  look();
  return {
    trustFile,
    close: async () => {
      isOver = true;
      await end();
      await broker.close();
    },
  };
}

/** Null: the station has not been started yet, or is just making them. */
function keysIfThere({ data, keys }: StationConfig): PublicKeys | null {
  try {
    return publicKeysOf({ data, keys });
  } catch (cause) {
    if (cause instanceof EdgeError) return null;
    throw cause;
  }
}

function brokerPlace({ registry }: StationConfig): { host: string; port: number } {
  const url = new URL(registry.url);
  const why =
    url.protocol !== "mqtt:"
      ? "the simulated broker speaks mqtt:// alone, without TLS"
      : isLoopbackHost(url.hostname)
        ? null
        : "it is not a loopback address of this machine";
  if (why !== null)
    throw new EdgeError(
      "SIMULATION_IMPOSSIBLE",
      `The broker at ${registry.url} cannot be simulated: ${why}.`,
      {
        url: registry.url,
      },
    );
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 1883) };
}

/** Nobody has the key of a real registry: the station file has to name the stand-in's. */
function refuseOtherWitness(config: StationConfig, directory: string): void {
  const ours = Buffer.from(witnessOf(seedFile(join(directory, "witness.seed")))).toString("base64");
  const { witness } = config.registry;
  if (witness.spki === ours) return;
  throw new EdgeError(
    "SIMULATION_IMPOSSIBLE",
    `The station file's registry.witness.spki is not the key of the stand-in in ${directory}: write ${ours} there.`,
    { directory, spki: ours },
  );
}
