import { isDirectoryLocked } from "../adapters/disk/directory-lock.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { photosOfRecord } from "../adapters/disk/photo-copies.ts";
import type { ReceiptReceived, RecordSealed, WithdrawalSealed } from "../core/journal/entry.ts";
import { sameBytes } from "../core/journal/merkle-proof.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { JournalEvidence } from "../core/record/journal-evidence.ts";
import { type Refusal, refusal } from "../core/record/verification-failure.ts";
import { verifyReceipt } from "../core/record/verify-checkpoint.ts";
import { type Verifier, verifyRecord } from "../core/record/verify-record.ts";
import { verifySealed } from "../core/record/verify-withdrawal.ts";
import { toldWithdrawn } from "../core/record/withdrawal-evidence.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { type FileFailure, type FileVerdict, failureOf, noteFailure } from "./file-verdict.ts";
import { type PhotoFolder, photosAway } from "./record-photos.ts";
import { type KnownWithdrawal, noticedWithdrawal } from "./withdrawal-told.ts";

interface JournalLooked {
  readonly archive?: string | undefined;
  readonly photos?: PhotoFolder | null;
  /** Takes the withdrawals of a journal that is believed. */
  readonly found?: KnownWithdrawal[];
}

/**
 * Every frame, hash, entry, record and receipt of a journal directory, and each record against the entries that it was
 * made from; with `photos` the bytes of each photo that an entry names. Throws EdgeError FILE_UNREADABLE if there is none.
 */
export function verifyJournal(
  directory: string,
  verifier: Verifier,
  { archive, photos = null, found }: JournalLooked = {},
): FileVerdict {
  const isLive = isDirectoryLocked(directory);
  const verdict: FileVerdict = { file: directory, kind: "journal", checked: [], failures: [], facts: {} };
  let reader: JournalReader;
  try {
    reader = new JournalReader(directory, { archive });
  } catch (error) {
    if (!(error instanceof EdgeError) || !OF_THE_JOURNAL.has(error.code)) throw error;
    noteFailure(verdict, unreadable(error, directory));
    return verdict;
  }
  const audit = new JournalAudit(verifier, reader, verdict, photos);
  try {
    for (const entry of reader.records()) audit.entry(entry);
    const end = reader.end;
    if (end !== null && end.row.decision === "cut") audit.unfinished(end.bytesAfter, end.row.label, isLive);
    if (reader.indexDifference !== null) verdict.checked.push(damagedIndex(reader.indexDifference));
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    noteFailure(verdict, unreadable(error, `entry ${audit.index}`));
  } finally {
    reader.close();
  }
  audit.conclude(reader.segments.length);
  if (verdict.failures.length === 0) found?.push(...audit.withdrawn());
  return verdict;
}

/** The records are proven all the same: the index is made from them. */
export function damagedIndex(record: number): string {
  return `The hash index is damaged at entry ${record}; the records are not, and the next start makes it again from them.`;
}

const OF_THE_JOURNAL: ReadonlySet<string> = new Set(["JOURNAL_CORRUPT", "JOURNAL_ALTERED", "JOURNAL_FORMAT"]);

/** The journal's own failure as one of what was asked to be verified. */
function unreadable({ code, message, context }: EdgeError, where: string): FileFailure {
  const { reason: why, path, position } = context as { reason?: Reason; path?: string; position?: number };
  if (why !== undefined) return failureOf({ reason: why }, where);
  const params = { path: path ?? where, position: position ?? 0 };
  const isDamaged = OF_THE_JOURNAL.has(code);
  const zh = isDamaged
    ? `日志已损坏：${params.path}，第 ${params.position} 字节。`
    : `日志文件无法读取：${params.path}。`;
  return { code, params, zh, en: message, where };
}

/** As many as of failures. */
const WITHDRAWN_LISTED = 1000;

class JournalAudit {
  index = 0;
  readonly #reader: JournalReader;
  readonly #verifier: Verifier;
  readonly #station: string;
  readonly #verdict: FileVerdict;
  readonly #evidence: JournalEvidence;
  readonly #folder: PhotoFolder | null;
  #photos = 0;
  /** Withdrawals among them. */
  #records = 0;
  #withdrawals = 0;
  #receipts = 0;
  #receiptedSize = 0;

  constructor(verifier: Verifier, reader: JournalReader, verdict: FileVerdict, photos: PhotoFolder | null) {
    const { station } = reader;
    this.#reader = reader;
    this.#verifier = verifier;
    this.#station = station;
    this.#verdict = verdict;
    this.#folder = photos;
    this.#evidence = new JournalEvidence(station, verifier.digest);
  }

  entry(bytes: Uint8Array): void {
    const entry = readEntry(bytes);
    if (entry === null) this.#refuse(refusal("ENTRY_MALFORMED", {}));
    else {
      if (entry.type === "record-sealed") this.#record(entry);
      if (entry.type === "withdrawal-sealed") this.#withdrawal(entry);
      if (entry.type === "receipt") this.#receipt(entry);
      const problem = this.#evidence.note(entry, this.index);
      if (problem !== null) this.#refuse(problem);
      this.#lookAtPhotos(bytes);
    }
    this.index++;
  }

