import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGunzip } from "../../src/adapters/zlib/node-gunzip.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { parseEnvelope } from "../../src/core/record/dsse.ts";
import { gunzip } from "../../src/core/record/gzip.ts";
import { quickCheckOfRead } from "../../src/core/record/quick-form.ts";
import { resultDocumentSchema } from "../../src/core/record/result-document.ts";
import { parseStrictJson } from "../../src/core/record/strict-json.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { checkRecord } from "../../src/core/registry/record-check.ts";
import { sealResult } from "../../src/station/seal.ts";
import { anotherOf, realRecord } from "../support/real-records.ts";
import { newKeys } from "./delivering-station.ts";
import type { Measure } from "./main.ts";

const STATION = "BENCH-0001";
const BYTES_MAX = 256 * 1024;
const WARM_UP = 200;
const TIMES = 600;

/** What the registry's check of one record takes, as a whole and by its parts: processor time, which another program beside it changes little. */
export async function bench(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const name of ["k3-sound", "c1-sound"]) measures.push(...(await checkOf(name)));
  return measures;
}

async function checkOf(name: string): Promise<Measure[]> {
  const document = anotherOf(await realRecord(name), STATION, 5);
  const { record: signer } = newKeys();
  let [entry, envelope] = ["", ""];
  sealResult(document, { signer, digest: sha256, compress: nodeGzip }, (sealed) => {
    if (sealed.kind !== "sealed") throw new Error(JSON.stringify(sealed.reason));
    envelope = sealed.envelope;
    const at = { monoMs: 1, wallMs: 1 };
    entry = JSON.stringify({ type: "record-sealed", at, job: document.job, record: sealed.record, envelope });
  });
  const keys = firstKey({ keyId: signer.keyId, spki: signer.publicKeySpki });
  const check = (tools: Parameters<typeof checkRecord>[0]) => () => {
    const { kind } = checkRecord(tools, STATION, keys, entry);
    if (kind !== "good") throw new Error("the bench's own record is refused");
  };
  const parsed = parseEnvelope(envelope);
  if (parsed.kind === "malformed") throw new Error(parsed.reason.code);
  const { payload } = parsed.envelope;
  const opened = gunzip(payload, BYTES_MAX);
  if (opened.kind === "refused") throw new Error(opened.reason.code);
  const bytes = new TextEncoder().encode(entry);
  const parts: readonly (readonly [string, () => unknown])[] = [
    [
      "check of a record by the worker, whole",
      check({ digest: sha256, verify: verifySignature, decompress: nodeGunzip }),
    ],
    ["journal entry read", () => readEntry(bytes)],
    ["envelope read", () => parseEnvelope(envelope)],
    ["decompressed, by zlib", () => nodeGunzip(payload, BYTES_MAX)],
    ["decompressed, by our own", () => gunzip(payload, BYTES_MAX)],
    ["JSON read, quick", () => parseStrictJson(opened.bytes)],
    ["JSON read, by our own", () => parseStrictJson(opened.bytes, { quick: false })],
    ["form checked, quick", () => quickCheckOfRead(resultDocumentSchema)(document)],
    ["form checked (zod)", () => resultDocumentSchema.safeParse(document)],
  ];
  return parts.map(([what, work]) => ({ name: `${name}: ${what}`, value: cpuUs(work), unit: "us" }));
}

function cpuUs(work: () => unknown): number {
  for (let n = 0; n < WARM_UP; n++) work();
  const before = process.cpuUsage();
  for (let n = 0; n < TIMES; n++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / TIMES;
}
