import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { decodeBase64, encodeBase64, toHex } from "../record/base64.ts";
import { gunzip } from "../record/gzip.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { CommandOrder } from "./command-messages.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A command with so many bytes of a compressed rulebook is below what a message may be, with the longest reasons in Chinese and the signatures of four witnesses. */
export const BOOK_PART_BYTES = 5_700;
export const BOOK_PARTS_MAX = 32;
/** Of a rulebook, UTF-8: as large as a file of one may be. */
export const BOOK_BYTES_MAX = 1024 * 1024;

/** A rulebook that the registry ordered this station to judge by, whole. */
export const notedBookSchema = z.strictObject({
  number: z.int().min(1),
  by: z.string(),
  issued: z.string(),
  atWallMs: z.number(),
  kind: z.enum(["inspection", "exam"]),
  /** What it calls itself. */
  id: z.string(),
  /** Its first day. */
  validFrom: z.string(),
  sha256: hash,
  why: z.strictObject({ zh: z.string(), en: z.string() }),
});

/** Parts of one that is still coming, in order, as base64. */
export const gatheredBookSchema = z.strictObject({
  sha256: hash,
  parts: z.int().min(1).max(BOOK_PARTS_MAX),
  gzip: z.array(z.string()).min(1).max(BOOK_PARTS_MAX),
});

/** In a summary. */
export const booksSchema = z.strictObject({
  gathered: gatheredBookSchema.nullable(),
  taken: z.array(notedBookSchema),
});

/** Which part of which rulebook a command brought. */
export const bookPartSchema = z.strictObject({
  id: z.string(),
  part: z.int().min(1).max(BOOK_PARTS_MAX),
  parts: z.int().min(1).max(BOOK_PARTS_MAX),
});

export type BookPart = z.infer<typeof bookPartSchema>;
export type NotedBook = z.infer<typeof notedBookSchema>;
export type BooksOrdered = z.infer<typeof booksSchema>;
type BookOrder = Extract<CommandOrder, { kind: "use-rulebook" }>;

export const NO_BOOKS: BooksOrdered = { gathered: null, taken: [] };

/** A rulebook whose bytes are those that were ordered. */
export interface OrderedBook {
  readonly kind: NotedBook["kind"];
  readonly id: string;
  readonly validFrom: string;
  readonly sha256: string;
  readonly text: string;
}

export type BookHeard =
  /** Another part has to come. */
  | { readonly kind: "part" }
  | { readonly kind: "whole"; readonly book: OrderedBook }
  | { readonly kind: "refused"; readonly reason: Reason };

/** What a part is, after those that were gathered. Parts come in order, since commands do; the first one begins anew. */
export function hearBook({ gathered }: BooksOrdered, order: BookOrder, digest: Digest): BookHeard {
  const { of, part, parts } = order;
  const before = part === 1 ? [] : textsBefore(gathered, order);
  if (before === null)
    return { kind: "refused", reason: reason("ORDERED_BOOK_PART_MISSING", { part, parts }) };
  if (part < parts) return { kind: "part" };
  const text = textOf([...before, order.gzip], of.sha256, digest);
  if (text === null)
    return { kind: "refused", reason: reason("ORDERED_BOOK_NOT_WHOLE", { sha256: of.sha256 }) };
  return { kind: "whole", book: { ...of, text } };
}

function textsBefore(gathered: BooksOrdered["gathered"], { of, part, parts }: BookOrder): string[] | null {
  const isNext =
    gathered?.sha256 === of.sha256 && gathered.parts === parts && gathered.gzip.length === part - 1;
  return isNext ? gathered.gzip : null;
}

/** Null where they are not the rulebook that was ordered. */
function textOf(gzip: readonly string[], sha256: string, digest: Digest): string | null {
  const pieces = gzip.map(decodeBase64);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + (piece?.length ?? 0), 0));
  let at = 0;
  for (const piece of pieces) {
    if (piece === null) return null;
    bytes.set(piece, at);
    at += piece.length;
  }
  const opened = gunzip(bytes, BOOK_BYTES_MAX);
  if (opened.kind === "refused" || toHex(digest(opened.bytes)) !== sha256) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(opened.bytes);
  } catch {
    return null;
  }
}

/** Nothing of an order of anything else. */
export function bookPartOf(order: CommandOrder | null): { readonly book?: BookPart } {
  if (order?.kind !== "use-rulebook") return {};
  const { of, part, parts } = order;
  return { book: { id: of.id, part, parts } };
}

/** A part was taken; the last one makes it one of the station's rulebooks. */
export function noteBook(
  books: BooksOrdered,
  { of, part, parts, gzip, why }: BookOrder,
  noted: Pick<NotedBook, "number" | "by" | "issued" | "atWallMs">,
): BooksOrdered {
  const { sha256 } = of;
  if (part < parts) {
    const before = part === 1 ? [] : (books.gathered?.gzip ?? []);
    return { ...books, gathered: { sha256, parts, gzip: [...before, gzip] } };
  }
  const { number, by, issued, atWallMs } = noted;
  const others = books.taken.filter((one) => !isInPlaceOf(of, one));
  return { gathered: null, taken: [...others, { number, by, issued, atWallMs, ...of, why }] };
}

/** The last part was refused, and with it the whole: its parts come again, and are not kept in every summary until then. */
export function withoutRefused(books: BooksOrdered, { of, part, parts }: BookOrder): BooksOrdered {
  const { gathered } = books;
  const isWhole = part === parts && gathered?.sha256 === of.sha256 && gathered.gzip.length === part - 1;
  return isWhole ? { ...books, gathered: null } : books;
}

/** The same edition once more: what the registry ordered last counts. */
export function isInPlaceOf(
  { kind, id, validFrom }: Pick<NotedBook, "kind" | "id" | "validFrom">,
  other: Pick<NotedBook, "kind" | "id" | "validFrom">,
): boolean {
  return kind === other.kind && id === other.id && validFrom === other.validFrom;
}

/** The orders that bring a rulebook; null where it is too large. `gzipped`: its text, compressed. */
export function bookOrders(
  of: BookOrder["of"],
  gzipped: Uint8Array,
  why: BookOrder["why"],
): readonly BookOrder[] | null {
  const parts = Math.ceil(gzipped.length / BOOK_PART_BYTES);
  if (parts > BOOK_PARTS_MAX) return null;
  return Array.from({ length: parts }, (_none, i) => {
    const piece = gzipped.subarray(i * BOOK_PART_BYTES, (i + 1) * BOOK_PART_BYTES);
    return { kind: "use-rulebook", of, part: i + 1, parts, gzip: encodeBase64(piece), why };
  });
}
