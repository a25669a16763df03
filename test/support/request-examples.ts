import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { answerPapers } from "../../src/core/requests/answer-papers.ts";
import { answerRequest, signedReply, takeRequest } from "../../src/core/requests/answer-request.ts";
import type { PapersRequest } from "../../src/core/requests/papers-messages.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import {
  TIME_REPLY_PAYLOAD_TYPE,
  TIME_REQUEST_PAYLOAD_TYPE,
  takeTimeRequest,
  timeReply,
} from "../../src/core/requests/time-messages.ts";
import type { MessageExample } from "./async-api.ts";
import { APPOINTMENT_ASKED, appointmentLine, dossierLine, orderLine } from "./papers-examples.ts";
import { WITNESS } from "./registry-rig.ts";
import {
  ASKING,
  accountOf,
  CAR,
  fact,
  logKey,
  NOW_MS,
  papersRequest,
  request,
  sealed,
  signedPapersRequest,
  signedRequest,
} from "./request-world.ts";

/** Requests and what the registry said, through the code of both sides. */
export function askedExamples(): {
  readonly request: readonly MessageExample[];
  readonly reply: readonly MessageExample[];
  readonly papersRequest: readonly MessageExample[];
  readonly papersReply: readonly MessageExample[];
  readonly timeRequest: readonly MessageExample[];
  readonly timeReply: readonly MessageExample[];
} {
  const checks = ["theft", "odometer", "openElsewhere"] as const;
  const all = signedRequest(request({ checks: [...checks] }));
  const plain = signedRequest(request({ subject: { ...CAR, plate: null, odometerKm: null } }));
  const rows = { facts: [], results: [], asked: [] };
  const known = { schema: "proofmark/vehicle-fact/v1", ...fact("theft", true) } as never;
  const shown = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
  const replyTo = (bytes: Uint8Array, facts: readonly never[]): unknown => {
    const at = { digest: sha256, verify: verifySignature, atMs: NOW_MS };
    const taken = takeRequest(bytes, ASKING, accountOf(ASKING), at);
    if (taken?.kind !== "pre-checks") throw new Error("an example is no request");
    return shown(signedReply(answerRequest(taken, { ...rows, facts }, NOW_MS), [WITNESS]));
  };
  return {
    request: [
      {
        name: "vehicle",
        summary: "Of a vehicle in use: theft, odometer, open elsewhere.",
        payload: shown(all),
      },
      { name: "new", summary: "Of one without a plate: theft alone.", payload: shown(plain) },
    ],
    reply: [
      { name: "hit", summary: "It is reported as stolen.", payload: replyTo(all, [known]) },
      { name: "unknown", summary: "Nobody told the registry of it.", payload: replyTo(plain, []) },
    ],
    ...papersExamples(shown),
    ...timeExamples(shown),
  };
}

function papersExamples(shown: (bytes: Uint8Array) => unknown): {
  readonly papersRequest: readonly MessageExample[];
  readonly papersReply: readonly MessageExample[];
} {
  const lines = [dossierLine(), orderLine(), appointmentLine()];
  const of = (request: PapersRequest) => {
    const bytes = signedPapersRequest(request);
    const at = { digest: sha256, verify: verifySignature, atMs: NOW_MS };
    const taken = takeRequest(bytes, ASKING, accountOf(ASKING), at);
    if (taken === null || taken.kind === "pre-checks") throw new Error("an example is no request");
    const reply = answerPapers(taken, { lines, inspections: [], exams: [] }, NOW_MS);
    return { request: shown(bytes), reply: shown(signedReply(reply, [WITNESS])) };
  };
  const vehicle = of(papersRequest());
  const candidate = of(papersRequest(APPOINTMENT_ASKED as Partial<PapersRequest>));
  return {
    papersRequest: [
      { name: "vehicle", summary: "By plate and last six.", payload: vehicle.request },
      { name: "candidate", summary: "By certificate and last four.", payload: candidate.request },
    ],
    papersReply: [
      { name: "dossier", summary: "The dossier of another region, with an order.", payload: vehicle.reply },
      { name: "appointment", summary: "The candidate, with the appointment.", payload: candidate.reply },
    ],
  };
}

function timeExamples(shown: (bytes: Uint8Array) => unknown): {
  readonly timeRequest: readonly MessageExample[];
  readonly timeReply: readonly MessageExample[];
} {
  const of = (request: string, afterMs: number) => {
    const document = { schema: "proofmark/time-request/v1", station: ASKING, request };
    const bytes = sealed(TIME_REQUEST_PAYLOAD_TYPE, document, logKey(ASKING));
    const keys = { digest: sha256, verify: verifySignature };
    const taken = takeTimeRequest(bytes, ASKING, accountOf(ASKING), keys);
    if (taken === null) throw new Error("an example is no request");
    const reply = timeReply(taken, NOW_MS + afterMs);
    return { request: shown(bytes), reply: shown(signedMessage(TIME_REPLY_PAYLOAD_TYPE, reply, [WITNESS])) };
  };
  const first = of("0123456789abcdef0123456789abcdef", 12);
  const second = of("fedcba9876543210fedcba9876543210", 412);
  return {
    timeRequest: [
      { name: "first", summary: "The first of a round.", payload: first.request },
      { name: "second", summary: "The next one, 400 ms later.", payload: second.request },
    ],
    timeReply: [
      { name: "first", summary: "To the first.", payload: first.reply },
      { name: "second", summary: "To the second.", payload: second.reply },
    ],
  };
}
