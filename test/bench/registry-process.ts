import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { DirectoryRegistryStore } from "../../simulators/registry/registry-store.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";

/** The registry in a process of its own, as in the world: it stores on disk before it answers. */
export interface RegistryOrder {
  readonly url: string;
  readonly directory: string;
  readonly station: string;
  /** Base64. */
  readonly logKeySpki: string;
  readonly recordKeySpki: string;
}

export interface RegistryReady {
  readonly kind: "ready";
  readonly witness: { readonly name: string; readonly spki: string };
}

export interface RegistryTold {
  readonly kind: "told";
  /** In force, read from the disk. */
  readonly stored: number;
  readonly quarantined: number;
  readonly cpuS: number;
  readonly rssMiB: number;
}

const order = JSON.parse(process.argv[2] ?? "{}") as RegistryOrder;
const spki = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));
const service = new RegistryService({
  simulation: true,
  witnessSeed: WITNESS_SEED,
  stations: [
    {
      station: order.station,
      logKeySpki: spki(order.logKeySpki),
      recordKeySpki: spki(order.recordKeySpki),
    },
  ],
  directory: order.directory,
});
const registry = await startMqttRegistry({
  url: order.url,
  service,
  wallMs: () => Date.now(),
  protocolVersion: 5,
});

process.on("message", async (word) => {
  if (word === "end") {
    await registry.close();
    process.disconnect();
    return;
  }
  const { user, system } = process.cpuUsage();
  const rssMiB = process.memoryUsage().rss / 2 ** 20;
  let [stored, quarantined] = [0, 0];
  for (const change of new DirectoryRegistryStore(order.directory).load()) {
    stored += change.stored.length;
    quarantined += change.quarantined.length;
  }
  const told: RegistryTold = {
    kind: "told",
    stored,
    quarantined,
    cpuS: (user + system) / 1e6,
    rssMiB,
  };
  process.send?.(told);
});
const { witnessName: name, witnessSpki } = service;
const ready: RegistryReady = {
  kind: "ready",
  witness: { name, spki: Buffer.from(witnessSpki).toString("base64") },
};
process.send?.(ready);
