import type { SealedRecord } from "../delivery/receipt-book.ts";
import type { JobId } from "../quantities/ids.ts";
import type { ClockWord } from "../record/job-clock.ts";
import type {
  JobOpened,
  JobOrder,
  JournalEntry,
  OpenedSource,
  OpenJob,
  ReceiptReceived,
  RecordSealed,
  SoftwareIdentity,
  StationSummary,
} from "./entry.ts";

/** Waiting files of as many jobs as this stand in a summary: a kill comes between a job and the claim of its file, and that is the newest. */
const SOURCES_KEPT = 64;

/**
 * What the entries of a journal amount to, without the insides of any job: numbers already used, who is open, what waits for a
 * receipt, which texts need not be stored again. A fold of the entries and nothing else. It is small, so that a summary of it
 * can stand in each segment, and a start reads no further back.
 */
export class JournalLedger {
  jobsOpened = 0;
  recordsSealed = 0;
  software: SoftwareIdentity | null = null;
  clock: ClockWord = { status: "unknown", doubt: null };
  /** The newest. */
  receipt: { readonly size: number; readonly checkpoint: string } | null = null;
  /** Of the newest summary; 0 for none, as the first segment needs none. */
  summaryIndex = 0;
  /** Index of the entry that stored it, by its hash. */
  readonly artifacts = new Map<string, number>();
  readonly openJobs = new Map<JobId, OpenJob>();
  #unreceipted: readonly SealedRecord[] = [];
  #sources: readonly OpenedSource[] = [];

  /** As it was just before the summary of that index. */
  static from(summary: StationSummary, index: number): JournalLedger {
    const ledger = new JournalLedger();
    ledger.jobsOpened = summary.jobsOpened;
    ledger.recordsSealed = summary.recordsSealed;
    ledger.software = summary.software;
    ledger.clock = summary.clock;
    ledger.receipt = summary.receipt;
    for (const { sha256, index: at } of summary.artifacts) ledger.artifacts.set(sha256, at);
    for (const open of summary.openJobs) ledger.openJobs.set(open.job, open);
    ledger.#unreceipted = summary.unreceipted;
    ledger.#sources = summary.sources;
    ledger.note(summary, index);
    return ledger;
  }

  copy(): JournalLedger {
    const copy = JournalLedger.from({ type: "station-summary", at: NO_TIME, ...this.summary() }, 0);
    copy.summaryIndex = this.summaryIndex;
    for (const [sha256, index] of this.artifacts) copy.artifacts.set(sha256, index);
    return copy;
  }

  get receiptedSize(): number {
    return this.receipt?.size ?? 0;
  }

  get unreceipted(): readonly SealedRecord[] {
    return this.#unreceipted;
  }

  /** Of the newest jobs that were made of waiting files, oldest first. */
  get sources(): readonly OpenedSource[] {
    return this.#sources;
  }

  note(entry: JournalEntry, index: number): void {
    switch (entry.type) {
      case "station-started":
        this.software = entry.software;
        this.clock = { status: entry.timeStatus, doubt: null };
        return;
      case "clock-noted":
        this.clock = { status: entry.status, doubt: entry.doubt };
        return;
      case "artifact-stored":
        this.artifacts.set(entry.sha256, index);
        return;
      case "job-opened":
        this.#opened(entry, index);
        return;
      case "record-sealed":
        this.#sealed(entry, index);
        return;
      case "job-closed":
        this.#ended(entry.job);
        return;
      case "receipt":
        this.#receipted(entry);
        return;
      case "station-summary":
        this.summaryIndex = index;
        this.#keepOfOpenJobs([...this.artifacts.keys()]);
        return;
      case "job-input":
      case "device-fault":
      case "journal-mended":
        return;
    }
  }

  /** Everything that a start needs of what stands before. Texts of rules are not held past it: a later job stores them again. */
  summary(): Omit<StationSummary, "type" | "at"> {
    const needed = this.#neededByOpenJobs();
    return {
      jobsOpened: this.jobsOpened,
      recordsSealed: this.recordsSealed,
      software: this.software,
      clock: this.clock,
      receipt: this.receipt,
      unreceipted: this.#unreceipted,
      openJobs: [...this.openJobs.values()],
      artifacts: [...this.artifacts]
        .filter(([sha256]) => needed.has(sha256))
        .map(([sha256, index]) => ({ sha256, index })),
      sources: this.#sources,
    };
  }

  #opened({ job, order, source }: JobOpened, index: number): void {
    this.jobsOpened += 1;
    this.openJobs.set(job, { job, index, order, word: this.clock });
    if (source === undefined) return;
    this.#sources = [...this.#sources, { job, kind: order.kind, ...source }].slice(-SOURCES_KEPT);
  }

  #sealed({ job, record, at }: RecordSealed, index: number): void {
    const open = this.openJobs.get(job);
    const sequence = this.recordsSealed;
    this.recordsSealed += 1;
    // No station writes it; whoever verifies says so, and it must not stop a start.
    if (open === undefined) return;
    const { kind } = open.order;
    const sealed = { job, kind, record, index, sequence, sealedWallMs: at.wallMs };
    // Anew each time: whoever was given the list before has it as it was.
    this.#unreceipted = [...this.#unreceipted, sealed];
    this.#ended(job);
  }

  /** A subject's text goes with its job; one that comes again is stored again. */
  #ended(job: JobId): void {
    const open = this.openJobs.get(job);
    this.openJobs.delete(job);
    if (open !== undefined) this.#keepOfOpenJobs([open.order.dossierSha256]);
  }

  #receipted({ size, checkpoint }: ReceiptReceived): void {
    if (size < this.receiptedSize) return;
    this.receipt = { size, checkpoint };
    this.#unreceipted = this.#unreceipted.filter((record) => record.index >= size);
  }

  /** Drops those of `named` that no open job was made from. */
  #keepOfOpenJobs(named: readonly string[]): void {
    const needed = this.#neededByOpenJobs();
    for (const sha256 of named) if (!needed.has(sha256)) this.artifacts.delete(sha256);
  }

  #neededByOpenJobs(): ReadonlySet<string> {
    return new Set([...this.openJobs.values()].flatMap(({ order }) => artifactsOf(order)));
  }
}

const NO_TIME = { monoMs: 0, wallMs: 0 };

/** The texts that a job is made from. */
export function artifactsOf(order: JobOrder): readonly string[] {
  const { dossierSha256, rulebookSha256, courseSha256, vehicleSha256 } = order;
  return [dossierSha256, rulebookSha256, courseSha256, vehicleSha256].filter((sha256) => sha256 !== null);
}
