import { type EvidencePhoto, writeEvidence } from "../core/evidence/evidence-bundle.ts";
import {
  type BundleOnItsWay,
  PART_ANSWER_FORM,
  PART_PAYLOAD_TYPE,
  partBytesMax,
  partOf,
} from "../core/evidence/evidence-part.ts";
import {
  createEvidenceSending,
  EVIDENCE_TERMS,
  type EvidenceSending,
  type EvidenceSendingEffect,
  type EvidenceSendingInput,
  type EvidenceTerms,
} from "../core/evidence/evidence-sending.ts";
import type {
  EvidenceSendingState,
  EvidenceWork,
  RecordForce,
} from "../core/evidence/evidence-sending-state.ts";
import type { EvidenceKept } from "../core/journal/evidence-entries.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { assert, unreachable } from "../core/machine.ts";
import { toHex } from "../core/record/base64.ts";
import type { Compress } from "../core/record/gzip.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { EventLink } from "../ports/event-link.ts";
import type { Log } from "../ports/log.ts";
import type { Signer } from "../ports/signer.ts";
import { EvidenceMaker, type EvidenceMakerOptions, type GatheredBundle } from "./evidence-maker.ts";
import type { EvidenceLook, WantedEvidence } from "./evidence-wanted.ts";
import { faultInOneLine, stackOf } from "./fault-line.ts";
import { newQuestionId, signQuestion } from "./signed-question.ts";

/** What the station does for it. */
export interface EvidenceOwner {
  /** What is to be sent, the first first, as it is durable. */
  wanted(look: EvidenceLook): WantedEvidence;
  /** False while a record or an event waits to be sent, or a job runs: evidence comes after them. */
  mayGo(): boolean;
  forceOf(record: string): RecordForce;
  /** `durable` once. */
  append(kept: Omit<EvidenceKept, "at" | "settled" | "aside">, work: EvidenceWork, durable: () => void): void;
  /** What is wrong is another thing than before. */
  onStanding(): void;
}

export interface EvidenceSenderOptions extends EvidenceMakerOptions {
  /** As for events: at QoS 1, beside the deliveries. Opened when there is something to send. */
  readonly link: EventLink;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): ids of messages, and the jitter of the back-off. */
  readonly entropy: () => number;
  readonly digest: Digest;
  readonly compress: Compress;
  /** Null where there is none, or it cannot be read: the bundle goes without it. Never rejects. */
  readonly photo: (sha256: string) => Promise<EvidencePhoto | null>;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  readonly log: Log;
  readonly terms?: EvidenceTerms;
}

/** How often it is looked whether there is something to send. */
const LOOK_MS = 1_000;
/** What it may take of the process: so long at a time, and then a rest. */
const SLICE_MS = 4;
const REST_MS = 16;

/** The shell of the machine of sending evidence: gathers a bundle in slices, signs its parts, and feeds back what came of them. It keeps one bundle at most. */
export class EvidenceSender {
  readonly #options: EvidenceSenderOptions;
  readonly #sending: EvidenceSending;
  readonly #timers = new Map<number, TimerHandle>();
  #owner: EvidenceOwner | null = null;
  #state: EvidenceSendingState;
  #isOpen = false;
  #bundle: BundleOnItsWay | null = null;
  #message: Uint8Array | null = null;
  #look: TimerHandle | null = null;
  #slice: TimerHandle | null = null;
  #toldTrouble: string | null = null;

  constructor(options: EvidenceSenderOptions) {
    this.#options = options;
    this.#sending = createEvidenceSending(options.terms ?? EVIDENCE_TERMS);
    this.#state = this.#sending.initial;
  }

  /** Why some evidence is not sent, until it is; null where nothing is wrong. */
  get trouble(): Reason | null {
    const { trouble, aside } = this.#state;
    // The others of that hour go again by themselves.
    const givenUp = aside.findLast(({ kind }) => kind === "given-up");
    return trouble ?? (givenUp ?? aside.findLast(({ kind }) => kind === "refused"))?.why ?? null;
  }

  start(owner: EvidenceOwner): void {
    this.#owner = owner;
    this.#feed({ kind: "start" });
    this.#lookLater();
  }

  stop(): void {
    this.#feed({ kind: "stop" });
    this.#look?.cancel();
    this.#slice?.cancel();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    if (this.#isOpen) this.#options.link.close();
  }

