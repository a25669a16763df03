import { isSignedBy, keyIdOf, preAuthentication, readEnvelope } from "./signed-envelope.ts";
import { strictJson, strictUtf8 } from "./strict-text.ts";
import type { WitnessKey } from "./witness-note.ts";

export interface Opened {
  readonly type: string;
  readonly document: unknown;
}

/** What one of these keys signed; null for anything else. Never throws on any bytes. */
export function openedMessage(
  message: Uint8Array,
  bytesMax: number,
  keys: readonly Uint8Array[],
): Opened | null {
  if (message.length > bytesMax) return null;
  try {
    const envelope = readEnvelope(strictUtf8(message));
    if (envelope === null || !keys.some((key) => isSignedBy(envelope, key))) return null;
    return { type: envelope.payloadType, document: strictJson(strictUtf8(envelope.payload)) };
  } catch {
    return null;
  }
}

/** An envelope of the document with the signature of the key that cosigns. */
export function signedMessage(witness: WitnessKey, payloadType: string, document: object): Buffer {
  const payload = Buffer.from(JSON.stringify(document));
  const sig = witness.signature(preAuthentication(payloadType, payload)).toString("base64");
  const signatures = [{ keyid: keyIdOf(witness.spki), sig }];
  return Buffer.from(JSON.stringify({ payloadType, payload: payload.toString("base64"), signatures }));
}
