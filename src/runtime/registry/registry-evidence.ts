import { keyIdOf } from "../../adapters/keys/node-crypto.ts";
import {
  bindEvidence,
  evidenceRows,
  holdEvidence,
  releaseEvidence,
  sweepEvidence,
} from "../../adapters/postgres/evidence-register.ts";
import { PostgresRegistryStore } from "../../adapters/postgres/postgres-registry-store.ts";
import type { EvidenceActs } from "../../cli/registry-evidence.ts";
import { EVIDENCE_MEDIA_TYPE } from "../../core/evidence/evidence-bundle.ts";
import { EdgeError } from "../../errors.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import { mustBeBundleOf } from "./bundle-of-record.ts";
import { evidenceStoreOf, type KeptEvidence } from "./evidence-store-of.ts";
import { orderOfEvidence } from "./registry-evidence-orders.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { withRegistry } from "./registry-parts.ts";

const DAY_MS = 86_400_000;

/** Bytes first, then the row: what is bound is there. Bytes of an act that was cut off between belong to nobody, and the same act once more binds them. */
export const evidenceActs: EvidenceActs = {
  put: async (file, { bytes, record, mediaType, by }) => {
    const { store, keepDays } = storeOf(file);
    const sha256 = keyIdOf(bytes);
    return await withRegistry(file, async ({ pool, clock }) => {
      if (mediaType === EVIDENCE_MEDIA_TYPE) {
        const registry = new PostgresRegistryStore(pool);
        await mustBeBundleOf(record, bytes, (station, size) => registry.cosignedAt(station, size));
      }
      await store.put(sha256, bytes);
      const keepUntilMs = clock.wallMs() + keepDays * DAY_MS;
      const given = { sha256, record, mediaType, bytes: bytes.length, keepUntilMs, by };
      return (await bindEvidence(pool, given)) ? sha256 : null;
    });
  },
  get: async (file, sha256) => await storeOf(file).store.get(sha256),
  list: async (file, of) => await withRegistry(file, async ({ pool }) => await evidenceRows(pool, of)),
  verify: async (file) => {
    const { store } = storeOf(file);
    return await withRegistry(file, async ({ pool }) => {
      const rows = (await evidenceRows(pool, {})).filter(({ removed }) => removed === null);
      const hashes = [...new Set(rows.map(({ sha256 }) => sha256))];
      const wrong: { sha256: string; why: string }[] = [];
      for (const sha256 of hashes) {
        const why = await wrongWith(store, sha256);
        if (why !== null) wrong.push({ sha256, why });
      }
      return { looked: hashes.length, wrong };
    });
  },
  hold: async (file, held) => await withRegistry(file, async ({ pool }) => await holdEvidence(pool, held)),
  release: async (file, held) =>
    await withRegistry(file, async ({ pool }) => await releaseEvidence(pool, held)),
  order: orderOfEvidence,
  sweep: async (file) => {
    const { store } = storeOf(file);
    return await withRegistry(
      file,
      async ({ pool, clock }) => await sweepEvidence(pool, clock.wallMs(), (sha256) => store.remove(sha256)),
    );
  },
};

async function wrongWith(store: EvidenceStore, sha256: string): Promise<string | null> {
  try {
    return (await store.get(sha256)) === null ? "missing" : null;
  } catch (error) {
    if (error instanceof EdgeError && error.code === "EVIDENCE_DAMAGED") return "altered";
    throw error;
  }
}

/** Throws EdgeError CONFIG_INVALID where the file names none. */
function storeOf(file: string): KeptEvidence {
  const kept = evidenceStoreOf(loadRegistryFile(file));
  if (kept === null)
    throw new EdgeError(
      "CONFIG_INVALID",
      `${file} names no evidence store: add evidence: { directory: FOLDER } or s3.`,
      { file },
    );
  return kept;
}