  #lookLater(afterMs = LOOK_MS): void {
    this.#look = this.#options.timers.start("evidence", afterMs, () => {
      if (this.#state.phase !== "running") return;
      const isAll = this.#lookNow();
      this.#lookLater(isAll ? LOOK_MS : REST_MS);
    });
  }

  #lookNow(): boolean {
    const owner = this.#owner;
    if (owner?.mayGo() !== true) return true;
    const refused = this.#state.aside.filter(({ kind }) => kind === "refused");
    const aside = new Set(refused.map(({ record }) => record));
    const isAside = (record: string): boolean => aside.has(record);
    const { work, isAll, givenUp } = owner.wanted({ isOver: this.#untilOver(), isAside });
    for (const record of givenUp) {
      this.#options.log.warn("the evidence of a record is not tried any more", { record });
      this.#feed({ kind: "given-up", record });
    }
    // A topic that a broker denies may end connections: it is touched when it is needed.
    if (work.length > 0 && !this.#isOpen) this.#open();
    this.#feed({ kind: "wanted", work });
    return isAll;
  }

  #open(): void {
    this.#isOpen = true;
    this.#options.link.open({
      onLink: (up) => this.#feed({ kind: "link", up, chance: this.#options.entropy() }),
      onMessage: (message) => this.#hear(message),
    });
  }

  #hear(bytes: Uint8Array): void {
    const { station, digest, verifySignature: verify, witness, entropy } = this.#options;
    // Nothing is in flight: nothing can come of it, and no signature is looked at.
    if (this.#state.step.kind !== "flying" || this.#isOutdated()) return;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [PART_ANSWER_FORM], bytes);
    if (read.kind === "dropped" || read.document.station !== station) return;
    this.#feed({ kind: "answer", answer: read.document, envelope: read.text, chance: entropy() });
  }

  /** Asked at each part and each answer: it may come between two looks, and what was made without the withdrawal is not to be kept as all there is. */
  #isOutdated(): boolean {
    const { work } = this.#state;
    if (work === null) return false;
    const isOutdated = this.#owner?.forceOf(work.record) !== (work.isWithdrawn ? "withdrawn" : "in-force");
    if (isOutdated) this.#feed({ kind: "outdated" });
    return isOutdated;
  }

  #feed(input: EvidenceSendingInput): void {
    const decision = this.#sending.decide(this.#state, input);
    assert(decision.kind === "accepted", "sending is never refused");
    this.#state = decision.events.reduce(this.#sending.evolve, this.#state);
    for (const effect of decision.effects) this.#run(effect);
    this.#tellTrouble();
  }

  /** Once: what an effect feeds back is over before its own input is. */
  #tellTrouble(): void {
    const { trouble } = this;
    const text = trouble === null ? null : JSON.stringify(trouble);
    if (this.#toldTrouble === text) return;
    this.#toldTrouble = text;
    if (trouble !== null) this.#options.log.error("evidence is not sent", { why: sentenceOf(trouble).en });
    this.#owner?.onStanding();
  }

  #run(effect: EvidenceSendingEffect): void {
    switch (effect.kind) {
      case "make":
        this.#make(effect.id, effect.work);
        return;
      case "cut":
        this.#cut(effect);
        return;
      case "send":
        if (this.#message !== null) this.#options.link.send(this.#message);
        return;
      case "forget":
        this.#slice?.cancel();
        this.#bundle = null;
        this.#message = null;
        return;
      case "append":
        this.#keep(effect);
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

  #keep({ id, work, sha256, answer }: Extract<EvidenceSendingEffect, { kind: "append" }>): void {
    const { record } = work;
    this.#owner?.append({ type: "evidence-kept", record, sha256, answer }, work, () => {
      this.#options.log.info("the registry has the evidence of a record", { record, sha256 });
      this.#feed({ kind: "durable", id });
    });
  }

  #startTimer({ timer, id, afterMs }: Extract<EvidenceSendingEffect, { kind: "start-timer" }>): void {
    const { timers, entropy } = this.#options;
    this.#timers.get(id)?.cancel();
    const handle = timers.start(timer, afterMs, () => {
      this.#timers.delete(id);
      this.#feed({ kind: "timer", id, chance: entropy() });
    });
    this.#timers.set(id, handle);
  }

  #isStill(kind: "making" | "cutting", id: number): boolean {
    const { step } = this.#state;
    return step.kind === kind && step.id === id;
  }

  /** Goes on after a rest, unless something else is to be done by then. */
  #later(kind: "making" | "cutting", id: number, then: () => void): void {
    this.#slice?.cancel();
    this.#slice = this.#options.timers.start("evidence slice", REST_MS, () => {
      if (this.#isStill(kind, id)) then();
    });
  }

  #untilOver(): () => boolean {
    const { clock } = this.#options;
    const endMs = clock.monoMs() + SLICE_MS;
    return () => clock.monoMs() >= endMs;
  }

  #make(id: number, work: EvidenceWork): void {
    const maker = new EvidenceMaker(this.#options, work);
    const step = (): void => this.#guarded(id, () => this.#makeOn(id, maker, step));
    step();
  }

  #makeOn(id: number, maker: EvidenceMaker, again: () => void): void {
    const making = this.#owner?.mayGo() === true ? maker.go(this.#untilOver()) : null;
    if (making === null) this.#later("making", id, again);
    else if (making.kind === "early") this.#feed({ kind: "early", id });
    else if (making.kind === "refused") this.#feed({ kind: "unmade", id, why: making.reason });
    else void this.#withPhotos(id, making);
  }

  async #withPhotos(id: number, { bundle, photos }: GatheredBundle): Promise<void> {
    const found: EvidencePhoto[] = [];
    for (const sha256 of photos) {
      const photo = await this.#options.photo(sha256);
      if (photo !== null) found.push(photo);
    }
    if (this.#isStill("making", id)) this.#packWhenQuiet(id, { ...bundle, photos: found });
  }

  /** It cannot be cut into slices, and waits until no job would feel it. */
  #packWhenQuiet(id: number, bundle: Parameters<typeof writeEvidence>[0]): void {
    if (this.#owner?.mayGo() !== true) {
      this.#later("making", id, () => this.#packWhenQuiet(id, bundle));
      return;
    }
    this.#guarded(id, () => {
      const { digest, compress } = this.#options;
      const written = writeEvidence(bundle, compress);
      if (written.kind === "refused") {
        this.#feed({ kind: "unmade", id, why: written.reason });
        return;
      }
      const { bytes } = written;
      const sha256 = toHex(digest(bytes));
      this.#bundle = { record: bundle.record, sha256, bytes };
      this.#feed({ kind: "made", id, bundle: { sha256, bytes: bytes.length } });
    });
  }

  /** Evidence must not keep a station from its work, whatever is wrong with what it is made from. */
  #guarded(id: number, make: () => void): void {
    try {
      make();
    } catch (cause) {
      this.#options.log.error("evidence cannot be made", { cause: stackOf(cause) });
      this.#feed({
        kind: "unmade",
        id,
        why: reason("EVIDENCE_UNREADABLE", { detail: faultInOneLine(cause) }),
      });
    }
  }

  #cut(effect: Extract<EvidenceSendingEffect, { kind: "cut" }>): void {
    const { id, at } = effect;
    const { station, logSigner, digest, entropy, link } = this.#options;
    if (this.#owner?.mayGo() !== true) {
      this.#later("cutting", id, () => this.#cut(effect));
      return;
    }
    if (this.#isOutdated()) return;
    assert(this.#bundle !== null, "a part is cut of a bundle that was made");
    const toldMax = link.messageBytesMax();
    const limit = Math.min(toldMax ?? effect.messageBytesMax, effect.messageBytesMax);
    const bytesMax = partBytesMax(limit);
    // A full one counts as what it was cut for: a few bytes less are no other size.
    const isShort = this.#bundle.bytes.length - at < bytesMax;
    if (bytesMax < 1) {
      const why = reason("EVIDENCE_NO_ROOM", { bytes: limit });
      this.#feed({ kind: "uncut", id, why, chance: entropy() });
      return;
    }
    const part = partOf(this.#bundle, { station, id: newQuestionId(entropy), at, bytesMax });
    signQuestion(logSigner, PART_PAYLOAD_TYPE, part, (signed) => {
      if (!this.#isStill("cutting", id)) return;
      if (signed.kind === "failed") {
        const why = reason("EVIDENCE_UNSIGNED_HERE", { detail: signed.reason });
        this.#feed({ kind: "uncut", id, why, chance: entropy() });
        return;
      }
      this.#message = signed.message;
      const { message } = signed;
      const bytes = isShort ? message.length : limit;
      this.#feed({ kind: "cut", id, message: toHex(digest(message)), bytes, toldMax });
    });
  }
}
