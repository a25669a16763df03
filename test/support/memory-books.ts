import { createHash } from "node:crypto";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import {
  BOOK_PART_BYTES,
  bookOrders,
  type NotedBook,
  type OrderedBook,
} from "../../src/core/commands/book-orders.ts";
import type { CommandOrder } from "../../src/core/commands/command-messages.ts";
import { assert } from "../../src/core/machine.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import type { OrderedBooks } from "../../src/ports/ordered-books.ts";
import { WHY } from "./command-world.ts";

const LINE_BYTES = 64;
/** A text that says so cannot be judged by. */
const UNFIT = "unfit";

/** A text that does not get smaller, of so many parts. */
export function bookText(parts: number, seed = ""): string {
  const lines = Math.floor((parts - 0.5) * (BOOK_PART_BYTES / LINE_BYTES));
  const line = (i: number): string => createHash("sha512").update(`${seed}${i}`).digest("base64");
  return Array.from({ length: lines }, (_none, i) => line(i)).join("\n");
}

export const unfitText = (parts: number, seed: string): string => `${UNFIT} ${bookText(parts, seed)}`;

/** The commands that bring it. */
export function bookRun(text: string, id: string): readonly CommandOrder[] {
  const bytes = new TextEncoder().encode(text);
  const of = { kind: "inspection", id, validFrom: "2027-01-01", sha256: toHex(sha256(bytes)) } as const;
  const orders = bookOrders(of, gzip(bytes), WHY);
  assert(orders !== null, "it is small enough");
  return orders;
}

/** The disk of a station's rulebooks, over its restarts. */
export class MemoryBooks implements OrderedBooks {
  readonly takes = true;
  readonly kept = new Map<string, OrderedBook>();
  used: readonly NotedBook[] = [];
  isFull = false;

  whyNot({ id, text }: OrderedBook): Reason | null {
    return text.startsWith(UNFIT) ? reason("ORDERED_BOOK_REFUSED", { id, zh: "有误", en: "a slip" }) : null;
  }

  keep(book: OrderedBook): boolean {
    if (!this.isFull) this.kept.set(book.sha256, book);
    return !this.isFull;
  }

  use(taken: readonly NotedBook[]): void {
    this.used = taken;
  }
}
