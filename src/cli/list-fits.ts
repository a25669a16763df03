import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { evidenceFile } from "./evidence-told.ts";

interface JobBundle {
  readonly job: string;
  readonly bytes: Uint8Array;
}

/**
 * Evidence and the trust list that is to go along with it: of another registry, or from before a change of keys, it would be refused by whoever
 * opens them, far from here. Throws EdgeError TRUST_LIST_INVALID.
 */
export function mustFit({ job, bytes }: JobBundle, list: string | undefined): void {
  if (list === undefined) return;
  const verifier = { trust: loadTrustList(list), digest: sha256, verify: verifySignature };
  const found = evidenceFile(bytes, { digest: sha256, verifier });
  if (found.kind === "refused") throw notFitting(list, job, sentenceOf(found.reason).en);
}

/** The same of a redacted bundle. Rejects with EdgeError TRUST_LIST_INVALID, FILE_UNREADABLE. */
export async function redactedMustFit({ job, bytes }: JobBundle, list: string | undefined): Promise<void> {
  if (list === undefined) return;
  const { redactedTold } = await import("./redacted-told.ts");
  const by = { trust: list, authority: undefined, witnesses: 1, salts: undefined };
  const [failure] = redactedTold(job, bytes, by).verdict.failures;
  if (failure !== undefined) throw notFitting(list, job, failure.en);
}

function notFitting(list: string, job: string, why: string): EdgeError {
  return new EdgeError(
    "TRUST_LIST_INVALID",
    `By the trust list ${list} nobody would believe the evidence of job ${job}: ${why}`,
    { file: list, job },
  );
}
