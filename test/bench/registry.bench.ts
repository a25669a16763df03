import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { signerOfKey } from "../../src/adapters/keys/key-object-signer.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { eventually } from "../support/eventually.ts";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { deliverOver } from "../support/mqtt-delivery.ts";
import { SealingStation } from "../support/sealing-station.ts";

interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const OFFERED_PER_S = 550;
const RECORDS = 3000;
/** Bytes of a result document that are not names: what an inspection with some twenty findings has. */
const PADDING = 8000;

/**
 * Records offered at a steady rate to one station's outbox, over a mosquitto, to a registry that stores on disk before it answers.
 * From sealed to receipted. Sealing, station and registry share one thread here.
 */
export async function bench(): Promise<Measure[]> {
  const missing = mosquittoMissing();
  if (missing !== null) {
    console.log(`registry.bench.ts: skipped, ${missing}`);
    return [];
  }
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  const mosquitto = await startMosquitto();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const station = new SealingStation("BENCH-0001", signerOfKey(privateKey, "the bench's key"));
  const service = new RegistryService({
    witnessSeed: WITNESS_SEED,
    stations: [station.registration],
    directory,
  });
  const options = { url: mosquitto.url, service, wallMs: () => Date.now(), protocolVersion: 5 } as const;
  const registry = await startMqttRegistry(options);
  const delivery = deliverOver(mosquitto.url, service, station);
  try {
    delivery.start(0);
    await eventually("up", () => delivery.outbox.status().connected);
    const sealedAtMs: number[] = [];
    const startMs = performance.now();
    while (sealedAtMs.length < RECORDS) {
      const due = Math.min(RECORDS, Math.floor(((performance.now() - startMs) * OFFERED_PER_S) / 1000));
      while (sealedAtMs.length < due) {
        const index = station.seal({ padding: PADDING });
        sealedAtMs.push(performance.now());
        delivery.outbox.noteSealed(station.sealedRecord(index));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await eventually("receipts", () => delivery.outbox.status().pending === 0, 60_000);
    const endMs = delivery.receipts.at(-1)?.atMs ?? Number.NaN;
    return [
      {
        name: "record sealed, published, receipted (mosquitto)",
        value: (RECORDS * 1000) / (endMs - startMs),
        unit: "records/s",
        atLeast: 500,
      },
      {
        name: "sealed to receipted, p99",
        value: latencyP99Ms(sealedAtMs, delivery.receipts),
        unit: "ms",
        atMost: 250,
      },
    ];
  } finally {
    await delivery.outbox.stop();
    await registry.close();
    await mosquitto.kill();
    rmSync(directory, { recursive: true });
  }
}

/** The n-th record lies at index 2n + 1. */
function latencyP99Ms(
  sealedAtMs: readonly number[],
  receipts: readonly { readonly size: number; readonly atMs: number }[],
): number {
  const latencies: number[] = [];
  let n = 0;
  for (const { size, atMs } of receipts) {
    while (n < sealedAtMs.length && 2 * n + 1 < size) latencies.push(atMs - (sealedAtMs[n++] ?? atMs));
  }
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}
