import { PostgresEvidenceArrivals } from "../../adapters/postgres/postgres-evidence-arrivals.ts";
import { PostgresRegistryStore } from "../../adapters/postgres/postgres-registry-store.ts";
import { SPOKEN, type Spoken } from "../../core/requests/agreement.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { EvidenceIntake } from "../../registry/evidence-intake.ts";
import { BundleChecker } from "./bundle-checker.ts";
import { whyNotKept } from "./bundle-of-record.ts";
import { evidenceStoreOf } from "./evidence-store-of.ts";
import type { RegistryFile } from "./registry-file.ts";
import type { RegistryParts } from "./registry-parts.ts";

/** A registry without a store for evidence does not speak of it, so that no station sends any. */
export function spokenBy(keepsEvidence: boolean): Spoken {
  if (keepsEvidence) return SPOKEN;
  const { evidence: _none, ...others } = SPOKEN;
  return others;
}

export interface EvidenceWorker {
  take: EvidenceIntake["take"];
  /** A bundle that is looked at just now is not answered. */
  close(): Promise<void>;
}

/** Null where the registry file names no store for evidence. */
export function evidenceIntake(
  config: Pick<RegistryFile, "evidence">,
  { pool, clock, tools, witnesses }: RegistryParts,
  tell: (about: string, sentence: string) => void,
): EvidenceWorker | null {
  const kept = evidenceStoreOf(config);
  if (kept === null) return null;
  const registry = new PostgresRegistryStore(pool);
  const checker = new BundleChecker();
  const intake = new EvidenceIntake({
    ...{ store: kept.store, keepDays: kept.keepDays, witnesses },
    ...{ digest: tools.digest, verify: tools.verify, wallMs: () => clock.wallMs() },
    arrivals: new PostgresEvidenceArrivals(pool, () => clock.wallMs()),
    whyNotOf: async (record, bytes) => {
      const looked = await checker.look(record, bytes);
      return await whyNotKept(looked, (station, size) => registry.cosignedAt(station, size));
    },
    onFailure: (error) => tell("evidence", `${error.message} [${error.code}]`),
    onRefused: (station, record, why) =>
      tell(
        `evidence of ${station}`,
        `Evidence of record ${record} of ${station} is refused: ${sentenceOf(why).en}`,
      ),
  });
  return { take: (station, part) => intake.take(station, part), close: () => checker.close() };
}
