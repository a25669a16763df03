import { encodeBase64 } from "../../core/record/base64.ts";
import { canonicalJson, type Json } from "../../core/record/canonical-json.ts";
import { type Envelope, formatEnvelope, pae } from "../../core/record/dsse.ts";
import {
  readTrustList,
  TRUST_LIST_CHARS_MAX,
  TRUST_LIST_PAYLOAD_TYPE,
  type TrustList,
  type TrustListDocument,
} from "../../core/record/trust-list.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { keyIdOf, sha256, verifySignature } from "./node-crypto.ts";

/** Who signs lists, by a key of its own. */
export interface TrustAuthority {
  readonly keyId: string;
  readonly spki: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** The text of the file with that list. Throws EdgeError TRUST_LIST_INVALID. */
export function signTrustList(document: TrustListDocument, authority: TrustAuthority): string {
  const text = signListFile(TRUST_LIST_PAYLOAD_TYPE, document, authority);
  if (text.length > TRUST_LIST_CHARS_MAX)
    throw new EdgeError(
      "TRUST_LIST_INVALID",
      `A list of ${document.keys.length} keys is larger than a trust list may be.`,
    );
  return text;
}

/** The text of a file with what an authority gives out. Throws EdgeError TRUST_LIST_INVALID. */
export function signListFile(payloadType: string, document: Json, authority: TrustAuthority): string {
  const payload = canonicalJson(document);
  if (payload.kind === "refused")
    throw new EdgeError("TRUST_LIST_INVALID", `${sentenceOf(payload.reason).en}.`);
  const signature = authority.sign(pae(payloadType, payload.bytes));
  return signedListFile(authority.spki, {
    payloadType,
    payload: payload.bytes,
    signatures: [{ keyId: authority.keyId, signature }],
  });
}

/** Lower-case hex SHA-256 of what the authority signs. Throws EdgeError TRUST_LIST_INVALID. */
export function payloadHashOf(document: TrustListDocument): string {
  const payload = canonicalJson(document);
  if (payload.kind === "refused")
    throw new EdgeError("TRUST_LIST_INVALID", `${sentenceOf(payload.reason).en}.`);
  return keyIdOf(payload.bytes);
}

export interface TrustListEntry {
  readonly key: Pick<Signer, "keyId" | "algorithm" | "publicKeySpki">;
  readonly role: "record" | "log" | "witness";
  /** Null for a witness. */
  readonly station: string | null;
  /** For log keys `logName(station)`, for witnesses the name they cosign by. */
  readonly name: string;
  /** ISO instants with milliseconds, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface TrustListRequest {
  readonly authority: Signer;
  readonly keys: readonly TrustListEntry[];
  /** Of whom a second signature is asked, and from when on. */
  readonly stations?: readonly { readonly station: string; readonly from: string }[];
  readonly issued: string;
  readonly validTo: string;
}

/** The text of a trust list file. Throws EdgeError KEY_UNUSABLE if the authority does not sign inside the call. */
export function createTrustList(request: TrustListRequest): string {
  const document: TrustListDocument = {
    schema: "proofmark/trust-list/v1",
    issued: request.issued,
    validTo: request.validTo,
    keys: request.keys.map((entry) => ({
      keyId: entry.key.keyId,
      algorithm: entry.key.algorithm,
      spki: encodeBase64(entry.key.publicKeySpki),
      role: entry.role,
      station: entry.station,
      name: entry.name,
      notBefore: entry.notBefore,
      notAfter: entry.notAfter,
    })),
    ...(request.stations !== undefined && {
      stations: request.stations.map(({ station, from }) => ({
        station,
        signatures: ["ecdsa-p256-sha256", "sm2-sm3"] as ["ecdsa-p256-sha256", "sm2-sm3"],
        from,
      })),
    }),
  };
  const payload = canonicalJson(document);
  if (payload.kind === "refused")
    throw new EdgeError("TRUST_LIST_INVALID", `${sentenceOf(payload.reason).en}.`);
  let signature: Uint8Array | null = null;
  request.authority.sign(pae(TRUST_LIST_PAYLOAD_TYPE, payload.bytes), (result) => {
    if (result.kind === "signed") signature = result.signature;
  });
  if (signature === null)
    throw new EdgeError("KEY_UNUSABLE", "The authority's key did not sign the trust list.");
  const { publicKeySpki, keyId } = request.authority;
  return fileOf(publicKeySpki, payload.bytes, { keyId, signature });
}

function fileOf(
  authority: Uint8Array,
  payload: Uint8Array,
  signature: { readonly keyId: string; readonly signature: Uint8Array },
): string {
  return signedListFile(authority, {
    payloadType: TRUST_LIST_PAYLOAD_TYPE,
    payload,
    signatures: [signature],
  });
}

/** The text of a file in which an authority gives out what it signed. */
export function signedListFile(authority: Uint8Array, content: Envelope): string {
  const envelope = formatEnvelope(content);
  return `{"authority":"${encodeBase64(authority)}","envelope":${envelope}}\n`;
}

/** Throws EdgeError FILE_UNREADABLE or TRUST_LIST_INVALID. */
export function loadTrustList(
  file: string,
  options: { readonly authorityFingerprint?: string | undefined } = {},
): TrustList {
  let text: string | null;
  try {
    text = readTextUpTo(file, TRUST_LIST_CHARS_MAX);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  if (text === null) {
    throw new EdgeError("TRUST_LIST_INVALID", `${file} is larger than a trust list may be.`, { file });
  }
  const { authorityFingerprint } = options;
  const result = readTrustList({
    text,
    digest: sha256,
    verify: verifySignature,
    ...(authorityFingerprint === undefined ? {} : { authority: authorityFingerprint }),
  });
  if (result.kind === "refused") {
    const why = sentenceOf(result.reason).en;
    throw new EdgeError("TRUST_LIST_INVALID", `The trust list ${file} cannot be trusted: ${why}.`, {
      file,
      reason: result.reason,
    });
  }
  return result.list;
}
