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
  /** Vehicles of it, and those that have yet to be inspected again by it. */
  readonly of: readonly string[];
  readonly waits: readonly string[];
  /** The list of keys of this number, or a later one, has to be fetched by it; 0 where it is of no list. */
  readonly from: number;
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
  /** The number of the list of keys that it holds. */
  list: number;
}

interface Heard {
  readonly atMs: number;
  readonly last: Last;
  readonly answer: (Last & { readonly outcome: SignedOrder["outcome"] }) | null;
  readonly fulfilled: readonly Fulfilled[];
  readonly list: number;
}

interface Fulfilled extends Last {
  readonly vin: string;
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
    const signedOrder = { number, hash, before: before.hash, message, outcome: null, answeredMs: null };
    const of = vehiclesOf(order);
    book.orders.push({ ...signedOrder, of, waits: of, from: listOf(order) });
    return number;
  }

  orders(station: string): readonly SignedOrder[] {
    return this.#book(station).orders;
  }

  /** Of all orders of this station that were taken: vehicles, and lists of keys as `list 3`. */
  waits(station: string): readonly string[] {
    const { orders, list } = this.#book(station);
    const taken = orders.filter(({ outcome }) => outcome === "taken");
    return taken.flatMap(({ waits, from }) => [...waits, ...(from > list ? [`list ${from}`] : [])]);
  }

  /** As a registry that was restored from an older copy. */
  setBack(station: string, count: number): void {
    const book = this.#book(station);
    book.orders = book.orders.slice(0, count);
    book.last = { number: 0, hash: null };
    book.saidMs = null;
    book.list = 0;
  }

  /** As from a copy that knows what was ordered, and of no answer. */
  forget(station: string): void {
    const book = this.#book(station);
    const none = { outcome: null, answeredMs: null } as const;
    book.orders = book.orders.map((one) => ({ ...one, ...none, waits: one.of }));
    book.last = { number: 0, hash: null };
    book.saidMs = null;
    book.list = 0;
  }

  /** Of each station the first that it has not taken in; else that it has not answered. */
  due(): readonly { readonly station: string; readonly message: Uint8Array }[] {
    return [...this.#books].flatMap(([station, book]) => {
      const open = book.orders.filter(({ outcome }) => outcome === null);
      const next = open.find(({ number }) => number > book.last.number);
      const one = next ?? open[0];
      if (one === undefined) return [];
      return [{ station, message: one.message }];
    });
  }

  /** Takes an acknowledgement; the command that is next, or null. `topicOf`: the station at whose topic it came. Never throws on any bytes. */
  ask(topicOf: string, message: Uint8Array): Uint8Array | null {
    const heard = this.#read(topicOf, message);
    if (heard === null) return null;
    const { atMs, last, answer, fulfilled, list } = heard;
    const book = this.#book(topicOf);
    const isOld = book.saidMs !== null && atMs < book.saidMs;
    if (answer !== null) this.#note(book, answer, atMs);
    // What answers an order names all vehicles of it that were inspected again.
    const isWhole = (one: SignedOrder): boolean =>
      !isOld && answer !== null && one.number === answer.number && one.hash === answer.hash;
    book.orders = book.orders.map((one) => ({
      ...one,
      waits: (isWhole(one) ? one.of : one.waits).filter(
        (vin) => !fulfilled.some((it) => it.number === one.number && it.hash === one.hash && it.vin === vin),
      ),
    }));
    if (!isOld) {
      this.#strike(book, last);
      book.last = last;
      book.saidMs = atMs;
      book.list = list;
    }
    const next = book.orders.find((one) => one.outcome !== "lost" && one.number === last.number + 1);
    if (next !== undefined || answer === null) return next?.message ?? null;
    const behind = book.orders.find(
      ({ number, outcome }) => outcome === null && number > answer.number && number <= last.number,
    );
    return behind?.message ?? null;
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
    const book = this.#books.get(station) ?? {
      ...{ orders: [], last: { number: 0, hash: null }, saidMs: null },
      list: 0,
    };
    this.#books.set(station, book);
    return book;
  }

  #read(topicOf: string, message: Uint8Array): Heard | null {
    if (message.length > ACKNOWLEDGEMENT_BYTES) return null;
    try {
      const envelope = readEnvelope(strictUtf8(message));
      if (envelope === null || envelope.payloadType !== ACKNOWLEDGEMENT_TYPE) return null;
      if (!this.#options.logKeys(topicOf).some((key) => isSignedBy(envelope, key))) return null;
      const said = strictJson(strictUtf8(envelope.payload));
      const names = ["schema", "station", "at", "last", "answer"];
      const told =
        members(said, names) ??
        members(said, [...names, "fulfilled"]) ??
        members(said, [...names, "list"]) ??
        members(said, [...names, "fulfilled", "list"]);
      if (told?.schema !== "proofmark/acknowledgement/v1" || told.station !== topicOf) return null;
      return heardIn(told);
    } catch {
      return null;
    }
  }
}

function heardIn({ at, last, answer, fulfilled: again = [], list: held }: Members): Heard | null {
  const list = held === undefined ? 0 : listIn(held);
  if (list === null) return null;
  const fulfilled = fulfilledIn(again);
  if (fulfilled === null) return null;
  const has = lastIn(members(last, ["number", "command"]));
  const atMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (has === null || !(has.number === 0 ? has.hash === null : has.hash !== null) || Number.isNaN(atMs))
    return null;
  if (answer === null) return { atMs, last: has, answer: null, fulfilled, list };
  const answered = members(answer, ["number", "command", "outcome"]);
  const to = lastIn(answered);
  const outcome = (answered?.outcome as { readonly kind?: unknown } | null | undefined)?.kind;
  if (to === null || (outcome !== "taken" && outcome !== "refused" && outcome !== "expired")) return null;
  return { atMs, last: has, answer: { ...to, outcome }, fulfilled, list };
}

/** Null where one of them is of no form. */
function fulfilledIn(told: unknown): readonly Fulfilled[] | null {
  if (!Array.isArray(told) || told.length > 32) return null;
  const read = told.map((one: unknown) => {
    const found = members(one, ["number", "command", "vin", "record"]);
    const of = lastIn(found);
    return of !== null && typeof found?.vin === "string" && HASH.test(String(found.record))
      ? { ...of, vin: found.vin }
      : null;
  });
  return read.every((one) => one !== null) ? read : null;
}

/** The number of the list of keys that is held; null where it is of no form. */
function listIn(told: unknown): number | null {
  const found = members(told, ["number", "sha256", "why"]);
  if (found === null || !Number.isInteger(found.number) || (found.number as number) < 0) return null;
  const isHash = typeof found.sha256 === "string" && HASH.test(found.sha256);
  return (found.number === 0 ? found.sha256 === null : isHash) ? (found.number as number) : null;
}

function listOf(order: object): number {
  const { kind, from } = order as { readonly kind?: unknown; readonly from?: unknown };
  return kind === "take-trust-list" && typeof from === "number" ? from : 0;
}

function vehiclesOf(order: object): readonly string[] {
  const { kind, of } = order as { readonly kind?: unknown; readonly of?: unknown };
  return kind === "recheck" && Array.isArray(of) ? of.map(({ vin }: { vin: string }) => vin) : [];
}

function lastIn(told: Members | null): Last | null {
  if (told === null || !Number.isInteger(told.number) || (told.number as number) < 0) return null;
  if (told.command !== null && !(typeof told.command === "string" && HASH.test(told.command))) return null;
  return { number: told.number as number, hash: told.command };
}
