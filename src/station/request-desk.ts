import type { Digest } from "../core/journal/merkle.ts";
import { assert, unreachable } from "../core/machine.ts";
import type { StationId } from "../core/quantities/ids.ts";
import { toHex } from "../core/record/base64.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import {
  type AnsweredDocument,
  type Asked,
  type AskedDocument,
  askedKey,
  type PapersAsked,
} from "../core/requests/asked.ts";
import {
  PAPERS_REPLY_BYTES_MAX,
  PAPERS_REPLY_PAYLOAD_TYPE,
  PAPERS_REQUEST_PAYLOAD_TYPE,
  type PapersReply,
  papersReplySchema,
} from "../core/requests/papers-messages.ts";
import { decidePreChecks, type Known, knownOf, preCheckAnswers } from "../core/requests/pre-check-result.ts";
import type { PreChecking } from "../core/requests/pre-check-rule.ts";
import {
  type AskedSubject,
  REPLY_BYTES_MAX,
  REPLY_PAYLOAD_TYPE,
  REQUEST_PAYLOAD_TYPE,
  replySchema,
  subjectKey,
} from "../core/requests/request-messages.ts";
import {
  createRequests,
  REQUEST_TERMS,
  type Requests,
  type RequestsEffect,
  type RequestsInput,
  type RequestTerms,
} from "../core/requests/requests.ts";
import type { RequestsState, TakenReply } from "../core/requests/requests-state.ts";
import { type MessageForm, readSigned } from "../core/requests/signed-message.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import type { AskedBefore, StoredArtifact } from "./job-door.ts";
import { newQuestionId, signQuestion } from "./signed-question.ts";

export interface RequestDeskOptions {
  readonly station: StationId;
  /** Null where the station asks nothing of a registry: then nothing is ever answered. */
  readonly link: RequestLink | null;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): ids of requests, and when one is sent again. */
  readonly entropy: () => number;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  readonly log: Log;
  readonly terms?: RequestTerms;
}

/** What came of fetching papers. nobody: this station asks no registry. */
export type Sought =
  | { readonly kind: "answered"; readonly reply: TakenReply<PapersReply> }
  | { readonly kind: "silent" }
  | { readonly kind: "nobody" };

/** What the registry says of somebody who is to be called. */
export type Before =
  | { readonly kind: "may"; readonly asked: AskedBefore }
  | { readonly kind: "wait" | "stop"; readonly reason: Reason };

const REPLY_FORMS: readonly MessageForm<AnsweredDocument>[] = [
  { payloadType: REPLY_PAYLOAD_TYPE, bytesMax: REPLY_BYTES_MAX, schema: replySchema },
  { payloadType: PAPERS_REPLY_PAYLOAD_TYPE, bytesMax: PAPERS_REPLY_BYTES_MAX, schema: papersReplySchema },
];
/** A person's wish is looked after so often: the link may come up, or a place among those in flight become free. */
const SEEK_AGAIN_MS = 250;
/** As many as people may wait who were taken in at a desk, 16 MiB at most. */
const HELD_MAX = 256;

/** The shell of the machine of requests: runs its effects against link, timers and key. It appends nothing; what is used is journalled with the job. */
export class RequestDesk {
  readonly #options: RequestDeskOptions;
  readonly #requests: Requests;
  readonly #terms: RequestTerms;
  readonly #timers = new Set<TimerHandle>();
  /** Replies with papers, the newest last. */
  readonly #held = new Map<string, StoredArtifact>();
  /** Who waits for papers: each is told, also where the station stops. */
  readonly #seeking = new Set<(sought: Sought) => void>();
  #state: RequestsState;
  #onChange: () => void = () => undefined;
  #isOpen = false;
  #isStopped = false;

  constructor(options: RequestDeskOptions) {
    this.#options = options;
    this.#terms = options.terms ?? REQUEST_TERMS;
    this.#requests = createRequests(options.station, this.#terms);
    this.#state = this.#requests.initial;
  }

