import {
  BATCH_PAYLOAD_TYPE,
  batchPayloadBytesMax,
  EVENT_ANSWER_FORM,
  EVENTS_MAX,
  type EventBatch,
  type HeldEvent,
} from "../core/events/event-batch.ts";
import {
  createSending,
  SENDING_TERMS,
  type Sending,
  type SendingEffect,
  type SendingInput,
  type SendingTerms,
} from "../core/events/sending.ts";
import type { SendingState } from "../core/events/sending-state.ts";
import { assert, unreachable } from "../core/machine.ts";
import { toHex } from "../core/record/base64.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { EventLink } from "../ports/event-link.ts";
import type { Log } from "../ports/log.ts";
import type { Signer } from "../ports/signer.ts";
import { EventReader, type EventReaderOptions, type ReadEvent } from "./event-reader.ts";
import { faultInOneLine, stackOf } from "./fault-line.ts";
import { newQuestionId, signQuestion } from "./signed-question.ts";

export interface EventSenderOptions extends EventReaderOptions {
  readonly link: EventLink;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): ids of batches, and the jitter of the back-off. */
  readonly entropy: () => number;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  /** False while a record waits to be sent, or deliveries are locked: events come after them. */
  readonly mayGo: () => boolean;
  /** What is wrong is another thing than before. */
  readonly onStanding: () => void;
  readonly log: Log;
  readonly terms?: SendingTerms;
}

/** How often it is looked whether there is more to tell. */
const LOOK_MS = 1_000;
/** What a backlog may take of the process: so long at a time, and then a rest. */
const SLICE_MS = 4;
const REST_MS = 16;
/** Around the texts of a batch. */
const FRAME_BYTES = 512;

interface Filling {
  readonly id: number;
  readonly after: HeldEvent | null;
  readonly events: ReadEvent[];
  bytes: number;
}

/** The shell of the machine of sending: reads the journal in slices, signs, and feeds back what came of it. It keeps no more than what is in flight. */
export class EventSender {
  readonly #options: EventSenderOptions;
  readonly #sending: Sending;
  readonly #reader: EventReader;
  readonly #timers = new Map<number, TimerHandle>();
  readonly #messages = new Map<number, Uint8Array>();
  #look: TimerHandle | null = null;
  #slice: TimerHandle | null = null;
  #state: SendingState;
  #toldTrouble: Reason["code"] | null = null;

  constructor(options: EventSenderOptions) {
    this.#options = options;
    this.#reader = new EventReader(options);
    this.#sending = createSending(options.terms ?? SENDING_TERMS);
    this.#state = this.#sending.initial;
  }

  /** What is wrong with sending events, until it is not; null where nothing is. */
  get trouble(): Reason | null {
    return this.#state.trouble;
  }

  /** All that happened is told, or nothing of it can be told at present: there is room for what comes behind events. */
  get leavesRoom(): boolean {
    const { up, knows, flights, trouble } = this.#state;
    if (!up || trouble !== null) return true;
    return knows === "place" && flights.length === 0 && this.#reader.isAtEnd;
  }

