import { eventSha256, eventText, type HeldEvent } from "../events/event-batch.ts";
import { comparePlaces, type EventPlace, type StationEvent, samePlace } from "../events/station-event.ts";
import type { Digest } from "../journal/merkle.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { AuditKind, AuditSide } from "./audit-report.ts";

/** A line of what the registry was told by one station, column by column; nothing of it is believed. */
export interface EventRow {
  readonly kind: "event" | "gap" | "set-back";
  /** Of a gap: entries below were in the journal no more. */
  readonly index: number;
  readonly part: number;
  readonly position: number;
  readonly after: EventPlace | null;
  readonly job: string | null;
  readonly sha256: string | null;
  readonly event: string | null;
  readonly isAbandoned: boolean;
}

export interface EventAuditOf {
  readonly digest: Digest;
  /** Of the journal, from its first entry on. */
  readonly told: Iterator<StationEvent>;
  /** Entries of the journal. */
  readonly size: number;
  /** Entries below it are those that log and witness signed together. */
  readonly provenSize: number;
  /** The last event that the registry says it holds. */
  readonly head: HeldEvent | null;
  /** Of a job that this software cannot open nothing is compared. */
  readonly isUnread: (job: string) => boolean;
}

export interface EventSums {
  /** At the registry, of the history that goes on. */
  readonly held: number;
  /** In the journal, behind what the registry holds. */
  readonly notTold: number;
  /** In the journal or its archive, and left out by a gap that the registry keeps. */
  readonly inGaps: number;
  /** Of a history that was given up. */
  readonly abandoned: number;
}

type Find = (side: AuditSide, kind: AuditKind, why: Reason, count?: number) => void;
type Wrong = "missing" | "doubled" | "reordered" | "altered" | "forged";

/**
 * Holds the events of a registry against those of a journal, in one pass over both. Rows come by place. Only below what both keys signed is the journal
 * the measure of the other; beyond it the two differ, and no more is said.
 */
export class EventAudit {
  readonly #of: EventAuditOf;
  readonly #find: Find;
  #next: StationEvent | null;
  #last: EventPlace | null = null;
  #lastSha256: string | null = null;
  #isBehindGap = false;
  #position = 0;
  #held = 0;
  #inGaps = 0;
  #abandoned = 0;
  #beyond = 0;
  #differing = 0;
  #firstDiffering: EventPlace | null = null;

  constructor(of: EventAuditOf, find: Find) {
    this.#of = of;
    this.#find = find;
    this.#next = this.#pull();
  }

  row(row: EventRow): void {
    if (row.isAbandoned) this.#abandoned++;
    if (row.isAbandoned || row.kind === "set-back") return;
    if (row.kind === "gap") {
      this.#gap(row);
      return;
    }
    this.#held++;
    const at = { index: row.index, part: row.part };
    this.#missingUntil(at);
    const next = this.#next;
    const sha256 = row.event === null ? null : eventSha256(this.#of.digest, row.event);
    if (samePlace(at, this.#last)) this.#wrong("doubled", at, row.job);
    else if (next === null || !samePlace(next.at, at)) this.#unknown(at, row.job);
    else this.#matched(row, next, sha256);
    if (row.position <= this.#position) this.#wrong("reordered", at, row.job);
    this.#position = Math.max(row.position, this.#position);
    if (next !== null && samePlace(next.at, at)) this.#next = this.#pull();
    this.#last = at;
    this.#lastSha256 = sha256;
    this.#isBehindGap = false;
  }

  conclude(): EventSums {
    const { head, size } = this.#of;
    if (head !== null && !(samePlace(head.at, this.#last) && head.sha256 === this.#lastSha256)) {
      const isShort = this.#last === null || comparePlaces(this.#last, head.at) < 0;
      if (isShort) this.#missingUntil({ index: head.at.index, part: head.at.part + 1 });
      else this.#wrong("altered", head.at, null);
    }
    if (head === null && this.#last !== null) this.#wrong("altered", this.#last, null);
    let notTold = 0;
    for (; this.#next !== null; this.#next = this.#pull()) notTold++;
    if (this.#beyond > 0) {
      const why = reason("AUDIT_EVENTS_BEYOND", { entries: size, events: this.#beyond });
      this.#find("station", "missing", why, this.#beyond);
    }
    const first = this.#firstDiffering;
    if (first !== null)
      this.#find(
        "registry",
        "unproven",
        reason("AUDIT_EVENTS_DIFFER", { events: this.#differing, at: named(first) }),
        this.#differing,
      );
    return { held: this.#held, notTold, inGaps: this.#inGaps, abandoned: this.#abandoned };
  }

  #pull(): StationEvent | null {
    const { value, done } = this.#of.told.next();
    return done === true ? null : value;
  }

  /** What the journal has before that place, and the registry should have. */
  #missingUntil(at: EventPlace): void {
    for (; this.#next !== null && comparePlaces(this.#next.at, at) < 0; this.#next = this.#pull())
      this.#wrong("missing", this.#next.at, this.#next.job);
  }

  #gap({ index, after }: EventRow): void {
    for (; this.#next !== null && this.#next.at.index < index; this.#next = this.#pull()) {
      const isLeftOut = after === null || comparePlaces(this.#next.at, after) > 0;
      if (isLeftOut) this.#inGaps++;
      else this.#wrong("missing", this.#next.at, this.#next.job);
    }
    this.#isBehindGap = true;
  }

  #matched(row: EventRow, next: StationEvent, sha256: string | null): void {
    const after = this.#isBehindGap ? null : this.#last;
    const isSame =
      row.event === eventText(next) &&
      row.sha256 === sha256 &&
      row.job === next.job &&
      samePlace(row.after, after);
    if (!isSame) this.#wrong("altered", next.at, next.job);
  }

  /** The journal has none at that place. */
  #unknown(at: EventPlace, job: string | null): void {
    if (at.index >= this.#of.size) this.#beyond++;
    else this.#wrong("forged", at, job);
  }

  #wrong(kind: Wrong, at: EventPlace, job: string | null): void {
    if (job !== null && this.#of.isUnread(job)) return;
    if (at.index >= this.#of.provenSize) {
      this.#firstDiffering ??= at;
      this.#differing++;
      return;
    }
    const place = { at: named(at) };
    const whys: Readonly<Record<Wrong, Reason>> = {
      missing: reason("AUDIT_EVENT_MISSING", place),
      doubled: reason("AUDIT_EVENT_DOUBLED", place),
      reordered: reason("AUDIT_EVENT_REORDERED", place),
      altered: reason("AUDIT_EVENT_ALTERED", place),
      forged: reason("AUDIT_EVENT_FORGED", place),
    };
    this.#find("registry", kind, whys[kind]);
  }
}

function named({ index, part }: EventPlace): string {
  return `${index}.${part}`;
}
