import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList, type TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Json } from "../../src/core/record/canonical-json.ts";
import { canonicalJson } from "../../src/core/record/canonical-json.ts";
import { formatCheckpoint, logName } from "../../src/core/record/checkpoint.ts";
import { formatEnvelope, pae } from "../../src/core/record/dsse.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { RESULT_PAYLOAD_TYPE, type ResultDocument } from "../../src/core/record/result-document.ts";
import {
  cosignatureLine,
  cosignatureMessage,
  formatNote,
  noteMessage,
  signatureLine,
} from "../../src/core/record/signed-note.ts";
import { readTrustList, type TrustList } from "../../src/core/record/trust-list.ts";
import type { Verifier } from "../../src/core/record/verify-record.ts";
import { reason, sentenceOf, told } from "../../src/core/trade/reasons.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { type SealedDocument, type SealResult, sealResult } from "../../src/station/seal.ts";

/** One station, its keys, its authority and witness, and results that are free from contradiction until a test adds one. */
export const STATION = asId<"station">("HB-WH-0042");
export const WITNESS = "registry.example/witness";
export const KEYS = {
  record: createDeterministicSigner("record", "ecdsa-p256-sha256"),
  log: createDeterministicSigner("log", "ed25519"),
  witness: createDeterministicSigner("witness", "ed25519"),
  authority: createDeterministicSigner("authority", "ecdsa-p256-sha256"),
  stranger: createDeterministicSigner("stranger", "ecdsa-p256-sha256"),
};
const VALID = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z" };
export const TRUSTED: readonly TrustListEntry[] = [
  { key: KEYS.record, role: "record", station: STATION, name: "record-1", ...VALID },
  { key: KEYS.log, role: "log", station: STATION, name: logName(STATION), ...VALID },
  { key: KEYS.witness, role: "witness", station: null, name: WITNESS, ...VALID },
];

export function trustListText(
  keys: readonly TrustListEntry[] = TRUSTED,
  authority: Signer = KEYS.authority,
): string {
  return createTrustList({
    authority,
    keys,
    issued: "2026-01-01T00:00:00.000Z",
    validTo: "2026-12-31T00:00:00.000Z",
  });
}

export function trustList(keys: readonly TrustListEntry[] = TRUSTED): TrustList {
  const result = readTrustList({ text: trustListText(keys), digest: sha256, verify: verifySignature });
  if (result.kind === "refused") throw new Error(sentenceOf(result.reason).en);
  return result.list;
}

export function verifier(keys: readonly TrustListEntry[] = TRUSTED): Verifier {
  return { trust: trustList(keys), digest: sha256, verify: verifySignature };
}

type Finding = ResultDocument["items"][number]["findings"][number];
type Item = ResultDocument["items"][number];

export function finding(outcome: Finding["outcome"], points = 0): Finding {
  return {
    rule: "b1.sum",
    item: "B1",
    outcome,
    clause: null,
    inputs: [{ name: "axle.loadKg", value: "820", unit: "kg", reason: null }],
    arithmetic: [told(reason("COMPUTED", { expression: "5050 / 8036 x 100", value: "62.8", unit: "%" }))],
    value: "62.8",
    unit: "%",
    limits: [{ atLeast: "60", atMost: null, unit: "%", window: null, decidedAt: null }],
    deduction:
      points === 0
        ? null
        : {
            points,
            code: null,
            utcMs: 1_790_000_000_000,
            position: { eastM: 1e-7, northM: 2.5 },
            judge: "machine",
          },
  };
}

export function item(verdict: Item["verdict"], ...findings: Finding[]): Item {
  return { item: "B1", verdict, reasons: [], findings };
}

