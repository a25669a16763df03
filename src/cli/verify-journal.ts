import { z } from "zod";
import { isDirectoryLocked } from "../adapters/disk/directory-lock.ts";
import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { MerkleTree } from "../core/journal/merkle.ts";
import { sameBytes } from "../core/journal/merkle-proof.ts";
import { StoredHashes } from "../core/journal/stored-hashes.ts";
import { parseSealedEntry } from "../core/record/proof-bundle.ts";
import { parseStrictJson } from "../core/record/strict-json.ts";
import { type Refusal, refusal } from "../core/record/verification-failure.ts";
import { verifyReceipt } from "../core/record/verify-checkpoint.ts";
import { type Verifier, verifyRecord } from "../core/record/verify-record.ts";
import { EdgeError } from "../errors.ts";
import { type FileVerdict, failureOf } from "./file-verdict.ts";

/** What an entry is, told without parsing the many that are neither. */
const SEALED = '"record-sealed"';
const RECEIPT = '"receipt"';
const receiptSchema = z.looseObject({
  type: z.literal("receipt"),
  size: z.int().min(0),
  checkpoint: z.string(),
});
const ENTRY_BYTES_MAX = 1024 * 1024;

/** Every frame, hash, record and receipt of a journal directory. Throws EdgeError FILE_UNREADABLE if there is none. */
export function verifyJournal(directory: string, verifier: Verifier): FileVerdict {
  const isLive = isDirectoryLocked(directory);
  const verdict: FileVerdict = { file: directory, kind: "journal", checked: [], failures: [], facts: {} };
  let reader: JournalReader;
  try {
    reader = new JournalReader(directory);
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "JOURNAL_CORRUPT") throw error;
    verdict.failures.push({
      code: error.code,
      zh: "日志已损坏。",
      en: error.message,
      detail: "",
      where: directory,
    });
    return verdict;
  }
  const audit = new JournalAudit(verifier, reader.station, verdict);
  try {
    for (const entry of reader.records((hashes) => audit.hashes.push(hashes))) audit.entry(entry);
    const end = reader.end;
    if (end !== null && end.row.decision === "cut") audit.unfinished(end.bytesAfter, end.row.label, isLive);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    verdict.failures.push({
      code: error.code,
      zh: "日志已损坏。",
      en: error.message,
      detail: "",
      where: `entry ${audit.index}`,
    });
  } finally {
    reader.close();
  }
  audit.conclude(reader.segments.length);
  return verdict;
}

class JournalAudit {
  readonly hashes = new StoredHashes();
  index = 0;
  readonly #tree: MerkleTree;
  readonly #verifier: Verifier;
  readonly #station: string;
  readonly #verdict: FileVerdict;
  #records = 0;
  #receipts = 0;
  #receiptedSize = 0;

  constructor(verifier: Verifier, station: string, verdict: FileVerdict) {
    this.#verifier = verifier;
    this.#station = station;
    this.#verdict = verdict;
    this.#tree = new MerkleTree(verifier.digest, this.hashes);
  }

  entry(bytes: Uint8Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (text.includes(SEALED)) this.#record(bytes);
    else if (text.includes(RECEIPT)) this.#receipt(bytes);
    this.index++;
  }

  unfinished(bytes: number, row: string, isLive: boolean): void {
    const en = `After the last whole entry ${bytes} bytes of an unfinished one follow (${row}).`;
    if (isLive) this.#verdict.checked.push(`${en} A station is writing here.`);
    else
      this.#verdict.failures.push({
        code: "UNFINISHED_ENTRY",
        zh: "末尾有未写完的条目。",
        en: `${en} A station that starts on this journal cuts them off.`,
        detail: "",
        where: `entry ${this.index}`,
      });
  }

  conclude(segments: number): void {
    const { checked, facts } = this.#verdict;
    checked.push(
      `${this.index} entries in ${segments} segment(s): frames, order and tree`,
      `${this.#records} sealed records: signature, content, sequence`,
      `${this.#receipts} receipts: log signature, cosignature, root; they cover ${this.#receiptedSize} of ${this.index} entries`,
    );
    Object.assign(facts, {
      station: this.#station,
      entries: this.index,
      records: this.#records,
      receipts: this.#receipts,
      receiptedSize: this.#receiptedSize,
    });
  }

  #record(bytes: Uint8Array): void {
    const sealed = parseSealedEntry(bytes);
    // Some other entry that only speaks of sealed records.
    if (sealed === null) return;
    const sequence = this.#records++;
    const verified = verifyRecord(this.#verifier, sealed.envelope);
    if (verified.kind === "refused") {
      this.#refuse(verified);
      return;
    }
    const { document } = verified;
    if (verified.record !== sealed.record || document.job !== sealed.job)
      this.#refuse(refusal("ENTRY_MISMATCH"));
    if (document.station !== this.#station) {
      this.#refuse(refusal("STATION_MISMATCH", `${document.station} in the journal of ${this.#station}`));
    }
    if (document.sequence !== sequence) {
      this.#refuse(refusal("SEQUENCE_GAP", `number ${document.sequence} where ${sequence} should stand`));
    }
    if (document.evidence.endIndex > this.index) {
      this.#refuse(refusal("EVIDENCE_INCONSISTENT", `evidence up to entry ${document.evidence.endIndex}`));
    }
  }

  #receipt(bytes: Uint8Array): void {
    const json = parseStrictJson(bytes, { bytesMax: ENTRY_BYTES_MAX });
    const entry = receiptSchema.safeParse(json.kind === "value" ? json.value : null);
    if (!entry.success) return;
    this.#receipts++;
    const problem = this.#receiptProblem(entry.data.size, entry.data.checkpoint);
    if (problem === null) this.#receiptedSize = Math.max(this.#receiptedSize, entry.data.size);
    else this.#refuse(problem);
  }

  #receiptProblem(claimed: number, checkpoint: string): Refusal | null {
    const verified = verifyReceipt(this.#verifier, this.#station, checkpoint);
    if (verified.kind === "refused") return verified;
    const { size, root } = verified.checkpoint;
    if (size !== claimed || size > this.index) return refusal("CHECKPOINT_FOREIGN", `of size ${size}`);
    const isOurs = sameBytes(this.#tree.root(size), root);
    return isOurs ? null : refusal("RECEIPT_ROOT_MISMATCH", `size ${size}`);
  }

  #refuse(found: Refusal): void {
    this.#verdict.failures.push(failureOf(found, `entry ${this.index}`));
  }
}
