import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import {
  type LinkDefects,
  MemoryRegistryLink,
  type MessageLimits,
} from "../../simulators/registry/memory-registry-link.ts";

import type { RegistryService } from "../../simulators/registry/registry-service.ts";
import type { RegistryStore } from "../../simulators/registry/registry-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { ToldLock } from "../../src/core/delivery/delivery-lock.ts";
import type { Log } from "../../src/ports/log.ts";
import { Outbox, type OutboxOptions } from "../../src/station/outbox.ts";
import { SealingStation } from "./sealing-station.ts";
import { TwinRegistry } from "./twin-registry.ts";

export interface WorldOptions {
  readonly seed?: number;
  readonly defects?: Partial<LinkDefects>;
  readonly store?: RegistryStore;
  readonly station?: SealingStation;
  readonly windowMax?: number;
  readonly limits?: MessageLimits;
}

export const WITNESS_SEED = new Uint8Array(32).fill(7);

/** A sealing station, its outbox, and the registry, over a link that does as told; all in virtual time. */
export class DeliveryWorld {
  readonly clock = new VirtualClock();
  readonly station: SealingStation;
  readonly receipts: { readonly size: number; readonly checkpoint: string }[] = [];
  readonly locks: ToldLock[] = [];
  readonly warnings: string[] = [];
  service: RegistryService;
  link: MemoryRegistryLink;
  outbox: Outbox;
  readonly random: SeededRandom;
  readonly #options: WorldOptions;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.station = options.station ?? new SealingStation();
    this.random = new SeededRandom(options.seed ?? 1, "delivery");
    this.service = this.newService();
    this.link = this.newLink();
    this.outbox = this.newOutbox();
  }

  newService(): RegistryService {
    const { store } = this.#options;
    const stations = [this.station.registration];
    return new TwinRegistry({ witnessSeed: WITNESS_SEED, stations, ...(store && { store }) });
  }

  newLink(service: Pick<RegistryService, "handle"> = this.service): MemoryRegistryLink {
    const { defects, windowMax, limits } = this.#options;
    return new MemoryRegistryLink({
      service,
      clock: this.clock,
      timers: this.clock,
      random: this.random,
      ...(defects && { defects }),
      ...(windowMax && { windowMax }),
      ...(limits && { limits }),
    });
  }

  newOutbox(overrides: Partial<OutboxOptions> = {}): Outbox {
    const warn = (what: string) => void this.warnings.push(what);
    const log: Log = { info: () => undefined, warn, error: warn };
    return new Outbox({
      station: this.station.station,
      journal: this.station.journal,
      link: this.link,
      clock: this.clock,
      timers: this.clock,
      entropy: () => this.random.unit(),
      logSigner: this.station.logSigner,
      digest: sha256,
      verifySignature,
      witness: { name: this.service.witnessName, spki: this.service.witnessSpki },
      onReceipt: (size, checkpoint) => {
        this.receipts.push({ size, checkpoint });
        this.outbox.noteReceiptDurable(size);
      },
      onLocked: (lock) => void this.locks.push(lock),
      onOtherHistory: () => undefined,
      whyImplausible: () => null,
      onStanding: () => undefined,
      log,
      ...overrides,
    });
  }

  start(receiptedSize: number): void {
    this.outbox.start(this.station.book(receiptedSize));
  }

  seal(count = 1): void {
    for (let i = 0; i < count; i++) {
      const index = this.station.seal();
      this.outbox.noteSealed(this.station.sealedRecord(index));
    }
  }

  /** Runs until nothing is pending; throws when that takes longer than `limitMs`. */
  drain(limitMs = 3_600_000): void {
    const result = this.clock.runUntil(() => this.outbox.status().pending === 0, limitMs);
    if (result === "reached") return;
    throw new Error(
      `not drained (${result}): ${JSON.stringify(this.outbox.status())} ${this.warnings.at(-1)}`,
    );
  }

  /** Sequence numbers in force at the registry. */
  delivered(): number[] {
    return this.service.stored.map((record) => record.sequence);
  }
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
