import type { JournalEntry } from "../journal/entry.ts";
import { type NamedPhoto, photosNamedIn } from "../journal/named-photos.ts";
import { PHOTO_MEDIA_TYPES, photoKind } from "../photos/photo-form.ts";
import { toHex } from "../record/base64.ts";
import { JournalEvidence } from "../record/journal-evidence.ts";
import type { ResultDocument } from "../record/result-document.ts";
import { revokedLater } from "../record/revoked-later.ts";
import { type Refusal, refusal } from "../record/verification-failure.ts";
import type { VerifiedCheckpoint } from "../record/verify-checkpoint.ts";
import type { WithdrawnRecord } from "../record/withdrawal-evidence.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import {
  checkInLog,
  type EntryAt,
  type EvidenceCheck,
  type EvidenceRefusal,
  refusedAt,
} from "./disclosed-entries.ts";
import { EntriesOfJob } from "./entries-of-job.ts";
import type { EvidenceBundle } from "./evidence-bundle.ts";
import { type SealedInEntry, sealedInEntry } from "./sealed-in-entry.ts";

/** A bundle that is whole: nothing of it contradicts anything else of it. Whether the verdict follows from it says a replay. */
export interface CheckedEvidence {
  readonly kind: "checked";
  readonly document: ResultDocument;
  /** Who signed the record; null where no signature was looked at. */
  readonly signedBy: string | null;
  /** How a second signature that was verified was made; null where there is none, or none was looked at. */
  readonly secondSignature: string | null;
  /** Of keys that were revoked before a witness saw the record. */
  readonly revokedLater: readonly Reason[];
  /** Of the sealed record. */
  readonly index: number;
  readonly entries: readonly EntryAt[];
  readonly receipt: VerifiedCheckpoint | null;
  /** Null where the bundle says nothing of one, which does not say that there is none. */
  readonly withdrawn: WithdrawnRecord | null;
  /** By their own word, of the record and of its withdrawal: those before them are not in the bundle. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Named by its entries and not in it. */
  readonly photosAway: readonly NamedPhoto[];
}

type SealedResult = Extract<SealedInEntry, { readonly kind: "result" }>;

/** The first thing that is wrong with it, or what it says. Total: whatever is in a bundle gives an answer. */
export function checkEvidence(
  bundle: EvidenceBundle,
  check: EvidenceCheck,
): CheckedEvidence | EvidenceRefusal {
  const inLog = checkInLog(bundle, check);
  if (inLog.kind === "refused") return inLog;
  const { entries, receipt } = inLog;
  const sealed = recordAmong(entries, bundle, check);
  if (sealed.kind === "refused") return sealed;
  const folded = foldedEntries(entries, sealed.result, bundle, check);
  if (folded.kind === "refused") return folded;
  const strange = firstStrange(entries, bundle);
  if (strange !== null) return strange;
  const named = entries.flatMap(({ bytes }) => photosNamedIn(bytes));
  const photo = photoProblem(bundle, named, check);
  if (photo !== null) return refusedAt(photo, null);
  const held = new Set(bundle.photos.map(({ sha256 }) => sha256));
  const { document, key, second } = sealed.result;
  return {
    kind: "checked",
    document,
    signedBy: key?.name ?? null,
    secondSignature: second?.algorithm ?? null,
    revokedLater: revokedLater([key, second], receipt?.witnessedMs ?? null),
    index: sealed.index,
    entries,
    receipt,
    withdrawn: folded.withdrawn,
    numbers: folded.numbers,
    photosAway: named.filter(({ sha256 }) => !held.has(sha256)),
  };
}

function recordAmong(
  entries: readonly EntryAt[],
  { station, job, record }: EvidenceBundle,
  check: EvidenceCheck,
): { readonly kind: "found"; readonly index: number; readonly result: SealedResult } | EvidenceRefusal {
  for (const { index, entry } of entries) {
    if (entry.type !== "record-sealed" || entry.record !== record) continue;
    const result = sealedInEntry(entry, index, check);
    if (result.kind === "refused") return refusedAt(result, index);
    if (result.kind !== "result" || entry.job !== job) return refusedAt(refusal("ENTRY_MISMATCH", {}), index);
    const { document } = result;
    if (document.station !== station)
      return refusedAt(refusal("STATION_MISMATCH", { found: document.station, expected: station }), index);
    return { kind: "found", index, result };
  }
  return refusedAt(refusal("EVIDENCE_WITHOUT_RECORD", { record, job }), null);
}

