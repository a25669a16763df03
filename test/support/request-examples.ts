import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { answerPapers } from "../../src/core/requests/answer-papers.ts";
import { answerRequest, signedReply, takeRequest } from "../../src/core/requests/answer-request.ts";
import type { PapersRequest } from "../../src/core/requests/papers-messages.ts";
import type { MessageExample } from "./async-api.ts";
import { APPOINTMENT_ASKED, appointmentLine, dossierLine, orderLine } from "./papers-examples.ts";
import { WITNESS } from "./registry-rig.ts";
import {
  ASKING,
  accountOf,
  CAR,
  fact,
  NOW_MS,
  papersRequest,
  request,
  signedPapersRequest,
  signedRequest,
} from "./request-world.ts";

/** Two requests and what the registry said, through the code of both sides. */
export function askedExamples(): {
  readonly request: readonly MessageExample[];
  readonly reply: readonly MessageExample[];
  readonly papersRequest: readonly MessageExample[];
  readonly papersReply: readonly MessageExample[];
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
