import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
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
import type { PapersReply, PapersRequest } from "../core/requests/papers-messages.ts";
import { payloadTypeOf, signedMessage } from "../core/requests/signed-message.ts";
import {
  TIME_REPLY_PAYLOAD_TYPE,
  TIME_REQUEST_PAYLOAD_TYPE,
  takeTimeRequest,
  timeReply,
} from "../core/requests/time-messages.ts";
import { EdgeError } from "../errors.ts";
import type { PapersBook, VehicleBook } from "../ports/vehicle-book.ts";

export interface AnsweringOptions {
  readonly book: VehicleBook;
  readonly papers: PapersBook;
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
    if (payloadTypeOf(bytes) === TIME_REQUEST_PAYLOAD_TYPE) {
      const asked = takeTimeRequest(bytes, topicOf, account, { digest, verify });
      return asked === null
        ? null
        : signedMessage(TIME_REPLY_PAYLOAD_TYPE, timeReply(asked, atMs), witnesses);
    }
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
