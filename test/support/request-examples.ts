import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { answerRequest, signedReply, takeRequest } from "../../src/core/requests/answer-request.ts";
import type { MessageExample } from "./async-api.ts";
import { WITNESS } from "./registry-rig.ts";
import { ASKING, accountOf, CAR, fact, NOW_MS, request, signedRequest } from "./request-world.ts";

/** Two requests and what the registry said, through the code of both sides. */
export function askedExamples(): {
  readonly request: readonly MessageExample[];
  readonly reply: readonly MessageExample[];
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
    if (taken === null) throw new Error("an example is no request");
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
  };
}
