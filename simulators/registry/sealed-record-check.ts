import { createHash, createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { openedPayload } from "./compressed-payload.ts";
import { scanned } from "./strict-scan.ts";
import { isCount, type Members, members, strictBase64, strictJson, strictUtf8 } from "./strict-text.ts";

/** What the registry itself makes of a record: the envelope's signature over its exact bytes first, then the bytes. */
const PAYLOAD_TYPE = "application/vnd.proofmark.result.v3+gzip";
const SIGNATURES_MAX = 16;
const VERDICTS: readonly unknown[] = ["pass", "fail", "void", "undecided"];

export interface RecordKey {
  /** Hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly keyId: string;
  readonly key: KeyObject;
}

export interface SealedRecord {
  readonly record: string;
  readonly job: string;
  readonly sequence: number;
  readonly verdict: string;
  readonly kind: string;
  readonly envelope: string;
}

export interface RecordDefect {
  readonly defect: string;
  readonly zh: string;
  readonly en: string;
}

export function recordKey(spki: Uint8Array): RecordKey {
  const der = Buffer.from(spki);
  return {
    keyId: createHash("sha256").update(der).digest("hex"),
    key: createPublicKey({ key: der, format: "der", type: "spki" }),
  };
}

export function checkRecord(entry: Uint8Array, station: string, key: RecordKey): SealedRecord | RecordDefect {
  const sealed = object(entry);
  if (sealed === null || sealed.type !== "record-sealed" || typeof sealed.envelope !== "string") {
    return defect("entry", "不是记录封存条目", "It is not a sealed record's journal entry");
  }
  const envelope = members(json(sealed.envelope), ["payload", "payloadType", "signatures"]);
  const payload = strictBase64(envelope?.payload);
  if (envelope === null || payload === null || envelope.payloadType !== PAYLOAD_TYPE) {
    return defect("envelope", "信封格式不符", "Its envelope does not have the documented form");
  }
  const pae = preAuthentication(PAYLOAD_TYPE, payload);
  if (!signedBy(key, envelope.signatures, pae)) {
    return defect("signature", "签名无效", "Its signature does not verify with the station's record key");
  }
  const record = hash("sha256", pae, "hex");
  if (sealed.record !== record) {
    return defect("record-id", "记录编号与内容不符", "Its record id is not the hash of its content");
  }
  const opened = openedPayload(payload);
  if (opened === null) {
    return defect(
      "payload",
      "签名内容不是一个完整的 gzip 成员",
      "What it signs is not one whole gzip member",
    );
  }
  const document = asked(opened, ["schema", "verdict", "station", "job", "sequence", "kind"]);
  if (document?.schema !== "proofmark/result/v3" || !VERDICTS.includes(document.verdict)) {
    return defect("document", "不是检验或考试结果", "What it signs is not a result document");
  }
  if (document.station !== station || document.job !== sealed.job || typeof document.job !== "string") {
    return defect("foreign", "记录属于其他站点或任务", "It belongs to another station or job");
  }
  if (!isCount(document.sequence) || typeof document.kind !== "string") {
    return defect("document", "缺少记录序号", "Its sequence number is missing");
  }
  const { job, sequence, kind } = document;
  return { record, job, sequence, kind, verdict: String(document.verdict), envelope: sealed.envelope };
}

function defect(name: string, zh: string, en: string): RecordDefect {
  return { defect: name, zh: `${zh}。`, en: `${en}.` };
}

function json(text: string): unknown {
  try {
    return strictJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function object(bytes: Uint8Array): Members | null {
  try {
    const value = strictJson(strictUtf8(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** These members of it at least: the whole document is walked through, and no more is made of it than is asked for. */
function asked(bytes: Buffer, names: readonly string[]): Members | null {
  const spans = scanned(bytes);
  if (spans === null) return object(bytes);
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const span = spans.get(name);
    if (span !== undefined) found[name] = JSON.parse(bytes.toString("utf8", ...span));
  }
  return found;
}

function preAuthentication(type: string, payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Signatures of unknown keys are passed over; one of the known key that fails spoils the record. */
function signedBy(key: RecordKey, signatures: unknown, pae: Buffer): boolean {
  if (!Array.isArray(signatures) || signatures.length > SIGNATURES_MAX) return false;
  let good = 0;
  for (const signature of signatures) {
    const parts = members(signature, ["keyid", "sig"]);
    const bytes = strictBase64(parts?.sig);
    if (parts === null || bytes === null) return false;
    if (parts.keyid !== key.keyId) continue;
    if (bytes.length !== 64) return false;
    if (!verify("sha256", pae, { key: key.key, dsaEncoding: "ieee-p1363" }, bytes)) return false;
    good++;
  }
  return good > 0;
}
