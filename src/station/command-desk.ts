import {
  ACKNOWLEDGEMENT_PAYLOAD_TYPE,
  type Acknowledgement,
  COMMAND_BYTES_MAX,
  COMMAND_PAYLOAD_TYPE,
  heardCommandSchema,
  scopeKey,
} from "../core/commands/command-messages.ts";
import {
  type Commands,
  type CommandsEffect,
  type CommandsInput,
  type CommandsState,
  createCommands,
  type HeardCommand,
} from "../core/commands/commands.ts";
import {
  type CommandsStanding,
  lockOver,
  NO_COMMANDS,
  type NotedLock,
} from "../core/commands/commands-noted.ts";
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
import type { Log } from "../ports/log.ts";
import type { Signer } from "../ports/signer.ts";

export interface CommandDeskOptions {
  readonly station: StationId;
  /** Null where nobody can order anything: then only the journal's locks hold. */
  readonly link: CommandLink | null;
  readonly sites: readonly string[];
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
  #isStopped = false;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    this.#commands = createCommands(options);
    this.#state = this.#commands.initial;
  }

  /** After the journal was read: only then is it known which command is the next. */
  start(owner: CommandOwner): void {
    this.#owner = owner;
    this.#feed({ kind: "started", standing: owner.standing() });
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

  #hear(bytes: Uint8Array): void {
    const owner = this.#owner;
    if (owner === null) return;
    const atWallMs = Math.round(this.#options.clock.wallMs());
    const isClockSure = owner.isClockSure();
    this.#feed({ kind: "heard", heard: this.#read(bytes), atWallMs, isClockSure });
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
        const { note } = effect;
        this.#owner?.append({ type: "command-received", ...note }, () =>
          this.#feed({ kind: "durable", note: { ...note, atWallMs: this.#notedAt(note.number) } }),
        );
        return;
      }
      case "send":
        this.#send(effect.acknowledgement);
        return;
      case "tell": {
        const { number, outcome } = effect;
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

  /** As the journal has it, so that a restart shows the same. */
  #notedAt(number: number): number {
    const noted = this.#owner?.standing().newest.find((one) => one.number === number);
    return noted?.atWallMs ?? Math.round(this.#options.clock.wallMs());
  }

  /** One that cannot be signed is one that is lost: the registry asks again by sending the command again. */
  #send({ last, answer }: Pick<Acknowledgement, "last" | "answer">): void {
    const { station, clock, logSigner, link, log } = this.#options;
    const at = new Date(Math.round(clock.wallMs())).toISOString();
    const document: Acknowledgement = { schema: "proofmark/acknowledgement/v1", station, at, last, answer };
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
