import type { Reason } from "../trade/reasons.ts";
import type { EventSums } from "./event-audit.ts";

export type AuditSide = "station" | "registry";

/** `unproven`: a signature, or what was signed, is not what it has to be; no single record is. `unread`: not compared at all. */
export type AuditKind = "missing" | "doubled" | "reordered" | "altered" | "forged" | "unproven" | "unread";

export interface AuditFinding {
  readonly side: AuditSide;
  readonly kind: AuditKind;
  readonly reason: Reason;
}

export interface AuditSums {
  /** Sealed records and withdrawals in the journal. */
  readonly records: number;
  readonly missing: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly altered: number;
  readonly forged: number;
  readonly unproven: number;
  readonly unread: number;
  /** In the journal, and not yet under any receipt. */
  readonly notYet: number;
  /** Kept apart by the registry. */
  readonly apart: number;
  /** Of a branch of the log that a signed decision gave up. */
  readonly abandoned: number;
  /** That verify. */
  readonly receipts: number;
}

export interface AuditReport {
  readonly station: string;
  readonly sums: AuditSums;
  /** Null where the journal could not be read to its end. */
  readonly events: EventSums | null;
  readonly findings: readonly AuditFinding[];
  /** More of them than `findings` lists. */
  readonly leftOut: number;
}

const LISTED = 1000;

/** Counts each and lists as many as somebody could read. */
export class AuditFindings {
  readonly listed: AuditFinding[] = [];
  readonly counted: Record<AuditKind, number> = {
    ...{ missing: 0, doubled: 0, reordered: 0, altered: 0, forged: 0, unproven: 0, unread: 0 },
  };
  leftOut = 0;

  /** `records`: so many are meant by it. */
  add(side: AuditSide, kind: AuditKind, why: Reason, records = 1): void {
    this.counted[kind] += records;
    if (this.listed.length < LISTED) this.listed.push({ side, kind, reason: why });
    else this.leftOut++;
  }

  get count(): number {
    return this.listed.length + this.leftOut;
  }
}
