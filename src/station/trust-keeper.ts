import type { Paper } from "../core/calendar/validity-calendar.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { toHex } from "../core/record/base64.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import {
  heldOf,
  judgeList,
  revokedAt,
  type TrustGround,
  type TrustNoted,
  whyNotNewest,
} from "../core/record/trust-noted.ts";
import { readSigned } from "../core/requests/signed-message.ts";
import { askedTrust, TRUST_NOT_ASKED, type TrustAskingInput } from "../core/requests/trust-asking.ts";
import {
  TRUST_REPLY_BYTES_MAX,
  TRUST_REPLY_PAYLOAD_TYPE,
  TRUST_REQUEST_PAYLOAD_TYPE,
  type TrustReply,
  type TrustRequest,
  trustReplySchema,
} from "../core/requests/trust-messages.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import type { TrustFile } from "../ports/trust-file.ts";
import { newQuestionId, signQuestion } from "./signed-question.ts";

export interface TrustKeeperOptions {
  readonly station: string;
  readonly link: RequestLink;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): ids of requests, and when one is sent. */
  readonly entropy: () => number;
  /** P-256. */
  readonly recordSigner: Pick<Signer, "keyId">;
  /** SM2; null: the station has none. */
  readonly secondSigner?: Pick<Signer, "keyId"> | null;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly spki: Uint8Array };
  /** The authority's fingerprint as the station file has it; null: that of the first list. */
  readonly authority: string | null;
  readonly file: TrustFile;
  readonly log: Log;
  /** A key of the station, or of its witness, is revoked; told at the start and with each list. */
  readonly onRevoked?: (why: Reason) => void;
}

/** What the station does for it. */
export interface TrustOwner {
  /** The list that the journal has. */
  held(): TrustNoted | null;
  /** `durable` comes when the journal has it. */
  append(list: TrustNoted, durable: () => void): void;
  /** Something that people are shown is another than before. */
  onChange(): void;
  /** The registry ordered a list that is not held. */
  isOrdered(): boolean;
  /** What came of a question; null where it was answered and what it brought is held. */
  told(because: Reason | null): void;
}

const REPLY = {
  payloadType: TRUST_REPLY_PAYLOAD_TYPE,
  bytesMax: TRUST_REPLY_BYTES_MAX,
  schema: trustReplySchema,
};
const NOBODY: TrustOwner = {
  ...{ held: () => null, isOrdered: () => false },
  ...{ append: () => undefined, onChange: () => undefined, told: () => undefined },
};

/** Fetches the list of keys from the registry, and says what is revoked in the one that is held. It decides nothing of records: `verify` does, by the file. */
export class TrustKeeper {
  readonly #options: TrustKeeperOptions;
  #owner = NOBODY;
  #state = TRUST_NOT_ASKED;
  #timer: TimerHandle | null = null;
  #refused: Reason | null = null;
  #unkept: Reason | null = null;
  #isStopped = false;

  constructor(options: TrustKeeperOptions) {
    this.#options = options;
  }

