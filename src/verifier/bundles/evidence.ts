import { sameBytes, utf8Of } from "../bytes/octets.ts";
import type { Receipt } from "../sealed/checkpoint.ts";
import type { SealedResult, Standing } from "../sealed/sealed.ts";
import { keyNotes, notesOf, receiptFacts, sealedFacts, secondChecked } from "../sealed-verdict.ts";
import { fingerprintOf } from "../signed/keys.ts";
import { broughtNotes, standingNotes, standingWith } from "../standing.ts";
import { refusalOf, refuse, tell } from "../told.ts";
import { type Context, refusedAs, type Verdict } from "../verdict.ts";
import type { Told } from "../words/word-shape.ts";
import { at, type Entry, entriesInLog } from "./disclosed.ts";
import { evidenceEntry } from "./entry-forms.ts";
import { type EvidenceFile, evidenceIn, type Photo, unpackedBundle } from "./evidence-form.ts";
import { JobEvidence } from "./job-evidence.ts";
import { verifyRedacted } from "./redacted.ts";
import { isRedacted } from "./redacted-form.ts";
import { sealedOfEntry } from "./sealed-entry.ts";
import { WithdrawalSeen } from "./withdrawal-seen.ts";

/** All that one record was made from. Whether its verdict follows from that is for a replay. */
export function verifyEvidence(packed: Uint8Array, context: Context): Verdict {
  const unpacked = refusalOf(() => ({ value: unpackedBundle(packed, context.unpackedMax) }));
  if ("code" in unpacked) return refusedAs("evidence", unpacked, context);
  const { value } = unpacked;
  if (isRedacted(value)) return verifyRedacted(value, context);
  const found = refusalOf(() => readEvidence(value, context));
  if ("code" in found) return refusedAs("evidence", found, context);
  const { result, withdrawn, entries, receipt, job, photos, away, standing } = found;
  const withdrawal = withdrawn.sealed;
  const { evidence } = result.document;
  return {
    ...{ kind: "evidence", word: "verified", failures: [] },
    checked: [
      tell("CHECKED_RECORD", {}),
      ...secondChecked(result.second),
      tell("CHECKED_ENTRIES", { entries: entries.length, size: receipt.size }),
      tell("CHECKED_COMPLETE", {
        entries: evidence.entries,
        from: evidence.firstIndex,
        to: evidence.endIndex,
      }),
      tell("CHECKED_TEXTS", { texts: job.texts.length }),
      ...(photos.length === 0 ? [] : [tell("CHECKED_PHOTOS", { photos: photos.length })]),
    ],
    notes: [
      ...(withdrawal === null ? [] : notesOf(withdrawal)),
      ...notesOf(result),
      ...keyNotes(result, receipt),
      ...withdrawalNotes(withdrawn, result),
      ...(away === 0 ? [] : [tell("EVIDENCE_PHOTOS_AWAY", { photos: away })]),
      ...broughtNotes(standing, found.hasBrought, context),
      ...standingNotes(standing, context),
    ],
    facts: {
      ...sealedFacts(result),
      ...receiptFacts(receipt),
      ...{ entries: entries.length, photos: photos.length, photosAway: away },
      ...(withdrawal === null ? {} : { withdrawnBy: withdrawal.record }),
      ...(withdrawn.isPending ? { withdrawalPending: true } : {}),
    },
    content: {
      document: result.document,
      withdrawal: withdrawal?.document ?? null,
      entries: entries.map(({ index, value }) => ({ index, entry: value })),
      photos,
    },
    seen: context.seen,
  };
}

function withdrawalNotes(withdrawn: WithdrawalSeen, { record }: SealedResult): readonly Told[] {
  const { act, sealed } = withdrawn;
  if (sealed !== null) return [];
  if (act === null) return [tell("EVIDENCE_NO_WITHDRAWAL", {})];
  const { by, choice, note, at } = act;
  return [tell("WITHDRAWAL_PENDING", { record, by, choice, note, at })];
}

