import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import {
  TIME_BYTES_MAX,
  TIME_REPLY_PAYLOAD_TYPE,
  TIME_REQUEST_PAYLOAD_TYPE,
  type TimeRequest,
  timeReplySchema,
} from "../core/requests/time-messages.ts";
import type { TimeSample } from "../core/time/registry-time.ts";
import { askedTime, isAskingTime, NOT_ASKED, type TimeAskingInput } from "../core/time/time-asking.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import { newQuestionId, signQuestion } from "./signed-question.ts";

export interface TimeAskerOptions {
  readonly station: string;
  readonly link: RequestLink;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): ids of requests. */
  readonly entropy: () => number;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  readonly log: Log;
}

const REPLY = { payloadType: TIME_REPLY_PAYLOAD_TYPE, bytesMax: TIME_BYTES_MAX, schema: timeReplySchema };

/** The shell of asking the registry for the time. What it hears is a sample for the clock's keeper, and nothing else. */
export class TimeAsker {
  readonly #options: TimeAskerOptions;
  #state = NOT_ASKED;
  #timer: TimerHandle | null = null;
  #onSample: (sample: TimeSample) => void = () => undefined;
  #onHeard: (atMs: number) => void = () => undefined;
  #isStopped = false;

  constructor(options: TimeAskerOptions) {
    this.#options = options;
  }

  /** `onHeard`: the registry answered a question in flight, however long that took. */
  start(onSample: (sample: TimeSample) => void, onHeard: (atMs: number) => void = () => undefined): void {
    [this.#onSample, this.#onHeard] = [onSample, onHeard];
    const { link, clock } = this.#options;
    link.open({
      onLink: (up) => this.#feed({ kind: "link", up, atMs: clock.monoMs() }),
      onMessage: (message) => this.#hear(message, clock.monoMs()),
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#options.link.close();
  }

  /** The first answers since the start are still to come. */
  get isAsking(): boolean {
    return isAskingTime(this.#state, this.#options.clock.monoMs());
  }

  #hear(bytes: Uint8Array, atMs: number): void {
    const { digest, verifySignature: verify, witness, station } = this.#options;
    // Nothing is asked: no signature is looked at.
    if (this.#state.inFlight.length === 0) return;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [REPLY], bytes);
    if (read.kind === "dropped" || read.document.station !== station) return;
    const { request, issued } = read.document;
    if (this.#state.inFlight.some((one) => one.request === request)) this.#onHeard(atMs);
    this.#feed({ kind: "heard", request, issuedMs: Date.parse(issued), atMs });
  }

  #feed(input: TimeAskingInput): void {
    if (this.#isStopped) return;
    const [state, effects] = askedTime(this.#state, input);
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "ask") this.#ask();
      else if (effect.kind === "sample") this.#onSample(effect.sample);
      else {
        this.#timer?.cancel();
        const { life, afterMs } = effect;
        this.#timer = this.#options.timers.start("time of the registry", afterMs, () =>
          this.#feed({ kind: "timer", life }),
        );
      }
    }
  }

  /** One that cannot be signed is one that is lost. The round trip begins when it is signed: a slow key says nothing of the way. */
  #ask(): void {
    const { logSigner, link, log, clock, entropy, station } = this.#options;
    const request = newQuestionId(entropy);
    const document: TimeRequest = { schema: "proofmark/time-request/v1", station, request };
    signQuestion(logSigner, TIME_REQUEST_PAYLOAD_TYPE, document, (signed) => {
      if (this.#isStopped) return;
      if (signed.kind === "failed") {
        log.warn("a question for the registry's time could not be signed", { reason: signed.reason });
        return;
      }
      this.#feed({ kind: "sent", request, atMs: clock.monoMs() });
      link.send(signed.message);
    });
  }
}
