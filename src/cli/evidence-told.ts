import { civilDateIn, isTimeZone } from "../adapters/clock/civil-date.ts";
import { nodeGunzip } from "../adapters/zlib/node-gunzip.ts";
import { type CheckedDay, checkDay } from "../core/evidence/check-day.ts";
import { type CheckedEvidence, checkEvidence } from "../core/evidence/check-evidence.ts";
import { type DayFile, readDay } from "../core/evidence/day-file.ts";
import type { EvidenceCheck, EvidenceRefusal } from "../core/evidence/disclosed-entries.ts";
import {
  EVIDENCE_FILE_BYTES_MAX,
  type EvidenceBundle,
  readEvidence,
} from "../core/evidence/evidence-bundle.ts";
import type { Refusal } from "../core/record/verification-failure.ts";
import type { VerifiedCheckpoint } from "../core/record/verify-checkpoint.ts";
import { toldWithdrawn } from "../core/record/withdrawal-evidence.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { type FileVerdict, failureOf } from "./file-verdict.ts";
import { type KnownWithdrawal, knownWithdrawal } from "./withdrawal-told.ts";

/** A bundle as a file holds it, and what a look at all of it gave. */
export interface EvidenceFile {
  readonly bundle: EvidenceBundle;
  readonly checked: CheckedEvidence;
}

/** A gzip member begins so, and no text does. */
export function isPacked(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** One byte more than a bundle may have says that it is none. */
export const EVIDENCE_READ_MAX = EVIDENCE_FILE_BYTES_MAX + 1;

export function evidenceFile(
  packed: Uint8Array,
  check: EvidenceCheck,
): (EvidenceFile & { readonly kind: "file" }) | EvidenceRefusal {
  const read = readEvidence(packed, nodeGunzip);
  if (read.kind === "refused") return { ...read, index: null };
  const checked = checkEvidence(read.bundle, check);
  return checked.kind === "refused" ? checked : { kind: "file", bundle: read.bundle, checked };
}

/** Where in a bundle or a day's file a refusal is. */
export function placeIn(what: string, { index }: Pick<EvidenceRefusal, "index">): string {
  return index === null ? what : `entry ${index}`;
}

/** What a reader has to know of a bundle that is whole. */
export function evidenceNotes({ checked }: EvidenceFile): readonly Reason[] {
  const { withdrawn, photosAway, revokedLater } = checked;
  return [
    ...revokedLater,
    withdrawn === null ? reason("EVIDENCE_NO_WITHDRAWAL", {}) : toldWithdrawn(withdrawn),
    ...(photosAway.length === 0 ? [] : [reason("EVIDENCE_PHOTOS_AWAY", { photos: photosAway.length })]),
  ];
}

export const EVIDENCE_CHECKS = [
  "place of every entry in the station's log, log signature, witness's cosignature",
  "record: envelope, signature, content; number and order of its entries, texts by their hashes, clock, devices and acts as they say",
];

export function evidenceVerdict(
  file: string,
  found: (EvidenceFile & { readonly kind: "file" }) | EvidenceRefusal,
  more: Pick<FileVerdict, "facts"> | null,
): FileVerdict {
  if (found.kind === "refused") return refusedFile(file, "evidence", found);
  const { bundle, checked } = found;
  const { photos, entries, size } = bundle;
  const byHash = photos.length === 0 ? [] : [`bytes of the photos in it: ${photos.length}`];
  return {
    ...{ file, kind: "evidence", failures: [] },
    checked: [...EVIDENCE_CHECKS, ...byHash],
    facts: {
      ...more?.facts,
      entries: `${entries.length} of ${size}, the record at ${checked.index}`,
      ...receiptFacts(checked.receipt),
    },
    notes: evidenceNotes(found).map(told),
    ...(checked.withdrawn === null ? {} : { withdrawn: told(toldWithdrawn(checked.withdrawn)) }),
  };
}

export interface ToldDay {
  readonly verdict: FileVerdict;
  /** Those that took a record out of force on that day. */
  readonly withdrawals: readonly KnownWithdrawal[];
}

export function dayVerdict(file: string, text: string, check: EvidenceCheck): ToldDay {
  const refused = (why: Refusal & { readonly index: number | null }): ToldDay => ({
    verdict: refusedFile(file, "day", why),
    withdrawals: [],
  });
  const read = readDay(text);
  if (read.kind === "refused") return refused({ ...read, index: null });
  const daysIn = (zone: string) => (isTimeZone(zone) ? civilDateIn(zone) : null);
  const found = checkDay(read.file, { ...check, daysIn });
  if (found.kind === "refused") return refused(found);
  const withdrawals = found.ofDay.flatMap((one) => (one.kind === "withdrawal" ? [knownWithdrawal(one)] : []));
  const verdict: FileVerdict = {
    ...{ file, kind: "day", failures: [] },
    checked: ["each record: place in the station's log, signature, content", "numbers without a gap"],
    facts: dayFacts(read.file, found),
    notes: [...withdrawals.map(({ why }) => why), ...found.notes.map(told)],
  };
  return { verdict, withdrawals };
}

function dayFacts({ station, day, zone, entries, size }: DayFile, { ofDay, receipt }: CheckedDay) {
  const results = ofDay.flatMap((sealed) => (sealed.kind === "result" ? [sealed.document] : []));
  const verdicts = ["pass", "fail", "void", "undecided"] as const;
  const counts = verdicts.map(
    (word) => `${results.filter(({ verdict }) => verdict === word).length} ${word}`,
  );
  return {
    ...{ station, day, zone },
    records: `${results.length} (${counts.join(", ")})`,
    withdrawals: ofDay.length - results.length,
    entries: `${entries.length} of ${size}`,
    ...receiptFacts(receipt),
  };
}

function receiptFacts(receipt: VerifiedCheckpoint | null): Record<string, unknown> {
  if (receipt === null) return {};
  return {
    witness: receipt.witnesses.join(", "),
    witnessed: new Date(receipt.witnessedMs).toISOString(),
  };
}

function refusedFile(
  file: string,
  kind: "evidence" | "day",
  found: Refusal & { readonly index: number | null },
): FileVerdict {
  return { file, kind, checked: [], failures: [failureOf(found, placeIn(kind, found))], facts: {} };
}
