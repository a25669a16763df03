import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { canonicalJson, type Json } from "../../src/core/record/canonical-json.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { sealResult } from "../../src/station/seal.ts";
import { eventually } from "../support/eventually.ts";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { realRecord } from "../support/real-records.ts";
import { DeliveringStation, type Keys, newKeys } from "./delivering-station.ts";
import type { RegistryOrder, RegistryReady, RegistryTold } from "./registry-process.ts";

interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const STATION = "BENCH-0001";
const WARM_UP = 2000;
const SATURATING = 10_000;
/** Sealed and not receipted at most, where the station seals as fast as it can. */
const WAITING_MAX = 384;
const STEADY_S = 4;
/** Of the rate that was sustained. */
const STEADY_PART = 0.9;

/**
 * Records of real size, as the product makes them, sealed (signed and on disk), published over a mosquitto, receipted by a registry that
 * stores on disk before it answers. Station, broker and registry are three processes.
 */
export async function bench(): Promise<Measure[]> {
  const car = await realRecord("k3-sound");
  const exam = await realRecord("c1-sound");
  const sizes = [...sizesOf("car k3-sound", car), ...sizesOf("driving test c1-sound", exam)];
  const missing = mosquittoMissing();
  if (missing !== null) {
    console.log(`registry.bench.ts: the rates are skipped, ${missing}`);
    return sizes;
  }
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  const mosquitto = await startMosquitto();
  const keys = newKeys();
  const { child, witness } = await startRegistry(mosquitto.url, join(directory, "registry"), keys);
  const station = new DeliveringStation({
    station: STATION,
    directory: join(directory, "journal"),
    url: mosquitto.url,
    keys,
    witness,
  });
  try {
    station.start();
    await eventually("up", () => station.outbox.status().connected);
    return [...(await rates(station, child, car)), ...sizes];
  } finally {
    await station.stop();
    child.send("end");
    await new Promise((resolve) => child.once("exit", resolve));
    await mosquitto.kill();
    rmSync(directory, { recursive: true });
  }
}

async function rates(
  station: DeliveringStation,
  child: ChildProcess,
  car: ResultDocument,
): Promise<Measure[]> {
  await saturate(station, car, WARM_UP);
  const before = { own: process.cpuUsage(), registry: await told(child) };
  const perS = await saturate(station, car, SATURATING);
  const own = process.cpuUsage(before.own);
  const after = await told(child);
  const offeredPerS = Math.round((STEADY_PART * perS) / 50) * 50;
  const p99Ms = await steady(station, car, offeredPerS);
  const end = await told(child);
  if (end.stored !== station.sealed || end.quarantined > 0)
    throw new Error(`${station.sealed} sealed, ${end.stored} in force, ${end.quarantined} quarantined`);
  return [
    {
      name: "record of real size, sealed, published, receipted (mosquitto), saturating",
      value: perS,
      unit: "records/s",
      atLeast: 2000,
    },
    {
      name: `sealed to receipted, p99, offered at a steady ${offeredPerS} records/s`,
      value: p99Ms,
      unit: "ms",
      atMost: 250,
    },
    { name: "station, processor time a record", value: (own.user + own.system) / SATURATING, unit: "us" },
    {
      name: "registry stand-in, processor time a record",
      value: ((after.cpuS - before.registry.cpuS) * 1e6) / SATURATING,
      unit: "us",
    },
    { name: `registry stand-in, resident after ${station.sealed} records`, value: end.rssMiB, unit: "MiB" },
  ];
}

/** Seals as fast as it can, with so many waiting for their receipt at most; receipted records a second. */
async function saturate(
  station: DeliveringStation,
  document: ResultDocument,
  count: number,
): Promise<number> {
  const startMs = performance.now();
  const until = station.sealed + count;
  while (station.sealed < until) {
    if (station.waiting >= WAITING_MAX) {
      // Asleep: to ask again at each turn would take a processor from broker and registry, and be counted as the station's own time.
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    station.seal(document);
    // Lets the disk and the line have their turn after each record.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await eventually("receipts", () => station.waiting === 0, 60_000);
  return (count * 1000) / (performance.now() - startMs);
}

async function steady(station: DeliveringStation, document: ResultDocument, perS: number): Promise<number> {
  const first = station.latenciesMs.length;
  const startMs = performance.now();
  const count = perS * STEADY_S;
  for (let offered = 0; offered < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) * perS) / 1000));
    for (; offered < due; offered++) {
      station.seal(document);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await eventually("receipts", () => station.waiting === 0, 60_000);
  const latencies = station.latenciesMs.slice(first).sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}

async function startRegistry(url: string, directory: string, keys: Keys) {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  const order: RegistryOrder = {
    url,
    directory,
    station: STATION,
    logKeySpki: base64(keys.log.publicKeySpki),
    recordKeySpki: base64(keys.record.publicKeySpki),
  };
  const child = fork(join(import.meta.dirname, "registry-process.ts"), [JSON.stringify(order)]);
  const { witness } = await heard<RegistryReady>(child);
  return {
    child,
    witness: { name: witness.name, spki: Uint8Array.from(Buffer.from(witness.spki, "base64")) },
  };
}

function told(child: ChildProcess): Promise<RegistryTold> {
  child.send("tell");
  return heard<RegistryTold>(child);
}

function heard<Word>(child: ChildProcess): Promise<Word> {
  return new Promise((resolve, reject) => {
    child.once("message", (word) => resolve(word as Word));
    child.once("exit", (code) => reject(new Error(`the registry's process ended with ${code}`)));
  });
}

function sizesOf(what: string, document: ResultDocument): Measure[] {
  const canonical = canonicalJson(document as unknown as Json);
  const bytes = canonical.kind === "bytes" ? canonical.bytes : new Uint8Array();
  let envelope = "";
  sealResult(document, { signer: newKeys().record, digest: sha256, compress: nodeGzip }, (sealed) => {
    if (sealed.kind === "sealed") envelope = sealed.envelope;
  });
  return [
    { name: `${what}: record, canonical JSON`, value: bytes.length, unit: "bytes" },
    { name: `${what}: record, compressed`, value: nodeGzip(bytes).length, unit: "bytes" },
    { name: `${what}: record, its envelope`, value: envelope.length, unit: "bytes" },
  ];
}
