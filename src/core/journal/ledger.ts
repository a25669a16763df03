import { CommandsNoted } from "../commands/commands-noted.ts";
import { evidenceNeedsFrom } from "../commands/evidence-orders.ts";
import type { SealedRecord } from "../delivery/receipt-book.ts";
import { EvidencePolicyFold } from "../evidence/policy-noted.ts";
import { OutagesNoted } from "../outages/outages-noted.ts";
import { PeopleNoted } from "../people/people-noted.ts";
import type { JobId } from "../quantities/ids.ts";
import { QueueNoted } from "../queue/queue-noted.ts";
import { TakenInNoted } from "../queue/taken-in-noted.ts";
import type { ClockWord } from "../record/job-clock.ts";
import type { TrustListTaken, TrustNoted } from "../record/trust-noted.ts";
import { ActsNoted } from "./acts-noted.ts";
import { ArchivedSegments } from "./archived-segments.ts";
import type {
  ClockNoted,
  ConsoleActed,
  JobOpened,
  JobOrder,
  JournalEntry,
  OpenedSource,
  OpenJob,
  ReceiptReceived,
  RecordSealed,
  SoftwareIdentity,
  StationSummary,
  WithdrawalSealed,
} from "./entry.ts";
import type { EvidenceEntry } from "./evidence-entries.ts";
import type { KeptFrom } from "./retention.ts";
import { WithdrawalsNoted } from "./withdrawals-noted.ts";

/** Waiting files of as many jobs as this stand in a summary: a kill comes between a job and the claim of its file, and that is the newest. */
const SOURCES_KEPT = 64;
/**
 * A second attempt follows on the same day, a re-inspection within the days of its rulebook: no station has as many in that time. Each
 * stands in every summary with 67 bytes.
 */
const RETAKEN_KEPT = 4_096;

/**
 * What the entries of a journal amount to, without the insides of any job: numbers already used, who is open, what waits for a
 * receipt, which texts need not be stored again. A fold of the entries and nothing else. It is small, so that a summary of it
 * can stand in each segment, and a start reads no further back.
 */
export class JournalLedger {
  /** The highest number that a job has, or that is given up. */
  jobsOpened = 0;
  readonly acts = new ActsNoted();
  readonly people = new PeopleNoted();
  readonly withdrawals = new WithdrawalsNoted();
  readonly queue = new QueueNoted();
  readonly takenIn = new TakenInNoted();
  readonly commands = new CommandsNoted();
  readonly outages = new OutagesNoted();
  readonly evidence = new EvidencePolicyFold();
  /** Withdrawals among them. */
  recordsSealed = 0;
  software: SoftwareIdentity | null = null;
  clock: ClockWord = { status: "unknown", doubt: null };
  /** Of the newest word of the clock among the entries that were folded; -1 for none. */
  clockIndex = -1;
  /** The newest list of keys; null before the first. */
  trust: TrustNoted | null = null;
  /** The newest. */
  receipt: { readonly size: number; readonly checkpoint: string } | null = null;
  readonly archived = new ArchivedSegments();
  kept: KeptFrom | null = null;
  /** Of the newest summary; 0 for none, as the first segment needs none. */
  summaryIndex = 0;
  /** Index of the entry that stored it, by its hash. */
  readonly artifacts = new Map<string, number>();
  readonly openJobs = new Map<JobId, OpenJob>();
  #unreceipted: readonly SealedRecord[] = [];
  #sources: readonly OpenedSource[] = [];
  #retaken: readonly string[] = [];

  /** As it was just before the summary of that index. */
  static from(summary: StationSummary, index: number): JournalLedger {
    const ledger = new JournalLedger();
    ledger.#begin(summary);
    ledger.note(summary, index);
    return ledger;
  }

  /** Becomes what another one is, which goes its own way from then on. Asked of a new one. */
  takeOver(other: JournalLedger): void {
    this.#begin(other.summary());
    this.summaryIndex = other.summaryIndex;
    this.clockIndex = other.clockIndex;
    for (const [sha256, index] of other.artifacts) this.artifacts.set(sha256, index);
  }

  #begin(summary: Omit<StationSummary, "type" | "at">): void {
    this.jobsOpened = summary.jobsOpened;
    this.recordsSealed = summary.recordsSealed;
    this.software = summary.software;
    this.clock = summary.clock;
    this.receipt = summary.receipt;
    this.trust = summary.trust ?? null;
    if (this.trust !== null) this.commands.listTaken(this.trust);
    this.acts.goOn(summary.acts);
    if (summary.people !== undefined) this.people.goOn(summary.people);
    if (summary.withdrawals !== undefined) this.withdrawals.goOn(summary.withdrawals);
    if (summary.queue !== undefined) this.queue.goOn(summary.queue);
    if (summary.takenIn !== undefined) this.takenIn.goOn(summary.takenIn);
    if (summary.commands !== undefined) this.commands.goOn(summary.commands);
    if (summary.outages !== undefined) this.outages.goOn(summary.outages);
    if (summary.evidence !== undefined) this.evidence.goOn(summary.evidence);
    this.archived.goOn(summary);
    this.kept = summary.kept;
    for (const { sha256, index } of summary.artifacts) this.artifacts.set(sha256, index);
    for (const open of summary.openJobs) this.openJobs.set(open.job, open);
    this.#unreceipted = summary.unreceipted;
    this.#sources = summary.sources;
    this.#retaken = summary.retaken ?? [];
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

  /** True where the first attempt of this record has had its second. */
  isRetaken(record: string): boolean {
    return this.#retaken.includes(record);
  }

