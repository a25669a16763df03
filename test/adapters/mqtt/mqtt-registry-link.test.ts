import { type Broker, startBroker } from "../../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createMqttRegistryLink } from "../../../src/adapters/mqtt/mqtt-registry-link.ts";
import type { RegistryLink } from "../../../src/ports/registry-link.ts";
import { type LinkUnderTest, registryLinkContract } from "../../contracts/registry-link.contract.ts";
import { WITNESS_SEED } from "../../support/delivery-world.ts";
import { eventually } from "../../support/eventually.ts";
import { type Mosquitto, mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

function linkTo(url: string): RegistryLink {
  const clock = new SystemClock();
  return createMqttRegistryLink({
    url,
    station: "TEST-0001",
    clientId: "station-TEST-0001",
    clock,
    timers: clock,
    entropy: Math.random,
    timeStatus: () => "unknown",
    log: SILENT,
    backOff: { firstMs: 20, ceilingMs: 100 },
  });
}

async function under<Running>(
  start: (port?: number) => Promise<Running & { readonly url: string; readonly port: number }>,
  stop: (running: Running) => Promise<void>,
  protocolVersion: 4 | 5,
): Promise<LinkUnderTest> {
  let running = await start();
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [] });
  const options = { service, wallMs: () => Date.now(), protocolVersion };
  let registry = await startMqttRegistry({ ...options, url: running.url });
  return {
    link: linkTo(running.url),
    until: eventually,
    async cut() {
      await registry.close();
      await stop(running);
    },
    async restore() {
      running = await start(running.port);
      registry = await startMqttRegistry({ ...options, url: running.url });
    },
    async end() {
      await registry.close();
      await stop(running);
    },
  };
}

registryLinkContract("MQTT 3.1.1 on aedes", () =>
  under<Broker>(
    (port) => startBroker({ port: port ?? 0 }),
    (broker) => broker.close(),
    4,
  ),
);

registryLinkContract(
  "MQTT 5 on mosquitto",
  () =>
    under<Mosquitto>(
      (port) => startMosquitto(port),
      (mosquitto) => mosquitto.kill(),
      5,
    ),
  mosquittoMissing,
);
