import { z } from "zod";
import type { RecheckAnswered } from "../journal/command-received.ts";
import { parseEnvelope } from "../record/dsse.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import type { JobKind } from "../trade/words/roles.ts";
import {
  type BooksOrdered,
  bookPartOf,
  bookPartSchema,
  booksSchema,
  NO_BOOKS,
  noteBook,
  withoutRefused,
} from "./book-orders.ts";
import {
  type CommandOrder,
  type CommandOutcome,
  type HeardDocument,
  heardCommandSchema,
  lockScopeSchema,
  orderIn,
  outcomeSchema,
  scopeKey,
  scopeOf,
} from "./command-messages.ts";
import {
  type NotedEvidence,
  notedEvidenceSchema,
  noteEvidenceKept,
  noteEvidenceLeft,
  noteEvidenceOrdered,
} from "./evidence-orders.ts";
import {
  type HeldList,
  type NotedList,
  notedListSchema,
  noteListHeld,
  noteListOrdered,
} from "./list-orders.ts";
import {
  type AnswerMark,
  type NotedRecheck,
  noteAnswered,
  noteBegun,
  notedRecheckSchema,
  noteOrdered,
  noteReopened,
} from "./rechecks.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const why = z.strictObject({ zh: z.string(), en: z.string() });
const common = { number: z.int().min(1), by: z.string(), issued: z.string(), atWallMs: z.number() };

const notedLock = z.strictObject({ ...common, of: lockScopeSchema, why });
const notedCommand = z.strictObject({
  ...common,
  command: hash,
  kind: z.string().min(1).max(64),
  outcome: outcomeSchema,
  /** Absent in journals of software that did not show it. */
  until: z.string().exactOptional(),
  /** What it is of, as `scopeKey` has it; absent where it is of no place, and in such journals. */
  scope: z.string().exactOptional(),
  /** Of a part of a rulebook; absent of any other. */
  book: bookPartSchema.exactOptional(),
});

/** In a summary: what the registry ordered, as far as a start has to know of it. */
export const commandsSummarySchema = z.strictObject({
  last: z.strictObject({ number: z.int().min(1), command: hash }),
  locks: z.array(notedLock),
  newest: z.array(notedCommand),
  rechecks: z.array(notedRecheckSchema).min(1).exactOptional(),
  lists: z.array(notedListSchema).min(1).exactOptional(),
  books: booksSchema.exactOptional(),
  evidence: z.array(notedEvidenceSchema).min(1).exactOptional(),
  /** Index of the newest entry that tells of orders; absent in journals of older software. */
  at: z.int().min(0).exactOptional(),
});

export type NotedLock = z.infer<typeof notedLock>;
export type NotedCommand = z.infer<typeof notedCommand>;
export type CommandsSummary = z.infer<typeof commandsSummarySchema>;

/** As the journal has it: `last` null before the first command. */
export interface CommandsStanding
  extends Omit<CommandsSummary, "last" | "rechecks" | "lists" | "books" | "evidence" | "at"> {
  readonly last: CommandsSummary["last"] | null;
  readonly rechecks: readonly NotedRecheck[];
  readonly lists: readonly NotedList[];
  readonly books: BooksOrdered;
  readonly evidence: readonly NotedEvidence[];
  /** The list of keys that the journal has last. */
  readonly held: HeldList | null;
}

/** Of an older one than these the journal is asked what came of it. */
const NEWEST_KEPT = 64;

export const NO_COMMANDS: CommandsStanding = {
  ...{ last: null, locks: [], newest: [] },
  ...{ rechecks: [], lists: [], books: NO_BOOKS, evidence: [], held: null },
};

/** A command that became durable; `envelope`: its exact text. */
export interface CommandNote {
  readonly number: number;
  readonly command: string;
  readonly envelope: string;
  readonly outcome: CommandOutcome;
  readonly atWallMs: number;
  /** Of an order to send evidence that was taken: the oldest entry that is here for it. */
  readonly needs?: number;
}

/** The one place where a command changes anything. One that this software cannot read keeps its place in the chain. */
export function noteCommand(standing: CommandsStanding, note: CommandNote): CommandsStanding {
  const { number, command, envelope, outcome, atWallMs, needs = 0 } = note;
  const document = commandIn(envelope);
  const next = { ...standing, last: { number, command } };
  if (document === null) return next;
  const { by, issued, until, order } = document;
  const noted = { number, by, issued, atWallMs };
  const known = orderIn(document);
  const place = known === null ? null : scopeOf(known);
  const scope = place === null ? {} : { scope: place };
  const row = { ...noted, command, kind: order.kind, outcome, until, ...scope, ...bookPartOf(known) };
  const newest = [...standing.newest, row].slice(-NEWEST_KEPT);
  if (known !== null && outcome.kind === "taken")
    return { ...next, newest, ...changeOf(standing, known, { ...noted, command, needs }) };
  return known?.kind === "use-rulebook"
    ? { ...next, newest, books: withoutRefused(standing.books, known) }
    : { ...next, newest };
}

