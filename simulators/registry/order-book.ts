import { createHash } from "node:crypto";
import { isSignedBy, keyIdOf, preAuthentication, readEnvelope } from "./signed-envelope.ts";
import { type Members, members, strictJson, strictUtf8 } from "./strict-text.ts";
import type { WitnessKey } from "./witness-note.ts";

const COMMAND_TYPE = "application/vnd.proofmark.command.v1+json";
const ACKNOWLEDGEMENT_TYPE = "application/vnd.proofmark.acknowledgement.v1+json";
const ACKNOWLEDGEMENT_BYTES = 16_384;
const HASH = /^[0-9a-f]{64}$/;

/** A command that was signed. `outcome` null: not answered; lost: the station has another one of that number. */
export interface SignedOrder {
  readonly number: number;
  readonly hash: string;
  readonly before: string | null;
  readonly message: Uint8Array;
  readonly outcome: "taken" | "refused" | "expired" | "lost" | null;
  readonly answeredMs: number | null;
}

export interface OrderTerms {
  readonly by: string;
  readonly issuedMs: number;
  readonly untilMs: number;
}

interface Last {
  readonly number: number;
  readonly hash: string | null;
}

interface Book {
  orders: SignedOrder[];
  /** What the station said that it has, and when, by its clock. */
  last: Last;
  saidMs: number | null;
}

interface Heard {
  readonly atMs: number;
  readonly last: Last;
  readonly answer: (Last & { readonly outcome: SignedOrder["outcome"] }) | null;
}

export interface OrderBookOptions {
  readonly witness: WitnessKey;
  /** Log keys that this station may sign with now; none for a stranger. */
  logKeys(station: string): readonly Uint8Array[];
}

/** Orders of stations (docs/protocol.md, section 23), written from the page and not from the registry's code. Kept in memory. */
export class OrderBook {
  readonly #options: OrderBookOptions;
  readonly #books = new Map<string, Book>();

  constructor(options: OrderBookOptions) {
    this.#options = options;
  }

  /** Signs the next command and gives its number; `order` as it is to stand in it. */
  give(station: string, order: object, { by, issuedMs, untilMs }: OrderTerms): number {
    const book = this.#book(station);
    const own = book.orders.filter(({ outcome }) => outcome !== "lost").at(-1);
    const before: Last = own === undefined || book.last.number >= own.number ? book.last : own;
    const number = before.number + 1;
    const payload = Buffer.from(
      JSON.stringify({
        ...{ schema: "proofmark/command/v1", station, number, before: before.hash },
        issued: new Date(issuedMs).toISOString(),
        until: new Date(untilMs).toISOString(),
        ...{ by, order },
      }),
    );
    const signed = preAuthentication(COMMAND_TYPE, payload);
    const { witness } = this.#options;
    const signatures = [{ keyid: keyIdOf(witness.spki), sig: witness.signature(signed).toString("base64") }];
    const message = Buffer.from(
      JSON.stringify({ payloadType: COMMAND_TYPE, payload: payload.toString("base64"), signatures }),
    );
    const hash = createHash("sha256").update(signed).digest("hex");
    book.orders.push({ number, hash, before: before.hash, message, outcome: null, answeredMs: null });
    return number;
  }

  orders(station: string): readonly SignedOrder[] {
    return this.#book(station).orders;
  }

  /** As a registry that was restored from an older copy. */
  setBack(station: string, count: number): void {
    const book = this.#book(station);
    book.orders = book.orders.slice(0, count);
    book.last = { number: 0, hash: null };
    book.saidMs = null;
  }

  /** Of each station the first that it has not answered. */
  due(): readonly { readonly station: string; readonly message: Uint8Array }[] {
    return [...this.#books].flatMap(([station, { orders }]) => {
      const first = orders.find(({ outcome }) => outcome === null);
      return first === undefined ? [] : [{ station, message: first.message }];
    });
  }

  /** Takes an acknowledgement; the command that is next, or null. `topicOf`: the station at whose topic it came. Never throws on any bytes. */
  ask(topicOf: string, message: Uint8Array): Uint8Array | null {
    const heard = this.#read(topicOf, message);
    if (heard === null) return null;
    const { atMs, last, answer } = heard;
    const book = this.#book(topicOf);
    const isOld = book.saidMs !== null && atMs < book.saidMs;
    if (answer !== null) this.#note(book, answer, atMs);
    if (!isOld) {
      this.#strike(book, last);
      book.last = last;
      book.saidMs = atMs;
    }
    const next = book.orders.find((one) => one.outcome !== "lost" && one.number === last.number + 1);
    return next?.message ?? null;
  }

  #note(book: Book, answer: NonNullable<Heard["answer"]>, atMs: number): void {
    book.orders = book.orders.map((one) => {
      const isMeant = one.outcome !== "lost" && one.number === answer.number && one.hash === answer.hash;
      const isNews = isMeant && (one.answeredMs === null || atMs >= one.answeredMs);
      return isNews ? { ...one, outcome: answer.outcome, answeredMs: atMs } : one;
    });
  }

  /** What the station can never take any more. */
  #strike(book: Book, last: Last): void {
    const good = book.orders.filter(({ outcome }) => outcome !== "lost");
    const isOurs =
      last.number === 0 || good.some((one) => one.number === last.number && one.hash === last.hash);
    const first = good.find(({ number }) => number > last.number);
    const fits = first === undefined || (first.number === last.number + 1 && first.before === last.hash);
    book.orders = book.orders.map((one) => {
      if (one.outcome === "lost") return one;
      const isGone =
        one.number > last.number ? !fits : !isOurs && (one.number === last.number || one.outcome === null);
      return isGone ? { ...one, outcome: "lost" } : one;
    });
  }

  #book(station: string): Book {
    const book = this.#books.get(station) ?? { orders: [], last: { number: 0, hash: null }, saidMs: null };
    this.#books.set(station, book);
    return book;
  }

  #read(topicOf: string, message: Uint8Array): Heard | null {
    if (message.length > ACKNOWLEDGEMENT_BYTES) return null;
    try {
      const envelope = readEnvelope(strictUtf8(message));
      if (envelope === null || envelope.payloadType !== ACKNOWLEDGEMENT_TYPE) return null;
      if (!this.#options.logKeys(topicOf).some((key) => isSignedBy(envelope, key))) return null;
      const told = members(strictJson(strictUtf8(envelope.payload)), [
        ...["schema", "station", "at", "last", "answer"],
      ]);
      if (told?.schema !== "proofmark/acknowledgement/v1" || told.station !== topicOf) return null;
      return heardIn(told);
    } catch {
      return null;
    }
  }
}

function heardIn({ at, last, answer }: Members): Heard | null {
  const has = lastIn(members(last, ["number", "command"]));
  const atMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (has === null || !(has.number === 0 ? has.hash === null : has.hash !== null) || Number.isNaN(atMs))
    return null;
  if (answer === null) return { atMs, last: has, answer: null };
  const answered = members(answer, ["number", "command", "outcome"]);
  const to = lastIn(answered);
  const outcome = (answered?.outcome as { readonly kind?: unknown } | null | undefined)?.kind;
  if (to === null || (outcome !== "taken" && outcome !== "refused" && outcome !== "expired")) return null;
  return { atMs, last: has, answer: { ...to, outcome } };
}

function lastIn(told: Members | null): Last | null {
  if (told === null || !Number.isInteger(told.number) || (told.number as number) < 0) return null;
  if (told.command !== null && !(typeof told.command === "string" && HASH.test(told.command))) return null;
  return { number: told.number as number, hash: told.command };
}
