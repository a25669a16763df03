import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { EvidenceDirectory } from "../../adapters/disk/evidence-directory.ts";
import { S3Evidence } from "../../adapters/s3/s3-evidence.ts";
import { EVIDENCE_BYTES_MAX } from "../../core/registry/evidence-bundle.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import { passwordIn } from "../credential-files.ts";
import type { RegistryFile } from "./registry-file.ts";

export interface KeptEvidence {
  readonly store: EvidenceStore;
  readonly keepDays: number;
}

/** Null where the registry file names none. */
export function evidenceStoreOf({ evidence }: Pick<RegistryFile, "evidence">): KeptEvidence | null {
  if (evidence === undefined) return null;
  const { directory, s3, keepDays } = evidence;
  if (s3 === undefined)
    return { store: new EvidenceDirectory(directory ?? "", EVIDENCE_BYTES_MAX), keepDays };
  const { secretFile, ...bucket } = s3;
  const clock = new SystemClock();
  const store = new S3Evidence({
    ...{ ...bucket, secret: passwordIn(secretFile), bytesMax: EVIDENCE_BYTES_MAX },
    wallMs: () => clock.wallMs(),
  });
  return { store, keepDays };
}
