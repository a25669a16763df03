import { createHash } from "node:crypto";
import { jsonOr } from "./signed-envelope.ts";
import { openedMessage, signedMessage } from "./signed-message.ts";
import { type Members, members } from "./strict-text.ts";
import type { WitnessKey } from "./witness-note.ts";

const BATCH_TYPE = "application/vnd.proofmark.event-batch.v1+json";
const ANSWER_TYPE = "application/vnd.proofmark.event-answer.v1+json";
const MESSAGE_BYTES = 262_144;
const EVENTS = 1_024;
const BATCH_MEMBERS = ["schema", "station", "id", "after", "goneBelow", "events"];
const EVENT_MEMBERS = ["schema", "station", "at", "wallMs", "job", "event"];

interface Place {
  readonly index: number;
  readonly part: number;
}

/** An event as it came. `after` null: nothing is known of what was before it. */
export interface KeptEvent {
  readonly at: Place;
  readonly after: Place | null;
  readonly job: string;
  readonly text: string;
}

interface Book {
  events: readonly KeptEvent[];
  gaps: readonly { readonly after: Place | null; readonly goneBelow: number }[];
}

interface Batch {
  readonly after: Place | null;
  readonly goneBelow: number | null;
  /** Null: of no form that is known here. */
  readonly events: readonly KeptEvent[] | null;
}

export interface EventBookOptions {
  readonly witness: WitnessKey;
  /** Log keys that this station may sign with now; none for a stranger. */
  logKeys(station: string): readonly Uint8Array[];
}

/** Takes what stations tell step by step (docs/protocol.md, section 20), written from the page and not from the station's code. Kept in memory. */
export class EventBook {
  readonly #options: EventBookOptions;
  readonly #books = new Map<string, Book>();

  constructor(options: EventBookOptions) {
    this.#options = options;
  }

  /** In order. */
  events(station: string): readonly KeptEvent[] {
    return this.#book(station).events;
  }

  gaps(station: string): Book["gaps"] {
    return this.#book(station).gaps;
  }

  /** As a registry that was restored from an older copy: the first `count` events are left. */
  setBack(station: string, count: number): void {
    const book = this.#book(station);
    book.events = book.events.slice(0, count);
  }

  /** Null where nothing is said. `topicOf`: the station at whose topic it came. Never throws on any bytes. */
  ask(topicOf: string, message: Uint8Array, atMs: number): Uint8Array | null {
    const batch = this.#read(topicOf, message);
    if (batch === null) return null;
    const answer = this.#take(topicOf, batch);
    const last = this.#book(topicOf).events.at(-1);
    return signedMessage(this.#options.witness, ANSWER_TYPE, {
      schema: "proofmark/event-answer/v1",
      station: topicOf,
      batch: createHash("sha256").update(message).digest("hex"),
      answer,
      held: last === undefined ? null : { at: last.at, sha256: hashOf(last) },
      issued: new Date(atMs).toISOString(),
    });
  }

  #book(station: string): Book {
    const book = this.#books.get(station) ?? { events: [], gaps: [] };
    this.#books.set(station, book);
    return book;
  }

  #take(station: string, { after, goneBelow, events }: Batch): string {
    const book = this.#book(station);
    const held = book.events;
    if (events === null) return "malformed";
    if (events.length === 0) return "held";
    const last = held.at(-1)?.at ?? null;
    if (isSame(after, last)) {
      book.events = [...held, ...events];
      if (goneBelow !== null) book.gaps = [...book.gaps, { after, goneBelow }];
      return "taken";
    }
    if (last === null || (after !== null && order(after, last) > 0)) return "elsewhere";
    const end = events.at(-1)?.at ?? last;
    const known = held.filter(({ at }) => (after === null || order(at, after) > 0) && order(at, end) <= 0);
    if (after !== null && !held.some(({ at }) => isSame(at, after))) return "other";
    const isKnown = known.length > 0 && known.every(({ text }, i) => text === events[i]?.text);
    if (!isKnown) return "other";
    const fresh = events.slice(known.length);
    if (fresh.length > 0 && !isSame(known.at(-1)?.at ?? null, last)) return "other";
    book.events = [...held, ...fresh];
    return "taken";
  }

  #read(topicOf: string, message: Uint8Array): Batch | null {
    const opened = openedMessage(message, MESSAGE_BYTES, this.#options.logKeys(topicOf));
    const told = opened?.type === BATCH_TYPE ? members(opened.document, BATCH_MEMBERS) : null;
    return told === null || told.station !== topicOf ? null : batchOf(told, topicOf);
  }
}

function batchOf({ schema, id, after, goneBelow, events }: Members, station: string): Batch | null {
  const place = placeOf(after);
  if (schema !== "proofmark/event-batch/v1" || typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id))
    return null;
  if (after !== null && place === null) return null;
  if (goneBelow !== null && !(Number.isInteger(goneBelow) && (goneBelow as number) >= 1)) return null;
  if (!Array.isArray(events) || events.length > EVENTS) return null;
  const gone = goneBelow as number | null;
  return { after: place, goneBelow: gone, events: chain(events, station, place, gone) };
}

function chain(
  texts: readonly unknown[],
  station: string,
  after: Place | null,
  goneBelow: number | null,
): readonly KeptEvent[] | null {
  const events: KeptEvent[] = [];
  let last = after;
  for (const text of texts) {
    if (typeof text !== "string") return null;
    const event = members(jsonOr(text), EVENT_MEMBERS);
    const at = placeOf(event?.at);
    if (event === null || at === null || event.station !== station || typeof event.job !== "string")
      return null;
    if (event.schema !== "proofmark/event/v1" || JSON.stringify(event) !== text) return null;
    const isNext = at.part === (last?.index === at.index ? last.part + 1 : 0);
    if (!isNext || (last !== null && at.index < last.index)) return null;
    const isBehindGap = goneBelow !== null && events.length === 0;
    events.push({ at, after: isBehindGap ? null : last, job: event.job, text });
    last = at;
  }
  const [first] = events;
  if (goneBelow === null) return events;
  const isGap =
    first !== undefined && first.at.index >= goneBelow && (after === null || after.index < goneBelow);
  return isGap ? events : null;
}

function placeOf(value: unknown): Place | null {
  const place = members(value, ["index", "part"]);
  if (place === null) return null;
  const { index, part } = place;
  if (!Number.isInteger(index) || !Number.isInteger(part)) return null;
  return (index as number) >= 0 && (part as number) >= 0
    ? { index: index as number, part: part as number }
    : null;
}

function hashOf({ text }: KeptEvent): string {
  return createHash("sha256").update(text).digest("hex");
}

function order(a: Place, b: Place): number {
  return a.index - b.index || a.part - b.part;
}

function isSame(a: Place | null, b: Place | null): boolean {
  return a === null || b === null ? a === b : order(a, b) === 0;
}
