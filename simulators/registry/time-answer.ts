import { isSignedBy, keyIdOf, preAuthentication, readEnvelope } from "./signed-envelope.ts";
import { members, strictJson, strictUtf8 } from "./strict-text.ts";
import type { WitnessKey } from "./witness-note.ts";

const REQUEST_TYPE = "application/vnd.proofmark.time-request.v1+json";
const REPLY_TYPE = "application/vnd.proofmark.time-reply.v1+json";
const REQUEST_BYTES = 2 * 1024;

export interface TimeAsked {
  readonly topicOf: string;
  readonly message: Uint8Array;
  readonly logKeys: readonly Uint8Array[];
  readonly witness: WitnessKey;
  readonly atMs: number;
}

/** What the registry says of the time (docs/protocol.md, section 19), written from the page. Null where it was not asked for it. Never throws on any bytes. */
export function timeAnswer({ topicOf, message, logKeys, witness, atMs }: TimeAsked): Uint8Array | null {
  const request = requestIn(topicOf, message, logKeys);
  if (request === null) return null;
  const issued = new Date(atMs).toISOString();
  const reply = { schema: "proofmark/time-reply/v1", station: topicOf, request, issued };
  const payload = Buffer.from(JSON.stringify(reply));
  const sig = witness.signature(preAuthentication(REPLY_TYPE, payload)).toString("base64");
  const signatures = [{ keyid: keyIdOf(witness.spki), sig }];
  return Buffer.from(
    JSON.stringify({ payloadType: REPLY_TYPE, payload: payload.toString("base64"), signatures }),
  );
}

function requestIn(topicOf: string, message: Uint8Array, logKeys: readonly Uint8Array[]): string | null {
  if (message.length > REQUEST_BYTES) return null;
  try {
    const envelope = readEnvelope(strictUtf8(message));
    if (envelope === null || envelope.payloadType !== REQUEST_TYPE) return null;
    if (!logKeys.some((key) => isSignedBy(envelope, key))) return null;
    const asked = members(strictJson(strictUtf8(envelope.payload)), ["schema", "station", "request"]);
    if (asked?.schema !== "proofmark/time-request/v1" || asked.station !== topicOf) return null;
    const { request } = asked;
    return typeof request === "string" && /^[0-9a-f]{32}$/.test(request) ? request : null;
  } catch {
    return null;
  }
}
