import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startMqttRegistry } from "../../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { upTo, WITNESS_SEED } from "../../support/delivery-world.ts";
import { eventually } from "../../support/eventually.ts";
import { mosquittoMissing, startMosquittoAs } from "../../support/mosquitto.ts";
import { deliverOver, type MqttDelivery } from "../../support/mqtt-delivery.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const missing = mosquittoMissing();
if (missing !== null) console.warn(`mosquitto-limits: skipped, ${missing}`);

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface World {
  readonly delivery: MqttDelivery;
  readonly service: RegistryService;
  readonly url: string;
  readonly aclFile: string;
  readonly reload: () => void;
}

/** `acl`: for the station, which logs in as `station`; the registry may do everything. */
async function world(version: 4 | 5, conf: string, acl?: string): Promise<World> {
  const directory = temporaryDirectory();
  const aclFile = join(directory, "acl");
  const access = acl === undefined ? "" : `\nacl_file ${aclFile}`;
  writeFileSync(aclFile, `user registry\ntopic readwrite #\n${acl ?? ""}`);
  const broker = await startMosquittoAs(`listener 0\nallow_anonymous true\n${conf}${access}`, directory);
  ends.push(() => broker.kill());
  const url = broker.url;
  const station = new SealingStation();
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
  const registry = await startMqttRegistry({
    url: url.replace("//", "//registry@"),
    service,
    wallMs: () => Date.now(),
  });
  ends.push(() => registry.close());
  const delivery = deliverOver(url, service, station, {
    credentials: () => ({ username: "station" }),
    protocolVersion: version,
  });
  ends.push(() => delivery.outbox.stop());
  return { delivery, service, url, aclFile, reload: () => broker.reload() };
}

const troubleOf = ({ outbox }: MqttDelivery) => outbox.status().trouble?.code ?? null;
const CONFS = ["max_packet_size 30000", "message_size_limit 30000"];
const VERSIONS = [4, 5] as const;
const OWN_TOPICS =
  "topic write proofmark/v1/TEST-0001/submission\ntopic write proofmark/v1/TEST-0001/status\n";
const ANSWERS = "topic read proofmark/v1/TEST-0001/answer\n";

describe.skipIf(missing !== null).each(VERSIONS)(
  "a mosquitto that means what it says, MQTT version %i",
  (version) => {
    test.each(CONFS)("%s: a backlog arrives once, in order, in smaller messages", async (conf) => {
      const { delivery, service } = await world(version, conf);
      for (let i = 0; i < 60; i++) delivery.station.seal({ padding: 2000 });
      delivery.start(0);
      await eventually("all receipts", () => delivery.outbox.status().pending === 0, 20_000);
      expect(service.stored.map(({ sequence }) => sequence)).toEqual(upTo(60));
    });

    test("an access list that denies submissions is told, and delivery goes on when it allows them", async () => {
      const { delivery, service, aclFile, reload } = await world(version, "", `user station\n${ANSWERS}`);
      delivery.start(0);
      delivery.seal(3);
      await eventually("told", () => troubleOf(delivery) !== null);
      // MQTT 3.1.1 has no words for it: only the silence is seen.
      expect(troubleOf(delivery)).toBe(version === 5 ? "BROKER_DENIES_SUBMISSIONS" : "REGISTRY_SILENT");
      writeFileSync(aclFile, `user registry\ntopic readwrite #\nuser station\n${ANSWERS}${OWN_TOPICS}`);
      reload();
      await eventually("receipts", () => delivery.outbox.status().pending === 0);
      expect(troubleOf(delivery)).toBeNull();
      expect(service.stored.map(({ sequence }) => sequence)).toEqual(upTo(3));
    });

    test("an access list that keeps the answers back is told as silence", async () => {
      const { delivery, service } = await world(version, "", `user station\n${OWN_TOPICS}`);
      delivery.start(0);
      delivery.seal(2);
      await eventually("told", () => troubleOf(delivery) === "REGISTRY_SILENT");
      expect(service.size("TEST-0001")).toBe(4);
      expect(delivery.outbox.status()).toMatchObject({ connected: true, pending: 2, locked: null });
    });

    test("two stations under one name are told so, both", async () => {
      const { delivery, service, url } = await world(version, "");
      const twin = deliverOver(url, service, new SealingStation(), {
        credentials: () => ({ username: "station" }),
        protocolVersion: version,
      });
      ends.push(() => twin.outbox.stop());
      delivery.start(0);
      await eventually("up", () => delivery.outbox.status().connected);
      twin.start(0);
      // This broker ends the older connection without saying why; one that says it is in test/protocol.
      for (const one of [delivery, twin])
        await eventually("told", () => troubleOf(one) === "BROKER_UNSTEADY");
    });
  },
);
