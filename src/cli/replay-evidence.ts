import { readAtMost } from "../adapters/disk/bounded-file.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import type { EvidenceCheck } from "../core/evidence/disclosed-entries.ts";
import { asId } from "../core/quantities/ids.ts";
import { reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { OpenSession } from "../station/job-track.ts";
import { Replay } from "../station/replay.ts";
import { resultBytes } from "../station/seal.ts";
import {
  EVIDENCE_READ_MAX,
  type EvidenceFile,
  evidenceFile,
  evidenceNotes,
  isPacked,
  placeIn,
} from "./evidence-told.ts";

/** The bytes of a file that is a bundle of evidence; null for any other. Throws EdgeError FILE_UNREADABLE. */
export function evidenceBytes(file: string): Uint8Array | null {
  try {
    const bytes = readAtMost(file, EVIDENCE_READ_MAX);
    return isPacked(bytes) ? bytes : null;
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
}

export interface ReplayedEvidence {
  readonly replay: Replay;
  readonly remarks: readonly string[];
}

/**
 * The record of a bundle made again from its entries alone, once the bundle is found whole. `trust`: a trust list, by which the signatures are looked at
 * too. Throws EdgeError FILE_UNREADABLE, TRUST_LIST_INVALID, or EVIDENCE_REFUSED where the bundle is not whole.
 */
export function replayEvidence(
  { file, bytes }: { readonly file: string; readonly bytes: Uint8Array },
  openSession: OpenSession,
  trust: string | undefined,
): ReplayedEvidence {
  const found = wholeEvidence({ file, bytes }, trust);
  const { bundle, checked } = found;
  const replay = new Replay({
    station: asId<"station">(bundle.station),
    openSession,
    bytesOf: resultBytes,
    numberOf: (record) => checked.numbers.get(record) ?? null,
  });
  for (const { entry, index } of checked.entries) replay.note(entry, index);
  replay.finish();
  const unsigned = trust === undefined ? [reason("EVIDENCE_UNSIGNED", {})] : [];
  const remarks = [...evidenceNotes(found), ...unsigned].map((one) => `${sentenceOf(one).en} [${one.code}]`);
  return { replay, remarks };
}

/** A bundle that is found whole, by its signatures too where there is a trust list. Throws EdgeError TRUST_LIST_INVALID, EVIDENCE_REFUSED. */
export function wholeEvidence(
  { file, bytes }: { readonly file: string; readonly bytes: Uint8Array },
  trust: string | undefined,
): EvidenceFile {
  const found = evidenceFile(bytes, checkBy(trust));
  if (found.kind === "file") return found;
  throw new EdgeError(
    "EVIDENCE_REFUSED",
    `${file}, ${placeIn("evidence", found)}: ${sentenceOf(found.reason).en}`,
    { file, reason: found.reason },
  );
}

function checkBy(trust: string | undefined): EvidenceCheck {
  if (trust === undefined) return { digest: sha256, verifier: null };
  const by = { digest: sha256, verify: verifySignature };
  return { digest: sha256, verifier: { trust: loadTrustList(trust), ...by } };
}
