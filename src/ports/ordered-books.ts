import type { NotedBook, OrderedBook } from "../core/commands/book-orders.ts";
import type { Reason } from "../core/trade/reasons.ts";

/** Rulebooks that the registry ordered a station to judge by, beside those of its file. Never throws. */
export interface OrderedBooks {
  /** False: no more are taken; those that were are used. */
  readonly takes: boolean;
  /** Why the station cannot judge by it beside those that it has, read as a job reads it; null where it can. */
  whyNot(book: OrderedBook): Reason | null;
  /** On disk before it returns; false where that cannot be. */
  keep(book: OrderedBook): boolean;
  /** From now on these are used, and no other that was kept: they are what the journal names. */
  use(taken: readonly NotedBook[]): void;
}
