import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { isSignedByOneOf } from "../core/requests/signed-message.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { SideLink } from "./agreed-links.ts";

export interface StrangerWatchOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  /** The registry's key, Ed25519. */
  readonly witness: { readonly spki: Uint8Array };
  readonly log: Log;
}

/** What nobody repeats for so long is over. */
const TOLD_FOR_MS = 3_600_000;
/** A signature costs more to look at than to send: of a flood only some are looked at. */
const LOOKS_PER_S = 4;

/**
 * Counts what comes as the registry's word and does not have its signature. Each desk drops such a message by itself; here it is told that there are any, on
 * whatever way they come: somebody writes at the broker who is not the registry, or the registry signs with a key that this station does not know.
 */
export class StrangerWatch {
  readonly #options: StrangerWatchOptions;
  #onChange: () => void = () => undefined;
  #end: TimerHandle | null = null;
  #times = 0;
  #secondFromMs = Number.NEGATIVE_INFINITY;
  #looks = 0;

  constructor(options: StrangerWatchOptions) {
    this.#options = options;
  }

  start(onChange: () => void): void {
    this.#onChange = onChange;
  }

  stop(): void {
    this.#end?.cancel();
  }

  /** What a person has to know; null where nothing strange came in the last hour. */
  get trouble(): Reason | null {
    return this.#times === 0 ? null : reason("REGISTRY_MESSAGES_STRANGE", { times: this.#times });
  }

  /** The same link; what is heard on it is looked at first. */
  watched(link: SideLink): SideLink {
    return {
      open: (listener) =>
        link.open({
          onLink: (up) => listener.onLink(up),
          onMessage: (message) => {
            this.#look(message);
            listener.onMessage(message);
          },
        }),
      send: (message) => link.send(message),
      close: () => link.close(),
    };
  }

  /** Something that is not the registry's was found, here or by whoever reads receipts. */
  note(): void {
    this.#times++;
    this.#end?.cancel();
    this.#end = this.#options.timers.start("strange messages", TOLD_FOR_MS, () => {
      this.#times = 0;
      this.#onChange();
    });
    if (this.#times > 1) return;
    this.#options.log.warn("a message came as the registry's that it has not signed", {});
    this.#onChange();
  }

  #look(message: Uint8Array): void {
    const { clock, digest, verifySignature: verify, witness } = this.#options;
    const nowMs = clock.monoMs();
    if (nowMs - this.#secondFromMs >= 1_000) [this.#secondFromMs, this.#looks] = [nowMs, 0];
    if (++this.#looks > LOOKS_PER_S) return;
    if (!isSignedByOneOf({ digest, verify, keys: [witness.spki] }, message)) this.note();
  }
}
