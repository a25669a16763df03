import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import {
  BATCH_PAYLOAD_TYPE,
  type EventAnswer,
  eventSha256,
  type HeldEvent,
  signedEventAnswer,
} from "../../src/core/events/event-batch.ts";
import { comparePlaces, type EventPlace } from "../../src/core/events/station-event.ts";
import {
  type BatchEvent,
  type EventGap,
  eventAnswer,
  overlapOf,
  readBatch,
  takeEvents,
} from "../../src/core/events/take-events.ts";
import type { StationAccount } from "../../src/core/registry/station-account.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import type { Signer } from "../../src/ports/signer.ts";
import type { MessageExample } from "./async-api.ts";
import { WITNESS } from "./registry-rig.ts";
import { ASKING, accountOf, logKey, NOW_MS } from "./request-world.ts";
import { signed } from "./sealing-station.ts";

/** The text of an event that a station tells; `part` 0 unless given. */
export function eventTextAt(station: string, index: number, job = "J-1", part = 0): string {
  return JSON.stringify({
    ...{ schema: "proofmark/event/v1", station, at: { index, part }, wallMs: 1_000 + index, job },
    event: { what: "process-start" },
  });
}

export function heldAt(text: string): HeldEvent {
  return { at: (JSON.parse(text) as { at: EventPlace }).at, sha256: eventSha256(sha256, text) };
}

/** By the key of that station unless told otherwise. */
export function signedBatch(
  of: { readonly station: string; readonly logSigner: Signer },
  after: number | EventPlace | null,
  events: readonly string[],
  { goneBelow = null, ...other }: { goneBelow?: number | null; signer?: Signer; more?: object } = {},
): Uint8Array {
  const { signer = of.logSigner, more = {} } = other;
  const place = typeof after === "number" ? { index: after, part: 0 } : after;
  const document = {
    ...{ schema: "proofmark/event-batch/v1", station: of.station, id: "0".repeat(32) },
    ...{ after: place, goneBelow, events, ...more },
  };
  const key = { keyId: signer.keyId, sign: (message: Uint8Array) => signed(signer, message) };
  return signedMessage(BATCH_PAYLOAD_TYPE, document, [key]);
}

/** The registry's own code with its events in memory; as the stand-in has it. */
export class CoreEventBook {
  readonly #accountOf: (station: string) => StationAccount | undefined;
  readonly #events = new Map<string, readonly BatchEvent[]>();
  readonly #gaps = new Map<string, readonly EventGap[]>();

  constructor(accountOf: (station: string) => StationAccount | undefined) {
    this.#accountOf = accountOf;
  }

  events(station: string): readonly BatchEvent[] {
    return this.#events.get(station) ?? [];
  }

  gaps(station: string): readonly EventGap[] {
    return this.#gaps.get(station) ?? [];
  }

  setBack(station: string, count: number): void {
    this.#events.set(station, this.events(station).slice(0, count));
  }

  ask(topicOf: string, message: Uint8Array, atMs: number): Uint8Array | null {
    const tools = { digest: sha256, verify: verifySignature };
    const read = readBatch(message, topicOf, this.#accountOf(topicOf), tools);
    if (read === null) return null;
    const all = this.events(topicOf);
    const last = all.at(-1);
    const held = last === undefined ? null : { at: last.at, sha256: last.sha256 };
    const overlap = overlapOf(read, held);
    const known = all.filter(
      ({ at }) =>
        overlap !== null &&
        (overlap.from === null || comparePlaces(at, overlap.from) >= 0) &&
        comparePlaces(at, overlap.to) <= 0,
    );
    const taken = takeEvents(read, held, known);
    this.#events.set(topicOf, [...all, ...taken.fresh]);
    if (taken.gap !== null) this.#gaps.set(topicOf, [...this.gaps(topicOf), taken.gap]);
    return signedEventAnswer(eventAnswer(read, taken, atMs), [WITNESS]);
  }
}

export function answerIn(message: Uint8Array): EventAnswer {
  const { payload } = JSON.parse(new TextDecoder().decode(message)) as { payload: string };
  return JSON.parse(Buffer.from(payload, "base64").toString()) as EventAnswer;
}

/** A question and events, and what the registry said, through the code of both sides. */
export function eventExamples(): Record<"eventBatch" | "eventAnswer", readonly MessageExample[]> {
  const station = { station: ASKING, logSigner: logKey(ASKING) };
  const book = new CoreEventBook(accountOf);
  const question = signedBatch(station, null, []);
  const events = signedBatch(station, null, [eventTextAt(ASKING, 3), eventTextAt(ASKING, 5)]);
  const shown = (bytes: Uint8Array | null): unknown =>
    JSON.parse(new TextDecoder().decode(bytes ?? undefined));
  const answers = [question, events].map((message) => shown(book.ask(ASKING, message, NOW_MS)));
  return {
    eventBatch: [
      { name: "question", summary: "What is held?", payload: shown(question) },
      { name: "events", summary: "The first two.", payload: shown(events) },
    ],
    eventAnswer: [
      { name: "held", summary: "Nothing yet.", payload: answers[0] },
      { name: "taken", summary: "Both are held.", payload: answers[1] },
    ],
  };
}
