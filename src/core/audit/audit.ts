import { leafHash } from "../journal/merkle.ts";
import { sameBytes, verifyInclusion } from "../journal/merkle-proof.ts";
import { toHex } from "../record/base64.ts";
import type { Verifier } from "../record/verify-record.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { AuditFindings, type AuditKind, type AuditReport, type AuditSide } from "./audit-report.ts";
import type { EventSums } from "./event-audit.ts";
import { type ReadSealed, readSealed, withdrawsOf } from "./read-sealed.ts";
import type { RegistryCopy, RegistryRow } from "./registry-copy.ts";
import { differenceIn, isApartForNothing } from "./row-differences.ts";
import { SignedSizes } from "./signed-sizes.ts";
import type { SealedAtStation, StationLog } from "./station-log.ts";

export interface AuditOf {
  readonly verifier: Verifier;
  readonly log: StationLog;
  readonly copy: RegistryCopy;
  /** Of the tree over the first entries of the journal, up to those that were read. */
  readonly rootAt: (size: number) => Uint8Array;
  /** Code of what its reader has against the journal; with JOURNAL_ALTERED it was read to its end all the same, and what is altered is found here. */
  readonly stoppedBy: string | null;
}

/** A row that is not what the journal has at its place; judged when all rows are known. */
interface Displaced {
  readonly row: Pick<RegistryRow, "branch" | "index" | "kind" | "isAbandoned">;
  readonly leaf: string;
  readonly record: string;
  /** Proven to be in the log that both signed, at its index. */
  readonly isProven: boolean;
}

/**
 * Holds a station's journal, its receipts and the registry's rows against each other, and believes none of them: only what log and witness signed
 * together says which side is wrong. Rows may come in any order; one pass, and some hundred bytes for each record.
 */
export class Audit {
  readonly #of: AuditOf;
  readonly #findings = new AuditFindings();
  readonly #signed: SignedSizes;
  readonly #byLeaf = new Map<string, SealedAtStation[]>();
  readonly #byRecord = new Map<string, SealedAtStation>();
  readonly #byIndex = new Map<number, SealedAtStation>();
  /** Journal indexes of which the registry has a row, good or not. */
  readonly #met = new Set<number>();
  readonly #displaced: Displaced[] = [];
  /** By withdrawals that are good, on either side. */
  readonly #withdrawn = new Map<string, string>();
  readonly #provenWithdrawals = new Set<string>();
  readonly #saysWithdrawn = new Map<string, { readonly index: number; readonly by: string | null }>();
  /** Journal indexes that a finding at the station names. */
  readonly #atStation: number[] = [];
  #apart = 0;
  #provenSize = 0;
  #abandoned = 0;