  /** The oldest entry that an open job is made of, a record without a receipt stands in, or evidence that was ordered may need; `none` where there is none. */
  neededFrom(none: number, nowWallMs: number): number {
    const opened = [...this.openJobs.values()].map(({ index }) => index);
    const needed = this.#neededByOpenJobs();
    const texts = [...this.artifacts].flatMap(([sha256, index]) => (needed.has(sha256) ? [index] : []));
    const ordered = evidenceNeedsFrom(this.commands.standing.evidence, nowWallMs, none);
    const unreceipted = this.#unreceipted.slice(0, 1).map(({ index }) => index);
    return Math.min(ordered, ...opened, ...texts, ...unreceipted);
  }

  note(entry: JournalEntry, index: number): void {
    switch (entry.type) {
      case "station-started":
        this.software = entry.software;
        this.clock = { status: entry.timeStatus, doubt: null };
        return;
      case "clock-noted":
        this.#clockNoted(entry, index);
        return;
      case "outage-noted":
        this.outages.note(entry, this.recordsSealed);
        return;
      case "trust-list-taken":
        this.#listTaken(entry);
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
      case "withdrawal-sealed":
        this.#withdrawn(entry, index);
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
      case "segment-archived":
        this.archived.note(entry.segment);
        return;
      case "segment-let-go":
        this.kept = entry.kept;
        return;
      case "person-acted":
      case "delivery-locked":
        this.acts.note(entry);
        this.jobsOpened = Math.max(this.jobsOpened, this.acts.jobsGivenUp);
        return;
      case "console-acted":
        this.#acted(entry);
        return;
      case "command-received":
        this.commands.note({ ...entry, atWallMs: entry.at.wallMs }, index);
        return;
      case "recheck-answered":
        this.commands.answering(entry, index);
        return;
      case "evidence-kept":
      case "evidence-policy":
        this.#evidenced(entry, index);
        return;
      case "console-refused":
      case "job-input":
      case "device-fault":
      case "journal-mended":
        return;
      default: // One that nobody has thought of here does not compile.
        entry satisfies never;
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
      acts: this.acts.summary(),
      ...this.people.summed(),
      unreceipted: this.#unreceipted,
      openJobs: [...this.openJobs.values()],
      artifacts: [...this.artifacts]
        .filter(([sha256]) => needed.has(sha256))
        .map(([sha256, index]) => ({ sha256, index })),
      sources: this.#sources,
      ...this.archived.summary(),
      kept: this.kept,
      ...(this.#retaken.length === 0 ? {} : { retaken: this.#retaken }),
      ...this.withdrawals.summed(),
      ...this.queue.summed(),
      ...this.takenIn.summed(),
      ...(this.trust === null ? {} : { trust: this.trust }),
      ...this.commands.summed(),
      ...this.outages.summed(),
      ...this.evidence.summed(),
    };
  }

  #clockNoted({ status, doubt }: ClockNoted, index: number): void {
    this.clock = { status, doubt };
    this.clockIndex = index;
  }

  #listTaken({ list }: TrustListTaken): void {
    this.trust = list;
    this.commands.listTaken(list);
  }

  #evidenced(entry: EvidenceEntry, index: number): void {
    if (entry.type === "evidence-policy") this.evidence.noted(entry, index);
    else {
      const { record, sha256, at } = entry;
      this.commands.evidenceKept(record, { sha256, atWallMs: at.wallMs });
      this.evidence.kept(entry);
    }
  }

  #acted(entry: ConsoleActed): void {
    const { act, by, at } = entry;
    this.people.note(act);
    this.withdrawals.acted(entry, this.clock.status);
    if (act.kind === "record-withdrawn") this.commands.withdrawn(act.record);
    if (act.kind === "queue-placed") this.queue.note(act);
    // The station itself takes nobody in.
    if (act.kind === "taken-in" && by !== null) this.takenIn.tookIn(act, by.person, at.wallMs);
    if (act.kind === "taken-out") this.takenIn.tookOut(act);
  }

  #opened({ job, order, source, rechecks }: JobOpened, index: number): void {
    this.jobsOpened += 1;
    if (rechecks !== undefined) this.commands.begun(job, rechecks);
    this.openJobs.set(job, { job, index, order, word: this.clock });
    if (order.after !== undefined)
      this.#retaken = [...this.#retaken, order.after.record].slice(-RETAKEN_KEPT);
    if (source === undefined) return;
    this.queue.taken(order.kind, source);
    this.takenIn.opened(order.kind, source);
    this.#sources = [...this.#sources, { job, kind: order.kind, ...source }].slice(-SOURCES_KEPT);
  }

  #sealed({ job, record, at }: RecordSealed, index: number): void {
    this.commands.sealed(record, at.wallMs);
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

  #withdrawn(entry: WithdrawalSealed, index: number): void {
    const { job, record, withdraws, at } = entry;
    const pending = this.withdrawals.pendingOf(withdraws);
    const sequence = this.recordsSealed;
    this.recordsSealed += 1;
    this.withdrawals.sealed(entry);
    // As with a record of no job.
    if (pending === null) return;
    const { kind } = pending;
    const sealed = { job, kind, record, index, sequence, sealedWallMs: at.wallMs, withdraws };
    this.#unreceipted = [...this.#unreceipted, sealed];
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

/** The texts that a job is made from. */
export function artifactsOf(order: JobOrder): readonly string[] {
  const { dossierSha256, rulebookSha256, courseSha256, vehicleSha256 } = order;
  return [dossierSha256, rulebookSha256, courseSha256, vehicleSha256].filter((sha256) => sha256 !== null);
}