function changeOf(
  { locks, rechecks, lists, books, evidence, held }: CommandsStanding,
  order: CommandOrder,
  {
    command,
    needs,
    ...noted
  }: Pick<NotedEvidence, "number" | "command" | "by" | "issued" | "atWallMs" | "needs">,
): Partial<CommandsStanding> {
  const others = (of: NotedLock["of"]): NotedLock[] =>
    locks.filter((lock) => scopeKey(lock.of) !== scopeKey(of));
  switch (order.kind) {
    case "lock":
      return { locks: [...others(order.of), { ...noted, of: order.of, why: order.why }] };
    case "unlock":
      return { locks: others(order.of) };
    case "recheck":
      return { rechecks: noteOrdered(rechecks, order, { ...noted, command }) };
    case "take-trust-list":
      return { lists: noteListOrdered(lists, order, { ...noted, command }, held) };
    case "use-rulebook":
      return { books: noteBook(books, order, noted) };
    case "send-evidence":
      return { evidence: noteEvidenceOrdered(evidence, order, { ...noted, command, needs }) };
    case "leave-evidence":
      return { evidence: noteEvidenceLeft(evidence, order, noted.number) };
  }
}

/** The document of a command that was checked when it came into the journal. */
export function commandIn(envelope: string): HeardDocument | null {
  const parsed = parseEnvelope(envelope);
  if (parsed.kind === "malformed") return null;
  const json = parseStrictJson(parsed.envelope.payload);
  const document = json.kind === "refused" ? null : heardCommandSchema.safeParse(json.value);
  return document?.success === true ? document.data : null;
}

/** The lock under which no new job of this kind begins there; null where there is none. The widest comes first. */
export function lockOver(
  locks: readonly NotedLock[],
  { kind, site }: { readonly kind: JobKind; readonly site: string },
): NotedLock | null {
  const lockOf = (key: string): NotedLock | undefined => locks.find((lock) => scopeKey(lock.of) === key);
  return lockOf("station") ?? lockOf(`kind ${kind}`) ?? lockOf(`site ${site}`) ?? null;
}

/** What the registry ordered of a station by its journal: a fold of the commands that were taken in. */
export class CommandsNoted {
  #standing: CommandsStanding = NO_COMMANDS;
  #newestAt: number | null = null;
  /** Of a record that is to be the next entry. A power cut can come between the two: without its record it answers nothing. */
  #answering: Omit<RecheckAnswered, "type" | "at"> | null = null;

  get standing(): CommandsStanding {
    return this.#standing;
  }

  /** Of the newest entry that tells of orders; null where there is none, or none that says which was before it. */
  get newestAt(): number | null {
    return this.#newestAt;
  }

  /** As the next entry that tells of orders bears it. */
  back(): { readonly back?: number } {
    return this.#newestAt === null ? {} : { back: this.#newestAt };
  }

  /** `index`: of its entry. */
  note(note: CommandNote, index: number): void {
    this.#newestAt = index;
    this.#standing = noteCommand(this.#standing, note);
  }

  /** A job that is the answer to orders has begun. */
  begun(job: string, mark: AnswerMark): void {
    this.#standing = { ...this.#standing, rechecks: noteBegun(this.#standing.rechecks, job, mark) };
  }

  answering(answer: Omit<RecheckAnswered, "type" | "at">, index: number): void {
    this.#newestAt = index;
    this.#answering = answer;
  }

  sealed(record: string, atWallMs: number): void {
    const answer = this.#answering;
    this.#answering = null;
    if (answer?.record !== record) return;
    const rechecks = noteAnswered(this.#standing.rechecks, { record, atWallMs }, answer);
    this.#standing = { ...this.#standing, rechecks };
  }

  withdrawn(record: string): void {
    const rechecks = noteReopened(this.#standing.rechecks, record);
    this.#standing = { ...this.#standing, rechecks };
  }

  /** The registry has the evidence of this record. */
  evidenceKept(record: string, by: { readonly sha256: string; readonly atWallMs: number }): void {
    const evidence = noteEvidenceKept(this.#standing.evidence, record, by);
    this.#standing = { ...this.#standing, evidence };
  }

  /** A list of keys is the one that counts from now on. */
  listTaken({ number, sha256 }: HeldList): void {
    const held = { number, sha256 };
    this.#standing = { ...this.#standing, held, lists: noteListHeld(this.#standing.lists, held) };
  }

  /** For a summary; nothing of it stands there while nothing was ordered. The list that is held stands beside it. */
  summed(): { readonly commands?: CommandsSummary } {
    const { last, rechecks, lists, books, evidence, held: _beside, ...rest } = this.#standing;
    if (last === null) return {};
    const again = rechecks.length === 0 ? {} : { rechecks: [...rechecks] };
    const fetched = lists.length === 0 ? {} : { lists: [...lists] };
    return {
      commands: {
        last,
        ...rest,
        ...again,
        ...fetched,
        ...(books !== NO_BOOKS && { books }),
        ...(evidence.length > 0 && { evidence: [...evidence] }),
        ...(this.#newestAt !== null && { at: this.#newestAt }),
      },
    };
  }

  /** `held`: as the summary has it; before it, where nothing was ordered, `listTaken`. */
  goOn(summary: CommandsSummary): void {
    const { rechecks = [], lists = [], books = NO_BOOKS, evidence = [], at = null, ...rest } = summary;
    this.#newestAt = at;
    this.#standing = { ...rest, rechecks, lists, books, evidence, held: this.#standing.held };
  }
}
