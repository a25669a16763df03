import { generateKeyPairSync } from "node:crypto";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { signerOfKey } from "../../src/adapters/keys/key-object-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createMqttRegistryLink } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { JournalWriter } from "../../src/station/journal-writer.ts";
import { Outbox } from "../../src/station/outbox.ts";
import { sealResult } from "../../src/station/seal.ts";
import { anotherOf } from "../support/real-records.ts";

export interface Keys {
  readonly log: ReturnType<typeof signerOfKey>;
  readonly record: ReturnType<typeof signerOfKey>;
}

export function newKeys(): Keys {
  const log = generateKeyPairSync("ed25519").privateKey;
  const record = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  return {
    log: signerOfKey(log, "the bench's log key"),
    record: signerOfKey(record, "the bench's record key"),
  };
}

export interface DeliveringOptions {
  readonly station: string;
  readonly directory: string;
  readonly url: string;
  readonly keys: Keys;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
}

/**
 * The part of a station after a job is over: seal (schema, canonical form, compression, signature and its check), journal on disk, delivery,
 * receipt in the journal. All of it the station's own code.
 */
export class DeliveringStation {
  /** Milliseconds from the call of `seal` to a durable receipt, in order. */
  readonly latenciesMs: number[] = [];
  receipted = 0;
  sealed = 0;
  readonly outbox: Outbox;
  readonly #keys: Keys;
  readonly #name: string;
  readonly #writer: JournalWriter;
  readonly #store: ReturnType<typeof openSegmentStore>;
  readonly #begunMs: number[] = [];

  constructor({ station, directory, url, keys, witness }: DeliveringOptions) {
    const clock = new SystemClock();
    const name = asId<"station">(station);
    const log = { info: () => undefined, warn: () => undefined, error: console.error };
    this.#name = station;
    this.#keys = keys;
    this.#store = openSegmentStore({ directory, station: name });
    this.#writer = new JournalWriter(this.#store, clock);
    const ports = { clock, timers: clock, entropy: Math.random, log };
    this.outbox = new Outbox({
      ...ports,
      station: name,
      journal: this.#store,
      link: createMqttRegistryLink({
        ...ports,
        url,
        station,
        clientId: station,
        timeStatus: () => "unknown",
      }),
      logSigner: keys.log,
      digest: sha256,
      verifySignature,
      witness,
      onReceipt: (size, checkpoint, covered) =>
        this.#writer.append([{ type: "receipt", size, checkpoint }], () => {
          const nowMs = performance.now();
          for (const { sequence } of covered)
            this.latenciesMs.push(nowMs - (this.#begunMs[sequence] ?? nowMs));
          this.receipted += covered.length;
          this.outbox.noteReceiptDurable(size);
        }),
      onLocked: ({ en }) => {
        throw new Error(en);
      },
      whyImplausible: () => null,
      onStanding: () => undefined,
      onOtherHistory: () => undefined,
    });
  }

  start(): void {
    this.outbox.start({ receiptedSize: 0, sealed: 0, unreceipted: [], lock: null });
  }

  get waiting(): number {
    return this.sealed - this.receipted;
  }

  seal(document: ResultDocument): void {
    const sequence = this.sealed++;
    this.#begunMs[sequence] = performance.now();
    const own = anotherOf(document, this.#name, sequence);
    const job = asId<"job">(own.job);
    sealResult(own, { signer: this.#keys.record, digest: sha256, compress: nodeGzip }, (sealed) => {
      if (sealed.kind !== "sealed") throw new Error(JSON.stringify(sealed.reason));
      const { record, envelope } = sealed;
      this.#writer.append([{ type: "record-sealed", job, record, envelope }], (index, { wallMs }) =>
        this.outbox.noteSealed({ job, kind: own.kind, record, index, sequence, sealedWallMs: wallMs }),
      );
    });
  }

  async stop(): Promise<void> {
    await this.outbox.stop();
    await this.#store.close();
  }
}
