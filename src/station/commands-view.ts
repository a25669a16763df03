import type { NotedBook } from "../core/commands/book-orders.ts";
import { scopeKey } from "../core/commands/command-messages.ts";
import type { CommandsStanding } from "../core/commands/commands-noted.ts";
import type { NotedEvidence } from "../core/commands/evidence-orders.ts";
import type { NotedList } from "../core/commands/list-orders.ts";
import type { NotedRecheck } from "../core/commands/rechecks.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import { whyOf } from "./command-desk.ts";
import type { BookView, CommandsView, EvidenceView, ListView } from "./live-message.ts";

type LocalDate = (wallMs: number) => string;

/** What the registry ordered, for the screens. */
export function commandsView(
  { locks, newest, rechecks, lists, books, evidence }: CommandsStanding,
  localDate: LocalDate,
): CommandsView {
  return {
    locks: locks.map((lock) => ({
      ...toldOnce(whyOf(lock)),
      ...{ number: lock.number, by: lock.by, atWallMs: lock.atWallMs, scope: scopeKey(lock.of) },
    })),
    newest: newest
      .map(({ number, kind, by, atWallMs, outcome, until = null, scope = null, book }) => ({
        ...{ number, kind, by, atWallMs, outcome: outcome.kind, until, scope, ...(book && { book }) },
        why: outcome.kind === "refused" ? toldOnce(outcome.reason) : null,
      }))
      .reverse(),
    ...(rechecks.length === 0 ? {} : { rechecks: rechecks.map((one) => recheckView(one, localDate)) }),
    ...(lists.length === 0 ? {} : { lists: lists.map(listView) }),
    ...(books.taken.length === 0 ? {} : { books: books.taken.map(bookView) }),
    ...(evidence.length === 0 ? {} : { evidence: evidence.map((one) => evidenceView(one, localDate)) }),
  };
}

function listView({ number, by, atWallMs, from, held, why }: NotedList): ListView {
  return { ...told(reason("LIST_ORDERED", { number, by, from, ...why })), number, by, atWallMs, from, held };
}

function bookView({ number, by, atWallMs, id, validFrom, why }: NotedBook): BookView {
  const words = told(reason("BOOK_ORDERED", { number, by, id, validFrom, ...why }));
  return { ...words, number, by, atWallMs, id, validFrom };
}

function evidenceView(one: NotedEvidence, localDate: LocalDate): EvidenceView {
  const { number, by, atWallMs, until, why, of } = one;
  const untilMs = Date.parse(until);
  const params = { number, by, records: of.length, until: localDate(untilMs), ...why };
  const ended = of.filter(({ end }) => end !== null).length;
  return {
    ...told(reason("EVIDENCE_ORDERED", params)),
    number,
    by,
    atWallMs,
    untilMs,
    records: of.length,
    ended,
  };
}

function recheckView(one: NotedRecheck, localDate: LocalDate): NonNullable<CommandsView["rechecks"]>[number] {
  const { number, by, atWallMs, due, isDrawn, of } = one;
  return {
    ...told(whyAgain(one, localDate)),
    ...{ number, by, atWallMs, isDrawn, dueMs: Date.parse(due) },
    of: of.map(({ vin, plate, record, job, answer }) => {
      const answered = answer === null ? null : answer.record;
      return { vin, plate, record, job, answered };
    }),
  };
}

/** Why a vehicle is inspected again, in words. */
export function whyAgain({ number, by, due, why }: NotedRecheck, localDate: LocalDate): Reason {
  return reason("RECHECK_ORDERED", { number, by, due: localDate(Date.parse(due)), ...why });
}
