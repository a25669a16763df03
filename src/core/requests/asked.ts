import type { PreCheck } from "../trade/words/pre-checks.ts";
import type { CandidateSought, PapersReply, PapersRequest, VehicleSought } from "./papers-messages.ts";
import {
  type AskedSubject,
  type ReplyDocument,
  type RequestDocument,
  subjectKey,
} from "./request-messages.ts";

/** Whose papers are wanted. */
export type PapersAsked =
  | { readonly kind: "vehicle-dossier"; readonly subject: VehicleSought }
  | { readonly kind: "appointment"; readonly subject: CandidateSought };

/** What a station may ask. One machine asks all of it; what differs between the kinds stands in this file. */
export type Asked =
  | { readonly kind: "pre-checks"; readonly subject: AskedSubject; readonly checks: readonly PreCheck[] }
  | PapersAsked;

export type AskedDocument = RequestDocument | PapersRequest;
export type AnsweredDocument = ReplyDocument | PapersReply;

/** The same for the same question, whoever asks and however often. */
export function askedKey(asked: Asked): string {
  switch (asked.kind) {
    case "pre-checks":
      return subjectKey(asked.subject);
    case "vehicle-dossier": {
      const { plate, vinEnd, vin } = asked.subject;
      return JSON.stringify([asked.kind, plate, vinEnd, vin]);
    }
    case "appointment": {
      const { certificate, identityEnd } = asked.subject;
      return JSON.stringify([asked.kind, certificate, identityEnd]);
    }
  }
}

/** `sent`: RFC 3339 with milliseconds. */
export function requestOf(
  asked: Asked,
  { station, request, sent }: { readonly station: string; readonly request: string; readonly sent: string },
): AskedDocument {
  switch (asked.kind) {
    case "pre-checks": {
      const { kind, subject, checks } = asked;
      const head = { schema: "proofmark/request/v1" as const, station, request, kind, sent };
      return { ...head, subject, checks: [...checks] };
    }
    case "vehicle-dossier":
      return { ...papersHead(station, request, sent), kind: asked.kind, subject: asked.subject };
    case "appointment":
      return { ...papersHead(station, request, sent), kind: asked.kind, subject: asked.subject };
  }
}

function papersHead(
  station: string,
  request: string,
  sent: string,
): Pick<PapersRequest, "schema" | "station" | "request" | "sent"> {
  return { schema: "proofmark/papers-request/v1", station, request, sent };
}

/** Whether what is known of it answers all that is asked now. */
export function coversAsked(known: Asked, asked: Asked): boolean {
  if (known.kind !== "pre-checks" || asked.kind !== "pre-checks") return known.kind === asked.kind;
  return asked.checks.every((check) => known.checks.includes(check));
}

/** In which way a reply is not one to this; null where it is. */
export function whyNotAnswered(
  reply: AnsweredDocument,
  asked: Asked,
): "other-subject" | "other-checks" | null {
  if (reply.schema === "proofmark/papers-reply/v1")
    return asked.kind !== "pre-checks" && askedKey(reply) === askedKey(asked) ? null : "other-subject";
  if (asked.kind !== "pre-checks" || subjectKey(reply.subject) !== askedKey(asked)) return "other-subject";
  const answered = reply.checks.map(({ check }) => check);
  const isWhole =
    answered.length === asked.checks.length && asked.checks.every((check) => answered.includes(check));
  return isWhole ? null : "other-checks";
}

/** Each time of which a reply says that something was so then. */
export function timesKnown(reply: AnsweredDocument): readonly string[] {
  const times =
    reply.schema === "proofmark/reply/v1"
      ? reply.checks.map(({ asOf }) => asOf)
      : [reply.asOf, reply.order?.asOf ?? null];
  return times.filter((asOf) => asOf !== null);
}
