import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import {
  type Agreement,
  afterSilence,
  agreementOf,
  canDeliver,
  type Spoken,
  whyNotAgreed,
} from "../core/requests/agreement.ts";
import { askedHello, type HelloAskingInput, NO_HELLO } from "../core/requests/hello-asking.ts";
import {
  HELLO_PAYLOAD_TYPE,
  HELLO_REPLY_FORM,
  type Hello,
  type HelloReply,
  spokenDocument,
} from "../core/requests/hello-messages.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import type { ProtocolPart } from "../core/trade/words/protocol-parts.ts";
import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import { newQuestionId, signQuestion } from "./signed-question.ts";

export interface AgreementKeeperOptions {
  readonly station: string;
  readonly link: RequestLink;
  readonly timers: Timers;
  /** In [0, 1): ids of requests. */
  readonly entropy: () => number;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  /** What this station speaks. */
  readonly ours: Spoken;
  /** Parts that it uses beside its deliveries: that one of them is not common is told. */
  readonly uses: readonly ProtocolPart[];
  readonly log: Log;
}

/** What may be said to the registry at present: asked by whatever sends to it. */
export interface Agreed {
  canDeliver(): boolean;
  speaks(part: ProtocolPart): boolean;
  /** Called whenever something may be said that might not, or the other way round. */
  watch(changed: () => void): void;
}

/** Says hello to the registry and keeps what both speak (docs/protocol.md, section 24). Kept in memory: a start asks anew. */
export class AgreementKeeper implements Agreed {
  readonly #options: AgreementKeeperOptions;
  readonly #watchers = new Set<() => void>();
  #state = NO_HELLO;
  #theirs: Spoken | null = null;
  #agreed: Agreement;
  #timer: TimerHandle | null = null;
  #onChange: () => void = () => undefined;
  #isStopped = false;

  constructor(options: AgreementKeeperOptions) {
    this.#options = options;
    this.#agreed = agreementOf(options.ours, null);
  }

  start(onChange: () => void): void {
    this.#onChange = onChange;
    this.#options.link.open({
      onLink: (up) => {
        this.#feed({ kind: "link", up });
        this.#onChange();
      },
      onMessage: (message) => this.#hear(message),
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#options.link.close();
  }

  canDeliver(): boolean {
    return canDeliver(this.#agreed);
  }

  speaks(part: ProtocolPart): boolean {
    return this.#agreed[part] !== null;
  }

  watch(changed: () => void): void {
    this.#watchers.add(changed);
  }

  /** What is not common, and which side is to be updated; null where nothing is missing. While the link is down that is the nearer trouble. */
  get trouble(): Reason | null {
    const { ours, uses } = this.#options;
    return this.#state.isUp ? whyNotAgreed(this.#agreed, { ours, theirs: this.#theirs, uses }) : null;
  }

  #hear(bytes: Uint8Array): void {
    const { digest, verifySignature: verify, witness, station } = this.#options;
    // Nothing is asked: no signature is looked at.
    if (this.#state.inFlight.length === 0) return;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [HELLO_REPLY_FORM], bytes);
    if (read.kind === "dropped" || read.document.station !== station) return;
    const reply = read.document;
    this.#feed({ kind: "heard", request: reply.request }, reply);
  }

  #feed(input: HelloAskingInput, reply: HelloReply | null = null): void {
    if (this.#isStopped) return;
    const [state, effects] = askedHello(this.#state, input);
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "ask") this.#ask();
      else if (effect.kind === "take") {
        this.#theirs = reply?.speaks ?? null;
        this.#agree(agreementOf(this.#options.ours, this.#theirs));
      } else if (effect.kind === "silence") this.#agree(afterSilence(this.#options.ours, this.#agreed));
      else {
        this.#timer?.cancel();
        const { life, afterMs } = effect;
        this.#timer = this.#options.timers.start("hello", afterMs, () => this.#feed({ kind: "timer", life }));
      }
    }
  }

  #agree(agreed: Agreement): void {
    const before = this.trouble;
    const isSame = JSON.stringify(agreed) === JSON.stringify(this.#agreed);
    this.#agreed = agreed;
    const { trouble } = this;
    if (trouble !== null && before?.code !== trouble.code)
      this.#options.log.error("the registry speaks another version", { why: sentenceOf(trouble).en });
    if (isSame) return;
    for (const changed of this.#watchers) changed();
    this.#onChange();
  }

  /** One that cannot be signed is one that is lost. */
  #ask(): void {
    const { logSigner, link, log, entropy, station, ours } = this.#options;
    const request = newQuestionId(entropy);
    const document: Hello = {
      schema: "proofmark/hello/v1",
      ...{ station, request, speaks: spokenDocument(ours) },
    };
    signQuestion(logSigner, HELLO_PAYLOAD_TYPE, document, (signed) => {
      if (this.#isStopped) return;
      if (signed.kind === "failed") {
        log.warn("a hello to the registry could not be signed", { reason: signed.reason });
        return;
      }
      this.#feed({ kind: "sent", request });
      link.send(signed.message);
    });
  }
}
