import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { nodeGunzip } from "../../adapters/zlib/node-gunzip.ts";
import { checkEvidence } from "../../core/evidence/check-evidence.ts";
import { readEvidence } from "../../core/evidence/evidence-bundle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { checkpointInNote } from "../../core/record/checkpoint.ts";
import { refusal } from "../../core/record/verification-failure.ts";
import type { RegistryHead } from "../../core/registry/station-account.ts";
import { type Reason, sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";

type CosignedAt = (station: string, size: number) => Promise<RegistryHead | undefined>;

/** A bundle of that record that is whole, and the checkpoint under which it stands, or what is wrong with it. */
export type LookedAtBundle =
  | {
      readonly kind: "whole";
      readonly station: string;
      readonly size: number;
      /** Null where the checkpoint has no form. */
      readonly root: Uint8Array | null;
    }
  | { readonly kind: "refused"; readonly reason: Reason };

/** All that the bytes alone show. Of the record the registry has looked at the signature before. It takes as long as the bundle is large, in one piece. */
export function lookedAtBundle(record: string, packed: Uint8Array): LookedAtBundle {
  const read = readEvidence(packed, nodeGunzip);
  if (read.kind === "refused") return read;
  const { bundle } = read;
  if (bundle.record !== record) return refusal("EVIDENCE_OF_ANOTHER", { found: bundle.record, record });
  const checked = checkEvidence(bundle, { digest: sha256, verifier: null });
  if (checked.kind === "refused") return checked;
  const { station, size, checkpoint } = bundle;
  return { kind: "whole", station, size, root: checkpointInNote(checkpoint)?.root ?? null };
}

/** A bundle has to stand under a checkpoint that this registry cosigned itself. Null where it does. */
export async function whyNotKept(looked: LookedAtBundle, cosignedAt: CosignedAt): Promise<Reason | null> {
  if (looked.kind === "refused") return looked.reason;
  const { station, size, root } = looked;
  const cosigned = await cosignedAt(station, size);
  const isCosigned = cosigned !== undefined && root !== null && sameBytes(cosigned.root, root);
  return isCosigned ? null : refusal("EVIDENCE_NOT_COSIGNED", { station, size }).reason;
}

/** Why these bytes are no bundle of that record. Null where they are one. */
export async function whyNotBundleOf(
  record: string,
  packed: Uint8Array,
  cosignedAt: CosignedAt,
): Promise<Reason | null> {
  return await whyNotKept(lookedAtBundle(record, packed), cosignedAt);
}

/** Throws EdgeError EVIDENCE_REFUSED. */
export async function mustBeBundleOf(
  record: string,
  packed: Uint8Array,
  cosignedAt: CosignedAt,
): Promise<void> {
  const why = await whyNotBundleOf(record, packed, cosignedAt);
  if (why !== null) throw new EdgeError("EVIDENCE_REFUSED", sentenceOf(why).en, { reason: why });
}
