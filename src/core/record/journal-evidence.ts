import type {
  DeviceIdentity,
  JobOpened,
  JobOrder,
  JournalEntry,
  ReceiptReceived,
  SoftwareIdentity,
  StationSummary,
} from "../journal/entry.ts";
import { JournalLedger } from "../journal/ledger.ts";
import type { Digest } from "../journal/merkle.ts";
import { type OutageNoted, outagesAtOpening, whyOutageNotNext } from "../outages/outages-noted.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { toHex } from "./base64.ts";
import { askedBefore } from "./build-result.ts";
import { actOf, type JobAct, openingActs } from "./job-acts.ts";
import { type ClockWord, clockNoted, goneTo, type JobClock, jobClockOf, restarted } from "./job-clock.ts";
import type { ResultDocument } from "./result-document.ts";
import { type Refusal, refusal } from "./verification-failure.ts";
import type { WithdrawalDocument } from "./withdrawal-document.ts";
import { WithdrawalEvidence } from "./withdrawal-evidence.ts";

interface JobEvidence {
  readonly order: JobOrder;
  readonly openedIndex: number;
  readonly acts: JobAct[];
  readonly asked: Pick<ResultDocument, "preChecks" | "papers" | "licence">;
  clock: JobClock;
  endIndex: number;
  entries: number;
}

/**
 * What the entries of a journal say, for whoever holds a record against them: the order of entries, the artifacts, and
 * for each open job what its record must say. Whether the verdict follows from the inputs is for `replay`.
 */
export class JournalEvidence {
  /** Jobs that ended by an event, without a record. */
  readonly closed: { readonly job: string; readonly reason: Reason }[] = [];
  /** Records that are not in force any more. */
  readonly withdrawals = new WithdrawalEvidence();
  readonly #station: string;
  readonly #digest: Digest;
  readonly #artifacts = new Set<string>();
  readonly #jobs = new Map<string, JobEvidence>();
  readonly #opened = new Set<string>();
  readonly #ledger = new JournalLedger();
  #software: SoftwareIdentity | null = null;
  #clockWord: ClockWord = { status: "", doubt: null };
  #monoMs = Number.NEGATIVE_INFINITY;
  #receiptedSize = 0;
  readonly #isExcerpt: boolean;

  /**
   * `excerpt`: the entries are those of one job alone, whose record comes after so many others. A text may come of a start that is not among them: its hash
   * is all that it says.
   */
  constructor(station: string, digest: Digest, excerpt?: { readonly recordsBefore: number }) {
    this.#station = station;
    this.#digest = digest;
    this.#isExcerpt = excerpt !== undefined;
    this.#ledger.recordsSealed = excerpt?.recordsBefore ?? 0;
  }

