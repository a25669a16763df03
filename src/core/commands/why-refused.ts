import type { Digest } from "../journal/merkle.ts";
import { assert } from "../machine.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type BookHeard, hearBook } from "./book-orders.ts";
import { type HeardDocument, orderIn, scopeKey } from "./command-messages.ts";
import type { CommandsStanding } from "./commands-noted.ts";
import { EVIDENCE_OPEN_MAX, openEvidence } from "./evidence-orders.ts";
import { LISTS_OPEN_MAX, openLists } from "./list-orders.ts";
import { openVehicles, RECHECKS_OPEN_MAX } from "./rechecks.ts";

/** So long a command is waited for that is still to come: by a clock that was a year ahead when it was signed, all that come after it would wait for that year. */
export const AHEAD_MS_MAX = 10 * 60_000;

/** What this station has, as far as an order can be about it. */
export interface Ordered {
  readonly station: string;
  readonly sites: readonly string[];
  /** It can ask the registry for the list of keys. */
  readonly fetchesLists: boolean;
  /** False: its file keeps the registry from giving it rulebooks. */
  readonly takesBooks: boolean;
  /** It can send evidence to the registry. */
  readonly sendsEvidence: boolean;
  readonly digest: Digest;
}

/** Records whose evidence is asked for and that the journal does not have in that place; and its oldest entry. */
export interface EvidenceThere {
  readonly missing: readonly string[];
  readonly first: number;
}

/** Whether the station can judge by a rulebook beside those that it has, read as a job reads it; `why` null where it can. */
export interface BookCheck {
  readonly sha256: string;
  readonly why: Reason | null;
}

/** Null of a command of anything else. */
export function bookIn(
  { books }: CommandsStanding,
  { digest }: Ordered,
  document: HeardDocument,
): BookHeard | null {
  const order = orderIn(document);
  return order?.kind === "use-rulebook" ? hearBook(books, order, digest) : null;
}

/** What had to be looked up before an order can be judged. `nowMs` null: the clock is in doubt. */
export interface LookedUp {
  readonly book: { readonly heard: BookHeard | null; readonly checked: BookCheck | null };
  readonly there: EvidenceThere | null;
  readonly nowMs: number | null;
}

/** Why this station does nothing of an order; null where it does. */
export function whyRefused(
  { locks, rechecks, lists, evidence }: CommandsStanding,
  { sites, fetchesLists, takesBooks, sendsEvidence }: Ordered,
  document: HeardDocument,
  { book, there, nowMs }: LookedUp,
): Reason | null {
  const { issued } = document;
  if (nowMs !== null && Date.parse(issued) - nowMs > AHEAD_MS_MAX)
    return reason("COMMAND_AHEAD", { issued, now: new Date(nowMs).toISOString() });
  const order = orderIn(document);
  if (order === null) return reason("ORDER_UNKNOWN", { kind: document.order.kind });
  switch (order.kind) {
    case "lock":
      return order.of.what === "site" && !sites.includes(order.of.site)
        ? reason("COMMAND_SITE_UNKNOWN", { site: order.of.site, sites })
        : null;
    case "unlock":
      return locks.some(({ of }) => scopeKey(of) === scopeKey(order.of))
        ? null
        : reason("COMMAND_NOT_LOCKED", { scope: scopeKey(order.of) });
    case "recheck": {
      const open = openVehicles(rechecks);
      const isTooMuch = open + order.of.length > RECHECKS_OPEN_MAX;
      return isTooMuch ? reason("RECHECKS_TOO_MANY", { open, max: RECHECKS_OPEN_MAX }) : null;
    }
    case "take-trust-list": {
      if (!fetchesLists) return reason("ORDERED_LIST_NOT_FETCHED", {});
      const open = openLists(lists).length;
      return open < LISTS_OPEN_MAX ? null : reason("ORDERED_LISTS_TOO_MANY", { open, max: LISTS_OPEN_MAX });
    }
    case "use-rulebook":
      if (!takesBooks) return reason("ORDERED_BOOK_NOT_TAKEN", {});
      return whyNotBook(book);
    case "send-evidence": {
      if (!sendsEvidence) return reason("ORDERED_EVIDENCE_NOT_SENT", {});
      const records = there?.missing ?? order.of.map(({ record }) => record);
      if (records.length > 0) return reason("ORDERED_EVIDENCE_NOT_HERE", { records });
      const open = openEvidence(evidence, nowMs).length;
      const isTooMuch = open + order.of.length > EVIDENCE_OPEN_MAX;
      return isTooMuch ? reason("ORDERED_EVIDENCE_TOO_MANY", { open, max: EVIDENCE_OPEN_MAX }) : null;
    }
    case "leave-evidence": {
      const open = openEvidence(evidence, nowMs).map(({ record }) => record);
      const records = order.of.filter((record) => !open.includes(record));
      return records.length < order.of.length ? null : reason("ORDERED_EVIDENCE_NOT_OPEN", { records });
    }
  }
}

function whyNotBook({
  heard,
  checked,
}: {
  readonly heard: BookHeard | null;
  readonly checked: BookCheck | null;
}): Reason | null {
  if (heard?.kind === "refused") return heard.reason;
  if (heard?.kind !== "whole") return null;
  assert(checked?.sha256 === heard.book.sha256, "a rulebook that is whole was tried");
  return checked.why;
}
