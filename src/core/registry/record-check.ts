import type { RecordSealed, WithdrawalSealed } from "../journal/entry.ts";
import { readEntry } from "../journal/read-entry.ts";
import { parseEnvelope } from "../record/dsse.ts";
import type { ResultDocument } from "../record/result-document.ts";
import type { TrustedKey } from "../record/trust-list.ts";
import type { Verifier } from "../record/verify-record.ts";
import { verifySealedEnvelope } from "../record/verify-withdrawal.ts";
import type { WithdrawalDocument } from "../record/withdrawal-document.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type FollowingKeys, goodKeys } from "./following-keys.ts";

export interface GoodRecord {
  readonly kind: "good";
  readonly record: string;
  readonly keyId: string;
  readonly document: ResultDocument | WithdrawalDocument;
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
  return { kind: "good", record, keyId: opened.key.keyId, document };
}

/** Null where it is not the entry of a sealed record or of a withdrawal. */
function sealedIn(text: string): RecordSealed | WithdrawalSealed | null {
  const entry = readEntry(new TextEncoder().encode(text));
  return entry?.type === "record-sealed" || entry?.type === "withdrawal-sealed" ? entry : null;
}

/** The registry goes by which key follows which, and by no clock but where one was revoked. */
const ALWAYS_MS = 8_640_000_000_000_000;

function trustedKeys(station: string, keys: FollowingKeys): readonly TrustedKey[] {
  return goodKeys(keys).map(({ keyId, spki, revoked }) => ({
    keyId,
    algorithm: "ecdsa-p256-sha256",
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
