import type { RegistryService } from "../../simulators/registry/registry-service.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { BrokerCredentials } from "../../src/adapters/mqtt/broker-credentials.ts";
import { createMqttRegistryLink, type StationLinks } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import type { ToldLock } from "../../src/core/delivery/delivery-lock.ts";
import { Outbox } from "../../src/station/outbox.ts";
import { SealingStation } from "./sealing-station.ts";

export interface MqttDelivery {
  readonly station: SealingStation;
  readonly outbox: Outbox;
  /** The ways beside deliveries, of the same connection. */
  readonly links: StationLinks;
  readonly receipts: { readonly size: number; readonly atMs: number }[];
  readonly locks: ToldLock[];
  start(receiptedSize: number): void;
  seal(count: number): void;
}

/** A sealing station with its outbox on a real broker, in real time, with short waits. */
export function deliverOver(
  url: string,
  service: Pick<RegistryService, "witnessName" | "witnessSpki">,
  station = new SealingStation(),
  how: { readonly credentials?: () => BrokerCredentials; readonly protocolVersion?: 4 | 5 } = {},
): MqttDelivery {
  const clock = new SystemClock();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const backOff = { firstMs: 20, ceilingMs: 200 };
  const ports = { clock, timers: clock, entropy: Math.random, log, backOff };
  const receipts: { size: number; atMs: number }[] = [];
  const locks: ToldLock[] = [];
  const links = createMqttRegistryLink({
    ...ports,
    url,
    station: station.station,
    clientId: station.station,
    ...how,
    timeStatus: () => "unknown",
  });
  const outbox: Outbox = new Outbox({
    ...ports,
    station: station.station,
    journal: station.journal,
    link: links,
    logSigner: station.logSigner,
    digest: sha256,
    verifySignature,
    witness: { name: service.witnessName, spki: service.witnessSpki },
    onReceipt: (size) => {
      receipts.push({ size, atMs: clock.monoMs() });
      outbox.noteReceiptDurable(size);
    },
    onLocked: (lock) => void locks.push(lock),
    onOtherHistory: () => undefined,
    whyImplausible: () => null,
    onStanding: () => undefined,
    receiptTimeoutMs: 300,
  });
  return {
    station,
    outbox,
    links,
    receipts,
    locks,
    start: (receiptedSize) => outbox.start(station.book(receiptedSize)),
    seal(count) {
      for (let i = 0; i < count; i++) {
        const index = station.seal();
        outbox.noteSealed(station.sealedRecord(index));
      }
    },
  };
}