  start(): void {
    this.#feed({ kind: "start" });
    this.#options.link.open({
      onLink: (up) => this.#feed({ kind: "link", up }),
      onMessage: (message) => this.#hear(message),
    });
    this.#lookLater();
  }

  stop(): void {
    this.#feed({ kind: "stop" });
    this.#look?.cancel();
    this.#slice?.cancel();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#options.link.close();
  }

  #lookLater(): void {
    this.#look = this.#options.timers.start("events", LOOK_MS, () => {
      if (this.#state.phase !== "running") return;
      if (this.#options.mayGo()) this.#feed({ kind: "tick" });
      this.#lookLater();
    });
  }

  #hear(bytes: Uint8Array): void {
    const { station, digest, verifySignature: verify, witness, entropy } = this.#options;
    // Nothing is in flight: nothing can come of it, and no signature is looked at.
    if (this.#state.flights.length === 0) return;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [EVENT_ANSWER_FORM], bytes);
    if (read.kind === "dropped" || read.document.station !== station) return;
    this.#feed({ kind: "answer", answer: read.document, chance: entropy() });
  }

  #feed(input: SendingInput): void {
    const decision = this.#sending.decide(this.#state, input);
    assert(decision.kind === "accepted", "sending is never refused");
    this.#state = decision.events.reduce(this.#sending.evolve, this.#state);
    for (const effect of decision.effects) this.#run(effect);
    this.#tellTrouble();
  }

  /** Once: what an effect feeds back is over before its own input is. */
  #tellTrouble(): void {
    const { trouble } = this.#state;
    if (this.#toldTrouble === (trouble?.code ?? null)) return;
    this.#toldTrouble = trouble?.code ?? null;
    if (trouble !== null) this.#options.log.error("events are not sent", { why: sentenceOf(trouble).en });
    this.#options.onStanding();
  }

  #run(effect: SendingEffect): void {
    switch (effect.kind) {
      case "ask":
        this.#sign({ id: effect.id, after: null, events: [], bytes: 0 });
        return;
      case "seek":
        this.#guarded(effect.id, () => this.#reader.seek(effect.held));
        if (this.#state.busy === effect.id) this.#seekOn(effect.id, effect.held);
        return;
      case "make":
        this.#fill({ id: effect.id, after: effect.after, events: [], bytes: FRAME_BYTES });
        return;
      case "send":
        this.#send(effect.id);
        return;
      case "drop":
        for (const id of effect.ids) this.#messages.delete(id);
        return;
      case "start-timer":
        this.#startTimer(effect);
        return;
      case "cancel-timer":
        this.#timers.get(effect.id)?.cancel();
        this.#timers.delete(effect.id);
        return;
      default:
        unreachable(effect);
    }
  }

  /** Whatever was lost is sent again: so is what has to wait for a record. */
  #send(id: number): void {
    const message = this.#messages.get(id);
    if (message !== undefined && this.#options.mayGo()) this.#options.link.send(message);
  }

  #startTimer({ timer, id, afterMs }: Extract<SendingEffect, { kind: "start-timer" }>): void {
    const { timers, entropy } = this.#options;
    this.#timers.get(id)?.cancel();
    const handle = timers.start(timer, afterMs, () => {
      this.#timers.delete(id);
      this.#feed({ kind: "timer", id, chance: entropy() });
    });
    this.#timers.set(id, handle);
  }

  /** Goes on after a rest, unless something else is to be done by then. */
  #later(id: number, then: () => void): void {
    this.#slice?.cancel();
    this.#slice = this.#options.timers.start("events slice", REST_MS, () => {
      if (this.#state.busy === id) then();
    });
  }

  #untilOver(): () => boolean {
    const { clock } = this.#options;
    const endMs = clock.monoMs() + SLICE_MS;
    return () => clock.monoMs() >= endMs;
  }

  /** Events must not keep a station from its work, whatever is wrong with what they are read from. */
  #guarded(id: number, read: () => void): void {
    try {
      read();
    } catch (cause) {
      this.#options.log.error("events cannot be read", { cause: stackOf(cause) });
      const why = reason("EVENTS_UNREADABLE", { detail: faultInOneLine(cause) });
      this.#feed({ kind: "unmade", id, why, chance: this.#options.entropy() });
    }
  }

  #seekOn(id: number, held: HeldEvent | null): void {
    this.#guarded(id, () => this.#seekSlice(id, held));
  }

  #seekSlice(id: number, held: HeldEvent | null): void {
    const place = this.#options.mayGo() ? this.#reader.seekOn(this.#untilOver()) : null;
    if (place === null) this.#later(id, () => this.#seekOn(id, held));
    else this.#feed({ kind: "sought", id, held, place, chance: this.#options.entropy() });
  }

  #fill(filling: Filling): void {
    this.#guarded(filling.id, () => this.#fillSlice(filling));
  }

  #fillSlice(filling: Filling): void {
    const { id } = filling;
    if (!this.#options.mayGo()) {
      this.#later(id, () => this.#fill(filling));
      return;
    }
    const isOver = this.#untilOver();
    for (;;) {
      const events = this.#reader.next(isOver);
      if (events === null) break;
      const isFull = this.#add(filling, events);
      if (isFull === "too-large") {
        const at = `${events[0]?.at.index}.${events[0]?.at.part}`;
        const why = reason("EVENT_TOO_LARGE", { at });
        this.#feed({ kind: "unmade", id, why, chance: this.#options.entropy() });
        return;
      }
      if (isFull) {
        this.#sign(filling);
        return;
      }
      if (isOver()) break;
    }
    if (!this.#reader.isAtEnd) this.#later(id, () => this.#fill(filling));
    else if (filling.events.length > 0) this.#sign(filling);
    else this.#feed({ kind: "none", id });
  }

  /** Whether the batch is to go; those that have no room in it come next. */
  #add(filling: Filling, events: readonly ReadEvent[]): boolean | "too-large" {
    const bytesMax = batchPayloadBytesMax(this.#options.link.messageBytesMax());
    for (const [i, event] of events.entries()) {
      const bytes = new TextEncoder().encode(JSON.stringify(event.text)).length + 1;
      if (filling.events.length < EVENTS_MAX && filling.bytes + bytes <= bytesMax) {
        filling.events.push(event);
        filling.bytes += bytes;
        continue;
      }
      this.#reader.putBack(events.slice(i));
      return filling.events.length === 0 ? "too-large" : true;
    }
    return false;
  }

  #sign({ id, after, events }: Filling): void {
    const { station, logSigner, digest, entropy } = this.#options;
    const batch: EventBatch = {
      schema: "proofmark/event-batch/v1",
      ...{ station, id: newQuestionId(entropy), after: after?.at ?? null },
      goneBelow: events.length === 0 ? null : this.#reader.goneBelow,
      events: events.map(({ text }) => text),
    };
    signQuestion(logSigner, BATCH_PAYLOAD_TYPE, batch, (signed) => {
      if (this.#state.busy !== id) return;
      if (signed.kind === "failed") {
        const why = reason("EVENTS_UNSIGNED", { detail: signed.reason });
        this.#feed({ kind: "unmade", id, why, chance: entropy() });
        return;
      }
      const { message } = signed;
      this.#messages.set(id, message);
      if (events.length > 0) this.#reader.gapTold();
      const last = events.at(-1);
      this.#feed({
        ...{ kind: "made", id, batch: toHex(digest(message)), after },
        last: last === undefined ? null : { at: last.at, sha256: last.sha256 },
      });
    });
  }
}