  constructor(of: AuditOf) {
    this.#of = of;
    const { verifier, log, copy } = of;
    this.#signed = new SignedSizes(verifier, log, copy, this.#findings);
    for (const sealed of log.sealed) {
      const same = this.#byLeaf.get(sealed.leaf) ?? [];
      this.#byLeaf.set(sealed.leaf, [...same, sealed]);
      this.#byIndex.set(sealed.index, sealed);
      if (!this.#byRecord.has(sealed.record)) this.#byRecord.set(sealed.record, sealed);
      if (sealed.withdraws !== null) this.#withdrawn.set(sealed.withdraws, sealed.record);
    }
  }

  row(row: RegistryRow): void {
    const { verifier, log } = this.#of;
    const bytes = new TextEncoder().encode(row.entry);
    const leaf = toHex(leafHash(verifier.digest, bytes));
    const own = this.#byIndex.get(row.index);
    if (row.kind === "quarantined") this.#apart++;
    if (own?.leaf === leaf) {
      this.#matched(row, bytes, own);
      return;
    }
    const read = readSealed(verifier, log.station, bytes);
    const record = read?.record ?? row.record ?? "?";
    const isProven = this.#isProven(row, bytes);
    this.#displaced.push({ row, leaf, record, isProven });
    const withdraws = read?.document == null ? null : withdrawsOf(read.document);
    if (!isProven || withdraws === null) return;
    // The journal has lost it, and the record that it names is out of force all the same.
    if (!this.#withdrawn.has(withdraws)) this.#withdrawn.set(withdraws, record);
    this.#provenWithdrawals.add(record);
  }

  /** Judges what was seen, once. Its sums come with `report`: events are held against the journal in between. */
  conclude(): void {
    const { log } = this.#of;
    this.#judgeDisplaced();
    this.#judgeSealed();
    this.#judgeWithdrawals();
    this.#judgeTree();
    // Behind an entry that was taken out receipts stand earlier than they came.
    for (const { at, size } of this.#signed.ahead)
      if (size <= log.size && this.#atStation.every((index) => index > at))
        this.#findings.add("station", "unproven", reason("AUDIT_RECEIPT_AHEAD", { entry: at, size }));
    const { stoppedBy } = this.#of;
    const isTold = this.#isWhole ? this.#findings.count > 0 : this.#atStation.length > 0;
    if (stoppedBy !== null && !isTold) this.#unread(stoppedBy);
  }

  /** Entries of the journal below it are those that both keys signed; known when it is concluded. */
  get provenSize(): number {
    return this.#provenSize;
  }

  find(side: AuditSide, kind: AuditKind, why: Reason, count?: number): void {
    this.#findings.add(side, kind, why, count);
  }

  /** `events`: null where they were not compared. */
  report(events: EventSums | null): AuditReport {
    const { log } = this.#of;
    const { due, receipts } = this.#signed;
    return {
      ...{ station: log.station, events },
      sums: {
        records: log.sealed.length,
        ...this.#findings.counted,
        notYet: log.sealed.filter(({ index }) => index >= due && !this.#met.has(index)).length,
        ...{ apart: this.#apart, abandoned: this.#abandoned, receipts },
      },
      findings: this.#findings.listed,
      leftOut: this.#findings.leftOut,
    };
  }

  /** At its place with the same bytes: what stands beside the entry is held against it. */
  #matched(row: RegistryRow, bytes: Uint8Array, own: SealedAtStation): void {
    const { index, record } = own;
    if (this.#met.has(index)) {
      this.#registry("doubled", reason("AUDIT_DOUBLED_AT_REGISTRY", { record, index, place: index }));
      return;
    }
    this.#met.add(index);
    const { verifier, log } = this.#of;
    const read = readSealed(verifier, log.station, bytes);
    const what = this.#differenceOf(row, bytes, read);
    if (what !== null) {
      this.#registry("altered", reason("AUDIT_ALTERED_AT_REGISTRY", { record, index, what }));
      return;
    }
    if (
      row.kind === "quarantined" &&
      read !== null &&
      isApartForNothing(row, read, this.#signed.decisions.length > 0)
    ) {
      const defect = row.defect ?? "?";
      this.#registry("altered", reason("AUDIT_APART_WITHOUT_CAUSE", { record, index, defect }));
    }
    if (row.kind === "result") this.#saysWithdrawn.set(record, { index, by: row.withdrawnBy });
  }

  #differenceOf(row: RegistryRow, bytes: Uint8Array, read: ReadSealed | null): string | null {
    const numbered = row.kind === "quarantined" ? null : (read?.document?.sequence ?? null);
    if (numbered !== null && row.sequence !== numbered) return "sequence";
    const what = differenceIn(row, read);
    if (what !== null) return what;
    // A checkpoint that does not verify is a finding of its own.
    const isSigned = this.#signed.rootOf(row.branch, row.size) !== undefined;
    const isKept = this.#of.copy.checkpoints.some(({ size }) => size === row.size);
    if (row.kind === "quarantined" || (isKept && !isSigned)) return null;
    return this.#isProven(row, bytes) ? null : "proof";
  }

  #isProven({ branch, index, size, inclusion }: RegistryRow, leaf: Uint8Array): boolean {
    const root = this.#signed.rootOf(branch, size);
    const { digest } = this.#of.verifier;
    if (root === undefined || inclusion === null) return false;
    return verifyInclusion({ digest, leaf, index, size, proof: inclusion, root });
  }

  #judgeDisplaced(): void {
    const moved = this.#displaced.filter(({ leaf, isProven }) => isProven && this.#byLeaf.has(leaf));
    const shifted = isRising(moved.map(({ leaf }) => this.#byLeaf.get(leaf)?.[0]?.index ?? 0));
    const beyond: Displaced[] = [];
    for (const one of this.#displaced) {
      const { row, leaf, isProven } = one;
      const at = this.#byLeaf.get(leaf)?.[0];
      if (at !== undefined) this.#judgeMoved(one, at, shifted);
      else if (isProven && this.#signed.isAbandoned(row.branch, row.index)) this.#abandoned++;
      else if (isProven && row.index >= this.#of.log.size) beyond.push(one);
      else this.#judgeUnknown(one, moved.length > 0);
    }
    this.#judgeEnd(beyond.length);
  }

  /** The journal has the very entry elsewhere. */
  #judgeMoved({ row, record, isProven }: Displaced, at: SealedAtStation, shifted: boolean): void {
    const place = at.index;
    if (this.#met.has(place)) {
      if (this.#signed.isAbandoned(row.branch, row.index) && isProven) this.#abandoned++;
      else
        this.#registry("doubled", reason("AUDIT_DOUBLED_AT_REGISTRY", { record, index: row.index, place }));
      return;
    }
    this.#met.add(place);
    const where = { record, index: row.index, place };
    if (!isProven) this.#registry("reordered", reason("AUDIT_REORDERED_AT_REGISTRY", where));
    // Behind an entry that was taken out all others stand earlier, in their order.
    else if (!shifted) this.#station("reordered", row.index, reason("AUDIT_REORDERED_AT_STATION", where));
  }

  /** The journal has no such entry. */
  #judgeUnknown({ row: { index }, record, isProven }: Displaced, hasMoved: boolean): void {
    const there = this.#byIndex.get(index);
    const own = this.#byRecord.get(record) ?? there;
    const isFree = own !== undefined && !this.#met.has(own.index);
    if (!isProven) {
      if (isFree) this.#met.add(own.index);
      const why = isFree
        ? reason("AUDIT_ALTERED_AT_REGISTRY", { record: own.record, index: own.index, what: "entry" })
        : reason("AUDIT_FORGED_AT_REGISTRY", { record, index });
      this.#registry(isFree ? "altered" : "forged", why);
      return;
    }
    // Where other records have moved, an entry was taken out; where none has, another stands in its place.
    const isReplaced = there === undefined ? !hasMoved : this.#isUnlikeRegistry(there);
    if (isReplaced) this.#met.add(index);
    const why = isReplaced
      ? reason("AUDIT_ALTERED_AT_STATION", { record, index })
      : reason("AUDIT_MISSING_AT_STATION", { record, index });
    this.#station(isReplaced ? "altered" : "missing", index, why);
  }

  /** No row of the registry is this entry. */
  #isUnlikeRegistry({ index, leaf }: SealedAtStation): boolean {
    return !this.#met.has(index) && !this.#displaced.some((other) => other.leaf === leaf);
  }

  #judgeEnd(records: number): void {
    const { due } = this.#signed;
    const { log, stoppedBy } = this.#of;
    if (due <= log.size) return;
    const entries = log.size;
    if (stoppedBy !== null && !this.#isWhole) {
      this.#unread(stoppedBy);
      return;
    }
    const short = reason("AUDIT_JOURNAL_SHORT", { entries, size: due, records });
    this.#station("missing", entries, short, records);
  }

  /** Each record of the journal: once, signed, and at the registry where a receipt covers it. */
  #judgeSealed(): void {
    const { due } = this.#signed;
    for (const { index, leaf, record, problem } of this.#of.log.sealed) {
      const first = this.#byLeaf.get(leaf)?.[0]?.index ?? index;
      if (first !== index) {
        this.#station("doubled", index, reason("AUDIT_DOUBLED_AT_STATION", { record, index, place: first }));
        continue;
      }
      if (!this.#met.has(index) && index < due)
        this.#registry("missing", reason("AUDIT_MISSING_AT_REGISTRY", { record, index, size: due }));
      if (problem !== null && !this.#atStation.includes(index))
        this.#station(
          "forged",
          index,
          reason("AUDIT_FORGED_AT_STATION", { record, index, because: problem }),
        );
    }
  }

  #judgeWithdrawals(): void {
    for (const [record, { index, by }] of this.#saysWithdrawn) {
      const withdrawal = this.#withdrawn.get(record);
      const isDelivered = withdrawal !== undefined && this.#isDelivered(withdrawal);
      const isRight = by === null ? !isDelivered : by === withdrawal;
      if (isRight) continue;
      const what = "withdrawn";
      this.#registry("altered", reason("AUDIT_ALTERED_AT_REGISTRY", { record, index, what }));
    }
  }

  #isDelivered(withdrawal: string): boolean {
    if (this.#provenWithdrawals.has(withdrawal)) return true;
    return this.#met.has(this.#byRecord.get(withdrawal)?.index ?? -1);
  }

  /** Every size that was signed is a beginning of the one tree over the journal, and so each later one goes on from each earlier one. */
  #judgeTree(): void {
    const { log, rootAt } = this.#of;
    let from = 0;
    for (const { size, root } of this.#signed.going) {
      if (size > log.size) return;
      if (sameBytes(rootAt(size), root)) {
        from = size;
        this.#provenSize = size;
        continue;
      }
      const isTold = this.#atStation.some((index) => index >= from && index < size);
      if (!isTold) this.#station("altered", from, reason("AUDIT_ENTRIES_ALTERED", { from, to: size }), 0);
      // What comes after rests on the same entries.
      return;
    }
  }

  get #isWhole(): boolean {
    const { stoppedBy } = this.#of;
    return stoppedBy === null || stoppedBy === "JOURNAL_ALTERED";
  }

  #unread(code: string): void {
    const entry = this.#of.log.size;
    this.#station("unread", entry, reason("AUDIT_JOURNAL_UNREADABLE", { entry, code }));
  }

  #registry(kind: "missing" | "doubled" | "reordered" | "altered" | "forged", why: Reason): void {
    this.#findings.add("registry", kind, why);
  }

  #station(
    kind: "missing" | "doubled" | "reordered" | "altered" | "forged" | "unread",
    index: number,
    why: Reason,
    records = 1,
  ): void {
    this.#atStation.push(index);
    this.#findings.add("station", kind, why, records);
  }
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));
}