/** Throws Refused. */
function readEvidence(value: unknown, context: Context) {
  const { file, hashes, photos } = evidenceIn(value);
  const standing = standingWith(file.trust, context);
  const { entries, receipt } = entriesInLog(standing, file, hashes);
  const result = recordAmong(standing, entries, file);
  const job = new JobEvidence(file.station, file.job);
  const withdrawn = new WithdrawalSeen(result);
  for (const entry of entries)
    at(entry.index, () => takeIn(standing, entry, { file, result, job, withdrawn }));
  photosMustBeNamed(photos, job.photos);
  const held = new Set(photos.map(({ sha256 }) => sha256));
  const away = [...job.photos].filter((sha256) => !held.has(sha256)).length;
  const hasBrought = context.trust === null && file.trust !== undefined;
  return {
    standing,
    result,
    withdrawn,
    entries,
    receipt,
    job,
    photos,
    away,
    hasBrought,
  } as {
    readonly standing: Standing;
    readonly result: SealedResult;
    readonly withdrawn: WithdrawalSeen;
    readonly entries: readonly Entry[];
    readonly receipt: Receipt;
    readonly job: JobEvidence;
    readonly photos: readonly Photo[];
    readonly away: number;
    readonly hasBrought: boolean;
  };
}

function recordAmong(
  standing: Standing,
  entries: readonly Entry[],
  { record, job, station }: EvidenceFile["file"],
): SealedResult {
  const entry = entries.find(({ type, value }) => type === "record-sealed" && value.record === record);
  if (entry === undefined) return refuse("EVIDENCE_WITHOUT_RECORD", { record, job });
  return at(entry.index, () => {
    const sealed = sealedOfEntry(standing, entry);
    if (sealed.kind !== "record" || sealed.document.job !== job) return refuse("ENTRY_MISMATCH", {});
    const { station: found } = sealed.document;
    return found === station ? sealed : refuse("STATION_MISMATCH", { found, expected: station });
  });
}

interface Folding {
  readonly file: EvidenceFile["file"];
  readonly result: SealedResult;
  readonly job: JobEvidence;
  readonly withdrawn: WithdrawalSeen;
}

function takeIn(standing: Standing, entry: Entry, { file, result, job, withdrawn }: Folding): void {
  const known = evidenceEntry(entry);
  if (known === null) refuse("EVIDENCE_ENTRY_STRANGE", { entry: entry.type, job: file.job });
  if (known.type === "record-sealed") {
    if (known.record !== file.record) refuse("EVIDENCE_ENTRY_STRANGE", { entry: entry.type, job: file.job });
    job.mustSay(result.document);
    withdrawn.recordStands();
  }
  job.note(known, entry.index);
  if (known.type === "console-acted") withdrawn.acted(known, file.job, job.says);
  if (known.type === "withdrawal-sealed") {
    const sealed = sealedOfEntry(standing, entry);
    if (sealed.kind !== "withdrawal") refuse("ENTRY_MISMATCH", {});
    const { station: found } = sealed.document;
    if (found !== file.station) refuse("STATION_MISMATCH", { found, expected: file.station });
    withdrawn.sealedBy(sealed, known.by, job.says);
  }
}

const HEADS: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  "image/jpeg": (bytes) => begins(bytes, 0, Uint8Array.of(0xff, 0xd8, 0xff)),
  "image/png": (bytes) => begins(bytes, 0, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)),
  "image/webp": (bytes) => begins(bytes, 0, utf8Of("RIFF")) && begins(bytes, 8, utf8Of("WEBP")),
};

function begins(bytes: Uint8Array, from: number, head: Uint8Array): boolean {
  return sameBytes(bytes.subarray(from, from + head.length), head);
}

function photosMustBeNamed(photos: readonly Photo[], named: ReadonlySet<string>): void {
  const seen = new Set<string>();
  for (const { sha256, mediaType, bytes } of photos) {
    if (fingerprintOf(bytes) !== sha256 || HEADS[mediaType]?.(bytes) !== true)
      refuse("EVIDENCE_PHOTO_UNLIKE", { sha256, mediaType });
    if (!named.has(sha256) || seen.has(sha256)) refuse("EVIDENCE_PHOTO_STRANGE", { sha256 });
    seen.add(sha256);
  }
}