export function inspection(change: Partial<ResultDocument> = {}): ResultDocument {
  return {
    schema: "proofmark/result/v3",
    kind: "inspection",
    station: STATION,
    site: "lane-1",
    car: null,
    job: "job-1",
    sequence: 0,
    subject: { plate: "鄂A12345" },
    verdict: "pass",
    reasons: [],
    notes: [],
    score: null,
    items: [item("pass", finding("pass"))],
    unverifiedRules: ["b1.sum"],
    rulebook: { id: "inspection-gb38900", edition: "2020", sha256: "ab".repeat(32) },
    course: null,
    software: { name: "proofmark", version: "0.1.0", sha256: "cd".repeat(32) },
    devices: [
      {
        role: "brake-bench",
        device: "bench-1",
        model: "jxfz",
        serial: "17",
        simulated: true,
        calibration: null,
      },
    ],
    faults: [],
    time: { started: "2026-11-23T08:00:00.000Z", ended: "2026-11-23T08:05:00.000Z", status: "synchronised" },
    evidence: { log: logName(STATION), firstIndex: 0, endIndex: 2, entries: 2 },
    ...change,
  };
}

export function exam(change: Partial<ResultDocument> = {}): ResultDocument {
  return inspection({
    kind: "exam",
    score: { points: 90, passMark: 80, fullMark: 100 },
    items: [item("pass", finding("fail", 10))],
    ...change,
  });
}

/** As a value that canonical JSON takes, for what a test then spoils. */
export function jsonOf(document: ResultDocument): { readonly [key: string]: Json } {
  return document as unknown as { readonly [key: string]: Json };
}

/** Through the station's own seal; throws where that refuses. */
export function seal(
  document: SealedDocument,
  signer: Signer = KEYS.record,
): Extract<SealResult, { kind: "sealed" }> {
  let result: SealResult | null = null;
  sealResult(document, { signer, digest: sha256 }, (r) => {
    result = r;
  });
  const sealed = result as SealResult | null;
  if (sealed?.kind !== "sealed") throw new Error(JSON.stringify(sealed?.reason ?? "no answer"));
  return sealed;
}

/** Any content, compressed, under any type by any key: what a careless or hostile station could sign. */
export function envelopeWith(
  payload: Json | string,
  signer: Signer = KEYS.record,
  type = RESULT_PAYLOAD_TYPE,
): string {
  const written = typeof payload === "string" ? null : canonicalJson(payload);
  const bytes = written?.kind === "bytes" ? written.bytes : new TextEncoder().encode(String(payload));
  return envelopeOfBytes(gzip(bytes), signer, type);
}

/** The same of any bytes, as they are. */
export function envelopeOfBytes(
  bytes: Uint8Array,
  signer: Signer = KEYS.record,
  type = RESULT_PAYLOAD_TYPE,
): string {
  return formatEnvelope({
    payloadType: type,
    payload: bytes,
    signatures: [{ keyId: signer.keyId, signature: signatureOf(signer, pae(type, bytes)) }],
  });
}

export function signatureOf(signer: Signer, message: Uint8Array): Uint8Array {
  let made = new Uint8Array(0);
  signer.sign(message, (result) => {
    if (result.kind === "signed") made = new Uint8Array(result.signature);
  });
  return made;
}

/** A checkpoint signed by the log and cosigned by the witness. */
export function receiptNote(
  size: number,
  root: Uint8Array,
  by: {
    readonly log?: Signer;
    readonly witness?: Signer;
    readonly origin?: string;
    readonly timeS?: number;
  } = {},
): string {
  const { log = KEYS.log, witness = KEYS.witness, origin = logName(STATION), timeS = 1_795_000_000 } = by;
  const text = formatCheckpoint({ origin, size, root });
  const logKey = { name: origin, spki: log.publicKeySpki };
  const witnessKey = { name: WITNESS, spki: witness.publicKeySpki };
  const lines = [
    signatureLine(sha256, logKey, signatureOf(log, noteMessage(text))),
    cosignatureLine(sha256, witnessKey, timeS, signatureOf(witness, cosignatureMessage(text, timeS))),
  ];
  return formatNote(
    text,
    lines.filter((line) => line !== null),
  );
}
