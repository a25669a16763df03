import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { SPOKEN, type Spoken } from "../../src/core/requests/agreement.ts";
import { answerPapers } from "../../src/core/requests/answer-papers.ts";
import { answerRequest, signedReply, takeRequest } from "../../src/core/requests/answer-request.ts";
import {
  CERTIFICATE_REPLY_PAYLOAD_TYPE,
  certificateReply,
  RENEWAL_PAYLOAD_TYPE,
  takeRenewal,
} from "../../src/core/requests/certificate-messages.ts";
import {
  HELLO_PAYLOAD_TYPE,
  HELLO_REPLY_PAYLOAD_TYPE,
  helloReply,
  spokenDocument,
  takeHello,
} from "../../src/core/requests/hello-messages.ts";
import type { PapersRequest } from "../../src/core/requests/papers-messages.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import {
  TIME_REPLY_PAYLOAD_TYPE,
  TIME_REQUEST_PAYLOAD_TYPE,
  takeTimeRequest,
  timeReply,
} from "../../src/core/requests/time-messages.ts";
import { TRUST_REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/trust-messages.ts";
import type { CertificateRefusal } from "../../src/core/trade/words/certificate-faults.ts";
import { signQuestionBy } from "../../src/station/signed-question.ts";
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
import { TrustWorld } from "./trust-world.ts";

/** Requests and what the registry said, through the code of both sides. */
export function askedExamples(): {
  readonly request: readonly MessageExample[];
  readonly reply: readonly MessageExample[];
  readonly papersRequest: readonly MessageExample[];
  readonly papersReply: readonly MessageExample[];
  readonly timeRequest: readonly MessageExample[];
  readonly timeReply: readonly MessageExample[];
  readonly trustRequest: readonly MessageExample[];
  readonly trustReply: readonly MessageExample[];
  readonly hello: readonly MessageExample[];
  readonly helloReply: readonly MessageExample[];
  readonly certificateRenewal: readonly MessageExample[];
  readonly certificateReply: readonly MessageExample[];
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
    ...trustExamples(shown),
    ...helloExamples(shown),
    ...certificateExamples(shown),
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

function helloExamples(shown: (bytes: Uint8Array) => unknown): {
  readonly hello: readonly MessageExample[];
  readonly helloReply: readonly MessageExample[];
} {
  const said = (speaks: Spoken) => {
    const document = {
      ...{ schema: "proofmark/hello/v1", station: ASKING, speaks: spokenDocument(speaks) },
      request: "0123456789abcdef0123456789abcdef",
    };
    const bytes = sealed(HELLO_PAYLOAD_TYPE, document, logKey(ASKING));
    const taken = takeHello(bytes, ASKING, accountOf(ASKING), { digest: sha256, verify: verifySignature });
    if (taken === null) throw new Error("an example is no hello");
    const reply = signedMessage(HELLO_REPLY_PAYLOAD_TYPE, helloReply(taken, speaks), [WITNESS]);
    return { hello: shown(bytes), reply: shown(reply) };
  };
  const { events: _none, ...older } = SPOKEN;
  const [now, before] = [said(SPOKEN), said(older)];
  return {
    hello: [
      { name: "whole", summary: "Of a station that speaks all of it.", payload: now.hello },
      { name: "older", summary: "Of one that tells no events.", payload: before.hello },
    ],
    helloReply: [
      { name: "whole", summary: "The registry speaks all of it.", payload: now.reply },
      { name: "older", summary: "It takes no events.", payload: before.reply },
    ],
  };
}

/** Of refusals: a certificate has another number each time. */
function certificateExamples(shown: (bytes: Uint8Array) => unknown): {
  readonly certificateRenewal: readonly MessageExample[];
  readonly certificateReply: readonly MessageExample[];
} {
  const tls = createDeterministicSigner("tls", "ecdsa-p256-sha256");
  const of = (id: string, refused: CertificateRefusal) => {
    const document = {
      ...{ schema: "proofmark/certificate-renewal/v1", station: ASKING, request: id },
      tlsKey: { keyId: tls.keyId, algorithm: tls.algorithm, spki: encodeBase64(tls.publicKeySpki) },
    };
    let bytes = new Uint8Array();
    signQuestionBy([logKey(ASKING), tls], RENEWAL_PAYLOAD_TYPE, document, (signed) => {
      if (signed.kind === "signed") bytes = new Uint8Array(signed.message);
    });
    const taken = takeRenewal(bytes, ASKING, accountOf(ASKING), { digest: sha256, verify: verifySignature });
    if (taken === null) throw new Error("an example is no request");
    const reply = certificateReply(taken.renewal, { refused });
    return {
      request: shown(bytes),
      reply: shown(signedMessage(CERTIFICATE_REPLY_PAYLOAD_TYPE, reply, [WITNESS])),
    };
  };
  const first = of("0123456789abcdef0123456789abcdef", "tls-key");
  const second = of("fedcba9876543210fedcba9876543210", "no-authority");
  return {
    certificateRenewal: [
      { name: "first", summary: "In the last third of the present one's life.", payload: first.request },
      { name: "again", summary: "A day later.", payload: second.request },
    ],
    certificateReply: [
      { name: "revoked", summary: "The TLS key was revoked.", payload: first.reply },
      { name: "no-authority", summary: "This registry makes none.", payload: second.reply },
    ],
  };
}

function trustExamples(shown: (bytes: Uint8Array) => unknown): {
  readonly trustRequest: readonly MessageExample[];
  readonly trustReply: readonly MessageExample[];
} {
  const world = new TrustWorld(ASKING, logKey(ASKING));
  const of = (above: number) => {
    const document = {
      ...{ schema: "proofmark/trust-request/v1", station: ASKING, above },
      request: "0123456789abcdef0123456789abcdef",
    };
    const bytes = sealed(TRUST_REQUEST_PAYLOAD_TYPE, document, logKey(ASKING));
    const reply = world.answer(bytes);
    if (reply === null) throw new Error("an example is no request");
    return { request: shown(bytes), reply: shown(reply) };
  };
  world.publish();
  const [first, again] = [of(0), of(1)];
  return {
    trustRequest: [
      { name: "first", summary: "The station holds none yet.", payload: first.request },
      { name: "daily", summary: "It holds the first.", payload: again.request },
    ],
    trustReply: [
      { name: "list", summary: "Its part of the first list.", payload: first.reply },
      { name: "nothing-newer", summary: "There is no newer one.", payload: again.reply },
    ],
  };
}