  /** `onChange`: what is known of somebody is another than before. */
  start(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** The first question opens the link: a station whose rules ask nothing needs no more of its broker than it did. */
  #open(): void {
    const { link, clock } = this.#options;
    if (this.#isOpen) return;
    this.#isOpen = true;
    link?.open({
      onLink: (up) => this.#feed({ kind: "link", up, atMs: clock.monoMs() }),
      onMessage: (message) => this.#hear(message),
    });
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    for (const told of this.#seeking) told({ kind: "silent" });
    this.#options.link?.close();
  }

  /** Asks where nothing is known of this vehicle, or what is known was told long ago. */
  ask({ subject, rules }: PreChecking): void {
    this.#want({ kind: "pre-checks", subject, checks: rules.map(({ check }) => check) });
  }

  /**
   * Fetches papers. `told` comes once, within the patience of a request: with what was answered to this press or one of the last seconds, or that nothing was. An answer
   * stays in memory alone; whoever uses it has it journalled.
   */
  seek(asked: PapersAsked, told: (sought: Sought) => void): void {
    const { link, clock } = this.#options;
    if (link === null || this.#isStopped) {
      told({ kind: "nobody" });
      return;
    }
    const beganMs = clock.monoMs();
    const end = (sought: Sought): void => {
      if (this.#seeking.delete(end)) told(sought);
    };
    this.#seeking.add(end);
    const look = (): void => {
      this.#want(asked);
      const question = this.#state.questions.get(askedKey(asked));
      const reply = papersReply(question?.answer ?? null, beganMs - this.#terms.papersFreshMs);
      const nowMs = clock.monoMs();
      // A person does not wait for the end of a rest: the remedy is at hand, and a later press asks.
      const isResting = question?.asking === null && question.restUntilMs > nowMs;
      const isOver = isResting || nowMs - beganMs >= this.#terms.patienceMs;
      if (reply !== null) end({ kind: "answered", reply });
      else if (isOver) end({ kind: "silent" });
      else this.#later("papers", SEEK_AGAIN_MS, look);
    };
    look();
  }

  /** Keeps a reply until a job is opened on it; gives its hash. */
  holdReply(text: string): string {
    const sha256 = toHex(this.#options.digest(new TextEncoder().encode(text)));
    this.#held.delete(sha256);
    this.#held.set(sha256, { sha256, mediaType: PAPERS_REPLY_PAYLOAD_TYPE, text });
    for (const old of this.#held.keys()) {
      if (this.#held.size <= HELD_MAX) break;
      this.#held.delete(old);
    }
    return sha256;
  }

  heldReply(sha256: string): StoredArtifact | null {
    return this.#held.get(sha256) ?? null;
  }

  #want(asked: Asked): void {
    const { clock, entropy } = this.#options;
    this.#open();
    this.#feed({
      kind: "want",
      asked,
      request: newQuestionId(this.#options.entropy),
      atMs: clock.monoMs(),
      atWallMs: Math.round(clock.wallMs()),
      chance: entropy(),
    });
  }

  /** What the rulebook makes of what is known now; asks where that is not enough, or was long ago. */
  before(checking: PreChecking): Before {
    const { subject, rules } = checking;
    const { clock } = this.#options;
    this.ask(checking);
    const at = { monoMs: clock.monoMs(), wallMs: Math.round(clock.wallMs()) };
    const known = this.#known(subject);
    const decision = decidePreChecks(rules, known, at);
    if (decision.kind !== "may") return decision;
    const { used } = decision;
    const text = used.issued === null ? null : (known.answer?.text ?? null);
    if (text === null) return { kind: "may", asked: { used, reply: null } };
    const sha256 = toHex(this.#options.digest(new TextEncoder().encode(text)));
    const reply = { sha256, mediaType: REPLY_PAYLOAD_TYPE, text };
    return { kind: "may", asked: { used: { ...used, reply: sha256 }, reply } };
  }

  /** What is known of each check by now; asks nothing. */
  answers({ subject, rules }: PreChecking): readonly Reason[] {
    const { clock } = this.#options;
    const at = { monoMs: clock.monoMs(), wallMs: Math.round(clock.wallMs()) };
    return preCheckAnswers(rules, this.#known(subject), at);
  }

  #known(subject: AskedSubject): Known {
    const { link, clock } = this.#options;
    if (link === null) return { isAsking: false, answer: null };
    return knownOf(this.#state, subjectKey(subject), clock.monoMs(), this.#terms);
  }

  #hear(bytes: Uint8Array): void {
    const { clock, digest, verifySignature: verify, witness } = this.#options;
    // Nothing is asked: nothing can come of it, and no signature is looked at.
    const isAsking = [...this.#state.questions.values()].some(({ asking }) => asking !== null);
    const message = isAsking
      ? readSigned({ digest, verify, keys: [witness.spki] }, REPLY_FORMS, bytes)
      : { kind: "dropped" as const, why: "not-asked" as const };
    this.#feed({ kind: "heard", message, atMs: clock.monoMs(), atWallMs: clock.wallMs() });
  }

  #feed(input: RequestsInput): void {
    if (this.#isStopped) return;
    const decision = this.#requests.decide(this.#state, input);
    assert(decision.kind === "accepted", "requests are never refused");
    this.#state = decision.events.reduce(this.#requests.evolve, this.#state);
    for (const effect of decision.effects) this.#run(effect);
  }

  #run(effect: RequestsEffect): void {
    switch (effect.kind) {
      case "send":
        this.#send(effect.document);
        return;
      case "start-timer":
        this.#startTimer(effect.request, effect.afterMs);
        return;
      case "tell":
        this.#onChange();
        return;
      case "log-dropped":
        this.#options.log.warn("a reply of the registry was dropped", {
          why: effect.why,
          times: effect.times,
        });
        return;
      default:
        unreachable(effect);
    }
  }

  /** One that cannot be signed is one that is lost. */
  #send(document: AskedDocument): void {
    const { logSigner, link, log } = this.#options;
    const payloadType = document.kind === "pre-checks" ? REQUEST_PAYLOAD_TYPE : PAPERS_REQUEST_PAYLOAD_TYPE;
    signQuestion(logSigner, payloadType, document, (signed) => {
      if (this.#isStopped) return;
      if (signed.kind === "signed") link?.send(signed.message);
      else log.warn("a request to the registry could not be signed", { reason: signed.reason });
    });
  }

  #startTimer(request: string, afterMs: number): void {
    const { clock, entropy } = this.#options;
    this.#later("request", afterMs, () =>
      this.#feed({ kind: "timer", request, atMs: clock.monoMs(), chance: entropy() }),
    );
  }

  #later(what: string, afterMs: number, then: () => void): void {
    const handle = this.#options.timers.start(what, afterMs, () => {
      this.#timers.delete(handle);
      then();
    });
    this.#timers.add(handle);
  }
}

/** Null where there is none that was taken since. */
function papersReply(
  taken: TakenReply<AnsweredDocument> | null,
  sinceMs: number,
): TakenReply<PapersReply> | null {
  if (taken === null || taken.takenMs < sinceMs) return null;
  const { document } = taken;
  return document.schema === "proofmark/papers-reply/v1" ? { ...taken, document } : null;
}
