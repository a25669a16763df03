import { placesOfRecords } from "../../adapters/postgres/evidence-order-rows.ts";
import type { EvidenceActs } from "../../cli/registry-evidence.ts";
import type { CommandOrder } from "../../core/commands/command-messages.ts";
import { evidenceStoreOf } from "./evidence-store-of.ts";
import { loadRegistryFile } from "./registry-file.ts";
import { giveRun } from "./registry-orders.ts";
import { withRegistry } from "./registry-parts.ts";

type SendEvidence = Extract<CommandOrder, { kind: "send-evidence" }>;

/** What the workers of that file could not keep is not asked for. Throws EdgeError CONFIG_INVALID. */
export const orderOfEvidence: EvidenceActs["order"] = async (file, act) => {
  const { kind, station, records, why, forMs, by } = act;
  if (evidenceStoreOf(loadRegistryFile(file)) === null)
    return {
      isDone: false,
      sentence: `${file} names no evidence store, so that nothing could be kept: add evidence: { directory: FOLDER } or s3.`,
    };
  return await withRegistry(file, async (parts) => {
    const places = await placesOfRecords(parts.pool, station, records);
    const missing = records.filter((record) => !places.has(record));
    if (missing.length > 0)
      return { isDone: false, sentence: `${station} has no result ${missing.join(", ")} here.` };
    const until = new Date(Math.round(parts.clock.wallMs()) + forMs).toISOString();
    const order: CommandOrder =
      kind === "send-evidence"
        ? { kind, of: placed(records, places), until, why }
        : { kind, of: [...records], why };
    const [number] = (await giveRun(parts, { station, forMs, by }, [order])) ?? [];
    if (number === undefined) return { isDone: false, sentence: `${station} is not enrolled.` };
    const what = kind === "send-evidence" ? `send by ${until}` : "no more to be sent";
    return {
      isDone: true,
      sentence: `Command ${number} of ${station}: evidence of ${records.length} record${records.length === 1 ? "" : "s"}, ${what}, by ${by}. What comes of it: proofmark registry commands.`,
    };
  });
};

/** Those of which the place in the log is known. */
export function placed(records: readonly string[], places: ReadonlyMap<string, number>): SendEvidence["of"] {
  return records.flatMap((record) => {
    const index = places.get(record);
    return index === undefined ? [] : [{ record, index }];
  });
}
