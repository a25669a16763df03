import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import type { StationAccount } from "../core/registry/station-account.ts";
import { SPOKEN, type Spoken } from "../core/requests/agreement.ts";
import {
  answerPapers,
  isTooOften,
  PAPERS_LIMITS,
  papersAbout,
  tooOftenAnswer,
} from "../core/requests/answer-papers.ts";
import {
  answerRequest,
  OPEN_ELSEWHERE_MS,
  signedReply,
  takeRequest,
} from "../core/requests/answer-request.ts";
import {
  CERTIFICATE_REPLY_PAYLOAD_TYPE,
  certificateReply,
  RENEWAL_PAYLOAD_TYPE,
  takeRenewal,
} from "../core/requests/certificate-messages.ts";
import {
  HELLO_PAYLOAD_TYPE,
  HELLO_REPLY_PAYLOAD_TYPE,
  helloReply,
  takeHello,
} from "../core/requests/hello-messages.ts";

import type { PapersReply, PapersRequest } from "../core/requests/papers-messages.ts";
import { payloadTypeOf, signedMessage } from "../core/requests/signed-message.ts";
import {
  TIME_REPLY_PAYLOAD_TYPE,
  TIME_REQUEST_PAYLOAD_TYPE,
  takeTimeRequest,
  timeReply,
} from "../core/requests/time-messages.ts";
import {
  type KeptExcerpt,
  TRUST_REPLY_PAYLOAD_TYPE,
  TRUST_REQUEST_PAYLOAD_TYPE,
  takeTrustRequest,
  trustReply,
} from "../core/requests/trust-messages.ts";
import { EdgeError } from "../errors.ts";
import type { PapersBook, VehicleBook } from "../ports/vehicle-book.ts";

export type RenewCertificate = (
  station: string,
  tlsSpki: Uint8Array,
) => Promise<{ readonly certificate: string } | { readonly refused: "tls-key" } | null>;

export interface AnsweringOptions {
  readonly book: VehicleBook;
  readonly papers: PapersBook;
  /** A station's part of the newest list of keys; absent: none is given out here. Throws EdgeError DATABASE_UNAVAILABLE. */
  readonly excerpt?: (station: string) => Promise<KeptExcerpt | null>;
  /** What this registry speaks; absent: what this software does. */
  readonly speaks?: Spoken;
  /** Makes a station's next certificate; null: nothing is said, since it asked too often. Absent: this registry has no authority for them. Throws EdgeError DATABASE_UNAVAILABLE. */
  readonly renew?: RenewCertificate;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** The keys that cosign, Ed25519: a station knows one of them. */
  readonly witnesses: readonly { readonly keyId: string; sign(message: Uint8Array): Uint8Array }[];
  readonly wallMs: () => number;
  /** That nothing was answered because the database is away; the station asks again or goes on by its rules. */
  readonly onFailure: (error: EdgeError) => void;
}

/** Requests that are looked up at a time; one more is lost, as any may be. */
const AT_ONCE_MAX = 64;

/** Answers what stations ask beside their deliveries. Nothing waits for it, and what it does not know it calls unknown. */
export class Answering {
  readonly #options: AnsweringOptions;
  #busy = 0;

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** Null where nothing is said. Throws only what is a bug. */
  async ask(topicOf: string, bytes: Uint8Array): Promise<Uint8Array | null> {
    if (this.#busy >= AT_ONCE_MAX) return null;
    this.#busy++;
    try {
      return await this.#answered(topicOf, bytes);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      this.#options.onFailure(error);
      return null;
    } finally {
      this.#busy--;
    }
  }

  async #answered(topicOf: string, bytes: Uint8Array): Promise<Uint8Array | null> {
    const { book, digest, verify, witnesses, wallMs } = this.#options;
    const account = await book.account(topicOf);
    const atMs = wallMs();
    if (payloadTypeOf(bytes) === HELLO_PAYLOAD_TYPE) {
      const hello = takeHello(bytes, topicOf, account, { digest, verify });
      const speaks = this.#options.speaks ?? SPOKEN;
      return hello === null
        ? null
        : signedMessage(HELLO_REPLY_PAYLOAD_TYPE, helloReply(hello, speaks), witnesses);
    }
    if (payloadTypeOf(bytes) === TIME_REQUEST_PAYLOAD_TYPE) {
      const asked = takeTimeRequest(bytes, topicOf, account, { digest, verify });
      return asked === null
        ? null
        : signedMessage(TIME_REPLY_PAYLOAD_TYPE, timeReply(asked, atMs), witnesses);
    }
    if (payloadTypeOf(bytes) === TRUST_REQUEST_PAYLOAD_TYPE) {
      const asked = takeTrustRequest(bytes, topicOf, account, { digest, verify });
      if (asked === null) return null;
      const kept = (await this.#options.excerpt?.(asked.station)) ?? null;
      return signedMessage(TRUST_REPLY_PAYLOAD_TYPE, trustReply(asked, kept), witnesses);
    }
    if (payloadTypeOf(bytes) === RENEWAL_PAYLOAD_TYPE) return await this.#renewed(topicOf, bytes, account);
    const request = takeRequest(bytes, topicOf, account, { digest, verify, atMs });
    if (request === null) return null;
    if (request.schema === "proofmark/papers-request/v1")
      return signedReply(await this.#papers(request, atMs), witnesses);
    const { station, subject, checks } = request;
    const rows = await book.rowsOf(subject, atMs - OPEN_ELSEWHERE_MS);
    const reply = answerRequest(request, rows, atMs);
    // Only who asks for it says that an inspection is to come.
    if (checks.includes("openElsewhere"))
      await book.noteAsked({ station, plate: subject.plate, vin: subject.vin, askedMs: atMs });
    return signedReply(reply, witnesses);
  }

  async #renewed(
    topicOf: string,
    bytes: Uint8Array,
    account: StationAccount | undefined,
  ): Promise<Uint8Array | null> {
    const { digest, verify, witnesses, renew } = this.#options;
    const taken = takeRenewal(bytes, topicOf, account, { digest, verify });
    if (taken === null) return null;
    const { renewal, tlsSpki, isRevoked } = taken;
    const given = isRevoked
      ? { refused: "log-key" as const }
      : renew === undefined
        ? { refused: "no-authority" as const }
        : await renew(renewal.station, tlsSpki);
    if (given === null) return null;
    return signedMessage(CERTIFICATE_REPLY_PAYLOAD_TYPE, certificateReply(renewal, given), witnesses);
  }

  async #papers(request: PapersRequest, atMs: number): Promise<PapersReply> {
    const { papers } = this.#options;
    const lately = await papers.askedLately(request, atMs - PAPERS_LIMITS.windowMs);
    // Nothing is looked up and nothing is noted: a station that goes on asking is not kept out for longer by it.
    if (isTooOften(lately)) return tooOftenAnswer(request, atMs);
    const reply = answerPapers(request, await papers.papersOf(request, atMs), atMs);
    const { station, request: id } = request;
    await papers.notePapersAsked({
      station,
      request: id,
      about: papersAbout(request),
      answer: reply.answer,
      atMs,
    });
    return reply;
  }
}
