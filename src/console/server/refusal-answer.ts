import type { FastifyReply } from "fastify";
import { type Reason, type ReasonCode, sentenceOf } from "../../core/trade/reasons.ts";

/** What is wrong with the person, the page or the words; whatever is not named here is 409: not now. */
const STATUSES: Readonly<Partial<Record<ReasonCode, 400 | 401 | 403 | 404 | 413 | 415 | 429 | 503>>> = {
  NOT_SIGNED_IN: 401,
  SESSION_OVER: 401,
  SESSION_LOCKED: 401,
  SIGN_IN_WRONG: 401,
  PERSON_NOT_ACTIVE: 403,
  SECRET_ALTERED: 403,
  NOT_YOUR_ACT: 403,
  INTEREST_VEHICLE: 403,
  INTEREST_EMPLOYER: 403,
  INTEREST_SELF: 403,
  PIN_NEEDED: 403,
  PIN_WRONG: 403,
  PASSWORD_WRONG: 403,
  REQUEST_FOREIGN: 403,
  REQUEST_OF_NO_PAGE: 403,
  COMMAND_UNKNOWN: 400,
  COMMAND_MALFORMED: 400,
  PERSON_MALFORMED: 400,
  PASSWORD_LENGTH: 400,
  PASSWORD_EASY: 400,
  PIN_FORM: 400,
  PIN_EASY: 400,
  FIELD_REFUSED: 400,
  WITHDRAWAL_UNKNOWN: 404,
  PHOTO_UNKNOWN: 404,
  PHOTO_NOT_READ: 503,
  PHOTO_DAMAGED: 400,
  PHOTO_TOO_SMALL: 400,
  PHOTO_SIDE_TOO_LONG: 400,
  PHOTO_BYTES_TOO_MANY: 413,
  PHOTO_KIND_UNKNOWN: 415,
  PHOTOS_AT_ONCE: 503,
  PHOTOS_AT_ONCE_HERE: 429,
  SIGN_IN_WAIT: 429,
  SIGN_IN_BUSY: 503,
  PAGES_FULL: 503,
};

/** Some of those that are on their way have come by then. */
const UPLOAD_AGAIN_S = 5;

export function statusOf({ code }: Reason): number {
  return STATUSES[code] ?? 409;
}

/** Code and parameters for programs, a sentence in each language for people. */
export function refusalBody(why: Reason, file: string | null) {
  const { en, zh } = sentenceOf(why);
  return { kind: "refused", code: why.code, params: why.params, file, reason: en, reasonZh: zh };
}

export function refuse(reply: FastifyReply, why: Reason, file: string | null = null): FastifyReply {
  if (why.code === "SIGN_IN_WAIT") reply.header("retry-after", why.params.seconds);
  if (why.code === "PHOTOS_AT_ONCE" || why.code === "PHOTOS_AT_ONCE_HERE")
    reply.header("retry-after", UPLOAD_AGAIN_S);
  return reply.code(statusOf(why)).send(refusalBody(why, file));
}

/** One answer for what is not there and for what a stranger is not to know of. */
export function nothingHere(reply: FastifyReply): FastifyReply {
  return reply.code(404).header("cache-control", "no-store").send({ error: "There is nothing here." });
}

/** For a program: it sent something of another form. */
export function malformed(reply: FastifyReply, wanted: string): FastifyReply {
  return reply.code(400).send({ error: `Send ${wanted}.` });
}
