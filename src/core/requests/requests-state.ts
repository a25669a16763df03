import { type AnsweredDocument, type Asked, type AskedDocument, askedKey } from "./asked.ts";
import type { ReplyDocument } from "./request-messages.ts";
import type { DroppedMessage } from "./signed-message.ts";

/** What is known, or being asked, of one vehicle or candidate. Times are those of the steady clock where nothing else is said. */
export interface Question {
  readonly key: string;
  readonly asked: Asked;
  /** When somebody wanted to know first, and last. */
  readonly firstWantedMs: number;
  readonly wantedMs: number;
  /** On its way; null while nothing is. */
  readonly asking: Asking | null;
  /** The newest one that was taken. */
  readonly answer: TakenReply<AnsweredDocument> | null;
  /** Requests in a row that got no answer, and until when none is sent. */
  readonly failures: number;
  readonly restUntilMs: number;
}

export interface Asking {
  readonly request: string;
  readonly document: AskedDocument;
  readonly sinceMs: number;
  readonly sentWallMs: number;
  /** Times it was sent. */
  readonly sends: number;
}

export interface TakenReply<Document = ReplyDocument> {
  readonly document: Document;
  /** The envelope as it came. */
  readonly text: string;
  readonly takenMs: number;
  readonly takenWallMs: number;
}

export type WhyDropped = DroppedMessage | "other-station" | "other-subject" | "other-checks" | "misdated";

export interface RequestsState {
  /** By key of the subject; who was wanted longest ago first. */
  readonly questions: ReadonlyMap<string, Question>;
  readonly connected: boolean;
  readonly dropped: Readonly<Partial<Record<WhyDropped, number>>>;
}

export type RequestsEvent =
  | { readonly kind: "link"; readonly up: boolean }
  /** Somebody looks at it who did not within the last second; it may not have been asked yet. */
  | {
      readonly kind: "wanted";
      readonly asked: Asked;
      readonly atMs: number;
    }
  | {
      readonly kind: "asked";
      readonly key: string;
      readonly asked: Asked;
      readonly document: AskedDocument;
      readonly atMs: number;
      readonly atWallMs: number;
    }
  | { readonly kind: "sent-again"; readonly key: string }
  | { readonly kind: "given-up"; readonly key: string; readonly restUntilMs: number }
  | { readonly kind: "answered"; readonly key: string; readonly reply: TakenReply<AnsweredDocument> }
  | { readonly kind: "dropped"; readonly why: WhyDropped }
  | { readonly kind: "forgotten"; readonly key: string };

export const NO_REQUESTS: RequestsState = { questions: new Map(), connected: false, dropped: {} };

export function evolveRequests(state: RequestsState, event: RequestsEvent): RequestsState {
  switch (event.kind) {
    case "link":
      return { ...state, connected: event.up };
    case "dropped":
      return {
        ...state,
        dropped: { ...state.dropped, [event.why]: (state.dropped[event.why] ?? 0) + 1 },
      };
    case "forgotten": {
      const questions = new Map(state.questions);
      questions.delete(event.key);
      return { ...state, questions };
    }
    case "wanted": {
      const key = askedKey(event.asked);
      const known = state.questions.get(key) ?? fresh(key, event);
      return lastly(state, { ...known, wantedMs: event.atMs });
    }
    case "asked":
      return asked(state, event);
    case "sent-again":
      return changed(state, event.key, (one) =>
        one.asking === null ? one : { ...one, asking: { ...one.asking, sends: one.asking.sends + 1 } },
      );
    case "given-up":
      return changed(state, event.key, (one) => ({
        ...one,
        asking: null,
        failures: one.failures + 1,
        restUntilMs: event.restUntilMs,
      }));
    case "answered":
      return changed(state, event.key, (one) => ({
        ...one,
        asking: null,
        answer: event.reply,
        failures: 0,
        restUntilMs: 0,
      }));
  }
}

function asked(
  state: RequestsState,
  { key, asked: wanted, document, atMs, atWallMs }: Extract<RequestsEvent, { kind: "asked" }>,
): RequestsState {
  const { request } = document;
  const before = state.questions.get(key) ?? fresh(key, { asked: wanted, atMs });
  const asking = { request, document, sinceMs: atMs, sentWallMs: atWallMs, sends: 1 };
  return lastly(state, { ...before, asked: wanted, wantedMs: atMs, asking, restUntilMs: 0 });
}

function fresh(
  key: string,
  { asked: wanted, atMs }: { readonly asked: Asked; readonly atMs: number },
): Question {
  const times = { firstWantedMs: atMs, wantedMs: atMs, restUntilMs: 0 };
  return { key, asked: wanted, ...times, asking: null, answer: null, failures: 0 };
}

/** At the end: who is looked at is forgotten last. */
function lastly(state: RequestsState, question: Question): RequestsState {
  const questions = new Map(state.questions);
  questions.delete(question.key);
  return { ...state, questions: questions.set(question.key, question) };
}

function changed(state: RequestsState, key: string, change: (one: Question) => Question): RequestsState {
  const known = state.questions.get(key);
  if (known === undefined) return state;
  return { ...state, questions: new Map(state.questions).set(key, change(known)) };
}