  /** Takes the entry in; the first thing that cannot stand after what stood before it, or null. */
  note(entry: JournalEntry, index: number): Refusal | null {
    if (this.#isExcerpt && entry.type === "artifact-stored") return this.#take(entry, index);
    // Written by another process, between two starts: its steady time says nothing of theirs.
    if (entry.type === "person-acted")
      return this.#software === null ? wrongOrder(reason("BEFORE_START", {})) : null;
    if (entry.type === "station-started") this.#monoMs = Number.NEGATIVE_INFINITY;
    else if (this.#software === null) return wrongOrder(reason("BEFORE_START", {}));
    const wentBack = entry.at.monoMs < this.#monoMs;
    this.#monoMs = entry.at.monoMs;
    const problem = this.#take(entry, index);
    this.#ledger.note(entry, index);
    return problem ?? (wentBack ? wrongOrder(reason("MONOTONIC_BACK", {})) : null);
  }

  /** Where a record of this job, sealed here, says otherwise than the journal; null where they agree. */
  contradictionOf(document: ResultDocument, job: string): Refusal | null {
    const evidence = this.#jobs.get(job);
    // An unknown job is told by `note`.
    if (evidence === undefined) return null;
    const { order, clock, asked } = evidence;
    const fields: readonly (readonly [string, unknown, unknown])[] = [
      ["kind", document.kind, order.kind],
      ["site", document.site, order.seat.site],
      ["car", document.car, order.seat.car],
      ["after", document.after?.record ?? null, order.after?.record ?? null],
      ["rulebook", document.rulebook.sha256, order.rulebookSha256],
      ["course", document.course?.sha256 ?? null, order.courseSha256],
      ["software", softwareOf(document.software), this.#software && softwareOf(this.#software)],
      ["devices", document.devices.map(deviceOf), order.devices.map(deviceOf)],
      ["time.started", document.time.started, instant(clock.startedWallMs)],
      ["time.ended", document.time.ended, instant(clock.endedWallMs)],
      ["time.status", document.time.status, clock.status],
      ["acts", document.acts ?? [], evidence.acts.map(toldAtInstant)],
      ["preChecks", document.preChecks ?? null, asked.preChecks ?? null],
      ["papers", document.papers ?? null, asked.papers ?? null],
      ["licence", document.licence ?? null, asked.licence ?? null],
      ["evidence.firstIndex", document.evidence.firstIndex, evidence.openedIndex],
      ["evidence.endIndex", document.evidence.endIndex, evidence.endIndex],
      ["evidence.entries", document.evidence.entries, evidence.entries],
    ];
    for (const [field, said, journalled] of fields) {
      const [record, journal] = [JSON.stringify(said), JSON.stringify(journalled)];
      if (record !== journal) return refusal("JOURNAL_CONTRADICTED", { field, record, journal });
    }
    return null;
  }

  /** Where a withdrawal, sealed here, says otherwise than the act that it came of; null where they agree. */
  contradictionOfWithdrawal(document: WithdrawalDocument, withdraws: string): Refusal | null {
    // Before the station has said what software it is nothing can stand: told by `note`.
    if (this.#software === null) return null;
    return this.withdrawals.contradictionOf(document, withdraws, this.#software);
  }

  #take(entry: JournalEntry, index: number): Refusal | null {
    switch (entry.type) {
      case "station-started":
        this.#software = entry.software;
        this.#clockWord = { status: entry.timeStatus, doubt: null };
        for (const job of this.#jobs.values()) job.clock = restarted(job.clock);
        return entry.station === this.#station
          ? null
          : refusal("STATION_MISMATCH", { found: entry.station, expected: this.#station });
      case "artifact-stored":
        this.#artifacts.add(entry.sha256);
        return toHex(this.#digest(new TextEncoder().encode(entry.text))) === entry.sha256
          ? null
          : refusal("ARTIFACT_MISMATCH", {
              because: reason("ARTIFACT_UNLIKE_HASH", { sha256: entry.sha256 }),
            });
      case "job-opened":
        return this.#open(entry, index);
      case "job-input": {
        const job = this.#jobs.get(entry.job);
        if (job === undefined) return notOpen(entry);
        job.clock = goneTo(job.clock, entry.at);
        const act = entry.rejected === undefined ? actOf(job.order.kind, entry.input, entry.at) : null;
        if (act !== null) job.acts.push(act);
        job.endIndex = index + 1;
        job.entries++;
        return null;
      }
      case "record-sealed": {
        const { order } = this.#jobs.get(entry.job) ?? {};
        if (order === undefined) return notOpen(entry);
        this.withdrawals.sealedRecord(entry.record, entry.job, order, this.#ledger.recordsSealed);
        this.#jobs.delete(entry.job);
        return null;
      }
      case "withdrawal-sealed":
        return this.withdrawals.sealed(entry);
      case "console-acted":
        return this.withdrawals.acted(entry, this.#clockWord.status);
      case "job-closed":
        this.closed.push({ job: entry.job, reason: entry.reason });
        return this.#jobs.delete(entry.job) ? null : notOpen(entry);
      case "receipt":
        return this.#receipt(entry);
      case "clock-noted":
        this.#clockWord = entry;
        for (const job of this.#jobs.values()) job.clock = clockNoted(job.clock, entry);
        return null;
      case "outage-noted":
        return this.#outage(entry);
      case "station-summary":
        return this.#unlikeSummary(entry);
      case "segment-archived":
      case "segment-let-go":
      case "trust-list-taken":
      case "device-fault":
      case "journal-mended":
      case "person-acted":
      case "console-refused":
      case "delivery-locked":
      case "command-received":
      case "recheck-answered":
      case "evidence-kept":
      case "evidence-policy":
        return null;
    }
  }

  #receipt({ size }: ReceiptReceived): Refusal | null {
    const before = this.#receiptedSize;
    this.#receiptedSize = Math.max(before, size);
    return size >= before ? null : wrongOrder(reason("RECEIPT_SHRINKS", { size, before }));
  }

  /** What closes a state counts the records that were sealed in it. */
  #outage(entry: OutageNoted): Refusal | null {
    const { outages, recordsSealed } = this.#ledger;
    const why = whyOutageNotNext(entry, outages, recordsSealed);
    return why === null ? null : wrongOrder(why);
  }

  /** A start believes a summary: it must say what the entries before it say. */
  #unlikeSummary({ type: _, at: __, ...told }: StationSummary): Refusal | null {
    const made = this.#ledger.summary();
    const members = new Set([...Object.keys(made), ...Object.keys(told)]) as Set<keyof typeof made>;
    for (const member of members)
      if (JSON.stringify(told[member]) !== JSON.stringify(made[member]))
        return wrongOrder(reason("SUMMARY_UNLIKE_ENTRIES", { member }));
    return null;
  }

  /** Of one job's entries alone nothing says which outages stood but its opening. */
  #outagesOtherwise({ job, order, outages = [] }: JobOpened): Refusal | null {
    if (this.#isExcerpt) return null;
    const stood = outagesAtOpening(this.#ledger.outages.standing, order.devices);
    const [said, found] = [outages, stood].map((those) => JSON.stringify(those));
    if (said === found) return null;
    return wrongOrder(reason("OUTAGES_OF_JOB_OTHERWISE", { job, said: said ?? "", found: found ?? "" }));
  }

  #open(entry: JobOpened, index: number): Refusal | null {
    const { job, order, at, preChecks, papers } = entry;
    const isNew = !this.#opened.has(job);
    this.#opened.add(job);
    this.#jobs.set(job, {
      order,
      openedIndex: index,
      clock: jobClockOf(at, this.#clockWord),
      endIndex: index + 1,
      entries: 1,
      acts: openingActs(entry),
      asked: askedBefore(entry),
    });
    if (!isNew) return wrongOrder(reason("JOB_OPENED_TWICE", { job }));
    const otherwise = this.#outagesOtherwise(entry);
    if (otherwise !== null) return otherwise;
    const { dossierSha256, rulebookSha256, courseSha256, vehicleSha256 } = order;
    const replies = [preChecks?.reply ?? null, papers?.reply ?? null];
    const texts = [dossierSha256, rulebookSha256, courseSha256, vehicleSha256, ...replies];
    for (const sha256 of texts) {
      if (sha256 !== null && !this.#artifacts.has(sha256)) {
        const because = reason("ARTIFACT_NOT_BEFORE", { job, sha256 });
        return refusal("ARTIFACT_MISMATCH", { because });
      }
    }
    return null;
  }
}

function wrongOrder(because: Reason): Refusal {
  return refusal("JOURNAL_ORDER_WRONG", { because });
}

function notOpen({ type, job }: { readonly type: string; readonly job: string }): Refusal {
  return wrongOrder(reason("ENTRY_OF_NO_JOB", { entry: type, job }));
}

function instant(wallMs: number): string {
  const date = new Date(wallMs);
  return Number.isFinite(date.getTime()) ? date.toISOString() : String(wallMs);
}

/** As records have it, whatever number a journal gives for the time. */
function toldAtInstant({ act, of, by, wallMs }: JobAct): NonNullable<ResultDocument["acts"]>[number] {
  return { act, ...(of === undefined ? {} : { of }), by, at: instant(wallMs) };
}

function softwareOf({ name, version, sha256 }: SoftwareIdentity): readonly string[] {
  return [name, version, sha256];
}

function deviceOf(device: ResultDocument["devices"][number] | DeviceIdentity): readonly unknown[] {
  const { role, model, serial, simulated, calibration } = device;
  const by = calibration === null ? null : [calibration.certificate, calibration.validTo];
  return [role, device.device, model, serial, simulated, by];
}
