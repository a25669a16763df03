import type { Digest } from "../journal/merkle.ts";
import { toHex } from "../record/base64.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { readSigned } from "../requests/signed-message.ts";
import type { Reason } from "../trade/reasons.ts";
import { bytesOfPart, type EvidenceAnswer, type EvidencePart, PART_FORM } from "./evidence-part.ts";

/** A part whose station signed it. */
export interface ReadPart {
  readonly part: EvidencePart;
  /** SHA-256 of the message, hex. */
  readonly message: string;
  readonly data: Uint8Array;
}

/** Null where nothing is said: another station's, of no form, or signed by nobody who may. Total: any bytes give an answer. */
export function readPart(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: { readonly digest: Digest; readonly verify: VerifySignature },
): ReadPart | null {
  if (account === undefined || account.station !== topicOf) return null;
  const keys = signingKeys(account.log).map(({ spki }) => spki);
  const read = readSigned({ digest, verify, keys }, [PART_FORM], bytes);
  if (read.kind === "dropped" || read.document.station !== topicOf) return null;
  const part = read.document;
  const data = bytesOfPart(part);
  return data === null ? null : { part, message: toHex(digest(bytes)), data };
}

/** What is held of a station's bundle that has not come whole yet. */
export interface ComingBundle {
  readonly record: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly have: number;
}

/** What becomes of what is held: `begin` puts it in the place of whatever was coming, `add` behind what is held of it; `nothing`: it is known already, or leaves a gap. */
export type TakenPart = { readonly kind: "begin" | "add" | "nothing"; readonly have: number };

/** One bundle of a station comes at a time: another one begins anew with its first byte. */
export function takePart({ part, data }: ReadPart, coming: ComingBundle | null): TakenPart {
  const { record, sha256, bytes, at } = part;
  const isThat = coming?.record === record && coming.sha256 === sha256 && coming.bytes === bytes;
  if (!isThat) return at === 0 ? { kind: "begin", have: data.length } : { kind: "nothing", have: 0 };
  return at === coming.have
    ? { kind: "add", have: coming.have + data.length }
    : { kind: "nothing", have: coming.have };
}

/** `said`: kept, why it is refused, or how much is held. */
export function partAnswer(
  { part: { station, record, sha256, bytes }, message }: ReadPart,
  said: "kept" | { readonly refused: Reason } | { readonly have: number },
  atMs: number,
): EvidenceAnswer {
  const common = {
    ...({ schema: "proofmark/evidence-answer/v1", station, message, record, sha256 } as const),
    issued: new Date(atMs).toISOString(),
  };
  if (said === "kept") return { ...common, have: bytes, outcome: "kept", reason: null };
  if ("have" in said) return { ...common, have: said.have, outcome: "go-on", reason: null };
  return { ...common, have: 0, outcome: "refused", reason: said.refused };
}
