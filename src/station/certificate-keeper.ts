import type { Digest } from "../core/journal/merkle.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import {
  CERTIFICATE_REPLY_BYTES_MAX,
  CERTIFICATE_REPLY_PAYLOAD_TYPE,
  type CertificateReply,
  certificateReplySchema,
  RENEWAL_PAYLOAD_TYPE,
  type Renewal,
} from "../core/requests/certificate-messages.ts";
import { type CertificateSpan, dueMs, minutesLeft, renewalPace } from "../core/requests/renewal-pace.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import { askedTrust, TRUST_NOT_ASKED, type TrustAskingInput } from "../core/requests/trust-asking.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { NotRenewed } from "../core/trade/words/certificate-faults.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { OwnCertificate } from "../ports/own-certificate.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import { newQuestionId, signQuestionBy } from "./signed-question.ts";

export interface CertificateKeeperOptions {
  readonly station: string;
  readonly link: RequestLink;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): ids of requests, and when one is sent. */
  readonly entropy: () => number;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly certificate: OwnCertificate;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  readonly log: Log;
}

/** What the station does for it. */
export interface CertificateOwner {
  /** Whether the wall clock is to be believed. */
  isClockSure(): boolean;
  /** Something that people are shown is another than before. */
  onChange(): void;
}

const REPLY = {
  payloadType: CERTIFICATE_REPLY_PAYLOAD_TYPE,
  bytesMax: CERTIFICATE_REPLY_BYTES_MAX,
  schema: certificateReplySchema,
};
/** So many questions without an answer are told. */
const TOLD_AFTER = 3;
const NOBODY: CertificateOwner = { isClockSure: () => true, onChange: () => undefined };

/** Asks the registry for the station's next certificate, in the last third of the present one's life. The present one stays until the broker has taken the next. */
export class CertificateKeeper {
  readonly #options: CertificateKeeperOptions;
  #owner = NOBODY;
  #state = TRUST_NOT_ASKED;
  #timer: TimerHandle | null = null;
  #failed: NotRenewed | null = null;
  /** The last moment of which the time was known; by the steady clock it is known what it is now. */
  #known: { readonly wallMs: number; readonly monoMs: number } | null = null;
  #isStopped = false;

  constructor(options: CertificateKeeperOptions) {
    this.#options = options;
  }

