import { hearBook, type NotedBook, type OrderedBook } from "../core/commands/book-orders.ts";
import {
  ACKNOWLEDGEMENT_PAYLOAD_TYPE,
  type Acknowledgement,
  COMMAND_BYTES_MAX,
  COMMAND_PAYLOAD_TYPE,
  heardCommandSchema,
  orderIn,
  scopeKey,
} from "../core/commands/command-messages.ts";
import {
  type Commands,
  type CommandsEffect,
  type CommandsInput,
  type CommandsState,
  createCommands,
  type HeardCommand,
  type Said,
} from "../core/commands/commands.ts";
import {
  type CommandsStanding,
  lockOver,
  NO_COMMANDS,
  type NotedLock,
} from "../core/commands/commands-noted.ts";
import type { OlderOrder } from "../core/commands/older-order.ts";
import type { EvidenceThere } from "../core/commands/why-refused.ts";
import type { CommandReceived } from "../core/journal/command-received.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { assert, unreachable } from "../core/machine.ts";
import type { StationId } from "../core/quantities/ids.ts";
import { toHex } from "../core/record/base64.ts";
import { formatEnvelope, pae, parseEnvelope } from "../core/record/dsse.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandLink } from "../ports/command-link.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { OrderedBooks } from "../ports/ordered-books.ts";
import type { Signer } from "../ports/signer.ts";
import { evidenceThere } from "./evidence-there.ts";

export interface CommandDeskOptions {
  readonly station: StationId;
  /** Null where nobody can order anything: then only the journal's locks hold. */
  readonly link: CommandLink | null;
  readonly sites: readonly string[];
  /** It can ask the registry for the list of keys. */
  readonly fetchesLists: boolean;
  /** Null where a station has none of the registry's, and takes none. */
  readonly books: OrderedBooks | null;
  /** Where it is looked whether a record stands that evidence is asked of; null where the station sends none. */
  readonly evidence: Pick<JournalStore, "read" | "size" | "segments"> | null;
  readonly clock: Clock;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  readonly log: Log;
}

/** What the station does for its desk of commands. */
export interface CommandOwner {
  /** As all that was appended says, durable or not: what is to come must not begin a job that it locks out. */
  standing(): CommandsStanding;
  isClockSure(): boolean;
  /** `durable` once, with the wall time that the entry has. */
  append(entry: Omit<CommandReceived, "at">, durable: () => void): void;
  onChange(): void;
  /** What the journal says of an order that is not kept any more; null where that is not found, or not yet. */
  older(number: number, command: string): OlderOrder | null;
  /** Asks the registry for the list of keys now. */
  fetchList(): void;
  /** No job runs: what takes long keeps nobody waiting. */
  isQuiet(): boolean;
}

const COMMAND = {
  payloadType: COMMAND_PAYLOAD_TYPE,
  bytesMax: COMMAND_BYTES_MAX,
  schema: heardCommandSchema,
};