  unfinished(bytes: number, row: string, isLive: boolean): void {
    if (isLive)
      this.#verdict.checked.push(
        `After the last whole entry ${bytes} bytes of an unfinished one follow (${row}). A station is writing here.`,
      );
    else this.#refuse(refusal("UNFINISHED_ENTRY", { bytes, row }));
  }

  conclude(segments: number): void {
    const { checked, facts } = this.#verdict;
    checked.push(
      `${this.index} entries in ${segments} segment(s): frames, tree, form, order, artifacts`,
      `${this.#records - this.#withdrawals} sealed records: signature, content, sequence, agreement with the entries`,
      ...this.#evidence.closed.map(
        ({ job, reason: { code } }) => `job ${job} was closed without a record [${code}]`,
      ),
      ...(this.#withdrawals === 0
        ? []
        : [
            `${this.#withdrawals} withdrawals: signature, content, sequence, agreement with the acts of people`,
          ]),
      `${this.#receipts} receipts: log signature, cosignature, root; they cover ${this.#receiptedSize} of ${this.index} entries`,
    );
    if (this.#photos > 0) this.#tellOfPhotos(this.#photos);
    Object.assign(facts, {
      station: this.#station,
      entries: this.index,
      records: this.#records - this.#withdrawals,
      ...(this.#withdrawals === 0 ? {} : { withdrawals: this.#withdrawals }),
      receipts: this.#receipts,
      closedJobs: this.#evidence.closed.length,
      receiptedSize: this.#receiptedSize,
    });
    const withdrawn = this.#evidence.withdrawals.all;
    if (withdrawn.length > 0)
      this.#verdict.notes = [
        ...(this.#verdict.notes ?? []),
        ...withdrawn.slice(0, WITHDRAWN_LISTED).map((one) => told(toldWithdrawn(one))),
      ];
  }

  withdrawn(): readonly KnownWithdrawal[] {
    return this.#evidence.withdrawals.all.map((one) => noticedWithdrawal(one, this.#station));
  }

  #tellOfPhotos(photos: number): void {
    if (this.#folder === null)
      this.#verdict.notes = [told(reason("PHOTOS_OF_JOURNAL_NOT_LOOKED_AT", { photos }))];
    else this.#verdict.checked.push(`bytes of the photos that entries name: ${photos}`);
  }

  #lookAtPhotos(bytes: Uint8Array): void {
    const named = photosOfRecord(bytes);
    this.#photos += named.length;
    if (this.#folder === null) return;
    for (const why of photosAway(named, this.#folder))
      noteFailure(this.#verdict, failureOf({ reason: why }, `entry ${this.index}`));
  }

  #record(sealed: RecordSealed): void {
    const sequence = this.#records++;
    const verified = verifyRecord(this.#verifier, sealed.envelope);
    if (verified.kind === "refused") {
      this.#refuse(verified);
      return;
    }
    const { document } = verified;
    if (verified.record !== sealed.record || document.job !== sealed.job)
      this.#refuse(refusal("ENTRY_MISMATCH", {}));
    if (document.station !== this.#station)
      this.#refuse(refusal("STATION_MISMATCH", { found: document.station, expected: this.#station }));
    if (document.sequence !== sequence)
      this.#refuse(refusal("SEQUENCE_GAP", { found: document.sequence, expected: sequence }));
    const { endIndex } = document.evidence;
    if (endIndex > this.index) {
      const because = reason("EVIDENCE_AHEAD", { endIndex, index: this.index });
      this.#refuse(refusal("EVIDENCE_INCONSISTENT", { because }));
      return;
    }
    const contradiction = this.#evidence.contradictionOf(document, sealed.job);
    if (contradiction !== null) this.#refuse(contradiction);
  }

  /** Held against the act of the person that it came of; whether there is one, and the record before it, the entries say. */
  #withdrawal(sealed: WithdrawalSealed): void {
    const sequence = this.#records++;
    this.#withdrawals++;
    const verified = verifySealed(this.#verifier, sealed.envelope);
    if (verified.kind !== "withdrawal") {
      this.#refuse(verified.kind === "refused" ? verified : refusal("ENTRY_MISMATCH", {}));
      return;
    }
    const { document, record } = verified;
    if (record !== sealed.record || document.job !== sealed.job) this.#refuse(refusal("ENTRY_MISMATCH", {}));
    else if (document.withdraws.record !== sealed.withdraws) this.#refuse(refusal("ENTRY_MISMATCH", {}));
    if (document.station !== this.#station)
      this.#refuse(refusal("STATION_MISMATCH", { found: document.station, expected: this.#station }));
    if (document.sequence !== sequence)
      this.#refuse(refusal("SEQUENCE_GAP", { found: document.sequence, expected: sequence }));
    const contradiction = this.#evidence.contradictionOfWithdrawal(document, sealed.withdraws);
    if (contradiction !== null) this.#refuse(contradiction);
  }

  #receipt({ size, checkpoint }: ReceiptReceived): void {
    this.#receipts++;
    const problem = this.#receiptProblem(size, checkpoint);
    if (problem === null) this.#receiptedSize = Math.max(this.#receiptedSize, size);
    else this.#refuse(problem);
  }

  #receiptProblem(claimed: number, checkpoint: string): Refusal | null {
    const verified = verifyReceipt(this.#verifier, this.#station, checkpoint);
    if (verified.kind === "refused") return verified;
    const { origin, size, root } = verified.checkpoint;
    if (size !== claimed || size > this.index) return refusal("CHECKPOINT_FOREIGN", { origin, size });
    const isOurs = sameBytes(this.#reader.root(size), root);
    return isOurs ? null : refusal("RECEIPT_ROOT_MISMATCH", { size });
  }

  #refuse(found: Refusal): void {
    noteFailure(this.#verdict, failureOf(found, `entry ${this.index}`));
  }
}
