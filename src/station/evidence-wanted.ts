import { type NotedEvidence, openEvidence } from "../core/commands/evidence-orders.ts";
import type { EvidenceWork, RecordForce } from "../core/evidence/evidence-sending-state.ts";
import { ASIDE_MAX, asideAfter, type EvidencePolicySummary } from "../core/evidence/policy-noted.ts";
import type { EvidenceAside, EvidenceKept } from "../core/journal/evidence-entries.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import type { Verdict } from "../core/rules/finding.ts";
import type { JournalStore } from "../ports/journal-store.ts";

export interface EvidenceAsked {
  readonly orders: readonly NotedEvidence[];
  /** Null: by order alone. */
  readonly policy: EvidencePolicySummary | null;
  readonly receiptedSize: number;
  /** Null where the clock is in doubt. */
  readonly nowMs: number | null;
  forceOf(record: string): RecordForce;
}

/** How long it may look, and what could not be sent a while ago and is left alone. */
export interface EvidenceLook {
  isOver(): boolean;
  isAside(record: string): boolean;
}

export interface WantedEvidence {
  readonly work: readonly EvidenceWork[];
  /** Nothing is left to look through. */
  readonly isAll: boolean;
  /** Records that the policy does not try any more; each is told once. */
  readonly givenUp: readonly string[];
}

/** Of the policy, and not settled by the journal yet. `isTried`: it could not be sent once, and comes behind what was not tried. */
interface Due extends EvidenceAside {
  readonly isTried: boolean;
}

/** Records that wait by the policy of the station file; while as many do, it is not looked further. What was tried does not count: it would stop all others. */
const AHEAD = 64;

/** Whose evidence is to be sent: first what was ordered, then what the policy of the station file names, in the order of the journal, and last what could not be sent before. */
export class EvidenceWanted {
  readonly #journal: Pick<JournalStore, "read" | "segments">;
  readonly #verdictOf: (envelope: string) => Verdict | null;
  /** The next entry that the policy has to look at; null before it has looked at any. */
  #next: number | null = null;
  #due: readonly Due[] = [];
  #givenUp: readonly string[] = [];

  constructor(
    journal: Pick<JournalStore, "read" | "segments">,
    verdictOf: (envelope: string) => Verdict | null,
  ) {
    this.#journal = journal;
    this.#verdictOf = verdictOf;
  }

  wanted(
    { orders, policy, receiptedSize, nowMs, forceOf }: EvidenceAsked,
    look: EvidenceLook,
  ): WantedEvidence {
    const workOf = (found: readonly EvidenceAside[], by: EvidenceWork["by"]): readonly EvidenceWork[] =>
      found.flatMap(({ record, index }) => {
        const force = forceOf(record);
        // What somebody is just taking out of force waits for the seal on that, and goes with it.
        if (force === "being-withdrawn") return [];
        return [{ record, index, by, isWithdrawn: force === "withdrawn" }];
      });
    const open = openEvidence(orders, nowMs);
    const ordered = workOf(open, "order");
    if (policy === null) return { work: ordered, isAll: true, givenUp: [] };
    this.#sortDue(policy, look);
    const isAll = this.#lookOn(policy, receiptedSize, look);
    const isOrdered = new Set(open.map(({ record }) => record));
    const fresh = this.#due.filter(({ isTried }) => !isTried);
    const tried = this.#due.filter(({ isTried }) => isTried);
    // What was let go before it was sent is not looked for any more.
    const aside = (policy.aside ?? []).filter(({ index }) => index >= this.#first);
    const others = [...fresh, ...aside, ...tried].filter(({ record }) => !isOrdered.has(record));
    const givenUp = this.#givenUp;
    this.#givenUp = [];
    return { work: [...ordered, ...workOf(others, "policy")], isAll, givenUp };
  }

  /** What the journal is to say of the policy when this is kept. */
  settled(
    { record, index, by }: EvidenceWork,
    policy: EvidencePolicySummary | null,
  ): Pick<EvidenceKept, "settled" | "aside"> {
    if (by === "order" || policy === null || index < policy.from) return {};
    const over = this.#due.filter((one) => one.index >= policy.from && one.index < index);
    const aside = over.map((one): EvidenceAside => ({ record: one.record, index: one.index }));
    this.#giveUp(asideAfter(policy, { record, aside }).givenUp);
    return { settled: index + 1, ...(aside.length === 0 ? {} : { aside }) };
  }

  get #first(): number {
    return this.#journal.segments?.first() ?? 0;
  }

  #giveUp(those: readonly EvidenceAside[]): void {
    this.#givenUp = [...this.#givenUp, ...those.map(({ record }) => record)];
  }

  #sortDue({ from }: EvidencePolicySummary, { isAside }: EvidenceLook): void {
    const first = Math.max(from, this.#first);
    const due = this.#due
      .filter(({ index }) => index >= first)
      .map((one): Due => ({ ...one, isTried: one.isTried || isAside(one.record) }));
    const tried = due.filter(({ isTried }) => isTried);
    const over = new Set<EvidenceAside>(tried.slice(0, Math.max(0, tried.length - ASIDE_MAX)));
    this.#due = due.filter((one) => !over.has(one));
    this.#giveUp([...over]);
  }

  #lookOn({ send, from }: EvidencePolicySummary, receiptedSize: number, { isOver }: EvidenceLook): boolean {
    let next = Math.max(this.#next ?? from, this.#first);
    let ahead = this.#due.filter(({ isTried }) => !isTried).length;
    this.#next = next;
    if (next >= receiptedSize || ahead >= AHEAD) return true;
    for (const bytes of this.#journal.read(next)) {
      const entry = isEntryOf(bytes, "record-sealed") ? readEntry(bytes) : null;
      if (entry?.type === "record-sealed" && (send === "all" || this.#isNoPass(entry.envelope))) {
        this.#due = [...this.#due, { record: entry.record, index: next, isTried: false }];
        ahead += 1;
      }
      next += 1;
      this.#next = next;
      if (next >= receiptedSize || ahead >= AHEAD) return true;
      if (isOver()) return false;
    }
    return true;
  }

  /** What cannot be read is no pass. */
  #isNoPass(envelope: string): boolean {
    return this.#verdictOf(envelope) !== "pass";
  }
}
