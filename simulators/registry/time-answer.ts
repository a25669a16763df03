import { openedMessage, signedMessage } from "./signed-message.ts";
import { members } from "./strict-text.ts";
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
  return signedMessage(witness, REPLY_TYPE, reply);
}

function requestIn(topicOf: string, message: Uint8Array, logKeys: readonly Uint8Array[]): string | null {
  const opened = openedMessage(message, REQUEST_BYTES, logKeys);
  if (opened?.type !== REQUEST_TYPE) return null;
  const asked = members(opened.document, ["schema", "station", "request"]);
  if (asked?.schema !== "proofmark/time-request/v1" || asked.station !== topicOf) return null;
  const { request } = asked;
  return typeof request === "string" && /^[0-9a-f]{32}$/.test(request) ? request : null;
}
