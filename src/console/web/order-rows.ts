import type { OrderStanding } from "../../core/trade/words/orders.ts";
import type {
  BookView,
  CommandRow,
  CommandsView,
  EvidenceView,
  ListView,
  LockView,
  RecheckView,
} from "../../station/live-message.ts";

/** One order as the list shows it. */
export interface OrderRow {
  readonly number: number;
  readonly kind: string;
  readonly scope: string | null;
  readonly by: string;
  readonly atWallMs: number;
  readonly until: string | null;
  readonly standing: OrderStanding;
  /** Why it was refused, or what stands by it in words. */
  readonly why: { readonly zh: string; readonly en: string } | null;
  readonly recheck: RecheckView | null;
  readonly list: ListView | null;
  /** Of a rulebook, which comes in parts, one command each. */
  readonly book: BookRow | null;
}

export interface BookRow {
  readonly id: string;
  /** The last part that came; null where it is the last of all. */
  readonly upTo: { readonly part: number; readonly parts: number } | null;
}

/** Newest first; what stands is there however old it is. The parts of one rulebook are one row, under the number of the newest. */
export function orderRows(
  { locks, newest, rechecks = [], lists = [], books = [], evidence = [] }: CommandsView,
  nowWallMs: number,
): readonly OrderRow[] {
  const listed = newest.filter(isOfNoBook).map((row) => {
    const lock = locks.find(({ number }) => number === row.number) ?? null;
    const recheck = rechecks.find(({ number }) => number === row.number) ?? null;
    const { number, kind, scope, by, atWallMs, until } = row;
    const list = lists.find(({ number }) => number === row.number) ?? null;
    const sent = evidence.find(({ number }) => number === row.number) ?? null;
    const standing = standingOf(row, { lock, recheck, list, sent }, nowWallMs);
    return {
      ...{ number, kind, scope, by, atWallMs, until, standing, recheck, list, book: null },
      why: row.why ?? lock ?? recheck ?? list ?? sent,
    };
  });
  const known = new Set(newest.map(({ number }) => number));
  const older = [
    ...locks.map((lock) => ({ ...rowOf(lock, "lock"), scope: lock.scope, standing: "holds" as const })),
    ...rechecks.map((recheck) => ({
      ...rowOf(recheck, "recheck"),
      ...{ scope: null, standing: standingOfRecheck(recheck, nowWallMs), recheck },
    })),
    ...lists.map((list) => ({
      ...rowOf(list, "take-trust-list"),
      ...{ scope: null, standing: standingOfList(list), list },
    })),
    ...evidence.map((sent) => ({
      ...rowOf(sent, "send-evidence"),
      ...{ scope: null, standing: standingOfEvidence(sent, nowWallMs) },
    })),
    ...books.map((book) => ({
      ...rowOf(book, "use-rulebook"),
      ...{ scope: null, standing: "done" as const, book: { id: book.id, upTo: null } },
    })),
  ].filter(({ number }) => !known.has(number));
  return [...listed, ...bookRows(newest, books), ...older].sort((a, b) => b.number - a.number);
}

type BookCommand = CommandRow & Required<Pick<CommandRow, "book">>;

const isOfNoBook = ({ book }: CommandRow): boolean => book === undefined;

function bookRows(newest: readonly CommandRow[], whole: readonly BookView[]): readonly OrderRow[] {
  const orders = bookOrdersIn(newest);
  const begun = orders.findLastIndex(([first]) => first.book.part === 1 && first.outcome === "taken");
  return orders.map((parts, at) => {
    const last = parts.at(-1) ?? parts[0];
    const { number, kind, by, atWallMs, until, scope, book } = last;
    // Of several that were not taken the first says why; those behind it only lack what was before them.
    const not = parts.find(({ outcome }) => outcome !== "taken");
    const ordered = whole.find((one) => one.number === number) ?? null;
    return {
      ...{ number, kind, scope, by, atWallMs, until, recheck: null, list: null },
      standing: standingOfBook(not ?? last, at < begun),
      why: not === undefined ? ordered : not.why,
      book: { id: book.id, upTo: isWhole(last) ? null : { part: book.part, parts: book.parts } },
    };
  });
}

const isWhole = ({ book }: BookCommand): boolean => book.part === book.parts;

/** `isLeft`: another rulebook was begun behind it, so that the rest of this one cannot come any more. */
function standingOfBook(command: BookCommand, isLeft: boolean): OrderStanding {
  if (command.outcome !== "taken") return command.outcome;
  if (isWhole(command)) return "done";
  return isLeft ? "refused" : "open";
}

/** Commands that bring one rulebook, oldest first. Other orders may stand between them, and the first of them among those that are not listed any more. */
function bookOrdersIn(newest: readonly CommandRow[]): readonly (readonly [BookCommand, ...BookCommand[]])[] {
  const orders: [BookCommand, ...BookCommand[]][] = [];
  for (const row of newest.toSorted((a, b) => a.number - b.number)) {
    const { book } = row;
    if (book === undefined) continue;
    const command = { ...row, book };
    const open = orders.findLast((parts) => isNextOf(parts.at(-1) ?? parts[0], command));
    if (open === undefined) orders.push([command]);
    else open.push(command);
  }
  return orders;
}

function isNextOf({ book: before, by }: BookCommand, { book, by: orderedBy }: BookCommand): boolean {
  const isSame = book.id === before.id && book.parts === before.parts && by === orderedBy;
  return isSame && book.part === before.part + 1;
}

function rowOf(one: LockView | RecheckView | ListView | BookView | EvidenceView, kind: string) {
  const { number, by, atWallMs } = one;
  return { number, kind, by, atWallMs, until: null, why: one, recheck: null, list: null, book: null };
}

function standingOf(
  { kind, outcome }: CommandsView["newest"][number],
  {
    lock,
    recheck,
    list,
    sent,
  }: { lock: LockView | null; sent: EvidenceView | null } & Pick<OrderRow, "recheck" | "list">,
  nowWallMs: number,
): OrderStanding {
  if (outcome !== "taken") return outcome;
  if (list !== null) return standingOfList(list);
  if (sent !== null) return standingOfEvidence(sent, nowWallMs);
  if (recheck !== null) return standingOfRecheck(recheck, nowWallMs);
  if (kind !== "lock") return "done";
  return lock === null ? "over" : "holds";
}

function standingOfRecheck({ of, dueMs }: RecheckView, nowWallMs: number): OrderStanding {
  if (of.every(({ answered }) => answered !== null)) return "done";
  return nowWallMs > dueMs ? "overdue" : "open";
}

/** Past its time nothing of it is owed. */
function standingOfEvidence({ records, ended, untilMs }: EvidenceView, nowWallMs: number): OrderStanding {
  if (ended === records) return "done";
  return nowWallMs > untilMs ? "over" : "open";
}

function standingOfList({ held }: ListView): OrderStanding {
  return held === null ? "open" : "done";
}

/** The locks under which nothing begins there; all of them where no place is named. */
export function locksAt(
  commands: CommandsView | undefined,
  at: { readonly kind: "inspection" | "exam"; readonly site: string } | null,
): readonly LockView[] {
  const locks = commands?.locks ?? [];
  if (at === null) return locks;
  const scopes = new Set(["station", `kind ${at.kind}`, `site ${at.site}`]);
  return locks.filter(({ scope }) => scopes.has(scope));
}
