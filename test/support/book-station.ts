import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { hearBook, type OrderedBook } from "../../src/core/commands/book-orders.ts";
import {
  ACKNOWLEDGEMENT_PAYLOAD_TYPE,
  type Acknowledgement,
  COMMAND_BYTES_MAX,
  COMMAND_PAYLOAD_TYPE,
  heardCommandSchema,
  orderIn,
} from "../../src/core/commands/command-messages.ts";
import { type CommandsInput, createCommands, type Said } from "../../src/core/commands/commands.ts";
import { type CommandNote, CommandsNoted } from "../../src/core/commands/commands-noted.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { formatEnvelope, pae, parseEnvelope } from "../../src/core/record/dsse.ts";
import { readSigned } from "../../src/core/requests/signed-message.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import { WITNESS } from "./registry-rig.ts";
import { logSigner, TOY_STATION } from "./toy-station.ts";

const COMMAND = {
  payloadType: COMMAND_PAYLOAD_TYPE,
  bytesMax: COMMAND_BYTES_MAX,
  schema: heardCommandSchema,
};

/** What a station hears of a rulebook, on the machine of its commands: a journal that a test cuts, a place for rulebooks that may be full, and a line. */
export class BookStation {
  readonly clock = new VirtualClock();
  /** What it said, until somebody takes it off. */
  readonly messages: Uint8Array[] = [];
  /** In the order in which things became durable. */
  readonly durable: string[] = [];
  readonly kept: OrderedBook[] = [];
  journal: CommandNote[] = [];
  isDiskFull = false;
  /** Why it cannot judge by a rulebook that is whole. */
  whyNotBook: (book: OrderedBook) => Reason | null = () => null;
  readonly #machine;
  #state;

  constructor({ takesBooks = true, journal = [] as readonly CommandNote[] } = {}) {
    const ordered = {
      station: TOY_STATION,
      sites: ["lane-1"],
      fetchesLists: false,
      takesBooks,
      sendsEvidence: false,
    };
    this.#machine = createCommands({ ...ordered, digest: sha256 });
    this.#state = this.#machine.initial;
    this.journal = [...journal];
    const noted = new CommandsNoted();
    for (const [at, note] of journal.entries()) noted.note(note, at);
    this.#feed({ kind: "started", standing: noted.standing });
    this.up(true);
  }

  get standing() {
    const { standing } = this.#state;
    if (standing === null) throw new Error("it has begun");
    return standing;
  }

  get books() {
    return this.standing.books;
  }

  get outcomes() {
    return this.journal.map(({ outcome }) =>
      outcome.kind === "refused" ? outcome.reason.code : outcome.kind,
    );
  }

  up(isUp: boolean): void {
    this.#feed({ kind: "link", up: isUp });
  }

  hear(messages: readonly Uint8Array[]): void {
    for (const message of messages) this.#hear(message);
  }

  #hear(bytes: Uint8Array): void {
    const signed = { digest: sha256, verify: verifySignature, keys: [WITNESS.spki] };
    const read = readSigned(signed, [COMMAND], bytes);
    const parsed = read.kind === "dropped" ? null : parseEnvelope(read.text);
    if (read.kind === "dropped" || parsed === null || parsed.kind === "malformed")
      throw new Error(`a command was dropped: ${read.kind === "dropped" ? read.why : ""}`);
    const id = toHex(sha256(pae(parsed.envelope.payloadType, parsed.envelope.payload)));
    const order = orderIn(read.document);
    const whole = order?.kind === "use-rulebook" ? hearBook(this.books, order, sha256) : null;
    const book = whole?.kind === "whole" ? whole.book : null;
    this.#feed({
      ...{
        kind: "heard" as const,
        atWallMs: Math.round(this.clock.wallMs()),
        isClockSure: true,
        older: null,
        there: null,
      },
      heard: { kind: "command" as const, document: read.document, id, envelope: read.text },
      checked: book && { sha256: book.sha256, why: this.whyNotBook(book) },
    });
  }

  #feed(input: CommandsInput): void {
    const decision = this.#machine.decide(this.#state, input);
    if (decision.kind === "rejected") throw new Error(decision.reason.code);
    this.#state = decision.events.reduce(this.#machine.evolve, this.#state);
    for (const effect of decision.effects) {
      if (effect.kind === "send") this.#send(effect.acknowledgement);
      if (effect.kind !== "append") continue;
      const { note, book } = effect;
      if (book !== null && this.isDiskFull) {
        this.#feed({ kind: "unkept" });
        continue;
      }
      if (book !== null) {
        this.kept.push(book);
        this.durable.push(`rulebook ${book.id}`);
      }
      const noted = { ...note, atWallMs: Math.round(this.clock.wallMs()) };
      this.journal.push(noted);
      this.durable.push(`command ${note.number}`);
      this.#feed({ kind: "durable", note: noted });
    }
  }

  #send(said: Said): void {
    const at = new Date(Math.round(this.clock.wallMs())).toISOString();
    const document: Acknowledgement = {
      schema: "proofmark/acknowledgement/v1",
      station: TOY_STATION,
      at,
      ...said,
    };
    const payload = new TextEncoder().encode(JSON.stringify(document));
    logSigner.sign(pae(ACKNOWLEDGEMENT_PAYLOAD_TYPE, payload), (result) => {
      if (result.kind === "failed") throw new Error("the toy key signs");
      const signatures = [{ keyId: logSigner.keyId, signature: result.signature }];
      const envelope = formatEnvelope({ payloadType: ACKNOWLEDGEMENT_PAYLOAD_TYPE, payload, signatures });
      this.messages.push(new TextEncoder().encode(envelope));
    });
  }
}
