import { type CborMap, type CborNode, entryOf } from "../cbor/cbor-node.ts";
import type { CurveKey } from "../cose/algorithms.ts";
import { keyOf } from "../cose/read-key.ts";
import { mac0Fault, readMac0 } from "../cose/read-mac0.ts";
import { readSign1, sign1Fault } from "../cose/read-sign1.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { CoseFault } from "../trade/words/cose-faults.ts";
import type { HolderUnproven } from "../trade/words/licence-steps.ts";
import type { LicenceCrypto } from "./licence-crypto.ts";
import { coseReason, embeddedAt, shapeReason } from "./licence-shape.ts";
import {
  deviceAuthentication,
  isSameKey,
  readTranscript,
  type SessionTranscript,
} from "./session-transcript.ts";

/** The reader's own key of a session; `isOurs`: this station made it, for this candidate, minutes ago. */
export interface ReaderSession {
  readonly secret: Uint8Array;
  readonly key: CurveKey;
  readonly isOurs: boolean;
}

/** A MAC can be made by the reader as well, so that it proves something to this reader alone. */
export type HolderProof =
  | { readonly kind: "proven"; readonly by: "signature" | "mac" }
  | { readonly kind: "unproven"; readonly why: HolderUnproven; readonly wasChecked: boolean }
  | { readonly kind: "failed"; readonly reasons: readonly Reason[] };

export interface DeviceCheck {
  readonly deviceSigned: CborNode | null;
  readonly deviceKey: CborNode | null;
  readonly docType: string;
  readonly transcript: Uint8Array | null;
  readonly session: ReaderSession | null;
}

const MAC_KEY_BYTES = 32;
const MAC_INFO = new TextEncoder().encode("EMacKey");

export function holderProof(check: DeviceCheck, crypto: LicenceCrypto): HolderProof {
  const { deviceSigned, transcript } = check;
  if (deviceSigned === null) return unproven("no-device-part");
  const parts = deviceParts(deviceSigned);
  if ("reason" in parts) return failed(parts.reason);
  if (transcript === null) return unproven("no-transcript");
  const read = readTranscript(transcript);
  if (read.kind === "refused") return failed(read.reason);
  const key = keyOf(check.deviceKey);
  if (key === null) return failed(reason("LICENCE_COSE", { part: "device", fault: "key-malformed" }));
  const said = deviceAuthentication(read.value, check.docType, parts.nameSpaces);
  return parts.by === "signature"
    ? bySignature(parts.proof, key, said, check.session, read.value, crypto)
    : byMac(parts.proof, key, said, check.session, read.value, crypto);
}

interface DeviceParts {
  readonly by: "signature" | "mac";
  readonly proof: CborNode;
  readonly nameSpaces: Uint8Array;
}

function deviceParts(node: CborNode): DeviceParts | { readonly reason: Reason } {
  if (node.kind !== "map") return { reason: shapeReason("deviceSigned", node, "map") };
  const nameSpaces = embeddedAt("deviceSigned.nameSpaces", entryOf(node, "nameSpaces"));
  if (nameSpaces.kind === "refused") return nameSpaces;
  const auth = entryOf(node, "deviceAuth");
  if (auth?.kind !== "map") return { reason: shapeReason("deviceAuth", auth, "map") };
  const proof = onlyProof(auth);
  return proof === null
    ? { reason: shapeReason("deviceAuth", auth, "proof") }
    : { ...proof, nameSpaces: nameSpaces.value.whole };
}

function onlyProof(auth: CborMap): Pick<DeviceParts, "by" | "proof"> | null {
  const [signature, mac] = [entryOf(auth, "deviceSignature"), entryOf(auth, "deviceMac")];
  if (signature !== null && mac === null) return { by: "signature", proof: signature };
  return mac !== null && signature === null ? { by: "mac", proof: mac } : null;
}

function bySignature(
  node: CborNode,
  key: CurveKey,
  said: Uint8Array,
  session: ReaderSession | null,
  transcript: SessionTranscript,
  crypto: LicenceCrypto,
): HolderProof {
  const sign1 = readSign1(node, { profile: "strict", isTagged: false, detached: said });
  if (sign1.kind === "refused") return failed(coseReason("device", sign1));
  const fault = sign1Fault(sign1, key, crypto.verify);
  if (fault !== null) return wrong(fault);
  return isOwnSession(session, transcript)
    ? { kind: "proven", by: "signature" }
    : { kind: "unproven", why: "not-our-session", wasChecked: true };
}

function byMac(
  node: CborNode,
  key: CurveKey,
  said: Uint8Array,
  session: ReaderSession | null,
  transcript: SessionTranscript,
  crypto: LicenceCrypto,
): HolderProof {
  const mac0 = readMac0(node, { profile: "strict", isTagged: false, detached: said });
  if (mac0.kind === "refused") return failed(coseReason("device", mac0));
  if (session === null) return unproven("no-key");
  if (!isReaderOf(session, transcript)) return unproven("not-our-session");
  const common = session.key.curve === key.curve ? crypto.agree(session.secret, key) : null;
  if (common === null) return wrong("algorithm-unlike-key");
  const salt = crypto.digest("SHA-256", transcript.wrapped);
  const fault = mac0Fault(mac0, crypto.derive(common, salt, MAC_INFO, MAC_KEY_BYTES), crypto.hmac);
  if (fault !== null) return wrong(fault);
  return session.isOurs
    ? { kind: "proven", by: "mac" }
    : { kind: "unproven", why: "not-our-session", wasChecked: true };
}

function isOwnSession(session: ReaderSession | null, transcript: SessionTranscript): boolean {
  return session?.isOurs === true && isReaderOf(session, transcript);
}

function isReaderOf({ key }: ReaderSession, { readerKey }: SessionTranscript): boolean {
  return readerKey !== null && isSameKey(readerKey, key);
}

function unproven(why: HolderUnproven): HolderProof {
  return { kind: "unproven", why, wasChecked: false };
}

function wrong(fault: CoseFault): HolderProof {
  return failed(reason("LICENCE_COSE", { part: "device", fault }));
}

function failed(...reasons: readonly Reason[]): HolderProof {
  return { kind: "failed", reasons };
}