  start(owner: TrustOwner): void {
    this.#owner = owner;
    this.#tellRevoked();
    const { link, clock, entropy } = this.#options;
    link.open({
      onLink: (up) => {
        const owed = this.#owner.isOrdered();
        this.#feed({ kind: "link", up, atMs: clock.monoMs(), chance: entropy(), owed });
      },
      onMessage: (message) => this.#hear(message),
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#options.link.close();
  }

  /** A receipt came that no witness known here cosigned: a newer list may say more. */
  noteStrangeWitness(): void {
    this.#feed({ kind: "wanted", atMs: this.#options.clock.monoMs() });
  }

  /** The registry ordered a list that is not held; while a question is under way its answer will do. */
  fetchNow(): void {
    this.#feed({ kind: "ordered" });
  }

  /** Why nothing new is begun: whoever has a revoked key could have signed the same. Null where nothing stands against it. */
  whyNoJob(): Reason | null {
    const held = this.#held();
    const { recordSigner, secondSigner, logSigner, clock } = this.#options;
    const own = [
      ["record", recordSigner] as const,
      ["log", logSigner] as const,
      ...(secondSigner == null ? [] : [["second", secondSigner] as const]),
    ];
    for (const [role, { keyId }] of own) {
      const revoked = revokedAt(held, keyId, clock.wallMs());
      if (held === null || revoked === null) continue;
      return reason("OWN_KEY_REVOKED", {
        ...{ role, key: keyId, list: held.number },
        ...{ from: revoked.from, why: revoked.why },
      });
    }
    return null;
  }

  /** What a person has to know of the keys, the worst first. */
  words(): readonly { readonly why: Reason; readonly stops: boolean }[] {
    const own = this.whyNoJob();
    const held = this.#held();
    const witness = revokedAt(held, this.#witnessId(), this.#options.clock.wallMs());
    const words: { readonly why: Reason; readonly stops: boolean }[] = [];
    if (own !== null) words.push({ why: own, stops: true });
    if (held !== null && witness !== null) {
      const { from, why } = witness;
      words.push({ why: reason("WITNESS_REVOKED", { from, why, list: held.number }), stops: false });
    }
    for (const why of [this.#refused, this.#unkept]) if (why !== null) words.push({ why, stops: false });
    return words;
  }

  /** Why a receipt that was cosigned then is none; null where its witness was good. */
  whyNoReceipt(cosignedMs: number): Reason | null {
    const revoked = revokedAt(this.#held(), this.#witnessId(), cosignedMs);
    if (revoked === null) return null;
    const at = new Date(cosignedMs).toISOString();
    return reason("RECEIPT_WITNESS_REVOKED", { at, from: revoked.from });
  }

  /** For the calendar of what ends. */
  papers(): readonly Paper[] {
    const held = this.#held();
    if (held === null) return [];
    return [{ what: "trust-list", number: String(held.number), validTo: held.validTo.slice(0, 10) }];
  }

  #held(): TrustNoted | null {
    return heldOf({ authority: this.#options.authority, held: this.#owner.held() });
  }

  #witnessId(): string {
    const { digest, witness } = this.#options;
    return toHex(digest(witness.spki));
  }

  #hear(bytes: Uint8Array): void {
    const { digest, verifySignature: verify, witness, station, clock } = this.#options;
    if (this.#state.request === null) return;
    const read = readSigned({ digest, verify, keys: [witness.spki] }, [REPLY], bytes);
    if (read.kind === "dropped" || read.document.station !== station) return;
    const reply = read.document;
    this.#feed({ kind: "heard", request: reply.request, atMs: clock.monoMs() }, () => this.#take(reply));
  }

  #take({ newest, list }: TrustReply): void {
    if (list !== null) this.#takeList(list);
    else if (newest !== null) this.#told(whyNotNewest(this.#held(), newest));
    else if (this.#held() === null) this.#told(null);
  }

  #takeList(text: string): void {
    const judged = judgeList(this.#ground(), text);
    if (judged.kind === "refused") {
      this.#told(judged.reason);
      return;
    }
    const keep = (): void => {
      this.#keep(text);
      this.#told(null);
      if (judged.kind === "new") this.#tellRevoked();
    };
    // The journal first: a file that it does not know could be put back to an older one.
    if (judged.kind === "new") this.#owner.append(judged.noted, keep);
    else keep();
  }

  #ground(): TrustGround {
    const { station, authority, clock, digest, verifySignature: verify } = this.#options;
    return { ...{ station, authority, digest, verify }, held: this.#owner.held(), nowMs: clock.wallMs() };
  }

  #keep(text: string): void {
    try {
      this.#options.file.write(text);
      this.#unkept = null;
    } catch (cause) {
      this.#unkept = reason("TRUST_LIST_UNKEPT", {
        text: cause instanceof Error ? cause.message : String(cause),
      });
      this.#options.log.warn("the list of keys cannot be kept", { cause: String(cause) });
    }
  }

  #tellRevoked(): void {
    for (const { why } of this.words())
      if (why.code === "OWN_KEY_REVOKED" || why.code === "WITNESS_REVOKED") this.#options.onRevoked?.(why);
  }

  #told(because: Reason | null): void {
    const before = this.#refused;
    this.#refused = because === null ? null : reason("TRUST_LIST_REFUSED", { because });
    if (because !== null && before === null)
      this.#options.log.warn("the registry's list of keys is not taken", { reason: sentenceOf(because).en });
    this.#owner.onChange();
    this.#owner.told(because);
  }

  #feed(input: TrustAskingInput, take: () => void = () => undefined): void {
    if (this.#isStopped) return;
    const [state, effects] = askedTrust(this.#state, input);
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "ask") this.#ask();
      else if (effect.kind === "take") take();
      else if (effect.kind === "unheard") this.#owner.told(reason("ORDERED_LIST_UNANSWERED", {}));
      else {
        this.#timer?.cancel();
        const { life, afterMs } = effect;
        this.#timer = this.#options.timers.start("list of keys", afterMs, () =>
          this.#feed({ kind: "timer", life, chance: this.#options.entropy() }),
        );
      }
    }
  }

  /** Where the file is not the one of the journal, all of it is asked for again. */
  #ask(): void {
    const { logSigner, link, log, entropy, station, file } = this.#options;
    const request = newQuestionId(entropy);
    const held = this.#held();
    const above = held !== null && file.sha256() === held.sha256 ? held.number : 0;
    const document: TrustRequest = { schema: "proofmark/trust-request/v1", station, request, above };
    signQuestion(logSigner, TRUST_REQUEST_PAYLOAD_TYPE, document, (signed) => {
      if (this.#isStopped) return;
      if (signed.kind === "failed") {
        log.warn("a question for the list of keys could not be signed", { reason: signed.reason });
        return;
      }
      this.#feed({ kind: "sent", request });
      link.send(signed.message);
    });
  }
}