  start(owner: CertificateOwner): void {
    this.#owner = owner;
    const { link, clock, entropy, certificate, log } = this.#options;
    link.open({
      onLink: (up) => {
        if (up && !certificate.noteUp()) log.warn("the next certificate cannot be put in its place", {});
        this.#feed({ kind: "link", up, atMs: clock.monoMs(), chance: entropy(), owed: false });
      },
      onMessage: (message) => this.#hear(message),
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#options.link.close();
  }

  /** What a person has to know: null while it is young, or was renewed. */
  word(): Reason | null {
    const held = this.#options.certificate.held();
    const nowMs = this.#nowMs() ?? this.#options.clock.wallMs();
    if (held === null || nowMs < dueMs(held)) return null;
    const { isUp, failures } = this.#state;
    const hasEnded = held.toMs <= nowMs;
    // That the broker is away is told elsewhere, and for a look of it nobody has to do anything here.
    const isLate = hasEnded || nowMs >= dueMs(held) + renewalPace(held, nowMs).restMs;
    const silent = !isUp && isLate ? "broker-away" : null;
    const unanswered = failures >= TOLD_AFTER || hasEnded ? "unanswered" : null;
    const why = this.#failed ?? silent ?? unanswered;
    if (why === null) return null;
    if (hasEnded) return reason("OWN_CERTIFICATE_ENDED", { until: new Date(held.toMs).toISOString(), why });
    return reason("CERTIFICATE_NOT_RENEWED", { minutesLeft: minutesLeft(held, nowMs), why });
  }

  /** Null where the clock is in doubt and nothing else says what the time is. */
  #nowMs(): number | null {
    const { clock } = this.#options;
    const monoMs = clock.monoMs();
    if (this.#owner.isClockSure()) this.#known = { wallMs: clock.wallMs(), monoMs };
    return this.#known === null ? null : this.#known.wallMs + monoMs - this.#known.monoMs;
  }

  /** Without the time it is asked for: the registry has the time, and gives no more of them than it likes. */
  #isDue(held: CertificateSpan): boolean {
    const nowMs = this.#nowMs();
    return nowMs === null || nowMs >= dueMs(held);
  }

  #hear(bytes: Uint8Array): void {
    const { digest, verifySignature: verify, witness, station, clock, entropy } = this.#options;
    if (this.#state.request === null) return;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [REPLY], bytes);
    if (read.kind === "dropped" || read.document.station !== station) return;
    const reply = read.document;
    const heard = { kind: "heard", request: reply.request, atMs: clock.monoMs() } as const;
    this.#feed({ ...heard, chance: entropy() }, () => this.#take(reply));
  }

  #take({ certificate: pem, refused }: CertificateReply): void {
    const { certificate, station, clock, log } = this.#options;
    const nowMs = this.#owner.isClockSure() ? clock.wallMs() : null;
    const taken = pem === null ? (refused ?? "unreadable") : certificate.take(pem, { station, nowMs });
    const failed = typeof taken === "string" ? taken : null;
    if (typeof taken !== "string") {
      log.info("the station has its next certificate for the broker", {});
      // The registry made it just now: a clock in doubt knows by it what the time is at least.
      if (nowMs === null) this.#known = { wallMs: taken.fromMs, monoMs: clock.monoMs() };
    } else if (failed !== this.#failed) log.warn("the certificate for the broker is not renewed", { failed });
    this.#failed = failed;
    this.#owner.onChange();
  }

  #feed(input: TrustAskingInput, take: () => void = () => undefined): void {
    if (this.#isStopped) return;
    const held = this.#options.certificate.held();
    const pace = renewalPace(held, this.#nowMs() ?? held?.fromMs ?? 0);
    const [state, effects] = askedTrust(this.#state, input, pace);
    const isTold = state.failures === TOLD_AFTER && this.#state.failures < TOLD_AFTER;
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "ask") this.#ask();
      else if (effect.kind === "take") take();
      else if (effect.kind === "start-timer") {
        this.#timer?.cancel();
        const { life, afterMs } = effect;
        this.#timer = this.#options.timers.start("certificate", afterMs, () =>
          this.#feed({ kind: "timer", life, chance: this.#options.entropy() }),
        );
      }
    }
    if (isTold) this.#owner.onChange();
  }

  #ask(): void {
    const { logSigner, certificate, link, log, entropy, station, clock } = this.#options;
    const request = newQuestionId(entropy);
    const held = certificate.held();
    if (held === null || !this.#isDue(held)) {
      // Nothing to ask is as good as an answer: it is looked at again after a rest.
      this.#failed = null;
      this.#feed({ kind: "sent", request });
      this.#feed({ kind: "heard", request, atMs: clock.monoMs(), chance: entropy() });
      return;
    }
    const { tlsSigner } = certificate;
    const { keyId, publicKeySpki } = tlsSigner;
    const tlsKey: Renewal["tlsKey"] = {
      ...{ keyId, algorithm: tlsSigner.algorithm },
      spki: encodeBase64(publicKeySpki),
    };
    const document: Renewal = { schema: "proofmark/certificate-renewal/v1", station, request, tlsKey };
    signQuestionBy([logSigner, tlsSigner], RENEWAL_PAYLOAD_TYPE, document, (signed) => {
      if (this.#isStopped) return;
      if (signed.kind === "failed") {
        log.warn("a question for the next certificate could not be signed", { reason: signed.reason });
        return;
      }
      this.#feed({ kind: "sent", request });
      link.send(signed.message);
    });
  }
}
