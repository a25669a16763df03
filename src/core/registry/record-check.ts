import type { RecordSealed, WithdrawalSealed } from "../journal/entry.ts";
import { readEntryText } from "../journal/read-entry.ts";
import { parseEnvelope } from "../record/dsse.ts";
import type { ResultDocument } from "../record/result-document.ts";
import { type SignatureAlgorithm, SM2_SM3 } from "../record/signature.ts";
import type { TrustedKey } from "../record/trust-list.ts";
import type { Verifier } from "../record/verify-record.ts";
import { verifySealedEnvelope } from "../record/verify-withdrawal.ts";
import type { WithdrawalDocument } from "../record/withdrawal-document.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type FollowingKeys, goodKeys } from "./following-keys.ts";

export interface GoodRecord {
  readonly kind: "good";
  readonly record: string;
  /** Of all that signed it. */
  readonly keyIds: readonly string[];
  readonly said: SaidOfRecord;
}

/**
 * What is asked of a record after it was checked. The document itself is let go: with a thousand of them waiting for a commit the engine moved them about
 * for longer than it took to read them.
 */
export type SaidOfRecord =
  | (SaidOfAny & {
      readonly kind: "result";
      readonly verdict: string;
      readonly subject: Readonly<Record<string, string>>;
      readonly ended: string;
      /** By a device that was. */
      readonly isSimulated: boolean;
    })
  | (SaidOfAny & {
      readonly kind: "withdrawal";
      readonly withdraws: { readonly record: string; readonly sequence: number };
      readonly at: string;
    });

interface SaidOfAny {
  readonly of: "inspection" | "exam";
  readonly job: string;
  readonly sequence: number;
}

export type CheckedRecord = GoodRecord | { readonly kind: "spoilt"; readonly reason: Reason };

/** How records are verified here, but for the keys, which are the station's. */
export type RecordTools = Omit<Verifier, "trust">;

/**
 * What the registry itself makes of a record's journal entry, by the keys that may sign for the station now: form of the entry, signature, id, content, and
 * that entry and content speak of the same thing. Sees no state but the keys, so it can be done ahead and beside others.
 */
export function checkRecord(
  tools: RecordTools,
  station: string,
  keys: FollowingKeys,
  text: string,
): CheckedRecord {
  const entry = sealedIn(text);
  if (entry === null) return spoilt(reason("ENTRY_NOT_SEALED", {}));
  const parsed = parseEnvelope(entry.envelope);
  if (parsed.kind === "malformed") return spoilt(reason("ENVELOPE_MALFORMED", { because: parsed.reason }));
  const trust = {
    authority: "",
    number: null,
    issuedMs: 0,
    validToMs: ALWAYS_MS,
    keys: trustedKeys(station, keys),
    stations: keys.beside === undefined ? [] : [{ station, fromMs: keys.beside.fromMs }],
  };
  const opened = verifySealedEnvelope({ ...tools, trust }, parsed.envelope);
  if (opened.kind === "refused") return spoilt(opened.reason);
  const { document, record } = opened;
  if (record !== entry.record) return spoilt(reason("RECORD_ID_WRONG", { found: entry.record }));
  if (document.job !== entry.job) return spoilt(reason("ENTRY_OF_OTHER_JOB", { job: document.job }));
  if ((opened.kind === "withdrawal") !== (entry.type === "withdrawal-sealed"))
    return spoilt(reason("ENTRY_NOT_SEALED", {}));
  if (
    opened.kind === "withdrawal" &&
    entry.type === "withdrawal-sealed" &&
    opened.document.withdraws.record !== entry.withdraws
  )
    return spoilt(reason("ENTRY_WITHDRAWS_OTHER", { withdraws: entry.withdraws }));
  const said =
    opened.kind === "withdrawal" ? saidByWithdrawal(opened.document) : saidByResult(opened.document);
  const second = opened.second === null ? [] : [opened.second.keyId];
  return { kind: "good", record, keyIds: [opened.key.keyId, ...second], said };
}

function saidByResult({
  kind,
  job,
  sequence,
  verdict,
  subject,
  time,
  devices,
}: ResultDocument): SaidOfRecord {
  const isSimulated = devices.some(({ simulated }) => simulated);
  return { kind: "result", of: kind, job, sequence, verdict, subject, ended: time.ended, isSimulated };
}

function saidByWithdrawal({ kind, job, sequence, withdraws, at }: WithdrawalDocument): SaidOfRecord {
  const { record, sequence: withdrawn } = withdraws;
  return { kind: "withdrawal", of: kind, job, sequence, withdraws: { record, sequence: withdrawn }, at };
}

/** Null where it is not the entry of a sealed record or of a withdrawal. */
function sealedIn(text: string): RecordSealed | WithdrawalSealed | null {
  const entry = readEntryText(text);
  return entry?.type === "record-sealed" || entry?.type === "withdrawal-sealed" ? entry : null;
}

/** The registry goes by which key follows which, and by no clock but where one was revoked. */
const ALWAYS_MS = 8_640_000_000_000_000;

function trustedKeys(station: string, keys: FollowingKeys): readonly TrustedKey[] {
  const second = keys.beside === undefined ? [] : trusted(station, keys.beside, SM2_SM3);
  return [...trusted(station, keys, "ecdsa-p256-sha256"), ...second];
}

function trusted(station: string, keys: FollowingKeys, algorithm: SignatureAlgorithm): readonly TrustedKey[] {
  return goodKeys(keys).map(({ keyId, spki, revoked }) => ({
    keyId,
    algorithm,
    spki,
    role: "record",
    station,
    name: station,
    notBeforeMs: 0,
    notAfterMs: revoked?.fromMs ?? ALWAYS_MS,
    ...(revoked !== undefined && { revoked }),
  }));
}

function spoilt(why: Reason): CheckedRecord {
  return { kind: "spoilt", reason: why };
}