interface Folded {
  readonly kind: "folded";
  readonly withdrawn: WithdrawnRecord | null;
  readonly numbers: ReadonlyMap<string, number>;
}

/** The order of the entries, and what record and withdrawal say held against them: the same fold as of a whole journal. */
function foldedEntries(
  entries: readonly EntryAt[],
  { document, record }: SealedResult,
  { station, job }: EvidenceBundle,
  check: EvidenceCheck,
): Folded | EvidenceRefusal {
  const numbers = new Map([[record, document.sequence]]);
  const evidence = new JournalEvidence(station, check.digest, { recordsBefore: document.sequence });
  const restarts = new RestartsSeen(job);
  for (const { index, entry } of entries) {
    if (entry.type === "record-sealed") {
      const contradiction = evidence.contradictionOf(document, job);
      if (contradiction !== null) return refusedAt(contradiction, index);
    }
    if (entry.type === "withdrawal-sealed") {
      const sealed = sealedInEntry(entry, index, check);
      if (sealed.kind === "refused") return refusedAt(sealed, index);
      if (sealed.kind !== "withdrawal") return refusedAt(refusal("ENTRY_MISMATCH", {}), index);
      const contradiction = evidence.contradictionOfWithdrawal(sealed.document, entry.withdraws);
      const ofStation = sealed.document.station;
      if (ofStation !== station)
        return refusedAt(refusal("STATION_MISMATCH", { found: ofStation, expected: station }), index);
      if (contradiction !== null) return refusedAt(contradiction, index);
      numbers.set(sealed.record, sealed.document.sequence);
    }
    const problem = evidence.note(entry, index) ?? restarts.note(entry);
    if (problem !== null) return refusedAt(problem, index);
  }
  return { kind: "folded", withdrawn: evidence.withdrawals.all[0] ?? null, numbers };
}

/** A job goes on after a start of the station alone, and that has to stand before it. */
class RestartsSeen {
  readonly #job: string;
  #startedSince = false;

  constructor(job: string) {
    this.#job = job;
  }

  note(entry: JournalEntry): Refusal | null {
    if (entry.type === "station-started") this.#startedSince = true;
    if (entry.type !== "job-input" && entry.type !== "job-opened") return null;
    const isAlone = entry.type === "job-input" && entry.input.kind === "resumed" && !this.#startedSince;
    this.#startedSince = false;
    if (!isAlone) return null;
    return refusal("JOURNAL_ORDER_WRONG", { because: reason("RESUMED_WITHOUT_START", { job: this.#job }) });
  }
}

/** An entry that the record does not rest on: evidence of one job is no place for those of others. */
function firstStrange(entries: readonly EntryAt[], { job }: EvidenceBundle): EvidenceRefusal | null {
  const choice = new EntriesOfJob(job);
  for (const { index, entry } of entries) choice.note(entry, index);
  const chosen = new Set(choice.chosen);
  const strange = entries.find(({ index }) => !chosen.has(index));
  if (strange === undefined) return null;
  const { type } = strange.entry;
  return refusedAt(refusal("EVIDENCE_ENTRY_STRANGE", { entry: type, job }), strange.index);
}

function photoProblem(
  { photos }: EvidenceBundle,
  named: readonly NamedPhoto[],
  { digest }: EvidenceCheck,
): Refusal | null {
  const names = new Set(named.map(({ sha256 }) => sha256));
  const seen = new Set<string>();
  for (const { sha256, mediaType, bytes } of photos) {
    const kind = photoKind(bytes);
    if (toHex(digest(bytes)) !== sha256 || kind === null || PHOTO_MEDIA_TYPES[kind] !== mediaType)
      return refusal("EVIDENCE_PHOTO_UNLIKE", { sha256, mediaType });
    if (!names.has(sha256) || seen.has(sha256)) return refusal("EVIDENCE_PHOTO_STRANGE", { sha256 });
    seen.add(sha256);
  }
  return null;
}