/** The shell of the machine of commands: runs its effects against link, journal and key. */
export class CommandDesk {
  readonly #options: CommandDeskOptions;
  readonly #commands: Commands;
  #state: CommandsState;
  #owner: CommandOwner | null = null;
  #used: readonly NotedBook[] | null = null;
  #isStopped = false;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    this.#commands = createCommands({
      ...options,
      takesBooks: options.books?.takes === true,
      sendsEvidence: options.evidence !== null,
    });
    this.#state = this.#commands.initial;
  }

  /** After the journal was read: only then is it known which command is the next. */
  start(owner: CommandOwner): void {
    this.#owner = owner;
    this.#feed({ kind: "started", standing: owner.standing() });
    this.#useBooks();
    this.#options.link?.open({
      onLink: (up) => this.#feed({ kind: "link", up }),
      onMessage: (message) => this.#hear(message),
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.link?.close();
  }

  /** What the registry ordered, as it is durable. */
  get standing(): CommandsStanding {
    return this.#state.standing ?? NO_COMMANDS;
  }

  /** Why no new job of this kind begins there; null where the registry has locked nothing of it. */
  whyLocked(kind: JobKind, site: string): Reason | null {
    const { locks } = this.#owner?.standing() ?? this.standing;
    const lock = lockOver(locks, { kind, site });
    return lock === null ? null : whyOf(lock);
  }

  /** An inspection that was ordered has begun, or its record stands; `rechecks` as they are durable. */
  noteRechecks(rechecks: CommandsStanding["rechecks"]): void {
    this.#feed({ kind: "rechecked", rechecks });
    this.#owner?.onChange();
  }

  /** The registry was asked for the list of keys; `because`: what came of it, null where it was answered. */
  noteList(because: Reason | null): void {
    if (this.#owner === null) return;
    const { lists, held } = this.#owner.standing();
    this.#feed({ kind: "list", lists, held, because });
    this.#owner.onChange();
  }

  /** The registry has evidence that was ordered. */
  noteEvidence(): void {
    if (this.#owner === null) return;
    this.#feed({ kind: "evidence", evidence: this.#owner.standing().evidence });
    this.#owner.onChange();
  }

  #hear(bytes: Uint8Array): void {
    const owner = this.#owner;
    if (owner === null) return;
    const atWallMs = Math.round(this.#options.clock.wallMs());
    const isClockSure = owner.isClockSure();
    const heard = this.#read(bytes);
    const older = this.#older(heard, owner);
    const book = this.#wholeBook(heard);
    // To read one takes the processor for longer than a course may wait for it; the registry sends it again.
    if (book !== null && !owner.isQuiet()) {
      const busy = { kind: "dropped", why: "while-jobs-run" } as const;
      this.#feed({ kind: "heard", heard: busy, atWallMs, isClockSure, older, checked: null, there: null });
      return;
    }
    const why = book === null ? null : (this.#options.books?.whyNot(book) ?? null);
    const checked = book === null ? null : { sha256: book.sha256, why };
    const there = this.#evidenceThere(heard);
    this.#feed({ kind: "heard", heard, atWallMs, isClockSure, older, checked, there });
  }

  /** With the next command: whether the journal has the records that it asks evidence of. */
  #evidenceThere(heard: HeardCommand): EvidenceThere | null {
    const { evidence: journal, station } = this.#options;
    if (journal === null || heard.kind === "dropped" || heard.document.station !== station) return null;
    const order = orderIn(heard.document);
    const isNext = heard.document.number === (this.standing.last?.number ?? 0) + 1;
    return order?.kind === "send-evidence" && isNext ? evidenceThere(journal, order.of) : null;
  }

  /** With the next command: it is tried as a whole before a byte of it is kept. */
  #wholeBook(heard: HeardCommand): OrderedBook | null {
    const { books, digest, station } = this.#options;
    if (books?.takes !== true || heard.kind === "dropped" || heard.document.station !== station) return null;
    const order = orderIn(heard.document);
    const isNext = heard.document.number === (this.standing.last?.number ?? 0) + 1;
    if (order?.kind !== "use-rulebook" || !isNext) return null;
    const whole = hearBook(this.standing.books, order, digest);
    return whole.kind === "whole" ? whole.book : null;
  }

  /** Of one that was taken in, and is not or not wholly in memory. */
  #older(heard: HeardCommand, owner: CommandOwner): OlderOrder | null {
    if (heard.kind === "dropped") return null;
    const { document, id } = heard;
    const { last, newest, rechecks } = this.standing;
    if (document.station !== this.#options.station || document.number > (last?.number ?? 0)) return null;
    const row = newest.find(({ number, command }) => number === document.number && command === id);
    const isRecheck = row?.kind === "recheck" && row.outcome.kind === "taken";
    const isKept = isRecheck ? rechecks.some(({ number }) => number === row.number) : row !== undefined;
    return isKept ? null : owner.older(document.number, id);
  }

  #read(bytes: Uint8Array): HeardCommand {
    const { digest, verifySignature: verify, witness } = this.#options;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [COMMAND], bytes);
    if (read.kind === "dropped") return read;
    const parsed = parseEnvelope(read.text);
    assert(parsed.kind !== "malformed", "what was verified is an envelope");
    const { payloadType, payload } = parsed.envelope;
    const id = toHex(digest(pae(payloadType, payload)));
    return { kind: "command", document: read.document, id, envelope: read.text };
  }

  #feed(input: CommandsInput): void {
    if (this.#isStopped) return;
    const decision = this.#commands.decide(this.#state, input);
    assert(decision.kind === "accepted", "commands are never refused by the machine");
    this.#state = decision.events.reduce(this.#commands.evolve, this.#state);
    for (const effect of decision.effects) this.#run(effect);
  }

  #run(effect: CommandsEffect): void {
    const { log } = this.#options;
    switch (effect.kind) {
      case "append": {
        const { note, book } = effect;
        // The file first: an entry that says it is there must not come without it.
        if (book !== null && this.#options.books?.keep(book) !== true) {
          this.#feed({ kind: "unkept" });
          return;
        }
        this.#owner?.append({ type: "command-received", ...note }, () =>
          this.#feed({ kind: "durable", note: { ...note, atWallMs: this.#notedAt(note.number) } }),
        );
        return;
      }
      case "send":
        this.#send(effect.acknowledgement);
        return;
      case "fetch-list":
        this.#owner?.fetchList();
        return;
      case "tell": {
        const { number, outcome } = effect;
        this.#useBooks();
        log.warn("the registry ordered something", { number, outcome: outcome.kind });
        this.#owner?.onChange();
        return;
      }
      case "log-dropped":
        log.warn("a command of the registry was dropped", { why: effect.why, times: effect.times });
        return;
      default:
        unreachable(effect);
    }
  }

  /** Those that the journal names; each is read to see that it is there. */
  #useBooks(): void {
    const { taken } = this.standing.books;
    if (taken === this.#used) return;
    this.#used = taken;
    this.#options.books?.use(taken);
  }

  /** As the journal has it, so that a restart shows the same. */
  #notedAt(number: number): number {
    const noted = this.#owner?.standing().newest.find((one) => one.number === number);
    return noted?.atWallMs ?? Math.round(this.#options.clock.wallMs());
  }

  /** One that cannot be signed is one that is lost: the registry asks again by sending the command again. */
  #send(said: Said): void {
    const { station, clock, logSigner, link, log } = this.#options;
    const at = new Date(Math.round(clock.wallMs())).toISOString();
    const document: Acknowledgement = { schema: "proofmark/acknowledgement/v1", station, at, ...said };
    const payload = new TextEncoder().encode(JSON.stringify(document));
    logSigner.sign(pae(ACKNOWLEDGEMENT_PAYLOAD_TYPE, payload), (result) => {
      if (this.#isStopped) return;
      if (result.kind === "failed") {
        log.warn("an acknowledgement could not be signed", { reason: result.reason });
        return;
      }
      const signatures = [{ keyId: logSigner.keyId, signature: result.signature }];
      const envelope = formatEnvelope({ payloadType: ACKNOWLEDGEMENT_PAYLOAD_TYPE, payload, signatures });
      link?.send(new TextEncoder().encode(envelope));
    });
  }
}

/** A lock in words: who ordered it, why, and what ends it. */
export function whyOf({ number, of, by, why }: NotedLock): Reason {
  return reason("COMMAND_LOCKED", { number, scope: scopeKey(of), by, ...why });
}
