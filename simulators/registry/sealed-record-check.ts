import { createHash, createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { openedPayload } from "./compressed-payload.ts";
import { scanned } from "./strict-scan.ts";
import { isCount, type Members, members, strictBase64, strictJson, strictUtf8 } from "./strict-text.ts";

/** What the registry itself makes of a record: the envelope's signature over its exact bytes first, then the bytes. */
const PAYLOAD_TYPE = "application/vnd.proofmark.result.v3+gzip";
const WITHDRAWAL_TYPE = "application/vnd.proofmark.withdrawal.v1+gzip";
const WITHDRAWAL_MEMBERS = [
  ...["schema", "kind", "station", "site", "car", "job", "sequence", "withdraws", "reason", "by", "at"],
  ...["status", "software"],
];
const SIGNATURES_MAX = 16;
const VERDICTS: readonly unknown[] = ["pass", "fail", "void", "undecided"];

export interface RecordKey {
  /** Hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly keyId: string;
  readonly key: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/** The key that signs beside it, of SM2; whoever registers the station says how its signatures are checked. */
export interface SecondKey {
  readonly keyId: string;
  readonly spki: Uint8Array;
  isSigned(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Whose signatures a record of a station has to bear: with a second key exactly those two. */
export interface RecordKeys {
  readonly first: RecordKey;
  readonly second: SecondKey | null;
}

export interface SealedRecord {
  readonly record: string;
  readonly job: string;
  readonly sequence: number;
  readonly verdict: string;
  readonly kind: string;
  readonly envelope: string;
  /** Why it cannot be in force where real results are: not of a real drive or vehicle. Null where nothing says so. */
  readonly unreal: "simulated" | "practice" | null;
}

/** A record like any other, by its number and its place in the log, which takes one before it out of force. */
export interface SealedWithdrawal extends Omit<SealedRecord, "verdict" | "unreal"> {
  readonly withdraws: { readonly record: string; readonly sequence: number };
  readonly reason: { readonly zh: string; readonly en: string };
  readonly by: string;
  readonly at: string;
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
    spki: der,
  };
}

export function checkRecord(
  entry: Uint8Array,
  station: string,
  key: RecordKeys,
): SealedRecord | SealedWithdrawal | RecordDefect {
  const sealed = object(entry);
  const { type, envelope } = sealed ?? {};
  if (sealed === null || typeof envelope !== "string")
    return defect("entry", "不是记录封存条目", "It is not a sealed record's journal entry");
  if (type === "withdrawal-sealed") return checkWithdrawal({ ...sealed, envelope }, station, key);
  if (type === "record-sealed") return checkResult({ ...sealed, envelope }, station, key);
  return defect("entry", "不是记录封存条目", "It is not a sealed record's journal entry");
}

type SealedMembers = Members & { readonly envelope: string };

interface Opened {
  readonly record: string;
  readonly opened: Buffer;
}

/** What holds of both: signature first, then the id, then the bytes. */
function openedRecord(sealed: SealedMembers, payloadType: string, key: RecordKeys): Opened | RecordDefect {
  const envelope = members(json(sealed.envelope), ["payload", "payloadType", "signatures"]);
  const payload = strictBase64(envelope?.payload);
  if (envelope === null || payload === null || envelope.payloadType !== payloadType) {
    return defect("envelope", "信封格式不符", "Its envelope does not have the documented form");
  }
  const pae = preAuthentication(payloadType, payload);
  if (!signedBy(key.first, envelope.signatures, pae)) {
    return defect("signature", "签名无效", "Its signature does not verify with the station's record key");
  }
  if (key.second !== null && !signedByBoth(key.first, key.second, envelope.signatures, pae)) {
    return defect(
      "second-signature",
      "缺少有效的国密第二签名，或另有本站以外的签名",
      "Its second signature, SM2 with SM3, is missing or does not verify, or a stranger signed it too",
    );
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
  return { record, opened };
}

function checkResult(sealed: SealedMembers, station: string, key: RecordKeys): SealedRecord | RecordDefect {
  const checked = openedRecord(sealed, PAYLOAD_TYPE, key);
  if ("defect" in checked) return checked;
  const { record, opened } = checked;
  const document = asked(opened, [
    ...["schema", "verdict", "station", "job", "sequence", "kind"],
    ...["devices", "practice"],
  ]);
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
  const { envelope: text } = sealed;
  return {
    record,
    job,
    sequence,
    kind,
    verdict: String(document.verdict),
    envelope: text,
    unreal: unreal(document),
  };
}

/** By what the station signed: one device that is simulated is enough. */
function unreal({ devices, practice }: Members): SealedRecord["unreal"] {
  if (practice === true) return "practice";
  const isSimulated = (device: unknown): boolean => (device as Members | null)?.simulated === true;
  return Array.isArray(devices) && devices.some(isSimulated) ? "simulated" : null;
}

/** Of a withdrawal every member is read: it takes a result out of force. */
function checkWithdrawal(
  sealed: SealedMembers,
  station: string,
  key: RecordKeys,
): SealedWithdrawal | RecordDefect {
  const checked = openedRecord(sealed, WITHDRAWAL_TYPE, key);
  if ("defect" in checked) return checked;
  const { record, opened } = checked;
  const document = members(object(opened), WITHDRAWAL_MEMBERS);
  const withdraws = members(document?.withdraws, ["record", "sequence"]);
  const reason = members(document?.reason, ["code", "params", "zh", "en"]);
  const isWhole =
    document?.schema === "proofmark/withdrawal/v1" &&
    typeof withdraws?.record === "string" &&
    typeof reason?.zh === "string" &&
    typeof reason.en === "string" &&
    isCount(withdraws.sequence) &&
    [document.kind, document.by, document.at].every((member) => typeof member === "string");
  if (!isWhole || document === null || withdraws === null || reason === null)
    return defect("document", "不是撤销记录", "What it signs is not a withdrawal");
  if (document.station !== station || document.job !== sealed.job || typeof document.job !== "string")
    return defect("foreign", "记录属于其他站点或任务", "It belongs to another station or job");
  if (withdraws.record !== sealed.withdraws)
    return defect(
      "document",
      "条目与签名内容所撤销的不同",
      "Its entry withdraws another record than it signs",
    );
  const { job, sequence } = document;
  if (!isCount(sequence)) return defect("document", "缺少记录序号", "Its sequence number is missing");
  return {
    record,
    job,
    sequence,
    kind: String(document.kind),
    withdraws: { record: String(withdraws.record), sequence: Number(withdraws.sequence) },
    reason: { zh: String(reason.zh), en: String(reason.en) },
    by: String(document.by),
    at: String(document.at),
    envelope: sealed.envelope,
  };
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

/** The first one holds already: every other is of the second key, at least one, and each of them holds. */
function signedByBoth(first: RecordKey, second: SecondKey, signatures: unknown, pae: Buffer): boolean {
  const others = (signatures as readonly unknown[])
    .map((signature) => members(signature, ["keyid", "sig"]))
    .filter((parts) => parts?.keyid !== first.keyId);
  return (
    others.length > 0 &&
    others.every((parts) => {
      const bytes = strictBase64(parts?.sig);
      return parts?.keyid === second.keyId && bytes !== null && second.isSigned(pae, bytes);
    })
  );
}
